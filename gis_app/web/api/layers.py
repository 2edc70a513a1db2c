"""GET /api/v1/layers: the declared layers, with their fields, pens and zooms."""

from flask import Blueprint, Response

from gis_app.maplayers.declared import layers
from gis_app.web.answers import JSON, answer
from gis_app.web.routes import declares
from gis_app.web.schemas.common import listed, text, thing

bp = Blueprint("layers", __name__, url_prefix="/api/v1/layers")
ONE = thing({"id": text(), "name_zh": text(), "name_en": text(), "geometry": text(), "tiles": text()})


@bp.get("")
@declares(answer={JSON: thing({"items": listed(ONE)})})
def every() -> Response:
    """Every declared layer: names, what it holds, fields with unit and meaning, pens of its legend."""
    return answer({"items": [layer.described() for layer in layers().values()], "next": None})
