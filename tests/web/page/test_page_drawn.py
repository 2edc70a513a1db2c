"""What the map draws, measured: names keep clear of each other and of the pin, foreign tiles lie where they belong."""

import itertools
import json
import re
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
from playwright.sync_api import Page

from gis_app.config import Settings
from gis_app.domain.crs import to_wgs84
from gis_app.web.pageconfig import basemap_tiles
from tests.web.page.waiting import until

Open = Callable[..., Page]
PAD = 160  # px that the overlay is drawn beyond the view
DOT = bytes.fromhex("89504e470d0a1a0a0000000d4948445200000001000000010804000000b51c0c020000000b4944415478da6364f80f00010501012718e3660000000049454e44ae426082")
HOLD_MAP = """Object.defineProperty(window, "L", { configurable: true, set(value) {
    Object.defineProperty(window, "L", { value, writable: true });
    value.Map.addInitHook(function () { window.wgMap = this; });
} })"""
LABELS = """() => { let one; window.wgMap?.eachLayer((layer) => { if (layer.painters) one = layer; });
    return one?.labels.length && one.labels; }"""


def labels(page: Page, url: str) -> list[dict[str, Any]]:
    """The names on the map at an address, as rectangles of the overlay."""
    page.add_init_script(HOLD_MAP)
    page.goto(url)
    page.wait_for_load_state("networkidle")
    page.wait_for_timeout(200)
    found: list[dict[str, Any]] = until(page, LABELS)
    return found


def overlap(one: dict[str, Any], other: dict[str, Any]) -> bool:
    return all(one[at] < other[at] + other[size] and other[at] < one[at] + one[size] for at, size in (("x", "w"), ("y", "h")))


@pytest.mark.parametrize("phone", [False, True])
@pytest.mark.parametrize("zoom", [13, 14, 15, 16])
def test_names_do_not_touch_each_other(open_page: Open, town: Any, zoom: int, phone: bool) -> None:
    lon, lat, *_ = town.inside()
    drawn = labels(open_page(phone=phone), f"{town.url}/?period=year&m={zoom}/{lat}/{lon}")
    assert [(one["text"], other["text"]) for one, other in itertools.combinations(drawn, 2) if overlap(one, other)] == []


@pytest.mark.parametrize("zoom", [14, 16])
def test_the_pin_leaves_its_grid_s_name_to_be_read(open_page: Open, town: Any, zoom: int) -> None:
    lon, lat, _, name = town.inside()
    page = open_page()
    view = f"m={zoom}/{lat}/{lon}&off=incidents"
    label = next(one for one in labels(page, f"{town.url}/?{view}") if one["text"] == name)
    middle = [label["x"] + label["w"] / 2 - PAD, label["y"] + label["h"] * 0.9 - PAD]
    at = page.evaluate("middle => { const { lng, lat } = window.wgMap.containerPointToLatLng(middle); return [lng, lat]; }", middle)
    page.goto(f"{town.url}/?{view}&at={at[0]},{at[1]}")
    page.locator("#place-card").wait_for()
    labelled = labels(page, page.url)
    frame, pin = page.locator("#map").bounding_box(), page.locator(".wg-pin").bounding_box()
    box = {"x": pin["x"] - frame["x"] + PAD, "y": pin["y"] - frame["y"] + PAD, "w": pin["width"], "h": pin["height"]}
    mine = next(one for one in labelled if one["text"] == name)
    assert not overlap(mine, box), (mine, box)


def tiles_of(page: Page, url: str, home: str, kind: str) -> list[dict[str, Any]]:
    """Tiles of a map service as the browser lays them: their number, where they stand, and where the map has their corner."""
    settings = Settings.from_env({"WANGGE_BASEMAP": kind, "WANGGE_BASEMAP_KEY": "k" * 8})
    sources = basemap_tiles(settings)
    for source in sources:
        source["url"] = re.sub(r"https://[^/]+", f"{home}/stub", source["url"])

    def instead(route: Any) -> None:
        body = route.fetch().text()
        found = re.search(r'(id="config" type="application/json">)(.*?)(</script>)', body, re.DOTALL)
        told = {**json.loads(found[2]), "basemap": {"kind": kind, "tiles": sources}}
        route.fulfill(status=200, content_type="text/html", body=body[:found.start(2)] + json.dumps(told) + body[found.end(2):])

    page.add_init_script(HOLD_MAP)
    page.route(re.compile(r"/(\?.*)?$"), instead)
    page.route("**/stub/**", lambda route: route.fulfill(content_type="image/png", body=DOT))
    page.goto(url)
    page.wait_for_load_state("networkidle")
    until(page, "document.querySelectorAll('.leaflet-wg-source-pane img.leaflet-tile-loaded').length > 3")
    found: list[dict[str, Any]] = page.evaluate("""() => {
        const frame = window.wgMap.getContainer().getBoundingClientRect();
        return [...document.querySelectorAll(".leaflet-wg-source-pane img.leaflet-tile-loaded")].map((image) => {
            const { left, top } = image.getBoundingClientRect();
            return { url: image.src, x: left - frame.left, y: top - frame.top };
        }); }""")
    return found


def corner(url: str) -> tuple[float, float]:
    """Longitude and latitude of a tile's upper left corner, in the service's own datum."""
    z, x, y = (int(re.search(rf"[?&](?:TILE)?{name}=(\d+)", url)[1]) for name in (r"(?:MATRIX|z)", r"(?:COL|x)", r"(?:ROW|y)"))
    return x / 2**z * 360 - 180, float(np.degrees(np.arctan(np.sinh(np.pi * (1 - 2 * y / 2**z)))))


@pytest.mark.parametrize(("kind", "datum", "shifts"), [("amap", "gcj02", True), ("tianditu", "cgcs2000", False)])
def test_foreign_tiles_lie_where_they_belong(kind: str, datum: str, shifts: bool, open_page: Open, town: Any) -> None:
    lon, lat, *_ = town.inside()
    page = open_page()
    laid = tiles_of(page, f"{town.url}/?m=16/{lat}/{lon}&off=incidents", town.url, kind)
    far = []
    for tile in laid:
        own = corner(tile["url"])
        true = [float(value) for value in to_wgs84(*own, datum)]
        put = page.evaluate("at => at.map(([lon, lat]) => { const { x, y } = window.wgMap.latLngToContainerPoint([lat, lon]); return [x, y]; })", [true, own])
        aside = np.hypot(put[0][0] - 480, put[0][1] - 360)  # one shift serves the whole view: exact in its middle
        assert np.hypot(tile["x"] - put[0][0], tile["y"] - put[0][1]) < 1.5 + 0.004 * aside, tile
        far.append(np.hypot(put[1][0] - put[0][0], put[1][1] - put[0][1]))
    assert (min(far) > 50) == shifts
