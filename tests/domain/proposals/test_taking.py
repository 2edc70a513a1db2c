"""A proposal taken into a draft's coverage is one edit: it tiles, codes live on with their households, undo is exact."""

import numpy as np
import pytest
import shapely

from gis_app.domain.coverage import OUTSIDE, Coverage, Unit, from_polygons, violations
from gis_app.domain.edits import read_edit
from gis_app.domain.proposals import Proposal, Surroundings, Wish, propose
from gis_app.domain.proposals.taking import successors, take_edit
from gis_app.errors import WanggeError
from tests.domain.proposals.grounds import crooked, surroundings

HARDLY = 5e-14
"""Half a thousandth of a square metre, in square degrees: what new nodes on a border may bend it."""
FREE = tuple(f"new{number}" for number in range(20))


@pytest.fixture(scope="module")
def town() -> tuple[Coverage, Surroundings, shapely.Geometry]:
    """A town T of two villages V1, V2 with four grids in all, and a plant E in a hole of them."""
    rng = np.random.default_rng(11)
    area = crooked(rng)
    around = surroundings(rng, area, 300)
    [now] = propose(area, around, [Wish(4, seed=1, effort=50)])
    shapes = {f"G{number}": grid.polygon for number, grid in enumerate(now.grids)}
    shapes["E"] = shapely.Polygon(shapely.get_rings(area)[1])
    units = {"T": Unit(None, "town"), "V1": Unit("T", "village"), "V2": Unit("T", "village"), "E": Unit("V1", "enterprise")}
    units |= {f"G{number}": Unit("V1" if number < 2 else "V2") for number in range(4)}
    return from_polygons(shapes, units), around, area


def taken(town: tuple[Coverage, Surroundings, shapely.Geometry], wish: Wish) -> tuple[Proposal, Coverage, Coverage]:
    coverage, around, area = town
    [proposal] = propose(area, around, [wish])
    present = {key: coverage.polygon(key) for key in coverage.leaves if key != "E"}
    edit = read_edit(take_edit("T", proposal.polygons, present, around.homes, iter(FREE)))
    assert edit.refusal(coverage) is None
    after, delta = edit.apply(coverage)
    assert after.apply(delta.inverse()) == coverage
    return proposal, coverage, after


@pytest.mark.parametrize("count", [2, 4, 7])
def test_it_becomes_the_grids_of_the_town(town: tuple[Coverage, Surroundings, shapely.Geometry], count: int) -> None:
    proposal, before, after = taken(town, Wish(count, seed=5, effort=50))
    assert violations(after) == [] and after.gaps == []
    assert len(after.leaves) == count + 1
    assert len(set(after.leaves) & {"G0", "G1", "G2", "G3"}) == min(count, 4)
    for key in ("E", OUTSIDE):
        assert after.polygon(key).symmetric_difference(before.polygon(key)).area < HARDLY
    areas = sorted(grid.polygon.area for grid in proposal.grids)
    assert sorted(after.polygon(key).area for key in after.leaves if key != "E") == pytest.approx(areas, rel=1e-6)


def test_codes_live_on_where_most_households_stay(town: tuple[Coverage, Surroundings, shapely.Geometry]) -> None:
    coverage, around, area = town
    [same] = propose(area, Surroundings(**{**vars(around), "present": np.array([coverage.polygon(f"G{n}") for n in range(4)])}),
                     [Wish(4, keep=True, effort=20)])
    codes = successors(same.polygons, {f"G{n}": coverage.polygon(f"G{n}") for n in range(4)}, around.homes)
    assert sorted(codes.values()) == ["G0", "G1", "G2", "G3"]


def test_a_locked_grid_refuses_it(town: tuple[Coverage, Surroundings, shapely.Geometry]) -> None:
    coverage, around, area = town
    [proposal] = propose(area, around, [Wish(6, seed=3, effort=20)])
    present = {f"G{n}": coverage.polygon(f"G{n}") for n in range(4)}
    edit = read_edit(take_edit("T", proposal.polygons, present, around.homes, iter(FREE)))
    locked = type(coverage)(coverage.faces, coverage.nodes, coverage.units, frozenset({"G0"}))
    refusal = edit.refusal(locked)
    assert isinstance(refusal, WanggeError) and refusal.code == "edit_locked"
