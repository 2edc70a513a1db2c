"""Plans of inspections beside long runs of PyVRP and OR-tools on the same numbers, over the made-up town and county.

What is compared is ``inspections_peers.cost``: seconds of travel and the worth of what was left out. A plan counts only where
its days are fair, so a peer's answer is handed over stop by stop (``balanced``) until it is; each peer runs with two bounds
for the longest shift, and the best of all is the best known.
"""

import time
from collections.abc import Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from functools import partial
from multiprocessing import get_context

import geopandas as gpd
import numpy as np
import shapely

from gis_app.domain.inspections import Ground, Inspection, Plan, Settings, Span, Team, Wish, survey
from gis_app.domain.inspections.balance import balanced, loads, ratio
from gis_app.domain.inspections.board import Board, board
from gis_app.domain.inspections.covering import Corner, extra_stops
from gis_app.domain.inspections.many import plan_all
from gis_app.domain.inspections.moves import orders_of
from gis_app.domain.inspections.solving import plan
from gis_app.domain.inspections.times import DAY
from gis_app.domain.inspections.tour import tour
from gis_app.domain.inspections.vehicles import Orders
from gis_app.domain.patrols.seeing import Seen
from gis_app.domain.routes import Network
from gis_app.domain.sample.place import make_place
from tests.bench.inspections_ground import DAYS, Area, areas, roads
from tests.bench.inspections_peers import cost, ortools, pyvrp
from tests.bench.rows import Row, within

SECONDS, LONG = 10.0, 40.0
COUNTY, COUNTY_SECONDS, HOMES = 100, 60.0, 1000
ROOMS = (0.04, 0.08)
FAIR, WITHIN_M = 1.15, 100.0
PEERS = {"PyVRP": partial(pyvrp, seed=1), "OR-tools": ortools}


def rows(scale: float) -> Iterator[Row]:
    town = make_place(7, 1, 12_000)
    network, found = roads(town), areas(town)
    warm_up(found[0], network)
    for area in (found[2], found[4]):
        yield from one_area(area, network, scale)
    yield from five_areas(found, network, scale)
    yield from carried_out(found[4], network, scale)
    yield from county(scale)
    yield from long_tour(scale)


def warm_up(area: Area, network: Network) -> None:
    """Libraries loaded, kernels compiled."""
    asked = area.inspection(10, settings=Settings(iterations=20))
    plan(asked, survey(asked, network))
    tour(np.ones((8, 8), dtype=np.int64), lambda: True, np.random.default_rng(1))


def one_area(area: Area, network: Network, scale: float) -> Iterator[Row]:
    asked = area.inspection(60, settings=Settings(seconds=SECONDS * scale))
    begun = time.perf_counter()
    ground = survey(asked, network)
    made = plan(asked, ground, ways=False)
    took = time.perf_counter() - begun
    work = f"{len(area.leaves)} leaves + 60 wishes, 3 teams x 2 days"
    yield within(f"{work}: seconds, ways measured too", took, SECONDS * scale, 1.0, "the limit")
    yield from _plan_rows(work, [(asked, ground)], [made], LONG * scale)


def five_areas(found: Sequence[Area], network: Network, scale: float) -> Iterator[Row]:
    begun = time.perf_counter()
    asked = [(one, survey(one, network)) for one in (area.inspection(24) for area in found)]
    made = plan_all(asked, SECONDS * scale - (time.perf_counter() - begun), ways=False)
    took = time.perf_counter() - begun
    work = f"{sum(len(area.leaves) for area in found)} leaves + {24 * len(found)} wishes in {len(found)} areas at once"
    yield within(f"{work}: seconds, processes started too", took, SECONDS * scale, 1.0, "the limit")
    yield from _plan_rows(work, asked, made, LONG * scale / 2)


def carried_out(area: Area, network: Network, scale: float) -> Iterator[Row]:
    """The plan gone as it stands, positions every 20 m with some metres of error: what was seen within 100 m, and after five more stops."""
    asked = area.inspection(60, settings=Settings(seconds=SECONDS * scale))
    made = plan(asked, survey(asked, network))
    rng = np.random.default_rng(7)
    legs = [shapely.segmentize(shapely.LineString(leg), 2e-4) for route in made.routes for leg in route.legs]
    ways = [shapely.transform(leg, lambda xy: xy + rng.normal(0, 5e-5, xy.shape)) for leg in legs]
    houses = area.inside(area.place.buildings.iloc[np.unique(area.place.households["building"])])
    sights = {"building": houses, "unit": area.units}
    streets = shapely.intersection(area.inside(area.place.roads).geometry.to_numpy(), area.shape)
    streets = streets[shapely.length(streets) > 0]
    for work, extra in (("a plan carried out", 0), ("the same with five extra stops", 5)):
        corners = [corner for kind, frame in sights.items() for corner in _left(kind, frame, ways)]
        ways = ways + [shapely.Point(one.place) for one in extra_stops(corners, WITHIN_M, extra)]
        seen = Seen(np.array(ways, dtype=object), WITHIN_M)
        for kind, frame in sights.items():
            count = int((seen.nearest(frame.geometry.to_numpy()) <= WITHIN_M).sum())
            yield Row(f"{work}: {kind}s seen", count, len(frame), count / len(frame), None, "all", unit="count")
        metres, total = seen.unseen(streets)[0].sum(), seen.lengths(streets).sum()
        yield Row(f"{work}: metres of road seen", total - metres, total, 1 - metres / total, None, "all", unit="count")
    named = [corner for kind, frame in sights.items() for corner in _left(kind, frame, ways)]
    yield Row("dead corners left with a name", sum(bool(corner.label) for corner in named), len(named), 1.0 if all(corner.label for corner in named) else 0.0, 1.0, "all", unit="count")


def _left(kind: str, frame: gpd.GeoDataFrame, ways: Sequence[shapely.Geometry]) -> list[Corner]:
    away = Seen(np.array(ways, dtype=object), WITHIN_M).nearest(frame.geometry.to_numpy())
    places = shapely.get_coordinates(shapely.point_on_surface(frame.geometry.to_numpy())).tolist()
    return [Corner(kind, name, name, "", (place[0], place[1])) for name, place, metres in zip(frame["external_id"], places, away, strict=True) if metres > WITHIN_M]


def county(scale: float) -> Iterator[Row]:
    """OR-tools gets each area's share of the same time, on as many processors."""
    towns = max(1, round(COUNTY / 5 * scale))
    found = areas(make_place(7, towns, HOMES * towns))
    places = [(area.inspection(20, days=1), roads(area.place, area.shape.buffer(0.02))) for area in found]
    begun = time.perf_counter()
    asked = [(one, survey(one, network)) for one, network in places]
    made = plan_all(asked, COUNTY_SECONDS * scale - (time.perf_counter() - begun), ways=False)
    took = time.perf_counter() - begun
    leaves, teams = sum(len(area.leaves) for area in found), sum(len(one.teams) for one, _ in asked)
    work = f"{len(found)} areas, {leaves:,} leaves + {20 * len(found):,} wishes, {teams} teams"
    yield within(f"{work}: seconds, ways measured too", took, COUNTY_SECONDS * scale, 1.0, "the limit")
    yield from _entered(work, made)
    boards = [board(*one) for one in asked]
    ours = [orders_of(on, one) for on, one in zip(boards, made, strict=True)]
    share = 2 * COUNTY_SECONDS * scale / len(found)
    with ProcessPoolExecutor(2, mp_context=get_context("spawn")) as pool:
        args = ["OR-tools"] * len(boards), [on.inspection for on in boards], [one.bare for _, one in asked]
        theirs = list(pool.map(_peer, *args, [on.hours for on in boards], [share] * len(boards)))
        bounded = list(pool.map(_peer, *args, [_most(on, orders, ROOMS[-1]) for on, orders in zip(boards, ours, strict=True)], [share] * len(boards)))
        fair = list(pool.map(_handed_over, args[1], args[2], bounded))
    yield from _beside(work, boards, ours, theirs, fair)


def _beside(work: str, boards: Sequence[Board], ours: Sequence[Orders], theirs: Sequence[Orders], fair: Sequence[Orders]) -> Iterator[Row]:
    """Cost and fairness of both: OR-tools' answer as it comes, and one with its longest day bounded and then handed over until the days are fair."""
    mine = sum(map(cost, boards, ours))
    kept = [sum(ratio(on, orders) <= FAIR for on, orders in zip(boards, one, strict=True)) for one in (ours, theirs, fair)]
    idle = [sum(not order for orders in one for order in orders) for one in (ours, theirs)]
    yield within(f"{work}: cost", mine, sum(map(cost, boards, theirs)), None, "OR-tools, same time, no fair days asked", "count")
    yield within(f"{work}: cost with fair days", mine, sum(map(cost, boards, fair)), 1.02, f"OR-tools, same time, bounded and handed over ({kept[2]} areas fair)", "count")
    yield Row(f"{work}: areas with fair days", kept[0], len(boards), kept[0] / len(boards), None, f"all (OR-tools as it comes: {kept[1]})", unit="count")
    yield Row(f"{work}: team days with nothing to do", idle[0], idle[1], idle[0] / max(1, idle[1]), None, "OR-tools as it comes", at_least=False, unit="count")


def long_tour(scale: float) -> Iterator[Row]:
    """1,000 doors of one place in one long day of one team, in any order."""
    rng, count = np.random.default_rng(7), max(120, round(1000 * scale))
    doors = rng.uniform((119.8, 30.0), (119.84, 30.035), (count, 2)).tolist()
    wishes = tuple(Wish(f"D{k}", "extra", (lon, lat), "G", "", required=True, service_min=0.2) for k, (lon, lat) in enumerate(doors))
    asked = Inspection("tour", DAYS[:1], (Team("T", "一组", (119.82, 30.02), hours=Span(0, DAY)),), wishes, Settings(seconds=SECONDS * scale, lunch=None))
    ground = survey(asked, None)
    on = board(asked, ground)
    begun = time.perf_counter()
    made = plan(asked, ground, ways=False)
    took = time.perf_counter() - begun
    yield within(f"one tour of {count:,} stops: seconds", took, SECONDS * scale, None, "the limit")
    begun = time.perf_counter()
    theirs = pyvrp(on, on.hours, SECONDS * scale, 1)
    yield within(f"one tour of {count:,} stops: length in seconds", cost(on, orders_of(on, made)), cost(on, theirs), None,
                 f"PyVRP in {time.perf_counter() - begun:.0f} s", "count")


def _plan_rows(work: str, asked: Sequence[tuple[Inspection, Ground]], made: Sequence[Plan], seconds: float) -> Iterator[Row]:
    yield from _entered(work, made)
    boards = [board(*one) for one in asked]
    orders = [orders_of(on, one) for on, one in zip(boards, made, strict=True)]
    worst = max(ratio(on, one) for on, one in zip(boards, orders, strict=True))
    yield within(f"{work}: longest team day, seconds", worst * 1000, 1000, FAIR, "the shortest (= 1,000)", "count")
    best = _best_known(boards, asked, orders, seconds)
    yield within(f"{work}: cost in {SECONDS:.0f} s", sum(map(cost, boards, orders)), sum(one for one, _ in best), 1.02,
                 f"best fair plan known ({', '.join(sorted({name for _, name in best}))}; {seconds:.0f} s each)", "count")


def _entered(work: str, made: Sequence[Plan]) -> Iterator[Row]:
    entered, grids = (sum(one.figures[name] for one in made) for name in ("grids_entered", "grids"))
    yield Row(f"{work}: grids entered", entered, grids, entered / grids, 1.0, "all", unit="count")


def _best_known(boards: Sequence[Board], asked: Sequence[tuple[Inspection, Ground]], ours: Sequence[Orders], seconds: float) -> list[tuple[int, str]]:
    """For each area the least cost of a fair plan, and whose it was."""
    tasks = [(name, number, room) for number in range(len(boards)) for name in PEERS for room in ROOMS]
    with ProcessPoolExecutor(2, mp_context=get_context("spawn")) as pool:
        runs = {task: pool.submit(_peer, task[0], asked[task[1]][0], asked[task[1]][1].bare, _most(boards[task[1]], ours[task[1]], task[2]), seconds) for task in tasks}
        found = {task: run.result() for task, run in runs.items()}
    best = []
    for number, on in enumerate(boards):
        plans = [(ours[number], "ours")] + [(balanced(on, found[task], FAIR, lambda: False), task[0]) for task in tasks if task[1] == number]
        best.append(min((cost(on, orders), name) for orders, name in plans if name == "ours" or ratio(on, orders) <= FAIR))
    return best


def _most(on: Board, orders: Orders, room: float) -> np.ndarray:
    """The longest shift allowed: the mean of our own plan and so much more."""
    return np.minimum(np.ceil(loads(on, orders).work.mean() * (1 + room) * on.share), on.hours).astype(np.int64)


def _handed_over(asked: Inspection, ground: Ground, orders: Orders) -> Orders:
    return balanced(board(asked, ground), orders, FAIR, lambda: False)


def _peer(name: str, asked: Inspection, ground: Ground, most: np.ndarray, seconds: float) -> Orders:
    return PEERS[name](board(asked, ground), most, seconds)
