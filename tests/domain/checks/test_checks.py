"""Each rule on the smallest drawing that shows it. One square is a hundredth of a degree: about a kilometre.

    a │ b
    ──┼──
    c │ d
"""

import time
from collections import Counter
from pathlib import Path

import geopandas as gpd
import numpy as np
import pytest
import shapely
from shapely import Polygon, box

from gis_app.domain.checks import RULES, check, repair
from gis_app.domain.checks.mending import is_tangled, mend

X, Y, S = 120.0, 30.0, 0.01


def square(column: int, row: int) -> Polygon:
    return box(X + column * S, Y + row * S, X + (column + 1) * S, Y + (row + 1) * S)


def frame(shapes: list[Polygon | None], **columns: list[object]) -> gpd.GeoDataFrame:
    count = len(shapes)
    given = {"code": [f"3301{n:03d}" for n in range(count)], "name": [f"甲村第{n}网格" for n in range(count)], **columns}
    return gpd.GeoDataFrame(given, geometry=shapes, crs="EPSG:4326")


FOUR = [square(0, 0), square(1, 0), square(0, 1), square(1, 1)]


def rules(given: gpd.GeoDataFrame, **options: object) -> Counter[str]:
    return Counter(finding.rule for finding in check(given, **options))


def test_a_clean_coverage_has_no_findings() -> None:
    assert not check(frame(FOUR))
    assert not check(frame(FOUR), parent=box(X, Y, X + 2 * S, Y + 2 * S))
    assert not check(frame([]))
    assert not check(frame([None, *FOUR])), "not drawn yet is no fault"


def test_overlap() -> None:
    wide = box(X, Y, X + 1.2 * S, Y + S)
    [found] = [one for one in check(frame([wide, *FOUR[1:]])) if one.rule == "overlap"]
    assert found.grids == ("3301000", "3301001")
    assert found.area_m2 == pytest.approx(0.2 * S * 111_320 * np.cos(np.radians(30)) * S * 110_850, rel=0.01)
    assert X + S < found.at[0] < X + 1.2 * S


def test_a_grid_inside_another_and_one_drawn_twice_overlap() -> None:
    assert rules(frame([box(X, Y, X + S, Y + S), box(X + S / 4, Y + S / 4, X + S / 2, Y + S / 2)]))["overlap"] == 1
    assert rules(frame([FOUR[0], FOUR[0]]))["overlap"] == 1


def test_a_hole_that_coverage_validity_does_not_see() -> None:
    ring = [square(column, row) for column in range(3) for row in range(3) if (column, row) != (1, 1)]
    assert shapely.coverage_is_valid(ring)
    [found] = check(frame(ring))
    assert found.rule == "hole"
    assert len(found.grids) >= 4
    assert found.at == pytest.approx((X + 1.5 * S, Y + 1.5 * S), abs=S / 2)


def test_a_crack_is_a_gap_by_the_width_that_is_asked() -> None:
    half = 2.0 / 111_320 / np.cos(np.radians(30)) / 2
    left, right = box(X, Y, X + S - half, Y + S), box(X + S + half, Y, X + 2 * S, Y + S)
    assert rules(frame([left, right]), gap_width_m=3.0) == {"gap": 1}
    assert not rules(frame([left, right]), gap_width_m=1.0)


def test_a_closed_in_crack() -> None:
    """Two squares whose border opens in the middle by half a metre."""
    off = 0.25 / 111_320
    left = Polygon([(X, Y), (X + S, Y), (X + S - off, Y + S / 2), (X + S, Y + S), (X, Y + S)])
    right = Polygon([(X + S, Y), (X + 2 * S, Y), (X + 2 * S, Y + S), (X + S, Y + S), (X + S + off, Y + S / 2)])
    found = check(frame([left, right]))
    assert [one.rule for one in found] == ["gap"]
    assert 100 < found[0].area_m2 < 400


def test_uncovered_and_outside_against_the_outline() -> None:
    outline = box(X, Y, X + 2 * S, Y + 2.5 * S)
    assert rules(frame(FOUR), parent=outline) == {"gap": 1}
    small = box(X, Y, X + 1.5 * S, Y + 2 * S)
    assert rules(frame(FOUR), parent=small) == {"outside_parent": 2}


def test_children_are_held_against_the_row_that_they_lie_in() -> None:
    town = box(X, Y, X + 2 * S, Y + 2 * S)
    nested = frame([town, *FOUR], level=[1, 2, 2, 2, 2], parent=[None, *["3301000"] * 4])
    assert not check(nested), "a town does not overlap its own grids"
    missing = frame([town, *FOUR[:3]], level=[1, 2, 2, 2], parent=[None, *["3301000"] * 3])
    assert rules(missing) == {"gap": 1}


def test_an_enterprise_lies_where_lies_in_says() -> None:
    plant = box(X + S / 4, Y + S / 4, X + S / 2, Y + S / 2)
    around = FOUR[0].difference(plant)
    both = frame([box(X, Y, X + S, Y + S), around, plant], parent=[None, "3301000", None],
                 lies_in=[None, None, "3301000"], level=[2, 3, 3])
    assert not check(both)


def test_invalid_says_where_and_is_mended() -> None:
    bow = Polygon([(X, Y), (X + S, Y + S), (X + S, Y), (X, Y + S)])
    given = frame([bow])
    [found] = check(given)
    assert (found.rule, found.action) == ("invalid", {"do": "mend"})
    assert found.at == pytest.approx((X + S / 2, Y + S / 2))
    assert not check(repair(given, [found]))


def test_a_nameless_scrap_is_merged_into_the_longest_neighbour() -> None:
    scrap = box(X + 2 * S, Y, X + 2.2 * S, Y + S)
    given = frame([*FOUR, scrap], code=["a001", "a002", "a003", "a004", ""], name=["甲", "乙", "丙", "丁", ""])
    found = check(given)
    assert Counter(one.rule for one in found) == {"sliver": 1, "missing_code": 1}
    mended = repair(given, found)
    assert len(mended) == 4
    assert shapely.equals(mended.geometry.iloc[1], FOUR[1].union(scrap))


def test_a_thin_strip_is_a_sliver() -> None:
    strip = box(X + 2 * S, Y, X + 2 * S + 1e-5, Y + S)
    assert rules(frame([FOUR[1], strip])) == {"sliver": 1}


def test_a_t_junction_without_its_vertex() -> None:
    tall = box(X, Y, X + S, Y + 2 * S)
    given = frame([tall, square(1, 0), square(1, 1)])
    found = check(given)
    assert Counter(one.rule for one in found) == {"not_noded": 2}
    assert "T 形" in found[0].fix
    assert not check(repair(given, found))


def test_borders_that_a_rounding_moved_apart() -> None:
    moved = Polygon([(X + S + 3e-7, Y), (X + 2 * S, Y), (X + 2 * S, Y + S), (X + S - 2e-7, Y + S)])
    given = frame([FOUR[0], moved])
    found = check(given)
    assert Counter(one.rule for one in found) == {"not_noded": 1}
    assert "毫米" in found[0].fix
    mended = repair(given, found)
    assert shapely.coverage_is_valid(mended.geometry.to_numpy())
    assert not check(mended)


def test_codes_and_names() -> None:
    given = frame(FOUR, code=["330101", "330101", "", None], name=["甲村第一网格", "甲村第一网格", "甲村第??网格", ""])
    assert rules(given) == {"duplicate_code": 1, "missing_code": 2, "duplicate_name": 1, "mojibake": 1}


def test_a_missing_code_gets_the_next_serial_of_its_village() -> None:
    given = frame(FOUR, code=["330106001001", "330106001002", "330106002007", ""],
                  name=["东山村第一网格", "东山村第二网格", "西山村第一网格", "东山村第三网格"])
    [found] = check(given)
    assert found.action == {"do": "code", "code": "330106001003"}
    assert list(repair(given, [found])["code"])[3] == "330106001003"


def test_every_rule_reports_a_place_a_fix_and_json() -> None:
    for found in check(frame([FOUR[0], box(X, Y, X + S, Y + 1.3 * S)], code=["", ""])):
        told = found.to_dict()
        assert set(told) >= {"rule", "severity", "area_m2", "at", "grids", "fix"}
        assert told["fix"]
        assert told["severity"] in ("error", "warning")
        assert len(told["at"]) == 2


def test_rules_are_one_a_file() -> None:
    assert len({rule.RULE for rule in RULES}) == len(RULES)
    assert all(rule.__name__.endswith(rule.RULE) for rule in RULES)


def test_a_star_is_given_up_before_it_takes_minutes() -> None:
    count = 1_501
    angles = np.arange(count + 1) * (count // 2) * 2 * np.pi / count
    star = Polygon(np.column_stack([X + S * np.cos(angles), Y + S * np.sin(angles)]))
    begun = time.monotonic()
    assert is_tangled(star)
    assert mend(star) is None
    [found] = check(frame([star]))
    assert time.monotonic() - begun < 5
    assert found.rule == "invalid"
    assert not found.action


def test_five_thousand_grids_in_seconds() -> None:
    shapes = [square(column, row) for column in range(72) for row in range(70)]
    given = frame([shapely.segmentize(shape, S / 25) for shape in shapes])
    begun = time.process_time()
    assert not check(given)
    assert time.process_time() - begun < 15


@pytest.fixture(scope="module")
def real605(realdata: Path) -> gpd.GeoDataFrame:
    read = gpd.read_file(realdata / "china_hangzhou_xihu" / "xihu_grids_605.geojson")
    return read.rename(columns={"XZQHBM": "code"})


def test_what_the_real_605_hide(real605: gpd.GeoDataFrame) -> None:
    found = Counter(one.rule for one in check(real605))
    assert found["invalid"] == 1
    assert found["sliver"] == 4
    assert found["missing_code"] == 9
    assert found["duplicate_name"] == 2
    assert found["mojibake"] == 2
    assert found["not_noded"] >= 4
    assert not found["overlap"]


def test_the_real_605_after_their_repairs(real605: gpd.GeoDataFrame) -> None:
    before = real605.copy()
    mended = repair(real605, check(real605))
    assert real605.equals(before), "the input was changed"
    assert len(mended) == 601
    assert mended.is_valid.all()
    assert shapely.coverage_is_valid(mended.geometry.to_numpy())
    left = Counter(one.rule for one in check(mended))
    assert not {"invalid", "sliver", "not_noded", "overlap"} & set(left)
