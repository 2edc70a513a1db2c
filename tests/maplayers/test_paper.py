"""Maps on paper: to scale, named without collisions, nothing in the legend that is not shown, every text escaped."""

import re
from xml.etree import ElementTree

import pytest
import shapely
from shapely import LineString, Point, box

from gis_app.domain.shapes import WGS84
from gis_app.maplayers.paper import PENS, ROUTES, Frame, Layer, paper_map
from gis_app.maplayers.paper.frame import rounded_up
from gis_app.maplayers.paper.furniture import bar_metres
from gis_app.maplayers.paper.pens import PATTERNS

PLACE = box(119.90, 30.00, 120.00, 30.05)
FRAME = Frame.around(PLACE.bounds, 170, 100)
NAMESPACE = "{http://www.w3.org/2000/svg}"


def test_a_length_on_the_paper_is_that_on_the_ground() -> None:
    for one, other in (((119.95, 30.025), (119.97, 30.025)), ((119.95, 30.01), (119.95, 30.03)), ((119.91, 30.01), (119.99, 30.04))):
        a, b = FRAME.placed([Point(one), Point(other)])
        ground = WGS84.geometry_length(LineString([one, other]))
        assert a.distance(b) == pytest.approx(ground * 1000 / FRAME.scale, rel=5e-4)


def test_the_scale_bar_is_as_long_as_it_says() -> None:
    svg = ElementTree.fromstring(paper_map(FRAME, []).svg)
    [bar] = [part for part in svg.iter(f"{NAMESPACE}rect") if part.get("class") == "bar"]
    [group] = [part for part in svg.iter(f"{NAMESPACE}g") if part.get("data-bar-metres")]
    metres = int(group.get("data-bar-metres"))
    assert metres == bar_metres(FRAME)
    assert float(bar.get("width")) == pytest.approx(metres * 1000 / FRAME.scale, abs=1e-3)
    unit = float(re.match(r"([\d.]+)mm", svg.get("width"))[1]) / float(svg.get("viewBox").split()[2])
    assert unit == pytest.approx(1.0)  # a unit of the drawing is a millimetre of paper
    assert f"1∶{FRAME.scale:,}".replace(",", "\u2009") in "".join(svg.itertext())


@pytest.mark.parametrize(("scale", "rounded"), [(3, 200), (4_100, 5_000), (5_000, 5_000), (80_001, 100_000), (1_000_000, 1_000_000)])
def test_scales_are_round(scale: float, rounded: int) -> None:
    assert rounded_up(scale) == rounded


def test_the_frame_holds_what_it_was_made_around() -> None:
    west, south, east, north = FRAME.bounds
    assert west < 119.90
    assert east > 120.00
    assert south < 30.00
    assert north > 30.05
    placed = FRAME.placed([PLACE])[0]
    assert shapely.box(0, 0, 170, 100).contains(placed)


def test_the_legend_lists_what_is_shown_and_nothing_else() -> None:
    far = box(121, 31, 121.1, 31.1)
    drawn = paper_map(FRAME, [Layer("water", [far]), Layer("building", [box(119.95, 30.02, 119.951, 30.021)]), Layer("subject", [PLACE]),
                              Layer("veil", [PLACE]), Layer("new", [PLACE], said="新划的")])
    assert drawn.legend == ("房屋", "本网格界线", "新划的")
    assert "水面" not in drawn.svg


def test_names_are_escaped() -> None:
    drawn = paper_map(FRAME, [Layer("grid", [PLACE], ["<script>alert(1)</script>"], said="<b>&</b>"), Layer("stop", [Point(119.95, 30.02)], numbers=["<i>"])])
    assert "<script" not in drawn.svg
    assert "<b>" not in drawn.svg
    assert "<i>" not in drawn.svg
    texts = [text.text or "".join(text.itertext()) for text in ElementTree.fromstring(drawn.svg).iter(f"{NAMESPACE}text")]
    assert "<script>alert(1)</script>" in texts


def test_names_do_not_touch() -> None:
    """Of names that would lie on one another the more important one stays."""
    here = Point(119.95, 30.025)
    many = paper_map(FRAME, [Layer("point", [here] * 9, [f"点位{number}" for number in range(9)])])
    assert 1 <= len(many.names) <= 4  # right, left, above and below
    both = paper_map(FRAME, [Layer("grid", [PLACE], ["小网格"]), Layer("subject", [PLACE], ["本网格"])])
    assert both.names[0] == "本网格"


def test_a_name_wider_than_its_ground_is_left_out() -> None:
    assert paper_map(FRAME, [Layer("grid", [box(119.95, 30.02, 119.9505, 30.0205)], ["很长很长的网格名称"])]).names == ()


def test_a_road_in_many_pieces_is_named_once() -> None:
    pieces = [LineString([(119.91 + 0.01 * n, 30.02), (119.92 + 0.01 * n, 30.02)]) for n in range(8)]
    assert paper_map(FRAME, [Layer("main", pieces, ["X301县道"] * 8)]).names == ("X301县道",)


def test_thousands_of_houses_are_one_mark() -> None:
    houses = [box(119.90 + 0.001 * (n % 100), 30.00 + 0.001 * (n // 100), 119.9004 + 0.001 * (n % 100), 30.0004 + 0.001 * (n // 100)) for n in range(4000)]
    svg = paper_map(FRAME, [Layer("building", houses)]).svg
    [mark] = [part for part in ElementTree.fromstring(svg).iter(f"{NAMESPACE}path") if part.get("d").count("M") == 4000]
    assert mark.get("fill") == PENS["building"].fill


def test_pens_differ_without_colour() -> None:
    """Two things drawn over one another may be told apart on a black-and-white copy: by pattern, dash, width or core."""
    colourless = [re.sub(r"#[0-9a-f]{6}", "", PATTERNS[(PENS[name].fill or "")[1:]]) for name in ("changed", "new", "gone", "moved", "firm", "water")]
    assert len(set(colourless)) == len(colourless)
    borders = [(pen.width, pen.dash, pen.core) for pen in (PENS[name] for name in ("town", "area", "grid", "micro", "subject", "was", "now", "main", "road", "lane"))]
    assert len(set(borders)) == len(borders)
    assert len({PENS[name].dash for name in ROUTES}) == len(ROUTES)


def test_routes_and_numbered_stops() -> None:
    stops = [Point(119.92, 30.01), Point(119.95, 30.03), Point(119.98, 30.02)]
    drawn = paper_map(FRAME, [Layer(ROUTES[1], [LineString(stops)]), Layer("stop", stops, ["村委会", "", "渡口"], numbers=["1", "2", "3"])])
    assert drawn.legend == ("第 2 组路线", "停靠点（序号）")
    assert {"1", "2", "3", "村委会", "渡口"} <= set("\n".join(ElementTree.fromstring(drawn.svg).itertext()).split("\n"))


def test_no_name_is_written_over_the_number_of_a_stop() -> None:
    ground = box(119.92, 30.01, 119.94, 30.03)
    alone = paper_map(FRAME, [Layer("grid", [ground], ["梅坞村"])]).svg
    stop = Layer("stop", [ground.centroid], numbers=["7"])
    beside = paper_map(FRAME, [Layer("grid", [ground], ["梅坞村"]), stop])

    def at(svg: str) -> tuple[str, str]:
        return next((part.get("x"), part.get("y")) for part in ElementTree.fromstring(svg).iter(f"{NAMESPACE}tspan") if part.text == "梅坞村")

    assert beside.names == ("梅坞村",)
    assert at(beside.svg) != at(alone)
