"""Where the towns lie, where the hills are, where the streams run and where people would settle first."""

from dataclasses import dataclass

import numpy as np

from gis_app.domain.sample.chance import stream
from gis_app.domain.sample.frame import Array, Frame
from gis_app.domain.sample.ground import Ground, Ints
from gis_app.domain.sample.relief import Relief

ORIGIN = Frame(119.82, 30.0)
"""Hills like those west of Hangzhou; the place itself is made up."""

TOWN_AREA_M2 = 32.4e6
"""Of a town, on the average of the place."""
SPACING_M = 190.0
ROUNDS = 7
PITCH_M = float(np.sqrt(TOWN_AREA_M2 / np.sqrt(0.75)))
"""Between the centres of neighbouring towns."""


@dataclass(frozen=True)
class Layout:
    """What all later ideas stand on.

    `town` (n,) is each ground point's town or -1 outside, `height` (n,) is about 0 at the water and 1 on the hills,
    `courses` are streams as ground points from spring to outlet with the number of springs above each step,
    `seats` are the ground points of the town seats, `busy` (n,) is how much people like to live there.
    """

    seed: int
    frame: Frame
    ground: Ground
    town: Ints
    height: Array
    courses: list[list[int]]
    burden: Ints
    seats: Ints
    beyond: Ints
    busy: Array
    stream_m: Array

    @property
    def towns(self) -> int:
        """How many towns there are."""
        return len(self.seats)


def lay_out(seed: int, towns: int) -> Layout:
    """Grow `towns` towns (1 or 20) with their hills, streams and seats."""
    rng = stream(seed, "layout", towns)
    centres, beyond = _honeycomb(rng, towns)
    ground = Ground.scatter(rng, centres, 1.12 * PITCH_M, SPACING_M)
    hills = Relief.draw(rng, 5200, octaves=5, persistence=0.55).at(ground.points)
    height = 1 / (1 + np.exp(-1.6 * hills))
    town = _grow_towns(rng, ground, height, centres, beyond)
    scale = np.sqrt(towns * TOWN_AREA_M2 / ((town >= 0).sum() * SPACING_M**2 * np.sqrt(0.75)))
    ground, beyond = Ground(ground.points * scale, ground.triangles), beyond * scale
    courses, burden = _streams(rng, ground, height, town, towns)
    wet = np.unique(np.concatenate([np.array(course) for course in courses]))
    stream_m = ground.spread(wet, np.ones(len(ground.edges))).cost
    height = np.clip(0.62 * height + 0.55 * (1 - np.exp(-stream_m / 900)) - 0.1, 0, 1)
    seats = _seats(ground, town, stream_m, towns)
    rim = _rim(ground, beyond)
    busy = _busy(rng, ground, height, stream_m, seats)
    return Layout(seed, ORIGIN, ground, town, height, courses, burden, seats, rim, busy, stream_m)


def _honeycomb(rng: np.random.Generator, towns: int) -> tuple[Array, Array]:
    """Jittered centres of our towns, nearest the origin first, and of the neighbours round them."""
    rows, columns = np.mgrid[-5:6, -5:6]
    sites = np.column_stack([(columns + 0.5 * (rows % 2)).ravel(), (rows * np.sqrt(0.75)).ravel()]) * PITCH_M
    sites = sites[np.argsort(np.hypot(sites[:, 0], 1.1 * sites[:, 1]), kind="stable")]
    sites = sites + rng.uniform(-0.17, 0.17, sites.shape) * PITCH_M
    ours, rest = sites[:towns], sites[towns:]
    gap = np.hypot(*(rest[:, None] - ours[None]).transpose(2, 0, 1)).min(axis=1)
    return ours, rest[gap < 1.35 * PITCH_M]


def _grow_towns(rng: np.random.Generator, ground: Ground, height: Array, centres: Array, beyond: Array) -> Ints:
    """Towns meet on ridges, so climbing is dear; some rounds of moving each centre to its middle even the sizes.

    Neighbours grow from their own centres and from all far ground, so that no town of ours reaches the rim.
    """
    toll = np.exp(rng.normal(0, 0.25, len(ground.edges))) * (0.6 + 1.4 * height[ground.edges].mean(axis=1))
    away = np.full(len(ground.points), np.inf)
    for centre in centres:
        away = np.minimum(away, np.hypot(*(ground.points - centre).T))
    foreign = [*(ground.nearest(site) for site in beyond), *np.flatnonzero(away > 1.04 * PITCH_M).tolist()]
    owner = np.empty(0, dtype=np.int64)
    for _ in range(ROUNDS):
        sources = np.array(list(dict.fromkeys([*(ground.nearest(centre) for centre in centres), *foreign])))
        owner = ground.spread(sources, toll).owner
        centres = np.array([ground.points[owner == town].mean(axis=0) for town in range(len(centres))])
    return np.where(owner < len(centres), owner, -1)


def _streams(
    rng: np.random.Generator, ground: Ground, height: Array, town: Ints, towns: int
) -> tuple[list[list[int]], Ints]:
    """Every town has a spring; all waters leave together in the east. A lone town also gets a stream from the west."""
    toll = 0.15 + 4 * height[ground.edges].mean(axis=1) ** 2 + rng.uniform(0, 0.5, len(ground.edges))
    outlet = int(np.argmax(ground.points @ (1.0, 0.25)))
    falls = ground.spread(np.array([outlet]), toll)
    springs = [int(members[np.argmax(falls.cost[members])]) for members in (np.flatnonzero(town == t) for t in range(towns))]
    if towns == 1:
        middle = ground.nearest(ground.points[town == 0].mean(axis=0))
        west = int(np.argmax(ground.points @ (-1.0, 0.35)))
        through = ground.spread(np.array([middle]), toll).path(west)[::-1] + falls.path(middle)[::-1][1:]
        return _merge(ground, [through, falls.path(springs[0])[::-1]])
    return _merge(ground, [falls.path(spring)[::-1] for spring in springs])


def _merge(ground: Ground, courses: list[list[int]]) -> tuple[list[list[int]], Ints]:
    """Longest first, each later course ending where it meets water already drawn; `burden` counts springs above."""
    burden = np.zeros(len(ground.points), dtype=np.int64)
    for course in courses:
        burden[list(dict.fromkeys(course))] += 1
    drawn: set[int] = set()
    merged: list[list[int]] = []
    for course in sorted(courses, key=len, reverse=True):
        own = next((i for i, node in enumerate(course) if node in drawn), len(course) - 1)
        if own > 1:
            merged.append(course[: own + 1])
        drawn.update(course)
    return merged, burden


def _seats(ground: Ground, town: Ints, stream_m: Array, towns: int) -> Ints:
    """A seat lies near the middle of its town, a short walk from the water."""
    seats = []
    for number in range(towns):
        members = np.flatnonzero(town == number)
        off = np.hypot(*(ground.points[members] - ground.points[members].mean(axis=0)).T)
        seats.append(members[np.argmin(off + 1.5 * np.abs(stream_m[members] - 350))])
    return np.array(seats)


def _rim(ground: Ground, beyond: Array) -> Ints:
    """Ground points at the edge, toward the neighbouring towns, where main roads leave."""
    return np.array([ground.nearest(site) for site in beyond])


def _busy(rng: np.random.Generator, ground: Ground, height: Array, stream_m: Array, seats: Ints) -> Array:
    to_seat = np.hypot(*(ground.points[:, None] - ground.points[seats][None]).transpose(2, 0, 1)).min(axis=1)
    mood = np.exp(0.5 * Relief.draw(rng, 2400, octaves=3).at(ground.points))
    pull = 7 * np.exp(-((to_seat / 800) ** 1.3)) + 1.1 * np.exp(-stream_m / 700) + 0.25
    return np.asarray(pull * mood * (1.15 - height))
