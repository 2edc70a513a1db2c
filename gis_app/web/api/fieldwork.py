"""/i/<token>: a team's own page and what its phone asks for and sends. Whoever holds the link may.

It shows nothing after the end of the inspection, but what was recorded before is taken in for some days more.
"""

import hashlib
from typing import Any
from urllib.parse import quote

from flask import Blueprint, Response, current_app, make_response, render_template, url_for

from gis_app.clock import now
from gis_app.domain import actors
from gis_app.errors import Both, WanggeError
from gis_app.resources import folder
from gis_app.services import field_view, fieldwork, items
from gis_app.services.field_records import ANSWERS, SKIPS, Record
from gis_app.services.fieldwork import Link
from gis_app.web.answers import JSON, answer
from gis_app.web.api.inspections import REFUSED
from gis_app.web.api.photos import FORM, sent_photo
from gis_app.web.pageconfig import modules
from gis_app.web.planners import body
from gis_app.web.reading import Reader, uuid_of
from gis_app.web.routes import LINK_HOLDER, declares
from gis_app.web.schemas import common
from gis_app.web.schemas import inspections as schemas
from gis_app.web.state import state

bp = Blueprint("fieldwork", __name__, url_prefix="/i")
TYPES = {"gpx": "application/gpx+xml", "ics": "text/calendar"}
KINDS = ("tick", "skip", "answer", "finding", "way")
WORST_M = 100_000.0
MOST_FIXES = 2_000
SHEETS = ("tokens", "base", "field")
CORE = ("js/core/dom.js", "js/core/ids.js", "js/core/leaflet.js", "js/core/memory.js", "js/core/theme.js")
"""What the page shares with the others."""


@bp.get("/<token>")
@declares(LINK_HOLDER, path=schemas.TOKEN, answer={"text/html": common.text()}, problems=(404, 410, 503))
def page(token: str) -> Response:
    """The team's page; what it shows and keeps comes with ``data``, so that it opens without a network too."""
    here = state()
    over: WanggeError | None = None
    link: Link | None = None
    with here.database.begin() as connection:
        try:
            link = fieldwork.belongs(connection, actors.LINK_HOLDER, token)
            fieldwork.opened(connection, actors.LINK_HOLDER, token)
        except WanggeError as refusal:
            if refusal.code not in ("link_unknown", "link_ended"):
                raise
            over = refusal
    title = f"{link.inspection['area_name']}联查 {link.team['name']}" if link and not over else "联查"
    config = {
        "zone": here.settings.zone.key, "routes": {},
        "field": link and {
            "data": url_for("fieldwork.data", token=token), "records": url_for("fieldwork.take", token=token),
            "photos": url_for("fieldwork.photo", token=token, record_id="RECORD"), "worker": url_for("fieldwork.worker"),
            "scope": url_for("fieldwork.page", token=token), "files": _files(token), "store": _store(link),
            "exports": [{"name": kind.upper(), "href": url_for("fieldwork.file", token=token, kind=kind)} for kind in field_view.FILES],
            "ended": over and {"zh": over.sentence("zh"), "en": over.sentence("en")},
        },
    }
    made = make_response(render_template("field.html", title=title, unknown=over.sentence("zh") if over and not link else None, ended=bool(over),
                                         config=config, modules=modules("field"), sheets=SHEETS), over.status if over else 200)
    made.headers["Cache-Control"] = "no-cache"
    made.headers["Referrer-Policy"] = "no-referrer"
    return made


def _store(link: Link) -> str:
    """What the phone calls its store: the same for each link of a team, so that a new link sends what the old one could not."""
    return hashlib.sha256(f"{link.inspection['id']}/{link.team['number']}".encode()).hexdigest()[:16]


def _files(token: str) -> list[str]:
    """All that the page is made of, for the phone to keep."""
    names = [*modules("field"), *CORE, "vendor/leaflet/leaflet.js", "vendor/leaflet/leaflet.css", "img/icon.svg",
             *(f"css/{sheet}.css" for sheet in SHEETS)]
    return [url_for("fieldwork.page", token=token), *(url_for("static", filename=name) for name in names)]


@bp.get("/worker.js")
@declares(LINK_HOLDER, answer={"text/javascript": common.text()})
def worker() -> Response:
    """The service worker of the teams' pages: it must lie above them."""
    made = current_app.response_class((folder("static") / "js" / "field" / "worker.js").read_bytes(), mimetype="text/javascript")
    made.headers["Cache-Control"] = "no-cache"
    return made


@bp.get("/<token>/data")
@declares(LINK_HOLDER, path=schemas.TOKEN, answer={JSON: schemas.FIELD}, problems=(404, 410, 503))
def data(token: str) -> Response:
    """The team's stops, ways, check-list, item list, outlines, and what it sent already."""
    here = state()
    with here.database.begin() as connection:
        told = field_view.view(connection, actors.LINK_HOLDER, here.locating.snapshot(), token, here.settings.zone)
        listed = items.every(connection, fieldwork.opened(connection, actors.LINK_HOLDER, token).actor)
    told["items"] = [{"code": row["code"], "name": row["name_zh"], "name_en": row["name_en"], "class": row["class_zh"]} for row in listed]
    told |= {"answers": ANSWERS, "skips": SKIPS, "made_at": now()}
    made = answer(told)
    made.headers["Cache-Control"] = "no-store"
    return made


@bp.get("/<token>/way.<kind>")
@declares(LINK_HOLDER, path=schemas.FILE_PATH, answer={name: common.text(format="binary") for name in TYPES.values()}, problems=(404, 409, 410, 503))
def file(token: str, kind: str) -> Response:
    """The team's days for other apps: GPX for navigators, ICS for calendars."""
    if kind not in TYPES:
        raise WanggeError("not_found", what=Both("这个文件", "The file"))
    here = state()
    with here.database.begin() as connection:
        name, made = field_view.file(connection, here.desk, actors.LINK_HOLDER, here.locating.snapshot(), token, kind, here.settings.zone)
    sent = current_app.response_class(made, mimetype=TYPES[kind])
    sent.headers["Content-Disposition"] = f"attachment; filename=\"way.{kind}\"; filename*=UTF-8''{quote(name)}"
    sent.headers["Cache-Control"] = "no-store"
    return sent


@bp.post("/<token>/records")
@declares(LINK_HOLDER, path=schemas.TOKEN, body={JSON: schemas.RECORD}, answer={JSON: schemas.TAKEN}, status=201, problems=(*REFUSED, 410, 422))
def take(token: str) -> Response:
    """Keep one record. The same again harms nothing; nothing is kept twice, in whatever order it comes, before the end or after."""
    here = state()
    record = read_record(body())
    outcome = fieldwork.take(here.database, here.locating, actors.LINK_HOLDER, token, record, zone=here.settings.zone)
    return answer({"id": record.id, "outcome": outcome}, 201)


@bp.post("/<token>/records/<record_id>/photos")
@declares(LINK_HOLDER, path=schemas.RECORD_PATH, body={FORM: {"type": "object"}}, answer={JSON: common.thing({"sha256": common.text()})}, status=201,
          problems=(*REFUSED, 410))
def photo(token: str, record_id: str) -> Response:
    """Add a photo (field ``photo``) to a finding of one's own; refused with 409 until the finding itself has arrived."""
    here, content = state(), sent_photo()
    with here.database.begin() as connection:
        kept = fieldwork.add_photo(connection, actors.LINK_HOLDER, here.settings.home, token, uuid_of(record_id, "record_id"), content)
    return answer({"sha256": kept.sha256}, 201)


def read_record(given: Reader) -> Record:
    """A record as it came; the first thing that cannot be read is refused by name."""
    made = given.identifier("id")
    if made is None or made.version != 7:
        raise WanggeError("bad_value", field="id", why=Both("应为第 7 版 UUID", "it must be a UUID of version 7"))
    kind = given.choice("kind", KINDS, "")
    if not kind:
        raise WanggeError("missing_field", field="kind")
    placed = given.has("lon") or given.has("lat")
    record = Record(
        id=made, kind=kind, made_at=given.instant("made_at"), wish=given.text_or_none("wish", longest=200), item=given.text_or_none("item", longest=100),
        answer=given.choice("answer", ANSWERS, "") or None, text=given.text_or_none("text", longest=4000), why=given.choice("why", SKIPS, "") or None,
        x=given.number("lon") if placed else None, y=given.number("lat") if placed else None, crs=given.text_or_none("crs", longest=40) or "wgs84",
        accuracy_m=given.number_or_none("accuracy_m", least=0.0, most=WORST_M), way=_way(given), body=given.given,
    )
    needed = {"answer": record.answer, "skip": record.why, "way": record.way}.get(kind, True)
    if not needed:
        raise WanggeError("missing_field", field={"answer": "answer", "skip": "why", "way": "way"}[kind])
    return Record(**{**vars(record), "answer": record.answer if kind == "answer" else None})


def _way(given: Reader) -> tuple[tuple[float, float, float, float | None], ...]:
    """Positions ``[lon, lat, unix seconds, accuracy or null]``."""
    said: Any = given.given.get("way") or []
    if not isinstance(said, list) or len(said) > MOST_FIXES or not all(isinstance(fix, list) and len(fix) == 4 for fix in said):
        raise WanggeError("bad_value", field="way", why="[[lon, lat, s, m], …]")
    made = []
    for fix in said:
        read = Reader(dict(zip(("lon", "lat", "at", "accuracy_m"), fix, strict=True)), given.zone, as_text=False)
        lon, lat = read.number("lon"), read.number("lat")
        if not (abs(lon) <= 180 and abs(lat) <= 90):
            raise WanggeError("bad_position", field="way")
        made.append((lon, lat, read.number("at"), read.number_or_none("accuracy_m", least=0.0, most=WORST_M)))
    return tuple(made)
