"""Print: the button of a grid hands a PDF to the browser, and says why where there is none."""

from collections.abc import Callable
from typing import Any

from playwright.sync_api import Page, expect

Open = Callable[..., Page]


def chosen(open_page: Open, name: str, query: str = "") -> Page:
    """The map with a grid chosen by its name."""
    page = open_page(query)
    box = page.get_by_role("combobox").first
    box.fill(name)
    page.get_by_role("option", name=name).first.click()
    expect(page.locator("#grid-card")).to_contain_text(name)
    return page


def test_a_grid_s_sheet_comes_under_its_name(open_page: Open, town: Any) -> None:
    *_, code, name = town.inside()
    page = chosen(open_page, name)
    with page.expect_download() as coming:
        page.get_by_role("button", name="打印网格表").click()
    assert coming.value.suggested_filename == f"{name} {code} 网格登记表.pdf"
    with open(coming.value.path(), "rb") as file:
        assert file.read(5) == b"%PDF-"
    expect(page.get_by_role("button", name="打印网格表")).to_be_enabled()


def test_what_cannot_be_printed_is_said_beside_the_button(open_page: Open, town: Any, watched: Any) -> None:
    watched.expected = ("409",)
    *_, name = town.inside()
    page = chosen(open_page, name)
    page.route("**/sheet.pdf", lambda route: route.fulfill(
        status=409, content_type="application/problem+json", body='{"status":409,"code":"print_undrawn","detail":"网格还没有划定，没有可以打印的界线。"}'))
    page.get_by_role("button", name="打印网格表").click()
    expect(page.locator("#grid-card").get_by_role("alert")).to_contain_text("还没有划定")
    expect(page.get_by_role("button", name="打印网格表")).to_be_visible()
