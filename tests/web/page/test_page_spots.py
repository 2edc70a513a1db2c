"""热点识别, 每千人件数, 变化趋势 on the map: one period, figures that add up, hatching where nobody looked, hotspots that are kept."""

import re
from collections.abc import Callable
from typing import Any

import pytest
import shapely
from playwright.sync_api import Page, expect

from gis_app.jobs.queue import WORKER
from gis_app.services import hotspot_searches
from tests import planted_spots
from tests.web.page.conftest import Town
from tests.web.page.waiting import until

Open = Callable[..., Page]


PAINTED = """(() => {
  const drawn = document.querySelector(".leaflet-wg-declared-pane canvas.wg-overlay");
  const copy = new OffscreenCanvas(400, 300).getContext("2d", { willReadFrequently: true });
  if (drawn) copy.drawImage(drawn, 0, 0, 400, 300);
  return copy.getImageData(0, 0, 400, 300).data.some((byte) => byte);
})()"""
"""Whether hexagons or squares stand on the map."""


def ready(page: Page) -> None:
    page.locator("#spots-table tbody tr").first.wait_for()


def stats(page: Page) -> list[int]:
    return [int(text.replace("\u2009", "")) for text in page.locator(".stat b").all_inner_texts()]


def test_the_table_the_figures_and_the_heat_say_the_same(open_page: Open) -> None:
    page = open_page("?s=heat&period=year")
    page.locator("#heat-table tbody tr").first.wait_for()
    density = dict(zip(page.locator("#heat-table td.name").all_inner_texts(), page.locator("#heat-table td:nth-child(3)").all_inner_texts(), strict=True))
    page.get_by_role("group", name="看什么").get_by_role("button", name="热点识别").click()
    ready(page)
    rows = page.locator("#spots-table tbody tr")
    names, counts = rows.locator("td.name").all_inner_texts(), rows.locator("td:nth-child(2)").all_inner_texts()
    assert len(set(names)) == len(names) > 40
    assert all(density[name] == count for name, count in zip(names, counts, strict=True) if name in density)
    classes = [row.get_attribute("data-class") or "" for row in rows.all()]
    called = [("hot_95", "hot_99"), ("cold_95", "cold_99"), ("not_looked",)]
    assert stats(page) == [sum(name in names for name in classes) for names in called]
    assert "look=hot" in page.url
    page.reload()
    ready(page)
    expect(page.get_by_role("button", name="热点识别")).to_have_attribute("aria-pressed", "true")


@pytest.mark.parametrize("look", ["热点识别", "每千人件数", "变化趋势"])
def test_each_look_has_its_legend_and_its_table(open_page: Open, look: str) -> None:
    page = open_page("?s=heat&period=year")
    page.get_by_role("group", name="看什么").get_by_role("button", name=look).click()
    ready(page)
    expect(page.locator(".legend summary")).to_contain_text(look)
    expect(page.locator("#timeline")).to_be_visible(visible=look != "变化趋势")
    assert not page.locator(".wg-heat-tile").count()


def test_hotspots_are_kept_opened_and_dealt_with(open_page: Open, town: Town) -> None:
    """A heap of reports in neighbouring grids is hot, is kept, and is the first that one opens."""
    grids = [row["geom"] for row in town.locating.snapshot().drawn if row["kind"] == "grid"]
    page = open_page("?s=heat&look=hot")
    for grid in sorted(grids, key=grids[0].distance)[:6]:
        place = shapely.point_on_surface(grid)
        for number in range(8):
            assert page.request.post(f"{town.url}/api/v1/incidents", data={"lon": place.x, "lat": place.y, "item": "0101", "text": f"成堆的事 {number}"}).ok
    page.reload()
    ready(page)
    page.get_by_role("button", name="存为热点").click()
    said = page.locator(".notices")
    expect(said).to_contain_text(re.compile(r"已存热点 [1-9]\d* 处"))
    page.locator("#kept-spots button").first.click()
    assert "spot=" in page.url
    card = page.locator("#spot-card")
    card.wait_for()
    until(page, "document.querySelector('.spot-outline')")
    card.get_by_role("button", name="记下").click()
    expect(card.get_by_role("alert")).to_have_text("请先写做了什么。")
    card.locator("#deed").fill("列入本季度联查")
    card.get_by_role("button", name="记下").click()
    expect(card).to_contain_text("列入本季度联查")


@pytest.fixture
def spot(town: Any) -> str:
    """A hotspot on the ground of one village grid."""
    row = next(row for row in town.locating.snapshot().drawn if row["kind"] == "grid")
    shape = shapely.to_wkt(shapely.multipolygons([row["geom"]] if row["geom"].geom_type == "Polygon" else list(row["geom"].geoms)))
    with town.database.begin() as connection:
        return str(planted_spots.plant(connection, row["town_id"], grids=(row["code"],), geom=f"SRID=4326;{shape}", items=()))


def test_a_hotspot_goes_into_the_inspection_and_links_there(open_page: Open, spot: str) -> None:
    """Put in, taken out, put back, and its inspection opened."""
    page = open_page("?s=heat&look=hot")
    row = page.locator(f"#kept-spots [data-spot='{spot}']")
    row.click()
    page.locator("#list").click()
    page.locator(".list-form [type=submit]").click()
    expect(page.locator(".list-form .fault")).to_have_text("请写明为什么要查。")
    page.locator("#list-reason").fill("投诉集中")
    page.locator(".list-form [type=submit]").click()
    listed = page.locator(".listed")
    expect(listed.first).to_contain_text(re.compile(r"已列入\s*\d{4}年第.季度联查"))
    listed.get_by_role("button", name="撤出").click()
    expect(page.locator("#list")).to_be_visible()
    page.locator(".notices").get_by_role("button", name="撤销").click()
    expect(listed).to_have_count(1)
    page.get_by_role("button", name="返回").click()
    expect(row.locator(".tag")).to_have_text("已列入联查")
    row.click()
    with page.expect_download() as given:
        page.get_by_role("button", name="打印").click()
    assert "热点单" in given.value.suggested_filename
    listed.first.get_by_role("button").first.click()
    expect(page.locator(".panel-head h1")).to_have_text("季度联查")
    assert "s=inspect" in page.url and "area=" in page.url


def test_a_grid_chosen_in_the_heat_table_goes_in_too(open_page: Open) -> None:
    page = open_page("?s=heat&period=year")
    expect(page.locator("#list")).to_be_disabled()
    page.locator("#heat-table tbody tr").nth(2).click()
    page.locator("#list").click()
    page.locator("#list-reason").fill("久未巡查")
    page.locator("#list-must").uncheck()
    page.locator(".list-form [type=submit]").click()
    expect(page.locator(".listed")).to_contain_text("已列入")
    page.locator("#heat-table tbody tr").nth(3).click()
    expect(page.locator("#list")).to_be_enabled()
    page.locator("#heat-table tbody tr").nth(2).click()
    page.locator(".listed").get_by_role("button", name="撤出").click()
    expect(page.locator("#list")).to_be_visible()


def test_a_phone_shows_them_too(open_page: Open) -> None:
    page = open_page("?s=heat&period=year&look=hot", phone=True)
    ready(page)
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")


@pytest.mark.parametrize("cells", ["六边形", "方格"])
def test_hexagons_and_squares_are_drawn_and_say_their_size(open_page: Open, cells: str) -> None:
    page = open_page("?s=heat&period=year&look=hot")
    ready(page)
    page.get_by_role("group", name="单元").get_by_role("button", name=cells).click()
    how = page.locator(".how")
    until(page, "document.querySelector('.how dd')?.textContent.includes('自定')")
    assert f"cells={'hex' if cells == '六边形' else 'square'}" in page.url
    how.locator("summary").click()
    for words in (cells, "共点", "错误发现率不超过 5%", "随机种子"):
        expect(how).to_contain_text(words)
    expect(page.locator(".panel-head")).to_contain_text("分开检验：主动发现热")
    page.get_by_role("group", name="看什么").get_by_role("button", name="变化趋势").click()
    until(page, PAINTED)


def test_hot_grids_are_coloured_from_so_far_that_no_tile_holds_a_grid(open_page: Open, town: Town) -> None:
    lon, lat, *_ = town.inside()
    page = open_page(f"?s=heat&look=hot&period=year&m=11/{lat}/{lon}")
    ready(page)
    expect(page.locator(".spots-legend li").first).to_be_visible()
    assert until(page, PAINTED)
    page.goto(page.url.replace("m=11/", "m=14/"))
    ready(page)
    assert until(page, f"!{PAINTED}"), "near by, the tiles colour them"


def test_who_is_next_to_whom_is_chosen_and_said(open_page: Open) -> None:
    page = open_page("?s=heat&period=year&look=hot")
    ready(page)
    page.locator(".how summary").click()
    page.get_by_role("group", name="相邻").get_by_role("button", name="距离带").click()
    until(page, "/米以内（.+）/.test(document.querySelector('.how dl')?.textContent)")


def test_local_moran_has_its_own_words_and_nothing_to_keep(open_page: Open) -> None:
    page = open_page("?s=heat&period=year&look=hot")
    ready(page)
    page.get_by_role("group", name="方法").get_by_role("button", name="局部莫兰").click()
    expect(page.locator(".stat").first).to_contain_text("高值聚集")
    expect(page.locator(".how")).to_contain_text("局部莫兰检验")
    expect(page.get_by_role("button", name="存为热点")).to_have_count(0)
    classes = {row.get_attribute("data-class") for row in page.locator("#spots-table tbody tr").all()}
    assert classes <= {"high_high", "low_low", "high_low", "low_high", "none", "not_looked"}


def test_rounds_and_households_can_be_what_counts_are_held_against(open_page: Open) -> None:
    page = open_page("?s=heat&period=year&look=rate")
    ready(page)
    for per, smoothed in (("每千次巡查", "按巡查和走访次数折算"), ("每千户", "按户数折算")):
        page.get_by_role("group", name="折算").get_by_role("button", name=per).click()
        expect(page.locator("#spots-table thead")).to_contain_text(per)
        expect(page.locator(".legend summary")).to_contain_text(f"{per}件数（平滑后）")
        expect(page.locator(".panel")).to_contain_text(smoothed)


def test_a_rate_of_few_incidents_says_so(open_page: Open) -> None:
    page = open_page("?s=heat&period=month&look=rate")
    ready(page)
    rows = page.locator("#spots-table tbody tr[data-class=none]")
    few = [int(row.locator("td").nth(1).inner_text()) < 10 for row in rows.all()]
    said = [row.locator("td").last.inner_text() == "样本少" for row in rows.all()]
    assert any(few) and all(mine or not less for less, mine in zip(few, said, strict=True))


def asked_scan(page: Page, town: Town) -> int:
    """Ask for a scan by pressing; the number of its search."""
    ready(page)
    page.get_by_role("group", name="方法").get_by_role("button", name="时空扫描").click()
    page.get_by_role("group", name="重排").get_by_role("button", name="199 次").click()
    page.get_by_role("button", name="开始扫描").click()
    expect(page.locator(".planning")).to_contain_text("排队等候")
    expect(page.get_by_role("button", name="停止")).to_be_enabled()
    with town.database.begin() as connection:
        return int(connection.exec_driver_sql("SELECT max(id) FROM hotspot_search").scalar_one())


def test_a_scan_waits_for_a_press_and_comes_back_as_a_notice(open_page: Open, town: Town) -> None:
    page = open_page("?s=heat&period=year&look=hot")
    search_id = asked_scan(page, town)
    expect(page.get_by_role("progressbar")).to_have_attribute("aria-valuenow", "0")
    expect(page.get_by_role("button", name="存为热点")).to_be_disabled()
    page.get_by_role("group", name="看什么").get_by_role("button", name="密度").click()
    hotspot_searches.make(town.database, WORKER, search_id)
    notice = page.locator(".notice", has_text="时空扫描已完成")
    notice.get_by_role("button", name="查看").click()
    expect(page.locator(".how")).to_contain_text("与每次重排中最强的聚集相比")
    expect(page.locator(".how")).to_contain_text("199 次")
    expect(page.get_by_role("button", name="存为热点")).to_be_enabled()
    expect(page.locator(".stat").nth(1)).to_contain_text("时空聚集")


def test_a_scan_is_stopped(open_page: Open, town: Town) -> None:
    page = open_page("?s=heat&period=90d&look=hot")
    search_id = asked_scan(page, town)
    with page.expect_response(lambda answer: answer.url.endswith("/stop") and answer.ok):
        page.get_by_role("button", name="停止").click()
    page.wait_for_timeout(1000)  # the page has asked again how far it is
    expect(page.get_by_role("button", name="停止")).to_be_disabled()
    hotspot_searches.make(town.database, WORKER, search_id)
    expect(page.get_by_role("alert")).to_contain_text("已停止")
    expect(page.get_by_role("button", name="开始扫描")).to_be_visible()
