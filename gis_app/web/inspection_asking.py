"""What a request says about who goes where and about places of one's own, field by field, for ``inspection_wants``."""

from datetime import date
from typing import Any

from gis_app.errors import Both, WanggeError
from gis_app.services.incidents import place_of
from gis_app.services.inspection_wants import MOST_OWN, Wants
from gis_app.web.planners import switch
from gis_app.web.reading import Reader

MOST_PAIRS = 500
LISTS = (("fixed", MOST_PAIRS), ("forbidden", MOST_PAIRS), ("extra_stops", MOST_OWN))


def wants(given: Reader) -> Wants:
    """``fixed``, ``forbidden``, ``extra_stops`` and ``cross_check`` of a body."""
    fixed, forbidden, stops = (_listed(given, field, most) for field, most in LISTS)
    pairs = [pair(one, rule, f"{rule}[{at}]") for rule, listed in (("fixed", fixed), ("forbidden", forbidden)) for at, one in enumerate(listed)]
    return Wants(pairs, [stop(one, f"extra_stops[{at}]") for at, one in enumerate(stops)], switch(given, "cross_check"))


def pair(given: Reader, rule: str, at: str) -> dict[str, Any]:
    if given.has("grid") == given.has("wish"):
        raise WanggeError("bad_value", field=at, why=Both("grid 和 wish 应有一个", "one of grid and wish is needed"))
    return {
        "at": at, "rule": rule, "team": str(given.whole("team", 0, least=1, most=100)), "grid": given.text_or_none("grid", longest=100),
        "wish": given.text_or_none("wish", longest=200), "day": day_of(given, "day") if given.has("day") and rule == "fixed" else None,
        "reason": given.text_or_none("reason", longest=200),
    }


def stop(given: Reader, at: str) -> dict[str, Any]:
    """A place of one's own, converted to WGS-84."""
    lon, lat = place_of(given.number("lon"), given.number("lat"), given.text_or_none("crs", longest=40) or "wgs84")
    points, minutes = (given.number_or_none(field, least=0, most=1000) for field in ("points", "minutes"))
    return {
        "at": at, "name": given.text("name", longest=100), "place": (lon, lat), "category": given.text_or_none("category", longest=40), "points": points,
        "minutes": minutes, "required": switch(given, "required"), "reason": given.text_or_none("reason", longest=200),
    }


def day_of(given: Reader, field: str) -> date:
    """A local day."""
    said = given.text(field, longest=10)
    try:
        return date.fromisoformat(said)
    except ValueError as wrong:
        raise WanggeError("bad_value", field=field, why=Both("应写成 2026-10-08", "write it like 2026-10-08")) from wrong


def _listed(given: Reader, field: str, most: int) -> list[Reader]:
    value = given.given.get(field) or []
    if not isinstance(value, list) or len(value) > most or not all(isinstance(one, dict) for one in value):
        raise WanggeError("bad_value", field=field, why=Both(f"应为列表，最多 {most} 条", f"a list is needed, of {most} at most"))
    return [Reader(one, given.zone, as_text=False) for one in value]
