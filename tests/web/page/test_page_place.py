"""Locate: a press or a typed place gives its grid at once, with the reason."""

from collections.abc import Callable
from typing import Any

import shapely
from playwright.sync_api import Page, expect

from gis_app.domain.actors import LOCAL_OPERATOR
from gis_app.services.locating import beside
from tests.web.page.waiting import until

Open = Callable[..., Page]


def at(lon: float, lat: float, zoom: int = 16) -> str:
    """A query that puts a place in the middle of the map."""
    return f"?m={zoom}/{lat}/{lon}"


def press_middle(page: Page) -> None:
    page.wait_for_timeout(400)
    box = page.locator("#map").bounding_box()
    page.mouse.click(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)


def test_a_press_tells_the_grid_and_the_address_keeps_it(open_page: Open, town: Any) -> None:
    lon, lat, code, name = town.inside()
    page = open_page(at(lon, lat) + "&off=incidents")
    press_middle(page)
    card = page.locator("#place-card")
    expect(card).to_contain_text(f"落在 {name}")
    for said in (code, "位置在本网格界线内", "›", "****", "界线"):
        expect(card).to_contain_text(said)
    expect(page.locator(".wg-pin")).to_be_visible()
    until(page, "location.search.includes('grid=')")
    page.reload()
    expect(page.locator("#place-card")).to_contain_text(name)


def test_the_nearest_border_and_who_is_next_door(open_page: Open, town: Any) -> None:
    """Also where the place is not near enough to be in doubt; the neighbour can be looked at."""
    lon, lat = next(found for row in town.locating.snapshot().drawn if row["kind"] == "grid"
                    for found in shapely.get_coordinates(row["geom"].buffer(-0.0006))[::25].tolist()
                    if beside(town.locating.locate(LOCAL_OPERATOR, *found), 300)["grid"])
    told = beside(town.locating.locate(LOCAL_OPERATOR, lon, lat), 300)
    assert 20 < told["distance_m"] < 80
    page = open_page(f"?at={lon},{lat}")
    card = page.locator("#place-card")
    expect(card).to_contain_text(f"距最近的界线 {round(told['distance_m'])} 米，隔壁是 {told['grid']['name']}")
    card.get_by_role("button", name=told["grid"]["name"]).click()
    expect(page.locator("#grid-card h2")).to_have_text(told["grid"]["name"])


def test_the_press_answers_before_the_server(open_page: Open, town: Any) -> None:
    lon, lat, *_ = town.inside()
    page = open_page(at(lon, lat) + "&off=incidents")
    page.route("**/api/v1/locate*", lambda route: None)  # never answered
    press_middle(page)
    expect(page.locator(".card[aria-busy]")).to_contain_text("正在定位", timeout=300)
    expect(page.locator(".wg-pin")).to_be_visible()


def test_a_place_outside_says_how_far(open_page: Open, town: Any) -> None:
    lon, lat = town.outside()
    page = open_page(at(lon, lat))
    press_middle(page)
    card = page.locator("#place-card")
    expect(card).to_contain_text("该位置在网格之外，最近的网格是")
    expect(card).to_contain_text("相距")
    expect(card).to_contain_text("待归属")


def test_search_finds_grids_addresses_and_coordinates(open_page: Open, town: Any) -> None:
    lon, lat, code, name = town.inside()
    page = open_page()
    box, found = page.locator("#search"), page.locator("#found [role=option]")
    box.fill(code)
    expect(found.first).to_contain_text(name)
    box.press("Enter")
    expect(page.locator("#grid-card")).to_contain_text(name)
    box.fill(f"{lon}, {lat}")
    expect(page.locator("#found")).to_contain_text("GCJ-02")
    page.locator("#found [role=radio]", has_text="GCJ-02").click()
    expect(found.first).to_contain_text("GCJ-02")
    found.first.click()
    expect(page.locator("#place-card, .card.amber").first).to_contain_text("GCJ-02 已换算")
    box.fill("绝没有这样的地方")
    expect(page.locator("#found")).to_contain_text("没有找到")


def test_the_tree_opens_and_chooses(open_page: Open) -> None:
    page = open_page()
    area = page.locator(".tree > ul > li").first
    area.get_by_role("button").first.click()
    leaf = area.locator("ul button").first
    name = leaf.locator(".name").inner_text()
    leaf.click()
    expect(page.locator("#grid-card")).to_contain_text(name)
    page.locator("#grid-card .link").first.click()
    expect(page.locator("h1")).to_have_text("事件")
    assert "within=" in page.url


def test_my_position_shows_its_accuracy(open_page: Open, town: Any) -> None:
    lon, lat, _, name = town.inside()
    page = open_page()
    page.context.grant_permissions(["geolocation"])
    page.context.set_geolocation({"longitude": lon, "latitude": lat, "accuracy": 40})
    page.locator("#controls button").nth(3).click()
    expect(page.locator("#place-card")).to_contain_text(name)
    expect(page.locator("#place-card")).to_contain_text("精度 40 米")
    expect(page.locator(".wg-circle")).to_have_count(1)
