"""A grid's border in words, on shapes whose words are known.

    30.10 +-----------+-----------+
          |    G2     |           |
    30.05 +~~~stream~~+  G3  [E1] |
          |    G1     |           |
    30.00 +-----------+-----------+
        119.90      120.00      120.10
"""

import math

import numpy as np
import pytest
import shapely
from shapely import LineString, Polygon, affinity, box

from gis_app.domain.borders import SIDES, borders, in_words
from gis_app.domain.shapes import WGS84
from gis_app.domain.ways import Way
from tests.small_town import NODES

SHAPES = {node.code: node.geom for node in NODES if node.kind in ("grid", "enterprise") and node.geom is not None}
NAMES = {node.code: node.name for node in NODES}
STREAM = Way("柳溪", LineString([(119.90, 30.05), (120.00, 30.05), (120.00, 30.075)]))
ACROSS = Way("X301县道", LineString([(119.95, 29.99), (119.95, 30.11)]))


def words(code: str, *ways: Way) -> dict[str, str]:
    return in_words(borders(SHAPES[code], [(other, shape) for other, shape in SHAPES.items() if other != code], ways), NAMES)


def test_each_side_names_who_lies_beyond() -> None:
    assert words("G1") == {"east": "东岭网格", "south": "镇界", "west": "镇界", "north": "石桥网格"}
    assert words("G3") == {"east": "镇界", "south": "镇界", "west": "石桥网格、柳湾网格", "north": "镇界"}


def test_a_stream_is_named_where_the_border_follows_it() -> None:
    """Along all of a side, along half of one; a road that only crosses is not followed."""
    said = words("G2", STREAM, ACROSS)
    assert said["south"] == "柳湾网格（以柳溪为界）"
    assert said["east"] == "东岭网格（部分以柳溪为界）"
    assert said["north"] == "镇界"


def test_water_drawn_as_an_area_is_followed_along_its_bank() -> None:
    river = Way("青河", box(119.89, 30.0499, 120.11, 30.0501))
    assert words("G1", river)["north"] == "石桥网格（以青河为界）"
    assert words("G3", river)["west"] == "石桥网格、柳湾网格"


def test_what_is_cut_out_lies_inside_and_at_no_side() -> None:
    found = borders(SHAPES["G3"], [(code, shape) for code, shape in SHAPES.items() if code != "G3"])
    assert found.inside == ("E1",)
    assert all(one.grid != "E1" for abutters in found.sides.values() for one in abutters)
    assert set(words("E1").values()) == {"东岭网格"}


def test_the_sides_of_a_grid_make_up_its_border() -> None:
    """Lengths by neighbour are those on the ellipsoid, to the plane's thousandth."""
    found = borders(SHAPES["G1"], [(code, shape) for code, shape in SHAPES.items() if code != "G1"])
    around = {one.grid: one.metres for one in found.around}
    assert around["G2"] == pytest.approx(WGS84.geometry_length(LineString([(119.90, 30.05), (120.00, 30.05)])), rel=1e-3)
    assert around["G3"] == pytest.approx(WGS84.geometry_length(LineString([(120.00, 30.00), (120.00, 30.05)])), rel=1e-3)
    assert [one.metres for one in found.around] == sorted(around.values(), reverse=True)
    assert sum(one.metres for abutters in found.sides.values() for one in abutters) == pytest.approx(sum(around.values()), rel=0.02)


def test_an_inner_corner_looks_where_it_faces() -> None:
    """The notch of an L faces east and north, though it lies in the middle.

        ┌───┐
        │ L └────┐   N fills the notch
        └────────┘
    """
    ell = Polygon([(120, 30), (120.04, 30), (120.04, 30.01), (120.01, 30.01), (120.01, 30.04), (120, 30.04)])
    notch = box(120.01, 30.01, 120.04, 30.04)
    said = in_words(borders(ell, [("N", notch)]), {})
    assert said == {"east": "N、镇界", "south": "镇界", "west": "镇界", "north": "镇界、N"}


@pytest.mark.parametrize("turn", [0.0, 37.0, 45.0, 90.0, 200.0])
def test_a_winding_border_has_four_sides_however_it_is_turned(turn: float) -> None:
    angle = np.linspace(0, 2 * math.pi, 400, endpoint=False)
    radius = 0.01 * (1 + 0.12 * np.sin(9 * angle))
    blob = affinity.rotate(Polygon(np.column_stack([120 + radius * np.cos(angle), 30 + radius * np.sin(angle)])), turn, origin=(120, 30))
    quarters = [(side, shapely.Polygon([(120, 30), (120 + a, 30 + b), (120 + c, 30 + d)]).difference(blob)) for side, (a, b, c, d) in {
        "east": (1, -1, 1, 1), "south": (-1, -1, 1, -1), "west": (-1, -1, -1, 1), "north": (-1, 1, 1, 1)}.items()]
    found = borders(blob, quarters)
    for side in SIDES:
        longest = max(found.sides[side], key=lambda one: one.metres)
        assert longest.grid == side


def test_a_crack_of_a_hand_s_breadth_still_has_a_neighbour_beyond() -> None:
    said = in_words(borders(box(120, 30, 120.01, 30.01), [("N", box(120.01 + 5e-6, 30, 120.02, 30.01))]), {"N": "北村"})
    assert said["east"] == "北村"
