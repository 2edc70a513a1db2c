"""Households in buildings, with those registered and those present: hill villages emptied, the seat filled."""

import numpy as np
import pandas as pd
import shapely
from numpy.typing import NDArray

from gis_app.domain.sample.boundaries import GRIDS_A_TOWN
from gis_app.domain.sample.buildings import BLOCK, HOUSE
from gis_app.domain.sample.chance import stream
from gis_app.domain.sample.frame import Array
from gis_app.domain.sample.ground import Ints
from gis_app.domain.sample.settlements import Hamlets
from gis_app.domain.sample.villages import FLATS, Built


def wanted(hamlets: Hamlets, a_town: Ints) -> Ints:
    """How many households each hamlet should hold: shares of `a_town` (towns,), which they add up to in every town."""
    exact = hamlets.share * a_town[hamlets.town]
    whole = np.floor(exact).astype(np.int64)
    for town in range(int(hamlets.town.max()) + 1):
        own = np.flatnonzero(hamlets.town == town)
        missing = a_town[town] - whole[own].sum()
        whole[own[np.argsort(whole[own] - exact[own], kind="stable")[:missing]]] += 1
    return whole


def house(seed: int, hamlets: Hamlets, counts: Ints, built: Built) -> pd.DataFrame:
    """One row a household: town, hamlet, building, place in metres (x, y), people registered and present.

    Where a hamlet found fewer homes than wished, its houses take a second household.
    """
    frames = [_fill(seed, hamlets, number, int(counts[number]), built, homes)
              for number, homes in _homes(hamlets, built).items()]
    return pd.concat([frame for frame in frames if len(frame)], ignore_index=True)


def _homes(hamlets: Hamlets, built: Built) -> dict[int, Ints]:
    lived_in = np.flatnonzero(np.isin(built.use, (HOUSE, BLOCK)) & (built.hamlet >= 0))
    order = lived_in[np.argsort(built.hamlet[lived_in], kind="stable")]
    cuts = np.searchsorted(built.hamlet[order], np.arange(len(hamlets.node) + 1))
    return {number: order[cuts[number] : cuts[number + 1]] for number in range(len(hamlets.node))}


def _fill(seed: int, hamlets: Hamlets, number: int, count: int, built: Built, homes: Ints) -> pd.DataFrame:
    if not len(homes) or not count:
        return pd.DataFrame()
    rng = stream(seed, "households", number)
    room = np.where(built.use[homes] == BLOCK, FLATS, 1)
    order = np.concatenate([np.repeat(homes, room), np.tile(homes, 1 + count // len(homes))])[:count]
    building = np.sort(order)
    registered, present = _people(rng, count, float(hamlets.seat_m[number]))
    places = _inside(rng, built.outline[building])
    return pd.DataFrame({
        "town": hamlets.grid[number] // GRIDS_A_TOWN, "hamlet": number, "building": building,
        "x": places[:, 0], "y": places[:, 1], "people_registered": registered, "people_present": present,
    })


def _people(rng: np.random.Generator, count: int, seat_m: float) -> tuple[Ints, Ints]:
    """Registered 1 to 7, about 3; away: few near the seat, up to half in the hills; lodgers in the seat."""
    registered = 1 + rng.binomial(6, 0.34, count)
    away = np.clip(0.12 + 0.36 * (1 - np.exp(-seat_m / 1800)) + rng.normal(0, 0.06), 0.05, 0.6)
    present = rng.binomial(registered, 1 - away)
    lodgers = rng.poisson(1.4 * np.exp(-((seat_m / 800) ** 2)), count) * (rng.random(count) < 0.25)
    return registered, present + lodgers


def _inside(rng: np.random.Generator, outline: NDArray[np.object_]) -> Array:
    """A place in each rectangle: between two opposite corners' halves, never on the wall."""
    corners = shapely.get_coordinates(outline).reshape(-1, 5, 2)
    along, across = rng.uniform(0.2, 0.8, (2, len(outline), 1))
    one, two, four = corners[:, 0], corners[:, 1], corners[:, 3]
    return np.asarray(one + along * (two - one) + across * (four - one))
