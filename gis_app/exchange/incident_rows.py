"""Rows of an incident file as values: who, what, when, where; unusable rows refused by number."""

import hashlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import numpy as np
from numpy.typing import NDArray

from gis_app.domain.incidents import SOURCE_NAMES, STATES
from gis_app.exchange import words
from gis_app.exchange.dates import parser
from gis_app.exchange.points import Points, numbers
from gis_app.exchange.report import Report
from gis_app.exchange.table import Objects, Table

AHEAD = timedelta(minutes=10)
MAX_ACCURACY_M = 100_000.0
MAX_TEXT = 10_000
NAMES = {name: zh for name, (zh, _) in SOURCE_NAMES.items()} | {name: state.zh for name, state in STATES.items()}


@dataclass(frozen=True)
class IncidentRows:
    """Parallel columns of the rows that can be stored; ``reported_at`` aware UTC, and ``done_at``, None where nobody knows."""

    rows: NDArray[np.int64]
    external_id: Objects
    source: Objects
    state: Objects
    item: Objects
    text: Objects
    address: Objects
    reported_at: Objects
    done_at: Objects
    accuracy_m: NDArray[np.float64]
    points: Points

    def take(self, where: NDArray[np.bool_]) -> "IncidentRows":
        """The rows of a mask."""
        cut = {name: value[where] for name, value in vars(self).items() if name != "points"}
        places = {name: value if name == "crs" else value[where] for name, value in vars(self.points).items()}
        return IncidentRows(**cut, points=Points(**places))

    def __len__(self) -> int:
        return len(self.rows)


def incident_rows(table: Table, points: Points, mapping: Mapping[str, str], report: Report, *, zone: ZoneInfo,
                  now: datetime, source: str) -> IncidentRows:
    """Read the columns; what can't be understood refuses its row, what is merely unknown is kept with a note.

    Parameters
    ----------
    source
        For files without a column of sources.
    """
    cells = {name: table.columns[column] for name, column in mapping.items()}
    nothing: Objects = np.full(len(table), None, dtype=object)
    accuracy = _accuracy(table, cells.get("accuracy_m", nothing), report)
    sources = _words(table, cells.get("source"), words.SOURCES, source, "来源", report, refuse=True)
    states = _words(table, cells.get("state"), words.STATES, "reported", "状态", report, refuse=False)
    reported = _times(table, cells.get("reported_at"), report, zone, now)
    made = IncidentRows(
        table.rows, cells.get("external_id", nothing).copy(), sources, states,
        cells.get("item", nothing), _short(cells.get("text", nothing)), cells.get("address", nothing),
        reported, _ends(cells.get("done_at"), states, reported, report, zone, now), accuracy, points,
    )
    refused = np.isin(table.rows, [one.row for one in report.refused])
    kept = made.take(~refused & np.isfinite(points.lon))
    _fill_ids(kept, "external_id" in mapping, report)
    return kept


def _accuracy(table: Table, cells: Objects, report: Report) -> NDArray[np.float64]:
    values, wrong = numbers(cells)
    wrong |= (values < 0) | (values > MAX_ACCURACY_M)
    for row in table.rows[wrong]:
        report.refuse(int(row), "accuracy_m", "定位精度应是 0 到 100000 之间的米数")
    return values


def _times(table: Table, cells: Objects | None, report: Report, zone: ZoneInfo, now: datetime) -> Objects:
    if cells is None:
        report.notes.append("文件没有时间列，按导入的时间处理")
        return np.full(len(table), now, dtype=object)
    parse, times = parser(zone), np.full(len(table), None, dtype=object)
    for at, cell in enumerate(cells):
        times[at] = None if cell is None else parse(cell)
        if cell is None:
            report.refuse(int(table.rows[at]), "reported_at", "没有时间")
        elif times[at] is None:
            report.refuse(int(table.rows[at]), "reported_at", "时间读不懂")
        elif times[at] > now + AHEAD:
            report.refuse(int(table.rows[at]), "reported_at", "时间在将来")
    return times


def _ends(cells: Objects | None, states: Objects, reported: Objects, report: Report, zone: ZoneInfo, now: datetime) -> Objects:
    """When each finished one was finished; one that is not, or says nothing that can be, has no end: it is kept, with a note."""
    ends: Objects = np.full(len(states), None, dtype=object)
    parse, wrong = parser(zone), 0
    for at, cell in enumerate(cells if cells is not None else ()):
        if cell is None or not STATES[states[at]].done:
            continue
        end = parse(cell)
        if end is None or end > now + AHEAD or (reported[at] is not None and end < reported[at]):
            wrong += 1
        else:
            ends[at] = end
    if wrong:
        report.notes.append(f"{wrong} 件的办结时间读不懂、早于上报或在将来，按办结时间不详处理")
    return ends


def _words(table: Table, cells: Objects | None, known: Mapping[str, str], otherwise: str, what: str, report: Report, *,
           refuse: bool) -> Objects:
    """Each word as we call it. An unknown one refuses its row, or is taken as ``otherwise`` with a note."""
    if cells is None:
        report.notes.append(f"文件没有{what}列，全部按“{NAMES[otherwise]}”处理")
        return np.full(len(table), otherwise, dtype=object)
    meaning: dict[str | None, str | None] = {
        cell: otherwise if cell is None else known.get(words.plain(cell)) for cell in set(cells)}
    strange = sorted(str(cell) for cell, found in meaning.items() if found is None)
    if strange and not refuse:
        report.notes.append(f"不认识的{what}（{'、'.join(strange[:5])}）按“{NAMES[otherwise]}”处理")
    for at, cell in enumerate(cells):
        if refuse and meaning[cell] is None:
            report.refuse(int(table.rows[at]), "source", f"{what}不认识，可用：" + "、".join(dict.fromkeys(NAMES[name] for name in known.values())))
    return np.array([meaning[cell] or otherwise for cell in cells], dtype=object)


def _short(cells: Objects) -> Objects:
    return np.array([cell if cell is None else cell[:MAX_TEXT] for cell in cells], dtype=object)


def _fill_ids(kept: IncidentRows, named: bool, report: Report) -> None:
    """A row without a number of its own is known by what it says, so that importing it again still skips it."""
    blank = [at for at, given in enumerate(kept.external_id) if given is None]
    if blank:
        report.notes.append(f"{len(blank)} 行没有外部编号，按内容生成，重复导入同样会跳过" if named else
                            "文件没有外部编号列，按内容生成，重复导入同样会跳过")
    for at in blank:
        said = (kept.source[at], kept.reported_at[at], kept.points.x[at], kept.points.y[at], kept.item[at],
                kept.text[at], kept.address[at])
        kept.external_id[at] = "h:" + hashlib.sha256(repr(said).encode()).hexdigest()[:24]


def keyed(kept: IncidentRows, by: Callable[[int], tuple[str, str]]) -> dict[tuple[str, str], int]:
    """The first row of each key."""
    first: dict[tuple[str, str], int] = {}
    for at in range(len(kept)):
        first.setdefault(by(at), at)
    return first
