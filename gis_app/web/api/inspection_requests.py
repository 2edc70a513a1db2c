"""/api/v1/inspection-requests: hotspots and grids put into the inspection of their work area, and taken back."""

from flask import Blueprint, Response

from gis_app.errors import Both, WanggeError
from gis_app.services import inspection_requests
from gis_app.services.inspection_requests import Ask
from gis_app.web.answers import JSON, answer
from gis_app.web.api.inspections import BY, REFUSED
from gis_app.web.planners import body, onlooker, switch
from gis_app.web.routes import declares
from gis_app.web.schemas import inspection_requests as schemas
from gis_app.web.state import state

bp = Blueprint("inspection_requests", __name__, url_prefix="/api/v1/inspection-requests")


@bp.get("")
@declares(answer={JSON: schemas.LIST}, problems=(400, 503))
def page() -> Response:
    """What waits for an inspection or stands in one that has not ended, the oldest first."""
    here = state()
    with here.database.begin() as connection:
        return answer({"items": inspection_requests.standing(connection, onlooker(), here.locating.snapshot()), "next": None})


@bp.post("")
@declares(headers=BY, body={JSON: schemas.ASK}, answer={JSON: schemas.LIST}, status=201, problems=REFUSED)
def ask() -> Response:
    """Put a hotspot or a grid into the inspection of each work area that it lies in: the one that is open, or else the next."""
    given, here, actor = body(), state(), onlooker()
    hotspot_id, grid = given.identifier("hotspot_id"), given.text_or_none("grid", longest=100)
    if (hotspot_id is None) == (grid is None):
        raise WanggeError("bad_value", field="hotspot_id", why=Both("热点和网格只写一个", "give a hotspot or a grid, not both"))
    asked = Ask(hotspot_id, grid, switch(given, "required"), given.text("reason", longest=200))
    with here.database.begin() as connection:
        return answer({"items": inspection_requests.ask(connection, actor, here.locating.snapshot(), asked), "next": None}, 201)


@bp.post("/<int:request_id>/withdraw")
@declares(path=schemas.PATH, headers=BY, body={JSON: schemas.WITHDRAW}, answer={JSON: schemas.GONE}, problems=REFUSED)
def withdraw(request_id: int) -> Response:
    """Take one back; an inspection that has not ended is planned anew without it."""
    reason, here, actor = body().text("reason", longest=200), state(), onlooker()
    with here.database.begin() as connection:
        inspection_requests.withdraw(connection, actor, request_id, here.locating.snapshot(), reason)
    return answer({"id": request_id})
