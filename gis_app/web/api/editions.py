"""/api/v1/editions: open a draft, see it whole, its coverage, findings, codes, locks."""

from flask import Blueprint, Response, make_response, request

from gis_app.services import codes, drafts, findings, locks
from gis_app.services.telling import edition_told
from gis_app.web.answers import JSON, answer
from gis_app.web.planners import WHO, body, onlooker, planner, switch, words
from gis_app.web.reading import Reader
from gis_app.web.routes import declares
from gis_app.web.schemas import common
from gis_app.web.schemas import editions as schemas
from gis_app.web.state import state

bp = Blueprint("editions", __name__, url_prefix="/api/v1/editions")
REFUSED = (400, 403, 404, 409, 413, 415, 503)
MOST_CODES = 100


def asked() -> Reader:
    """The query string."""
    return Reader(request.args, state().settings.zone, as_text=True)


@bp.get("")
@declares(query={"town": common.text("code of a town")}, answer={JSON: schemas.LIST}, problems=(400, 404, 503))
def page() -> Response:
    """Editions, drafts among them, the newest first."""
    town = asked().text_or_none("town", longest=100)
    with state().database.begin() as connection:
        rows = drafts.page(connection, onlooker(), town)
    return answer({"items": [edition_told(row) for row in rows], "next": None})


@bp.post("")
@declares(headers=WHO, body={JSON: schemas.OPEN}, answer={JSON: schemas.EDITION}, status=201, problems=REFUSED)
def open_draft() -> Response:
    """Open a draft of what is in force in a town; with ``preview`` only tell what would have to be settled for it."""
    given, actor = body(), planner()
    town = given.text("town", longest=100)
    with state().database.begin() as connection:
        if switch(given, "preview"):
            settled = drafts.what_opening_settles(connection, actor, town)
            return answer({"settled": settled})
        made = drafts.open_draft(connection, actor, town, given.text("name", longest=100).strip())
    return answer(edition_told(made), 201)


@bp.get("/<int:edition_id>")
@declares(path=schemas.PATH, answer={JSON: schemas.WHOLE_DRAFT}, problems=(400, 404, 409, 503))
def one(edition_id: int) -> Response:
    """A draft whole: its tree with figures, gaps, locks, what can be undone."""
    here = state()
    with here.database.begin() as connection:
        return answer(drafts.whole(connection, here.desk, onlooker(), edition_id))


@bp.get("/<int:edition_id>/coverage")
@declares(path=schemas.PATH, answer={JSON: schemas.COVERAGE}, problems=(400, 404, 409, 503))
def coverage(edition_id: int) -> Response:
    """Every border once, with the grid to its left and to its right, for drawing and dragging."""
    here = state()
    with here.database.begin() as connection:
        now = drafts.coverage(connection, here.desk, onlooker(), edition_id)
    etag = f"{edition_id}-{now.version}"
    if request.if_none_match.contains(etag):
        response = make_response("", 304)
    else:
        response = make_response(answer({"version": now.version, **now.draft.coverage.to_dict()}))
    response.set_etag(etag)
    response.headers["Cache-Control"] = "private, no-cache"
    return response


@bp.get("/<int:edition_id>/findings")
@declares(path=schemas.PATH, query={"severity": common.text(enum=["error", "warning"])}, answer={JSON: schemas.FINDINGS},
          problems=(400, 404, 409, 503))
def found(edition_id: int) -> Response:
    """What is wrong with a draft, where, and the edits that would mend it; errors block publishing."""
    here, severity = state(), asked().choice("severity", ("error", "warning"), "")
    with here.database.begin() as connection:
        return answer(findings.page(connection, here.desk, onlooker(), edition_id, severity or None))


@bp.get("/<int:edition_id>/codes")
@declares(path=schemas.PATH, query={"beside": common.text(), "count": common.limit(1, MOST_CODES)}, answer={JSON: schemas.CODES},
          problems=(400, 404, 409, 503))
def free_codes(edition_id: int) -> Response:
    """Free codes for new grids beside (or inside) one, by rule."""
    here, given = state(), asked()
    beside, count = given.text("beside", longest=100), given.whole("count", 1, least=1, most=MOST_CODES)
    with here.database.begin() as connection:
        return answer({"codes": codes.free(connection, here.desk, onlooker(), edition_id, beside, count)})


@bp.get("/<int:edition_id>/codes/proposed")
@declares(path=schemas.PATH, answer={JSON: schemas.CODES}, problems=(400, 404, 409, 503))
def proposed_codes(edition_id: int) -> Response:
    """What a recoding by rule would change: west to east in rows from north to south, kept where a grid mostly stays."""
    here = state()
    with here.database.begin() as connection:
        return answer({"codes": codes.by_rule(connection, here.desk, onlooker(), edition_id)})


@bp.post("/<int:edition_id>/locks")
@declares(path=schemas.PATH, headers=WHO, body={JSON: schemas.LOCK}, answer={JSON: common.thing({"locks": schemas.LOCKS})}, problems=REFUSED)
def lock(edition_id: int) -> Response:
    """Lock finished grids, unlock others."""
    here, given, actor = state(), body(), planner()
    with here.database.begin() as connection:
        told = locks.change(connection, here.desk, actor, edition_id, words(given, "lock"), words(given, "unlock"))
    return answer({"locks": told})
