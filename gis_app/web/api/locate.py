"""GET /api/v1/locate: which grid is this place in, and why."""

from flask import Blueprint, Response, request

from gis_app.domain.actors import LOCAL_OPERATOR
from gis_app.services.incidents import place_of
from gis_app.services.locating import Answer, beside, company, described
from gis_app.web.answers import encode, said
from gis_app.web.reading import Reader
from gis_app.web.routes import declares
from gis_app.web.schemas import locate as schemas
from gis_app.web.state import state

bp = Blueprint("locate", __name__, url_prefix="/api/v1")
WORST_M = 100_000.0
WIDEST_M = 1_000.0


@bp.get("/locate")
@declares(query=schemas.QUERY, answer={"application/json": schemas.ANSWER}, problems=(400, 503))
def locate() -> Response:
    """The grid of a place at an instant: its path, the rule, how near a border, who is next door, who is on post.

    ``beside_m`` asks besides for the nearest border within so many metres, near or not.
    """
    here = state()
    asked = Reader(request.args, here.settings.zone, as_text=True)
    lon, lat = place_of(asked.number("lon"), asked.number("lat"), asked.given.get("crs") or "wgs84")
    accuracy = asked.number_or_none("accuracy_m", least=0.0, most=WORST_M)
    found = here.locating.locate(LOCAL_OPERATOR, lon, lat, at=asked.instant_or_none("at"), accuracy_m=accuracy)
    reach = asked.number_or_none("beside_m", least=1.0, most=WIDEST_M)
    more = "" if reach is None else f',"beside":{encode(beside(found, reach))}'
    return said(f'{told(found)[:-1]}{more},"wgs84":[{lon!r},{lat!r}]}}')


def told(found: Answer) -> str:
    """The answer but for the place itself, as JSON; for places far from any border it is the grid's, and made once."""
    located, kept = found.located, found.snapshot.kept
    shared = located.grid is not None and located.distance_m is None and not any(other.distance_m for other in located.candidates)
    if not shared:
        return encode({**described(found), **company(found)})
    if located not in kept:
        kept[located] = encode({**described(found), **company(found)})
    return kept[located]
