"""Counts by cell and step of time out of what is kept beside the incidents: tallies by grid, blocks by place; never an incident."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import numpy as np
import shapely
from numpy.typing import NDArray
from sqlalchemy import Connection

from gis_app import clock
from gis_app.db.queries import patrols
from gis_app.domain.actors import Actor
from gis_app.domain.sources import SOURCE_IDS, SOURCES
from gis_app.domain.stats import heat as rules
from gis_app.domain.stats.cells import FINEST, SIDE, SIDE_BITS
from gis_app.domain.stats.neighbours import Bools, Floats, Indices
from gis_app.domain.stats.periods import DAY, Period, runs
from gis_app.domain.tiles import Tile
from gis_app.services import heat
from gis_app.services.heat import Asked
from gis_app.services.heat_tables import EPOCH, parts, tallies_of
from gis_app.services.hotspot_ground import Ground

WORLD = SIDE << FINEST


def steps_of(period: Period, step: str) -> list[Period]:
    """The months or weeks of a period; a last week that is not whole is left out."""
    found = list(parts(period, step))
    return [one for one in found if step != "week" or one.days == 7]


def by_grid(connection: Connection, actor: Actor, asked: Asked, ground: Ground, steps: Sequence[Period]) -> Indices:
    """Counts of the asked sources by grid and step, shape (grids, steps)."""
    whole = replace(asked, period=Period(steps[0].first, steps[-1].last))
    over = runs(whole.period.buckets()) if len(steps) == 1 else [(DAY, whole.period.first, whole.period.last)]
    found = tallies_of(connection, whole, [ground.town_id], over)
    wanted = np.isin(found.source, [SOURCE_IDS[name] for name in asked.sources])
    row = _positions(found.grid, ground.grid_ids)
    kept = wanted & (row >= 0)
    first = np.array([(step.first - EPOCH).days for step in steps])
    column = np.zeros(len(row), np.int64) if len(steps) == 1 else np.searchsorted(first, found.bucket, side="right") - 1
    shape = len(ground.grid_ids), len(steps)
    return np.bincount((row * len(steps) + column)[kept], found.n[kept], shape[0] * shape[1]).reshape(shape).astype(np.int64)


def by_cell(connection: Connection, actor: Actor, asked: Asked, ground: Ground, steps: Sequence[Period]) -> Indices:
    """The same by the cells of a lattice; a kept count of 33 m lies where its middle lies."""
    assert ground.lattice is not None
    found = np.zeros((len(ground.keys), len(steps)), np.int64)
    for column, step in enumerate(steps):
        places, counts = places_counted(connection, actor, replace(asked, period=step), ground)
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


def looked_at(connection: Connection, actor: Actor, asked: Asked, grids: Ground) -> tuple[Bools, Floats]:
    """Which grids anybody reported from or went to in the period, and the rounds and visits there (the effort of looking)."""
    everyone = replace(asked, items=(), sources=frozenset(SOURCES))
    reported = by_grid(connection, actor, everyone, grids, [asked.period])[:, 0] > 0
    start, end = clock.day_span(asked.period.first, asked.period.last, asked.zone)
    rounds = patrols.looked(connection, grids.town_id, start, end)
    effort = np.array([_effort(rounds.get(int(grid_id))) for grid_id in grids.grid_ids])
    return reported | (effort > 0), effort


def looked_in_cells(ground: Ground, grids: Ground, looked: Bools, counts: Indices) -> Bools:
    """Which cells of a lattice were looked at: their middle lies in such a grid, or something was counted in them."""
    tree = shapely.STRtree(grids.metres)
    cell, grid = tree.query(shapely.points(ground.middles), predicate="intersects")
    found = counts.sum(axis=1) > 0
    found[cell[looked[grid]]] = True
    return np.asarray(found, dtype=bool)


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
