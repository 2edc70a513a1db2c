"""/api/v1/editions/{id}/proposals: new grids proposed for a draft, worked out by the worker, taken as an edit."""

from collections.abc import Mapping
from typing import Any

from flask import Blueprint, Response, request

from gis_app.domain.proposals import Wish
from gis_app.errors import WanggeError
from gis_app.services import proposing
from gis_app.web.answers import JSON, answer
from gis_app.web.api.editions import REFUSED
from gis_app.web.planners import WHO, body, onlooker, planner
from gis_app.web.reading import Reader
from gis_app.web.routes import declares
from gis_app.web.schemas import editions
from gis_app.web.schemas import proposals as schemas
from gis_app.web.state import state

bp = Blueprint("proposals", __name__, url_prefix="/api/v1/editions/<int:edition_id>/proposals")
MOST_WISHES = 10


@bp.post("")
@declares(path=editions.PATH, headers=WHO, body={JSON: schemas.ASK}, answer={JSON: schemas.RUN}, status=202, problems=REFUSED)
def ask(edition_id: int) -> Response:
    """Ask for one proposal a wish over the grids inside a unit of a draft."""
    given, actor = body(), planner()
    within, wishes = given.text("within", longest=100), _wishes(given)
    with state().database.begin() as connection:
        run = proposing.ask(connection, actor, edition_id, within, wishes)
        return answer(_told(proposing.one(connection, actor, edition_id, run)), 202)


@bp.get("")
@declares(path=editions.PATH, answer={JSON: schemas.RUNS}, problems=(404, 503))
def page(edition_id: int) -> Response:
    """What was asked for over a draft, newest first, without the results."""
    with state().database.begin() as connection:
        rows = proposing.asked(connection, onlooker(), edition_id)
    return answer({"items": [_told(row) for row in rows], "next": None})


@bp.get("/<int:run_id>")
@declares(path=schemas.PATH, answer={JSON: schemas.RUN}, problems=(404, 503))
def one(edition_id: int, run_id: int) -> Response:
    """How far it is, and its result once there is one."""
    with state().database.begin() as connection:
        return answer(_told(proposing.one(connection, onlooker(), edition_id, run_id)))


@bp.post("/<int:run_id>/stop")
@declares(path=schemas.PATH, headers=WHO, answer={JSON: schemas.RUN}, problems=REFUSED)
def stop(edition_id: int, run_id: int) -> Response:
    """Ask it to end; what it has by then is kept."""
    actor = planner()
    with state().database.begin() as connection:
        proposing.stop(connection, actor, edition_id, run_id)
        return answer(_told(proposing.one(connection, actor, edition_id, run_id)))


@bp.get("/<int:run_id>/edit")
@declares(path=schemas.PATH, query=schemas.EDIT_QUERY, answer={JSON: schemas.EDIT}, problems=(400, 404, 409, 503))
def edit(edition_id: int, run_id: int) -> Response:
    """The edit that takes one of its proposals into the draft as it is now: send it to ``edits``, with preview first."""
    here = state()
    number = Reader(request.args, here.settings.zone, as_text=True).whole("number", 0, least=0, most=MOST_WISHES - 1)
    with here.database.begin() as connection:
        return answer({"edit": proposing.edit_to_take(connection, here.desk, onlooker(), edition_id, run_id, number)})


def _wishes(given: Reader) -> list[Wish]:
    said = given.required("wishes")
    if not isinstance(said, list) or not 0 < len(said) <= MOST_WISHES or not all(isinstance(wish, dict) for wish in said):
        raise WanggeError("bad_value", field="wishes", why=f"[{{…}}, …], 1-{MOST_WISHES}")
    return [Wish.from_dict(wish) for wish in said]


def _told(run: Mapping[Any, Any]) -> dict[str, Any]:
    """Without the row's own bookkeeping; ``proposals`` only where they were read."""
    told = {name: run[name] for name in ("id", "within", "wishes", "state", "done", "failure", "at", "finished_at")}
    return {**told, "planner": run["actor"], **({"proposals": run["result"]} if "result" in run else {})}
