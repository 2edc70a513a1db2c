"""Scripts, styles and images under an address that carries their version: a browser may keep them for ever.

The version is part of the path, so that modules which import each other by relative address stay of one version.
"""

import gzip
import hashlib
import mimetypes
from functools import lru_cache
from pathlib import Path

from flask import Flask, Response, abort, current_app, request
from werkzeug.security import safe_join

from gis_app.resources import folder
from gis_app.web.compress import SMALLEST, TYPES
from gis_app.web.routes import declares

FOREVER, NEVER = "public, max-age=31536000, immutable", "no-cache"


def register(app: Flask) -> None:
    """``url_for('static', filename=...)`` gives the versioned address."""
    version = version_of(folder("static"))
    app.config["STATIC_VERSION"] = version
    app.add_url_rule("/static/<version>/<path:filename>", "static", serve)
    app.url_defaults(lambda endpoint, values: values.setdefault("version", version) if endpoint == "static" else None)


def version_of(root: Path) -> str:
    """Short hash over every file's path, size and time of change."""
    digest = hashlib.sha256()
    for path in sorted(root.rglob("*")):
        if path.is_file():
            stat = path.stat()
            digest.update(f"{path.relative_to(root)}:{stat.st_size}:{stat.st_mtime_ns}\n".encode())
    return digest.hexdigest()[:10]


@declares()
def serve(version: str, filename: str) -> Response:
    """A file of ``static/``."""
    place = safe_join(str(folder("static")), filename)
    if place is None or not Path(place).is_file():
        abort(404)
    changed = Path(place).stat().st_mtime_ns
    kind = mimetypes.guess_type(filename)[0] or "application/octet-stream"
    squeezed = kind in TYPES and "gzip" in request.headers.get("Accept-Encoding", "")
    body, encoding = _content(place, changed, squeezed)
    response = Response(body, mimetype=kind)
    if encoding:
        response.headers["Content-Encoding"] = encoding
    response.vary.add("Accept-Encoding")
    response.headers["Cache-Control"] = FOREVER if version == current_app.config["STATIC_VERSION"] else NEVER
    response.set_etag(f"{changed:x}-{len(body):x}")
    response.make_conditional(request)
    return response


@lru_cache(maxsize=256)
def _content(place: str, changed: int, squeezed: bool) -> tuple[bytes, str | None]:
    """A file's bytes, compressed once where that pays; ``changed`` makes an edited file another entry."""
    content = Path(place).read_bytes()
    if not squeezed or len(content) < SMALLEST:
        return content, None
    return gzip.compress(content, 9, mtime=0), "gzip"
