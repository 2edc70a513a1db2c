"""Names proposed for grids by the habit of their neighbours."""

import pytest

from gis_app.domain.naming import numeral, proposed

JINLE = ["金乐社区第一网格", "金乐社区第二网格", "金乐社区第四网格"]


@pytest.mark.parametrize(("number", "written"), [(1, "一"), (10, "十"), (12, "十二"), (20, "二十"), (45, "四十五"), (99, "九十九"), (120, "120")])
def test_numerals(number: int, written: str) -> None:
    assert numeral(number) == written


@pytest.mark.parametrize(("name", "others", "made"), [
    ("金乐社区第一网格", JINLE, "金乐社区第三网格"),
    ("金乐社区第??", JINLE, "金乐社区第三网格"),
    ("金乐社区第三网??", JINLE, "金乐社区第三网格"),
    ("金乐社区第二网??", JINLE, "金乐社区第三网格"),
    ("仕林社区第一网??", JINLE, "仕林社区第一网格"),
    ("", JINLE, "金乐社区第三网格"),
    ("东村第2格", ["东村第1格", "东村第2格"], "东村第3格"),
])
def test_the_next_free_number_of_the_row(name: str, others: list[str], made: str) -> None:
    assert proposed(name, others) == made


@pytest.mark.parametrize(("name", "others"), [("西湖??", JINLE), ("柳湾", ["柳湾", "东村"]), ("", ["柳湾", "东村"]), ("东村第??", ["柳湾"])])
def test_nothing_is_proposed_without_a_habit(name: str, others: list[str]) -> None:
    assert proposed(name, others) is None
