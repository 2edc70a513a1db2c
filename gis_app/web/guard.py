"""Who may speak to a server without accounts: this machine's own pages and programs, nobody through a browser's back.

A page elsewhere can send requests to 127.0.0.1, or point its own name there (DNS rebinding): so the name asked for must
be this machine's, and what changes something must come from our own page or from no page at all.
"""

import secrets
from urllib.parse import urlsplit

from flask import Response, g, request

from gis_app.errors import WanggeError

OWN_NAMES = frozenset(("127.0.0.1", "localhost", "[::1]"))
SAFE = frozenset(("GET", "HEAD", "OPTIONS"))
BASEMAP_HOSTS = {
    "town": "", "tianditu": "https://*.tianditu.gov.cn", "amap": "https://*.is.autonavi.com",
    "osm": "https://tile.openstreetmap.org",
}


def check_sender() -> None:
    """Refuse foreign names and foreign origins."""
    host = request.environ.get("HTTP_HOST", "")
    if host.rpartition(":")[0] not in OWN_NAMES and host not in OWN_NAMES:
        raise WanggeError("foreign_host")
    if request.method in SAFE:
        return
    origin = request.headers.get("Origin")
    if origin is not None and urlsplit(origin).netloc != host:
        raise WanggeError("foreign_origin")
    if request.headers.get("Sec-Fetch-Site", "same-origin") not in ("same-origin", "none"):
        raise WanggeError("foreign_origin")


def csp_nonce() -> str:
    """The one-time word that lets this page's own inline import map and start-up data run."""
    if "csp_nonce" not in g:
        g.csp_nonce = secrets.token_urlsafe(16)
    nonce: str = g.csp_nonce
    return nonce


def mark(response: Response, tiles: str) -> Response:
    """Headers that keep a browser from guessing, framing, or asking anybody else."""
    headers = response.headers
    headers["X-Content-Type-Options"] = "nosniff"
    if response.mimetype != "text/html":
        return response
    headers["X-Frame-Options"] = "DENY"
    headers.setdefault("Referrer-Policy", "same-origin")
    headers["Content-Security-Policy"] = "; ".join((
        "default-src 'none'", f"script-src 'self' 'nonce-{csp_nonce()}'", "style-src 'self' 'unsafe-inline'",
        f"img-src 'self' data: blob: {tiles}".rstrip(), "font-src 'self'", "connect-src 'self'", "worker-src 'self' blob:",
        "manifest-src 'self'", "form-action 'self'", "base-uri 'none'", "frame-ancestors 'none'",
    ))
    return response
