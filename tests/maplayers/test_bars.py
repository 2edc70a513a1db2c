"""Bar charts of reports: heights in proportion, parts inside, what was not counted said, text escaped."""

import re
from xml.etree import ElementTree

from gis_app.maplayers.paper import Bar, bars

SVG = "{http://www.w3.org/2000/svg}"


def rects(made: str) -> list[tuple[float, float]]:
    """Foot and height of each bar."""
    return [(float(one.get("y", 0)) + float(one.get("height", 0)), float(one.get("height", 0))) for one in ElementTree.fromstring(made).iter(f"{SVG}rect")]


def test_bars_stand_on_one_line_in_proportion() -> None:
    found = rects(bars("死角", [Bar("一季", 50), Bar("二季", 200), Bar("三季", 100)]))
    assert len({round(foot, 1) for foot, _ in found}) == 1
    assert [round(height / found[1][1], 2) for _, height in found] == [0.25, 1.0, 0.5]


def test_a_part_is_drawn_within_its_bar() -> None:
    whole, part = rects(bars("发现", [Bar("一季", 8, 2)]))
    assert round(part[1] / whole[1], 2) == 0.25


def test_nought_and_unknown_have_no_bar_and_say_so() -> None:
    made = bars("死角", [Bar("一季", None), Bar("二季", 0)])
    assert rects(made) == []
    assert re.findall(r">(—|0)<", made) == ["—", "0"]


def test_words_are_escaped() -> None:
    made = bars("<b>", [Bar('"&', 1)])
    assert "<b>" not in made
    ElementTree.fromstring(made)
