"""The subdivision: made from polygons and back, proven, changed by deltas and undone."""

import json
from dataclasses import replace
from pathlib import Path

import geopandas as gpd
import numpy as np
import pytest
import shapely
from shapely import LineString, MultiPolygon, Polygon, box

from gis_app.domain.checks import check, repair
from gis_app.domain.coverage import GAP, OUTSIDE, Coverage, Delta, Edge, Unit, from_polygons, violations
from gis_app.domain.coverage.change import relabel
from gis_app.domain.coverage.measures import area, gains, length, neighbours
from gis_app.domain.edits.merge import Merge
from gis_app.errors import WanggeError
from tests.domain.coverages import fractal, straight
from tests.domain.edits.square import PLANT, SHAPES, UNITS, village, with_gap

MM_DEG = 0.001 / 111_320
WEST, EAST = box(120, 30, 120.01, 30.01), box(120.01, 30, 120.02, 30.01)


def test_nodes_edges_and_faces() -> None:
    made = village()
    assert set(made.faces) == {"A", "B", "C", "D", "E", OUTSIDE}
    assert (len(made.edges), len(made.nodes)) == (9, 6), "4 inner sides, 4 outer, the plant; the plant's ring has a place of its own"
    assert {frozenset(edge.faces) for edge in made.faces["E"]} == {frozenset({"D", "E"})}
    assert violations(made) == []


def test_back_to_polygons() -> None:
    made = village()
    for key, shape in SHAPES.items():
        assert made.polygon(key).equals(shape)
    assert made.polygon("V2").equals(box(120.01, 30, 120.02, 30.02))
    assert made.polygon("T").equals(made.polygon(OUTSIDE))
    assert made.polygon("U").is_empty
    assert made.leaves_of("V2") == ["B", "D", "E"]


def test_the_same_whatever_the_order_and_the_start_of_rings() -> None:
    turned = {key: shapely.reverse(shape) for key, shape in reversed(SHAPES.items())}
    assert from_polygons(turned, dict(reversed(UNITS.items()))) == village()
    assert from_polygons(turned, UNITS).digest == village().digest
    assert village().digest != relabelled().digest


def relabelled() -> Coverage:
    made = village()
    return made.apply(relabel(made, {"E": "D"}, {"E": None}))


def test_json_both_ways() -> None:
    made = village()
    again = Coverage.from_dict(json.loads(json.dumps(made.to_dict())))
    assert again == made
    assert again.nodes == made.nodes


def test_a_junction_without_its_vertex_gets_one() -> None:
    made = from_polygons({"S": box(120, 29.99, 120.02, 30), "A": WEST, "B": EAST}, {})
    assert violations(made) == []
    assert (120.01, 30.0) in made.nodes


def test_borders_that_a_rounding_moved_apart_are_one() -> None:
    cells = straight(60)
    made = from_polygons({f"G{n}": cell for n, cell in enumerate(cells)}, {})
    assert violations(made) == []
    assert (made.gaps, len(made.leaves)) == ([], 60)
    assert max(shapely.hausdorff_distance(made.polygon(f"G{n}"), cell) for n, cell in enumerate(cells)) < MM_DEG


def test_ground_inside_the_outline_that_nobody_owns_is_a_gap() -> None:
    made = with_gap()
    assert made.gaps == ["gap-1"]
    assert made.polygon("gap-1").equals(EAST)
    assert made.units["gap-1"] == Unit("T", GAP), "the lowest unit that A, C and D all lie in"
    assert violations(made) == []


def test_a_closed_in_hole_is_a_gap_unless_the_outline_leaves_it_out() -> None:
    ring = {"D": SHAPES["D"]}
    assert from_polygons(ring, {}).gaps == ["gap-1"]
    assert from_polygons(ring, {}, SHAPES["D"]).gaps == []


def test_an_overlap_is_refused_with_its_place() -> None:
    with pytest.raises(WanggeError) as refused:
        from_polygons({"A": WEST, "B": box(120.009, 30, 120.02, 30.01)}, {})
    told = refused.value.params
    assert refused.value.code == "coverage_overlap"
    assert {told["grid"], told["other"]} == {"A", "B"}
    assert 120.009 < told["lon"] < 120.01
    assert told["area"] == pytest.approx(106_990, rel=0.01)


def test_an_overlap_thinner_than_a_millimetre_is_a_rounding() -> None:
    made = from_polygons({"A": WEST, "B": box(120.01 - MM_DEG / 2, 30, 120.02, 30.01)}, {})
    assert violations(made) == []
    assert len(made.leaves) == 2


@pytest.mark.parametrize(("shapes", "units", "code"), [
    ({"A": Polygon([(0, 0), (1, 1), (1, 0), (0, 1)])}, {}, "coverage_invalid"),
    ({"A": WEST}, {"A": Unit("X")}, "grid_unknown_parent"),
    ({"A": WEST}, {"A": Unit("V"), "V": Unit("A")}, "grid_loop"),
])  # fmt: skip
def test_what_is_no_coverage_is_refused(shapes: dict[str, Polygon], units: dict[str, Unit], code: str) -> None:
    with pytest.raises(WanggeError, match=".") as refused:
        from_polygons(shapes, units)
    assert refused.value.code == code


def broken(made: Coverage, gone: set[Edge], come: set[Edge]) -> list[str]:
    return [found.rule for found in violations(Coverage.of((made.edges - gone) | come, made.units))]


def test_every_kind_of_damage_is_found() -> None:
    made = village()
    plant, = made.faces["E"]
    inner = next(edge for edge in made.faces["A"] if set(edge.faces) == {"A", "B"})
    assert "ring" in broken(made, {plant}, {replace(plant, left=plant.right, right=plant.left)}), "inside out"
    assert {"node", "ring"} <= set(broken(made, {inner}, set())), "a border is missing"
    assert "sides" in broken(made, {plant}, {replace(plant, left="D", right="D")})
    bent = LineString([(120.01, 30.0), (119.99, 30.005), (120.01, 30.01)])
    assert broken(made, {inner}, {replace(inner, line=bent)}), "a border that crosses the outer one"
    far = LineString(shapely.get_coordinates(plant.line) + (0.01, 0))
    assert broken(made, {plant}, {replace(plant, line=far)}), "a hole outside its face"
    assert [found.rule for found in violations(Coverage.of(made.edges, {**UNITS, "X": Unit("E")}))] == ["tree"]


def test_faces_that_lie_on_each_other_are_found() -> None:
    """Each polygon is valid, each edge has two sides; only the outline tells."""
    rings = {"A": WEST, "B": box(120.005, 30, 120.015, 30.01)}
    edges = [edge for key, shape in rings.items() for edge in from_polygons({key: shape}, {}).edges]
    assert {found.key for found in violations(Coverage.of(edges, {key: Unit() for key in rings}))} == {OUTSIDE}


def test_a_delta_is_plain_json_and_its_inverse_undoes_it() -> None:
    made = village()
    after, delta = Merge(("D", "E"), "D").apply(made)
    assert Delta.from_dict(json.loads(json.dumps(delta.to_dict()))) == delta
    assert after.apply(delta.inverse()) == made
    assert after.polygon("D").equals(box(120.01, 30.01, 120.02, 30.02))


def test_a_delta_that_comes_too_late_is_refused() -> None:
    made = village()
    delta = Merge(("D", "E"), "D").delta(made)
    with pytest.raises(WanggeError) as refused:
        made.apply(delta).apply(delta)
    assert (refused.value.code, refused.value.status) == ("coverage_changed", 409)


def test_what_an_edit_did_not_touch_is_shared() -> None:
    made = village()
    kept = made.polygon("A")
    after = Merge(("D", "E"), "D").apply(made).coverage
    assert after.faces["A"] is made.faces["A"]
    assert after.polygon("A") is kept
    assert not after.polygon("T").equals_exact(MultiPolygon([PLANT]))


def test_measures() -> None:
    made = village()
    assert area(made, "T") == pytest.approx(sum(area(made, key) for key in made.leaves), rel=1e-12)
    beside = neighbours(made, "E")
    assert set(beside) == {"D"}
    assert beside["D"] == pytest.approx(length(made.faces["E"])) == pytest.approx(829, abs=1)
    assert set(neighbours(made, "V2")) == {"A", "C", OUTSIDE}


def test_who_gains_and_who_loses() -> None:
    made = village()
    after, delta = Merge(("D", "E"), "D").apply(made)
    told = gains(made, after, delta)
    assert set(told) == {"D", "E"}, "the village and the town keep what they have"
    assert told["E"].after_m2 == 0
    assert told["D"].after_m2 - told["D"].before_m2 == pytest.approx(told["E"].before_m2)


def test_605_real_grids(realdata: Path) -> None:
    """Repaired, made a coverage and back: no vertex moves by a millimetre."""
    given = gpd.read_file(realdata / "china_hangzhou_xihu" / "xihu_grids_605.geojson")
    mended = repair(given, check(given))
    shapes = {f"G{n}": shape for n, shape in enumerate(mended.geometry)}
    made = from_polygons(shapes, {})
    assert violations(made) == []
    moved = [shapely.hausdorff_distance(made.polygon(key), shape) for key, shape in shapes.items()]
    assert max(moved) < MM_DEG
    assert set(made.leaves) >= set(shapes)
    assert shapely.coverage_is_valid(np.array(list(made.polygons().values())))


def test_a_county_is_proven_quickly_and_whole() -> None:
    cells = fractal(300, levels=3)
    made = from_polygons({f"G{n}": cell for n, cell in enumerate(cells)}, {})
    assert violations(made) == []
    missing = from_polygons({f"G{n}": cell for n, cell in enumerate(cells) if n != 7}, {}, shapely.union_all(cells))
    assert missing.gaps == ["gap-1"]
    assert shapely.hausdorff_distance(missing.polygon("gap-1"), cells[7]) < MM_DEG
