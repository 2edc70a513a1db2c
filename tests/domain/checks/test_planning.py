"""Each of the planner's rules on the smallest drawing that shows it. One square is about a kilometre wide."""

import geopandas as gpd
import numpy as np
import pytest
import shapely
from shapely import LineString, Point, Polygon, box

from gis_app.domain.checks import PLANNING, RULES, Band, Finding, Surroundings, check, not_run
from gis_app.domain.sample.place import Place, make_place

X, Y, S = 120.0, 30.0, 0.01
METRE = 1 / 111_000
TOWN, VILLAGE = "330106001", "330106001002"


def square(column: float, row: float, size: float = 1.0) -> Polygon:
    return box(X + column * S, Y + row * S, X + (column + size) * S, Y + (row + size) * S)


def frame(shapes: list[shapely.Geometry | None], **columns: object) -> gpd.GeoDataFrame:
    count = len(shapes)
    given = {"code": [f"{VILLAGE}{n + 1:03d}" for n in range(count)], "name": [f"东村第{n + 1}网格" for n in range(count)],
             "kind": "grid", "level": 3, **columns}
    return gpd.GeoDataFrame(given, geometry=shapes, crs="EPSG:4326")


def points(*at: tuple[float, float], people: int = 3) -> gpd.GeoDataFrame:
    """Homes at squares' coordinates."""
    shapes = [Point(X + x * S, Y + y * S) for x, y in at]
    return gpd.GeoDataFrame({"external_id": [f"H{n}" for n in range(len(at))], "people_present": people}, geometry=shapes, crs=4326)


def lines(*drawn: tuple[str, list[tuple[float, float]]]) -> gpd.GeoDataFrame:
    shapes = [LineString([(X + x * S, Y + y * S) for x, y in line]) for _, line in drawn]
    return gpd.GeoDataFrame({"category": [category for category, _ in drawn]}, geometry=shapes, crs=4326)


def found(rule: str, given: gpd.GeoDataFrame, known: Surroundings | None = None, **options: object) -> list[Finding]:
    return [one for one in check(given, surroundings=known or Surroundings(), **options) if one.rule == rule]


TWO = [square(0, 0), square(1, 0)]


def test_a_grid_in_two_parts() -> None:
    exclave = square(1.4, 0.4, 0.2)
    given = frame([TWO[0].union(exclave), TWO[1].difference(exclave)])
    [one] = found("not_contiguous", given)
    assert one.grids == (f"{VILLAGE}001",)
    assert one.action == {"propose": "transfer", "into": f"{VILLAGE}002"}
    assert one.area_m2 == pytest.approx(0.04 * 1069e3, rel=0.01)
    assert exclave.contains(Point(one.at))
    assert "2 块" in one.fix
    assert not found("not_contiguous", frame(TWO))


def test_parts_that_meet_in_a_point_are_two() -> None:
    assert len(found("not_contiguous", frame([shapely.MultiPolygon([square(0, 0), square(1, 1)])]))) == 1


@pytest.mark.parametrize(("code", "kind", "right"), [
    (f"{VILLAGE}007", "grid", True), ("330106001003007", "grid", False), (f"{VILLAGE}07", "grid", False),
    (f"{VILLAGE}00A", "grid", False), ("330106002", "village", False), ("330106001003", "village", True),
    ("G-17", "enterprise", True), ("P1", "work_area", True), (f"{VILLAGE}００７", "grid", False),
])  # fmt: skip
def test_codes_follow_the_town_and_the_village(code: str, kind: str, right: bool) -> None:
    over = VILLAGE if kind in ("grid", "micro") else TOWN
    given = frame([None] * 3, code=[TOWN, VILLAGE, code], kind=["town", "village", kind], level=[1, 2, 3],
                  parent=[None, TOWN, over])
    assert [one.grids for one in found("code_prefix", given)] == ([] if right else [(code,)])


def test_a_wrong_code_gets_the_next_serial_of_its_village() -> None:
    given = frame([None] * 4, code=[VILLAGE, f"{VILLAGE}004", "9", "8"], kind=["village", *["grid"] * 3], level=[2, 3, 3, 3],
                  parent=[None, *[VILLAGE] * 3])
    assert [one.action.get("code") for one in found("code_prefix", given)] == [f"{VILLAGE}005", f"{VILLAGE}006"]


def test_a_micro_grid_goes_on_from_its_grid() -> None:
    given = frame([None] * 3, code=[f"{VILLAGE}001", f"{VILLAGE}00101", f"{VILLAGE}00201"], kind=["grid", "micro", "micro"],
                  level=[3, 4, 4], parent=[None, *[f"{VILLAGE}001"] * 2])
    assert [one.grids for one in found("code_prefix", given)] == [(f"{VILLAGE}00201",)]


def test_too_large_and_too_small_against_the_band() -> None:
    homes = points((0.5, 0.5), (0.6, 0.5), (0.7, 0.5), (1.5, 0.5))
    known = Surroundings(homes, bands={("grid", 3): Band((2, 2), (None, 8))})
    [large] = found("too_large", frame(TWO), known)
    [small] = found("too_small", frame(TWO), known)
    assert (large.grids, large.action) == ((f"{VILLAGE}001",), {"propose": "split", "count": 2})
    assert "3 户（上限 2 户）" in large.fix
    assert "9 人（上限 8 人）" in large.fix
    assert (small.grids, small.action) == ((f"{VILLAGE}002",), {"propose": "merge", "into": f"{VILLAGE}001"})
    assert "1 户（下限 2 户）" in small.fix


def test_no_band_nothing_wanted() -> None:
    known = Surroundings(points(), bands={("micro", 4): Band((300, 500)), ("grid", 3): Band.of({})})
    assert not found("too_small", frame(TWO), known)
    assert not found("too_large", frame(TWO), known)


def test_area_bands_need_no_homes_and_are_said_in_mu() -> None:
    known = Surroundings(bands={("grid", 3): Band.of({"area_m2": [2_000_000, None]})})
    assert all("亩（下限 3,000.0 亩）" in one.fix for one in found("too_small", frame(TWO), known))
    assert len(found("too_small", frame(TWO), known)) == 2


def test_a_home_on_the_border_counts_once_where_the_rule_of_place_puts_it() -> None:
    known = Surroundings(points((1.0, 0.5)))
    assert [one.grids for one in found("without_people", frame(TWO), known)] == [(f"{VILLAGE}002",)]
    plant = frame(TWO, kind=["grid", "enterprise"])
    assert [one.grids for one in found("without_people", plant, known)] == [(f"{VILLAGE}001",)]


def test_homes_in_which_nobody_is_present_do_not_count() -> None:
    known = Surroundings(points((0.5, 0.5), people=0))
    assert len(found("without_people", frame(TWO), known)) == 2


def test_badly_shaped_but_no_splinter() -> None:
    strip, splinter = box(X, Y, X + S, Y + 15 * METRE), box(X, Y - METRE, X + S, Y)
    given = frame([strip, splinter])
    [one] = found("badly_shaped", given)
    assert one.grids == (f"{VILLAGE}001",)
    assert "紧凑度 0.05" in one.fix
    assert [one.grids for one in found("sliver", given)] == [(f"{VILLAGE}002",)]


def test_a_building_that_a_border_cuts() -> None:
    def house(west: float, east: float) -> Polygon:
        return box(X + S + west * METRE, Y + S / 2, X + S + east * METRE, Y + S / 2 + 10 * METRE)

    houses = gpd.GeoDataFrame({"external_id": ["cut", "wall", "beside"]},
                              geometry=[house(-4, 12), house(0, 12), house(-12, -3)], crs=4326)
    [one] = found("on_the_line", frame(TWO), Surroundings(buildings=houses))
    assert one.grids == (f"{VILLAGE}002", f"{VILLAGE}001")
    assert one.action == {"propose": "give", "building": "cut", "into": f"{VILLAGE}002"}
    outer = gpd.GeoDataFrame(geometry=[box(X - 5 * METRE, Y, X + 5 * METRE, Y + 5 * METRE)], crs=4326)
    [one] = found("on_the_line", frame(TWO), Surroundings(buildings=outer))
    assert (one.grids, one.action) == ((f"{VILLAGE}001",), {})
    assert "外边界" in one.fix


def test_a_home_on_the_line() -> None:
    near, far = 1 + 0.05 * METRE / S, 1 + 3 * METRE / S
    [one] = found("on_the_line", frame(TWO), Surroundings(points((near, 0.5), (far, 0.5), (0.4, 0.4))))
    assert one.action == {"propose": "give", "household": "H0", "into": f"{VILLAGE}002"}
    assert one.area_m2 is None


RIVER, STREAM = ("river", [(-0.1, 0.4), (1.1, 0.5)]), ("stream", [(-0.1, 0.4), (1.1, 0.5)])
BRIDGE, BANK = ("village", [(0.5, 0.1), (0.5, 0.9)]), ("village", [(0.1, 0.2), (0.9, 0.2)])
MAIN = ("main", [(-0.1, 0.4), (1.1, 0.4)])
SOUTH, NORTH, FAR = ("lane", [(0.3, 0.1), (0.3, 0.4)]), ("lane", [(0.3, 0.4), (0.3, 0.9)]), ("lane", [(0.7, 0.4), (0.7, 0.9)])


@pytest.mark.parametrize(("roads", "water", "cut"), [
    ([BANK], [RIVER], True), ([BRIDGE], [RIVER], False), ([BANK], [STREAM], False), ([MAIN, BANK], [], True),
    ([MAIN, BRIDGE], [], False), ([MAIN, SOUTH, NORTH], [], False), ([MAIN, SOUTH, FAR], [], True),
])  # fmt: skip
def test_cut_by_a_barrier(roads: list[tuple[str, list[tuple[float, float]]]], water: list[tuple[str, list[tuple[float, float]]]],
                          cut: bool) -> None:
    known = Surroundings(roads=lines(*roads), water=lines(*water) if water else None)
    told = found("cut_by_barrier", frame([square(0, 0)]), known)
    assert len(told) == cut
    if cut:
        assert told[0].area_m2 == pytest.approx(0.4 * 1069e3, rel=0.2)
        assert told[0].action["propose"] == "split"
        part = Polygon(told[0].action["area"][0])
        assert part.contains(Point(told[0].at)), "the part to be given away is told"
        assert part.area == pytest.approx(0.4 * S * S, rel=0.2)


def test_a_lake_drawn_as_an_area_cuts_and_a_pond_does_not() -> None:
    water = gpd.GeoDataFrame({"category": [None, "pond"]}, geometry=[
        box(X - S, Y + 0.4 * S, X + 2 * S, Y + 0.45 * S), Point(X + S / 2, Y + 0.8 * S).buffer(S / 20)], crs=4326)
    [one] = found("cut_by_barrier", frame([square(0, 0), square(0, 1)]), Surroundings(roads=lines(BANK), water=water))
    assert one.grids == (f"{VILLAGE}001",)


def test_a_small_part_counts_where_somebody_lives() -> None:
    corner = ("river", [(0.85, -0.05), (1.05, 0.15)])

    def known(homes: gpd.GeoDataFrame | None) -> Surroundings:
        return Surroundings(homes, roads=lines(BANK), water=lines(corner))

    assert not found("cut_by_barrier", frame([square(0, 0)]), known(None))
    assert len(found("cut_by_barrier", frame([square(0, 0)]), known(points((0.99, 0.01), (0.5, 0.5))))) == 1


def test_what_is_not_known_is_not_checked_and_said() -> None:
    given = frame(TWO)
    silent = {one.rule: one for one in not_run(given, Surroundings())}
    assert set(silent) == {"too_large", "too_small", "without_people", "on_the_line", "cut_by_barrier"}
    assert silent["without_people"].why == "没有住户资料，本项未检查，请先导入"
    assert "code_prefix" in {one.rule for one in not_run(given.drop(columns="kind"), Surroundings())}
    assert not not_run(given, None), "nothing was asked"
    assert {one.rule for one in check(given)} <= {rule.RULE for rule in RULES}


def test_leaves_of_several_levels_under_a_village_that_is_not_drawn() -> None:
    """A grid that was cut into micro-grids beside one that was not: both are where people are counted."""
    code = [VILLAGE, f"{VILLAGE}001", f"{VILLAGE}002", f"{VILLAGE}00201"]
    given = frame([None, TWO[0], None, TWO[1]], code=code, kind=["village", "grid", "grid", "micro"], level=[2, 3, 3, 4],
                  parent=[None, VILLAGE, VILLAGE, f"{VILLAGE}002"])
    told = found("without_people", given, Surroundings(points((5.0, 5.0))))
    assert [one.grids for one in told] == [(f"{VILLAGE}001",), (f"{VILLAGE}00201",)]


def test_a_town_is_over_grids_whose_village_is_not_drawn() -> None:
    given = frame([shapely.union_all(TWO), None, *TWO], code=[TOWN, VILLAGE, f"{VILLAGE}001", f"{VILLAGE}002"],
                  kind=["town", "village", "grid", "grid"], level=[1, 2, 3, 3], parent=[None, TOWN, VILLAGE, VILLAGE])
    assert not check(given, surroundings=Surroundings())
    assert [one.rule for one in check(given.drop(index=3))] == ["gap"]


def test_every_finding_speaks_both_languages_and_rules_are_one_a_file() -> None:
    known = Surroundings(points((1.0, 0.5)), bands={("grid", 3): Band((5, 6))}, roads=lines(MAIN))
    told = check(frame([TWO[0], box(X + S / 2, Y, X + 3 * S, Y + S / 100)], code=["", "x"], name=["", "甲??"]), surroundings=known)
    assert all(one.fix and one.fix_en for one in told)
    assert len({rule.RULE for rule in (*RULES, *PLANNING)}) == len(RULES) + len(PLANNING)
    assert all(rule.__name__.endswith(rule.RULE) for rule in PLANNING)


@pytest.fixture(scope="module")
def place() -> Place:
    return make_place(7, 1, 12_000)


def test_the_sample_town_is_drawn_without_fault(place: Place) -> None:
    known = Surroundings(place.households, place.buildings, place.roads, place.water, {("grid", 3): Band((100, 800))})
    told = check(place.grids, surroundings=known)
    assert {one.rule for one in told} <= {"too_large", "too_small", "cut_by_barrier"}
    counted = sum(1 for one in told if one.rule in ("too_large", "too_small"))
    assert counted < 12
    assert not not_run(place.grids, known)


def test_numbers_stay_in_their_columns(place: Place) -> None:
    before = place.grids.copy()
    check(place.grids, surroundings=Surroundings(place.households))
    assert place.grids.equals(before), "the input was changed"
    assert np.array_equal(place.grids["code"], before["code"])
