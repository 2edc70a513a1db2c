"""A river or a main road runs through a grid and nothing crosses it: a worker must leave the grid to reach the rest.

    ┌───────┐      parts left when the barrier is taken out are joined where a road that is no barrier itself
    │ a     │      runs from one into another: over water any road (a bridge), over a main road a smaller one,
    ≈≈≈≈╪≈≈≈≈      or two that meet it from both sides at one place
    │ b │   │
    └───┴───┘
"""

from collections.abc import Iterator
from typing import NamedTuple

import numpy as np
import shapely
from numpy.typing import NDArray
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components

from gis_app.domain.checks.finding import WARNING, Finding
from gis_app.domain.checks.openings import neighbours
from gis_app.domain.checks.plane import Objects, pieces
from gis_app.domain.checks.sheet import Rows, Sheet

RULE = "cut_by_barrier"
MAIN = {"motorway", "highway", "expressway", "trunk", "national", "primary", "provincial", "main",
        "高速", "高速公路", "国道", "省道", "主干道", "主要道路"}
RIVERS = {"river", "canal", "河", "河流", "江", "运河", "干渠"}
"""Classes of lines that nobody steps over; a stream drawn as a line is no barrier, water drawn as an area is."""
HALF_M = 0.5
REACH_M = {"water": 1.0, "road": 12.0}
"""Roads whose ends come so near are one way."""
SHARE, LEAST_M2 = 0.05, 500.0
"""A part without homes counts if it is at least this share of the grid and this large."""
METRES_IN = 1.0


class Barrier(NamedTuple):
    kind: str
    zh: str
    en: str
    shapes: shapely.STRtree
    blocks: NDArray[np.bool_]
    passes: NDArray[np.bool_]


def find(sheet: Sheet) -> Iterator[Finding]:
    """One finding a grid and kind of barrier, at the largest part that is cut off."""
    for barrier in _barriers(sheet):
        leaf, met = barrier.shapes.query(sheet.given[sheet.own], predicate="intersects")
        leaf, met = leaf[barrier.blocks[met]], met[barrier.blocks[met]]
        for n in np.unique(leaf).tolist():
            row = int(sheet.own[n])
            off = _cut_off(sheet, row, barrier, met[leaf == n])
            if off:
                yield _finding(sheet, row, barrier, off)


def _barriers(sheet: Sheet) -> Iterator[Barrier]:
    around = sheet.surroundings
    if around.roads is None:
        return
    main = np.isin(around.road_classes, list(MAIN))
    if around.water is not None:
        area = shapely.get_dimensions(around.waters.geometries) == 2
        wide = np.isin(around.water_classes, list(RIVERS))
        yield Barrier("water", "河流水面", "water", around.waters, area | wide, np.ones(len(main), dtype=bool))
    yield Barrier("road", "主要道路", "a main road", around.ways, main, ~main)


def _cut_off(sheet: Sheet, row: int, barrier: Barrier, met: Rows) -> list[shapely.Geometry]:
    """Parts that no way joins to the main part, the largest first."""
    parts = _parts(sheet, row, sheet.plane.to_metres(barrier.shapes.geometries[met]))
    if len(parts) < 2:
        return []
    _, group = connected_components(_joined(parts, _ways(sheet, row, barrier), REACH_M[barrier.kind]), directed=False)
    group, areas = group[:len(parts)], shapely.area(parts)
    main = np.bincount(group, areas).argmax()
    return [parts[n] for n in np.argsort(-areas, kind="stable") if group[n] != main]


def _parts(sheet: Sheet, row: int, blocks: Objects) -> Objects:
    """What the barriers leave of a grid: parts that are large enough, or lived in."""
    shape = sheet.polygons[row]
    lines = shapely.get_dimensions(blocks) < 2
    west, south, east, north = sheet.boxes[row] + np.array([-1.0, -1.0, 1.0, 1.0])
    near = shapely.clip_by_rect(blocks[lines], west, south, east, north)
    blocks[lines] = shapely.buffer(near, HALF_M, cap_style="flat")
    left = np.array(pieces(shapely.difference(shape, shapely.union_all(blocks))), dtype=object)
    counts = shapely.area(left) >= max(SHARE * shapely.area(shape), LEAST_M2)
    if not counts.all() and sheet.surroundings.households is not None:
        small = np.flatnonzero(~counts)
        drawn = np.array([sheet.plane.to_lonlat(part) for part in left[small]], dtype=object)
        counts[small[np.unique(sheet.surroundings.homes.query(drawn, predicate="intersects")[0])]] = True
    return np.asarray(left[counts])


def _ways(sheet: Sheet, row: int, barrier: Barrier) -> Objects:
    """The roads inside a grid that may cross the barrier."""
    ways = sheet.surroundings.ways
    met = ways.query(sheet.given[row], predicate="intersects")
    flat = sheet.plane.to_metres(ways.geometries[np.sort(met[barrier.passes[met]])])
    inside = shapely.get_parts(shapely.intersection(flat, sheet.polygons[row]))
    return np.asarray(inside[shapely.get_dimensions(inside) == 1], dtype=object)


def _joined(parts: Objects, ways: Objects, reach: float) -> coo_array:
    """Which parts and ways hang together: a way with the parts that it runs in, and ways that come near each other."""
    way, part = shapely.STRtree(parts).query(ways, predicate="intersects")
    runs = shapely.length(shapely.intersection(ways[way], parts[part])) > METRES_IN
    one, other = shapely.STRtree(ways).query(ways, predicate="dwithin", distance=reach)
    left = np.concatenate([way[runs], one]) + len(parts)
    right = np.concatenate([part[runs], other + len(parts)])
    size = len(parts) + len(ways)
    return coo_array((np.ones(len(left), dtype=np.int8), (left, right)), shape=(size, size))


def _finding(sheet: Sheet, row: int, barrier: Barrier, off: list[shapely.Geometry]) -> Finding:
    area = sheet.area_m2(shapely.multipolygons(off))
    around = [other for other in neighbours(sheet, off[0]) if other != row]
    advice, advice_en = ((f"建议以此为界，把隔开的部分划给{sheet.title(around[0])}",
                          f"make it the border and give that part to {sheet.title_en(around[0])}") if around
                         else ("建议以此为界拆分", "make it the border of two grids"))
    beyond = {"area": _rings(sheet, row, off[0])}
    return Finding(
        RULE, WARNING, (row,), sheet.codes_of((row,)), at=sheet.at(off[0]), area_m2=area,
        fix=f"{sheet.title(row)}被{barrier.zh}隔开，有 {area:,.1f} 平方米在格内无路可到，{advice}",
        fix_en=f"{sheet.title_en(row)} is cut by {barrier.en}: {area:,.1f} m² can't be reached inside it; {advice_en}",
        action={"propose": "transfer", "into": sheet.codes[around[0]], **beyond} if around else {"propose": "split", "count": 2, **beyond},
    )


def _rings(sheet: Sheet, row: int, part: shapely.Geometry) -> list[list[list[float]]]:
    """The part in lon/lat as a polygon of GeoJSON, up to the middle of a barrier that is drawn as a line."""
    grown = shapely.intersection(shapely.buffer(part, HALF_M, join_style="mitre"), sheet.polygons[row])
    whole = max(pieces(grown), key=shapely.area)
    drawn = sheet.plane.to_lonlat(whole)
    return [[[round(x, 9), round(y, 9)] for x, y in shapely.get_coordinates(ring).tolist()] for ring in shapely.get_rings(drawn)]
