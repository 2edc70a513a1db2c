"""How fast one gets along: by the class of a road and by how one travels. Data, in km/h; 0 means one may not.

Classes are those of the layer ``roads`` (ours, the survey's names, OpenStreetMap's); an unknown one counts as ``other``.
The figures are plain means over country roads with junctions and bends in them, not limits.
"""

from collections.abc import Mapping
from types import MappingProxyType
from typing import NamedTuple


class Speed(NamedTuple):
    """Kilometres an hour on foot, on a bicycle or electric two-wheeler, in a car."""

    foot: float
    two_wheeler: float
    car: float


MODES = Speed._fields

SPEEDS: Mapping[str, Speed] = MappingProxyType({
    "motorway": Speed(0, 0, 80), "motorway_link": Speed(0, 0, 50), "highway": Speed(0, 0, 80),
    "trunk": Speed(4.5, 25, 60), "trunk_link": Speed(4.5, 22, 40), "national": Speed(4.5, 25, 60),
    "primary": Speed(4.5, 25, 50), "primary_link": Speed(4.5, 22, 35), "provincial": Speed(4.5, 25, 50), "main": Speed(4.5, 25, 50),
    "secondary": Speed(4.5, 25, 45), "secondary_link": Speed(4.5, 22, 30), "county": Speed(4.5, 25, 45),
    "tertiary": Speed(4.5, 24, 40), "tertiary_link": Speed(4.5, 20, 30), "town": Speed(4.5, 24, 35),
    "unclassified": Speed(4.5, 22, 30), "village": Speed(4.5, 20, 25), "street": Speed(4.5, 18, 22), "residential": Speed(4.5, 18, 22),
    "living_street": Speed(4.5, 12, 12), "service": Speed(4.5, 15, 15), "lane": Speed(4.5, 12, 12), "track": Speed(4.0, 10, 12),
    "pedestrian": Speed(4.5, 8, 0), "footway": Speed(4.5, 6, 0), "path": Speed(4.0, 6, 0), "cycleway": Speed(4.5, 18, 0),
    "steps": Speed(2.5, 0, 0), "bridleway": Speed(4.0, 6, 0), "other": Speed(4.5, 18, 22),
})

OFF_ROAD_KMH = 3.5
"""Walking from the road to the door, across yards and fields."""
STRAIGHT_FACTOR = 1.4
"""Ways are about so much longer than the straight line where no roads are known."""


def metres_per_second(category: str | None, mode: str) -> float:
    """Speed on a road of a class; 0 where one may not."""
    kmh: float = getattr(SPEEDS.get(category or "other", SPEEDS["other"]), mode)
    return kmh / 3.6
