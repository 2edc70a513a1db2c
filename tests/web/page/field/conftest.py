"""A team's phone before the small town: its inspection is issued, its link opened, and what the town holds of its records can be counted."""

import io
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from PIL import Image
from playwright.sync_api import Browser, BrowserContext, Page, expect
from sqlalchemy import text

from gis_app import clock
from gis_app.db.session import Database
from gis_app.domain.actors import LOCAL_OPERATOR
from gis_app.services import inspection_ending
from gis_app.services.snapshot import load
from tests import inspected_town
from tests.inspected_town import Begun
from tests.web.page.conftest import PHONE, Town, serving

G1 = "#stops button[data-wish='grid:G1']"
G2 = "#stops button[data-wish='grid:G2']"
HERE = {"longitude": 119.95, "latitude": 30.02, "accuracy": 12}


@pytest.fixture(scope="module")
def served(module_database: Database) -> Iterator[Town]:
    """The small town with homes and a road, served."""
    with module_database.begin() as connection:
        inspected_town.furnish(connection)
    with serving(module_database) as town:
        yield town


@pytest.fixture
def begun(served: Town) -> Iterator[Begun]:
    """Its western work area, issued to one team; ended afterwards, so that the next can begin."""
    made = inspected_town.issue(inspected_town.again(served.database, {}, days=inspected_town.DAYS[:1]))
    yield made
    if rows(served, "SELECT state FROM inspection WHERE id = :id", id=made.id) == [("issued",)]:
        end(made)


@pytest.fixture
def new_phone(browser: Browser, watched: Any) -> Iterator[Callable[..., BrowserContext]]:
    watched.expected = ("ERR_INTERNET_DISCONNECTED", "status of 410", "status of 409")
    made: list[BrowserContext] = []

    def phone(*, allowed: bool = True, here: dict[str, float] | None = None, dark: bool = False) -> BrowserContext:
        context = browser.new_context(viewport=PHONE, has_touch=True, reduced_motion="reduce", permissions=["geolocation"] if allowed else [],
                                      geolocation=here or HERE, color_scheme="dark" if dark else "light", accept_downloads=True)
        context.set_default_timeout(10_000)
        made.append(context)
        return context

    yield phone
    for context in made:
        context.close()


@pytest.fixture
def open_link(served: Town, begun: Begun, watched: Any) -> Callable[..., Page]:
    """The team's page on a phone; ``kept`` waits until the phone can open it without a network."""

    def visit(phone: BrowserContext, *, query: str = "", kept: bool = False) -> Page:
        page = phone.new_page()
        watched.home = served.url
        watched.watch(page)
        page.goto(f"{served.url}/i/{begun.links[1]}{query}")
        expect(page.locator("html[data-ready=yes]")).to_be_attached()
        if kept:
            expect(page.locator("html[data-kept=yes]")).to_be_attached()
        return page

    return visit


def rows(town: Town, query: str, **values: Any) -> list[tuple[Any, ...]]:
    with town.database.begin() as connection:
        return [tuple(row) for row in connection.execute(text(query), values)]


def end(begun: Begun) -> None:
    with begun.database.begin() as connection:
        inspection_ending.end(connection, LOCAL_OPERATOR, load(connection, clock.now()), begun.id)


def picture(width: int = 640, height: int = 480) -> dict[str, Any]:
    out = io.BytesIO()
    Image.effect_noise((width, height), 60).convert("RGB").save(out, "JPEG")
    return {"name": "现场.jpg", "mimeType": "image/jpeg", "buffer": out.getvalue()}


def in_network(page: Page) -> None:
    page.context.set_offline(False)
    page.evaluate("dispatchEvent(new Event('online'))")


def report(page: Page, words: str, *, item: str = "I2", photo: bool = False) -> None:
    """From a stop's card."""
    page.locator("#finding").click()
    page.locator("#item-all").select_option(item)
    page.locator("#words").fill(words)
    if photo:
        page.locator("#photos").set_input_files([picture()])
        expect(page.locator(".shots img")).to_have_count(1)
    page.locator("#save").click()
    expect(page.locator("#tick")).to_be_visible()


def sent(town: Town, begun: Begun) -> dict[str, int]:
    return dict(rows(town, "SELECT kind, count(*) FROM inspection_record WHERE inspection_id = :id GROUP BY 1", id=begun.id))  # type: ignore[arg-type]


def arrived(page: Page, town: Town, begun: Begun, wanted: dict[str, int]) -> None:
    """These records, no more and no fewer, and the phone knows it."""
    for _ in range(200):
        if sent(town, begun) == wanted:
            break
        page.wait_for_timeout(50)
    assert sent(town, begun) == wanted
    expect(page.locator("#badge")).to_have_text("在线 · 已传齐")
