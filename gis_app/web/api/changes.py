"""/api/v1/editions: what an edition changes, what became of the codes, two editions compared."""

from urllib.parse import quote

from flask import Blueprint, Response, current_app

from gis_app import clock
from gis_app.errors import WanggeError
from gis_app.services import changes, changes_book, comparing, drafts, lineage, restating
from gis_app.services.grounds import YEAR
from gis_app.web.answers import JSON, answer
from gis_app.web.api.editions import asked
from gis_app.web.planners import onlooker
from gis_app.web.reading import Reader
from gis_app.web.routes import declares
from gis_app.web.schemas import common
from gis_app.web.schemas import editions as schemas
from gis_app.web.state import state

bp = Blueprint("changes", __name__, url_prefix="/api/v1/editions")
PROBLEMS = (400, 404, 409, 503)
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
SIDE = {**common.text("id of an edition, or now"), "required": True}


@bp.get("/compare")
@declares(query={"a": SIDE, "b": SIDE}, answer={JSON: schemas.OBJECT}, problems=PROBLEMS)
def compare() -> Response:
    """Two editions of a town: a table of the differences, and their ground."""
    here, given = state(), asked()
    one, other = _which(given, "a"), _which(given, "b")
    with here.database.begin() as connection:
        return answer(comparing.compare(connection, here.desk, onlooker(), one, other))


@bp.get("/<int:edition_id>/succession")
@declares(path=schemas.PATH, answer={JSON: schemas.TABLE}, problems=PROBLEMS)
def succession(edition_id: int) -> Response:
    """Which old code gives which share of its ground and households to which new one."""
    here = state()
    with here.database.begin() as connection:
        return answer({"items": lineage.of_edition(connection, here.desk, onlooker(), edition_id), "next": None})


@bp.get("/<int:edition_id>/changes")
@declares(path=schemas.PATH, answer={JSON: schemas.OBJECT}, problems=PROBLEMS)
def report(edition_id: int) -> Response:
    """Each household and open incident that gets another grid, and who hands over to whom."""
    here = state()
    with here.database.begin() as connection:
        return answer(changes.report(connection, here.desk, onlooker(), edition_id))


@bp.get("/<int:edition_id>/changes.xlsx")
@declares(path=schemas.PATH, answer={XLSX: {"type": "string", "format": "binary"}}, problems=PROBLEMS)
def book(edition_id: int) -> Response:
    """The change report as a workbook."""
    here, actor = state(), onlooker()
    with here.database.begin() as connection:
        name = f"{drafts.one(connection, actor, edition_id)['name']} 变更清单.xlsx"
        made = changes_book.write(connection, here.desk, actor, edition_id)
    response: Response = current_app.response_class(made, mimetype=XLSX)
    response.headers["Content-Disposition"] = f"attachment; filename=\"changes.xlsx\"; filename*=UTF-8''{quote(name)}"
    response.headers["Cache-Control"] = "no-store"
    return response


@bp.get("/<int:edition_id>/restated")
@declares(path=schemas.PATH, query={"from": common.DAY_OR_INSTANT, "to": common.DAY_OR_INSTANT}, answer={JSON: schemas.TABLE}, problems=PROBLEMS)
def restated(edition_id: int) -> Response:
    """Incidents (of the last year, without a period), households and units as they were, and as they would be in this edition."""
    here = state()
    since, until = asked().from_to()
    until = until or clock.now()
    with here.database.begin() as connection:
        items = restating.by_grid(connection, here.desk, onlooker(), edition_id, since or until - YEAR, until)
    return answer({"items": items, "next": None})


def _which(given: Reader, field: str) -> int | str:
    value = given.text(field, longest=20)
    if value == comparing.NOW:
        return value
    if not (value.isascii() and value.isdigit() and len(value) < 18):
        raise WanggeError("bad_value", field=field, why="id / now")
    return int(value)
