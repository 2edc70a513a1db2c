"""The first look at ``/`` on the sample county: when something is painted, and how much had to come before the tiles.

The peers are the limits themselves: two seconds, one megabyte.
"""

import logging
import statistics
import tempfile
import threading
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from pathlib import Path

from playwright.sync_api import Browser, sync_playwright
from sqlalchemy import make_url
from werkzeug.serving import make_server

from gis_app import clock
from gis_app.app import create_app
from gis_app.config import Settings
from gis_app.db.cluster import Cluster
from gis_app.db.migrate import upgrade
from gis_app.db.session import Database
from gis_app.domain.actors import LOCAL_OPERATOR
from gis_app.services.sample import Wish, load
from gis_app.web.state import EXTENSION
from tests.bench.rows import Row, within
from tests.web.page.chromium import CHROMIUM, FLAGS

SECONDS, MEGABYTES = 2.0, 1.0
TIMES = 5
MEASURE = """() => {
    const resources = performance.getEntriesByType("resource").filter((one) => !one.name.includes("/tiles/"));
    const page = performance.getEntriesByType("navigation")[0];
    return [performance.getEntriesByName("first-contentful-paint")[0].startTime / 1000,
        resources.reduce((sum, one) => sum + one.transferSize, page.transferSize) / 1e6];
}"""


def rows(scale: float = 1.0) -> Iterator[Row]:
    """First paint and bytes, each time in a browser that has never been here; the median of several."""
    with served_county(scale) as url, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        looks = [look(browser, url) for _ in range(TIMES)]
        browser.close()
    seconds, megabytes = (statistics.median(column) for column in zip(*looks, strict=True))
    yield within("first paint of /, sample county", seconds, SECONDS, 1.0, "limit")
    yield within("transferred before tiles, gzip", megabytes, MEGABYTES, 1.0, "limit", unit="MB")


def look(browser: Browser, url: str) -> tuple[float, float]:
    """Seconds to the first contentful paint, and megabytes without tiles."""
    context = browser.new_context(viewport={"width": 1366, "height": 768})
    page = context.new_page()
    page.goto(url)
    page.wait_for_load_state("networkidle")
    seconds, megabytes = page.evaluate(MEASURE)
    context.close()
    return seconds, megabytes


@contextmanager
def served_county(scale: float) -> Iterator[str]:
    """The sample county in a private cluster of its own, served."""
    with tempfile.TemporaryDirectory(prefix="wangge-bench-", dir="/tmp") as folder:
        home = Path(folder)
        home.chmod(0o755)
        settings = Settings.from_env({"WANGGE_HOME": folder})
        with Cluster(home).in_use() as url:
            database = Database(make_url(url).set(drivername="postgresql+psycopg").render_as_string(hide_password=False))
            upgrade(database)
            wish = Wish("county", 7, clock.today(settings.zone), int(120_000 * scale), max(20_000, int(240_000 * scale)))
            load(database, LOCAL_OPERATOR, wish, zone=settings.zone, snap_m=settings.locate_snap_m,
                 progress=lambda *_: nullcontext(lambda _: None))
            database.close()
            with served(settings, url) as address:
                yield address


@contextmanager
def served(settings: Settings, database_url: str) -> Iterator[str]:
    logging.getLogger("werkzeug").setLevel(logging.ERROR)
    app = create_app(settings, database_url=database_url)
    held = app.extensions[EXTENSION]
    held.locating.start()
    server = make_server("127.0.0.1", 0, app, threaded=True)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}/"
    server.shutdown()
    thread.join()
    server.server_close()
    held.locating.stop()
    held.pulse.close()
    held.database.close()
