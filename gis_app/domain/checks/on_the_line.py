"""A building that a border cuts, or a home that lies on one: two grids would each think it the other's."""

from collections.abc import Iterator

import numpy as np
import shapely

from gis_app.domain.checks.finding import WARNING, Finding
from gis_app.domain.checks.plane import Floats, Objects
from gis_app.domain.checks.sheet import JITTER_M, Rows, Sheet
from gis_app.domain.checks.surroundings import called

RULE = "on_the_line"
CUT_M2 = 1.0
"""A wall drawn a little over the line is no cut: so much of the building must lie on the other side."""


def find(sheet: Sheet) -> Iterator[Finding]:
    """One finding a building or home, with the grids on both sides; the grid with its larger part comes first."""
    if sheet.surroundings.buildings is not None:
        yield from _buildings(sheet)
    if sheet.surroundings.households is not None:
        yield from _homes(sheet)


def _buildings(sheet: Sheet) -> Iterator[Finding]:
    houses = sheet.surroundings.houses
    met = np.unique(houses.query(shapely.boundary(sheet.given[sheet.own]), predicate="intersects")[1])
    flat = sheet.plane.to_metres(houses.geometries[met])
    usable = shapely.is_valid(flat)
    met, flat = met[usable], flat[usable]
    at, row = _pairs(sheet, flat, 0.0)
    shares = shapely.area(shapely.intersection(flat[at], sheet.polygons[row]))
    at, row, shares = at[shares > 0], row[shares > 0], shares[shares > 0]
    most = np.zeros(len(flat))
    np.maximum.at(most, at, shares)
    cut = np.flatnonzero((most > 0) & (shapely.area(flat) - most > CUT_M2))
    for n, rows, taken in _grouped(at, row, -shares, cut):
        own = rows[:max(1, int((-taken > CUT_M2).sum()))]
        name = called(sheet.surroundings.buildings, int(met[n]))
        yield _finding(sheet, "building", name, tuple(own), flat[n])


def _homes(sheet: Sheet) -> Iterator[Finding]:
    homes = sheet.surroundings.homes
    borders = shapely.boundary(sheet.given[sheet.own])
    reach = JITTER_M / float(sheet.plane.scale.min())
    line, met = homes.query(borders, predicate="dwithin", distance=reach)
    flat = sheet.plane.to_metres(homes.geometries[met])
    close = shapely.dwithin(shapely.boundary(sheet.polygons[sheet.own])[line], flat, JITTER_M)
    met, first = np.unique(met[close], return_index=True)
    flat = flat[close][first]
    at, row = _pairs(sheet, flat, JITTER_M)
    apart = shapely.distance(sheet.polygons[row], flat[at])
    close = apart <= JITTER_M
    for n, rows, _ in _grouped(at[close], row[close], apart[close], np.arange(len(flat))):
        yield _finding(sheet, "household", called(sheet.surroundings.households, int(met[n])), tuple(rows), flat[n])


def _pairs(sheet: Sheet, flat: Objects, distance: float) -> tuple[Rows, Rows]:
    """Each shape with the leaves whose boxes it meets."""
    if not len(flat):
        return np.empty(0, dtype=np.intp), np.empty(0, dtype=np.intp)
    rows = sheet.in_box(shapely.total_bounds(flat) + np.array([-1, -1, 1, 1]) * distance)
    wide = shapely.bounds(flat) + np.array([-1, -1, 1, 1]) * distance
    at, found = shapely.STRtree(shapely.box(*sheet.boxes[rows].T)).query(shapely.box(*wide.T))
    return at, rows[found]


def _grouped(at: Rows, row: Rows, key: Floats, wanted: Rows) -> Iterator[tuple[int, list[int], Floats]]:
    """The rows of each wanted shape with their keys, by key, then by row."""
    order = np.lexsort((row, key, at))
    at, row, key = at[order], row[order], key[order]
    starts, ends = np.searchsorted(at, wanted), np.searchsorted(at, wanted, "right")
    for n, start, end in zip(wanted.tolist(), starts.tolist(), ends.tolist(), strict=True):
        yield n, row[start:end].tolist(), key[start:end]


def _finding(sheet: Sheet, what: str, name: str, rows: tuple[int, ...], shape: shapely.Geometry) -> Finding:
    zh, en = ("房屋", "Building") if what == "building" else ("住户", "Household")
    between = "与".join(sheet.title(row) for row in rows)
    between_en = " and ".join(sheet.title_en(row) for row in rows)
    line = f"{between}的边界" if len(rows) > 1 else f"{between}的外边界"
    advice = f"建议整体划给{sheet.title(rows[0])}" if len(rows) > 1 else "请把边界移到它的外面"
    advice_en = f"give the whole of it to {sheet.title_en(rows[0])}" if len(rows) > 1 else "move the border around it"
    return Finding(
        RULE, WARNING, rows, sheet.codes_of(rows), at=sheet.at(shape),
        area_m2=sheet.area_m2(shape) if what == "building" else None,
        fix=f"{zh} {name} 压在{line}上，{advice}", fix_en=f"{en} {name} lies on the border of {between_en}: {advice_en}",
        action={"propose": "give", what: name, "into": sheet.codes[rows[0]]} if len(rows) > 1 else {},
    )
