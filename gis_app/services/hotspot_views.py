"""Hotspots as a page draws them: every cell with its class over one period, from kept counts, in one answer."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import shapely
from sqlalchemy import Connection

from gis_app.domain.actors import Actor
from gis_app.errors import WanggeError
from gis_app.services.heat import Asked
from gis_app.services.hotspot_frames import told
from gis_app.services.hotspot_ground import Grounds, towns
from gis_app.services.hotspot_tests import APART
from gis_app.services.hotspots import Found, Wish, find_each

SHOWN = ("count", "value", "looked", "few", "index", "per_km2", "z", "p", "q", "p_sim", "class", "own_count", "own_q", "own_class", "others_count", "others_q", "others_class",
         "steps_hot", "trend_z", "trend_p", "cluster")  # fmt: skip


@dataclass(frozen=True)
class Shown:
    """GeoJSON features in the order of code, towns one after another, how they were come by, and what was found apart."""

    features: list[dict[str, Any]]
    parameters: list[dict[str, Any]]
    apart: dict[str, dict[str, int]]


def cells(connection: Connection, actor: Actor, asked: Asked, wish: Wish, town: str | None = None, grounds: Grounds | None = None) -> Shown:
    """The cells of a town, or the grids of every town, each tested by itself.

    Raises
    ------
    WanggeError
        As ``hotspots.find``; ``missing_field`` for a lattice over several towns.
    """
    chosen = [town] if town else towns(connection, actor)
    if wish.cells != "grids" and len(chosen) > 1:
        raise WanggeError("missing_field", field="town")
    return shown(find_each(connection, actor, chosen, asked, wish, grounds=grounds))


def shown(found: Sequence[Found]) -> Shown:
    """What was found as a page draws it."""
    return Shown([feature for one in found for feature in _features(one)],
                 [{"town": one.ground.town, **told(one.parameters)} for one in found], _apart(found))


def _apart(found: Sequence[Found]) -> dict[str, dict[str, int]]:
    """How many cells are called hot and cold by what the grid found itself, and by what others found."""
    counts: dict[str, dict[str, int]] = {}
    for name in APART:
        classes = [word for one in found if f"{name}_class" in one.columns for word in one.columns[f"{name}_class"].tolist()]
        if classes:
            counts[name] = {side: sum(word in (f"{side}_95", f"{side}_99") for word in classes) for side in ("hot", "cold")}
    return counts


def _features(found: Found) -> list[dict[str, Any]]:
    shapes = found.ground.drawn
    columns = {name: found.columns[name] for name in SHOWN if name in found.columns}
    hotspot = np.zeros(len(shapes), np.int64)
    for number, spot in enumerate(found.spots, 1):
        hotspot[list(spot.cells)] = number
    return [
        {"type": "Feature", "id": key, "geometry": shapely.geometry.mapping(shapes[place]), "properties": {
            "code": key, "name": found.ground.names[place], "town": found.ground.town, "hotspot": int(hotspot[place]),
            **{name: _plain(told(values[place])) for name, values in columns.items()},
        }}
        for place, key in enumerate(found.ground.keys)
    ]


def _plain(value: Any) -> Any:
    """Rounded to six places; None where there is no figure."""
    if not isinstance(value, float):
        return value
    return None if np.isnan(value) else round(value, 6)
