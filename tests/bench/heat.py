"""Heat: a cold density tile with ten million incidents beside one million, live PostGIS binning and datashader; the pyramid's sums.

The incidents are those of a prefecture of 110 x 110 km over five years, heaped in 3,000 places. Blocks are made by the product's own
functions from arrays (``services.heat_store``), so that a bench does not need ten million rows of everything else.

Rows: the time of a tile does not grow with the number of incidents; it is far below what binning them live costs.
"""

import datetime as dt
import importlib
import importlib.util
import statistics
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any
from zoneinfo import ZoneInfo

import numpy as np
from sqlalchemy import Connection, text

from gis_app.db.queries import heat_store as store
from gis_app.db.session import Database
from gis_app.domain.actors import LOCAL_OPERATOR
from gis_app.domain.sources import SOURCES, source_set
from gis_app.domain.stats import heat as rules
from gis_app.domain.stats.cells import FINEST, Counts, cell_of
from gis_app.domain.stats.periods import Period
from gis_app.domain.stats.tallies import Tallies
from gis_app.domain.tiles import Tile, mercator, tile_at
from gis_app.maplayers import ramp
from gis_app.services import heat, heat_store
from gis_app.services.heat import Asked
from tests.bench.databases import databases
from tests.bench.rows import Row, faster, within

ZONE = ZoneInfo("Asia/Shanghai")
CORNER = mercator(119.0, 29.5)
SIDE_M, PLACES, DAYS = 130_000.0, 3000, 1826
FIRST = dt.date(2022, 1, 1)
EPOCH = dt.date(1970, 1, 1)
PERIODS = {
    "七天": Period(dt.date(2025, 3, 3), dt.date(2025, 3, 9)), "一季": Period(dt.date(2025, 7, 1), dt.date(2025, 9, 30)),
    "五年": Period(FIRST, dt.date(2026, 12, 31)), "任意": Period(dt.date(2023, 2, 14), dt.date(2026, 10, 17)),
}
QUESTIONS = {"全部": ((), ""), "主动发现": ((), "own"), "一个事项": (("I03",), ""), "热线": ((), "hotline")}
ZOOMS = (5, 10, 14)


def rows(scale: float = 1.0) -> Iterator[Row]:
    """Cold tiles at z5, z10, z14 with ten times the incidents, beside fewer, beside PostGIS, beside datashader; then the sums."""
    few, many = places(int(1_000_000 * scale)), places(int(10_000_000 * scale))
    with databases() as make:
        small, large = make(), make()
        fill(small, few, peer=False)
        yield within(f"heat built anew, {_millions(many)} (goal in s)", fill(large, many, peer=True), 1.0, None, "")
        for z in ZOOMS:
            yield from _zoom(small, large, few, many, z)
        yield from _sums(large, many)


def _zoom(small: Database, large: Database, few: dict[str, Any], many: dict[str, Any], z: int) -> Iterator[Row]:
    tile, name = middle(many, z), f"heat tile z{z}, cold, {_millions(many)}"
    some, all_ = by_turns((small, large), tile)
    yield within(name, all_.seconds, some.seconds, 1.2, f"the same, {_millions(few)}")
    yield within(f"{name}, median of all periods", all_.seconds, 0.030, 1.0, "30 ms")
    yield within(f"{name}, largest", all_.bytes / 1e6, 0.2, 1.0, "200 KB", unit="MB")
    period = PERIODS["一季"]
    quarter = statistics.median(cold(large, tile, Asked(period, (), source_set([]), ZONE))[0] for _ in range(9))
    with large.begin() as connection:
        yield faster(f"{name}, a quarter", quarter, timed(lambda: live(connection, tile, period), 3), None, "PostGIS binning live")
    draw = shade(many, tile, period)
    if draw is not None:
        draw()  # compiled
        yield faster(f"{name}, a quarter", quarter, timed(draw, 3), None, "datashader, in memory")


def _sums(database: Database, made: dict[str, Any]) -> Iterator[Row]:
    for name, period in PERIODS.items():
        for sources in ((), ("own",), ("hotline",)):
            expected = count_of(made, period, sources)
            worst = max(pyramid_sums(database, period, sources), key=lambda total: abs(total - expected))
            yield Row(f"sum of the cells, each zoom, {name} {'+'.join(sources)}", worst, expected, worst / max(expected, 1), 1.0,
                      "incidents one by one", at_least=worst <= expected, unit="count")


def _millions(made: dict[str, Any]) -> str:
    return f"{len(made['x']) / 1e6:g} M"


def places(count: int) -> dict[str, Any]:
    """Arrays of incidents: easting, northing, day since 1970, item and source numbers."""
    rng = np.random.default_rng(20261123)
    centres, weight = rng.uniform(0, SIDE_M, (PLACES, 2)), rng.pareto(1.2, PLACES) + 0.1
    chosen = rng.choice(PLACES, count, p=weight / weight.sum())
    at = centres[chosen] + rng.normal(0, 800, (count, 2))
    return {
        "x": CORNER[0] + at[:, 0], "y": CORNER[1] + at[:, 1], "day": ((FIRST - EPOCH).days + rng.integers(0, DAYS, count)).astype(np.int32),
        "item": rng.integers(2, 20, count).astype(np.int16),
        "source": rng.choice(np.arange(1, 8, dtype=np.int8), count, p=[0.5, 0.1, 0.15, 0.15, 0.03, 0.04, 0.03]),
    }


def fill(database: Database, made: dict[str, Any], *, peer: bool) -> float:
    """Store the blocks of these incidents (and, for the peer, each as a row with a GiST index); seconds the blocks took."""
    x, y = cell_of(made["x"], made["y"])
    one = np.ones(len(x), np.int32)
    counts = Counts(FINEST, x, y, made["day"], made["item"], made["source"], one)
    towns = Tallies(one, made["day"], one, made["item"], made["source"], one)
    began = time.perf_counter()
    with database.begin() as connection:
        store.lock(connection)
        connection.execute(text("INSERT INTO heat_item (code) SELECT 'I' || to_char(n, 'FM00') FROM generate_series(2, 19) n"))
        heat_store._write(connection, counts, towns, lambda _: None, beside=False)
        store.raise_revision(connection, ZONE.key)
    seconds = time.perf_counter() - began
    if peer:
        _fill_peer(database, made)
    with database.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.execute(text("VACUUM ANALYZE heat_block"))
    return seconds


def _fill_peer(database: Database, made: dict[str, Any]) -> None:
    with database.begin() as connection:
        connection.execute(text("CREATE TABLE live (place geometry(Point, 3857), day date, item int2, source int2)"))
        fields = zip(made["x"].tolist(), made["y"].tolist(), made["day"].tolist(), made["item"].tolist(), made["source"].tolist(), strict=True)
        connection.execute(text("CREATE TEMP TABLE raw (x float8, y float8, day int4, item int2, source int2) ON COMMIT DROP"))
        with connection.connection.cursor() as cursor, cursor.copy("COPY raw FROM STDIN") as copy:
            for row in fields:
                copy.write_row(row)
        connection.execute(text("INSERT INTO live SELECT ST_SetSRID(ST_MakePoint(x, y), 3857), DATE '1970-01-01' + day, item, source FROM raw"))
        connection.execute(text("CREATE INDEX ON live USING gist (place)"))
        connection.execute(text("ANALYZE live"))


def middle(made: dict[str, Any], z: int) -> Tile:
    """The tile with the most incidents."""
    size = 1 << z
    east, south = np.floor((made["x"] / 40075016.685578488 + 0.5) * size), np.floor((0.5 - made["y"] / 40075016.685578488) * size)
    tiles, counts = np.unique(np.stack([east, south]), axis=1, return_counts=True)
    x, y = tiles[:, counts.argmax()]
    return Tile(z, int(x), int(y))


def cold(database: Database, tile: Tile, asked: Asked, radius_m: float = 250.0) -> tuple[float, int]:
    """Seconds and bytes of one tile, from the question to the PNG. Nothing of ours is cached between tiles."""
    began = time.perf_counter()
    with database.begin() as connection:
        picture = ramp.paint(heat.density(connection, LOCAL_OPERATOR, tile, asked, radius_m), 500.0)
    return time.perf_counter() - began, len(picture)


def live(connection: Connection, tile: Tile, period: Period) -> Any:
    """The peer: PostGIS bins the tile's incidents of the period into 128 x 128 cells as they are asked for."""
    west, south, east, north = tile.bounds
    return connection.execute(text("""
        SELECT floor((ST_X(place) - :west) / :cell)::int, floor((:north - ST_Y(place)) / :cell)::int, count(*)
        FROM live WHERE place && ST_MakeEnvelope(:west, :south, :east, :north, 3857) AND day BETWEEN :first AND :last GROUP BY 1, 2
    """), {"west": west, "south": south, "east": east, "north": north, "cell": (east - west) / 128,
           "first": period.first, "last": period.last}).all()


def shade(made: dict[str, Any], tile: Tile, period: Period) -> Callable[[], Any] | None:
    """The other peer: datashader over arrays in memory; None where it is not installed."""
    if importlib.util.find_spec("datashader") is None:
        return None
    datashader, pandas = importlib.import_module("datashader"), importlib.import_module("pandas")
    frame = pandas.DataFrame({"x": made["x"], "y": made["y"], "day": made["day"]})
    first, last = ((day - EPOCH).days for day in (period.first, period.last))
    west, south, east, north = tile.bounds

    def draw() -> Any:
        canvas = datashader.Canvas(256, 256, x_range=(west, east), y_range=(south, north))
        return canvas.points(frame[(frame.day >= first) & (frame.day <= last)], "x", "y")

    return draw


def timed(call: Callable[[], Any], times: int) -> float:
    """Median seconds."""
    taken = []
    for _ in range(times):
        began = time.perf_counter()
        call()
        taken.append(time.perf_counter() - began)
    return statistics.median(taken)


@dataclass(frozen=True)
class Measured:
    """The median seconds of many tiles and the bytes of the largest."""

    seconds: float
    bytes: int


def by_turns(databases_: Sequence[Database], tile: Tile, rounds: int = 9) -> list[Measured]:
    """Every period and question on each database by turns, so that what else the machine does falls on all alike."""
    found: list[list[tuple[float, int]]] = [[] for _ in databases_]
    for _ in range(rounds):
        for period in PERIODS.values():
            for items, sources in QUESTIONS.values():
                asked = Asked(period, items, source_set([sources] if sources else []), ZONE)
                for place, database in enumerate(databases_):
                    found[place].append(cold(database, tile, asked))
    return [Measured(statistics.median(one[0] for one in all_), max(one[1] for one in all_)) for all_ in found]


def pyramid_sums(database: Database, period: Period, sources: tuple[str, ...]) -> Iterator[float]:
    """What the cells of each zoom add up to."""
    asked = Asked(period, (), source_set(sources), ZONE)
    with database.begin() as connection:
        for z in range(FINEST + 1):
            x0, y0, x1, y1 = _blocks(z)
            tiles = (Tile(z, x, y) for x in range(x0, x1) for y in range(y0, y1))
            views = (rules.Window(one, z, 0.0, 0, one.x << 7, one.y << 7, one.x + 1 << 7, one.y + 1 << 7) for one in tiles)
            yield sum(float(heat.counted(connection, view, asked).sum()) for view in views)


def _blocks(z: int) -> tuple[int, int, int, int]:
    first = tile_at(CORNER[0] - 9000, CORNER[1] + SIDE_M + 9000, z)
    last = tile_at(CORNER[0] + SIDE_M + 9000, CORNER[1] - 9000, z)
    return first.x, first.y, last.x + 1, last.y + 1


def count_of(made: dict[str, Any], period: Period, sources: tuple[str, ...]) -> int:
    """How many incidents there are, counted one by one."""
    first, last = ((day - EPOCH).days for day in (period.first, period.last))
    kept = (made["day"] >= first) & (made["day"] <= last)
    return int((kept & np.isin(made["source"], [SOURCES.index(name) + 1 for name in source_set(sources)])).sum())
