"""The heat: one period rules the page, its figures add up, and what is saved holds no points."""

import re
from collections.abc import Callable
from datetime import timedelta
from typing import Any
from urllib.parse import parse_qs, urlparse

import numpy as np
import pytest
from playwright.sync_api import Browser, Page, expect

from gis_app import clock
from gis_app.config import Settings
from tests.web.page.waiting import until

Open = Callable[..., Page]
SAME = """[".timebox .said", ".stat b"].map((place) => document.querySelector(place).innerText.split("件")[0].replace(/\\D/g, ""))
  .every((figure, _, all) => figure && figure === all[0])"""
"""Whether the slider and the panel say the same number."""


def whole(text: str) -> int:
    return int(re.sub(r"\D", "", text.split("件")[0]) or 0)


def rgb(colour: str) -> np.ndarray:
    return np.array([int(colour[at:at + 2], 16) for at in (1, 3, 5)])


def ready(page: Page) -> None:
    page.locator("#heat-table tbody tr").first.wait_for()
    page.locator(".timebox .said b").wait_for()
    until(page, "document.querySelector('.legend .ramp')")


def test_the_figures_add_up_and_one_period_rules(open_page: Open) -> None:
    with_tiles = []
    page = open_page()
    page.on("request", lambda request: "/tiles/heat/" in request.url and with_tiles.append(request.url))
    page.locator("[data-section=heat]").click()
    page.locator("#period").click()
    page.get_by_role("button", name="上季度").click()
    ready(page)
    until(page, SAME)  # the table of the period before stands until the new one has come
    total = whole(page.locator(".stat b").first.inner_text())
    rows = [whole(cell) for cell in page.locator("#heat-table tbody td:nth-child(3)").all_inner_texts()]
    rest = page.locator("#heat-table ~ .section").inner_text()
    outside = re.search(r"未归入网格 (\d+) 件", rest)
    assert sum(rows) + int(outside[1] if outside else 0) == total > 0
    assert rows == sorted(rows, reverse=True)
    for place in ("#period", ".timebox .said", ".legend", ".panel-head .row"):
        expect(page.locator(place).first).to_contain_text("上季度")
    page.wait_for_timeout(500)
    asked = {(query["from"][0], query["to"][0]) for url in with_tiles[-4:] for query in [parse_qs(urlparse(url).query)]}
    assert len(asked) == 1


def test_own_finds_and_others_are_told_apart(open_page: Open) -> None:
    page = open_page("?s=heat&period=year")
    ready(page)
    everything = whole(page.locator(".stat b").first.inner_text())
    counted = 0
    for view in ("主动发现", "群众及其他"):
        with page.expect_response(lambda answer: "/api/v1/heat/grids" in answer.url):
            page.get_by_role("group", name="来源").get_by_role("button", name=view).click()
        page.wait_for_timeout(400)
        counted += whole(page.locator(".stat b").first.inner_text())
    assert counted == everything


def test_rates_shares_and_few_samples(open_page: Open) -> None:
    page = open_page("?s=heat&period=year&by=rate")
    ready(page)
    expect(page.locator("#heat-table thead")).to_contain_text("现住人口")
    expect(page.locator("#heat-table")).to_contain_text("样本过少")
    page.get_by_role("group", name="排序").get_by_role("button", name="主动发现率").click()
    shares = [text for text in page.locator("#heat-table tbody td:nth-child(4)").all_inner_texts() if "%" in text]
    assert [int(text[:-1]) for text in shares] == sorted((int(text[:-1]) for text in shares), reverse=True)
    assert "by=share" in page.url


def test_the_rate_is_by_those_present_or_registered(open_page: Open) -> None:
    page = open_page("?s=heat&period=year&by=rate")
    ready(page)
    rates = page.locator("#heat-table tbody td:nth-child(4)")
    present = rates.all_inner_texts()
    with page.expect_response(lambda answer: "/api/v1/heat/grids" in answer.url and "basis=registered" in answer.url):
        page.get_by_role("group", name="人口").get_by_role("button", name="户籍人口").click()
    expect(page.locator("#heat-table thead")).to_contain_text("户籍人口")
    expect(page.locator("#heat-table thead")).not_to_contain_text("现住人口")
    assert rates.all_inner_texts() != present
    assert "basis=registered" in page.url
    expect(page.get_by_role("button", name="户籍人口", exact=True)).to_be_focused()  # the keyboard stays where it was
    page.reload()
    ready(page)
    expect(page.locator("#heat-table thead")).to_contain_text("户籍人口")
    with page.expect_download() as saved:
        page.get_by_role("button", name="存为网页").click()
    assert "每千人件数（户籍人口）" in saved.value.path().read_text(encoding="utf-8")


def test_a_web_page_that_cannot_be_made_is_said(open_page: Open, watched: Any) -> None:
    watched.expected = ("Failed to load resource",)
    page = open_page("?s=heat&period=year")
    ready(page)
    problem = '{"type":"about:blank","title":"x","status":503,"code":"database_down","detail":"数据库暂时连不上。","errors":[]}'
    page.route("**/api/v1/heat/report*", lambda route: route.fulfill(status=503, content_type="application/problem+json", body=problem))
    page.get_by_role("button", name="存为网页").click()
    expect(page.locator("#notices")).to_contain_text("数据库暂时连不上")
    expect(page.get_by_role("button", name="存为网页")).to_be_enabled()


def test_the_radius_is_metres_and_changes_the_tiles(open_page: Open) -> None:
    page = open_page("?s=heat&period=year")
    ready(page)
    with page.expect_request(lambda request: "/tiles/heat/" in request.url and "radius_m=300" in request.url):
        page.locator("#radius").focus()
        page.keyboard.press("ArrowRight")
    expect(page.locator("output[for=radius]")).to_have_text("300 米")
    assert "radius=300" in page.url


def said(days_ago: int) -> str:
    """How the page writes a day."""
    day = clock.today(Settings.from_env().zone) - timedelta(days=days_ago)
    return f"{day.year}年{day.month}月{day.day}日"


def test_the_slider_moves_and_plays(open_page: Open) -> None:
    page = open_page("?s=heat&period=30d")
    ready(page)
    with page.expect_request(lambda request: "/tiles/heat/" in request.url):
        page.locator("#time").focus()
        page.keyboard.press("ArrowRight")
    expect(page.locator(".timebox .said b")).to_contain_text("月")
    day = page.locator(".timebox .said b").inner_text()
    expect(page.locator(".legend")).to_contain_text(day)
    assert day == said(29), "from the whole period to its first day"
    page.keyboard.press("ArrowRight")
    page.keyboard.press("ArrowRight")
    expect(page.locator(".timebox .said b")).to_have_text(said(27))
    track = page.locator(".timebox .track").bounding_box()
    assert track
    for bar, back in ((28.2, 1), (29.8, 0), (0.9, 29)):  # drawn along: always the bar under the pointer
        page.mouse.move(track["x"] + track["width"] * bar / 30, track["y"] + 10)
        page.mouse.down()
        expect(page.locator(".timebox .said b")).to_have_text(said(back))
    page.mouse.up()
    page.locator(".timebox .play").click()
    until(page, "text => document.querySelector('.timebox .said b').innerText !== text", arg=day)
    page.locator(".timebox .play").click()
    page.get_by_role("button", name="看整个时段").click()
    expect(page.locator(".timebox .said b")).to_have_text("近30天")


def test_a_grid_in_the_table_is_shown_on_the_map(open_page: Open) -> None:
    page = open_page("?s=heat&period=year")
    ready(page)
    page.locator("#heat-table tbody tr").first.locator("button").click()
    expect(page.locator("#heat-table tbody tr").first).to_have_attribute("aria-selected", "true")
    expect(page.locator(".wg-chosen").first).to_be_attached()
    assert "grid=" in page.url


def test_own_dates_are_checked(open_page: Open) -> None:
    page = open_page("?s=heat")
    page.locator("#period").click()
    page.locator("input[name=from]").fill("2026-05-02")
    page.locator("input[name=until]").fill("2026-05-01")
    page.get_by_role("button", name="确定").click()
    expect(page.locator(".period-menu .fault")).to_have_text("结束日期不能早于开始日期。")
    page.locator("input[name=until]").fill("2026-05-31")
    page.get_by_role("button", name="确定").click()
    expect(page.locator("#period")).to_contain_text("2026年5月2日至5月31日")
    assert "period=2026-05-02..2026-05-31" in page.url


def test_grids_of_one_name_say_which_town(open_page: Open) -> None:
    page = open_page("?s=heat&period=year")
    ready(page)
    expect(page.locator("#heat-table td.name .small")).to_have_count(0)  # one town goes without saying
    found = page.request.get(page.url.split("?")[0] + "api/v1/heat/grids").json()
    found["items"] = [{**one, "path": [f"{'东西'[at % 2]}山镇", *one["path"][1:]]} for at, one in enumerate(found["items"])]
    page.route("**/api/v1/heat/grids*", lambda route: route.fulfill(json=found))
    page.locator("[data-section=map]").click()
    page.locator("[data-section=heat]").click()
    expect(page.locator("#heat-table td.name .small")).to_have_count(len(found["items"]))
    expect(page.locator("#heat-table td.name .small").first).to_have_text(re.compile("[东西]山镇"))


@pytest.mark.parametrize("dark", [False, True])
def test_the_legend_shows_what_the_map_paints(dark: bool, open_page: Open) -> None:
    """Its colours are the tiles' own, as opaque as they lie on the theme's ground."""
    with_legend: list[Any] = []
    page = open_page(dark=dark)
    page.on("response", lambda answer: "/heat/legend" in answer.url and with_legend.append(answer))
    page.goto(page.url.split("?")[0] + "?s=heat&period=year")
    ready(page)
    stops = with_legend[-1].json()["stops"]
    drawn, land, tiles = page.evaluate("""() => { const bar = document.querySelector(".legend .ramp");
        const row = bar.getContext("2d").getImageData(0, 5, bar.width, 1).data;
        const land = getComputedStyle(document.documentElement).getPropertyValue("--map-land").trim();
        const tiles = getComputedStyle(document.querySelector(".leaflet-wg-heat-pane .leaflet-layer")).opacity;
        return [[...row], land, Number(tiles)]; }""")
    for at, stop in enumerate(stops[1:-1], 1):
        alpha = stop["alpha"] * tiles
        seen = alpha * rgb(stop["colour"]) + (1 - alpha) * rgb(land)
        pixel = round(219 * at / (len(stops) - 1)) * 4
        assert np.abs(np.array(drawn[pixel:pixel + 3]) - seen).max() < 8, (at, stop)


@pytest.mark.parametrize(("view", "colour"), [("全部", ""), ("主动发现", ""), ("群众及其他", "red")])
def test_a_rise_is_neither_good_nor_bad_except_of_complaints(view: str, colour: str, open_page: Open) -> None:
    page = open_page("?s=heat&period=year")
    ready(page)
    risen = {**page.request.get(page.url.split("?")[0] + "api/v1/heat/grids").json(), "total": 150, "previous": 100}
    page.route("**/api/v1/heat/grids*", lambda route: route.fulfill(json=risen))
    page.locator("[data-section=map]").click()
    page.locator("[data-section=heat]").click()
    ready(page)
    page.get_by_role("group", name="来源").get_by_role("button", name=view).click()
    rise = page.locator(".stat").first.locator("span span")
    expect(rise).to_contain_text("50%")
    page.wait_for_timeout(400)
    assert rise.get_attribute("class") == colour


def test_the_saved_web_page_opens_without_any_network(open_page: Open, browser: Browser, tmp_path: Any) -> None:
    page = open_page("?s=heat&period=year")
    ready(page)
    with page.expect_download() as saved:
        page.get_by_role("button", name="存为网页").click()
    saved.value.save_as(tmp_path / "heat.html")
    context = browser.new_context(offline=True)
    alone, faults = context.new_page(), list[str]()
    alone.on("console", lambda message: message.type in ("error", "warning") and faults.append(message.text))
    alone.on("pageerror", lambda error: faults.append(str(error)))
    alone.on("request", lambda request: request.url.startswith(("file:", "data:", "blob:")) or faults.append(request.url))
    alone.goto((tmp_path / "heat.html").as_uri())
    expect(alone.locator(".leaflet-container")).to_be_visible()
    until(alone, "[...document.querySelectorAll('.leaflet-overlay-pane path, .leaflet-heatmap-layer')].length > 0")
    context.close()
    assert faults == []


def test_picture_and_web_page_are_saved(open_page: Open, tmp_path: Any) -> None:
    page = open_page("?s=heat&period=year")
    ready(page)
    page.wait_for_timeout(500)
    with page.expect_download() as picture:
        page.get_by_role("button", name="存为图片").click()
    picture.value.save_as(tmp_path / "heat.png")
    assert (tmp_path / "heat.png").read_bytes()[:8] == b"\x89PNG\r\n\x1a\n"
    assert picture.value.suggested_filename == "热力图 本年.png"
    with page.expect_download() as saved:
        page.get_by_role("button", name="存为网页").click()
    saved.value.save_as(tmp_path / "heat.html")
    text = (tmp_path / "heat.html").read_text(encoding="utf-8")
    assert "<html" in text
    assert not re.search(r"""(src|href)=["']https?://""", text)
