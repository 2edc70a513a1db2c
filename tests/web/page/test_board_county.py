"""The leader's page of a county: towns beside one another by share and on-time rate, never by raw count, on one fixed scale of colours."""

from collections.abc import Callable, Iterator
from datetime import timedelta
from uuid import UUID

import pytest
import shapely
from playwright.sync_api import Page, expect
from sqlalchemy import Connection, insert

from gis_app import clock
from gis_app.config import Settings
from gis_app.db.models.incidents import Incident
from gis_app.db.session import Database
from gis_app.domain.actors import LOCAL_OPERATOR
from gis_app.domain.grids import GridNode
from gis_app.services import heat_store
from gis_app.services.editions import publish_first
from tests.web.page.conftest import Town, serving

TOWNS = (("330106001", "多报镇", 40, 10, True), ("330106002", "勤查镇", 20, 18, False))
"""Code, name, reports of the last two weeks, how many of them the grid found itself, and whether they were done in time."""


@pytest.fixture(scope="module")
def county(module_database: Database) -> Iterator[Town]:
    zone = Settings.from_env().zone
    with module_database.begin() as connection:
        for column, (code, name, reports, own, in_time) in enumerate(TOWNS):
            shape = shapely.box(119.8 + column / 50, 30.0, 119.82 + column / 50, 30.02)
            nodes = [GridNode(code, name, "town", 1, geom=shape), GridNode(f"{code}001", f"{name}网格", "grid", 2, code, geom=shape)]
            made = publish_first(connection, LOCAL_OPERATOR, nodes)
            _report(connection, made.town_id, made.grid_ids[f"{code}001"], f"{code}001", (shape.centroid.x, reports, own, in_time))
    heat_store.rebuild(module_database, LOCAL_OPERATOR, zone)
    with serving(module_database) as served:
        yield served


def _report(connection: Connection, town_id: int, grid_id: int, grid: str, told: tuple[float, int, int, bool]) -> None:
    lon, reports, own, in_time = told
    rows = []
    for number in range(reports):
        at = clock.now() - timedelta(days=3 + number % 10)
        rows.append({"id": UUID(int=town_id * 10**6 + number), "number": f"{grid}-{number}", "town_id": town_id, "source": "worker" if number < own else "resident",
                     "state": "closed", "reported_at": at, "due_at": at + timedelta(days=1), "done_at": at + timedelta(hours=9 if in_time else 40), "grid_id": grid_id,
                     "grid_code": grid, "rule": "covers", "near_boundary": False, "geom": f"SRID=4326;POINT({lon} 30.01)"})  # fmt: skip
    connection.execute(insert(Incident), rows)


def test_towns_stand_by_what_they_find_themselves_on_one_fixed_scale(county: Town, new_page: Callable[..., Page]) -> None:
    today = clock.today(Settings.from_env().zone)
    page = new_page(county.url)
    page.goto(f"{county.url}/board?period={today - timedelta(days=29)}..{today}")
    names = page.locator("#ranking-table tbody tr[data-code] td.name")
    expect(names).to_have_text(["勤查镇", "多报镇"])
    expect(page.locator("#ranking-table th[aria-sort]")).to_contain_text("主动发现率")
    legend = page.locator(".shade-legend")
    expect(legend).to_contain_text("色阶固定")
    classes = legend.locator("li").all_inner_texts()
    page.locator("#ranking-table th button").filter(has_text="按时").click()
    expect(names).to_have_text(["多报镇", "勤查镇"])
    page.goto(f"{county.url}/board?period={today - timedelta(days=9)}..{today}")
    expect(names).to_have_text(["勤查镇", "多报镇"])
    expect(legend.locator("li")).to_have_text(classes)
