"""Where a list goes on: an opaque word that holds the last row's place."""

import base64
import binascii
from datetime import datetime
from uuid import UUID

from gis_app.errors import Both, WanggeError
from gis_app.web.reading import Reader, storable

Moment = tuple[datetime, UUID]


def write_code(code: str) -> str:
    return _wrap(code)


def read_code(asked: Reader) -> str | None:
    """The code after which the list of grids goes on."""
    return _unwrap(asked)


def write_moment(moment: Moment) -> str:
    return _wrap(f"{moment[0].isoformat()}|{moment[1]}")


def read_moment(asked: Reader) -> Moment | None:
    """The (reported_at, id) before which the list of incidents goes on."""
    text = _unwrap(asked)
    if text is None:
        return None
    at, _, incident_id = text.partition("|")
    try:
        moment = datetime.fromisoformat(at)
        if moment.tzinfo is None:
            raise ValueError
        return moment, UUID(incident_id)
    except ValueError as wrong:
        raise _refused() from wrong


def write_id(one: UUID) -> str:
    return _wrap(str(one))


def read_id(asked: Reader) -> UUID | None:
    """The id before which a list of things with ids by time goes on."""
    text = _unwrap(asked)
    try:
        return None if text is None else UUID(text)
    except ValueError as wrong:
        raise _refused() from wrong


def _wrap(text: str) -> str:
    return base64.urlsafe_b64encode(text.encode()).decode().rstrip("=")


def _unwrap(asked: Reader) -> str | None:
    if not asked.has("cursor"):
        return None
    word = str(asked.given["cursor"])
    try:
        text = base64.b64decode(word + "=" * (-len(word) % 4), altchars=b"-_", validate=True).decode()
    except (binascii.Error, ValueError) as wrong:
        raise _refused() from wrong
    return storable(text, "cursor", 200)


def _refused() -> WanggeError:
    return WanggeError("bad_value", field="cursor", why=Both("请用上一页的 next", "use the next of the page before"))
