"""A team's phone over a whole morning: no network, no position, no room, a dead battery, two phones, and the end of the inspection in between."""

import io
import json
import re
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from PIL import Image
from playwright.sync_api import Browser, BrowserContext, Page, expect
from sqlalchemy import text

from gis_app import clock
from gis_app.db.session import Database
from gis_app.domain.actors import LOCAL_OPERATOR
from gis_app.services import inspection_ending, inspection_late
from gis_app.services.snapshot import load
from tests import inspected_town
from tests.inspected_town import Begun
from tests.web.page.conftest import PHONE, Town, serving
from tests.web.page.waiting import until

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


def test_the_end_comes_while_the_team_is_out_of_network(open_link: Callable[..., Page], new_phone: Callable[..., BrowserContext], served: Town, begun: Begun) -> None:
    phone = new_phone()
    page = open_link(phone, kept=True)
    phone.set_offline(True)
    page.locator(G1).click()
    page.locator("#tick").click()
    report(page, "结束前看到的", photo=True)
    expect(page.locator("#badge")).to_have_text("离线 · 待传 3")
    end(begun)
    page.reload()
    page.locator(G2).click()
    page.locator("#tick").click()
    expect(page.locator("#badge")).to_have_text("离线 · 待传 4")
    in_network(page)
    expect(page.locator("#over-state")).to_have_text("这部手机上的记录都已上传。")
    assert sent(served, begun) == {"tick": 2, "finding": 1}
    assert rows(served, "SELECT count(*) FROM inspection_record WHERE inspection_id = :id AND body ? 'late'", id=begun.id) == [(3,)]
    assert rows(served, "SELECT i.source, i.grid_code, count(p.*) FROM incident i JOIN incident_text t ON t.incident_id = i.id LEFT JOIN incident_photo p ON p.incident_id = i.id "
                        "WHERE t.text = '结束前看到的' GROUP BY 1, 2") == [("inspection", "G1", 1)]
    inspection_late.renew(begun.database, LOCAL_OPERATOR, begun.id)
    assert rows(served, "SELECT count(*) FROM office_matter WHERE inspection_id = :id AND kind = 'unreached' AND decision IS NULL", id=begun.id) == [(0,)]
    for offline in (False, True):
        phone.set_offline(offline)
        page.reload()
        expect(page.locator("#sheet h2")).to_have_text("联查已结束")
        assert not any(name in page.content() for name in ("柳湾", "石桥", "一组"))
    assert until(page, "(async () => { const [{ name }] = await indexedDB.databases(); const base = await new Promise((done) => { const asked = indexedDB.open(name); asked.onsuccess = () => done(asked.result); });"
                       " return new Promise((done) => { const asked = base.transaction('data').objectStore('data').get('team'); asked.onsuccess = () => done(asked.result === undefined); }); })()")


def test_a_report_that_is_being_written_when_the_end_comes(open_link: Callable[..., Page], new_phone: Callable[..., BrowserContext], served: Town, begun: Begun) -> None:
    """Saved, it is taken in; left half written, its words can still be taken along."""
    one, two = open_link(new_phone()), open_link(new_phone())
    for page in (one, two):
        page.locator(G1).click()
        page.locator("#finding").click()
        page.locator("#item-all").select_option("I1")
        page.locator("#words").fill("结束时正在写")
        page.wait_for_timeout(400)
    end(begun)
    for page in (one, two):
        page.evaluate("document.dispatchEvent(new Event('visibilitychange'))")
        page.wait_for_timeout(300)
        expect(page.locator("#words")).to_have_value("结束时正在写")
    one.locator("#save").click()
    expect(one.locator("#over-state")).to_have_text("这部手机上的记录都已上传。")
    assert sent(served, begun) == {"finding": 1}
    two.locator(".stop-head .square").click()
    expect(two.locator("#left")).to_contain_text("结束时正在写")
    expect(two.locator("#left")).to_contain_text("没有写完")


def test_the_dispatcher_finds_what_inspections_found(open_link: Callable[..., Page], new_phone: Callable[..., BrowserContext], served: Town, begun: Begun, new_page: Callable[..., Page]) -> None:
    phone = open_link(new_phone())
    phone.locator(G1).click()
    report(phone, "给调度员看的", item="I1")
    arrived(phone, served, begun, {"finding": 1})
    desk = new_page(served.url)
    desk.goto(f"{served.url}/?s=events")
    desk.get_by_role("button", name="联查", exact=True).last.click()
    first = desk.locator("[data-id]").first
    expect(first).to_contain_text("井盖缺失")
    expect(first).to_contain_text("柳湾网格 · 联查")
    first.click()
    expect(desk.locator(".panel")).to_contain_text("给调度员看的")
    expect(desk.locator(".panel")).to_contain_text("联查一组")


def test_what_was_recorded_after_the_end_stays_on_the_phone_and_can_be_taken_along(open_link: Callable[..., Page], new_phone: Callable[..., BrowserContext], served: Town, begun: Begun) -> None:
    phone = new_phone()
    page = open_link(phone, kept=True)
    phone.set_offline(True)
    end(begun)
    with served.database.begin() as connection:
        connection.execute(text("UPDATE inspection SET ended_at = now() - interval '1 hour' WHERE id = :id"), {"id": begun.id})
    page.locator(G1).click()
    page.locator("#tick").click()
    report(page, "结束后看到的", photo=True)
    in_network(page)
    expect(page.locator("#over-state")).to_contain_text("有 2 条没有收下")
    left = page.locator("#left")
    expect(left.locator("li").first).to_contain_text("柳湾网格 · 打卡 · 30.02000, 119.95000")
    expect(left).to_contain_text("以后记下的，没有收下")
    page.reload()
    expect(left).to_contain_text("结束后看到的")
    with page.expect_download() as saved:
        page.locator("#left-file").click()
    with open(saved.value.path(), encoding="utf-8") as file:
        said = file.read()
    assert saved.value.suggested_filename == "联查记录.txt"
    assert "结束后看到的" in said and "没有收下" in said
    assert sent(served, begun) == {}


def test_a_new_link_sends_what_the_old_one_could_not(open_link: Callable[..., Page], new_phone: Callable[..., BrowserContext], served: Town, begun: Begun, watched: Any) -> None:
    watched.expected += ("status of 404",)
    phone = new_phone()
    page = open_link(phone, kept=True)
    phone.set_offline(True)
    page.locator(G1).click()
    page.locator("#tick").click()
    inspected_town.issue(begun, again=True)
    phone.set_offline(False)
    page.reload()
    expect(page.locator("main")).to_contain_text("打开新链接后会自动上传")
    assert sent(served, begun) == {}
    page.close()
    again = open_link(phone)
    arrived(again, served, begun, {"tick": 1})


def test_a_phone_whose_clock_is_wrong_tells_the_servers_time(open_link: Callable[..., Page], new_phone: Callable[..., BrowserContext], served: Town, begun: Begun) -> None:
    phone = new_phone()
    phone.add_init_script("{ const Own = Date; const off = 3 * 3600000; window.Date = class extends Own { constructor(...a) { super(...(a.length ? a : [Own.now() + off])); } static now() { return Own.now() + off; } }; }")
    page = open_link(phone, kept=True)
    phone.set_offline(True)
    page.reload()
    page.locator(G1).click()
    page.locator("#tick").click()
    in_network(page)
    arrived(page, served, begun, {"tick": 1})
    (made,), = rows(served, "SELECT made_at FROM inspection_record WHERE inspection_id = :id", id=begun.id)
    assert abs(made - datetime.now(UTC)) < timedelta(seconds=30)


def test_two_phones_of_a_team_see_what_the_other_did(open_link: Callable[..., Page], new_phone: Callable[..., BrowserContext], served: Town, begun: Begun) -> None:
    one, two = open_link(new_phone(), kept=True), open_link(new_phone(), kept=True)
    for page in (one, two):
        page.context.set_offline(True)
        page.locator(G1).click()
        page.locator("#tick").click()
    one.locator("[data-check='K01'] .normal").click()
    expect(one.locator("#badge")).to_have_text("离线 · 待传 2")
    two.locator("[data-check='K01'] .inapplicable").click()
    expect(two.locator("#badge")).to_have_text("离线 · 待传 2")
    for page in (one, two):
        in_network(page)
    arrived(two, served, begun, {"tick": 2, "answer": 2})
    one.evaluate("document.dispatchEvent(new Event('visibilitychange'))")
    expect(one.locator("[data-check='K01'] .inapplicable")).to_have_attribute("aria-pressed", "true")


def test_without_a_position_a_finding_is_put_where_one_presses_on_the_map(open_link: Callable[..., Page], new_phone: Callable[..., BrowserContext], served: Town, begun: Begun) -> None:
    page = open_link(new_phone(allowed=False))
    expect(page.locator("#gps")).to_contain_text("没有定位权限")
    page.locator(G1).click()
    page.locator("#finding").click()
    expect(page.locator("#where")).to_contain_text("按点位位置上报")
    page.locator("#item-all").select_option("I1")
    page.locator("#words").fill("没有定位时看到的")
    page.locator("#pick").click()
    page.touchscreen.tap(120, 400)
    expect(page.locator("#where")).to_contain_text("已在地图上点选位置")
    page.locator("#save").click()
    arrived(page, served, begun, {"finding": 1})
    (grid, lon, lat, accuracy, stop), = rows(served, "SELECT i.grid_code, ST_X(i.geom), ST_Y(i.geom), l.accuracy_m, ST_Distance(i.geom, s.geom) FROM incident i JOIN incident_text t ON t.incident_id = i.id "
        "JOIN incident_location l ON l.incident_id = i.id JOIN inspection_record r ON r.incident_id = i.id JOIN inspection_stop s ON s.inspection_id = r.inspection_id AND s.wish = r.wish "
        "WHERE t.text = '没有定位时看到的' LIMIT 1")
    assert (grid, accuracy) == ("G1", None)
    assert 0 < stop < 0.02, (lon, lat)


def test_a_weak_position_is_said_and_sent_as_it_is(open_link: Callable[..., Page], new_phone: Callable[..., BrowserContext], served: Town, begun: Begun) -> None:
    page = open_link(new_phone(here=HERE | {"accuracy": 400}))
    expect(page.locator("#gps")).to_contain_text("定位精度 400 米，偏差大")
    page.locator(G1).click()
    page.locator("#tick").click()
    arrived(page, served, begun, {"tick": 1})
    assert rows(served, "SELECT accuracy_m FROM inspection_record WHERE inspection_id = :id", id=begun.id) == [(400,)]


def test_a_report_half_written_outlives_the_tab(open_link: Callable[..., Page], new_phone: Callable[..., BrowserContext], served: Town, begun: Begun) -> None:
    phone = new_phone()
    page = open_link(phone, kept=True)
    phone.set_offline(True)
    page.locator(G1).click()
    page.locator("#finding").click()
    page.locator("#item-all").select_option("I2")
    page.locator("#words").fill("写到一半")
    page.locator("#photos").set_input_files([picture(5000, 3000), {"name": "说明.txt", "mimeType": "text/plain", "buffer": b"no picture"}])
    expect(page.locator(".shots img")).to_have_count(1)
    expect(page.locator(".fault")).to_have_text("不是能识别的照片，没有加入：说明.txt")
    page.wait_for_timeout(400)
    page.close()
    again = phone.new_page()
    again.goto(page.url)
    again.locator("#resume").click()
    expect(again.locator("#words")).to_have_value("写到一半")
    expect(again.locator(".shots img")).to_have_count(1)
    again.locator("#save").click()
    expect(again.locator("#badge")).to_have_text("离线 · 待传 2")
    expect(again.locator("#resume")).to_have_count(0)
    in_network(again)
    arrived(again, served, begun, {"finding": 1})
    (size,), = rows(served, "SELECT p.size FROM incident_photo p JOIN incident_text t ON t.incident_id = p.incident_id WHERE t.text = '写到一半'")
    assert size < 4_000_000


def test_a_full_phone_says_so_and_keeps_the_form(open_link: Callable[..., Page], new_phone: Callable[..., BrowserContext], served: Town, begun: Begun) -> None:
    phone = new_phone()
    phone.add_init_script("const put = IDBObjectStore.prototype.put; IDBObjectStore.prototype.put = function (...all) { if (window.fullPhone) throw new DOMException('full', 'QuotaExceededError'); return put.apply(this, all); };")
    page = open_link(phone)
    page.locator(G1).click()
    page.locator("#finding").click()
    page.locator("#item-all").select_option("I2")
    page.evaluate("window.fullPhone = true")
    page.locator("#words").fill("存不下")
    page.locator("#save").click()
    expect(page.locator("#said")).to_contain_text("手机存储已满")
    expect(page.locator("#words")).to_have_value("存不下")
    page.evaluate("window.fullPhone = false")
    page.locator("#save").click()
    arrived(page, served, begun, {"finding": 1})


def test_the_way_survives_a_dead_battery_and_goes_on(open_link: Callable[..., Page], new_phone: Callable[..., BrowserContext], served: Town, begun: Begun) -> None:
    phone = new_phone()
    phone.add_init_script("addEventListener('pagehide', (event) => event.stopImmediatePropagation(), true);"
                          "navigator.wakeLock && (navigator.wakeLock.request = async () => { window.awake = true; return { released: false, release() { window.awake = false; } }; });")
    page = open_link(phone, kept=True)
    page.locator("#track").check()
    assert until(page, "window.awake")
    phone.set_geolocation(HERE | {"latitude": 30.021})
    expect(page.locator("#next .bearing")).not_to_be_empty()
    page.wait_for_timeout(5200)
    phone.set_geolocation(HERE | {"latitude": 30.022})
    page.wait_for_timeout(400)
    page.close(run_before_unload=False)
    again = open_link(phone)
    expect(again.locator("#track")).to_be_checked()
    expect(again.locator("#badge")).to_have_text("在线 · 已传齐")
    until(again, "true")
    ways = rows(served, "SELECT jsonb_array_length(body->'way') FROM inspection_record WHERE inspection_id = :id AND kind = 'way'", id=begun.id)
    assert sum(n for n, in ways) >= 2
    again.locator("#track").uncheck()
    expect(again.locator("#track")).not_to_be_checked()


def test_the_next_stop_has_a_direction_a_distance_and_the_phones_own_map(open_link: Callable[..., Page], new_phone: Callable[..., BrowserContext], served: Town, begun: Begun) -> None:
    page = open_link(new_phone(here=HERE | {"latitude": 30.015}))
    stops = rows(served, "SELECT wish, ST_X(geom), ST_Y(geom) FROM inspection_stop WHERE inspection_id = :id AND day = (SELECT max(day) FROM inspection_stop WHERE inspection_id = :id) ORDER BY serial", id=begun.id)
    expect(page.locator("#next .bearing")).to_have_text(re.compile(r"^(东|西|南|北)+ \d+(\.\d)? (米|公里)$"))
    address = str(page.locator("#next a").get_attribute("href"))
    assert address.startswith(f"geo:{stops[0][2]:.6f},{stops[0][1]:.6f}?q=")
    assert page.locator("#stops button").count() == len(stops)
    page.locator("#stops button").first.click()
    page.locator("#tick").click()
    page.locator(".stop-head .square").click()
    expect(page.locator("#stops button").first).to_contain_text("已到")
    assert page.locator("#map .stop-mark.tick").count() == 1
    with page.expect_download() as saved:
        page.locator(".file", has_text="GPX").click()
    with open(saved.value.path(), encoding="utf-8") as file:
        assert file.read().count("<rtept") == rows(served, "SELECT count(*) FROM inspection_stop WHERE inspection_id = :id AND team = 1", id=begun.id)[0][0]


def test_the_same_thing_is_not_reported_twice_unawares(open_link: Callable[..., Page], new_phone: Callable[..., BrowserContext]) -> None:
    page = open_link(new_phone(here=HERE | {"latitude": 30.035}))
    page.locator(G1).click()
    report(page, "路边垃圾", item="I2")
    page.locator("#finding").click()
    expect(page.locator("#twice")).to_be_hidden()
    page.locator("#item-all").select_option("I2")
    expect(page.locator("#twice")).to_contain_text("已有同一事项（路边垃圾）")
    page.locator("#item-all").select_option("I1")
    expect(page.locator("#twice")).to_be_hidden()


@pytest.mark.parametrize("dark", [False, True])
def test_everything_can_be_pressed_read_and_named(open_link: Callable[..., Page], new_phone: Callable[..., BrowserContext], dark: bool) -> None:
    page = open_link(new_phone(dark=dark))
    page.locator("#language").click()
    expect(page.locator("#language")).to_have_text("中文")
    assert page.evaluate("document.documentElement.lang") == "en"
    for step in ("", G1, "#finding"):
        if step:
            page.locator(step).click()
        assert page.evaluate("document.documentElement.scrollWidth") <= 390
        faults = page.evaluate(FAULTS)
        assert faults == [], f"{step}: {json.dumps(faults, ensure_ascii=False)}"


FAULTS = """() => {
  const shown = [...document.querySelectorAll('button, a, select, summary, textarea, label.track, label.add')].filter((one) => one.offsetParent);
  const faults = shown.filter((one) => one.offsetHeight < 44 || one.offsetWidth < 44).map((one) => ['small', one.id || one.className || one.textContent]);
  const named = (one) => (one.getAttribute('aria-label') ?? one.textContent).trim();
  faults.push(...shown.filter((one) => !named(one)).map((one) => ['no name', one.outerHTML.slice(0, 80)]));
  const canvas = document.createElement('canvas').getContext('2d', { willReadFrequently: true });
  const rgb = (colour) => { canvas.clearRect(0, 0, 1, 1); canvas.fillStyle = colour; canvas.fillRect(0, 0, 1, 1); return [...canvas.getImageData(0, 0, 1, 1).data]; };
  const light = ([r, g, b]) => [r, g, b].map((v) => v / 255).map((v) => (v <= 0.04045 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4)).reduce((sum, v, at) => sum + v * [0.2126, 0.7152, 0.0722][at], 0);
  const ground = (one) => { for (let at = one; at; at = at.parentElement) { const made = rgb(getComputedStyle(at).backgroundColor); if (made[3] > 250) return made; } return [255, 255, 255, 255]; };
  for (const one of document.querySelectorAll('#sheet *, .top *')) {
    const own = [...one.childNodes].some((node) => node.nodeType === 3 && node.textContent.trim());
    if (!own || !one.offsetParent || one.disabled) continue;
    const [a, b] = [light(rgb(getComputedStyle(one).color)), light(ground(one))].sort((x, y) => y - x);
    if ((a + 0.05) / (b + 0.05) < 4.5) faults.push(['contrast', ((a + 0.05) / (b + 0.05)).toFixed(1), one.textContent.slice(0, 30)]);
  }
  return faults;
}"""
