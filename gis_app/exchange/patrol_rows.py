"""Rows of a file of check-ins or tracks as values: which round, whose, when, where or in which grid, signed or not."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

import numpy as np
import shapely
from numpy.typing import NDArray

from gis_app.exchange import words
from gis_app.exchange.dates import parser
from gis_app.exchange.incident_rows import AHEAD, MAX_ACCURACY_M
from gis_app.exchange.points import Points, locate_rows, numbers
from gis_app.exchange.report import Report
from gis_app.exchange.table import Objects, Table

MOST_FOUND = 1_000


@dataclass(frozen=True)
class PatrolRows:
    """Parallel columns of the rows that can be stored. ``round`` names the round that a row belongs to.

    A row without a place (NaN) names its ``grid`` by code. ``at`` and ``signed_at`` are aware UTC; ``found`` is None where
    nothing was said; ``signed`` whether the head signed.
    """

    rows: NDArray[np.int64]
    round: Objects
    kind: Objects
    worker: Objects
    at: Objects
    grid: Objects
    found: Objects
    signed: Objects
    signed_at: Objects
    accuracy_m: NDArray[np.float64]
    points: Points

    def __len__(self) -> int:
        return len(self.rows)


def patrol_rows(table: Table, mapping: Mapping[str, str], crs: str, report: Report, *, zone: ZoneInfo, now: datetime) -> PatrolRows:
    """Read the columns; what cannot be understood refuses its row, by number.

    Raises
    ------
    WanggeError
        ``crs_needed`` and its like where the places are no lon/lat.
    """
    nothing: Objects = np.full(len(table), None, dtype=object)
    cells = {name: table.columns[column] for name, column in mapping.items()}
    points = _places(table, mapping, crs, report)
    grid = cells.get("grid", nothing)
    nowhere = np.isnan(points.lon) & np.array([one is None for one in grid], dtype=bool)
    for row in table.rows[nowhere & ~np.isin(table.rows, [one.row for one in report.refused])]:
        report.refuse(int(row), "lon", "既没有位置，也没有网格编码")
    kind, nil = _kinds(table, cells.get("kind", nothing), report)
    at = _times(table, cells.get("time", nothing), "time", report, zone, now)
    worker = cells.get("worker", nothing)
    signed, signed_at = _signatures(table, cells, nil, at, report, zone, now)
    found, accuracy = _whole(table, cells.get("found", nothing), report), _accuracy(table, cells.get("accuracy_m", nothing), report)
    found = np.array([0 if none and said is None else said for none, said in zip(nil, found, strict=True)], dtype=object)
    rounds = _rounds(cells.get("round", nothing), worker, kind, at, grid, zone)
    kept = ~np.isin(table.rows, [one.row for one in report.refused])
    cut = Points(points.x[kept], points.y[kept], points.crs, points.lon[kept], points.lat[kept])
    return PatrolRows(
        table.rows[kept], rounds[kept], kind[kept], worker[kept], at[kept], grid[kept], found[kept], signed[kept], signed_at[kept],
        accuracy[kept], cut,
    )


def _places(table: Table, mapping: Mapping[str, str], crs: str, report: Report) -> Points:
    """Where rows say a place; a row that says none stays NaN."""
    placed = np.zeros(len(table), dtype=bool)
    if table.shapes is not None and not shapely.is_missing(table.shapes).all():
        placed[:] = True
    elif {"lon", "lat"} <= mapping.keys():
        placed = np.array([x is not None or y is not None for x, y in zip(
            table.columns[mapping["lon"]], table.columns[mapping["lat"]], strict=True)], dtype=bool)
    part = Table(
        name=table.name, kind=table.kind, rows=table.rows[placed], declared=table.declared,
        columns={name: column[placed] for name, column in table.columns.items()},
        shapes=None if table.shapes is None or not placed.any() else table.shapes[placed],
    )
    found = locate_rows(part, mapping, crs, report)
    spread = [np.full(len(table), np.nan) for _ in range(4)]
    for column, values in zip(spread, (found.x, found.y, found.lon, found.lat), strict=True):
        column[placed] = values
    return Points(spread[0], spread[1], found.crs, spread[2], spread[3])


def _kinds(table: Table, cells: Objects, report: Report) -> tuple[Objects, NDArray[np.bool_]]:
    """Kind of round, patrol where nothing is said; and which rows call themselves nil returns."""
    plain = [None if cell is None else words.plain(cell) for cell in cells]
    for row, word in zip(table.rows, plain, strict=True):
        if word is not None and word not in words.ROUNDS:
            report.refuse(int(row), "kind", "类型不认识，可用：巡查、排查、走访、零报告")
    kinds = np.array([words.ROUNDS.get(word or "patrol", "patrol") for word in plain], dtype=object)
    return kinds, np.array([word in words.NIL_WORDS for word in plain], dtype=bool)


def _times(table: Table, cells: Objects, field: str, report: Report, zone: ZoneInfo, now: datetime) -> Objects:
    parse, times = parser(zone), np.full(len(table), None, dtype=object)
    for at, cell in enumerate(cells):
        times[at] = None if cell is None else parse(cell)
        if cell is None and field == "time":
            report.refuse(int(table.rows[at]), field, "没有时间")
        elif cell is not None and times[at] is None:
            report.refuse(int(table.rows[at]), field, "时间读不懂")
        elif times[at] is not None and times[at] > now + AHEAD:
            report.refuse(int(table.rows[at]), field, "时间在将来")
    return times


def _signatures(table: Table, cells: Mapping[str, Objects], nil: NDArray[np.bool_], at: Objects, report: Report, zone: ZoneInfo,
                now: datetime) -> tuple[Objects, Objects]:
    """Whether signed, and when; signed without a time is signed at the row's own. A nil return is one only when signed."""
    nothing: Objects = np.full(len(table), None, dtype=object)
    said, times = cells.get("signed_by", nothing), _times(table, cells.get("signed_at", nothing), "signed_at", report, zone, now)
    signed = np.array([
        time is not None or (word is not None and words.plain(word) not in words.UNSIGNED) for word, time in zip(said, times, strict=True)
    ], dtype=object)
    for row in table.rows[nil & ~signed.astype(bool)]:
        report.refuse(int(row), "signed_by", "零报告须经网格长签字")
    moments = [(time or moment) if yes else None for yes, time, moment in zip(signed, times, at, strict=True)]
    return signed, np.array(moments, dtype=object)


def _whole(table: Table, cells: Objects, report: Report) -> Objects:
    values, wrong = numbers(cells)
    wrong |= (values < 0) | (values > MOST_FOUND) | (np.isfinite(values) & (values != np.floor(values)))
    for row in table.rows[wrong]:
        report.refuse(int(row), "found", f"应是 0 到 {MOST_FOUND} 的整数")
    return np.array([None if np.isnan(value) else int(value) for value in values], dtype=object)


def _accuracy(table: Table, cells: Objects, report: Report) -> NDArray[np.float64]:
    values, wrong = numbers(cells)
    wrong |= (values < 0) | (values > MAX_ACCURACY_M)
    for row in table.rows[wrong]:
        report.refuse(int(row), "accuracy_m", "定位精度应是 0 到 100000 之间的米数")
    return values


def _rounds(given: Objects, worker: Objects, kind: Objects, at: Objects, grid: Objects, zone: ZoneInfo) -> Objects:
    """The round as the file calls it, else one a person, kind and day (nobody named: one a grid)."""
    made = given.copy()
    for place in np.flatnonzero([one is None and moment is not None for one, moment in zip(given, at, strict=True)]):
        said = (worker[place] or grid[place], kind[place], at[place].astimezone(zone).date().isoformat())
        made[place] = "h:" + hashlib.sha256(repr(said).encode()).hexdigest()[:24]
    return made
