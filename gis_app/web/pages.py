"""GET /: the map. And what the page alone asks for."""

from flask import Blueprint, Response, make_response, render_template

from gis_app.web.answers import JSON, answer
from gis_app.web.pageconfig import import_map, modules, page_config, tree
from gis_app.web.routes import declares
from gis_app.web.schemas import common
from gis_app.web.state import state

bp = Blueprint("pages", __name__)
TREE = common.thing({"items": {"type": "array", "items": {"type": "object"}}}, next={"type": "null"})


@bp.get("/")
@declares(answer={"text/html": common.text()})
def map_page() -> Response:
    """The map, in Chinese; its scripts bring the rest and the other language."""
    here = state()
    config = page_config(here.settings, here.locating.snapshot())
    page = make_response(render_template("map.html", config=config, import_map=import_map(), modules=modules()))
    page.headers["Cache-Control"] = "no-cache"
    return page


@bp.get("/api/v1/tree")
@declares(answer={JSON: TREE}, problems=(503,))
def grid_tree() -> Response:
    """Every grid in force without its shape, in the order of code: the tree beside the map."""
    return answer({"items": tree(state().locating.snapshot()), "next": None})
