"""/api/v1/editions/{id}: comments on places, the steps of a review, publishing."""

from datetime import date
from typing import Any

from flask import Blueprint, Response

from gis_app.errors import WanggeError
from gis_app.services import comments, publishing, reviewing
from gis_app.services.comments import Remark
from gis_app.services.telling import edition_told
from gis_app.web.answers import JSON, answer
from gis_app.web.api.editions import REFUSED
from gis_app.web.planners import WHO, body, onlooker, planner
from gis_app.web.reading import DAY, Reader
from gis_app.web.routes import declares
from gis_app.web.schemas import editions as schemas
from gis_app.web.schemas.common import NEXT, listed, thing
from gis_app.web.state import state

bp = Blueprint("reviews", __name__, url_prefix="/api/v1/editions/<int:edition_id>")
ACTIONS = {"review": "send", "approve": "approve", "return": "return", "withdraw": "withdraw"}
LONGEST = 2000


@bp.get("/comments")
@declares(path=schemas.PATH, answer={JSON: thing({"items": listed(schemas.COMMENT), "next": NEXT})}, problems=(404, 503))
def page(edition_id: int) -> Response:
    """Comments on places of a draft, oldest first."""
    with state().database.begin() as connection:
        return answer({"items": comments.page(connection, onlooker(), edition_id), "next": None})


@bp.post("/comments")
@declares(path=schemas.PATH, headers=WHO, body={JSON: schemas.REMARK}, answer={JSON: schemas.COMMENT}, status=201, problems=REFUSED)
def add(edition_id: int) -> Response:
    """Pin a comment to a place, or answer one."""
    given, actor = body(), planner()
    number = given.whole("answers", 0, least=1, most=2**53) if given.has("answers") else None
    remark = Remark(given.text("text", longest=LONGEST).strip(), _place(given), given.text_or_none("grid", longest=100), number)
    with state().database.begin() as connection:
        return answer(comments.add(connection, actor, edition_id, remark), 201)


@bp.post("/comments/<int:comment_id>/settle")
@declares(path={**schemas.PATH, "comment_id": schemas.ID}, headers=WHO, answer={JSON: schemas.COMMENT}, problems=REFUSED)
def settle(edition_id: int, comment_id: int) -> Response:
    """Mark a comment as dealt with."""
    actor = planner()
    with state().database.begin() as connection:
        return answer(comments.settle(connection, actor, edition_id, comment_id))


@bp.post("/<any(review, approve, return, withdraw):action>")
@declares(path={**schemas.PATH, "action": {"type": "string", "enum": list(ACTIONS)}}, headers=WHO, body={JSON: schemas.NOTE},
          answer={JSON: schemas.EDITION}, problems=REFUSED)
def take_step(edition_id: int, action: str) -> Response:
    """Send a draft for review, approve it, send it back, withdraw it."""
    actor, note = planner(), body().text_or_none("note", longest=LONGEST) or ""
    with state().database.begin() as connection:
        edition = reviewing.step(connection, actor, edition_id, ACTIONS[action], note)
    return answer(edition_told(edition))


@bp.get("/reviews")
@declares(path=schemas.PATH, answer={JSON: schemas.STEPS}, problems=(404, 503))
def steps(edition_id: int) -> Response:
    """The steps that an edition took, by whom and at which version."""
    with state().database.begin() as connection:
        rows = reviewing.steps(connection, onlooker(), edition_id)
    return answer({"items": [_step(dict(row)) for row in rows], "next": None})


@bp.post("/publish")
@declares(path=schemas.PATH, headers=WHO, body={JSON: schemas.PUBLISH}, answer={JSON: schemas.EDITION}, problems=REFUSED)
def publish(edition_id: int) -> Response:
    """Publish an approved draft from a day on; refused while a blocking finding stands, and says which."""
    here, actor, day = state(), planner(), _day(body())
    with here.database.begin() as connection:
        edition = publishing.publish(connection, here.desk, actor, edition_id, day, here.settings.zone)
    return answer(edition_told(edition))


def _step(row: dict[str, Any]) -> dict[str, Any]:
    return {**{name: row[name] for name in ("action", "version", "note", "at")}, "planner": row["actor"]}


def _day(given: Reader) -> date:
    value = given.text("at", longest=10)
    if not DAY.fullmatch(value):
        raise WanggeError("bad_time", field="at")
    try:
        return date.fromisoformat(value)
    except ValueError as wrong:
        raise WanggeError("bad_time", field="at") from wrong


def _place(given: Reader) -> tuple[float, float]:
    place = given.required("at")
    if not isinstance(place, list) or len(place) != 2:
        raise WanggeError("bad_value", field="at", why="[lon, lat]")
    reader = Reader({"lon": place[0], "lat": place[1]}, given.zone, as_text=False)
    lon, lat = reader.number("lon"), reader.number("lat")
    if not (abs(lon) <= 180 and abs(lat) <= 90):
        raise WanggeError("bad_position", field="at")
    return lon, lat
