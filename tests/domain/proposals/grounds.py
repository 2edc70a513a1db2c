"""Made-up ground for proposals: a crooked area, hamlets in it, roads and a stream across it."""

import numpy as np
import shapely
from shapely import LineString, Point, Polygon

from gis_app.domain.coverage.precision import rounded_shape
from gis_app.domain.proposals import Surroundings

WEST, SOUTH = 119.8, 30.0


def crooked(rng: np.random.Generator, *, holes: int = 1) -> Polygon:
    """Some 3 km across, its border in and out, with plants cut out of it."""
    turns = np.linspace(0, 2 * np.pi, 40, endpoint=False)
    reach = 0.015 * (1 + 0.25 * rng.uniform(-1, 1, 40))
    shell = Polygon(np.column_stack([WEST + reach * np.cos(turns), SOUTH + reach * np.sin(turns)]))
    plants = [Point(WEST + 0.004 * np.cos(k), SOUTH + 0.006 * np.sin(k)).buffer(0.0008, quad_segs=2) for k in range(holes)]
    return rounded_shape(shell.difference(shapely.union_all(plants)))


def surroundings(rng: np.random.Generator, area: shapely.Geometry, count: int) -> Surroundings:
    """``count`` households in hamlets, most in houses of one, some in blocks of flats; all inside the area."""
    hamlets = rng.uniform(-0.011, 0.011, (8, 2)) + (WEST, SOUTH)
    places = hamlets[rng.integers(0, 8, 6 * count)] + rng.normal(0, 0.0005, (6 * count, 2))
    places = places[shapely.contains_xy(area, places)][: count - 10]
    homes = np.concatenate([places, np.repeat(places[:1], 10, axis=0)])
    houses = shapely.buffer(shapely.points(places), 0.00002, cap_style="square")
    roads = [LineString(hamlets[[k, (k + 1) % 8]]) for k in range(8)]
    stream = LineString([(WEST - 0.03, SOUTH - 0.004), (WEST, SOUTH + 0.002), (WEST + 0.03, SOUTH)])
    return Surroundings(homes, rng.integers(1, 6, len(homes)).astype(float), houses, np.array(roads), np.array([stream]))
