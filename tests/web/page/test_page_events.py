"""The list beside the map: narrowed, paged, opened; one choice in both; the address keeps it."""

from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from gis_app import clock
from gis_app.db.queries import incidents as queries
from gis_app.db.queries.incidents import Filter
from tests.web.page.waiting import until

Open = Callable[..., Page]


@pytest.fixture
def newest(town: Any) -> Any:
    """The newest incident that lies in a grid."""
    with town.database.begin() as connection:
        rows = queries.page(connection, Filter(until=clock.now()), before=None, limit=50)
    return next(row for row in rows if row["grid_id"])


def test_the_list_is_narrowed_and_says_when_nothing_is_left(open_page: Open) -> None:
    page = open_page("?s=events&period=year")
    rows = page.locator("#events li")
    expect(rows).to_have_count(50)
    page.get_by_role("button", name="继续加载").click()
    expect(rows).to_have_count(100)
    page.get_by_role("group", name="状态").get_by_role("button", name="已办结").click()
    expect(page.locator("#events .tag").first).to_have_class("tag green")
    expect(page.locator("#events .tag.red")).to_have_count(0)
    assert "state=verified,closed,archived" in page.url
    page.goto(page.url.split("?")[0] + "?s=events&period=2001-01-01..2001-01-02&source=head")
    expect(page.locator(".panel .empty")).to_contain_text("没有符合条件的事件")
    page.locator(".panel .empty .btn").click()
    assert "source=" not in page.url


def test_a_choice_in_the_list_is_a_choice_on_the_map(open_page: Open, newest: Any) -> None:
    page = open_page("?s=events&period=year")
    row = page.locator(f"#events [data-id='{newest['id']}']")
    row.click()
    expect(page.locator("#event-card")).to_contain_text(newest["number"])
    expect(page.locator(".history li").first).to_contain_text("已上报")
    expect(page.locator(".wg-ring")).to_have_count(1)
    until(page, "location.search.includes('event=')")
    page.reload()
    expect(page.locator("#event-card")).to_contain_text(newest["number"])
    expect(page.locator(".wg-ring")).to_have_count(1)
    page.keyboard.press("Escape")
    expect(row).to_have_attribute("aria-current", "true")


def test_a_choice_on_the_map_is_a_choice_in_the_list(open_page: Open, newest: Any) -> None:
    page = open_page(f"?period=year&m=18/{newest['lat']}/{newest['lon']}")
    page.wait_for_load_state("networkidle")
    page.wait_for_timeout(300)
    box = page.locator("#map").bounding_box()
    page.mouse.click(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    expect(page.locator("#event-card")).to_be_visible()
    expect(page.locator("h1")).to_have_text("事件详情")


def test_keys_move_through_the_list(open_page: Open) -> None:
    page = open_page("?s=events&period=year")
    rows = page.locator("#events button")
    rows.first.wait_for()
    page.keyboard.press("j")
    expect(rows.nth(0)).to_be_focused()
    page.keyboard.press("j")
    page.keyboard.press("ArrowDown")
    expect(rows.nth(2)).to_be_focused()
    page.keyboard.press("k")
    expect(rows.nth(1)).to_have_attribute("aria-current", "true")
    page.keyboard.press("Enter")
    expect(page.locator("#event-card")).to_be_visible()


def test_a_broken_service_is_said_and_tried_again(open_page: Open, watched: Any) -> None:
    watched.expected = ("Failed to load resource",)
    page = open_page()
    problem = '{"type":"about:blank","title":"x","status":503,"code":"database_down","detail":"数据库暂时连不上，请运行 wangge db status 查看。","errors":[]}'
    page.route("**/api/v1/incidents?*", lambda route: route.fulfill(status=503, content_type="application/problem+json", body=problem))
    page.locator("[data-section=events]").click()
    expect(page.locator(".panel [role=alert]")).to_contain_text("数据库暂时连不上")
    page.unroute("**/api/v1/incidents?*")
    page.locator(".panel [role=alert] .btn").click()
    expect(page.locator("#events li").first).to_be_visible()


def test_an_incident_that_is_not_there(open_page: Open, watched: Any) -> None:
    watched.expected = ("404",)
    page = open_page("?s=events&event=01999999-9999-7999-8999-999999999999")
    expect(page.locator(".panel [role=alert]")).to_contain_text("没有找到")
