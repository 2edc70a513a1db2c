"""The figures beside the heat: grids by count, rate and share, and the series of the slider; all from tallies, never from incidents."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

import numpy as np
from sqlalchemy import Connection, RowMapping

from gis_app import clock
from gis_app.db.queries import heat as queries
from gis_app.domain.actors import Actor
from gis_app.domain.sources import COMPLAINTS, OWN, SOURCE_IDS, SOURCES
from gis_app.domain.stats import tallies
from gis_app.domain.stats.periods import DAY, Period, runs
from gis_app.domain.stats.tallies import ALL_TOWNS, OUTSIDE, Tallies
from gis_app.services.heat import Asked, item_numbers, since

STEPS = ("day", "week", "month")
LEAST, LEAST_PEOPLE = 10, 100
RULE = {
    "zh": f"不足 {LEAST} 件的不算主动发现率和每千人件数，不足 {LEAST_PEOPLE} 人的不算每千人件数：数目太小，一两件就会改变结论。",
    "en": f"No share below {LEAST} incidents and no rate below {LEAST} incidents or {LEAST_PEOPLE} residents: "
          "with so few, one or two would change the picture.",
}
FINE = ("grid", "enterprise", "micro")
EPOCH = date(1970, 1, 1)


@dataclass
class Sums:
    """What is added up for one node: by the asked sources, by the grid itself, by all, by complaint."""

    count: int = 0
    own: int = 0
    all: int = 0
    complaints: int = 0

    def add(self, other: "Sums") -> None:
        self.count += other.count
        self.own += other.own
        self.all += other.all
        self.complaints += other.complaints


def grids(connection: Connection, actor: Actor, asked: Asked, kind: str, basis: str) -> dict[str, Any]:
    """The table of a kind of node; ``kind`` grid means the finest (grids, enterprise and micro grids).

    Rows, ``elsewhere`` (in grids with no such node above them) and ``outside`` (in no grid) add up to ``total``.
    Shares and complaints count all sources, whatever sources are asked for.
    """
    before = asked.preceding()
    now, past = _by_grid(connection, asked), _by_grid(connection, before)
    nodes = {row["grid_id"]: row for row in queries.nodes(connection, clock.now())}
    people = queries.people(connection, basis)
    above = {grid_id: _node_of(grid_id, nodes, kind) for grid_id in {*nodes, *now, *past}}
    sums, gone = _rolled(now, above), _rolled(past, above)
    heads = _added({grid_id: n for grid_id, n in people.items() if grid_id in above}, above)
    shown = [row for row in nodes.values() if _is(row, kind) and (row["in_force"] or row["grid_id"] in sums or row["grid_id"] in gone)]
    whole, whole_before = _total(now), _total(past)
    return {
        "previous_from": before.period.first.isoformat(), "previous_to": before.period.last.isoformat(), "level": kind,
        "people": basis, "least": LEAST, "least_people": LEAST_PEOPLE, "rule": RULE,
        "items": [_row(row, nodes, sums, gone, heads.get(row["grid_id"], 0)) for row in shown],
        "outside": now.get(OUTSIDE, Sums()).count, "elsewhere": sums.get(None, Sums()).count - now.get(OUTSIDE, Sums()).count,
        "total": whole.count, "own": whole.own, "all": whole.all, "previous": whole_before.count,
    }


def _row(row: RowMapping, nodes: Mapping[int, RowMapping], sums: Mapping[int | None, Sums], gone: Mapping[int | None, Sums], people: int) -> dict[str, Any]:
    now, before = sums.get(row["grid_id"], Sums()), gone.get(row["grid_id"], Sums())
    path = [nodes[int(step)]["name"] for step in row["ground_path"].split(".") if int(step) in nodes]
    return {
        "code": row["code"], "name": row["name"], "kind": row["kind"], "level": row["level"], "path": path,
        "in_force": row["in_force"], "count": now.count, "own": now.own, "all": now.all,
        "share": now.own / now.all if now.all >= LEAST else None, "people": people,
        "rate": now.count * 1000 / people if now.count >= LEAST and people >= LEAST_PEOPLE else None,
        "previous": before.count, "change": now.count - before.count, "complaints_change": now.complaints - before.complaints,
        "small": now.all < LEAST,
    }


def _is(row: RowMapping, kind: str) -> bool:
    return row["kind"] in FINE if kind == "grid" else row["kind"] == kind


def _node_of(grid_id: int, nodes: Mapping[int, RowMapping], kind: str) -> int | None:
    """The node of the asked kind on whose ground a grid lies, the nearest first; None where there is none."""
    if grid_id not in nodes:
        return None
    path = [int(step) for step in nodes[grid_id]["ground_path"].split(".")]
    return next((step for step in reversed(path) if step in nodes and _is(nodes[step], kind)), None)


def _rolled(by_grid: Mapping[int, Sums], above: Mapping[int, int | None]) -> dict[int | None, Sums]:
    found: dict[int | None, Sums] = defaultdict(Sums)
    for grid_id, sums in by_grid.items():
        found[above.get(grid_id)].add(sums)
    return found


def _added(by_grid: Mapping[int, int], above: Mapping[int, int | None]) -> dict[int | None, int]:
    found: dict[int | None, int] = defaultdict(int)
    for grid_id, n in by_grid.items():
        found[above.get(grid_id)] += n
    return found


def _total(by_grid: Mapping[int, Sums]) -> Sums:
    whole = Sums()
    for sums in by_grid.values():
        whole.add(sums)
    return whole


def _by_grid(connection: Connection, asked: Asked) -> dict[int, Sums]:
    """The sums of each grid over the period; what lies in none is under ``OUTSIDE``."""
    found = tallies_of(connection, asked, queries.towns(connection), runs(asked.period.buckets()))
    ids, place = np.unique(found.grid, return_inverse=True)
    columns = [
        np.bincount(place, found.n * np.isin(found.source, [SOURCE_IDS[name] for name in names]), len(ids)).astype(int).tolist()
        for names in (asked.sources, OWN, SOURCES, COMPLAINTS)
    ]
    return {int(grid_id): Sums(*sums) for grid_id, *sums in zip(ids, *columns, strict=True)}


def series(connection: Connection, actor: Actor, asked: Asked, step: str) -> list[dict[str, Any]]:
    """Counts by day, week (seven days from the period's first) or calendar month; every stretch of the period is there."""
    found = tallies_of(connection, asked, [ALL_TOWNS], [(DAY, asked.period.first, asked.period.last)])
    wanted = np.isin(found.source, [SOURCE_IDS[name] for name in asked.sources])
    offset = found.bucket - (asked.period.first - EPOCH).days
    by_day = np.bincount(offset, found.n * wanted, minlength=asked.period.days).astype(int)
    return [
        {"from": part.first.isoformat(), "to": part.last.isoformat(),
         "count": int(by_day[(part.first - asked.period.first).days:(part.last - asked.period.first).days + 1].sum())}
        for part in parts(asked.period, step)
    ]


def parts(period: Period, step: str) -> Iterable[Period]:
    first = period.first
    while first <= period.last:
        days = {"day": 1, "week": 7}.get(step) or ((first.replace(day=28) + timedelta(days=4)).replace(day=1) - first).days
        last = min(period.last, first + timedelta(days=days - 1))
        yield Period(first, last)
        first = last + timedelta(days=1)


def tallies_of(connection: Connection, asked: Asked, towns: Sequence[int], over: Sequence[tuple[int, date, date]]) -> Tallies:
    """Tallies of towns over runs of buckets, of the asked items, the newest incidents included."""
    rows = queries.tallies(connection, towns, over, since(asked), asked.zone.key)
    known = queries.item_ids(connection)
    stored = tallies.unpack((row.town_id, (row.start - EPOCH).days, row.counts) for row in rows if row.counts is not None)
    fresh = [
        (row.town_id, (row.start - EPOCH).days, row.grid_id or OUTSIDE, item_numbers([row.item_code], known)[0], SOURCE_IDS[row.source], row.n)
        for row in rows if row.counts is None
    ]
    both = stored.plus(Tallies(*np.array(fresh, dtype=np.int64).reshape(-1, 6).T))
    if not asked.items:
        return both
    kept = np.isin(both.item, item_numbers(asked.items, known))
    return Tallies(both.town[kept], both.bucket[kept], both.grid[kept], both.item[kept], both.source[kept], both.n[kept])
