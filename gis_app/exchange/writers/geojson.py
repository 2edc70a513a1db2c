"""GeoJSON with every digit; another system than lon/lat WGS-84 is named in the old ``crs`` member."""

import json
from pathlib import Path
from typing import Any

import geopandas as gpd
import pandas as pd
import shapely

URN = "urn:ogc:def:crs:EPSG::"


def write(frame: gpd.GeoDataFrame, path: Path, crs: str) -> None:
    """One feature a line."""
    head: dict[str, Any] = {"type": "FeatureCollection"}
    number = None if frame.crs is None else frame.crs.to_epsg()
    if number not in (None, 4326):
        head["crs"] = {"type": "name", "properties": {"name": f"{URN}{number}"}}
    elif crs in ("gcj02", "bd09"):
        head["datum"] = crs
    shapes = shapely.to_geojson(shapely.orient_polygons(frame.geometry.to_numpy()))  # RFC 7946: outer rings counter-clockwise
    records = frame.drop(columns=frame.geometry.name).to_dict("records")
    with path.open("w", encoding="utf-8") as out:
        out.write(json.dumps(head, ensure_ascii=False)[:-1] + ', "features": [\n')
        for at, (properties, shape) in enumerate(zip(records, shapes, strict=True)):
            told = json.dumps({name: _plain(value) for name, value in properties.items()}, ensure_ascii=False)
            out.write(("," if at else "") + f'{{"type": "Feature", "properties": {told}, "geometry": {shape or "null"}}}\n')
        out.write("]}\n")


def _plain(value: Any) -> Any:
    """A value as JSON has it; times in ISO, NaN as null."""
    if pd.isna(value):
        return None
    return value if isinstance(value, bool | int | float | str) else getattr(value, "isoformat", lambda: str(value))()
