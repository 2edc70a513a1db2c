"""Links of coverages: those of libpysal where the coverage is noded, said and mended where it is not."""

import geopandas as gpd
import numpy as np
import pytest
import shapely
from libpysal.graph import Graph

from gis_app.domain.stats import contiguity as module
from gis_app.domain.stats.contiguity import contiguity
from gis_app.errors import WanggeError
from tests.domain.coverages import fractal


def theirs(shapes: np.ndarray, rule: str) -> set[tuple[int, int]]:
    graph = Graph.build_contiguity(gpd.GeoSeries(shapes), rook=rule == "rook", strict=False)
    return {(int(a), int(b)) for a, b in graph.adjacency.index[graph.adjacency.to_numpy() > 0]}


def ours(shapes: np.ndarray, rule: str) -> set[tuple[int, int]]:
    matrix = contiguity(shapes, rule).matrix.tocoo()
    return set(zip(matrix.row.tolist(), matrix.col.tolist(), strict=True))


def squares(side: int) -> np.ndarray:
    x, y = (each.ravel() for each in np.meshgrid(np.arange(side), np.arange(side)))
    return np.asarray(shapely.box(x, y, x + 1, y + 1), dtype=object)


@pytest.mark.parametrize("rule", ["queen", "rook"])
@pytest.mark.parametrize("seed", range(4))
def test_links_of_natural_borders_are_libpysals(rule: str, seed: int) -> None:
    shapes = fractal(120, levels=4, seed=seed)
    assert ours(shapes, rule) == theirs(shapes, rule)
    assert contiguity(shapes, rule).noded


@pytest.mark.parametrize("rule", ["queen", "rook"])
def test_links_of_squares_are_libpysals(rule: str) -> None:
    assert ours(squares(9), rule) == theirs(squares(9), rule)
    assert contiguity(squares(3), rule).degrees.tolist() == ([3, 5, 3, 5, 8, 5, 3, 5, 3] if rule == "queen" else [2, 3, 2, 3, 4, 3, 2, 3, 2])


def test_holes_parts_and_grids_without_ground() -> None:
    """An enterprise in the hole of its village, a village of two parts, one not drawn yet."""
    plant = shapely.box(4, 4, 6, 6)
    village = shapely.difference(shapely.box(0, 0, 10, 10), plant)
    parts = shapely.MultiPolygon([shapely.box(10, 0, 12, 10), shapely.box(20, 0, 22, 10)])
    village = shapely.Polygon([(0, 0), (10, 0), (10, 10), (0, 10)], [plant.exterior.coords])
    shapes = np.array([village, plant, parts, None, shapely.box(22, 0, 30, 10)], dtype=object)
    assert ours(shapes, "rook") == {(0, 1), (1, 0), (0, 2), (2, 0), (2, 4), (4, 2)}
    assert ours(np.array([None, shapely.Polygon()], dtype=object), "queen") == set()


@pytest.mark.parametrize(("rule", "links"), [("queen", {(0, 1), (0, 2), (1, 2)}), ("rook", {(0, 1), (0, 2), (1, 2)})])
def test_a_corner_on_a_neighbours_side_is_said_and_linked(rule: str, links: set[tuple[int, int]]) -> None:
    """
        +-----+-----+
        |     |  2  |     The long side of 0 has no vertex where 1 and 2 meet: no vertex in common with either there.
        |  0  +-----+
        |     |  1  |
        +-----+-----+
    """
    shapes = np.array([shapely.box(0, 0, 1, 2), shapely.box(1, 0.5, 2, 1), shapely.box(1, 1, 2, 1.5)], dtype=object)
    found = contiguity(shapes, rule)
    assert not found.noded
    assert found.parameters == {"rule": rule, "noded": False}
    assert {pair for pair in ours(shapes, rule) if pair[0] < pair[1]} == links


def test_a_corner_that_only_touches_a_side_is_no_side_in_common() -> None:
    shapes = np.array([shapely.box(0, 0, 1, 2), shapely.Polygon([(1, 1), (2, 0), (2, 2)])], dtype=object)
    assert len(ours(shapes, "queen")) == 2
    assert ours(shapes, "rook") == set()


def test_a_collision_of_hashes_is_seen(monkeypatch: pytest.MonkeyPatch) -> None:
    """With a hash that tells hardly any vertices apart, the links are still right."""
    monkeypatch.setattr(module, "_hashed", lambda x, y: (x ^ y) >> np.uint64(62) << np.uint64(62))
    assert ours(squares(4), "queen") == theirs(squares(4), "queen")
    shapes = fractal(60, levels=3, seed=9)
    assert ours(shapes, "rook") == theirs(shapes, "rook")


def test_an_unknown_rule_is_refused() -> None:
    with pytest.raises(WanggeError) as refused:
        contiguity(squares(2), "bishop")
    assert refused.value.code == "bad_value"
