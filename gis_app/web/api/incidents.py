"""The calls of /api/v1/incidents: report one, list them, read one with its history."""

from typing import Any
from uuid import UUID

from flask import Blueprint, Response, current_app, request
from sqlalchemy import RowMapping

from gis_app import clock
from gis_app.db.queries.incidents import Filter
from gis_app.domain.actors import LOCAL_OPERATOR
from gis_app.domain.deadlines import overdue
from gis_app.domain.incidents import STATES
from gis_app.domain.sources import SOURCES, source_set
from gis_app.errors import Both, WanggeError
from gis_app.services import incidents
from gis_app.services.incidents import Report
from gis_app.web.answers import JSON, answer, next_path
from gis_app.web.api.stories import told
from gis_app.web.cursors import read_moment, write_moment
from gis_app.web.reading import Reader, json_object, uuid_of
from gis_app.web.routes import declares
from gis_app.web.schemas import incidents as schemas
from gis_app.web.state import state

bp = Blueprint("incidents", __name__, url_prefix="/api/v1/incidents")
LARGEST_BODY = 64 * 1024
WORST_M = 100_000.0
LONGEST_KEY = 200


@bp.post("")
@declares(headers=schemas.KEY, body={JSON: schemas.REPORT}, answer={JSON: schemas.REPORTED}, status=201,
          problems=(400, 403, 409, 413, 415, 422, 503))
def report() -> Response:
    """Report an incident. The same key (or the sender's own id) and body again get the same answer, and one row."""
    here = state()
    given = read_report(Reader(json_object(_json_body()), here.settings.zone, as_text=False), _key())
    told_ = incidents.report(here.database, here.locating, LOCAL_OPERATOR, given, zone=here.settings.zone)
    response: Response = current_app.response_class(told_, 201, mimetype=JSON)
    return response


@bp.get("")
@declares(query=schemas.QUERY, answer={JSON: schemas.LIST}, problems=(400, 503))
def page() -> Response:
    """Incidents, the newest first."""
    here = state()
    asked = Reader(request.args, here.settings.zone, as_text=True)
    limit = asked.whole("limit", schemas.DEFAULT_LIMIT, least=1, most=schemas.MOST)
    wanted, before = read_filter(asked), read_moment(asked)
    with here.database.begin() as connection:
        rows, following = incidents.page(connection, LOCAL_OPERATOR, wanted, before=before, limit=limit)
    cursor = None if following is None else write_moment(following)
    return answer({"items": [row_told(row) for row in rows], "next": next_path(cursor)})


@bp.get("/<incident_id>")
@declares(path={"incident_id": schemas.ID}, answer={JSON: schemas.ONE}, problems=(400, 404, 503))
def one(incident_id: str) -> Response:
    """One incident with its words, its path and all that happened to it."""
    with state().database.begin() as connection:
        story = incidents.one(connection, LOCAL_OPERATOR, uuid_of(incident_id, "incident_id"))
    return answer({**row_told(story.incident), **told(story)})


def read_report(body: Reader, key: str | None) -> Report:
    """A report as it came; the first thing that cannot be read is refused by name."""
    return Report(
        x=body.number("lon"), y=body.number("lat"), item=body.text("item", longest=100),
        text=body.text("text", longest=4000), crs=body.text_or_none("crs", longest=40) or "wgs84",
        accuracy_m=body.number_or_none("accuracy_m", least=0.0, most=WORST_M),
        reported_at=body.instant_or_none("reported_at"), source=body.choice("source", SOURCES, "worker"),
        address=body.text_or_none("address", longest=200), id=_made_id(body), key=key, body=body.given,
    )


def read_filter(asked: Reader) -> Filter:
    """The list's filter; ``source`` also takes the groups own and others."""
    since, until = asked.from_to()
    sources = asked.choices("source")
    return Filter(
        grid=asked.text_or_none("grid", longest=100), items=asked.choices("item"), states=asked.choices("state", STATES),
        sources=sorted(source_set(sources)) if sources else (), since=since, until=until, bbox=asked.box(),
    )


def row_told(row: RowMapping) -> dict[str, Any]:
    """A row of the list."""
    item = row["item_code"] and {
        "code": row["item_code"], "name": row["item_zh"], "name_en": row["item_en"], "bottom_line": row["bottom_line"],
    }
    briefs = state().locating.snapshot().briefs
    grid = row["grid_code"] and {"code": row["grid_code"], "name": briefs.get(row["grid_id"], {}).get("name")}
    done = STATES[row["state"]].done
    return {
        "id": row["id"], "number": row["number"], "item": item, "item_given": row["item_given"], "state": row["state"],
        "source": row["source"], "reported_at": row["reported_at"], "due_at": row["due_at"],
        "done_at": row["done_at"], "overdue": overdue(row["due_at"], clock.now(), done=done), "grid": grid, "rule": row["rule"],
        "near_boundary": row["near_boundary"], "distance_m": row["distance_m"], "wgs84": [row["lon"], row["lat"]],
        "accuracy_m": row["accuracy_m"],
    }


def _json_body() -> bytes:
    if request.mimetype != JSON:
        raise WanggeError("unsupported_media", allowed=JSON)
    if (request.content_length or 0) > LARGEST_BODY:
        raise WanggeError("too_large", limit="64 KB")
    request.max_content_length = LARGEST_BODY
    return request.get_data(cache=False)


def _key() -> str | None:
    key = request.headers.get("Idempotency-Key")
    if key is not None and not (0 < len(key) <= LONGEST_KEY and key.isascii() and key.isprintable()):
        raise WanggeError("bad_value", field="Idempotency-Key", why=Both(f"应为 1 到 {LONGEST_KEY} 个 ASCII 字符", f"it must be 1 to {LONGEST_KEY} ASCII characters"))
    return key


def _made_id(body: Reader) -> UUID | None:
    made = body.identifier("id")
    if made is not None and made.version != 7:
        raise WanggeError("bad_value", field="id", why=Both("应为第 7 版 UUID", "it must be a UUID of version 7"))
    return made
