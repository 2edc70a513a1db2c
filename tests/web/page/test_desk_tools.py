"""Every tool of the desk with the mouse, over a real draft: what the hand does is what the server keeps."""

from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import expect

from tests.web.page.hand import Hand
from tests.web.page.lie import Lie, corner, ring, towards

Open = Callable[..., Hand]


@pytest.fixture
def lie(desk_town: Any, draft: int) -> Callable[[], Lie]:
    """The draft as the server has it now."""
    return lambda: Lie.of(desk_town.database, draft)


def test_split(open_desk: Open, draft: int, lie: Callable[[], Lie]) -> None:
    hand, before = open_desk(draft), lie()
    grid = before.plain[0]
    hand.choose(grid)
    hand.tool("split")
    hand.line(before.across(grid))
    hand.page.locator("#hint-finish").click()
    hand.page.locator("#proposal-name").fill("新分网格")
    expect(hand.page.locator(".moves tbody tr")).to_have_count(1)
    hand.apply()
    hand.settled(1)
    after = lie()
    [new] = set(after.grids) - set(before.grids)
    assert after.shape(grid).union(after.shape(new)).symmetric_difference(before.shape(grid)).area < 1e-12
    expect(hand.page.locator(".chosen-head h2")).to_have_text("新分网格")


def test_merge(open_desk: Open, draft: int, lie: Callable[[], Lie]) -> None:
    hand, before = open_desk(draft), lie()
    grid = before.plain[0]
    other, _ = before.beside(grid)
    hand.choose(grid)
    hand.tool("merge")
    hand.press(before.inside(other))
    expect(hand.page.locator("#hint")).to_contain_text("已选 2 个")
    hand.page.locator("#hint-finish").click()
    hand.page.locator("#proposal-choice").select_option(grid)
    hand.apply()
    hand.settled(1)
    assert set(before.grids) - set(lie().grids) == {other}


def test_a_shared_border_is_dragged_and_its_figures_follow(open_desk: Open, draft: int, lie: Callable[[], Lie]) -> None:
    hand, before = open_desk(draft), lie()
    grid = before.plain[0]
    other, edge = before.beside(grid)
    hand.choose(grid)
    hand.tool("border")
    start, end = corner(edge), towards(corner(edge), before.inside(other), 0.2)
    area = hand.figure("area_mu").inner_text()
    hand.take(start)
    hand.page.mouse.move(*hand.pixel(end), steps=5)
    tip = hand.page.locator("#live")
    for code in (grid, other):
        expect(tip).to_contain_text(hand.ask("draft.nameOf(arg)", code))
    expect(tip).to_contain_text("亩")
    expect(hand.figure("area_mu")).not_to_have_text(area)
    hand.until("desk.trial.answer?.moves?.length")
    assert hand.version == 0
    hand.page.mouse.up()
    hand.settled(1)
    after = lie()
    assert after.shape(grid).area > before.shape(grid).area
    assert abs(after.area() - before.area()) < 1e-12
    assert {code for code in before.grids if after.shape(code) != before.shape(code)} == {grid, other}
    hand.page.locator("#do-undo").click()
    hand.settled(2)
    assert lie().coverage.digest == before.coverage.digest
    hand.page.locator("#do-redo").click()
    hand.settled(3)
    assert lie().coverage.digest == after.coverage.digest


def test_corners_are_dragged_set_deleted_and_given_by_numbers(open_desk: Open, draft: int, lie: Callable[[], Lie]) -> None:
    hand, before = open_desk(draft), lie()
    grid = before.plain[0]
    other, edge = before.beside(grid)
    hand.choose(grid)
    start = corner(edge)
    hand.go(start, 17)
    hand.tool("vertex")
    hand.drag(start, towards(start, before.inside(other), 0.1))
    hand.settled(1)
    expect(hand.page.locator("#exact-at")).to_be_visible()
    hand.page.locator("#exact-east").fill("乱写")
    hand.page.keyboard.press("Enter")
    expect(hand.page.locator(".exact .fault")).to_have_text("请填数字，单位是米。")
    wanted = towards(start, before.inside(other), 0.12)
    hand.page.locator("#exact-east").fill("")
    hand.page.locator("#exact-at").fill(f"{wanted[0]:.9f}, {wanted[1]:.9f}")
    hand.page.keyboard.press("Enter")
    hand.settled(2)
    now = lie().coverage.nearest_edge(wanted)
    assert min(abs(x - round(wanted[0], 9)) + abs(y - round(wanted[1], 9)) for x, y in now.xy.tolist()) < 1e-11
    hand.page.locator("#hint-delete").click()
    hand.settled(3)
    at = corner(lie().beside(grid)[1])
    nearest = lie().coverage.nearest_edge(at)
    count, i = len(nearest.xy), len(nearest.xy) // 2
    hand.go(at, 19)
    hand.press(towards(nearest.xy[i].tolist(), nearest.xy[i - 1].tolist(), 0.5))
    hand.settled(4)
    assert len(lie().coverage.nearest_edge(at).xy) == count + 1


def test_a_stretch_of_a_border_is_drawn_anew(open_desk: Open, draft: int, lie: Callable[[], Lie]) -> None:
    hand, before = open_desk(draft), lie()
    grid = before.plain[0]
    other, edge = before.beside(grid)
    hand.choose(grid)
    hand.tool("reshape")
    n = len(edge.xy)
    a, b = edge.xy[n // 3].tolist(), edge.xy[2 * n // 3].tolist()
    hand.line([a, towards(corner(edge), before.inside(other), 0.3), b])
    hand.page.keyboard.press("Enter")
    hand.apply()
    hand.settled(1)
    assert lie().shape(grid).area > before.shape(grid).area


def test_a_piece_goes_to_the_neighbour(open_desk: Open, draft: int, lie: Callable[[], Lie]) -> None:
    hand, before = open_desk(draft), lie()
    grid = before.plain[0]
    other, edge = before.beside(grid)
    hand.choose(grid)
    hand.tool("transfer")
    hand.line(ring(towards(corner(edge), before.inside(other), 0.1), 120))
    hand.page.keyboard.press("Enter")
    hand.page.locator("#proposal-choice").select_option(grid)
    hand.apply()
    hand.settled(1)
    after = lie()
    assert after.shape(grid).area > before.shape(grid).area
    assert abs(after.area() - before.area()) < 1e-12


@pytest.mark.parametrize(("tool", "kind"), [("carve", "enterprise"), ("draw", "grid")])
def test_an_outline_becomes_a_grid(tool: str, kind: str, open_desk: Open, draft: int, lie: Callable[[], Lie]) -> None:
    hand, before = open_desk(draft), lie()
    grid = before.plain[0]
    hand.choose(grid)
    hand.tool(tool)
    outline = ring(before.inside(grid), 80)
    hand.line([*outline, outline[0]])
    hand.page.locator("#proposal-name").fill("青溪新厂")
    hand.apply()
    hand.settled(1)
    after = lie()
    [new] = set(after.coverage.leaves) - set(before.coverage.leaves)
    assert after.coverage.units[new].kind == kind
    assert after.coverage.polygon(new).area == pytest.approx(4 * 80 * 80 / 96_000 / 111_000, rel=0.1)


def test_borders_are_simplified_together(open_desk: Open, draft: int, lie: Callable[[], Lie]) -> None:
    hand, before = open_desk(draft), lie()
    grid = before.plain[0]
    hand.choose(grid)
    hand.tool("simplify")
    hand.page.locator("#proposal-choice").select_option("10")
    hand.apply()
    hand.settled(1)
    after = lie()
    assert sum(len(edge.xy) for edge in after.coverage.faces[grid]) < sum(len(edge.xy) for edge in before.coverage.faces[grid])
    assert abs(after.area() - before.area()) < 1e-12
