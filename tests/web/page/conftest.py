"""A real Chromium before a real server on a real database with a small sample town.

Every page is watched: a console error, a failed request, or a request to anything but our own server fails its test.
"""

import itertools
import logging
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

import pytest
import shapely
from playwright.sync_api import Browser, Page, Request, expect, sync_playwright
from sqlalchemy import func, select
from werkzeug.serving import make_server

from gis_app import clock
from gis_app.app import create_app
from gis_app.config import Settings
from gis_app.db.models.incidents import IncidentText
from gis_app.db.session import Database
from gis_app.domain.actors import LOCAL_OPERATOR, Actor
from gis_app.services import drafts, reviewing
from gis_app.services.locating import Locating
from gis_app.services.sample import Wish, load
from gis_app.web.state import EXTENSION
from tests.web.page.chromium import CHROMIUM, FLAGS
from tests.web.page.hand import Hand

PLANNER, SERIALS = Actor("陈规划", kind="planner"), itertools.count(1)
expect.set_options(timeout=15_000)  # a machine under load is slow, not wrong
DESK, PHONE = {"width": 1366, "height": 768}, {"width": 390, "height": 844}


@dataclass
class Town:
    """The served sample town: its address, its database, and what locates in it."""

    url: str
    database: Database
    locating: Locating

    @property
    def code(self) -> str:
        """The town's own code."""
        return str(self.locating.snapshot().towns[0]["code"])

    def inside(self) -> tuple[float, float, str, str]:
        """lon, lat, code and name of a place well inside a village grid."""
        drawn = self.locating.snapshot().drawn
        row = max((row for row in drawn if row["kind"] == "grid"), key=lambda row: row["area_m2"])
        point = shapely.maximum_inscribed_circle(row["geom"]).coords[0]
        return round(point[0], 5), round(point[1], 5), row["code"], row["name"]

    def outside(self) -> tuple[float, float]:
        """A place some hundred metres east of the town."""
        _, south, east, north = self.locating.snapshot().towns[0]["geom"].bounds
        return round(east + 0.004, 5), round((south + north) / 2, 5)

    def count(self, text: str) -> int:
        """How many incidents say these words."""
        with self.database.begin() as connection:
            found = connection.scalar(select(func.count()).select_from(IncidentText).where(IncidentText.text == text))
        return int(found or 0)


@pytest.fixture(scope="session")
def town(new_database: Callable[[], Database]) -> Iterator[Town]:
    """A small sample town, served."""
    with sample_town(new_database(), incidents=600, households=1500) as served:
        yield served


@pytest.fixture(scope="module")
def desk_town(new_database: Callable[[], Database]) -> Iterator[Town]:
    """A sample town whose grids the tests of one file may change."""
    with sample_town(new_database(), incidents=300, households=2400) as served:
        yield served


@contextmanager
def sample_town(database: Database, *, incidents: int, households: int) -> Iterator[Town]:
    """A sample town put into a database, and its server."""
    settings = Settings.from_env()
    wish = Wish("town", 7, clock.today(settings.zone), incidents, households)
    load(database, LOCAL_OPERATOR, wish, zone=settings.zone, snap_m=settings.locate_snap_m, progress=_silent)
    with serving(database) as served:
        yield served


@contextmanager
def serving(database: Database) -> Iterator[Town]:
    """The application over a database, on a port of its own."""
    logging.getLogger("werkzeug").setLevel(logging.ERROR)
    app = create_app(Settings.from_env(), database_url=database.url.render_as_string(hide_password=False))
    held = app.extensions[EXTENSION]
    held.locating.start()
    server = make_server("127.0.0.1", 0, app, threaded=True)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield Town(f"http://127.0.0.1:{server.server_port}", database, held.locating)
    server.shutdown()
    thread.join()
    server.server_close()
    held.locating.stop()
    held.pulse.close()
    held.database.close()


@contextmanager
def _silent(*_: object) -> Iterator[Callable[[int], None]]:
    yield lambda done: None


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    if not CHROMIUM:
        pytest.fail("no Chromium: make test installs it")
    with sync_playwright() as playwright:
        opened = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        yield opened
        opened.close()


@dataclass
class Watched:
    """What went wrong on a page; a test that provokes something says so in ``expected``."""

    home: str = ""
    faults: list[str] = field(default_factory=list)
    expected: tuple[str, ...] = ()

    def watch(self, page: Page) -> None:
        page.on("request", self.request)
        page.on("console", lambda message: message.type in ("error", "warning") and self.note(f"console: {message.text}"))
        page.on("pageerror", lambda error: self.note(f"error: {error}"))

    def request(self, request: Request) -> None:
        if not request.url.startswith((self.home, "data:", "blob:")):
            self.faults.append(f"asked outside: {request.url}")

    def note(self, text: str) -> None:
        if not any(word in text for word in self.expected):
            self.faults.append(text)


@pytest.fixture
def watched() -> Iterator[Watched]:
    found = Watched()
    yield found
    assert not found.faults


@pytest.fixture
def new_page(browser: Browser, watched: Watched) -> Iterator[Callable[..., Page]]:
    """An empty page in a browser of its own, on a desk or a phone, watched."""
    contexts = []

    def made(home: str, *, phone: bool = False, dark: bool = False) -> Page:
        watched.home = home
        context = browser.new_context(
            viewport=PHONE if phone else DESK, has_touch=phone, color_scheme="dark" if dark else "light",
            reduced_motion="reduce", service_workers="block",
        )
        contexts.append(context)
        page = context.new_page()
        page.set_default_timeout(10_000)
        watched.watch(page)
        return page

    yield made
    for context in contexts:
        context.close()


@pytest.fixture
def open_page(new_page: Callable[..., Page], town: Town) -> Callable[..., Page]:
    """Opens ``/`` with a query, on a desk or a phone; waits until the panel has been built."""

    def visit(query: str = "", *, phone: bool = False, dark: bool = False) -> Page:
        page = new_page(town.url, phone=phone, dark=dark)
        page.goto(f"{town.url}/{query}")
        page.locator(".panel-head h1").first.wait_for()
        return page

    return visit


@pytest.fixture
def draft(desk_town: Town) -> Iterator[int]:
    """A draft of the town, withdrawn at the end unless it was published."""
    with desk_town.database.begin() as connection:
        edition = drafts.open_draft(connection, PLANNER, desk_town.code, f"调整 {next(SERIALS)}")
    yield edition["id"]
    with desk_town.database.begin() as connection:
        if drafts.one(connection, PLANNER, edition["id"])["state"] != "published":
            reviewing.step(connection, PLANNER, edition["id"], "withdraw", "")


@pytest.fixture
def open_desk(new_page: Callable[..., Page], desk_town: Town) -> Callable[..., Hand]:
    """A planner before a draft, under a name."""

    def sit_down(edition: int, *, name: str = "王规划", language: str = "", phone: bool = False, dark: bool = False) -> Hand:
        page = new_page(desk_town.url, phone=phone, dark=dark)
        page.goto(f"{desk_town.url}/desk?edition={edition}{language and f'&lang={language}'}")
        page.locator("#planner-name").fill(name)
        page.keyboard.press("Enter")
        return Hand(page).ready()

    return sit_down
