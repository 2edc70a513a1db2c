"""Land cover: woods on the hills, tea on the slopes, paddy by the water, built-up land round the houses."""

import geopandas as gpd
import numpy as np
import shapely
from numpy.typing import NDArray

from gis_app.domain.sample.chance import stream
from gis_app.domain.sample.layout import Layout
from gis_app.domain.sample.mosaic import mosaic
from gis_app.domain.sample.relief import Relief
from gis_app.domain.sample.villages import Built

CLASSES = ("forest", "tea", "paddy", "dry_field")


def grow_cover(layout: Layout, towns: NDArray[np.object_], built: Built) -> gpd.GeoDataFrame:
    """Columns town, category, geometry in lon/lat, clipped to the `towns` (lon/lat); built-up land comes last, over the others."""
    rng = stream(layout.seed, "cover")
    mood = Relief.draw(rng, 1300, octaves=3).at(layout.ground.points)
    slope = layout.height + 0.07 * mood
    label = np.select([slope > 0.52, (slope > 0.4) & (mood > 0.1), layout.stream_m < 520], [0, 1, 2], 3)
    near = _near_towns(layout)
    areas, owner = mosaic(layout.ground, np.where(near, label, -1), layout.frame, rng)
    rows = _clip(areas, np.array(CLASSES)[owner], towns)
    rows += _clip(*_built_up(layout, built), towns)
    return gpd.GeoDataFrame(rows, columns=["town", "category", "geometry"], geometry="geometry", crs="EPSG:4326")


def _near_towns(layout: Layout) -> NDArray[np.bool_]:
    """Ground points of the towns and some steps round them."""
    near = layout.town >= 0
    for _ in range(3):
        touched = near[layout.ground.edges].any(axis=1)
        near = near.copy()
        near[layout.ground.edges[touched].ravel()] = True
    return near


def _clip(areas: NDArray[np.object_], category: NDArray[np.str_], towns: NDArray[np.object_]) -> list[tuple[int, str, object]]:
    at, town = shapely.STRtree(towns).query(areas, predicate="intersects")
    cut = shapely.intersection(areas[at], towns[town])
    polygons = [(int(t), str(c), _polygonal(g)) for t, c, g in zip(town, category[at], cut, strict=True)]
    return [row for row in polygons if not row[2].is_empty]


def _polygonal(shape: shapely.Geometry) -> shapely.MultiPolygon:
    parts = [part for part in shapely.get_parts(shape) if part.geom_type == "Polygon" and part.area > 1e-10]
    return shapely.MultiPolygon(parts)


def _built_up(layout: Layout, built: Built) -> tuple[NDArray[np.object_], NDArray[np.str_]]:
    """Houses grown together: buffered out, joined, buffered back."""
    joined = shapely.union_all(shapely.buffer(shapely.centroid(built.outline), 26, quad_segs=2))
    parts = shapely.get_parts(shapely.simplify(shapely.buffer(joined, -9, quad_segs=2), 2.5))
    large = parts[shapely.area(parts) > 2500]
    return layout.frame.to_degrees(large), np.full(len(large), "built")
