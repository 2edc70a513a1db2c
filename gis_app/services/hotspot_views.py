"""Hotspots as a page draws them: every leaf grid with its class over one period, from kept counts, in one answer."""

from typing import Any

import numpy as np
import shapely
from sqlalchemy import Connection

from gis_app.domain.actors import Actor
from gis_app.services.heat import Asked
from gis_app.services.hotspot_frames import told
from gis_app.services.hotspot_ground import Grounds, towns
from gis_app.services.hotspots import Found, Wish, find

SHOWN = ("count", "value", "looked", "z", "p", "q", "class", "own_count", "own_q", "own_class", "others_count", "others_q", "others_class",
         "steps_hot", "trend_z", "trend_p")  # fmt: skip


def cells(connection: Connection, actor: Actor, asked: Asked, wish: Wish, town: str | None = None, grounds: Grounds | None = None) -> list[dict[str, Any]]:
    """GeoJSON features of the leaf grids of a town (or of every town, each tested by itself), in the order of code."""
    found = [find(connection, actor, code, asked, wish, grounds=grounds) for code in ([town] if town else towns(connection, actor))]
    return [feature for one in found for feature in _features(one)]


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
