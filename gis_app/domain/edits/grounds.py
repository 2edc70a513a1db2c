"""What edits ask first: is the grid there, is the key free, what did the planner draw?"""

from collections.abc import Iterable

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely import LineString, Point, Polygon

from gis_app.domain.coverage import GAP, Coverage, Unit, rounded
from gis_app.domain.edits.reading import Area, Line
from gis_app.errors import WanggeError

Array = NDArray[np.float64]


def drawn_leaf(coverage: Coverage, key: str) -> None:
    """Refuse a grid that is unknown, that has no border yet, or that is made up of others."""
    if key not in coverage.units:
        raise WanggeError("edit_unknown_grid", grid=key)
    if key not in coverage.faces:
        raise WanggeError("edit_no_leaf", grid=key)


def drawn_grid(coverage: Coverage, key: str) -> None:
    """Refuse what is no leaf, and a gap: ground gets its owner by filling or drawing."""
    drawn_leaf(coverage, key)
    if coverage.units[key].kind == GAP:
        raise WanggeError("edit_is_gap", grid=key)


def known(coverage: Coverage, key: str) -> None:
    """Refuse a unit that the tree does not know."""
    if key not in coverage.units:
        raise WanggeError("edit_unknown_grid", grid=key)


def new_unit(coverage: Coverage, key: str, *, like: str) -> Unit:
    """The unit of a new grid beside ``like``; a grid that is listed but not drawn yet keeps what it is."""
    return under(coverage, key, coverage.units[like].parent, coverage.units[like].kind)


def under(coverage: Coverage, key: str, parent: str | None, kind: str) -> Unit:
    """The unit of a new grid inside ``parent``; refuses a key that already has ground."""
    if key in coverage.faces or coverage.children.get(key):
        raise WanggeError("edit_key_taken", grid=key)
    listed = coverage.units.get(key)
    return Unit(parent, listed.kind if listed else kind)


def one_of(field: str, value: str, choice: Iterable[str]) -> None:
    if value not in choice:
        raise WanggeError("bad_value", field=field, why="可用：" + "、".join(choice))


def line_of(field: str, line: Line) -> LineString:
    """The line as drawn, without repeated places; refuses one that crosses itself."""
    xy = distinct(rounded(np.array(line, dtype=np.float64).reshape(-1, 2)))
    if len(xy) < 2:
        raise WanggeError("bad_value", field=field, why="线至少要两个不同的点")
    drawn = LineString(xy)
    if not drawn.is_simple:
        lon, lat = _crossing(drawn)
        raise WanggeError("edit_self_crossing", lon=lon, lat=lat)
    return drawn


def area_of(field: str, area: Area) -> Polygon:
    """The polygon as drawn; refuses one that crosses itself."""
    rings = [rounded(np.array(ring, dtype=np.float64)) for ring in area]
    drawn = Polygon(rings[0], rings[1:])
    if not drawn.is_valid or drawn.area == 0:
        lon, lat = _crossing(drawn.exterior)
        raise WanggeError("edit_self_crossing", field=field, lon=lon, lat=lat)
    return drawn


def _crossing(line: LineString) -> tuple[float, float]:
    """Where a line meets itself; its start where it only turns back."""
    ends = {(x, y) for x, y in shapely.get_coordinates(line).tolist()}
    cut = shapely.get_coordinates(shapely.node(line)).tolist()
    return next(((x, y) for x, y in cut if (x, y) not in ends), (line.coords[0][0], line.coords[0][1]))


def distinct(xy: Array) -> Array:
    """Without places that repeat the one before."""
    return np.asarray(xy[np.append(True, (np.diff(xy, axis=0) != 0).any(axis=1))])


def ring_lines(shape: shapely.Geometry) -> list[LineString]:
    """The rings of polygons as lines."""
    rings = shapely.get_rings(shapely.get_parts(shape))
    return [LineString(shapely.get_coordinates(ring)) for ring in rings]


def grids_at(coverage: Coverage, shape: shapely.Geometry, among: Iterable[str]) -> list[str]:
    """The faces among some that a shape covers at least in part, gaps included."""
    keys = list(among)
    ground = np.array([coverage.polygon(key) for key in keys], dtype=object)
    near = shapely.STRtree(ground).query(shape, predicate="intersects")
    solid = shapely.area(shapely.intersection(ground[near], shape)) > 0 if shape.area else np.ones(len(near), bool)
    return [keys[number] for number in sorted(near[solid].tolist())]


def face_at(coverage: Coverage, place: tuple[float, float], among: Iterable[str]) -> str | None:
    """The face among some that holds a place."""
    return next(iter(grids_at(coverage, Point(place), among)), None)
