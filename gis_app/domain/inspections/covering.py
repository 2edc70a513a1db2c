"""What an inspection has seen of each grid, and the few extra stops that would see the most of the rest."""

from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from typing import Any

import numpy as np
import shapely
from numpy.typing import NDArray
from scipy.spatial import cKDTree

from gis_app.domain.places import scale_at

Array = NDArray[np.float64]

ROAD_M = 100.0
"""So many metres of unseen road count as much as one house."""


@dataclass(frozen=True)
class Corner:
    """A dead corner: an occupied building, a unit, or a piece of road of so many ``metres``; ``place`` is lon/lat."""

    kind: str
    ref: str
    label: str
    grid: str
    place: tuple[float, float]
    metres: float = 0.0

    def weight(self, within_m: float) -> float:
        """What seeing it counts; of a road no more is seen from one stop than lies on both sides of it."""
        return min(self.metres, 2 * within_m) / ROAD_M if self.kind == "road" else 1.0


@dataclass(frozen=True)
class Extra:
    """A stop that would see ``sees`` (positions of corners); ``place`` is lon/lat."""

    place: tuple[float, float]
    sees: tuple[int, ...]
    weight: float


def extra_stops(corners: Sequence[Corner], within_m: float, count: int) -> list[Extra]:
    """At most ``count`` stops, each at the corner from which most is seen that was not seen yet.

    Greedy cover: no choice of as many stops sees more than e/(e-1) = 1.58 times as much (Nemhauser, Wolsey and Fisher 1978).
    """
    if not corners:
        return []
    lonlat = np.array([corner.place for corner in corners])
    xy = lonlat * np.array(scale_at(float(lonlat[:, 1].mean())))
    reach = [np.array(sorted(near), dtype=np.int64) for near in cKDTree(xy).query_ball_point(xy, within_m)]
    left = np.array([corner.weight(within_m) for corner in corners])
    found: list[Extra] = []
    while len(found) < count:
        gain = np.array([left[near].sum() for near in reach])
        best = int(gain.argmax())
        if gain[best] <= 0:
            break
        sees = reach[best][left[reach[best]] > 0]
        found.append(Extra(corners[best].place, tuple(sees.tolist()), float(gain[best])))
        left[sees] = 0.0
    return found


def stops_for(corners: Sequence[Corner], within_m: float, given: Sequence[tuple[float, float]] = ()) -> list[Extra]:
    """Stops at corners that together see all of them whole, but those that are seen from ``given`` places; few, by greedy cover.

    A piece of road is seen whole from its own middle, and from places as much nearer to that as half its length.
    """
    if not corners:
        return []
    places = np.array([corner.place for corner in corners] + list(given))
    xy = places * np.array(scale_at(float(places[:, 1].mean())))
    reach = np.array([max(0.0, within_m - corner.metres / 2) for corner in corners])
    near = [[at for at in found if at < len(corners) and (at == one or np.hypot(*(xy[at] - xy[one])) <= reach[at])]
            for one, found in enumerate(cKDTree(xy).query_ball_point(xy, within_m))]
    left = set(range(len(corners))) - {at for found in near[len(corners):] for at in found}
    found: list[Extra] = []
    while left:
        best = max(sorted(left), key=lambda one: len(left.intersection(near[one])))
        sees = sorted(left.intersection(near[best]))
        found.append(Extra(corners[best].place, (best, *(at for at in sees if at != best)), float(len(sees))))
        left -= set(sees)
    return found


def pieces(line: NDArray[np.object_] | Any, metres: float) -> list[tuple[tuple[float, float], float]]:
    """A line (lon/lat) cut into equal pieces of at most so many metres: the middle of each and its length."""
    found: list[tuple[tuple[float, float], float]] = []
    for part in shapely.get_parts(line):
        scale = np.array(scale_at(float(shapely.get_coordinates(part)[:, 1].mean())))
        flat = shapely.transform(part, lambda xy, scale=scale: xy * scale)
        count = max(1, int(np.ceil(flat.length / metres)))
        middles = shapely.get_coordinates(shapely.line_interpolate_point(flat, (np.arange(count) + 0.5) / count, normalized=True)) / scale
        found += [((float(lon), float(lat)), flat.length / count) for lon, lat in middles]
    return found


@dataclass(frozen=True)
class Covered:
    """What there is in a grid, and how much of it was seen; roads in metres."""

    buildings: int = 0
    buildings_seen: int = 0
    units: int = 0
    units_seen: int = 0
    road_m: float = 0.0
    road_seen_m: float = 0.0

    def __add__(self, other: "Covered") -> "Covered":
        return Covered(**{name: value + getattr(other, name) for name, value in asdict(self).items()})

    def to_dict(self) -> dict[str, Any]:
        """With the shares in per cent; None where there is nothing to see."""
        told = asdict(self)
        for name, there in (("buildings", "buildings"), ("units", "units"), ("road", "road_m")):
            seen = told[f"{name}_seen_m" if name == "road" else f"{name}_seen"]
            told[f"{name}_percent"] = round(100 * seen / told[there], 1) if told[there] else None
        return told


@dataclass(frozen=True)
class Thing:
    """A building or unit that was seen or not, or a road's length with how much of it was."""

    kind: str
    grid: str
    seen: bool = False
    metres: float = 0.0
    seen_m: float = 0.0


def covered(things: Iterable[Thing]) -> dict[str, Covered]:
    """Sums by grid."""
    found: dict[str, Covered] = {}
    for thing in things:
        one = {
            "building": Covered(buildings=1, buildings_seen=int(thing.seen)), "unit": Covered(units=1, units_seen=int(thing.seen)),
            "road": Covered(road_m=thing.metres, road_seen_m=thing.seen_m),
        }[thing.kind]
        found[thing.grid] = found.get(thing.grid, Covered()) + one
    return found
