"""From a page to a PDF. The one place that knows WeasyPrint; nothing on a page is fetched from anywhere."""

import importlib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from functools import cache
from typing import Any
from zoneinfo import ZoneInfo

import jinja2

from gis_app import clock
from gis_app.domain.actors import LOCAL_OPERATOR, Actor
from gis_app.errors import WanggeError
from gis_app.maplayers.paper.furniture import grouped
from gis_app.resources import folder

PACKAGES = "apt-get install -y libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0 fonts-noto-cjk"


@dataclass(frozen=True)
class Page:
    """What is to be printed: a template of ``templates/paper``, what fills it, and the name its file should have."""

    template: str
    filename: str
    content: Mapping[str, Any]

    def markup(self) -> str:
        """The page as HTML; every text is escaped, maps are put in as they are."""
        return _pages().get_template(f"paper/{self.template}").render(**self.content)


@dataclass(frozen=True)
class Printed:
    pdf: bytes
    pages: int
    filename: str


def printed(page: Page) -> Printed:
    """The page set on A4. It takes seconds: nothing should be held open meanwhile.

    Raises
    ------
    WanggeError
        ``print_packages`` where the system's text libraries are not installed; ``print_address`` for a page that asks for an
        address.
    """
    weasyprint = _weasyprint()
    closed = weasyprint.urls.URLFetcher(allowed_protocols=(), fail_on_errors=True)
    try:
        made = weasyprint.HTML(string=page.markup(), url_fetcher=closed).render()
        return Printed(made.write_pdf(), len(made.pages), page.filename)
    except weasyprint.urls.FatalURLFetchingError as refused:
        raise WanggeError("print_address", why=str(refused)[:100]) from refused


def day(at: datetime | date | None) -> str:
    """2026年3月5日; 未定 where there is none."""
    return "未定" if at is None else f"{at.year}年{at.month}月{at.day}日"


def made(actor: Actor, zone: ZoneInfo) -> Mapping[str, Any]:
    """Who printed and when; a name only where a person gave one."""
    return {"by": "" if actor == LOCAL_OPERATOR else actor.name, "at": clock.now().astimezone(zone)}


def _weasyprint() -> Any:
    """Imported when first printed: it takes a second, and fails where the libraries that it loads are missing."""
    try:
        return importlib.import_module("weasyprint")
    except OSError as missing:
        raise WanggeError("print_packages", line=PACKAGES) from missing


@cache
def _pages() -> jinja2.Environment:
    pages = jinja2.Environment(loader=jinja2.FileSystemLoader(folder("templates")), autoescape=True, undefined=jinja2.StrictUndefined,
                               trim_blocks=True, lstrip_blocks=True)
    filters: Mapping[str, Any] = {"day": day, "number": _number, "minute": _minute, "share": _share}
    pages.filters.update(filters)
    return pages


def _number(value: float | None, digits: int = 0) -> str:
    """With thin spaces between thousands; a dash where it is not known."""
    if value is None:
        return "—"
    whole, _, part = f"{value:.{digits}f}".partition(".")
    return grouped(int(whole)) + (f".{part}" if part else "")


def _minute(at: datetime) -> str:
    return f"{day(at)} {at:%H:%M}"


def _share(value: float | None) -> str:
    return "—" if value is None else f"{value:.1%}" if value < 0.9995 else "100%"
