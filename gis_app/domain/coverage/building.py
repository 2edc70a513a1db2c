"""A coverage out of polygons: their borders are noded together, and each area between borders gets its owner.

What no polygon owns inside the outlines becomes a face of kind ``gap``; what two own is refused. Strips thinner than a
millimetre are neither: they come from rounding, and go to the grid beside them.
"""

from collections.abc import Mapping, Sequence

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely import MultiPolygon, Polygon

from gis_app.domain.coverage import tree as trees
from gis_app.domain.coverage.edge import OUTSIDE, Edge, Shape
from gis_app.domain.coverage.joining import joined
from gis_app.domain.coverage.labelling import Sides, labelled
from gis_app.domain.coverage.precision import noded, rounded_shape, segments
from gis_app.domain.coverage.subdivision import Coverage
from gis_app.domain.coverage.tree import GAP, Unit
from gis_app.domain.coverage.verify import violations
from gis_app.domain.shapes import area_m2
from gis_app.errors import WanggeError

Objects = NDArray[np.object_]

THIN_DEG = 1e-8
"""About a millimetre: below it a strip between two borders is a rounding, not land."""


def from_polygons(shapes: Mapping[str, Shape], units: Mapping[str, Unit], outline: Shape | None = None) -> Coverage:
    """The planar subdivision that some leaf polygons make.

    Parameters
    ----------
    shapes
        Leaf grids by key, lon/lat in degrees (WGS-84); enterprises among them, as holes of the grids around them.
    units
        The tree over them; leaves without a unit are roots of kind ``grid``.
    outline
        The ground that the leaves are to fill. Without it, only what leaves close in counts as a gap.

    Raises
    ------
    WanggeError
        ``coverage_invalid`` (a polygon crosses itself), ``coverage_overlap`` (which two, where, how much),
        ``grid_unknown_parent``, ``grid_loop``.
    """
    units = {**{key: Unit() for key in shapes}, **units}
    trees.check(units)
    drawn = np.array([_checked(key, shape) for key, shape in shapes.items()], dtype=object)
    keys = np.array(list(shapes), dtype=object)
    seamless = _seamless(drawn, keys, units, outline)
    if seamless is not None:
        return seamless
    borders = list(shapely.get_parts(shapely.boundary(drawn)))
    if outline is not None:
        borders += list(shapely.get_parts(shapely.boundary(rounded_shape(outline))))
    lines = noded(borders)
    areas = shapely.get_parts(shapely.polygonize(lines))
    names = _owners(areas, drawn, keys, outline)
    edges = joined(labelled(lines, Sides(areas[names != OUTSIDE], names[names != OUTSIDE])), lambda _: 0)
    return Coverage.of(edges, {**units, **_gap_units(edges, names, units)})


def _seamless(drawn: Objects, keys: Objects, units: Mapping[str, Unit], outline: Shape | None) -> Coverage | None:
    """The coverage of polygons that share each border vertex by vertex already, without noding; None if they don't."""
    areas, owner = shapely.get_parts(drawn, return_index=True)
    start, end = segments(areas)
    walked = np.hstack([start, end])
    low_first = (start[:, 0] < end[:, 0]) | ((start[:, 0] == end[:, 0]) & (start[:, 1] < end[:, 1]))
    once = np.unique(np.where(low_first[:, None], walked, walked[:, [2, 3, 0, 1]]), axis=0)
    merged = shapely.line_merge(shapely.multilinestrings(shapely.linestrings(once.reshape(-1, 2, 2))))
    made = Coverage.of(joined(labelled(list(shapely.get_parts(merged)), Sides(areas, keys[owner])), lambda _: 0), units)
    holds = len(made.faces) > len(keys) and not violations(made)
    return made if holds and _fills(made.polygon(OUTSIDE), outline) else None


def _fills(ground: Shape, outline: Shape | None) -> bool:
    """No hole that would be a gap, and all of the outline."""
    if outline is None:
        return not any(part.interiors for part in shapely.get_parts(ground))
    off = shapely.symmetric_difference(ground, outline)
    return bool(2 * shapely.area(off) <= THIN_DEG * max(shapely.length(off), THIN_DEG))


def _checked(key: str, shape: Shape) -> Shape:
    made = rounded_shape(shape)
    if made.is_empty or not made.is_valid:
        raise WanggeError("coverage_invalid", grid=key, why=shapely.is_valid_reason(made))
    return made


def _owners(areas: Objects, drawn: Objects, keys: Objects, outline: Shape | None) -> Objects:
    """Whose each area is: a key, a gap's name, or ``OUTSIDE`` where the outline leaves it out."""
    inner = shapely.point_on_surface(areas)
    tree = shapely.STRtree(drawn)
    at, owner = tree.query(inner, predicate="intersects")
    count = np.bincount(at, minlength=len(areas))
    thin = 2 * shapely.area(areas) < THIN_DEG * shapely.length(areas)
    contested = np.flatnonzero((count > 1) & ~thin)
    if len(contested):
        raise _overlap(areas[contested[0]], keys[owner[at == contested[0]]])
    names = np.full(len(areas), OUTSIDE, dtype=object)
    names[at[::-1]] = keys[owner[::-1]]
    lost = np.flatnonzero((count == 0) & thin)
    names[lost] = keys[tree.nearest(inner[lost])] if len(lost) else names[lost]
    open_land = np.flatnonzero((count == 0) & ~thin)
    if outline is not None:
        open_land = open_land[shapely.intersects(outline, inner[open_land])]
    west_first = open_land[np.argsort(shapely.get_x(inner[open_land]), kind="stable")]
    names[west_first] = [f"{GAP}-{number + 1}" for number in range(len(west_first))]
    return names


def _overlap(area: Polygon, owners: Objects) -> WanggeError:
    lon, lat = shapely.point_on_surface(area).coords[0]
    size = area_m2(MultiPolygon([area])) or 0.0
    return WanggeError("coverage_overlap", grid=owners[0], other=owners[1], lon=round(lon, 7), lat=round(lat, 7),
                       area=round(size, 3))


def _gap_units(edges: Sequence[Edge] | frozenset[Edge], names: Objects, units: Mapping[str, Unit]) -> dict[str, Unit]:
    """A gap lies in the lowest unit that all its neighbours lie in."""
    gaps = {name: set[str]() for name in names if name not in units and name != OUTSIDE}
    for edge in edges:
        for name in gaps.keys() & set(edge.faces):
            gaps[name] |= {edge.other(name)} & units.keys()
    return {name: Unit(trees.common(units, sorted(around)), GAP) for name, around in gaps.items()}
