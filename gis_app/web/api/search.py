"""GET /api/v1/search: one box finds grids, addresses, units and coordinates."""

from flask import Blueprint, Response, request

from gis_app.domain.actors import LOCAL_OPERATOR
from gis_app.services import search
from gis_app.web.answers import JSON, answer
from gis_app.web.reading import Reader
from gis_app.web.routes import declares
from gis_app.web.schemas import search as schemas
from gis_app.web.state import state

bp = Blueprint("search", __name__, url_prefix="/api/v1")


@bp.get("/search")
@declares(query=schemas.QUERY, answer={JSON: schemas.ANSWER}, problems=(400, 503))
def find() -> Response:
    """Grids by code or name, households and units by address, a place by its coordinates."""
    here = state()
    asked = Reader(request.args, here.settings.zone, as_text=True)
    words, crs = asked.text("q", longest=100).strip(), asked.text_or_none("crs", longest=40) or "wgs84"
    with here.database.begin() as connection:
        found = search.find(connection, LOCAL_OPERATOR, here.locating, words, crs)
    return answer({"items": found, "next": None})
