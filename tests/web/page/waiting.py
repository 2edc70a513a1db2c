"""Waiting for something a page's own words do not tell."""

import time
from typing import Any

from playwright.sync_api import Page


def until(page: Page, expression: str, arg: Any = None, *, timeout_s: float = 10.0) -> Any:
    """The first value of a JavaScript expression that counts as true.

    It is asked for from outside, again and again: Playwright's own way compiles the expression inside the page each time,
    which the page's content security policy forbids.
    """
    end = time.monotonic() + timeout_s
    while not (value := page.evaluate(expression, arg)):
        assert time.monotonic() < end, f"not within {timeout_s:g} s: {expression}"
        page.wait_for_timeout(50)
    return value
