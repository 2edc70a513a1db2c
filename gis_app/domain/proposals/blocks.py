"""The area cut into small faces: by roads, streams and present borders, and between homes half way (Voronoi).

::

    ─────────────── road      Each home keeps the land nearest to it, so that a border between two faces runs
     ⌂ │ ⌂  ╲  ⌂              half way between two homes and never through one; where a road, a stream or a
    ───┴──────╲───            present border passes, the land is cut there too. Open land gets points of its
     ⌂  │  ·   │ ·            own (·), so that a border can cross it anywhere.
"""

from dataclasses import dataclass

import numpy as np
import shapely
from numpy.typing import NDArray
from scipy.spatial import Voronoi, cKDTree

from gis_app.domain.coverage import Shape
from gis_app.domain.coverage.precision import noded, rounded_shape
from gis_app.domain.proposals.plane import Array, Objects, Plane

Ints = NDArray[np.int64]

STEP_M = 12.0
"""Walls longer than this count as several points, so that the half-way line keeps off long buildings."""
JITTER = 0.2
"""Points in open land are moved a little, by shares of their distance: a perfect lattice has no clear half way."""


@dataclass(frozen=True)
class Seeds:
    """Points (n, 2) in metres, each with the home that it belongs to; -1 and below in open land."""

    xy: Array
    home: Ints


def seeds(plane: Plane, area: Shape, homes: Array, footprints: Objects, spacing_m: float) -> Seeds:
    """The walls of buildings, homes without a building, and points in open land ``spacing_m`` apart."""
    walls, of = shapely.get_coordinates(shapely.segmentize(plane.flat(footprints), STEP_M), return_index=True)
    free = _outside(homes, footprints)
    points = np.unique(plane.metres(homes[free]), axis=0)
    built = np.concatenate([walls, points])
    owner = np.concatenate([of, len(footprints) + np.arange(len(points))]).astype(np.int64)
    built, first = np.unique(np.round(built, 3), axis=0, return_index=True)
    open_land = _lattice(plane.flat(np.array([area], dtype=object))[0], built, spacing_m)
    return Seeds(np.concatenate([built, open_land]), np.concatenate([owner[first], -1 - np.arange(len(open_land))]))


def _outside(homes: Array, footprints: Objects) -> NDArray[np.bool_]:
    """Which homes stand in no footprint."""
    free = np.ones(len(homes), dtype=bool)
    if len(footprints) and len(homes):
        free[shapely.STRtree(footprints).query(shapely.points(homes), predicate="intersects")[0]] = False
    return free


def _lattice(area: shapely.Geometry, built: Array, spacing: float) -> Array:
    """Points of a hexagonal lattice inside the area, none nearer than half the spacing to a home."""
    west, south, east, north = area.bounds
    rows = np.arange(south, north, spacing * 0.866)
    x, y = np.meshgrid(np.arange(west - spacing, east + spacing, spacing), rows)
    x[1::2] += spacing / 2
    points = np.column_stack([x.ravel(), y.ravel()])
    points += np.random.default_rng(0).uniform(-JITTER, JITTER, points.shape) * spacing
    points = points[shapely.contains_xy(area, points)]
    return np.asarray(points[cKDTree(built).query(points)[0] > spacing / 2] if len(built) else points)


def half_ways(plane: Plane, points: Seeds, reach: shapely.Geometry) -> list[shapely.LineString]:
    """The borders between the Voronoi cells of different homes, in lon/lat; only what meets ``reach`` (metres)."""
    west, south, east, north = reach.bounds
    wide = 2 * max(east - west, north - south)
    frame = [(west - wide, south - wide), (west - wide, north + wide), (east + wide, south - wide), (east + wide, north + wide)]
    cells = Voronoi(np.concatenate([points.xy, frame]))
    home = np.concatenate([points.home, -1 - len(points.xy) - np.arange(4)])
    ends = np.array(cells.ridge_vertices)
    between = (ends >= 0).all(axis=1) & (home[cells.ridge_points[:, 0]] != home[cells.ridge_points[:, 1]])
    at = cells.vertices[ends[between]]
    shapely.prepare(reach)
    at = at[shapely.intersects(reach, shapely.linestrings(at))]
    degrees = plane.degrees(at.reshape(-1, 2)).reshape(at.shape)
    return list(shapely.linestrings(degrees[(degrees[:, 0] != degrees[:, 1]).any(axis=1)]))


def faces(area: Shape, barriers: Objects, between: list[shapely.LineString]) -> Objects:
    """The faces between all lines that lie in the area; they tile it exactly (lon/lat, the coverage's precision).

    Half-way lines meet each other at their ends already, so only those that meet a barrier are cut anew; should
    rounding have crossed two of the others, all are.
    """
    border = [*shapely.get_parts(shapely.boundary(rounded_shape(area))), *shapely.get_parts(barriers)]
    half = np.array(between, dtype=object)
    met = np.zeros(len(half), dtype=bool)
    met[shapely.STRtree(half).query(np.array(border, dtype=object), predicate="intersects")[1]] = True
    made = _inside(area, [*noded([*border, *half[met]]), *half[~met]])
    whole = abs(shapely.area(made).sum() / area.area - 1) < 1e-9
    return made if whole else _inside(area, noded([*border, *half]))


def _inside(area: Shape, lines: list[shapely.LineString]) -> Objects:
    cut = shapely.get_parts(shapely.polygonize(lines))
    shapely.prepare(area)
    return np.asarray(cut[shapely.intersects(area, shapely.point_on_surface(cut))])
