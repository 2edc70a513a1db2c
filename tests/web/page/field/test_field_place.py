"""Where a team is and where it goes next: positions that fail or are weak, the way walked, what lies near; and a page for one thumb."""

import json
import re
from collections.abc import Callable

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from tests.inspected_town import Begun
from tests.web.page.conftest import Town
from tests.web.page.field.conftest import G1, HERE, arrived, report, rows
from tests.web.page.waiting import until


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
