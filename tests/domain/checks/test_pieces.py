"""A check of what an edit touched says what the check of the whole says about it."""

import geopandas as gpd
import numpy as np
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from gis_app.domain import checks
from gis_app.domain.checks import Finding, check, renew
from tests.domain.checks.faults import BOX, around, town


def key(found: Finding) -> tuple[object, ...]:
    """What tells two findings apart, with areas as far as another union may round them."""
    area = None if found.area_m2 is None else float(f"{found.area_m2:.3g}")
    return found.rule, found.severity, tuple(sorted(found.rows)), tuple(sorted(found.grids)), area


def same(left: list[Finding], right: list[Finding]) -> None:
    ours, theirs = {key(one): one for one in left}, {key(one): one for one in right}
    assert {k: ours[k] for k in ours.keys() - theirs.keys()} == {k: theirs[k] for k in theirs.keys() - ours.keys()}


@given(st.integers(0, 10_000), st.sampled_from(["known", "outline", "bare"]))
@settings(max_examples=12)
def test_in_pieces_as_in_whole(seed: int, how: str) -> None:
    frame = town(seed)
    known = around(seed) if how == "known" else None
    parent = None
    if how == "outline":
        frame = frame[frame["level"] == 3].reset_index(drop=True)
        parent = shapely.union(shapely.box(*BOX).buffer(-1e-4), shapely.box(121, 31, 121.001, 31.001))
    elif how == "bare":
        frame = frame[frame["level"] == 3].drop(columns=["level", "parent"]).reset_index(drop=True)
    whole = check(frame, parent=parent, surroundings=known)
    codes = np.random.default_rng(seed).permutation(sorted(set(frame["code"])))
    pieces = [check(frame, parent=parent, surroundings=known, only=set(part.tolist())) for part in np.array_split(codes, 6)]
    same(whole, [one for piece in pieces for one in piece])
    only = set(codes[:2].tolist())
    same([one for one in whole if not one.rows or only & set(one.grids)],
         check(frame, parent=parent, surroundings=known, only=only))


@given(st.integers(0, 10_000))
@settings(max_examples=12)
def test_renewed_after_an_edit_as_checked_anew(seed: int) -> None:
    before, known = town(seed), around(seed)
    after = before.copy()
    rng = np.random.default_rng(seed)
    row = int(rng.integers(4, len(after)))
    touched = {after["code"].iloc[row]}
    if after.geometry.iloc[row] is not None:
        moved = after.geometry.iloc[row].buffer(float(rng.choice([-1, 1])) * 3e-4)
        after.loc[row, "geometry"] = shapely.intersection(moved, shapely.box(*BOX))
    if rng.random() < 0.3:
        after.loc[row, "code"] = "330106001009009"
        touched |= {"330106001009009"}
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(checks, "MOST", 1.0)
        renewed = renew(check(before, surroundings=known), before, after, touched, surroundings=known)
    same(check(after, surroundings=known), renewed)


def test_a_grid_taken_away_is_forgotten_and_its_neighbours_are_looked_at() -> None:
    before = town(5, faults=0)
    after = before.drop(index=6).reset_index(drop=True)
    now = renew(check(before), before, after, {before["code"].iloc[6]})
    same(check(after), now)
    assert {one.rule for one in now} <= {"gap", "hole"}
    assert now


@pytest.fixture(scope="module")
def county() -> gpd.GeoDataFrame:
    return town(3, faults=0, cells=300, levels=5)


def test_an_edit_is_answered_without_a_look_at_the_whole(county: gpd.GeoDataFrame) -> None:
    found = check(county, only={county["code"].iloc[50]})
    assert not found
