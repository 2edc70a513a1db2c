"""What the leader's page adds up: reports of a period and limits that ended in it, by grid, from kept counts alone.

A report counts on the day it was made. A limit counts on the day it ended, whole days before today only: what ends today is not yet
decided. So what was kept or missed in a past period never changes because time goes by.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, fields
from datetime import date, timedelta

import numpy as np
from sqlalchemy import Connection, RowMapping

from gis_app import clock
from gis_app.db.queries import heat as heat_queries
from gis_app.db.queries import limits as queries
from gis_app.domain.sources import COMPLAINTS, OWN, SOURCE_IDS, SOURCES
from gis_app.domain.stats import tallies
from gis_app.domain.stats.periods import DAY, Period, runs
from gis_app.domain.stats.tallies import OUTCOMES, OUTSIDE, Limits, Tallies
from gis_app.errors import Both, WanggeError
from gis_app.services.heat import Asked, item_numbers
from gis_app.services.heat_tables import tallies_of

EPOCH = date(1970, 1, 1)
FINE = ("grid", "enterprise", "micro")
OUTCOME_IDS = {name: place for place, name in enumerate(OUTCOMES, start=1)}


@dataclass
class Sums:
    """Reports (all, found by the grid itself, complaints) and limits by what became of them."""

    reports: int = 0
    own: int = 0
    complaints: int = 0
    met: int = 0
    late: int = 0
    open: int = 0
    unknown: int = 0

    def add(self, other: "Sums") -> None:
        for one in fields(self):
            setattr(self, one.name, getattr(self, one.name) + getattr(other, one.name))

    @property
    def due(self) -> int:
        """Limits that ended and can be judged."""
        return self.met + self.late + self.open

    @property
    def missed(self) -> int:
        """Limits that ended before the report was finished, whether it is by now or not."""
        return self.late + self.open


@dataclass(frozen=True)
class Scope:
    """Where is looked: every grid there is or was by id, the towns to read, and the node within which grids count (None for all)."""

    nodes: Mapping[int, RowMapping]
    towns: Sequence[int]
    within: RowMapping | None

    def holds(self, grid_id: int) -> bool:
        """Whether a grid lies on the ground looked at; what lies in no grid belongs to whole towns only."""
        if self.within is None:
            return True
        if grid_id == OUTSIDE:
            return bool(self.within["kind"] == "town")
        return grid_id in self.nodes and self.within["grid_id"] in ground(self.nodes[grid_id])

    def node_of(self, grid_id: int, level: str) -> int | None:
        """The node of a kind (``grid``: the finest) on whose ground a grid lies; None where there is none."""
        if grid_id not in self.nodes:
            return None
        return next((step for step in reversed(ground(self.nodes[grid_id])) if step in self.nodes and is_of(self.nodes[step], level)), None)

    def levels(self) -> list[str]:
        """The kinds in force below the node looked at, coarse first: what can be ranked."""
        inside = [row for row in self.nodes.values() if row["in_force"] and self.holds(row["grid_id"]) and row is not self.within]
        kinds = {"grid" if row["kind"] in FINE else row["kind"] for row in inside}
        towns = sum(row["kind"] == "town" for row in inside)
        return [kind for kind in ("town", "work_area", "village", "grid") if kind in kinds and (kind != "town" or towns > 1)]


def scope(connection: Connection, within: str | None) -> Scope:
    """The ground of a code, or all there is.

    Raises
    ------
    WanggeError
        ``not_found`` for a code that no grid has.
    """
    nodes = {row["grid_id"]: row for row in heat_queries.nodes(connection, clock.now())}
    if within is None:
        return Scope(nodes, heat_queries.towns(connection), None)
    found = sorted((row for row in nodes.values() if row["code"] == within), key=lambda row: not row["in_force"])
    if not found:
        raise WanggeError("not_found", what=Both("这个网格", "The grid"))
    return Scope(nodes, [ground(found[0])[0]], found[0])


def ground(row: RowMapping) -> list[int]:
    """Ids of the grids on whose ground this one lies, town first, itself last."""
    return [int(step) for step in row["ground_path"].split(".")]


def is_of(row: RowMapping, level: str) -> bool:
    return row["kind"] in FINE if level == "grid" else bool(row["kind"] == level)


def by_grid(connection: Connection, place: Scope, asked: Asked) -> dict[int, Sums]:
    """The sums of each grid of the scope; what lies in none is under ``OUTSIDE``."""
    reports, limits = read(connection, place, asked, runs(asked.period.buckets()))
    found: dict[int, Sums] = defaultdict(Sums)
    for name, sources in (("reports", SOURCES), ("own", OWN), ("complaints", COMPLAINTS)):
        _spread(found, name, reports, np.isin(reports.source, [SOURCE_IDS[one] for one in sources]))
    for name, number in OUTCOME_IDS.items():
        _spread(found, name, limits, limits.outcome == number)
    return {grid_id: sums for grid_id, sums in found.items() if place.holds(grid_id)}


def _spread(found: dict[int, Sums], name: str, counts: Tallies | Limits, where: np.ndarray) -> None:
    ids, place = np.unique(counts.grid[where], return_inverse=True)
    for grid_id, n in zip(ids.tolist(), np.bincount(place, counts.n[where], len(ids)).astype(int).tolist(), strict=True):
        setattr(found[grid_id], name, n)


def read(
    connection: Connection, place: Scope, asked: Asked, over: Sequence[tuple[int, date, date]],
) -> tuple[Tallies, Limits]:
    """Reports and ended limits of the scope's towns over runs of buckets that make up the period."""
    reports = tallies_of(connection, asked, place.towns, over)
    ended = ended_of(asked)
    if ended is None:
        return reports, tallies.unpack_limits([])
    by_day = all(span == DAY for span, _, _ in over)
    wanted = [(DAY, ended.first, ended.last)] if by_day else runs(ended.buckets())
    rows = queries.limits(connection, place.towns, wanted, clock.day_span(ended.first, ended.last, asked.zone), asked.zone.key)
    known = heat_queries.item_ids(connection)
    stored = tallies.unpack_limits((row.town_id, (row.start - EPOCH).days, row.counts) for row in rows if row.counts is not None)
    fresh = [
        (row.town_id, (row.start - EPOCH).days, row.grid_id or OUTSIDE, item_numbers([row.item_code], known)[0], SOURCE_IDS[row.source], row.outcome, row.n)
        for row in rows if row.counts is None
    ]
    return reports, stored.plus(Limits(*np.array(fresh, dtype=np.int64).reshape(-1, 7).T))


def ended_of(asked: Asked) -> Period | None:
    """The part of the period whose limits have ended: whole days before today; None where there is none."""
    last = min(asked.period.last, clock.today(asked.zone) - timedelta(days=1))
    return Period(asked.period.first, last) if last >= asked.period.first else None


def rolled(sums: Mapping[int, Sums], place: Scope, level: str) -> dict[int | None, Sums]:
    """Sums by node of a kind; None holds what lies in grids with no such node above them."""
    found: dict[int | None, Sums] = defaultdict(Sums)
    for grid_id, one in sums.items():
        if grid_id != OUTSIDE:
            found[place.node_of(grid_id, level)].add(one)
    return found


def total(sums: Iterable[Sums]) -> Sums:
    whole = Sums()
    for one in sums:
        whole.add(one)
    return whole
