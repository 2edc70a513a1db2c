"""The density integrates to the number of incidents, has no seams and means its metres."""

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gis_app.domain.stats import heat
from gis_app.domain.stats.cells import EDGE, FINEST, HALO, SIDE, cell_of
from gis_app.domain.tiles import PIXELS, Tile, mercator, tile, tile_at
from gis_app.errors import WanggeError


def drawn(place: Tile, east: np.ndarray, north: np.ndarray, radius_m: float) -> np.ndarray:
    """The density of one tile from points in EPSG:3857."""
    view = heat.window(place, radius_m)
    x, y = cell_of(east, north)
    counts = heat.canvas(view)
    heat.add_cells(counts, view, x >> (FINEST - view.z), y >> (FINEST - view.z), np.ones(len(x)))
    return heat.density(counts, view)


def area_km2(place: Tile) -> np.ndarray:
    """True km2 of each row's pixels."""
    _, south, _, north = place.bounds
    side = (north - south) / PIXELS
    rows = north - (np.arange(PIXELS) + 0.5) * side
    return (side / np.cosh(rows / 6378137.0)) ** 2 / 1e6


@settings(max_examples=25)
@given(st.integers(4, 18), st.floats(-70, 70), st.floats(50, 3000), st.integers(1, 300), st.integers(0, 2**31))
def test_it_integrates_to_the_count(z: int, latitude: float, radius_m: float, count: int, seed: int) -> None:
    rng = np.random.default_rng(seed)
    middle = tile_at(*mercator(119.9, latitude), z)
    west, south, east, north = middle.bounds
    at = rng.uniform((west, south), (east, north), (count, 2))
    reach = math.ceil(heat.effective_radius(middle, radius_m) / (middle.pixel_m * PIXELS)) + 1
    if reach > 3:
        return
    total = 0.0
    for dx in range(-reach, reach + 1):
        for dy in range(-reach, reach + 1):
            if 0 <= middle.y + dy < 1 << z and 0 <= middle.x + dx < 1 << z:
                place = Tile(z, middle.x + dx, middle.y + dy)
                total += float((drawn(place, at[:, 0], at[:, 1], radius_m) * area_km2(place)[:, None]).sum())
    assert total == pytest.approx(count, rel=0.02)  # neighbouring rows of tiles differ in latitude, hence in the kernel


def test_one_row_of_tiles_is_exact() -> None:
    place = tile_at(*mercator(119.9, 30.1), 13)
    west, south, east, north = place.bounds
    at = np.random.default_rng(5).uniform((west + 900, south + 900), (east - 900, north - 900), (500, 2))
    assert float((drawn(place, at[:, 0], at[:, 1], 250) * area_km2(place)[:, None]).sum()) == pytest.approx(500, rel=1e-6)


@pytest.mark.parametrize("z", [8, 13, 16])
def test_tiles_meet_without_a_seam(z: int) -> None:
    left = tile_at(*mercator(119.9, 30.1), z)
    _, south, east, north = left.bounds
    at = np.stack([np.full(40, east), np.linspace(south, north, 40)], axis=1)
    one, other = (drawn(Tile(z, left.x + step, left.y), at[:, 0], at[:, 1], 250) for step in (0, 1))
    step_within = np.abs(np.diff(one[:, -3:], axis=1)).max()
    assert np.abs(one[:, -1] - other[:, 0]).max() <= step_within + one.max() * 0.02


@pytest.mark.parametrize("radius_m", [200.0, 400.0, 1000.0])
def test_the_radius_is_true_metres(radius_m: float) -> None:
    """The root mean square distance under a quartic kernel is R / 2; its reach is R and not much more."""
    place = tile_at(*mercator(119.9, 30.1), 13)
    west, south, east, north = place.bounds
    middle = np.array([[(west + east) / 2, (south + north) / 2]])
    found = drawn(place, middle[:, 0], middle[:, 1], radius_m)
    side = (np.arange(PIXELS) + 0.5) * place.pixel_m
    cell = heat.window(place, radius_m).cell_m * place.cos_latitude
    centre = PIXELS / 2 * place.pixel_m
    distance = np.hypot(side[None, :] - centre, side[:, None] - centre)
    assert math.sqrt((found * distance**2).sum() / found.sum()) == pytest.approx(radius_m / 2, abs=cell / 2)
    assert distance[found > found.max() * 1e-3].max() == pytest.approx(radius_m, abs=2 * cell)


def test_a_heap_is_never_smaller_than_eight_pixels() -> None:
    far = tile_at(*mercator(119.9, 30.1), 5)
    assert heat.effective_radius(far, 250) == pytest.approx(8 * far.pixel_m)
    near = tile_at(*mercator(119.9, 30.1), 15)
    assert heat.effective_radius(near, 250) == 250


@given(st.integers(0, 22), st.floats(-84, 84), st.floats(50, 5000))
def test_the_window_stays_small(z: int, latitude: float, radius_m: float) -> None:
    view = heat.window(tile_at(*mercator(10, latitude), z), radius_m)
    west, north = (place * SIDE - HALO for place in view.block)
    assert west <= view.x0 < view.x1 <= west + EDGE
    assert north <= view.y0 < view.y1 <= north + EDGE
    assert 0 <= view.z <= min(z, FINEST)
    assert all(0 <= place < 1 << view.z for place in view.block)


@pytest.mark.parametrize("where", [(3, 8, 0), (3, 0, 8), (-1, 0, 0), (23, 0, 0), (0, -1, 0)])
def test_a_tile_that_does_not_exist_is_refused(where: tuple[int, int, int]) -> None:
    with pytest.raises(WanggeError) as refused:
        tile(*where)
    assert refused.value.code == "bad_tile"


def test_an_empty_window_is_flat() -> None:
    view = heat.window(tile_at(0, 0, 12), 250)
    assert not heat.density(heat.canvas(view), view).any()
