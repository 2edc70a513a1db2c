"""Counts by cell and step of time out of what is kept beside the incidents: tallies by grid, blocks by place; never an incident."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any

import numpy as np
import shapely
from numpy.typing import NDArray
from sqlalchemy import Connection

from gis_app import clock
from gis_app.db.queries import heat as heat_queries
from gis_app.db.queries import patrols
from gis_app.domain.actors import Actor
from gis_app.domain.sources import SOURCE_IDS, SOURCES
from gis_app.domain.stats import heat as rules
from gis_app.domain.stats.cells import FINEST, SIDE, SIDE_BITS
from gis_app.domain.stats.neighbours import Bools, Floats, Indices
from gis_app.domain.stats.periods import Period, runs
from gis_app.domain.tiles import Tile
from gis_app.services import heat
from gis_app.services.heat import Asked
from gis_app.services.heat_tables import EPOCH, parts, tallies_of
from gis_app.services.hotspot_ground import Ground, grid_under

WORLD = SIDE << FINEST


def steps_of(period: Period, step: str) -> list[Period]:
    """The months or weeks of a period; a last week that is not whole is left out."""
    found = list(parts(period, step))
    return [one for one in found if step != "week" or one.days == 7]


@dataclass(frozen=True, eq=False)
class Kept:
    """What is kept of the grids of some towns over a period, read at once: ``counts`` by grid, step and source of the asked items.

    ``reported`` says of each grid and step whether anybody reported anything there, whatever was asked for.
    """

    grid_ids: Indices
    steps: Sequence[Period]
    counts: Indices
    reported: Bools

    def of(self, ground: Ground, sources: frozenset[str]) -> Indices:
        """Counts of some sources in the grids of one town, shape (grids, steps)."""
        at = np.searchsorted(self.grid_ids, ground.grid_ids)
        found: Indices = self.counts[at][:, :, sorted(SOURCE_IDS[name] for name in sources)].sum(axis=2)
        return found

    def reported_in(self, ground: Ground) -> Bools:
        """Which grids of one town anybody reported from, by step."""
        found: Bools = self.reported[np.searchsorted(self.grid_ids, ground.grid_ids)]
        return found


def read(connection: Connection, asked: Asked, grounds: Sequence[Ground], steps: Sequence[Period]) -> Kept:
    """The tallies of the grids of some towns, by steps of the period: one statement, whatever the number of towns and incidents."""
    whole = replace(asked, period=Period(steps[0].first, steps[-1].last), items=(), sources=frozenset(SOURCES))
    over = [run for step in steps for run in runs(step.buckets())]
    found = tallies_of(connection, whole, [ground.town_id for ground in grounds], over)
    ids = np.sort(np.concatenate([ground.grid_ids for ground in grounds]))
    row = _positions(found.grid, ids)
    first = np.array([(step.first - EPOCH).days for step in steps])
    column = np.zeros(len(row), np.int64) if len(steps) == 1 else np.searchsorted(first, found.bucket, side="right") - 1
    wanted = row >= 0
    reported = (np.bincount(row[wanted] * len(steps) + column[wanted], found.n[wanted], len(ids) * len(steps)) > 0).reshape(len(ids), len(steps))
    if asked.items:
        wanted &= np.isin(found.item, heat.item_numbers(asked.items, heat_queries.item_ids(connection)))
    shape = len(ids), len(steps), max(SOURCE_IDS.values()) + 1
    place = (row * shape[1] + column) * shape[2] + found.source
    counts = np.bincount(place[wanted], found.n[wanted], int(np.prod(shape))).reshape(shape).astype(np.int64)
    return Kept(ids, steps, counts, reported)


def by_cell(connection: Connection, actor: Actor, asked: Asked, ground: Ground, steps: Sequence[Period]) -> Indices:
    """The same by the cells of a lattice; a kept count of 33 m lies where its middle lies, on the town's ground."""
    assert ground.lattice is not None
    found = np.zeros((len(ground.keys), len(steps)), np.int64)
    for column, step in enumerate(steps):
        places, counts = places_counted(connection, actor, replace(asked, period=step), ground)
        inside = shapely.intersects_xy(ground.over, places)
        places, counts = places[inside], counts[inside]
        cell = ground.lattice.cell_of(places) if len(places) else np.empty(0, np.int64)
        found[:, column] = np.bincount(cell[cell >= 0], counts[cell >= 0], len(found)).astype(np.int64)
    return found


def places_counted(connection: Connection, actor: Actor, asked: Asked, ground: Ground) -> tuple[Floats, Floats]:
    """Middles of the finest kept cells in and around a town (metres in its plane) that hold anything, and their counts."""
    west, south, east, north = shapely.total_bounds(ground.shapes)
    x0, y0 = _cell(west, north)
    x1, y1 = _cell(east, south)
    places, counts = [np.empty((0, 2))], [np.empty(0)]
    for by in range(y0 >> SIDE_BITS, (y1 >> SIDE_BITS) + 1):
        for bx in range(x0 >> SIDE_BITS, (x1 >> SIDE_BITS) + 1):
            left, top = bx << SIDE_BITS, by << SIDE_BITS
            view = rules.Window(Tile(FINEST, bx, by), FINEST, 0.0, 0, left, top, left + SIDE, top + SIDE)
            held = heat.counted(connection, view, asked)
            row, column = np.nonzero(held)
            lon = (left + column + 0.5) / WORLD * 360 - 180
            lat = np.degrees(np.arctan(np.sinh(np.pi * (1 - 2 * (top + row + 0.5) / WORLD))))
            places.append((np.column_stack([lon, lat]) - ground.plane.origin) * ground.plane.scale)
            counts.append(held[row, column])
    return np.concatenate(places), np.concatenate(counts)


def looked_at(connection: Connection, asked: Asked, grids: Ground, kept: Kept, *, by_step: bool) -> Bools:
    """Which grids anybody reported from or went to, in each step, or in the period as a whole (one column); a signed nil return is a round."""
    spans = kept.steps if by_step else [asked.period]
    reported = kept.reported_in(grids)
    found: Bools = np.array(reported if by_step else reported.any(axis=1, keepdims=True))
    silent = np.argwhere(~found)
    days = [clock.day_span(span.first, span.last, asked.zone) for span in spans]
    seen = patrols.seen_each(connection, [(int(grids.grid_ids[row]), *days[column]) for row, column in silent]) if len(silent) else set()
    for number in seen:
        found[tuple(silent[number])] = True
    return found


def effort_of(connection: Connection, asked: Asked, grids: Ground) -> Floats:
    """Rounds and visits in each grid over the period: the effort of looking."""
    start, end = clock.day_span(asked.period.first, asked.period.last, asked.zone)
    rounds = patrols.looked(connection, grids.town_id, start, end)
    return np.array([_effort(rounds.get(int(grid_id))) for grid_id in grids.grid_ids])


def looked_in_cells(ground: Ground, grids: Ground, looked: Bools, counts: Indices) -> Bools:
    """Which cells of a lattice were looked at, by step as ``looked`` is: the grid whose name they bear was, or something was counted in them."""
    held = counts > 0 if looked.shape[1] == counts.shape[1] else (counts > 0).any(axis=1, keepdims=True)
    return looked[grid_under(grids, ground.middles)] | held


def whole_months(last: date, months: int) -> Period:
    """The calendar months up to the last whole one that ends by ``last``."""
    end = (last + timedelta(days=1)).replace(day=1) - timedelta(days=1)
    number = end.year * 12 + end.month - months
    return Period(date(number // 12, number % 12 + 1, 1), end)


def _effort(rounds: Any) -> float:
    return float(rounds["patrols"] + rounds["visits"]) if rounds else 0.0


def _positions(ids: NDArray[np.integer[Any]], known: Indices) -> Indices:
    """Where each id stands among the known, -1 for none."""
    order = np.argsort(known)
    at = np.searchsorted(known[order], ids).clip(0, len(known) - 1)
    found = order[at]
    return np.where(known[found] == ids, found, -1).astype(np.int64)


def _cell(lon: float, lat: float) -> tuple[int, int]:
    """The finest cell of a place."""
    up = (1 - np.arcsinh(np.tan(np.radians(lat))) / np.pi) / 2
    return int((lon + 180) / 360 * WORLD), int(up * WORLD)
