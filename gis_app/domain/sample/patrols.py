"""A year of rounds of one town: who patrolled when, along which stretch of road, what the head signed. Figures are ours.

Grids differ: most are looked at nearly every day, some now and then, a few hardly at all, so that quiet and unseen can be
told apart. A grid that reported something that day was patrolled that day.
"""

from dataclasses import dataclass

import numpy as np
import pandas as pd

from gis_app.domain.patrols import Fixes
from gis_app.domain.sample.chance import stream, uuid7s
from gis_app.domain.sample.frame import DIGITS, Array
from gis_app.domain.sample.ground import Ints
from gis_app.domain.sample.habits import HOME, ROAD
from gis_app.domain.sample.rhythm import DAY_S, Year
from gis_app.domain.sample.scene import Scene

NEGLECTED, SLACK = 0.06, 0.16
"""Share of grids that are hardly, and not always, looked at."""
TRACKED_DAYS = 92
"""Phones keep tracks since so many days; before that there are only check-ins."""
CHECKINS, TRACK_POINTS = 3, 18
APART = 5
"""Check-ins lie so many track points from each other."""
SPACING_M, WALK_MS = 75.0, 1.0
WILD = 0.004
"""Share of positions thrown hundreds of metres away, as phones do."""
SIGNED = 0.93


@dataclass(frozen=True)
class Rounds:
    """``about``: id, leaf (position in the scene's), kind, day (of the year), track, found, signed, accuracy; ``fixes`` of all rounds."""

    about: pd.DataFrame
    fixes: Fixes


def patrol_year(seed: int, town: int, scene: Scene, year: Year, midnight_s: int, own: Ints) -> Rounds:
    """The rounds of a year in order of time; ``own`` (leaves, days) counts what each grid reported itself.

    ``midnight_s`` is the Unix time at which the year's first local day begins.
    """
    rng = stream(seed, "patrols", town)
    kind = rng.random(own.shape[0])
    zeal = np.where(kind < NEGLECTED, 0.02, np.where(kind < NEGLECTED + SLACK, 0.35, rng.uniform(0.82, 0.98, own.shape[0])))
    about = pd.concat([_daily(rng, year, own, zeal), _sweeps(rng, year, zeal), _visits(rng, year, zeal)], ignore_index=True)
    start = np.where(about["kind"] == "visit", 9.6, 8.3) * 3600 + rng.normal(0, 2000, len(about))
    about["start"] = (midnight_s + about["day"] * DAY_S + np.clip(start, 6 * 3600, 17 * 3600)).astype(np.int64)
    about = about.sort_values(["start", "leaf", "kind"], kind="stable", ignore_index=True)
    about["track"] = (about["day"] >= year.days - TRACKED_DAYS) & (about["kind"] == "patrol")
    about["id"] = uuid7s(rng, about["start"].to_numpy() * 1000)
    signed = (about["kind"] == "sweep") | ((about["kind"] == "patrol") & (rng.random(len(about)) < SIGNED))
    about["signed"] = pd.Series(about["start"] + 5 * 3600).where(signed)
    return Rounds(about, _fixes(rng, scene, about))


def _daily(rng: np.random.Generator, year: Year, own: Ints, zeal: Array) -> pd.DataFrame:
    weekday = np.array([(year.first.weekday() + day) % 7 for day in range(year.days)])
    rate = zeal[:, None] * np.where(weekday >= 5, 0.72, 1.0)
    leaf, day = np.nonzero((rng.random(own.shape) < rate) | (own > 0))
    return pd.DataFrame({"leaf": leaf, "day": day, "kind": "patrol", "found": own[leaf, day]})


def _sweeps(rng: np.random.Generator, year: Year, zeal: Array) -> pd.DataFrame:
    """On the 1st and the 15th."""
    dates = pd.date_range(year.first, periods=year.days)
    leaf, day = np.meshgrid(np.arange(len(zeal)), np.flatnonzero(np.isin(dates.day, (1, 15))))
    kept = rng.random(day.shape) < 1.2 * zeal[leaf]
    return pd.DataFrame({"leaf": leaf[kept], "day": day[kept], "kind": "sweep", "found": 0})


def _visits(rng: np.random.Generator, year: Year, zeal: Array) -> pd.DataFrame:
    leaf, week = np.nonzero(rng.random((len(zeal), year.days // 7)) < zeal[:, None])
    return pd.DataFrame({"leaf": leaf, "day": week * 7 + rng.integers(0, 5, len(leaf)), "kind": "visit", "found": -1})


def _fixes(rng: np.random.Generator, scene: Scene, about: pd.DataFrame) -> Fixes:
    """Positions of rounds but visits, along a stretch of the grid's roads: a track, or some check-ins on the way."""
    pools = _pools(scene)
    count = np.where(about["kind"] == "visit", 0, np.where(about["track"], TRACK_POINTS, CHECKINS))
    of = np.repeat(np.arange(len(about)), count)
    serial = np.arange(len(of)) - np.repeat(np.cumsum(count) - count, count)
    leaf, track = about["leaf"].to_numpy()[of], about["track"].to_numpy()[of]
    start, ahead = rng.integers(0, 1 << 40, len(about))[of], serial * np.where(track, 1, APART)
    places = np.empty((len(of), 2))
    for number, pool in enumerate(pools):
        mine = leaf == number
        places[mine] = pool[(start[mine] + ahead[mine]) % len(pool)]
    wild = rng.random(len(of)) < WILD
    places += rng.normal(0, np.where(wild, 2500.0, 4.0)[:, None], places.shape)
    at = about["start"].to_numpy()[of] + ahead * SPACING_M / WALK_MS
    lonlat = np.round(scene.frame.degrees(places), DIGITS)
    return Fixes(of, lonlat[:, 0], lonlat[:, 1], np.floor(at), np.round(rng.lognormal(2.1, 0.4, len(of)), 1))


def _pools(scene: Scene) -> list[Array]:
    """Places of each grid where somebody may walk, every third along its roads, homes where it has no road."""
    by_kind = {kind: scene.leaf_of(scene.frame.degrees(scene.spots[kind])) for kind in (ROAD, HOME)}
    pools = []
    for number, shape in enumerate(scene.leaves):
        road = scene.spots[ROAD][by_kind[ROAD] == number][::3]
        home = scene.spots[HOME][by_kind[HOME] == number]
        middle = scene.frame.metres(np.array([[shape.representative_point().x, shape.representative_point().y]]))
        pools.append(next(pool for pool in (road, home, middle) if len(pool)))
    return pools
