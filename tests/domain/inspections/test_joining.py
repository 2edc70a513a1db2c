"""An enterprise grid and its company are one visit, unless nobody could make it."""

import pytest

from gis_app.domain.inspections import Team, Wish
from gis_app.domain.inspections.joining import company_of, joined
from gis_app.domain.inspections.pairs import Pair

GRID = Wish("grid:E1", "grid", (120.045, 30.045), "E1", "青溪茶厂企业网格", required=True, service_min=25, note="常规", checks=("K01",), also=("unit:U1",))
FIRM = Wish("unit:U1", "key_place", (120.041, 30.041), "E1", "青溪茶业有限公司", service_min=30, skills=frozenset({"消防"}), note="企业，应查：从未联查过", owed=2, prize=9)
ABLE, UNABLE = Team("1", "一组", (120.0, 30.0), skills=frozenset({"消防"})), Team("2", "二组", (120.0, 30.0))


def test_one_visit_answers_both_and_the_grid_stays_a_must() -> None:
    [one] = joined([GRID, FIRM], [ABLE, UNABLE])
    assert (one.id, one.kind, one.required, one.owed, one.also, one.checks) == ("grid:E1", "grid", True, 2, ("unit:U1",), ("K01",))
    assert (one.label, one.note) == ("青溪茶厂企业网格（青溪茶业有限公司）", "常规；企业，应查：从未联查过")
    assert (one.service_min, one.place, one.skills, one.kinds_zh) == (30, FIRM.place, {"消防"}, "网格、企业")
    assert Wish.from_dict(one.to_dict()) == one


@pytest.mark.parametrize("pairs", [
    (Pair("forbidden", "1", grid="E1"),), (Pair("forbidden", "1", wish="unit:U1"),), (Pair("fixed", "2", wish="grid:E1"),),
])
def test_where_no_team_may_do_both_the_grid_is_entered_all_the_same(pairs: tuple[Pair, ...]) -> None:
    apart = joined([GRID, FIRM], [ABLE, UNABLE], pairs)
    assert [(one.id, one.also, one.owed) for one in apart] == [("grid:E1", (), 0), ("unit:U1", (), 2)]
    assert [one.id for one in joined([GRID, FIRM], [UNABLE])] == ["grid:E1", "unit:U1"]


def test_a_company_that_is_not_due_leaves_the_grid_alone() -> None:
    assert [(one.label, one.also) for one in joined([GRID], [ABLE])] == [("青溪茶厂企业网格", ())]


def test_the_company_of_a_grid_is_the_only_one_or_the_one_of_its_name() -> None:
    assert company_of("青溪茶厂企业网格", {"a": "某某公司"}) == "a"
    assert company_of("青溪茶厂企业网格", {"a": "某某公司", "b": "青溪茶厂"}) == "b"
    assert company_of("青溪茶厂企业网格", {"a": "某某公司", "b": "另一公司"}) is None
    assert company_of("青溪茶厂企业网格", {}) is None
