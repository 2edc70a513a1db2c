"""Each edit on four squares: what it does, what it refuses and why."""

from dataclasses import replace
from typing import Any

import pytest
import shapely
from shapely import box

from gis_app.domain.coverage import Coverage, violations
from gis_app.domain.coverage.measures import area
from gis_app.domain.edits import EDITS, read_edit
from gis_app.errors import WanggeError
from tests.domain.edits.square import PLANT, village, with_gap

MIDDLE = 120.005


def ring(west: float, south: float, east: float, north: float) -> list[list[list[float]]]:
    return [[[west, south], [east, south], [east, north], [west, north]]]


def done(made: Coverage, **said: Any) -> Coverage:
    """The coverage after an edit from JSON, proven, and undone again."""
    edit = read_edit(said)
    after, delta = edit.apply(made)
    assert violations(after) == []
    assert after.apply(delta.inverse()) == made
    assert read_edit(edit.to_dict()) == edit
    assert edit.sentence("zh") != edit.sentence("en")
    assert edit.refusal(made) is None
    return after


def refused(made: Coverage, **said: Any) -> WanggeError:
    refusal = read_edit(said).refusal(made)
    assert refusal is not None
    assert refusal.sentence("zh")
    assert refusal.sentence("en")
    return refusal


def test_split() -> None:
    after = done(village(), edit="split", grid="A", line=[[MIDDLE, 29.9], [MIDDLE, 30.1]], new="N")
    assert after.polygon("N").equals(box(120, 30, MIDDLE, 30.01))
    assert after.units["N"] == after.units["A"]
    assert (MIDDLE, 30.01) in after.nodes, "C's border has the node too"


def test_split_by_a_line_that_crosses_often() -> None:
    line = [[119.9, 30.002], [120.011, 30.002], [120.011, 30.006], [119.9, 30.006]]
    assert refused(village(), edit="split", grid="A", line=line, new="N").code == "edit_apart"
    after = done(village(), edit="split", grid="A", line=line, new="N", parts=True)
    assert after.polygon("N").equals(box(120, 30.002, 120.01, 30.006)), "left of both crossings: the line turns left"


def test_split_where_the_side_is_unclear() -> None:
    """Two crossings in the same direction: the band between is right of one and left of the other."""
    line = [[119.9, 30.008], [120.1, 30.008], [120.1, 30.009], [120.2, 29.9], [119.8, 29.9], [119.8, 30.003], [120.1, 30.003]]
    assert refused(village(), edit="split", grid="A", line=line, new="N").code == "edit_side_unclear"
    after = done(village(), edit="divide", grid="A", line=line, pieces={"N": [120.001, 30.005], "M": [120.001, 30.001]})
    assert after.polygon("N").equals(box(120, 30.003, 120.01, 30.008))
    assert after.polygon("M").equals(box(120, 30, 120.01, 30.003))


@pytest.mark.parametrize(("said", "code"), [
    ({"grid": "A", "line": [[MIDDLE, 29.9], [MIDDLE, 30.005]], "new": "N"}, "edit_no_cut"),
    ({"grid": "A", "line": [[MIDDLE, 29.9], [MIDDLE, 30.1]], "new": "B"}, "edit_key_taken"),
    ({"grid": "A", "line": [[MIDDLE, 29.9], [MIDDLE, 30.1]], "new": "V"}, "edit_key_taken"),
    ({"grid": "X", "line": [[MIDDLE, 29.9], [MIDDLE, 30.1]], "new": "N"}, "edit_unknown_grid"),
    ({"grid": "V", "line": [[MIDDLE, 29.9], [MIDDLE, 30.1]], "new": "N"}, "edit_no_leaf"),
    ({"grid": "A", "line": [[120, 30], [120.01, 30.01], [120.01, 30], [120, 30.01]], "new": "N"}, "edit_self_crossing"),
])  # fmt: skip
def test_splits_that_are_refused(said: dict[str, Any], code: str) -> None:
    assert refused(village(), edit="split", **said).code == code


def test_a_piece_that_is_not_there_cannot_be_named() -> None:
    line = [[MIDDLE, 29.9], [MIDDLE, 30.1]]
    assert refused(village(), edit="divide", grid="A", line=line, pieces={"N": [120.5, 30]}).code == "edit_no_piece"


def test_merge() -> None:
    after = done(village(), edit="merge", grids=["A", "C"], into="A")
    assert after.polygon("A").equals(box(120, 30, 120.01, 30.02))
    assert "C" not in after.units
    assert done(village(), edit="merge", grids=["A", "C"], into="U").polygon("U").equals(box(120, 30, 120.01, 30.02))


def test_merges_that_are_refused() -> None:
    assert refused(village(), edit="merge", grids=["A", "B"], into="A").code == "edit_two_parents"
    assert refused(village(), edit="merge", grids=["B", "E"], into="B").code == "edit_not_adjacent"


def test_draw_on_the_land_of_two_grids() -> None:
    after = done(village(), edit="draw", new="U", parent="V", area=ring(120.002, 30.008, 120.004, 30.012))
    assert after.polygon("U").equals(box(120.002, 30.008, 120.004, 30.012))
    assert area(after, "T") == pytest.approx(area(village(), "T"))


def test_drawings_that_are_refused() -> None:
    beyond = refused(village(), edit="draw", new="N", parent="V", area=ring(120.008, 30.002, 120.012, 30.004))
    assert beyond.code == "edit_leaves_parent"
    assert (beyond.params["lon"], beyond.params["lat"]) == pytest.approx((120.011, 30.003), abs=1e-3)
    assert refused(village(), edit="draw", new="N", parent="V", area=ring(120, 30, 120.01, 30.01)).code == "edit_empties"
    assert refused(village(), edit="draw", new="N", parent="V", area=ring(120.004, 30, 120.006, 30.01)).code == "edit_apart"
    bow = [[[120.001, 30.001], [120.004, 30.004], [120.004, 30.001], [120.001, 30.004]]]
    assert refused(village(), edit="draw", new="N", parent="V", area=bow).code == "edit_self_crossing"


def test_a_hand_that_misses_the_border_by_centimetres_still_meets_it() -> None:
    slip = 1e-6
    after = done(village(), edit="draw", new="N", parent="V", area=ring(120 + slip, 30 - slip, 120.004, 30.01 - slip))
    assert after.polygon("N").equals(box(120, 30, 120.004, 30.01))


def test_draw_on_a_gap() -> None:
    after = done(with_gap(), edit="draw", new="B", parent="T", area=ring(120.01, 30, 120.02, 30.01))
    assert after.polygon("B").equals(box(120.01, 30, 120.02, 30.01))
    assert after.gaps == []
    assert "gap-1" not in after.units


def test_carve() -> None:
    after = done(village(), edit="carve", new="F", parent="V", area=ring(120.004, 30.009, 120.006, 30.011))
    assert after.units["F"].kind == "enterprise"
    assert refused(village(), edit="carve", new="F", parent="V2", area=ring(120.0145, 30.0145, 120.0155, 30.0155)).code == "edit_no_piece"


def test_transfer() -> None:
    after = done(village(), edit="transfer", givers=["A"], to="B", area=ring(120.008, 30.002, 120.011, 30.004))
    assert after.polygon("B").equals(box(120.01, 30, 120.02, 30.01).union(box(120.008, 30.002, 120.01, 30.004)))
    assert after.polygon("V").area < village().polygon("V").area, "the villages' border moved with it"
    far = refused(village(), edit="transfer", givers=["A"], to="B", area=ring(120.002, 30.002, 120.003, 30.004))
    assert far.code == "edit_not_adjacent"


def test_transfer_a_separate_part() -> None:
    parted = done(village(), edit="transfer", givers=["B"], to="A", area=ring(120.013, 30.003, 120.015, 30.005), parts=True)
    assert parted.polygon("A").geom_type == "MultiPolygon"
    assert done(parted, edit="transfer_part", grid="A", at=[120.014, 30.004], to="B").polygon("B").area == pytest.approx(1e-4)
    assert refused(parted, edit="transfer_part", grid="A", at=[120.5, 30.004], to="B").code == "edit_no_piece"
    assert refused(village(), edit="transfer_part", grid="A", at=[120.004, 30.004], to="B").code == "edit_empties"


def test_transfer_buildings_with_their_land() -> None:
    """Between those that go and those that stay, halfway."""
    after = done(village(), edit="transfer_buildings", grid="A", to="B", buildings=[[120.009, 30.002], [120.009, 30.008]],
                 staying=[[120.003, 30.002], [120.003, 30.008]])
    assert after.polygon("A").bounds[2] == pytest.approx(120.006)
    around = done(village(), edit="transfer_buildings", grid="A", to="B", buildings=[[120.008, 30.005]], reach_m=50)
    assert shapely.intersects_xy(around.polygon("B"), 120.008, 30.005)
    assert refused(village(), edit="transfer_buildings", grid="A", to="B", buildings=[[120.018, 30.005]]).code == "edit_no_piece"


def test_fill() -> None:
    assert done(with_gap(), edit="fill", gap="gap-1").gaps == []
    assert done(with_gap(), edit="fill", gap="gap-1", to="D").polygon("D").equals(box(120.01, 30, 120.02, 30.02).difference(PLANT))
    shared = done(with_gap(), edit="fill", gap="gap-1", by="nearest")
    assert shapely.intersects_xy(shared.polygon("A"), 120.012, 30.002)
    assert shapely.intersects_xy(shared.polygon("D"), 120.018, 30.008)
    assert refused(village(), edit="fill", gap="A").code == "edit_no_gap"
    assert refused(with_gap(), edit="fill", gap="gap-1", to="C").code == "edit_not_adjacent"


def test_a_gap_is_no_grid() -> None:
    across = [[119.9, 30.005], [120.1, 30.005]]
    for said in ({"edit": "merge", "grids": ["A", "gap-1"], "into": "gap-1"}, {"edit": "split", "grid": "gap-1", "line": across, "new": "N"},
                 {"edit": "transfer", "givers": ["A"], "to": "gap-1", "area": ring(120.008, 30.002, 120.011, 30.004)}):
        assert refused(with_gap(), **said).code == "edit_is_gap"


def test_move_a_node() -> None:
    after = done(village(), edit="move_vertex", at=[120.01, 30.01], to=[120.011, 30.012])
    assert all((120.011, 30.012) in after.polygon(key).exterior.coords for key in "ABCD")
    assert refused(village(), edit="move_vertex", at=[120, 30], to=[120.001, 30.001]).code == "edit_outline"
    assert refused(village(), edit="move_vertex", at=[120.01, 30.01], to=[120.018, 30.018]).code == "edit_crosses"
    assert refused(village(), edit="move_vertex", at=[120.005, 30.01], to=[120.018, 30.018]).code == "edit_no_vertex"
    assert refused(village(), edit="move_vertex", at=[120.005, 30.005], to=[120.018, 30.018]).code == "edit_no_border"


def test_move_a_segment() -> None:
    after = done(village(), edit="move_segment", at=[120.015, 30.014], to=[120.015, 30.013])
    assert after.polygon("E").equals(box(120.014, 30.013, 120.016, 30.016))


def test_move_a_border() -> None:
    bent = done(village(), edit="insert_vertex", at=[120.01, 30.005])
    after = done(bent, edit="move_border", one="A", other="B", at=[120.01, 30.005], to=[120.009, 30.005])
    assert {(120.009, 30.005), (120.009, 30.01), (120.01, 30.0)} <= set(after.polygon("A").exterior.coords), "the outline's vertex stays"
    ends = done(bent, edit="move_border", one="A", other="B", at=[120.01, 30.005], to=[120.009, 30.005], ends=False)
    assert {(120.009, 30.005), (120.01, 30.01), (120.01, 30.0)} <= set(ends.polygon("A").exterior.coords)
    whole = done(bent, edit="move_border", one="V", other="V2", at=[120.01, 30.005], to=[120.009, 30.005])
    assert whole.polygon("V").area < 2e-4
    assert refused(bent, edit="move_border", one="A", other="D", at=[120.01, 30.005], to=[120.009, 30.005]).code == "edit_no_shared_border"


def test_insert_and_delete_a_vertex() -> None:
    after = done(village(), edit="insert_vertex", at=[120.005, 30.010001])
    assert (120.005, 30.01) in after.polygon("A").exterior.coords
    assert (120.005, 30.01) in after.polygon("C").exterior.coords
    assert done(after, edit="delete_vertex", at=[120.005, 30.01]) == village()
    assert refused(village(), edit="delete_vertex", at=[120.01, 30.01]).code == "edit_is_node"
    assert len(done(village(), edit="delete_vertex", at=[120.014, 30.014]).polygon("E").exterior.coords) == 4
    assert refused(village(), edit="delete_vertex", at=[120, 30]).code == "edit_outline"


def test_reshape_across_the_old_border() -> None:
    line = [[120.01, 30.002], [120.008, 30.004], [120.012, 30.006], [120.01, 30.008]]
    after = done(village(), edit="reshape", one="A", other="B", line=line)
    assert {tuple(place) for place in line} <= set(after.polygon("A").exterior.coords)
    hanging = [[120.014, 30.002], *line[1:-1], [120.004, 30.009]]
    cut = done(village(), edit="reshape", one="A", other="B", line=hanging)
    assert not {(120.014, 30.002), (120.004, 30.009)} & set(cut.polygon("A").exterior.coords), "what hangs over is cut off"


def test_reshape_a_ring_keeps_its_longer_side() -> None:
    after = done(village(), edit="reshape", one="D", other="E", line=[[120.014, 30.014], [120.015, 30.013], [120.016, 30.014]])
    assert after.polygon("E").area == pytest.approx(PLANT.area + 1e-6)


def test_reshapes_that_are_refused() -> None:
    off = [[120.009, 30.002], [120.008, 30.004]]
    assert refused(village(), edit="reshape", one="A", other="B", line=off).code == "edit_no_border"
    through = [[120.01, 30.002], [120.03, 30.005], [120.01, 30.008]]
    assert refused(village(), edit="reshape", one="A", other="B", line=through).code == "edit_crosses"
    past_the_node = [[120.01, 30.005], [120.008, 30.01], [120.01, 30.015]]
    assert refused(village(), edit="reshape", one="V", other="V2", line=past_the_node).code == "edit_border_broken"


def test_follow_a_stream() -> None:
    stream = [[120.0115, 29.99], [120.0112, 30.003], [120.0114, 30.006], [120.0111, 30.02]]
    after = done(village(), edit="follow", one="A", other="B", start=[120.01, 30.002], end=[120.01, 30.008], feature=stream)
    assert {(120.0112, 30.003), (120.0114, 30.006)} <= set(after.polygon("A").exterior.coords)


def test_simplify() -> None:
    made = village()
    for number in range(1, 10):
        made = done(made, edit="insert_vertex", at=[120 + number / 1000, 30.01])
    for number in range(1, 10, 2):
        made = done(made, edit="move_vertex", at=[120 + number / 1000, 30.01], to=[120 + number / 1000, 30.01001])
    after = done(made, edit="simplify", grids=["A", "C"], tolerance_m=20)
    assert len(after.polygon("A").exterior.coords) < len(made.polygon("A").exterior.coords)
    assert refused(after, edit="simplify", grids=["A", "C"], tolerance_m=20).code == "edit_nothing"


def test_a_locked_grid_stays_as_it_is() -> None:
    made = replace(village(), locked=frozenset({"C"}))
    assert refused(made, edit="move_vertex", at=[120.01, 30.01], to=[120.011, 30.012]).code == "edit_locked"
    assert refused(made, edit="merge", grids=["A", "C"], into="A").params["grid"] == "C"
    after = done(made, edit="split", grid="A", line=[[MIDDLE, 29.9], [MIDDLE, 30.1]], new="N")
    assert (MIDDLE, 30.01) in after.polygon("C").exterior.coords, "a node on its border is no change of it"
    assert after.locked == {"C"}


def test_an_edit_is_run_anew_on_what_another_planner_left() -> None:
    first, second = (read_edit({"edit": "split", "grid": "A", "line": [[x, 29.9], [x, 30.1]], "new": new})
                     for x, new in ((120.003, "N"), (120.006, "M")))
    after = second.apply(first.apply(village()).coverage).coverage
    assert after.polygon("M").equals(box(120.003, 30, 120.006, 30.01))


@pytest.mark.parametrize(("said", "faults"), [
    ({"edit": "split", "grid": 3, "line": [[1, 2]], "new": "N", "colour": "red"}, {"grid", "colour"}),
    ({"edit": "split", "grid": "A", "line": [[1, "2"]], "new": "N"}, {"line"}),
    ({"edit": "split", "grid": "A", "line": [[1, 1e400]], "new": "N"}, {"line"}),
    ({"edit": "split", "grid": "A", "line": [[1, 95]], "new": "N", "parts": 1}, {"line", "parts"}),
    ({"edit": "draw", "new": "N", "parent": "T", "area": [[[1, 1], [2, 2], [1, 1]]]}, {"area"}),
    ({"edit": "move_vertex", "at": [1, 2, 3]}, {"at", "to"}),
    ({"edit": "divide", "grid": "A", "line": [[1, 2], [2, 3]], "pieces": []}, {"pieces"}),
    ({"edit": "simplify", "grids": "A", "tolerance_m": True}, {"grids", "tolerance_m"}),
])  # fmt: skip
def test_json_that_does_not_fit_is_refused_field_by_field(said: dict[str, Any], faults: set[str]) -> None:
    with pytest.raises(WanggeError) as refusal:
        read_edit(said)
    assert refusal.value.code == "bad_request"
    assert {fault.field for fault in refusal.value.errors} == faults


def test_an_edit_is_told_in_words() -> None:
    merge = read_edit({"edit": "merge", "grids": ["A", "C"], "into": "A"})
    assert (merge.sentence(), merge.sentence("en")) == ("把 A、C 合并为 A", "merged A, C into A")
    pieces = read_edit({"edit": "divide", "grid": "A", "line": [[1, 2], [2, 3]], "pieces": {"N": [1, 2], "M": [1, 3]}})
    assert pieces.sentence() == "用线把 A 分成几块，新设 N、M"


def test_an_unknown_edit_is_refused() -> None:
    with pytest.raises(WanggeError, match="split") as refusal:
        read_edit({"edit": "paint"})
    assert refusal.value.code == "edit_unknown"
    assert set(EDITS) == {edit.name for edit in EDITS.values()}
