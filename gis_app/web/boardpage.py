"""GET /board: the leader's page, on a wall or a laptop."""

from flask import Blueprint, Response, make_response, render_template

from gis_app.web.pageconfig import import_map, modules, page_config
from gis_app.web.routes import declares
from gis_app.web.schemas import common
from gis_app.web.state import state

bp = Blueprint("boardpage", __name__)


@bp.get("/board")
@declares(answer={"text/html": common.text()})
def board_page() -> Response:
    """Numbers with their change, heat over time, rankings that open down to the incidents; what is looked at stands in the address."""
    here = state()
    config = {**page_config(here.settings, here.locating.snapshot()), "section": "heat"}
    page = make_response(render_template("board.html", config=config, import_map=import_map(), modules=modules("board")))
    page.headers["Cache-Control"] = "no-cache"
    return page
