"""The leader's page in a real browser: one period, numbers that add up and open down to the incidents behind them."""

import re
from collections.abc import Callable
from datetime import timedelta

import pytest
import shapely
from playwright.sync_api import Page, expect
from sqlalchemy import func, select

from gis_app import clock
from gis_app.config import Settings
from gis_app.db.models.inspections import Inspection
from gis_app.resources import folder
from gis_app.services import inspections
from gis_app.services.board import NUMBERS
from tests import planted_spots
from tests.web.page.conftest import Town, Watched

JS = folder("static") / "js" / "board"
Visit = Callable[..., Page]


@pytest.fixture
def board(new_page: Visit, town: Town) -> Visit:
    """Opens ``/board`` and waits until the ranking stands."""
    def visit(query: str = "", **how: bool) -> Page:
        page = new_page(town.url, **how)
        page.goto(f"{town.url}/board{query}")
        page.locator("#ranking-table, #behind li, #ranking .empty").first.wait_for()
        return page
    return visit


def recent(days: int) -> str:
    """A period of so many days up to today, as the address says it: presets are nearly empty when they have just begun."""
    today = clock.today(Settings.from_env().zone)
    return f"{today - timedelta(days=days - 1)}..{today}"


def number(text: str) -> int:
    """The whole number in a cell or tile: thin spaces between thousands."""
    found = re.search(r"[−-]?\d[\d\u2009]*", text)
    return int(found[0].replace("\u2009", "").replace("−", "-")) if found else 0


def words(language: str) -> dict[str, str]:
    text = (JS / "words" / f"{language}.js").read_text(encoding="utf-8")
    return dict(re.findall(r'(?:^|[\s{,])"?([\w.]+)"?: "([^"]*)"', text))


def test_both_languages_say_every_word_that_is_asked_for() -> None:
    chinese, english = words("zh"), words("en")
    assert chinese.keys() == english.keys()
    asked = {key for script in JS.glob("*.js") for key in re.findall(r'\bsay\("([\w.]+)"', script.read_text(encoding="utf-8"))}
    assert asked <= chinese.keys()
    for key, text in chinese.items():
        assert set(re.findall(r"\{(\w+)\}", english[key])) <= set(re.findall(r"\{(\w+)\}", text)), key


def test_numbers_add_up_and_open_down_to_the_incidents(board: Visit) -> None:
    page = board(f"?period={recent(300)}&level=grid&rank=reports")
    rows = page.locator("#ranking-table tbody tr")
    for column in (2, 6):
        cells = [number(rows.nth(at).locator("td").nth(column).inner_text()) for at in range(rows.count())]
        whole = number(page.locator("#ranking-table tfoot td").nth(column).inner_text())
        assert sum(cells) == whole > 0
    tile = page.locator('#numbers [data-number="reports"] b')
    assert number(tile.inner_text()) == number(page.locator("#ranking-table tfoot td").nth(2).inner_text())
    assert number(page.locator("#timeline .said span").inner_text()) == number(tile.inner_text()), "the slider says the same"

    first = rows.first
    name, count = first.locator("td").nth(1).inner_text(), number(first.locator("td").nth(2).inner_text())
    first.locator('[data-opens="reports"]').click()
    expect(page.locator("#behind")).to_be_visible()
    expect(page.locator("#ranking h2")).to_contain_text(f"{name} · 上报 {count}")
    while page.get_by_role("button", name="继续加载").count():
        page.get_by_role("button", name="继续加载").click()
        page.wait_for_timeout(200)
    assert page.locator("#behind li").count() == count
    assert "open=reports" in page.url, "the address can be sent to a colleague"
    page.get_by_role("link", name="在事件页打开").click()
    page.locator("#events li").first.wait_for()
    assert page.locator("#events li").count() == min(count, 50)


def test_one_period_rules_and_a_work_area_can_be_looked_into(board: Visit) -> None:
    page = board(f"?period={recent(90)}")
    before = page.locator("#numbers").inner_text()
    page.locator("#period").click()
    page.get_by_role("button", name="近7天").click()
    expect(page.locator("#timeline .said b")).to_have_text("近7天")
    expect(page.locator(".legend")).to_contain_text("近7天")
    expect(page.locator("#numbers")).not_to_have_text(before)
    page.locator("#ranking-table td.name button").first.click()
    expect(page.locator("#path")).to_contain_text("›")
    expect(page.locator("#ranking-table th").nth(1)).to_have_text("网格")
    inside = page.locator('#numbers [data-number="reports"] b').inner_text().split("件")[0].strip()
    expect(page.locator("#timeline .said span"), "the slider counts what is looked into").to_have_text(f"{inside} 件")
    page.locator("#shades").get_by_role("button", name="按时办结率").click()
    expect(page.locator(".shade-legend")).to_contain_text("色阶固定")
    expect(page.locator("#timeline")).to_be_hidden()
    page.locator("#path button").click()
    expect(page.locator("#ranking-table th").nth(1)).to_have_text("工作区")


def test_hotspots_and_inspections_stand_beside_the_figures(board: Visit, town: Town) -> None:
    page = board(f"?period={recent(300)}&shade=spots")
    legend = page.locator(".shade-legend")
    expect(legend).to_contain_text("热点识别")
    leaves = number(page.locator("#ranking-table tfoot td").last.inner_text().split("/")[1])
    assert sum(number(text.split(" ")[-2]) for text in legend.locator("li").all_inner_texts()) == leaves, "every leaf grid has a class"
    whole = legend.locator("p").inner_text()
    page.locator("#time").press("ArrowRight")
    expect(legend.locator("p")).not_to_have_text(whole)
    assert page.locator("#timeline .said b").inner_text() in legend.locator("p").inner_text(), "slider and legend say the same stretch"
    areas = page.locator("#inspections li")
    expect(areas).to_have_count(page.locator("#ranking-table tbody tr[data-code]").count())
    entered = [areas.nth(at).locator(".num").first.inner_text() for at in range(areas.count())]
    assert sum(number(text.split("/")[1]) for text in entered) == leaves
    with town.database.begin() as connection:
        quarter = inspections.quarter_of(clock.today(Settings.from_env().zone))
        begun = connection.scalar(select(func.count(Inspection.area_id.distinct())).where(Inspection.quarter == quarter))
    expect(areas.filter(has_text="未开展")).to_have_count(areas.count() - begun)
    assert "look=hot" in str(page.locator("#open-spots").get_attribute("href"))
    name = areas.first.locator("a").inner_text()
    areas.first.locator("a").click()
    expect(page.locator(".panel-head h1")).to_be_visible()
    expect(page.locator("#panel-view")).to_contain_text(name)


def test_a_hot_grid_goes_on_to_the_page_of_its_own_hotspot(board: Visit, town: Town) -> None:
    page = board(f"?period={recent(300)}&shade=spots")
    page.locator("#list-spots").click()
    hot = page.locator("#hot a")
    hot.first.wait_for()
    words = page.locator(".shade-legend li").filter(has_text=re.compile("^(热点|偏热)")).all_inner_texts()
    assert hot.count() == sum(number(text.split(" ")[-2]) for text in words), "the list is as long as the legend says"
    code, name = str(hot.first.get_attribute("data-code")), hot.first.locator(".main").inner_text()
    row = next(row for row in town.locating.snapshot().rows if row["code"] == code)
    shape = shapely.to_wkt(shapely.multipolygons(shapely.get_parts(row["geom"])))
    with town.database.begin() as connection:
        spot = planted_spots.plant(connection, row["town_id"], grids=(code,), geom=f"SRID=4326;{shape}", items=(), last=clock.now().date(), at=clock.now())
    page.reload()
    expect(hot.first).to_have_attribute("href", re.compile(str(spot)))
    hot.first.click()
    expect(page.locator(".panel-head h1")).to_have_text("热点：全部事项")
    expect(page.locator("#spot-card")).to_contain_text(name)


def test_nothing_on_the_map_covers_its_buttons(board: Visit) -> None:
    page = board(f"?period={recent(300)}&shade=spots")
    page.locator("#list-spots").wait_for()
    covered = page.evaluate("[...document.querySelectorAll('#controls button, #shades button')].filter((one) => { const { x, y, width, height } = one.getBoundingClientRect();"
                            " return document.elementFromPoint(x + width / 2, y + height / 2)?.closest('button') !== one; }).map((one) => one.ariaLabel ?? one.textContent)")
    assert covered == []


def test_a_page_that_stays_open_says_what_came_and_what_day_it_is(new_page: Visit, town: Town) -> None:
    page = new_page(town.url)
    page.clock.install()
    page.goto(f"{town.url}/board?period=7d")
    page.locator("#ranking-table").wait_for()
    tile, slider = page.locator('#numbers [data-number="reports"] b'), page.locator("#timeline .said span")
    count = number(tile.inner_text())
    expect(slider).to_have_text(f"{count} 件")
    page.locator("#time").press("End")
    expect(page.locator("#timeline .link")).to_be_visible()
    lon, lat, *_ = town.inside()
    assert page.request.post(f"{town.url}/api/v1/incidents", data={"lon": lon, "lat": lat, "item": "0101", "text": "刚刚的事"}).ok
    with page.expect_request(lambda request: "/tiles/heat/" in request.url):
        page.clock.fast_forward(61_000)
    expect(tile).to_have_text(f"{count + 1}件")
    expect(page.locator("#timeline .link"), "the day that was chosen stays").to_be_visible()
    page.locator("#timeline .link").click()
    expect(slider).to_have_text(f"{count + 1} 件")

    tomorrow = clock.today(Settings.from_env().zone) + timedelta(days=1)
    with page.expect_request(lambda request: "board/figures" in request.url and f"to={tomorrow}" in request.url):
        page.clock.fast_forward(24 * 3600 * 1000)


def test_a_place_that_is_not_there_is_left_out_and_said(board: Visit, watched: Watched) -> None:
    watched.expected = ("404",)
    page = board("?within=nowhere")
    expect(page.locator(".notice")).to_contain_text("认不出")
    expect(page.locator("#ranking-table th").nth(1)).to_have_text("工作区")
    assert "nowhere" not in page.url


@pytest.mark.parametrize(("dark", "phone"), [(True, False), (False, True)], ids=["wall", "phone"])
def test_charts_and_map_are_drawn(board: Visit, dark: bool, phone: bool) -> None:
    page = board(f"?period={recent(300)}{'&lang=en' if phone else ''}", dark=dark, phone=phone)
    page.locator(".wg-heat-tile").first.wait_for(state="attached")
    for chart in ("#trend canvas", "#items canvas"):
        page.locator(chart).wait_for(state="attached")
        inked = "c => [...c.getContext('2d').getImageData(0, 0, c.width, c.height).data].filter((v, i) => i % 4 === 3 && v > 0).length"
        assert page.locator(chart).evaluate(inked) > 500
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")


def test_the_api_says_what_the_page_adds(board: Visit, town: Town) -> None:
    page = board()
    first, last = recent(300).split("..")
    told = page.request.get(f"{town.url}/api/v1/board/figures?from={first}&to={last}&level=grid").json()
    for name in NUMBERS:
        assert sum(row[name] for row in (*told["items"], told["elsewhere"], told["outside"])) == told["numbers"][name]
