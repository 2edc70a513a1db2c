"""Where things heap up: density tiles with one scale for all of them, and how the scale is proposed."""

import math
from collections import OrderedDict
from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import timedelta
from threading import Lock
from zoneinfo import ZoneInfo

import numpy as np
from numpy.typing import NDArray
from sqlalchemy import Connection

from gis_app import clock
from gis_app.db.queries import heat as queries
from gis_app.db.queries.heat import Since, Wanted
from gis_app.domain.actors import Actor
from gis_app.domain.sources import OTHERS, OWN, SOURCE_IDS
from gis_app.domain.stats import heat
from gis_app.domain.stats.cells import ANY, SIDE, SIDE_BITS, UNCLASSIFIED
from gis_app.domain.stats.periods import DAY, Period, runs
from gis_app.domain.tiles import EQUATOR, HALF_WORLD, Tile, tile_at

DEFAULT_DAYS = 90
PLACES_TRIED = 3
LEGEND_ZOOM = 13  # the hottest places are measured on tiles no smaller than the cells they were found in
STEPS = (1, 1.2, 1.5, 2, 2.5, 3, 4, 5, 6, 8, 10)
UNKNOWN = -1


@dataclass(frozen=True)
class Asked:
    """What is counted: a period of whole local days of ``zone``, items (none means any), sources."""

    period: Period
    items: tuple[str, ...]
    sources: frozenset[str]
    zone: ZoneInfo

    def preceding(self) -> "Asked":
        """The same of the period before, as long."""
        return replace(self, period=self.period.preceding())


@dataclass(frozen=True)
class Legend:
    """One scale for all tiles: ``max`` incidents per km2 over the period is the darkest colour."""

    max: float
    radius_m: float


class Scales:
    """Remembers proposed scales until the data change, so that tiles asked for without one cost no search each."""

    def __init__(self, most: int = 256) -> None:
        self._most = most
        self._lock = Lock()
        self._kept: OrderedDict[Hashable, Legend] = OrderedDict()

    def of(self, connection: Connection, actor: Actor, zoom: int, asked: Asked, radius_m: float) -> Legend:
        """The scale of a zoom, radius and question (``legend``)."""
        key = (queries.stamp(connection), zoom, asked.period, asked.items, asked.sources, asked.zone.key, radius_m)
        with self._lock:
            known = self._kept.get(key)
        if known is None:
            known = legend(connection, actor, zoom, asked, radius_m)
            with self._lock:
                self._kept[key] = known
                while len(self._kept) > self._most:
                    self._kept.popitem(last=False)
        return known


def default_period(connection: Connection, actor: Actor, zone: ZoneInfo) -> Period:
    """The last 90 days on which something may have been reported: up to today, or to the newest report before it."""
    known = queries.days(connection, zone.key)
    today = clock.today(zone)
    last = min(today, known[1]) if known else today
    return Period(last - timedelta(days=DEFAULT_DAYS - 1), last)


def whole_time(connection: Connection, actor: Actor, zone: ZoneInfo) -> Period:
    """From the first to the last report, in whole years (few buckets); today where there is none."""
    known = queries.days(connection, zone.key)
    if known is None:
        return Period(clock.today(zone), clock.today(zone))
    return Period(known[0].replace(month=1, day=1), known[1].replace(month=12, day=31))


def density(connection: Connection, actor: Actor, tile: Tile, asked: Asked, radius_m: float) -> NDArray[np.float64]:
    """Incidents per km2 over the period at the tile's 256 x 256 pixels."""
    view = heat.window(tile, radius_m)
    return heat.density(counted(connection, view, asked), view)


def counted(connection: Connection, view: heat.Window, asked: Asked) -> NDArray[np.float64]:
    """The counts of a window's cells."""
    items = item_numbers(asked.items, queries.item_ids(connection)) if asked.items else []
    sources = sorted(SOURCE_IDS[name] for name in asked.sources)
    own, others = bool(asked.sources & OWN), bool(asked.sources & OTHERS)
    rows = queries.blocks(connection, view.z, view.block, wanted_rows(asked, items), since(asked))
    onto = heat.canvas(view)
    stored = [row for row in rows if row.packed is not None]
    heat.add_groups(onto, view, [(row.x, row.y, row.packed) for row in stored if not row.detail], own=own, others=others)
    heat.add_detail(onto, view, [(row.x, row.y, row.packed) for row in stored if row.detail], items=items, sources=sources)
    fresh = [(row.x, row.y, row.n) for row in rows if row.packed is None]
    if fresh:
        heat.add_cells(onto, view, *np.array(fresh, dtype=np.int64).T)
    return onto


def item_numbers(codes: Sequence[str | None], known: Mapping[str, int]) -> list[int]:
    """The small number of each item, ``UNKNOWN`` for one that no block has counted yet; None is unclassified."""
    return [UNCLASSIFIED if code is None else known.get(code, UNKNOWN) for code in codes]


def in_groups(sources: frozenset[str]) -> bool:
    """Whether the sources are the grid's own, the others, or both: stored apart, so that no detail is read."""
    return sources & OWN in (OWN, frozenset()) and sources & OTHERS in (OTHERS, frozenset())


def wanted_rows(asked: Asked, items: Sequence[int]) -> list[Wanted]:
    """Which rows hold the answer (the table at the top of ``domain/stats/blocks.py``)."""
    grouped = in_groups(asked.sources)
    single = (ANY,) if grouped else tuple(sorted(SOURCE_IDS[name] for name in asked.sources))
    found = []
    for span, first, last in runs(asked.period.buckets()):
        if span == DAY:
            found.append(Wanted(span, first, last, ANY, ANY, bool(items) or not grouped))
        elif items:
            found += [Wanted(span, first, last, item, ANY, not grouped) for item in items]
        else:
            found += [Wanted(span, first, last, ANY, source, False) for source in single]
    return found


def since(asked: Asked) -> Since:
    """The same question put to the notes that no merge has folded in yet."""
    start, end = clock.day_span(asked.period.first, asked.period.last, asked.zone)
    return Since(start, end, list(asked.items) or None, sorted(asked.sources))


def legend(connection: Connection, actor: Actor, zoom: int, asked: Asked, radius_m: float) -> Legend:
    """A scale for a zoom, radius and period, the same wherever the map is moved.

    The hottest places are looked for from the whole world down, so the cost does not depend on how many incidents there are.
    """
    places = _hottest(connection, asked)
    centre = places[0] if places else (0.0, 0.0)
    radius = heat.effective_radius(tile_at(*centre, zoom), radius_m)
    tiles = {tile_at(*place, min(zoom, LEGEND_ZOOM)) for place in places}
    views = [heat.window(tile, radius) for tile in sorted(tiles, key=lambda one: (one.x, one.y))]
    highest = max((float(heat.density(counted(connection, view, asked), view).max()) for view in views), default=0.0)
    return Legend(nice(highest), radius)


def _hottest(connection: Connection, asked: Asked) -> list[tuple[float, float]]:
    """The middles (EPSG:3857) of the fullest cells of 2.4 km at the equator, fullest first."""
    tops = _fullest(connection, asked, 0, 0, 0)[:2]  # a cell of zoom 0 is a block of zoom 7
    found = [(n, x, y) for _, column, row in tops for n, x, y in _fullest(connection, asked, SIDE_BITS, column, row)]
    side = EQUATOR / (SIDE << SIDE_BITS)
    best = sorted(found, key=lambda one: (-one[0], *one[1:]))[:PLACES_TRIED]
    return [((x + 0.5) * side - HALF_WORLD, HALF_WORLD - (y + 0.5) * side) for _, x, y in best]


def _fullest(connection: Connection, asked: Asked, z: int, column: int, row: int) -> list[tuple[float, int, int]]:
    """Count, x and y of the fullest cells of a block that hold anything."""
    x0, y0 = column << SIDE_BITS, row << SIDE_BITS
    view = heat.Window(Tile(z, column, row), z, 0.0, 0, x0, y0, x0 + SIDE, y0 + SIDE)
    counts = counted(connection, view, asked)
    order = np.argsort(-counts, axis=None, kind="stable")[:PLACES_TRIED].tolist()
    cells = [(float(counts.flat[at]), x0 + at % SIDE, y0 + at // SIDE) for at in order]
    return [cell for cell in cells if cell[0] > 0]


def nice(value: float) -> float:
    """The next round number a person likes to read on a scale; 1 for nothing at all."""
    if value <= 0:
        return 1.0
    power = 10.0 ** math.floor(math.log10(value))
    return float(f"{next(step for step in STEPS if value <= step * power * (1 + 1e-9)) * power:.6g}")
