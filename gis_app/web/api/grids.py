"""GET /api/v1/grids: GeoJSON of the grids in force, and one with its people and numbers."""

import json
from typing import Any

from flask import Blueprint, Response, request
from sqlalchemy import RowMapping

from gis_app import clock
from gis_app.domain.actors import LOCAL_OPERATOR
from gis_app.domain.grids import MU_M2
from gis_app.services import grids
from gis_app.web.answers import GEOJSON, answer, next_path
from gis_app.web.cursors import read_code, write_code
from gis_app.web.reading import Reader, storable
from gis_app.web.routes import declares
from gis_app.web.schemas import common
from gis_app.web.schemas import grids as schemas
from gis_app.web.state import state

bp = Blueprint("grids", __name__, url_prefix="/api/v1/grids")


@bp.get("")
@declares(query=schemas.QUERY, answer={GEOJSON: schemas.COLLECTION}, problems=(400, 503))
def page() -> Response:
    """The grids in force at an instant, in the order of code; one that is not drawn yet has no geometry."""
    asked = Reader(request.args, state().settings.zone, as_text=True)
    narrowed = {
        "within": asked.text_or_none("within", longest=100), "bbox": asked.box(),
        "level": asked.whole("level", -1, least=0, most=99) if asked.has("level") else None,
        "after": read_code(asked),
    }
    limit = asked.whole("limit", schemas.DEFAULT_LIMIT, least=1, most=schemas.MOST)
    at = asked.instant_or_none("at") or clock.now()
    with state().database.begin() as connection:
        rows, after = grids.page(connection, LOCAL_OPERATOR, at, limit=limit, **narrowed)
    features = [_feature(row, _properties(row)) for row in rows]
    following = next_path(None if after is None else write_code(after))
    return answer({"type": "FeatureCollection", "features": features, "next": following}, media_type=GEOJSON)


@bp.get("/<code>")
@declares(path={"code": common.text()}, query={"at": common.INSTANT}, answer={GEOJSON: schemas.ONE}, problems=(400, 404, 503))
def one(code: str) -> Response:
    """One grid: shape, path, people on post (phones masked), area, households and people on its ground."""
    here = state()
    asked = Reader(request.args, here.settings.zone, as_text=True)
    at = asked.instant_or_none("at") or clock.now()
    with here.database.begin() as connection:
        found = grids.one(connection, LOCAL_OPERATOR, here.locating, storable(code, "code", 100), at)
    properties = {
        **_properties(found.grid), "path": found.path, "people": found.people, "children": found.children,
        **found.counts,
    }
    return answer(_feature(found.grid, properties), media_type=GEOJSON)


def _properties(row: RowMapping) -> dict[str, Any]:
    area = row["area_m2"]
    return {
        "code": row["code"], "name": row["name"], "kind": row["kind"], "level": row["level"], "parent": row["parent"],
        "lies_in": row["lies_in"], "area_m2": None if area is None else round(area, 1),
        "area_mu": None if area is None else round(area / MU_M2, 1),
        "label": None if row["label_lon"] is None else [row["label_lon"], row["label_lat"]],
        "valid_from": row["valid_from"], "valid_to": row["valid_to"],
    }


def _feature(row: RowMapping, properties: dict[str, Any]) -> dict[str, Any]:
    geometry = row["geometry"]
    return {"type": "Feature", "id": row["code"], "properties": properties,
            "geometry": None if geometry is None else json.loads(geometry)}
