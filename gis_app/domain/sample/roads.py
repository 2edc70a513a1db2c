"""Roads: two-lane main roads from seat to seat, village roads from every hamlet to them. One connected network."""

from dataclasses import dataclass
from itertools import pairwise

import numpy as np

from gis_app.domain.sample.chance import stream
from gis_app.domain.sample.frame import Array
from gis_app.domain.sample.ground import Ints
from gis_app.domain.sample.layout import Layout
from gis_app.domain.sample.paths import Step, edge_key, network
from gis_app.domain.sample.settlements import Hamlets

MAIN, VILLAGE, LANE = range(3)
TIERS = 6


@dataclass(frozen=True)
class Roads:
    """Lines in metres, each (n, 2), and the class (lines,) of each: main two-lane, village road, lane."""

    lines: list[Array]
    category: Ints


def build_roads(layout: Layout, hamlets: Hamlets) -> Roads:
    """Lay the main roads first; village roads then grow from them. Every hamlet is a meeting point of lines."""
    rng = stream(layout.seed, "roads")
    ground = layout.ground
    wet = layout.stream_m[ground.edges].mean(axis=1) < 60
    slope = np.abs(np.diff(layout.height[ground.edges], axis=1)[:, 0])
    toll = rng.uniform(0.9, 1.5, len(ground.edges)) + 5 * slope + 1.2 * layout.height[ground.edges].mean(axis=1) + 3 * wet
    steps: dict[Step, int] = {}
    _main_roads(layout, toll, steps)
    for town in range(layout.towns):
        _village_roads(layout, hamlets, town, toll, steps)
    lines = network(ground, steps, keep=set(hamlets.node.tolist()))
    return Roads([line for line, _, _ in lines], np.array([category for _, category, _ in lines], dtype=np.int64))


def _main_roads(layout: Layout, toll: Array, steps: dict[Step, int]) -> None:
    """A seat is joined to the nearest seats or neighbours beyond the border; a road already there is preferred."""
    points = layout.ground.points
    number_of = {(a, b): number for number, (a, b) in enumerate(layout.ground.edges.tolist())}
    targets = np.concatenate([layout.seats, layout.beyond])
    toll = toll.copy()
    for number, seat in enumerate(layout.seats):
        gaps = np.hypot(*(points[targets] - points[seat]).T)
        spread = layout.ground.spread(np.array([seat]), toll)
        for target in targets[np.argsort(gaps, kind="stable")[1 : 4 + (number + layout.seed) % 2]]:
            path = spread.path(int(target))
            fresh = [key for key in _keys(path) if key not in steps]
            toll[[number_of[key] for key in fresh]] *= 0.45
            steps.update(dict.fromkeys(fresh, MAIN))


def _village_roads(layout: Layout, hamlets: Hamlets, town: int, toll: Array, steps: dict[Step, int]) -> None:
    """From the roads already there to the nearer hamlets, then from those on to the farther ones, inside the town."""
    inside = layout.town == town
    nodes = hamlets.node[hamlets.town == town]
    for tier in range(TIERS):
        roads = np.unique([point for step in steps for point in step if inside[point]])
        spread = layout.ground.spread(roads, toll, inside)
        order = nodes[np.argsort(spread.cost[nodes], kind="stable")]
        for node in order[: len(order) * (tier + 1) // TIERS].tolist():
            for key in _keys(spread.path(node)):
                steps.setdefault(key, VILLAGE)


def _keys(path: list[int]) -> list[Step]:
    return [edge_key(one, other) for one, other in pairwise(path)]
