"""A planner's hand on the desk: what is open is read from the page's own scripts, what is done goes through mouse and keys."""

from collections.abc import Sequence
from typing import Any

from playwright.sync_api import Locator, Page

from tests.web.page.waiting import until

Place = Sequence[float]
DESK = "const { opened, stage } = await import(document.querySelector('script[type=module][src]').src); const desk = opened(); const { draft } = desk ?? {};"
PIXEL = """([lon, lat]) => { const box = stage.map.getContainer().getBoundingClientRect(), at = stage.map.latLngToContainerPoint([lat, lon]);
    return [box.left + at.x, box.top + at.y]; }"""


class Hand:
    """One planner's page with a draft open on it."""

    def __init__(self, page: Page) -> None:
        self.page = page

    def ready(self) -> "Hand":
        """Wait until the draft stands there whole."""
        self.page.locator(".tool").first.wait_for()
        return self

    def ask(self, expression: str, arg: Any = None) -> Any:
        """The value of an expression over ``desk``, ``draft`` and ``stage``; ``arg`` is what is handed in."""
        return self.page.evaluate(f"async (arg) => {{ {DESK} return ({expression}); }}", arg)

    def until(self, expression: str, arg: Any = None) -> Any:
        return until(self.page, f"async (arg) => {{ {DESK} return ({expression}); }}", arg, timeout_s=30)

    @property
    def version(self) -> int:
        return int(self.ask("draft.version"))

    def settled(self, version: int) -> None:
        """Wait until the draft is at a version and nothing is under way."""
        self.until("draft.version === arg && !desk.outbox.size && !desk.outbox.busy", version)

    def pixel(self, place: Place) -> tuple[float, float]:
        x, y = self.ask(f"({PIXEL})(arg)", list(place))
        return x, y

    def go(self, place: Place, zoom: int = 17) -> None:
        """Bring a place into the middle of the map."""
        self.ask("void stage.map.setView([arg[1], arg[0]], arg[2], { animate: false })", [*place, zoom])

    def choose(self, code: str) -> None:
        """As from the list: the grid is chosen and lies in the middle of the map."""
        self.ask("void desk.goGrid(arg)", code)

    def press(self, place: Place, **how: Any) -> None:
        self.page.mouse.click(*self.pixel(place), **how)

    def take(self, start: Place) -> tuple[float, float]:
        """Hold what lies at a place."""
        x, y = self.pixel(start)
        self.page.mouse.move(x, y)
        self.page.mouse.down()
        return x, y

    def drag(self, start: Place, end: Place, *, steps: int = 6) -> None:
        self.take(start)
        self.page.mouse.move(*self.pixel(end), steps=steps)
        self.page.mouse.up()

    def line(self, places: Sequence[Place]) -> None:
        """A line or an outline set place by place."""
        for place in places:
            self.press(place)

    def tool(self, name: str) -> None:
        self.page.locator(f"[data-tool={name}]").click()

    def apply(self) -> None:
        """Say yes to what the preview shows."""
        button = self.page.locator("#proposal-apply:enabled")
        button.wait_for()
        button.click()

    def figure(self, name: str) -> Locator:
        return self.page.locator(f"[data-figure={name}] b")
