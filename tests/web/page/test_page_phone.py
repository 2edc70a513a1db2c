"""On a phone: a sheet with three heights, rows a finger can press, nothing beside the screen."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

Open = Callable[..., Page]


def test_the_sheet_has_three_heights(open_page: Open) -> None:
    page = open_page(phone=True)
    heights = []
    for _ in range(3):
        heights.append(page.locator("#panel").bounding_box()["height"])
        page.locator("#grip").click()
        page.wait_for_timeout(200)
    assert len({round(height) for height in heights}) == 3


@pytest.mark.parametrize("section", ["map", "events", "heat", "layers"])
def test_nothing_lies_beside_the_screen(open_page: Open, section: str) -> None:
    page = open_page(f"?s={section}&period=year", phone=True)
    page.wait_for_timeout(800)
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    small = page.evaluate("""[...document.querySelectorAll('.rail button, .rowbtn, .panel-foot .btn, .layer, .tree button')]
        .filter(e => e.offsetParent && e.offsetHeight < 44).map(e => e.className)""")
    assert small == []


def test_a_row_opens_on_the_phone(open_page: Open) -> None:
    page = open_page("?s=events&period=year", phone=True)
    page.locator("#events button").first.tap()
    expect(page.locator("#event-card")).to_be_visible()
