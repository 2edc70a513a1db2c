"""The desk without a mouse: by keyboard alone, and by finger."""

from collections.abc import Callable, Sequence
from typing import Any

import pytest
from playwright.sync_api import expect

from tests.web.page.hand import Hand
from tests.web.page.lie import Lie, corner, towards

Open = Callable[..., Hand]


@pytest.fixture
def lie(desk_town: Any, draft: int) -> Callable[[], Lie]:
    """The draft as the server has it now."""
    return lambda: Lie.of(desk_town.database, draft)


def walk(hand: Hand, lie: Lie) -> str:
    """Brackets walk through the grids to the first that has no enterprise inside."""
    for _ in range(80):
        hand.page.keyboard.press("]")
        if (code := hand.ask("draft.selected")) in lie.plain:
            return str(code)
    raise AssertionError("brackets never came to a grid")


def tab_to(hand: Hand, selector: str, most: int = 60) -> None:
    """Tab until something has the keyboard."""
    for _ in range(most):
        if hand.page.evaluate("(selector) => document.activeElement.matches(selector)", selector):
            return
        hand.page.keyboard.press("Tab")
    raise AssertionError(f"Tab never came to {selector}")


def test_split_by_keyboard(open_desk: Open, draft: int, lie: Callable[[], Lie]) -> None:
    hand, before = open_desk(draft), lie()
    keys = hand.page.keyboard
    grid = walk(hand, before)
    keys.press("s")
    west, east = (hand.pixel(place) for place in before.across(grid))
    x = hand.page.locator("#map").bounding_box()["x"] + hand.ask("stage.map.getSize().x") / 2
    for goal in (west[0] - 12, east[0] + 12):
        steps = round((goal - x) / 8)
        for _ in range(abs(steps)):
            keys.press("ArrowRight" if steps > 0 else "ArrowLeft")
        keys.down("Alt")
        keys.press("Space")
        keys.up("Alt")
        x += 8 * steps
    keys.press("Enter")
    keys.type("键盘分出的网格")
    hand.page.locator("#proposal-apply:enabled").wait_for()
    keys.press("Enter")
    hand.settled(1)
    assert len(lie().grids) == len(before.grids) + 1
    expect(hand.page.locator(".chosen-head h2")).to_have_text("键盘分出的网格")


def test_a_corner_moves_by_keyboard(open_desk: Open, draft: int, lie: Callable[[], Lie]) -> None:
    hand, before = open_desk(draft), lie()
    keys = hand.page.keyboard
    walk(hand, before)
    keys.press("g")
    while not hand.ask("desk.tool.chosen && [...draft.coverage.corners.get(desk.tool.chosen.join())].every((edge) => edge.left && edge.right)"):
        keys.press("n")
    lon, lat = hand.ask("desk.tool.chosen")
    for key in ("Shift+ArrowUp", "ArrowRight", "Alt+ArrowRight"):
        keys.press(key)
    hand.settled(1)
    east, north = hand.ask("[desk.tool.chosen[0] - arg[0], desk.tool.chosen[1] - arg[1]]", [lon, lat])
    assert north * 111_000 == pytest.approx(10, rel=0.01)
    assert east * 96_400 == pytest.approx(1.1, rel=0.01)
    keys.press("Control+z")
    hand.settled(2)
    assert lie().coverage.digest == before.coverage.digest
    keys.press("Control+y")
    hand.settled(3)
    assert lie().coverage.digest != before.coverage.digest


def test_a_border_moves_by_keyboard(open_desk: Open, draft: int, lie: Callable[[], Lie]) -> None:
    hand, before = open_desk(draft), lie()
    keys = hand.page.keyboard
    walk(hand, before)
    keys.press("b")
    keys.press("n")
    keys.press("Shift+ArrowUp")
    expect(hand.page.locator("#live")).to_contain_text("亩")
    keys.press("Enter")
    hand.settled(1)
    assert lie().coverage.digest != before.coverage.digest


def test_merge_by_keyboard(open_desk: Open, draft: int, lie: Callable[[], Lie]) -> None:
    hand, before = open_desk(draft), lie()
    keys = hand.page.keyboard
    grid = walk(hand, before)
    other, _ = before.beside(grid)
    keys.press("m")
    tab_to(hand, "#tab-tree")
    keys.press("Enter")
    tab_to(hand, "#tree-search")
    keys.type(other)
    keys.press("ArrowDown")
    expect(hand.page.locator(f".pick[data-code='{other}']")).to_be_focused()
    keys.press("Shift+Enter")
    expect(hand.page.locator("#hint")).to_contain_text("已选 2 个")
    tab_to(hand, "#hint-finish")
    keys.press("Enter")
    hand.page.locator("#proposal-apply:enabled").wait_for()
    tab_to(hand, "#proposal-apply")
    keys.press("Enter")
    hand.settled(1)
    assert len(lie().grids) == len(before.grids) - 1


def test_every_tool_and_view_is_reached_by_tab_and_named(open_desk: Open, draft: int) -> None:
    hand = open_desk(draft)
    hand.page.locator("body").press("Tab")
    seen: set[str] = set()
    for _ in range(60):
        name = hand.page.evaluate("document.activeElement.dataset.tool || document.activeElement.id")
        if name:
            seen.add(name)
        said = hand.page.evaluate("""() => { const on = document.activeElement;
            return (on.getAttribute('aria-label') || on.textContent || on.labels?.[0]?.textContent || on.title || '').trim(); }""")
        assert said, hand.page.evaluate("document.activeElement.outerHTML")
        hand.page.keyboard.press("Tab")
    tools = set(hand.ask("[...document.querySelectorAll('[data-tool]')].map((one) => one.dataset.tool)"))
    assert tools | {"tab-figures", "tab-tree", "tab-findings", "tab-log", "tab-comments"} <= seen


def test_the_keys_are_told(open_desk: Open, draft: int) -> None:
    hand = open_desk(draft)
    hand.page.locator("#do-help").click()
    expect(hand.page.locator("#dialog")).to_contain_text("撤销")
    hand.page.keyboard.press("Escape")
    expect(hand.page.locator("#dialog")).to_be_hidden()


class Finger:
    """One finger on the glass; Playwright's own only taps."""

    def __init__(self, hand: Hand) -> None:
        self.session = hand.page.context.new_cdp_session(hand.page)

    def drag(self, start: Sequence[float], end: Sequence[float]) -> None:
        """Put it down and move it, without lifting it."""
        self._send("touchStart", start)
        for step in range(1, 6):
            self._send("touchMove", towards(start, end, step / 5))

    def lift(self) -> None:
        self.session.send("Input.dispatchTouchEvent", {"type": "touchEnd", "touchPoints": []})

    def _send(self, kind: str, at: Sequence[float]) -> None:
        self.session.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": [{"x": at[0], "y": at[1]}]})


def test_a_finger_drags_a_border(open_desk: Open, draft: int, lie: Callable[[], Lie]) -> None:
    hand, before = open_desk(draft, phone=True), lie()
    grid = before.plain[0]
    other, edge = before.beside(grid)
    hand.choose(grid)
    hand.page.locator("[data-tool=border]").tap()
    start = corner(edge)
    hand.go(start, 16)
    end = towards(start, before.inside(other), 0.15)
    hand.ask("void stage.map.panBy([0, 200], { animate: false })")
    finger = Finger(hand)
    finger.drag(hand.pixel(start), hand.pixel(end))
    expect(hand.page.locator("#live")).to_contain_text("亩")
    finger.lift()
    hand.settled(1)
    assert lie().shape(grid).area > before.shape(grid).area
    hand.go(before.inside(grid), 17)
    hand.ask("void stage.map.panBy([0, 200], { animate: false })")
    centre = hand.ask("stage.map.getCenter().lat")
    x, y = hand.pixel(before.inside(grid))
    finger.drag((x, y), (x, y + 60))
    finger.lift()
    assert hand.version == 1
    assert hand.ask("stage.map.getCenter().lat") > centre


def test_a_finger_splits_a_grid(open_desk: Open, draft: int, lie: Callable[[], Lie]) -> None:
    hand, before = open_desk(draft, phone=True), lie()
    grid = before.plain[0]
    hand.choose(grid)
    hand.page.locator("[data-tool=split]").tap()
    for place in before.across(grid):
        hand.page.touchscreen.tap(*hand.pixel(place))
    hand.page.locator("#hint-finish").tap()
    hand.page.locator("#proposal-apply:enabled").tap()
    hand.settled(1)
    assert len(lie().grids) == len(before.grids) + 1
    assert hand.page.evaluate("document.documentElement.scrollWidth") <= 390
