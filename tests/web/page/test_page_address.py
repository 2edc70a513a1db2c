"""What an address asks for and nobody knows is left out before anything is asked with it, and said once."""

from collections.abc import Callable
from urllib.parse import parse_qs, urlparse

from playwright.sync_api import Page, expect

Open = Callable[..., Page]
LEFT = "地址里有认不出的条件，已略去。"


def test_unknown_words_are_left_out_and_said_once(open_page: Open) -> None:
    page = open_page("?s=events&state=zzz,closed&source=mars&grid=%00&within=%07&event=1&item=nope&period=2026-13-45..2026-99-99&by=x&radius=9")
    expect(page.locator("#notices .notice")).to_have_text(LEFT)
    page.locator("#events li, .panel .empty").first.wait_for()
    expect(page.locator("[role=alert]")).to_have_count(0)
    kept = parse_qs(urlparse(page.url).query)
    assert {name: kept[name] for name in kept if name != "m"} == {"s": ["events"], "state": ["closed"]}


def test_no_refused_request_and_no_second_box(open_page: Open) -> None:
    page = open_page()
    refused: list[str] = []
    page.on("response", lambda answer: answer.status >= 400 and refused.append(answer.url))
    page.goto(f"{page.url.split('?')[0]}?state=zzz&grid=%00")
    expect(page.locator("#notices .notice")).to_have_count(1)
    page.wait_for_load_state("networkidle")
    assert refused == []
    expect(page.locator(".card")).to_have_count(0)


def test_a_good_address_is_not_remarked_upon(open_page: Open) -> None:
    page = open_page("?s=heat&period=2026-01-01..2026-03-31&source=worker,head&by=rate&basis=registered&radius=300")
    page.locator(".timebox .said b").wait_for()
    page.wait_for_load_state("networkidle")
    expect(page.locator("#notices .notice")).to_have_count(0)
    kept = parse_qs(urlparse(page.url).query)
    assert (kept["source"], kept["radius"], kept["period"]) == (["worker,head"], ["300"], ["2026-01-01..2026-03-31"])
