"""Photos of incidents: looked at, freed of what the camera wrote into them, kept by the hash of their content."""

import hashlib
import os
import tempfile
import warnings
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path
from uuid import UUID

from PIL import Image, ImageOps, UnidentifiedImageError
from sqlalchemy import Connection

from gis_app.db import audit
from gis_app.db.queries import incidents as queries
from gis_app.domain.actors import Actor
from gis_app.errors import Both, WanggeError

LARGEST_BYTES = 8 * 1024 * 1024
LARGEST_PIXELS = 50_000_000
FORMATS = {"JPEG": ("image/jpeg", "jpg"), "PNG": ("image/png", "png"), "WEBP": ("image/webp", "webp")}

ENDINGS = dict(FORMATS.values())


@dataclass(frozen=True)
class Photo:
    """A stored photo; ``id`` is None where the incident already had it."""

    id: int | None
    sha256: str
    media_type: str
    size: int


def add(connection: Connection, actor: Actor, home: Path, incident_id: UUID, content: bytes) -> Photo:
    """Store a photo of an incident. The file is on disk before the row can be committed.

    Raises
    ------
    WanggeError
        ``not_found``, ``too_large``, ``bad_photo``.
    """
    town_id = queries.town_of(connection, incident_id)
    if town_id is None:
        raise WanggeError("not_found", what=Both("这件事", "The incident"))
    clean, media_type, ending = cleaned(content)
    digest = hashlib.sha256(clean).hexdigest()
    keep(home / "media", digest, ending, clean)
    values = {"incident_id": incident_id, "town_id": town_id, "sha256": digest, "media_type": media_type,
              "size": len(clean), "actor": actor.name}
    made = queries.insert_photo(connection, values)
    if made is not None:
        audit.record(connection, actor, "incident.photo", "incident", incident_id, town_id=town_id, sha256=digest)
    return Photo(made, digest, media_type, len(clean))


def find(connection: Connection, actor: Actor, home: Path, incident_id: UUID, sha256: str) -> tuple[Path, str]:
    """Where a photo of an incident lies, and its media type.

    Raises
    ------
    WanggeError
        ``not_found`` where the incident has no such photo, or its file is gone.
    """
    for row in queries.photos_of(connection, incident_id):
        if row["sha256"] == sha256:
            place = path_of(home / "media", sha256, ENDINGS[row["media_type"]])
            if place.is_file():
                return place, row["media_type"]
    raise WanggeError("not_found", what=Both("这张照片", "The photo"))


def cleaned(content: bytes) -> tuple[bytes, str, str]:
    """The picture written anew: upright, without position, device or time; its media type and file ending.

    What it is, is decided by its content, never by its name.
    """
    if len(content) > LARGEST_BYTES:
        raise WanggeError("too_large", limit="8 MB")
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error", Image.DecompressionBombWarning)
            return _rewritten(content)
    except (UnidentifiedImageError, OSError, ValueError, SyntaxError, Image.DecompressionBombError,
            Image.DecompressionBombWarning) as unreadable:
        raise WanggeError("bad_photo") from unreadable


def _rewritten(content: bytes) -> tuple[bytes, str, str]:
    with Image.open(BytesIO(content), formats=tuple(FORMATS)) as picture:
        kind = str(picture.format)
        if picture.width * picture.height > LARGEST_PIXELS:
            raise WanggeError("bad_photo")
        upright = ImageOps.exif_transpose(picture)
        bare = Image.new(upright.mode, upright.size)
        if upright.mode == "P":
            upright = upright.convert("RGBA")
            bare = Image.new("RGBA", upright.size)
        bare.paste(upright)
        out = BytesIO()
        bare.save(out, kind, **({"quality": 90} if kind != "PNG" else {}))
    return out.getvalue(), *FORMATS[kind]


def keep(media: Path, digest: str, ending: str, content: bytes) -> Path:
    """Write the file by its hash, whole or not at all, and through to the disk; one that is there stays."""
    place = path_of(media, digest, ending)
    if place.exists():
        return place
    place.parent.mkdir(parents=True, exist_ok=True)
    handle, draft = tempfile.mkstemp(dir=place.parent)
    with os.fdopen(handle, "wb") as out:
        out.write(content)
        out.flush()
        os.fsync(out.fileno())
    os.replace(draft, place)
    _sync_folder(place.parent)
    return place


def path_of(media: Path, digest: str, ending: str) -> Path:
    return media / digest[:2] / f"{digest}.{ending}"


def _sync_folder(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
