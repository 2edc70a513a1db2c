"""Land cover: woods on the hills, tea on the slopes, paddy by the water, built-up land round the houses."""

import geopandas as gpd
import numpy as np
import shapely
from numpy.typing import NDArray

from gis_app.domain.sample.chance import stream
from gis_app.domain.sample.ground import Ints
from gis_app.domain.sample.layout import Layout
from gis_app.domain.sample.mosaic import mosaic
from gis_app.domain.sample.relief import Relief
from gis_app.domain.sample.villages import Built

CLASSES = ("forest", "tea", "paddy", "dry_field")


def grow_cover(layout: Layout, towns: NDArray[np.object_], built: Built, hamlet_town: Ints) -> gpd.GeoDataFrame:
    """Columns town, category, geometry in lon/lat, each town's within its area in `towns` (lon/lat).

    Built-up land comes last, over the others.
    """
    mood = Relief.draw(stream(layout.seed, "cover"), 1300, octaves=3).at(layout.ground.points)
    slope = layout.height + 0.07 * mood
    label = np.select([slope > 0.52, (slope > 0.4) & (mood > 0.1), layout.stream_m < 520], [0, 1, 2], 3)
    rows = []
    for town, area in enumerate(towns):
        near = _near(layout, town)
        kinds, label_here = np.unique(label[near], return_inverse=True)
        compact = np.full(len(label), -1)
        compact[near] = label_here
        patches, owner = mosaic(layout.ground, compact, layout.frame, stream(layout.seed, "cover", town))
        rows += _clip(town, patches, np.array(CLASSES)[kinds[owner]], area)
        rows += _clip(town, *_built_up(layout, built, np.flatnonzero(hamlet_town == town)), area)
    return gpd.GeoDataFrame(rows, columns=["town", "category", "geometry"], geometry="geometry", crs="EPSG:4326")


def _near(layout: Layout, town: int) -> NDArray[np.bool_]:
    """Ground points of a town and three steps round it."""
    near = layout.town == town
    for _ in range(3):
        touched = near[layout.ground.edges].any(axis=1)
        near[layout.ground.edges[touched].ravel()] = True
    return np.asarray(near)


def _clip(
    town: int, patches: NDArray[np.object_], category: NDArray[np.str_], area: shapely.Geometry
) -> list[tuple[int, str, shapely.MultiPolygon]]:
    cut = shapely.intersection(patches, area)
    rows = [(town, str(kind), _polygonal(shape)) for kind, shape in zip(category, cut, strict=True)]
    return [row for row in rows if not row[2].is_empty]


def _polygonal(shape: shapely.Geometry) -> shapely.MultiPolygon:
    parts = [part for part in shapely.get_parts(shape) if part.geom_type == "Polygon" and part.area > 1e-10]
    return shapely.MultiPolygon(parts)


def _built_up(layout: Layout, built: Built, hamlets: Ints) -> tuple[NDArray[np.object_], NDArray[np.str_]]:
    """The hull that fits closely round each hamlet's houses, joined where hamlets meet."""
    order = np.argsort(built.hamlet, kind="stable")
    low, high = np.searchsorted(built.hamlet[order], hamlets), np.searchsorted(built.hamlet[order], hamlets, side="right")
    corners = [shapely.multipoints(shapely.get_coordinates(built.outline[order[a:b]])) for a, b in zip(low, high, strict=True)]
    hulls = shapely.concave_hull(np.array(corners), ratio=0.22)
    parts = shapely.get_parts(shapely.union_all(shapely.buffer(hulls, 9, quad_segs=2)))
    return layout.frame.to_degrees(parts), np.full(len(parts), "built")
