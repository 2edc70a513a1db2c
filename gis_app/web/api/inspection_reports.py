"""What is left of an inspection: its report as data, PDF and one HTML file; and the office's list for the consultation."""

from typing import Any
from urllib.parse import quote

from flask import Blueprint, Response, current_app, request

from gis_app.services import inspection_html, inspection_paper, inspection_prints, inspection_reports
from gis_app.services.printing import printed
from gis_app.web.answers import JSON, answer, next_path
from gis_app.web.api.inspections import BY, REFUSED
from gis_app.web.planners import body, onlooker
from gis_app.web.reading import Reader, uuid_of
from gis_app.web.routes import declares
from gis_app.web.schemas import common
from gis_app.web.schemas import inspections as schemas
from gis_app.web.state import state

bp = Blueprint("inspection_reports", __name__, url_prefix="/api/v1")
PDF, HTML = "application/pdf", "text/html"
PROBLEMS = (400, 404, 409, 503)
MOST = 200
MATTERS_QUERY: dict[str, common.Schema] = {"open": common.text(enum=["yes", "no"]), "limit": common.limit(100, MOST), "cursor": common.CURSOR}


@bp.get("/inspections/<inspection_id>/report")
@declares(path=schemas.PATH, answer={JSON: schemas.REPORT}, problems=PROBLEMS)
def one(inspection_id: str) -> Response:
    """The report of an ended inspection: coverage, findings against the grids' own reports, quarters compared."""
    return answer(_told(inspection_id))


@bp.get("/inspections/<inspection_id>/report.pdf")
@declares(path=schemas.PATH, headers=BY, answer={PDF: {"type": "string", "format": "binary"}}, problems=(*PROBLEMS, 500))
def paper(inspection_id: str) -> Response:
    """The report for signing, A4."""
    here, told = state(), _told(inspection_id)
    with here.database.begin() as connection:
        page = inspection_paper.page(connection, here.desk, onlooker(), here.locating.snapshot(), told, here.settings.zone)
    made = printed(page)
    return _file(current_app.response_class(made.pdf, mimetype=PDF), "report.pdf", made.filename)


@bp.get("/inspections/<inspection_id>/plan.pdf")
@declares(path=schemas.PATH, headers=BY, answer={PDF: {"type": "string", "format": "binary"}}, problems=(*PROBLEMS, 500))
def plan(inspection_id: str) -> Response:
    """The plan that stands for the teams, A4: maps, stops in order, check-list, lines to sign on."""
    here = state()
    with here.database.begin() as connection:
        page = inspection_prints.plan(connection, here.desk, onlooker(), here.locating.snapshot(), uuid_of(inspection_id, "inspection_id"), here.settings.zone)
    made = printed(page)
    return _file(current_app.response_class(made.pdf, mimetype=PDF), "plan.pdf", made.filename)


@bp.get("/inspections/<inspection_id>/report.html")
@declares(path=schemas.PATH, answer={HTML: common.text()}, problems=PROBLEMS)
def carried(inspection_id: str) -> Response:
    """The report as one file with its maps inside, to be carried away."""
    here, told = state(), _told(inspection_id)
    made = inspection_html.file(here.locating.snapshot(), told, here.settings.zone)
    return _file(current_app.response_class(made.html, mimetype=HTML), "report.html", made.filename)


@bp.get("/office-matters")
@declares(query=MATTERS_QUERY, answer={JSON: schemas.MATTERS}, problems=(400, 503))
def matters() -> Response:
    """What inspections left unsolved, the oldest first: the office's list for the next consultation."""
    here = state()
    asked = Reader(request.args, here.settings.zone, as_text=True)
    limit, after = asked.whole("limit", 100, least=1, most=MOST), asked.whole("cursor", 0, least=0, most=2**53)
    settled = {"yes": False, "no": True, "": None}[asked.choice("open", ("yes", "no"), "")]
    with here.database.begin() as connection:
        rows = inspection_reports.matters(connection, onlooker(), settled=settled, after=after, limit=limit)
    cursor = str(rows[-1]["id"]) if len(rows) == limit else None
    return answer({"items": [dict(row) for row in rows], "next": next_path(cursor)})


@bp.post("/office-matters/<int:matter_id>/settle")
@declares(path={"matter_id": common.WHOLE}, headers=BY, body={JSON: schemas.DECIDE}, answer={JSON: common.thing({"id": common.WHOLE})}, problems=REFUSED)
def settle(matter_id: int) -> Response:
    """Note what the consultation decided."""
    decision, actor = body().text("decision", longest=500), onlooker()
    with state().database.begin() as connection:
        inspection_reports.settle(connection, actor, matter_id, decision)
    return answer({"id": matter_id})


def _told(inspection_id: str) -> dict[str, Any]:
    here = state()
    with here.database.begin() as connection:
        return inspection_reports.report(connection, onlooker(), here.locating.snapshot(), uuid_of(inspection_id, "inspection_id"), here.settings.zone)


def _file(made: Response, plain: str, name: str) -> Response:
    made.headers["Content-Disposition"] = f"attachment; filename=\"{plain}\"; filename*=UTF-8''{quote(name)}"
    made.headers["Cache-Control"] = "no-store"
    return made
