"""The frame of the page: sections, languages, themes, keys, and that it speaks to nobody else."""

import json
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from gis_app.resources import folder
from tests.web.page.waiting import until

Open = Callable[..., Page]
JS = folder("static") / "js"


def words(language: str) -> dict[str, str]:
    text = (JS / "words" / f"{language}.js").read_text(encoding="utf-8")
    return dict(re.findall(r'(?:^|[\s{,])"?([\w.]+)"?: "((?:[^"\\]|\\.)*)"', text))


def test_both_languages_say_the_same_things() -> None:
    chinese, english = words("zh"), words("en")
    assert chinese.keys() == english.keys()
    for key, text in chinese.items():
        assert set(re.findall(r"\{(\w+)\}", english[key])) <= set(re.findall(r"\{(\w+)\}", text)) | {"mu"}, key


def test_every_word_asked_for_is_there() -> None:
    said = words("zh")
    for script in JS.rglob("*.js"):
        for key in re.findall(r'\bt\("([\w.]+)"', script.read_text(encoding="utf-8")):
            assert key in said, f"{script.name}: {key}"


def test_no_script_is_long() -> None:
    for script in [*JS.rglob("*.js"), *(folder("static") / "css").glob("*.css")]:
        assert len(script.read_text(encoding="utf-8").splitlines()) <= 400, script.name


def test_contrast_of_both_themes() -> None:
    """Text on its ground has at least 4.5:1, lines that mean something at least 3:1."""
    text = (folder("static") / "css" / "tokens.css").read_text(encoding="utf-8")
    light, dark = (dict(re.findall(r"--([\w-]+):\s*(#[0-9a-f]{6})", part)) for part in text.split('[data-theme="dark"]', 1))
    for theme in (light, {**light, **dark}):
        for ink in ("ink", "ink-2", "ink-3", "accent", "red", "amber", "green"):
            for ground in ("paper", "paper-2"):
                assert contrast(theme[ink], theme[ground]) >= 4.5, (ink, ground)
        for ink, ground in (("accent-ink", "accent"), ("red", "red-soft"), ("amber", "amber-soft"), ("green", "green-soft"),
                            ("accent", "accent-soft"), ("rail-ink", "rail"), ("map-cell-ink", "map-cell")):
            assert contrast(theme[ink], theme[ground]) >= 4.5, (ink, ground)
        for line in ("map-town", "map-area", "map-grid", "map-firm"):
            assert contrast(theme[line], theme["map-land"]) >= 3, line


def contrast(one: str, other: str) -> float:
    """WCAG 2 contrast ratio of two #rrggbb colours."""
    def light(colour: str) -> float:
        parts = [int(colour[at:at + 2], 16) / 255 for at in (1, 3, 5)]
        red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
        return 0.2126 * red + 0.7152 * green + 0.0722 * blue
    high, low = sorted((light(one), light(other)), reverse=True)
    return (high + 0.05) / (low + 0.05)


def test_sections_are_reached_and_kept_in_the_address(open_page: Open) -> None:
    page = open_page()
    expect(page.locator("html")).to_have_attribute("lang", "zh-CN")
    expect(page).to_have_title(re.compile("网格"))
    for name, key in (("事件", "events"), ("热力", "heat"), ("图层", "layers"), ("地图", "map")):
        button = page.locator(".rail").get_by_role("button", name=name)
        button.click()
        expect(button).to_have_attribute("aria-current", "page")
        assert (f"s={key}" in page.url) == (key != "map")
    expect(page.locator("#facts")).to_contain_text("km²")
    expect(page.locator("#facts")).to_contain_text("万亩")
    expect(page.locator("#facts")).to_contain_text("现行第一版（自始有效）")


def served(page: Page, **instead: object) -> None:
    """Serve the page with other facts of the town, or with none: as a database with later editions or nothing in it would."""
    def answer(route: Any) -> None:
        body = route.fetch().text()
        found = re.search(r'(id="config" type="application/json">)(.*?)(</script>)', body, re.DOTALL)
        config = json.loads(found[2])
        config["town"] = {**config["town"], **instead} if instead else None
        if not instead:
            config["bounds"] = None
        route.fulfill(status=200, content_type="text/html", body=body[:found.start(2)] + json.dumps(config) + body[found.end(2):])

    page.route(re.compile(r"/(\?.*)?$"), answer)


def test_back_and_forward_go_from_section_to_section(open_page: Open) -> None:
    page = open_page()
    start = page.url
    for section, title in (("events", "事件"), ("heat", "热力")):
        page.locator(f"[data-section={section}]").click()
        expect(page.locator("h1")).to_have_text(title)
    page.go_back()
    expect(page.locator("h1")).to_have_text("事件")
    assert "s=events" in page.url
    page.go_forward()
    expect(page.locator("h1")).to_have_text("热力")
    page.go_back()
    page.go_back()
    expect(page.locator("[data-section=map]")).to_have_attribute("aria-current", "page")
    assert page.url.split("?")[0] == start.split("?")[0] and "s=" not in page.url


def test_a_later_edition_says_since_when(open_page: Open) -> None:
    page = open_page()
    served(page, edition="第二版", edition_since="2025-12-31T16:00:00+00:00")
    page.reload()
    expect(page.locator("#facts")).to_contain_text("现行第二版（自 2026年1月1日起）")
    page.locator("#language").click()
    expect(page.locator("#facts")).to_contain_text("in force since 1 Jan 2026")


def test_an_empty_database_says_how_to_begin(open_page: Open) -> None:
    page = open_page()
    served(page)
    page.route("**/api/v1/tree", lambda route: route.fulfill(json={"items": [], "next": None}))
    page.reload()
    expect(page.locator(".panel .empty")).to_contain_text("wangge sample town")
    expect(page.locator(".panel-foot")).to_have_count(0)
    expect(page.locator(".legend")).to_have_count(0)
    expect(page.locator(".note.blue")).to_have_count(0)


@pytest.mark.parametrize("phone", [False, True])
@pytest.mark.parametrize("zoom", [12, 13, 14, 15, 16])
def test_names_cover_no_incident(open_page: Open, town: Any, zoom: int, phone: bool) -> None:
    lon, lat, *_ = town.inside()
    page = open_page(phone=phone)
    page.add_init_script("""Object.defineProperty(window, "L", { configurable: true, set(value) {
        Object.defineProperty(window, "L", { value, writable: true });
        value.Map.addInitHook(function () { window.wgMap = this; });
    } })""")
    page.goto(f"{town.url}/?period=year&m={zoom}/{lat}/{lon}")
    page.wait_for_load_state("networkidle")
    drawn = until(page, """(far) => { let one; window.wgMap.eachLayer((layer) => { if (layer.painters) one = layer; });
        return one.hits.length && (far || one.labels.length) && [one.labels, one.hits.map(({ x, y, r }) => ({ x, y, r }))]; }""",
        arg=zoom < 13)  # far out, there may be no room for a name
    labels, hits = drawn
    for label in labels:
        across, down = label["x"] + label["w"], label["y"] + label["h"]
        over = [hit for hit in hits if max(label["x"] - hit["x"], 0, hit["x"] - across) ** 2 + max(label["y"] - hit["y"], 0, hit["y"] - down) ** 2 < (hit["r"] - 2) ** 2]
        assert not over, label["text"]


def test_the_panel_folds_and_remembers(open_page: Open) -> None:
    page = open_page()
    page.locator("#panel-fold").click()
    assert page.locator("#panel").bounding_box()["width"] < 5
    page.reload()
    expect(page.locator("#panel")).to_have_attribute("data-open", "false")
    page.locator("[data-section=events]").click()
    expect(page.locator("#panel")).to_have_attribute("data-open", "true")


def test_english_is_a_full_language(open_page: Open) -> None:
    page = open_page("?s=heat&period=year")
    page.locator("#language").click()
    expect(page.locator("html")).to_have_attribute("lang", "en")
    page.locator("#heat-table").wait_for()
    assert "s=heat" in page.url
    for section in ("map", "events", "heat", "layers"):
        page.locator(f"[data-section={section}]").click()
        page.wait_for_timeout(300)
        said = page.evaluate("[...document.querySelectorAll('button:not(#language), h1, th, label, .label')].map(e => e.innerText).join('\\n')")
        own = {row for row in said.split("\n") if re.search("[\u4e00-\u9fff]", row)}
        assert all(re.search("村|镇|工作区|厂|公司|园", row) for row in own), own  # names of places stay what they are
    page.locator("#language").click()
    expect(page.locator("html")).to_have_attribute("lang", "zh-CN")


def test_the_theme_is_switched_and_remembered(open_page: Open) -> None:
    page = open_page(dark=True)
    assert page.evaluate("document.documentElement.dataset.theme") == "dark"
    page.locator("#theme").click()
    page.reload()
    assert page.evaluate("document.documentElement.dataset.theme") == "light"


def test_everything_is_reached_by_keyboard(open_page: Open) -> None:
    page = open_page()
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.className") == "skip"
    reached = set()
    for _ in range(40):
        page.keyboard.press("Tab")
        reached.add(page.evaluate("document.activeElement.id || document.activeElement.dataset.section || document.activeElement.className"))
    assert {"events", "heat", "layers", "theme", "language", "panel-fold", "map", "search", "period"} <= reached
    page.keyboard.press("Escape")
    page.locator("body").click(position={"x": 700, "y": 740})
    page.keyboard.press("/")
    expect(page.locator("#search")).to_be_focused()


def test_layers_are_switched_and_explained(open_page: Open) -> None:
    page = open_page("?s=layers")
    rows = page.locator("#layer-list .layer")
    expect(rows.first).to_be_visible()
    assert rows.count() >= 8
    expect(page.locator(".legend")).to_contain_text("件数")
    page.locator("#layer-list input[data-layer=incidents]").uncheck()
    expect(page.locator(".legend")).not_to_contain_text("件数")
    page.reload()
    expect(page.locator(".legend")).to_contain_text("镇")
    expect(page.locator(".legend")).not_to_contain_text("件数")


@pytest.mark.parametrize("phone", [False, True])
def test_the_first_paint_is_light(open_page: Open, phone: bool) -> None:
    page = open_page(phone=phone)
    total = page.evaluate("performance.getEntriesByType('resource').filter(e => !e.name.includes('/tiles/')).reduce((s, e) => s + e.transferSize, performance.getEntriesByType('navigation')[0].transferSize)")
    assert total < 1_000_000
    assert not list(Path(folder("static")).rglob("*.woff*"))
