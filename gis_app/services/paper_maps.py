"""The layers of printed maps: what lies on the ground of a frame, and the borders over it."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from numpy.typing import NDArray

from gis_app.domain.checks.cut_by_barrier import MAIN
from gis_app.domain.ways import Way
from gis_app.maplayers.paper import Frame, Layer
from gis_app.services.grounds import Grounds

Row = Mapping[str, Any]
Bounds = tuple[float, float, float, float]
HOUSES_TO, LANES_TO, ROADS_TO = 15_000, 25_000, 60_000
"""The smallest scales (1:n) at which houses, lanes and village roads can still be told from one another."""
LANES = {"lane", "path", "track", "footway", "巷道", "小路"}
PENS = {"town": "town", "work_area": "area", "village": "area", "grid": "grid", "micro": "micro", "enterprise": "firm"}
CALLED = {"main": "主干道", "village": "村道", "lane": "巷道", "stream": "溪流", "river": "河流", "canal": "渠道", "reservoir": "水库", "pond": "池塘",
          "lake": "湖泊", "national": "国道", "provincial": "省道", "county": "县道", "town": "乡道"}


def ground(grounds: Grounds, frame: Frame) -> list[Layer]:
    """Water, houses and roads, as far as the scale can show them."""
    around = grounds.surroundings
    water, roads, houses = (_within(part, frame.bounds) for part in (around.water, around.roads, around.buildings))
    flat = shapely.get_dimensions(water.geometry.to_numpy()) == 2
    classes = _classes(roads)
    main, lane = np.isin(classes, list(MAIN)), np.isin(classes, list(LANES))
    found = [_layer("water", water[flat]), _layer("stream", water[~flat])]
    if frame.scale <= HOUSES_TO:
        found.append(Layer("building", houses.geometry.to_numpy()))
    if frame.scale <= LANES_TO:
        found.append(_layer("lane", roads[lane]))
    if frame.scale <= ROADS_TO:
        found.append(_layer("road", roads[~main & ~lane]))
    return [*found, _layer("main", roads[main])]


def borders(rows: Iterable[Row], *, named: bool = True) -> list[Layer]:
    """The drawn ones among some grids, the finest lowest, each kind with its pen."""
    kinds: dict[str, list[Row]] = {}
    for row in rows:
        if row["geom"] is not None:
            kinds.setdefault(row["kind"], []).append(row)
    order = sorted(kinds, key=lambda kind: list(PENS).index(kind), reverse=True)
    return [Layer(PENS[kind], [row["geom"] for row in kinds[kind]], [row["name"] for row in kinds[kind]] if named else ()) for kind in order]


def veil(frame: Frame, shape: shapely.Geometry) -> Layer:
    """Pales what lies outside a shape."""
    west, south, east, north = frame.bounds
    wide, high = east - west, north - south
    return Layer("veil", [shapely.difference(shapely.box(west - wide, south - high, east + wide, north + high), shape)])


def ways(grounds: Grounds, bounds: Bounds) -> list[Way]:
    """Roads and water that a border within ``bounds`` may follow; what has no name is called by its class."""
    around = grounds.surroundings
    return [Way(called, shape) for part, other in ((around.water, "水体"), (around.roads, "道路"))
            for called, shape in _called(_within(part, bounds), other)]


def _called(frame: gpd.GeoDataFrame, other: str) -> list[tuple[str, shapely.Geometry]]:
    named = zip(_names(frame), _classes(frame).tolist(), frame.geometry, strict=True)
    return [(name or CALLED.get(kind, other), shape) for name, kind, shape in named]


def _within(frame: gpd.GeoDataFrame | None, bounds: Bounds) -> gpd.GeoDataFrame:
    if frame is None:
        return gpd.GeoDataFrame(geometry=[], crs=4326)
    return frame.iloc[np.sort(frame.sindex.query(shapely.box(*bounds)))]


def _layer(pen: str, frame: gpd.GeoDataFrame) -> Layer:
    return Layer(pen, frame.geometry.to_numpy(), _names(frame))


def _names(frame: gpd.GeoDataFrame) -> Sequence[str]:
    return _texts(frame, "name").tolist()


def _classes(frame: gpd.GeoDataFrame) -> NDArray[np.object_]:
    return _texts(frame, "category")


def _texts(frame: gpd.GeoDataFrame, column: str) -> NDArray[np.object_]:
    if column not in frame.columns:
        return np.full(len(frame), "", dtype=object)
    return np.array(["" if pd.isna(value) else str(value).strip() for value in frame[column]], dtype=object)
