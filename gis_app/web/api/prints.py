"""What is printed, as PDF: a grid's official sheet, in force or in a draft, an edition's change report, a hotspot's sheet."""

from urllib.parse import quote

from flask import Blueprint, Response, current_app

from gis_app.services import changes_paper, grid_sheet, hotspot_sheet
from gis_app.services.printing import Page, printed
from gis_app.web.planners import WHO, onlooker
from gis_app.web.reading import storable, uuid_of
from gis_app.web.routes import declares
from gis_app.web.schemas import common
from gis_app.web.schemas import editions as schemas
from gis_app.web.schemas import hotspots as hotspot_schemas
from gis_app.web.state import state

bp = Blueprint("prints", __name__, url_prefix="/api/v1")
PDF = "application/pdf"
FILE = {PDF: {"type": "string", "format": "binary"}}
BY = {name: {**described, "required": False} for name, described in WHO.items()}
"""Whose name stands on the print as its maker; without it there is a line to sign on."""


@bp.get("/grids/<code>/sheet.pdf")
@declares(path={"code": common.text()}, headers=BY, answer=FILE, problems=(400, 404, 409, 500, 503))
def grid(code: str) -> Response:
    """The official sheet of a grid in force: map, border in words, people on post, figures."""
    here, actor = state(), onlooker()
    with here.database.begin() as connection:
        page = grid_sheet.in_force(connection, here.desk, actor, storable(code, "code", 100), here.settings.zone)
    return _file(page, "sheet.pdf")


@bp.get("/editions/<int:edition_id>/grids/<code>/sheet.pdf")
@declares(path={**schemas.PATH, "code": common.text()}, headers=BY, answer=FILE, problems=(400, 404, 409, 500, 503))
def drafted(edition_id: int, code: str) -> Response:
    """The official sheet of a grid as an edition has it, marked as a draft while it is one."""
    here, actor = state(), onlooker()
    with here.database.begin() as connection:
        page = grid_sheet.of_edition(connection, here.desk, actor, edition_id, storable(code, "code", 100), here.settings.zone)
    return _file(page, "sheet.pdf")


@bp.get("/editions/<int:edition_id>/changes.pdf")
@declares(path=schemas.PATH, headers=BY, answer=FILE, problems=(400, 404, 409, 500, 503))
def changes(edition_id: int) -> Response:
    """The change report for signing: maps before and after, grids, codes, who hands over to whom, households, open incidents."""
    here, actor = state(), onlooker()
    with here.database.begin() as connection:
        page = changes_paper.page(connection, here.desk, actor, edition_id, here.settings.zone)
    return _file(page, "changes.pdf")


@bp.get("/hotspots/<hotspot_id>/sheet.pdf")
@declares(path=hotspot_schemas.PATH, headers=BY, answer=FILE, problems=(400, 404, 409, 500, 503))
def hotspot(hotspot_id: str) -> Response:
    """A hotspot on one sheet: map, months, items, how it was seen, what was done about it."""
    here, actor = state(), onlooker()
    with here.database.begin() as connection:
        page = hotspot_sheet.page(connection, here.desk, actor, here.locating.snapshot(), uuid_of(hotspot_id, "hotspot_id"), here.settings.zone)
    return _file(page, "hotspot.pdf")


def _file(page: Page, plain: str) -> Response:
    """Set after the transaction has ended: it takes seconds, and would hold a connection for nothing."""
    made = printed(page)
    response: Response = current_app.response_class(made.pdf, mimetype=PDF)
    response.headers["Content-Disposition"] = f"attachment; filename=\"{plain}\"; filename*=UTF-8''{quote(made.filename)}"
    response.headers["Cache-Control"] = "no-store"
    return response
