"""A year of incidents of one town: what, when, where, by whom it was found, in what words. Vectorised throughout."""

from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from gis_app.domain.crs import from_wgs84, to_wgs84
from gis_app.domain.sample.chance import stream, uuid7s
from gis_app.domain.sample.frame import DIGITS, Array
from gis_app.domain.sample.ground import Ints
from gis_app.domain.sample.habits import HABITS, HOME, PLANT, ROAD, SURROUNDINGS, WATER
from gis_app.domain.sample.rhythm import DAY_S, Year, draw_days, draw_seconds
from gis_app.domain.sample.scene import Scene
from gis_app.domain.sample.words import SPOTS, WORDS
from gis_app.domain.sources import OWN

CODES = np.array(list(HABITS))
OWN_MIX = (("worker", 0.82), ("head", 0.18))
OTHERS_MIX = (("resident", 0.55), ("hotline", 0.32), ("department", 0.07), ("datacheck", 0.06))
"""Without inspections: what they find comes with them (``carrying``)."""
PHONES = ("worker", "head", "resident", "hotline")
"""Sources whose position comes from a phone or a phone map, that is, as GCJ-02."""

ON_BORDER, BESIDE_BORDER, BEYOND = 0.004, 0.018, 0.007
CLUSTERS, CLUSTERED = 11, 0.27
TRENDS = (0, 0, 0, 0, 0, 2, 2, 3, -2, -2, -3)
KINDS = (HOME, HOME, HOME, HOME, HOME, ROAD, ROAD, ROAD, ROAD, PLANT, WATER)


@dataclass(frozen=True)
class Hotspots:
    """Places where trouble returns: what surrounds each and which spot it is, its centre (k, 2), radius, item and
    trend, and its share of the clustered."""

    kind: Ints
    beside: Ints
    centre: Array
    radius: Array
    item: Ints
    trend: Ints
    share: Array


@dataclass(frozen=True)
class Matters:
    """Columns: item (position), trend of its place, place in metres (n, 2), surroundings, the spot beside it."""

    item: Ints
    trend: Ints
    place: Array
    surroundings: Ints
    beside: Ints

    def at(self, order: Ints) -> "Matters":
        """The same in another order."""
        return Matters(self.item[order], self.trend[order], self.place[order], self.surroundings[order], self.beside[order])


def report_year(seed: int, town: int, scene: Scene, count: int, year: Year, midnight_s: int) -> pd.DataFrame:
    """`count` incidents of one town in order of time.

    Columns: id, item, source, at (Unix seconds), given_x, given_y, given_crs, lon, lat, accuracy_m, hamlet (position
    in the scene's), text. `midnight_s` is the Unix time at which the year's first local day begins; the zone is taken
    as fixed over the year (China has no summer time).
    """
    rng = stream(seed, "incidents", town)
    what = _what(rng, scene, _hotspots(rng, scene), count)
    moment = draw_days(rng, year.rates(), what.item, what.trend) * DAY_S + draw_seconds(rng, count)
    order = np.argsort(moment, kind="stable")
    at, what = midnight_s + moment[order], what.at(order)
    item, places = what.item, what.place
    lonlat, exact = _where(rng, scene, places)
    source = _who(rng, scene, lonlat, exact)
    frame = pd.DataFrame({"id": uuid7s(rng, at * 1000 + rng.integers(0, 1000, count)), "item": CODES[item],
                          "source": source, "at": at})
    frame = frame.join(_given(rng, lonlat, source, exact))
    frame["hamlet"] = scene.nearest_hamlet(places)
    frame["text"] = _texts(rng, scene, frame, what)
    return frame


def _hotspots(rng: np.random.Generator, scene: Scene) -> Hotspots:
    kinds = rng.permutation(KINDS)
    centre, beside = scene.draw(rng, kinds)
    items = [rng.choice(len(CODES), p=_fit(kind)) for kind in kinds]
    share = rng.dirichlet(np.full(CLUSTERS, 3.0))
    return Hotspots(kinds, beside, centre, rng.uniform(25, 110, CLUSTERS), np.array(items), np.array(TRENDS), share)


def _fit(kind: int) -> Array:
    """How likely each item returns at a place of a kind."""
    weight = np.array([habit.share * habit.places[kind] for habit in HABITS.values()])
    return np.asarray(weight / weight.sum())


def _what(rng: np.random.Generator, scene: Scene, hot: Hotspots, count: int) -> Matters:
    """Some gather at the hotspots, most lie about where their item belongs."""
    shares = np.array([habit.share for habit in HABITS.values()])
    item = rng.choice(len(CODES), count, p=shares / shares.sum())
    cluster = np.where(rng.random(count) < CLUSTERED, rng.choice(CLUSTERS, count, p=hot.share), -1)
    faithful = (cluster >= 0) & (rng.random(count) < 0.7)
    item = np.where(faithful, hot.item[cluster], item)
    table = np.cumsum([habit.places for habit in HABITS.values()], axis=1)
    surroundings = (rng.random(count)[:, None] * table[item, -1:] >= table[item]).sum(axis=1)
    surroundings = np.minimum(surroundings, SURROUNDINGS - 1)
    gathered = faithful | ((cluster >= 0) & (surroundings == hot.kind[cluster]) & (surroundings != PLANT))
    surroundings = np.where(faithful, hot.kind[cluster], surroundings)
    places, beside = scene.draw(rng, surroundings)
    near = hot.centre[cluster] + rng.normal(0, 1, (count, 2)) * hot.radius[cluster][:, None]
    places = np.where(gathered[:, None], near, places)
    beside = np.where(gathered, hot.beside[cluster], beside)
    return Matters(item, np.where(gathered, hot.trend[cluster], 0), places, surroundings, beside)


def _where(rng: np.random.Generator, scene: Scene, places: Array) -> tuple[Array, NDArray[np.bool_]]:
    """Lon/lat of each; a few are moved exactly onto a border vertex, some beside one, some out of all grids."""
    count = len(places)
    lonlat = scene.frame.degrees(places)
    fate = rng.random(count)
    vertex = scene.vertices[rng.integers(0, len(scene.vertices), count)]
    angle, gap = rng.uniform(0, 2 * np.pi, count), rng.uniform(0.2, 9.5, count)
    aside = np.column_stack([np.cos(angle), np.sin(angle)]) * gap[:, None] / scene.frame.metres_per_degree
    on, beside = fate < ON_BORDER, fate < ON_BORDER + BESIDE_BORDER
    lonlat = np.where(on[:, None], vertex, np.where(beside[:, None], np.round(vertex + aside, DIGITS), lonlat))
    away = (fate > 1 - BEYOND) & (len(scene.beyond) > 0)
    stray = scene.beyond[rng.integers(0, max(len(scene.beyond), 1), count)] if len(scene.beyond) else lonlat
    return np.where(away[:, None], stray, lonlat), on


def _who(rng: np.random.Generator, scene: Scene, lonlat: Array, exact: NDArray[np.bool_]) -> NDArray[np.str_]:
    """Each grid has its own zeal: in some the grid finds most itself, in others residents and the hotline do."""
    leaf = scene.leaf_of(lonlat)
    zeal = rng.beta(2.6, 2.0, len(scene.leaves) + 1)
    own = (rng.random(len(lonlat)) < zeal[leaf]) & ~exact
    source = np.where(own, _mix(rng, OWN_MIX, len(lonlat)), _mix(rng, OTHERS_MIX, len(lonlat)))
    return np.where(exact & np.isin(source, PHONES), "department", source)


def _mix(rng: np.random.Generator, mix: tuple[tuple[str, float], ...], count: int) -> NDArray[np.str_]:
    return rng.choice([name for name, _ in mix], count, p=[share for _, share in mix])


def _given(rng: np.random.Generator, lonlat: Array, source: NDArray[np.str_], exact: NDArray[np.bool_]) -> pd.DataFrame:
    """Coordinates as given with six decimals, and what they convert to; desk sources give WGS-84."""
    phone = np.isin(source, PHONES) & ~exact
    x, y = from_wgs84(lonlat[:, 0], lonlat[:, 1], "gcj02")
    x, y = np.round(x, 6), np.round(y, 6)
    lon, lat = to_wgs84(x, y, "gcj02")
    accuracy = np.round(np.select(
        [source == "hotline", phone], [rng.lognormal(3.7, 0.5, len(source)), rng.lognormal(2.4, 0.55, len(source))], np.nan,
    ), 1)
    return pd.DataFrame({
        "given_x": np.where(phone, x, lonlat[:, 0]), "given_y": np.where(phone, y, lonlat[:, 1]),
        "given_crs": np.where(phone, "gcj02", "wgs84"), "lon": np.where(phone, lon, lonlat[:, 0]),
        "lat": np.where(phone, lat, lonlat[:, 1]), "accuracy_m": accuracy,
    })


def _texts(rng: np.random.Generator, scene: Scene, frame: pd.DataFrame, what: Matters) -> list[str]:
    own = frame["source"].isin(OWN).to_numpy()
    draw = rng.random(len(frame))
    sentences = [WORDS[code] for code in CODES]
    at = rng.integers(0, 1 << 20, len(frame)).tolist()
    words = [
        scene.plant_words[spot] if kind == PLANT else scene.place_words[hamlet] + SPOTS[kind][turn % len(SPOTS[kind])]
        for kind, spot, hamlet, turn in zip(
            what.surroundings.tolist(), what.beside.tolist(), frame["hamlet"].tolist(), at, strict=True
        )
    ]
    chosen = [sentences[number][0 if inside else 1] for number, inside in zip(what.item.tolist(), own.tolist(), strict=True)]
    return [
        pool[int(chance * len(pool))].replace("{p}", word)
        for pool, chance, word in zip(chosen, draw.tolist(), words, strict=True)
    ]
