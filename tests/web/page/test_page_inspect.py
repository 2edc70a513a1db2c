"""联查 from the secretary's first press to the report, and a team's phone that loses its network in between."""

import io
import json
from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
import shapely
from PIL import Image
from playwright.sync_api import BrowserContext, Page, expect
from sqlalchemy import text

from gis_app import clock
from gis_app.domain.actors import LOCAL_OPERATOR
from gis_app.services import inspections
from tests import inspected_town, planted_spots
from tests.web.page.conftest import PHONE

Open = Callable[..., Page]
FREE = """() => {
  const { x, y } = document.querySelector(".wg-stop.start").getBoundingClientRect();
  for (let away = 24; away < 120; away += 8) for (let turn = 0; turn < 6.28; turn += 0.5) {
    const at = [x + away * Math.cos(turn), y + away * Math.sin(turn)];
    const on = document.elementFromPoint(...at);
    if (on?.closest("#map") && !on.closest(".leaflet-marker-icon, .leaflet-control")) return at;
  }
  return null;
}"""
"""A place on the map near where teams start on which no stop lies."""


@pytest.fixture(scope="module")
def area(town: Any) -> str:
    """Code of the work area with the fewest grids."""
    rows = town.locating.snapshot().rows
    return str(min((row for row in rows if row["kind"] == "work_area"), key=lambda row: sum(other["lies_in_id"] == row["grid_id"] for other in rows))["code"])


@pytest.fixture
def phone(browser: Any, watched: Any) -> Iterator[BrowserContext]:
    """A phone with its position known and service workers as they are on one."""
    watched.expected = ("ERR_INTERNET_DISCONNECTED",)
    context = browser.new_context(viewport=PHONE, has_touch=True, reduced_motion="reduce", permissions=["geolocation"],
                                  geolocation={"longitude": 119.82, "latitude": 30.0, "accuracy": 12})
    yield context
    context.close()


def rows(town: Any, query: str, **values: Any) -> list[Any]:
    with town.database.begin() as connection:
        return [tuple(row) for row in connection.execute(text(query), values)]


def planned(town: Any, area: str) -> UUID:
    """What the worker would have done with the version asked for last, in fewer steps."""
    with town.database.begin() as connection:
        made = connection.execute(text("UPDATE inspection SET settings = settings || CAST(:quick AS jsonb) WHERE area_code = :area AND state IN ('draft', 'issued') RETURNING id"),
                                  {"quick": json.dumps({"iterations": 30, "seconds": 2.0}), "area": area}).scalar_one()
    inspected_town.plan(town.database, made)
    return UUID(str(made))


def number(page: Page, place: int) -> str:
    return page.locator(".tiles3 .stat b").nth(place).inner_text().replace("\n", "").replace(" ", "")


def picture() -> bytes:
    out = io.BytesIO()
    Image.new("RGB", (640, 480), (90, 120, 60)).save(out, "JPEG")
    return out.getvalue()


def test_an_inspection_from_the_first_press_to_the_report(open_page: Open, town: Any, area: str, phone: BrowserContext) -> None:
    page = open_page("?s=inspect")
    page.locator("#areas").wait_for()
    present = page.locator(".panel-head .quarter").inner_text()
    page.get_by_role("button", name="上一季度").click()
    expect(page.locator(".panel-head .quarter")).not_to_have_text(present)
    page.get_by_role("button", name="下一季度").click()
    expect(page.locator(".panel-head .quarter")).to_have_text(present)
    assert "quarter=" not in page.url
    page.locator(f"#areas [data-code='{area}']").click()
    page.locator("#begin").click()
    page.once("dialog", lambda dialog: dialog.accept())
    page.locator("#take-back").click()
    page.locator("#begin").click()
    expect(page.locator(".planning")).to_be_visible()
    inspection = planned(town, area)
    stops = page.locator("#stops button")
    stops.first.wait_for()
    page.goto(f"{town.url}/?s=inspect")
    page.get_by_role("button", name="下一季度").click()
    expect(page.locator(f"#areas [data-code='{area}']")).to_contain_text("还没有结束")
    page.locator(f"#areas [data-code='{area}']").click()
    stops.first.wait_for()
    assert "quarter=" not in page.url, "what has not ended is opened in its own quarter"
    (grids, placed, out), = rows(town, "SELECT count(*) FILTER (WHERE kind = 'grid'), count(team), count(*) - count(team) FROM inspection_stop WHERE inspection_id = :id", id=inspection)
    assert number(page, 0) == f"{grids}/{grids}"
    assert number(page, 2) == str(out)
    shown = 0
    for team in page.locator(".chip.team").all():
        team.click()
        shown += stops.count()
    assert shown == placed

    page.locator(".chip.team").first.click()
    moved = str(stops.first.get_attribute("data-wish"))
    stops.first.click()
    page.locator(".hand .btn").click()
    expect(page.locator(".hand .fault")).to_have_text("请填写调整原因。")
    page.locator(".hand select").first.select_option("2")
    page.locator(".hand input").fill("二组更熟悉")
    page.locator(".hand .btn").click()
    expect(page.locator(".planning")).to_be_visible()
    planned(town, area)
    expect(page.locator(".planning")).to_be_hidden()
    assert rows(town, "SELECT team, locked FROM inspection_stop s JOIN inspection_plan p ON p.id = plan_id WHERE s.inspection_id = :id AND wish = :wish ORDER BY number DESC LIMIT 1",
                id=inspection, wish=moved) == [(2, True)]

    page.locator("#issue").click()
    expect(page.locator("#links a")).to_have_count(2)
    links = [str(link.get_attribute("href")) for link in page.locator("#links a").all()]
    page.locator("#since .link").click()
    page.locator("#since input").fill("二组车坏了")
    page.locator("#since .btn").click()
    expect(page.locator(".planning")).to_be_visible()
    planned(town, area)
    expect(page.locator(".planning")).to_be_hidden()
    assert rows(town, "SELECT action, reason FROM inspection_change WHERE inspection_id = :id ORDER BY id DESC LIMIT 1", id=inspection) == [("rearrange", "二组车坏了")]
    in_the_field(phone, town, inspection, links[1])

    page.reload()
    page.once("dialog", lambda asked: asked.accept())
    expect(page.locator(".tiles3 .stat b").first).to_contain_text("1")
    page.locator("#end").click()
    total = page.locator("#report-grids tfoot tr").last
    expect(total).to_be_visible()
    found = [row.locator("td").nth(3).inner_text() for row in page.locator("#report-grids tbody tr, #report-grids tfoot tr").all()]
    assert sum(map(int, found[:-1])) == int(found[-1]) == 1
    assert page.locator("#report-quarters tbody tr").count() == 5
    page.set_viewport_size(PHONE)
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    ended = phone.new_page()
    ended.goto(links[1])
    expect(ended.locator("main")).to_contain_text("已经结束")


def in_the_field(phone: BrowserContext, town: Any, inspection: UUID, link: str) -> None:
    """Ticks, answers and a finding with a photo, made without a network, some before and some after the page was opened anew."""
    page = phone.new_page()
    page.goto(link)
    expect(page.locator("html[data-kept=yes]")).to_be_attached()
    expect(page.locator("#badge")).to_have_text("在线 · 已传齐")
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    phone.set_offline(True)
    first = page.locator("#stops button[data-wish^='grid:']").first
    wish = str(first.get_attribute("data-wish"))
    first.click()
    page.locator("#tick").click()
    expect(page.locator("#badge")).to_have_text("离线 · 待传 1")
    page.reload()
    expect(page.locator("#badge")).to_have_text("离线 · 待传 1")
    page.locator(f"#stops button[data-wish='{wish}']").click()
    page.locator("[data-check] .normal").first.click()
    page.locator("[data-check] .problem").nth(1).click()
    page.locator("#words").fill("断网时看到的")
    page.locator("#photos").set_input_files([{"name": "a.jpg", "mimeType": "image/jpeg", "buffer": picture()}])
    expect(page.locator(".shots img")).to_have_count(1)
    page.locator("#save").click()
    expect(page.locator("#badge")).to_have_text("离线 · 待传 5")
    small = page.evaluate("[...document.querySelectorAll('#sheet button')].filter(e => e.offsetParent && e.offsetHeight < 44).map(e => e.className)")
    assert small == []

    lost = {"left": 2}

    def swallow(route: Any) -> None:
        """The first two arrive, but their answers are lost: the phone must send them again."""
        if lost["left"]:
            lost["left"] -= 1
            route.fetch()
            route.abort("internetdisconnected")
        else:
            route.continue_()

    page.route("**/records", swallow)
    phone.set_offline(False)
    for _ in range(2):
        page.wait_for_timeout(300)
        page.evaluate("dispatchEvent(new Event('online'))")
    expect(page.locator("#badge")).to_have_text("在线 · 已传齐")
    assert rows(town, "SELECT kind, count(*) FROM inspection_record WHERE inspection_id = :id GROUP BY 1 ORDER BY 1", id=inspection) == [("answer", 2), ("finding", 1), ("tick", 1)]
    assert rows(town, "SELECT source, (SELECT count(*) FROM incident_photo p WHERE p.incident_id = i.id) FROM incident i JOIN incident_text t ON t.incident_id = i.id "
                      "WHERE text = '断网时看到的'") == [("inspection", 1)]
    page.close()


def test_hotspots_of_a_plan_are_shaded_and_linked_both_ways(open_page: Open, town: Any, area: str) -> None:
    rows_held = town.locating.snapshot().rows
    other = next(row for row in rows_held if row["kind"] == "work_area" and row["code"] != area)
    leaf = next(row for row in inspections.leaves(town.locating.snapshot(), other["grid_id"]) if row["kind"] == "grid")
    shape = shapely.to_wkt(shapely.multipolygons(shapely.get_parts(leaf["geom"])))
    with town.database.begin() as connection:
        spot = planted_spots.plant(connection, leaf["town_id"], grids=(leaf["code"],), geom=f"SRID=4326;{shape}", items=(), last=clock.now().date(), at=clock.now())
        day = (clock.now() + timedelta(days=1)).date()
        inspections.begin(connection, LOCAL_OPERATOR, town.locating.snapshot(), inspections.Order(other["code"], (day,), ({"mode": "car"}, {"mode": "car"}), inspected_town.QUICK))
    planned(town, other["code"])
    page = open_page(f"?s=inspect&area={other['code']}&quarter={day}")
    expect(page.locator(".legend")).to_contain_text("热点（统计检验确认）")
    assert page.locator(".plan-spot").count() and page.locator(".plan-veil").count() == 1
    stop = page.locator(f"button[data-wish='hotspot:{spot}']")
    for team in page.locator(".chip.team").all():
        team.click()
        if stop.count():
            break
    stop.click()
    page.get_by_role("button", name="看这个热点").click()
    expect(page.locator(".panel-head h1")).to_have_text("热点：全部事项")
    expect(page.locator("#visits .tag").first).to_have_text("已排入")
    page.locator("#visits .link").first.click()
    expect(page.locator(".panel-head h1")).to_have_text("季度联查")
    expect(page.locator(".panel-head")).to_contain_text(other["name"])
    expect(page.locator(".chip.team").first).to_be_visible()


def test_who_goes_where_and_a_place_of_ones_own(open_page: Open, town: Any, area: str, watched: Any) -> None:
    """Begun with names and hours; a grid kept from a team, a place pressed on the map: both stand in the next version, and can be taken back."""
    watched.expected = ("400",)
    held = town.locating.snapshot()
    other = sorted((row for row in held.rows if row["kind"] == "work_area" and row["code"] != area), key=lambda row: row["code"])[1]
    page = open_page("?s=inspect")
    page.locator(f"#areas [data-code='{other['code']}']").click()
    page.locator(".team-row .people").first.fill("无名氏")
    page.locator("#cross").check()
    page.locator("#begin").click()
    expect(page.locator("#begin-form .note.red")).to_contain_text("岗位名册")
    page.locator("#cross").uncheck()
    page.locator("#home-hours").fill("18:00-20:00")
    page.locator("#begin").click()
    expect(page.locator(".planning")).to_be_visible()
    inspection = planned(town, other["code"])
    stop = page.locator("#stops button[data-wish^='grid:']").first
    stop.click()
    wish = str(stop.get_attribute("data-wish"))
    page.locator(".hand input").fill("组员住在这里")
    page.locator(".hand .forbid").click()
    expect(page.locator(".planning")).to_be_visible()
    planned(town, other["code"])
    expect(page.locator(".planning")).to_be_hidden()
    assert rows(town, "SELECT team FROM inspection_stop s JOIN inspection_plan p ON p.id = plan_id WHERE s.inspection_id = :id AND wish = :wish ORDER BY number DESC LIMIT 1", id=inspection, wish=wish) != [(1,)]
    page.locator("#add-stop").click()
    page.locator("#add-form .main").click()
    expect(page.locator("#add-form .fault")).to_have_text("请先在地图上点一下位置。")
    page.mouse.click(*page.evaluate(FREE))
    expect(page.locator("#add-form")).to_contain_text("已选")
    assert "s=inspect" in page.url
    page.locator("#add-form input[type=text]").first.fill("老井")
    page.locator("#add-form input[type=text]").nth(2).fill("群众反映")
    page.locator("#add-form .main").click()
    expect(page.locator(".planning")).to_be_visible()
    planned(town, other["code"])
    expect(page.locator(".planning")).to_be_hidden()
    assert rows(town, "SELECT count(*) FROM inspection_stop WHERE inspection_id = :id AND wish = 'own:1' AND label = '老井'", id=inspection) == [(1,)]
    page.locator("#setup").click()
    for _ in range(page.locator("#setup-form .team-row").count() - 1):
        page.locator("#setup-form .team-row").last.get_by_role("button").click()
    page.locator("#setup-form .main").click()
    expect(page.locator("#setup-form .fault")).to_have_text("请填写调整原因。")
    page.locator("#setup-form").get_by_placeholder("调整原因（必填）").fill("其余各组抽走了")
    page.locator("#setup-form .main").click()
    expect(page.locator("#setup-form .note.red")).to_be_visible()
    page.locator("#setup-form .two-buttons .btn").last.click()
    page.locator("#pairs summary").click()
    page.locator("#pairs .link").click()
    page.locator("#pairs input").fill("搬走了")
    page.locator("#pairs .btn").click()
    expect(page.locator("#pairs")).to_be_hidden()
    assert rows(town, "SELECT action FROM inspection_change WHERE inspection_id = :id ORDER BY id", id=inspection)[-1] == ("unpair",)
    planned(town, other["code"])
    page.locator("#setup").click()
    for _ in range(page.locator("#setup-form .team-row").count() - 1):
        page.locator("#setup-form .team-row").last.get_by_role("button").click()
    page.locator("#setup-form").get_by_placeholder("组员，不填则不变").first.fill("甲、乙、丙")
    page.locator("#setup-form").get_by_placeholder("调整原因（必填）").fill("其余各组抽走了")
    page.locator("#setup-form .main").click()
    expect(page.locator(".planning")).to_be_visible()
    planned(town, other["code"])
    expect(page.locator(".chip.team")).to_have_count(1)
    assert rows(town, "SELECT number, said -> 'people' FROM inspection_team WHERE inspection_id = :id", id=inspection) == [(1, ["甲", "乙", "丙"])]
    town_end(town, inspection)


def town_end(town: Any, inspection: UUID) -> None:
    """Leave the area as it was for others."""
    with town.database.begin() as connection:
        connection.execute(text("UPDATE inspection SET state = 'ended', ended_at = now() WHERE id = :id"), {"id": inspection})


def test_the_section_fits_a_phone(open_page: Open) -> None:
    page = open_page("?s=inspect", phone=True)
    page.locator("#areas button").last.click()
    page.locator("#begin-form").wait_for()
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
