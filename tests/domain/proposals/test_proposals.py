"""Whatever the ground, a proposal tiles it exactly, each grid in one piece, the same for the same seed."""

from collections.abc import Callable
from dataclasses import asdict, replace
from threading import Event
from typing import Any

import numpy as np
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from gis_app.domain.coverage import from_polygons, violations
from gis_app.domain.proposals import Proposal, Surroundings, Taste, Wish, propose, side_by_side
from gis_app.errors import WanggeError
from tests.domain.proposals.grounds import SOUTH, WEST, crooked, surroundings


def made(seed: int, wish: Wish, *, homes: int = 300, holes: int = 1, **how: Any) -> tuple[shapely.Geometry, list[Proposal]]:
    rng = np.random.default_rng(seed)
    area = crooked(rng, holes=holes)
    return area, propose(area, surroundings(rng, area, homes), [wish], **how)


def holds(area: shapely.Geometry, proposal: Proposal, homes: int) -> None:
    """Exact tiling by topology and by area, every household counted once, each grid one polygon."""
    drawn = {grid.key: grid.polygon for grid in proposal.grids}
    coverage = from_polygons(drawn, {}, area)
    assert violations(coverage) == [] and coverage.gaps == []
    assert sum(grid.area for grid in drawn.values()) == pytest.approx(area.area, rel=1e-9)
    assert {polygon.geom_type for polygon in drawn.values()} == {"Polygon"}
    assert sum(grid.households for grid in proposal.grids) == homes


@settings(max_examples=8, deadline=None)
@given(st.integers(0, 1 << 30), st.integers(1, 9), st.integers(0, 3))
def test_it_tiles_the_area_with_grids_in_one_piece(seed: int, count: int, holes: int) -> None:
    area, [proposal] = made(seed, Wish(count, seed=seed, effort=100), holes=holes)
    assert len(proposal.grids) == count
    holds(area, proposal, 300)


@settings(max_examples=4, deadline=None)
@given(st.integers(0, 1 << 30))
def test_villages_are_never_parted_where_each_gets_a_grid(seed: int) -> None:
    area, [proposal] = made(seed, Wish(villages=True, effort=100, least=15))
    holds(area, proposal, 300)
    assert proposal.parted == 0
    assert all(grid.households >= 15 for grid in proposal.grids)


def test_the_land_of_a_villager_group_goes_with_its_homes() -> None:
    """::

        ┌───────────┬─────────┬───┐   ⌂ a hamlet each; half way between them is far west of the groups' border │, and the
        │ ⌂         │ ⌂       │ · │   land · belongs to a group in which nobody lives
        └───────────┴─────────┴───┘
    """
    area = shapely.box(WEST, SOUTH, WEST + 0.02, SOUTH + 0.01)
    rng = np.random.default_rng(4)
    homes = np.concatenate([rng.normal((WEST + x, SOUTH + 0.005), 0.0003, (40, 2)) for x in (0.002, 0.0115)])
    around = Surroundings(homes, np.ones(len(homes)))
    groups = np.array([shapely.box(WEST + west, SOUTH, WEST + east, SOUTH + 0.01) for west, east in ((0, 0.01), (0.01, 0.016), (0.016, 0.02))])
    wish = Wish(villages=True, effort=100)
    [nearest], [grouped] = propose(area, around, [wish]), propose(area, replace(around, groups=groups), [wish])
    holds(area, grouped, 80)
    west, east = (min(grouped.grids, key=lambda grid: sign * grid.polygon.centroid.x).polygon for sign in (1, -1))
    assert west.equals(groups[0])
    assert east.equals(shapely.union(groups[1], groups[2]))
    assert min(grid.polygon.area for grid in nearest.grids) < 0.8 * groups[0].area
    assert grouped.along == pytest.approx(1)


def test_grids_are_balanced_and_follow_what_is_there() -> None:
    _, [fair] = made(5, Wish(6), homes=900)
    assert fair.spread < 0.05
    _, [plain] = made(5, Wish(6, taste=Taste(1, 1, 1, 0)), homes=900)
    assert fair.along > plain.along


def test_a_band_is_kept() -> None:
    _, [proposal] = made(3, Wish(households=(80, 120)), homes=900)
    assert len(proposal.grids) == 9
    assert all(80 <= grid.households <= 120 for grid in proposal.grids)


def test_present_borders_are_kept_where_asked() -> None:
    rng = np.random.default_rng(8)
    area = crooked(rng)
    around = surroundings(rng, area, 400)
    [present] = propose(area, around, [Wish(4, seed=1, taste=Taste(1, 1, 1, 0))])
    there = replace(around, present=np.array([grid.polygon for grid in present.grids]))
    taste = Taste(1, 1, 0.1, 0)
    same, more, fewer, band = propose(area, there, [
        Wish(4, keep=True, taste=taste), Wish(5, keep=True, taste=taste), Wish(3, keep=True, taste=taste),
        Wish(households=(80, 120), keep=True, taste=taste),
    ])
    assert same.along > 0.98 and same.kept is not None and same.kept > 0.98
    assert [len(one.grids) for one in (more, fewer, band)] == [5, 3, 4]
    for one in (same, more, fewer, band):
        holds(area, one, 400)


def test_same_seed_same_proposal_and_another_seed_another() -> None:
    rng = np.random.default_rng(1)
    area = crooked(rng)
    around = surroundings(rng, area, 300)
    one, again, other = propose(area, around, [Wish(5, seed=1, effort=100), Wish(5, seed=1, effort=100), Wish(5, seed=2, effort=100)])
    assert one.grids == again.grids
    assert one.grids != other.grids
    assert [row["seed"] for row in side_by_side([one, other])] == [1, 2]
    assert propose(area, around, [Wish(5, seed=1, effort=100)])[0].grids == one.grids


def test_islands_belong_to_the_nearest_grid() -> None:
    area = shapely.union_all([shapely.box(WEST, SOUTH, WEST + 0.01, SOUTH + 0.01), shapely.box(WEST + 0.011, SOUTH, WEST + 0.012, SOUTH + 0.001)])
    rng = np.random.default_rng(2)
    around = surroundings(rng, area, 100)
    [proposal] = propose(area, around, [Wish(3, effort=50)])
    assert shapely.equals_exact(shapely.normalize(shapely.union_all([grid.polygon for grid in proposal.grids]).convex_hull),
                                shapely.normalize(area.convex_hull), 1e-9)


def test_progress_is_told_and_a_stop_is_heard() -> None:
    stop, told = Event(), list[float]()

    def watch(done: float) -> None:
        told.append(done)
        if done > 0.5:
            stop.set()

    area, [proposal] = made(4, Wish(5, effort=1000), progress=watch, stop=stop)
    assert told == sorted(told) and 0.5 < told[-1] < 0.6
    assert not proposal.finished
    holds(area, proposal, 300)


def test_stopped_before_there_is_anything() -> None:
    stop = Event()
    stop.set()
    with pytest.raises(WanggeError) as refused:
        made(4, Wish(5), stop=stop)
    assert refused.value.code == "propose_stopped"


REFUSED: tuple[tuple[str, Callable[[], object]], ...] = (
    ("propose_one_goal", lambda: Wish()),
    ("propose_one_goal", lambda: Wish(3, (300, 500))),
    ("bad_value", lambda: Wish(0)),
    ("bad_value", lambda: Wish(households=(500, 300))),
    ("propose_band", lambda: made(1, Wish(households=(400, 500)))),
    ("propose_too_many", lambda: made(1, Wish(301))),
    ("propose_no_village", lambda: made(1, Wish(villages=True, least=1000))),
    ("propose_no_homes", lambda: propose(shapely.box(0, 0, 0.01, 0.01), surroundings(np.random.default_rng(0), crooked(np.random.default_rng(0)), 50), [Wish(1)])),
)


@pytest.mark.parametrize(("code", "ask"), REFUSED)
def test_refusals(code: str, ask: Callable[[], object]) -> None:
    with pytest.raises(WanggeError) as refused:
        ask()
    assert refused.value.code == code


def test_it_can_be_told_as_json() -> None:
    _, [proposal] = made(6, Wish(2, effort=20))
    said = proposal.to_dict()
    assert [grid["key"] for grid in said["grids"]] == ["proposal-1", "proposal-2"]
    assert shapely.geometry.shape(said["grids"][0]["polygon"]).equals(proposal.grids[0].polygon)
    assert said["grids"][0]["figures"]["neighbours"] == ("proposal-2",)
    assert said["figures"]["households_max"] == max(grid.households for grid in proposal.grids)


def test_a_wish_is_read_from_json() -> None:
    wish = Wish(households=(300, 500), taste=Taste(road=0.2), seed=3)
    assert Wish.from_dict(asdict(wish)) == wish
    assert Wish.from_dict({"count": 4}) == Wish(4)
    with pytest.raises(WanggeError) as refused:
        Wish.from_dict({"count": "4", "households": [1], "keep": 1, "taste": {"colour": 1}, "size": 2})
    assert {fault.field for fault in refused.value.errors} == {"count", "households", "keep", "taste", "size"}
