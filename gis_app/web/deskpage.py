"""GET /desk: the planner's page, where boundaries are drawn."""

from typing import Any

from flask import Blueprint, Response, make_response, render_template

from gis_app.services.snapshot import Snapshot
from gis_app.web.pageconfig import import_map, modules, page_config
from gis_app.web.routes import declares
from gis_app.web.schemas import common
from gis_app.web.state import state

bp = Blueprint("desk", __name__)

EDITION = "/api/v1/editions/{edition}"
PATHS = {
    "editions": "/api/v1/editions", "import_grids": "/api/v1/imports/grids", "compare": "/api/v1/editions/compare", "edition": EDITION,
    "proposals": EDITION + "/proposals", "proposal": EDITION + "/proposals/{run}", "proposal_stop": EDITION + "/proposals/{run}/stop",
    "proposal_edit": EDITION + "/proposals/{run}/edit",
    "settle": EDITION + "/comments/{comment}/settle", "codes_proposed": EDITION + "/codes/proposed", "changes_xlsx": EDITION + "/changes.xlsx",
    "changes_pdf": EDITION + "/changes.pdf", "sheet": EDITION + "/grids/{code}/sheet.pdf",
    **{name: f"{EDITION}/{name}" for name in (
        "coverage", "edits", "undo", "redo", "restore", "codes", "locks", "findings", "comments", "review", "approve", "return", "withdraw",
        "reviews", "publish", "changes", "succession",
    )},
}
"""Name in the scripts -> address; a test holds them against the routes that exist."""


@bp.get("/desk")
@declares(answer={"text/html": common.text()})
def desk_page() -> Response:
    """The planner's desk; which draft is open stands in the address."""
    here = state()
    held = here.locating.snapshot()
    config = {**page_config(here.settings, held), "desk": {"paths": PATHS, "towns": towns(held)}}
    page = make_response(render_template("desk.html", config=config, import_map=import_map(), modules=modules("desk")))
    page.headers["Cache-Control"] = "no-cache"
    return page


def towns(held: Snapshot) -> list[dict[str, Any]]:
    """The towns whose grids can be planned, in the order of their codes."""
    return [{"code": town["code"], "name": town["name"], "grids": sum(row["town_id"] == town["town_id"] for row in held.rows)}
            for town in sorted(held.towns, key=lambda town: town["code"])]
