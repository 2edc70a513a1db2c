"""Density in metres: against adding up every kernel, nothing lost, and the reach that the data ask for."""

import numpy as np
import pytest

from gis_app.domain.stats.bandwidth import by_likelihood, rule_of_thumb
from gis_app.domain.stats.kde import Raster, density
from gis_app.errors import WanggeError

RASTER = Raster(0, 0, 40, 256, 128)


def heaps(number: int, seed: int = 1) -> np.ndarray:
    rng = np.random.default_rng(seed)
    middles = rng.uniform((500, 500), (9500, 4500), (12, 2))
    return middles[rng.integers(0, 12, number)] + rng.normal(0, 250, (number, 2))


def exact(xy: np.ndarray, at: np.ndarray, radius: float, kernel: str) -> np.ndarray:
    square = ((at[:, None] - xy[None]) ** 2).sum(axis=2) / radius**2
    one = np.exp(-square / 2) / (2 * np.pi) if kernel == "gaussian" else np.maximum(0, 1 - square) ** 2 * 3 / np.pi
    return one.sum(axis=1) / radius**2 * 1e6


@pytest.mark.parametrize(("kernel", "radius"), [("gaussian", 200), ("gaussian", 50), ("quartic", 300), ("quartic", 120)])
def test_within_a_hundredth_of_the_peak(kernel: str, radius: float) -> None:
    xy = heaps(3000)
    found = density(xy, RASTER, radius, kernel=kernel).per_km2
    east, north = RASTER.centres()
    rows, columns = np.divmod(np.append(np.arange(0, found.size, 131), found.argmax()), RASTER.across)
    wanted = exact(xy, np.column_stack([east[columns], north[rows]]), radius, kernel)
    assert np.abs(found[rows, columns] - wanted).max() <= 0.01 * found.max()


def test_nothing_is_lost_and_weights_count() -> None:
    xy = np.array([(3000.0, 2500), (5000, 2500)])
    found = density(xy, RASTER, 300, weights=np.array([2.0, 5.0]))
    assert found.per_km2.sum() * RASTER.cell_m**2 / 1e6 == pytest.approx(7, rel=1e-3)
    assert found.parameters == {"kernel": "quartic", "radius_m": 300.0, "cell_m": 40}


def test_a_point_beyond_the_edge_lends_its_kernel() -> None:
    assert density(np.array([(-100.0, 2500)]), RASTER, 400).per_km2.max() > 0
    assert density(np.array([(-900.0, 2500)]), RASTER, 400).per_km2.max() == pytest.approx(0, abs=1e-9)


def test_a_reach_far_below_a_cell_and_an_unknown_kernel_are_refused() -> None:
    with pytest.raises(WanggeError) as small:
        density(heaps(10), RASTER, 0.5)
    assert small.value.code == "stats_radius_small"
    with pytest.raises(WanggeError) as unknown:
        density(heaps(10), RASTER, 300, kernel="box")
    assert unknown.value.code == "bad_value"


def test_the_raster_covers_its_bounds() -> None:
    made = Raster.around((0, 0, 1000, 310), 100, margin_m=50)
    assert (made.west, made.south, made.across, made.cell_m) == (-50, -50, 100, 11)
    assert made.south + made.up * made.cell_m >= 360


def test_the_likeliest_reach_is_that_of_the_heaps() -> None:
    """Heaps with a spread of 250 m: a reach between one and four times that; the rule of thumb takes all heaps for one and is far off."""
    found = by_likelihood(heaps(1500), 50, 3000)
    assert 250 <= found.metres <= 1000
    assert rule_of_thumb(heaps(1500)) > 1.5 * found.metres
    assert len(found.tried) == 12
