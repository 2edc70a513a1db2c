"""Two planners at once, a network that goes away, a browser that dies in the middle of a drag: nothing lost, nothing twice."""

from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import expect
from sqlalchemy import text

from tests.web.page.hand import Hand
from tests.web.page.lie import Lie, corner, towards

Open = Callable[..., Hand]
Look = Callable[[], Lie]
AWAY = ("ERR_INTERNET_DISCONNECTED", "ERR_FAILED")


@pytest.fixture
def lie(desk_town: Any, draft: int) -> Look:
    """The draft as the server has it now."""
    return lambda: Lie.of(desk_town.database, draft)


@pytest.fixture
def keys(desk_town: Any, draft: int) -> Callable[[], list[str]]:
    """The key of every edit that the server has, in order."""

    def kept() -> list[str]:
        with desk_town.database.begin() as connection:
            return [row[0] for row in connection.execute(text("SELECT key FROM draft_entry WHERE edition_id = :id ORDER BY serial"), {"id": draft})]

    return kept


def far_apart(lie: Lie) -> tuple[str, str]:
    """Two grids whose neighbours are all different."""
    first = lie.plain[0]
    around = lambda code: {face for edge in lie.coverage.faces[code] for face in edge.faces}
    return first, next(code for code in lie.plain if not around(code) & around(first) - {""})


def hold(hand: Hand, lie: Lie, grid: str, share: float = 0.15) -> None:
    """Take a grid's longest border and move it, without letting go."""
    other, edge = lie.beside(grid)
    hand.choose(grid)
    hand.tool("border")
    hand.take(corner(edge))
    hand.page.mouse.move(*hand.pixel(towards(corner(edge), lie.inside(other), share)), steps=3)


def move(hand: Hand, lie: Lie, grid: str, share: float = 0.15) -> None:
    hold(hand, lie, grid, share)
    hand.page.mouse.up()


def test_one_hears_of_the_other_and_both_keep_their_work(open_desk: Open, draft: int, lie: Look, watched: Any) -> None:
    watched.expected = ("409",)
    wang, li, start = open_desk(draft, name="王规划"), open_desk(draft, name="李规划"), lie()
    mine, theirs = far_apart(start)
    move(wang, start, mine)
    wang.settled(1)
    move(li, start, theirs)  # on what he saw before the other's edit
    li.settled(2)
    expect(li.page.locator("#notices")).to_contain_text("王规划改了 1 处")
    wang.until("draft.version === 2")
    expect(wang.page.locator("#notices")).to_contain_text("李规划改了 1 处")
    now = lie()
    assert now.shape(mine) != start.shape(mine)
    assert now.shape(theirs) != start.shape(theirs)


@pytest.mark.parametrize(("answer", "versions"), [("放弃我的改动", 1), ("仍然套用", 2)])
def test_the_second_at_one_border_is_asked(answer: str, versions: int, open_desk: Open, draft: int, lie: Look, watched: Any) -> None:
    watched.expected = ("409",)
    wang, li, start = open_desk(draft, name="王规划"), open_desk(draft, name="李规划"), lie()
    grid = start.plain[0]
    other, edge = start.beside(grid)
    hold(li, start, grid, 0.1)
    wang.choose(grid)
    wang.tool("reshape")
    n = len(edge.xy)
    wang.line([edge.xy[n // 2 - 4].tolist(), towards(edge.xy[n // 2 - 3].tolist(), start.inside(other), 0.05), edge.xy[n // 2 - 2].tolist()])
    wang.page.keyboard.press("Enter")
    wang.apply()
    wang.settled(1)
    li.page.mouse.up()
    dialog = li.page.locator("#dialog")
    expect(dialog).to_contain_text("王规划刚改了同一处界线")
    dialog.get_by_role("button", name=answer).click()
    li.settled(versions)
    assert lie().version == versions


def test_a_locked_grid_is_left_alone_and_the_page_says_who_locked_it(open_desk: Open, draft: int, lie: Look, watched: Any) -> None:
    watched.expected = ("409",)
    wang, li, start = open_desk(draft, name="王规划"), open_desk(draft, name="李规划"), lie()
    grid = start.plain[0]
    wang.choose(grid)
    wang.page.get_by_role("button", name="锁定").click()
    expect(wang.page.get_by_role("button", name="解锁")).to_be_visible()
    move(li, start, grid)
    expect(li.page.locator("#notices")).to_contain_text("锁定")
    assert lie().coverage.digest == start.coverage.digest
    expect(wang.page.locator(".facts-list")).to_contain_text("王规划")


def test_edits_made_without_a_network_are_sent_once_when_it_is_back(open_desk: Open, draft: int, lie: Look, keys: Any, watched: Any) -> None:
    watched.expected = AWAY
    hand, start = open_desk(draft), lie()
    first, second = far_apart(start)
    for grid in (first, second):
        hand.choose(grid)
    hand.page.context.set_offline(True)
    move(hand, start, first)
    move(hand, start, second)
    expect(hand.page.locator("#saved")).to_have_text("断网，2 项待送出")
    hand.page.locator("#tab-log").click()
    assert lie().version == 0
    assert hand.ask("draft.coverage.area(arg)", first) > 0
    hand.page.context.set_offline(False)
    hand.settled(2)
    expect(hand.page.locator("#saved")).to_have_text("已保存")
    assert len(set(keys())) == len(keys()) == 2
    now = lie()
    assert now.shape(first) != start.shape(first)
    assert now.shape(second) != start.shape(second)


def test_a_lost_answer_is_not_a_second_edit(open_desk: Open, draft: int, lie: Look, keys: Any, watched: Any) -> None:
    watched.expected = AWAY
    hand, start = open_desk(draft), lie()
    lost: list[str] = []

    def swallow(route: Any) -> None:
        if lost or '"preview":true' in route.request.post_data:
            return route.continue_()
        lost.append(route.request.post_data)
        route.fetch()  # it arrives and is kept, but the answer is lost
        return route.abort()

    hand.page.route("**/edits", swallow)
    move(hand, start, start.plain[0])
    hand.settled(1)
    assert len(keys()) == len(lost) == 1
    now = lie()
    assert hand.ask("draft.coverage.area(arg)", start.plain[0]) == pytest.approx(now_area(hand, start.plain[0]), rel=1e-6)
    assert now.version == 1


def now_area(hand: Hand, grid: str) -> float:
    """What the server says, m²."""
    return float(hand.ask("draft.grid(arg).figures.area_m2", grid))


def test_a_page_that_dies_in_a_drag_keeps_what_was_let_go(open_desk: Open, draft: int, lie: Look, keys: Any, watched: Any) -> None:
    watched.expected = AWAY
    hand, start = open_desk(draft), lie()
    first, second = far_apart(start)
    for grid in (second, first):
        hand.choose(grid)
    move(hand, start, first)
    hand.settled(1)
    context = hand.page.context
    context.set_offline(True)
    move(hand, start, second)
    expect(hand.page.locator("#saved")).to_have_text("断网，1 项待送出")
    hold(hand, start, first, 0.25)
    hand.page.close()  # no handler of the page is run
    context.set_offline(False)
    page = context.new_page()
    watched.watch(page)
    page.goto(f"{watched.home}/desk?edition={draft}")
    again = Hand(page).ready()
    again.settled(2)
    assert len(set(keys())) == len(keys()) == 2
    now = lie()
    assert now.shape(second) != start.shape(second)
    assert abs(now.area() - start.area()) < 1e-12


def test_a_browser_that_is_gone_loses_nothing_acknowledged(open_desk: Open, draft: int, lie: Look) -> None:
    hand, start = open_desk(draft), lie()
    move(hand, start, start.plain[0])
    hand.settled(1)
    kept = lie()
    hold(hand, kept, kept.plain[0], 0.3)
    hand.page.context.close()
    again = open_desk(draft)
    assert again.version == 1
    assert lie().coverage.digest == kept.coverage.digest


def test_undo_redo_and_any_earlier_state_after_a_reload(open_desk: Open, draft: int, lie: Look) -> None:
    hand, start = open_desk(draft), lie()
    first, second = far_apart(start)
    move(hand, start, first)
    hand.settled(1)
    one = lie()
    move(hand, start, second)
    hand.settled(2)
    two = lie()
    hand.page.reload()
    hand.ready()
    for version, wanted in ((3, one), (4, start)):
        hand.page.locator("#do-undo").click()
        hand.settled(version)
        assert lie().coverage.digest == wanted.coverage.digest
    expect(hand.page.locator("#do-undo")).to_be_disabled()
    hand.page.reload()
    hand.ready()
    hand.page.locator("#do-redo").click()
    hand.settled(5)
    assert lie().coverage.digest == one.coverage.digest
    hand.page.locator("#tab-log").click()
    entries = hand.page.locator(".log .entry")
    expect(entries).to_have_count(6)
    expect(entries.first).to_contain_text("王规划")
    entries.nth(3).get_by_role("button", name="恢复到此处").click()  # serials 5, 4, 3, then 2
    hand.settled(6)
    assert lie().coverage.digest == two.coverage.digest


def test_a_note_is_pinned_answered_and_settled(open_desk: Open, draft: int, lie: Look) -> None:
    wang, start = open_desk(draft), lie()
    wang.tool("comment")
    wang.press(start.inside(start.plain[0]))
    wang.page.get_by_role("button", name="提交").click()
    expect(wang.page.locator(".comment-form .fault")).to_have_text("请写明意见。")
    wang.page.locator(".comment-form textarea").fill("这条界线应沿河走")
    wang.page.get_by_role("button", name="提交").click()
    expect(wang.page.locator(".comment")).to_contain_text("这条界线应沿河走")
    li = open_desk(draft, name="李规划")
    li.page.locator("#tab-comments").click()
    li.page.locator(".comment").get_by_role("button", name="回复").click()
    li.page.locator(".comment-form textarea").fill("已改")
    li.page.get_by_role("button", name="提交").click()
    expect(li.page.locator(".comment .answer")).to_contain_text("已改")
    li.page.get_by_role("button", name="标为已解决").click()
    expect(li.page.locator(".comment")).to_contain_text("李规划 已解决")
