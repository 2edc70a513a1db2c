"""GET /tiles/...: vector tiles of the declared layers, and density as pictures."""

import hashlib
from collections.abc import Callable
from typing import Any

from flask import Blueprint, Response, current_app, request
from sqlalchemy import Connection

from gis_app import clock
from gis_app.db.queries import grids as grid_queries
from gis_app.db.queries import heat as heat_queries
from gis_app.domain.actors import LOCAL_OPERATOR
from gis_app.domain.grids import KINDS
from gis_app.domain.stats.heat import LEAST_TOP
from gis_app.domain.tiles import Tile, tile
from gis_app.maplayers import ramp
from gis_app.services import heat, tiles
from gis_app.web.api.heat import (
    HEAT,
    SCALES,
    read_asked,
    read_dark,
    read_period_or_none,
    read_radius,
)
from gis_app.web.api.incidents import read_filter
from gis_app.web.reading import Reader
from gis_app.web.routes import declares
from gis_app.web.schemas import common
from gis_app.web.schemas.heat import THEME
from gis_app.web.schemas.incidents import QUERY as INCIDENT_QUERY
from gis_app.web.state import state

bp = Blueprint("tiles", __name__, url_prefix="/tiles")

MVT, PNG = "application/vnd.mapbox-vector-tile", "image/png"
PLACE: dict[str, dict[str, Any]] = {name: common.WHOLE for name in "zxy"}
BYTES = common.text(format="binary")
FILTERS = {name: INCIDENT_QUERY[name] for name in ("grid", "item", "state", "source", "from", "to")}


@bp.get("/heat/<int(signed=True):z>/<int(signed=True):x>/<int(signed=True):y>.png", endpoint="heat")
@declares(path=PLACE, query={**HEAT, "max": common.NUMBER, "theme": THEME}, answer={PNG: BYTES}, problems=(400, 503))
def density(z: int, x: int, y: int) -> Response:
    """Incidents per km2 over whole local days; ``max`` is the last colour's value, the same for all tiles of a view."""
    here, place = state(), tile(z, x, y)
    asked = Reader(request.args, here.settings.zone, as_text=True)
    top = asked.number_or_none("max", least=LEAST_TOP, most=1e12)
    radius, dark = read_radius(asked), read_dark(asked)
    with here.database.begin() as connection:
        wanted = read_asked(connection, asked)

        def draw() -> bytes:
            highest = top or SCALES.of(connection, LOCAL_OPERATOR, z, wanted, radius).max
            return ramp.paint(heat.density(connection, LOCAL_OPERATOR, place, wanted, radius), highest, dark=dark)

        return _answer(heat_queries.stamp(connection), wanted, draw, PNG)


@bp.get("/<layer>/<int(signed=True):z>/<int(signed=True):x>/<int(signed=True):y>.mvt", endpoint="vector")
@declares(path={"layer": common.text(), **PLACE}, query={**FILTERS, "at": common.INSTANT, "kind": common.KIND}, answer={MVT: BYTES},
          problems=(400, 404, 503))
def vector(layer: str, z: int, x: int, y: int) -> Response:
    """A vector tile of a declared layer. Incidents take the list's filter, grids an instant; a tile with nothing in it is 204."""
    here, place = state(), tile(z, x, y)
    asked = Reader(request.args, here.settings.zone, as_text=True)
    with here.database.begin() as connection:
        if layer == "grids":
            return _grids(connection, asked, place)
        if layer == "incidents":
            wanted, period = read_filter(asked), read_period_or_none(connection, asked)
            made = tiles.incidents(connection, LOCAL_OPERATOR, place, wanted, period, here.settings.zone)
        else:
            made = tiles.features(connection, LOCAL_OPERATOR, layer, place)
    return _tagged(made, hashlib.sha256(made).hexdigest()[:20], MVT)


def _grids(connection: Connection, asked: Reader, place: Tile) -> Response:
    at, kinds = asked.instant_or_none("at"), asked.choices("kind", KINDS)
    stamp = f"{grid_queries.revision(connection)}-{grid_queries.span_around(connection, at or clock.now()).start}"
    return _answer(stamp, None, lambda: tiles.grids(connection, LOCAL_OPERATOR, place, at, kinds), MVT)


def _answer(stamp: str, wanted: object, draw: Callable[[], bytes], media_type: str) -> Response:
    """What the data's stamp and the address say is still the same is not drawn again."""
    tag = hashlib.sha256(f"{stamp} {request.full_path} {wanted}".encode()).hexdigest()[:20]
    known = request.if_none_match.contains(tag) or request.if_none_match.contains_weak(tag)
    return _tagged(b"" if known else draw(), tag, media_type)


def _tagged(body: bytes, tag: str, media_type: str) -> Response:
    response: Response = current_app.response_class(body, 200 if body else 204, mimetype=media_type)
    response.headers["Cache-Control"] = "no-cache"
    response.set_etag(tag)
    if request.if_none_match.contains_weak(tag):
        response.status_code = 304
        response.set_data(b"")
    return response
