"""Patrols from a file: check-ins and tracks put together to rounds, cleaned, told by grid; nil returns kept as records."""

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

import numpy as np
import shapely
from numpy.typing import NDArray
from sqlalchemy import Connection

from gis_app import clock
from gis_app.db import audit
from gis_app.db.queries import bulk, importing
from gis_app.db.queries import patrols as queries
from gis_app.domain.actors import Actor
from gis_app.domain.patrols import Cleaned, Fixes, clean, lines, passed
from gis_app.errors import WanggeError
from gis_app.exchange.columns import guess
from gis_app.exchange.fields import PATROLS
from gis_app.exchange.patrol_rows import PatrolRows, patrol_rows
from gis_app.exchange.report import Report
from gis_app.exchange.table import Table
from gis_app.services.incidents import uuid7
from gis_app.services.snapshot import Snapshot, load

HEAD = "head"
Advance = Callable[[int], object]


@dataclass(frozen=True)
class Wish:
    """How the file is to be read: its datum and what was said of its columns."""

    crs: str
    said: dict[str, str]
    zone: ZoneInfo


@dataclass
class _Round:
    """One round: which rows of the file, from when to when, and what it came to."""

    external_id: str
    rows: NDArray[np.int64]
    first: datetime
    last: datetime
    kind: str
    found: int | None
    signed_at: datetime | None
    worker: str | None


def import_patrols(connection: Connection, actor: Actor, table: Table, report: Report, wish: Wish, advance: Advance) -> None:
    """Store the rounds that are new. Of a visit only its grids and times are kept: where people live is not noted.

    Raises
    ------
    WanggeError
        ``no_grids`` where no town exists yet; what reading the columns refuses.
    """
    importing.hold_grids(connection)
    report.mapping = guess(PATROLS, list(table.columns), wish.said)
    rows = patrol_rows(table, report.mapping, wish.crs, report, zone=wish.zone, now=clock.now())
    rounds = _gathered(rows)
    report.outcome |= {"rounds": 0, "dropped": 0, "nil_returns": 0, "outside": 0, "unknown_people": 0}
    while rounds:
        snapshot = load(connection, rounds[0].first)
        if not snapshot.towns:
            raise WanggeError("no_grids")
        now, rounds = ([one for one in rounds if snapshot.span.holds(one.first) is inside] for inside in (True, False))
        _store(connection, actor, rows, now, snapshot, report, track=table.kind == "gpx")
        advance(sum(len(one.rows) for one in now))
    if report.outcome["unknown_people"]:
        report.notes.append(f"{report.outcome['unknown_people']} 轮的人员不在岗位名单里，按未知人员存入，姓名不保留")
    if report.outcome["dropped"]:
        report.notes.append(f"{report.outcome['dropped']} 个定位点明显错误（漂移、重复、误差过大），没有采用")
    if report.outcome["outside"]:
        report.notes.append(f"{report.outcome['outside']} 轮没有到过任何一个网格，请核对坐标")
    audit.record(connection, actor, "patrol.import", "file", report.layer, rows=report.rows, stored=report.stored,
                 skipped=report.skipped, refused=len(report.refused))


def _gathered(rows: PatrolRows) -> list[_Round]:
    """The rounds of a file in order of time. What was signed or found on any row holds for the round."""
    order = np.argsort(rows.round.astype(str), kind="stable")
    starts = np.flatnonzero(np.append(True, rows.round[order][1:] != rows.round[order][:-1])) if len(order) else order
    made = []
    for own in np.split(order, starts[1:]) if len(order) else ():
        times, found = sorted(rows.at[own]), [said for said in rows.found[own] if said is not None]
        signed = [moment for moment in rows.signed_at[own] if moment is not None]
        who = Counter(name for name in rows.worker[own] if name is not None).most_common(1)
        made.append(_Round(
            str(rows.round[own[0]]), own, times[0], times[-1], str(rows.kind[own[0]]), max(found) if found else None,
            max(signed) if signed else None, who[0][0] if who else None,
        ))
    return sorted(made, key=lambda one: (one.first, one.external_id))


def _store(connection: Connection, actor: Actor, rows: PatrolRows, rounds: Sequence[_Round], snapshot: Snapshot, report: Report, *,
           track: bool) -> None:
    cleaned, which = _cleaned(rows, rounds)
    grids = _grids(rows, rounds, cleaned, snapshot)
    towns = [_town(rows, one, grids[place], snapshot) for place, one in enumerate(rounds)]
    seen = importing.present(connection, "patrol", [one.external_id for one in rounds])
    new = [place for place, one in enumerate(rounds) if (towns[place], one.external_id) not in seen]
    report.skipped += sum(len(one.rows) for one in rounds) - sum(len(rounds[place].rows) for place in new)
    report.stored += sum(len(rounds[place].rows) for place in new)
    ids = {place: uuid7() for place in new}
    ways = lines(cleaned, len(rounds)) if track else np.full(len(rounds), None, dtype=object)
    _write_rounds(connection, actor, rounds, cleaned, ids, towns, grids, ways, rows.points.crs, report)
    _write_grids(connection, ids, towns, grids)
    if not track:
        _write_checkins(connection, rows, rounds, cleaned, which, ids, towns, snapshot)
    for place in new:
        report.outcome["rounds"] += 1
        report.outcome["dropped"] += int(cleaned.dropped[place])
        report.outcome["nil_returns"] += rounds[place].signed_at is not None and rounds[place].found == 0
        report.outcome["outside"] += not grids[place]


def _cleaned(rows: PatrolRows, rounds: Sequence[_Round]) -> tuple[Cleaned, NDArray[np.int64]]:
    """The believed positions of the rounds, and the row of the file of each position that came."""
    which = np.concatenate([one.rows for one in rounds])
    number = np.repeat(np.arange(len(rounds)), [len(one.rows) for one in rounds])
    placed = np.isfinite(rows.points.lon[which])
    which, number = which[placed], number[placed]
    seconds = np.array([moment.timestamp() for moment in rows.at[which]], dtype=np.float64)
    fixes = Fixes(number, rows.points.lon[which], rows.points.lat[which], seconds, rows.accuracy_m[which])
    return clean(fixes, len(rounds)), which


Told = dict[int, tuple[float, float, float, int]]
"""Grid id -> first moment (Unix seconds), seconds, metres, fixes."""


def _grids(rows: PatrolRows, rounds: Sequence[_Round], cleaned: Cleaned, snapshot: Snapshot) -> list[Told]:
    """What each round tells of each grid: by its positions, and by the codes that its rows name."""
    told: list[Told] = [{} for _ in rounds]
    found = passed(cleaned, snapshot.locator)
    for place, position, first, seconds, metres, fixes in zip(*(getattr(found, name).tolist() for name in vars(found)), strict=True):
        told[place][snapshot.drawn[position]["grid_id"]] = (first, seconds, metres, fixes)
    by_code = {row["code"]: row["grid_id"] for row in snapshot.rows}
    for place, one in enumerate(rounds):
        for row in one.rows:
            grid = by_code.get(rows.grid[row])
            if grid is not None:
                told[place].setdefault(grid, (rows.at[row].timestamp(), 0.0, 0.0, 0))
        if one.kind == "visit":
            told[place] = {grid: (first, seconds, 0.0, 0) for grid, (first, seconds, _, _) in told[place].items()}
    return told


def _town(rows: PatrolRows, one: _Round, told: Told, snapshot: Snapshot) -> int:
    towns = {row["grid_id"]: row["town_id"] for row in snapshot.rows}
    if told:
        return int(towns[min(told, key=lambda grid: told[grid][0])])
    lon, lat = (float(column[one.rows[0]]) for column in (rows.points.lon, rows.points.lat))
    keeper = snapshot.town_of(lon, lat) if np.isfinite(lon) else snapshot.towns[0]
    assert keeper is not None
    return int(keeper["town_id"])


def _write_rounds(connection: Connection, actor: Actor, rounds: Sequence[_Round], cleaned: Cleaned, ids: dict[int, Any], towns: Sequence[int],
                  grids: Sequence[Told], ways: NDArray[np.object_], crs: str, report: Report) -> None:
    people = queries.people(connection, sorted({towns[place] for place in ids}))
    kept = np.bincount(cleaned.fixes.round, minlength=len(rounds))
    made: list[dict[str, Any]] = []
    for place, made_id in ids.items():
        one = rounds[place]
        staff, post = people.get((towns[place], one.worker or ""), (None, None))
        report.outcome["unknown_people"] += one.worker is not None and staff is None
        visit = one.kind == "visit"
        made.append({
            "id": str(made_id), "town_id": towns[place], "external_id": one.external_id, "kind": one.kind, "staff_id": staff, "post": post,
            "started_at": one.first.isoformat(), "ended_at": one.last.isoformat(),
            "metres": sum(metres for _, _, metres, _ in grids[place].values()), "fixes": 0 if visit else int(kept[place]),
            "dropped": int(cleaned.dropped[place]), "found": one.found, "signed_by": HEAD if one.signed_at else None,
            "signed_at": one.signed_at.isoformat() if one.signed_at else None, "given_crs": crs,
            "geom": None if visit or ways[place] is None else str(bulk.ewkb(ways[place:place + 1])[0]), "actor": actor.name,
        })
    if made:
        bulk.copy_columns(connection, "patrol", {name: [row[name] for row in made] for name in made[0]})


def _write_grids(connection: Connection, ids: dict[int, Any], towns: Sequence[int], grids: Sequence[Told]) -> None:
    rows = [(str(made), towns[place], grid, *numbers) for place, made in ids.items() for grid, numbers in grids[place].items()]
    if rows:
        patrol, town, grid, first, seconds, metres, fixes = zip(*rows, strict=True)
        bulk.copy_columns(connection, "patrol_grid", {
            "patrol_id": list(patrol), "town_id": list(town), "grid_id": list(grid), "first_at": bulk.iso_times(np.array(first, dtype=np.int64)),
            "seconds": [round(value) for value in seconds], "metres": [round(value, 1) for value in metres], "fixes": list(fixes),
        })


def _write_checkins(connection: Connection, rows: PatrolRows, rounds: Sequence[_Round], cleaned: Cleaned, which: NDArray[np.int64],
                    ids: dict[int, Any], towns: Sequence[int], snapshot: Snapshot) -> None:
    """Believed check-ins, but none of a visit."""
    own = np.array([place in ids and rounds[place].kind != "visit" for place in cleaned.fixes.round.tolist()], dtype=bool)
    if not own.any():
        return
    fixes, given = cleaned.fixes.take(own), which[cleaned.given[own]]
    owner = fixes.round.tolist()
    serial = np.arange(len(fixes)) - np.searchsorted(fixes.round, fixes.round)
    at = snapshot.locator.index(fixes.lon, fixes.lat).tolist()
    bulk.copy_columns(connection, "patrol_checkin", {
        "patrol_id": [str(ids[place]) for place in owner], "serial": serial.tolist(), "town_id": [towns[place] for place in owner],
        "grid_id": [snapshot.drawn[position]["grid_id"] if position >= 0 else None for position in at],
        "at": [moment.isoformat() for moment in rows.at[given]], "given_x": rows.points.x[given], "given_y": rows.points.y[given],
        "accuracy_m": fixes.accuracy, "geom": bulk.ewkb(shapely.points(fixes.lon, fixes.lat)),
    })
