"""The ``crs`` member of old GeoJSON: a name with a number is believed, anything else (above all a link) is dropped."""

import re
from typing import Any

NAMED = re.compile(r"(?:urn:ogc:def:crs:EPSG:[\d.]*:|EPSG:{1,2})(\d{4,6})", re.IGNORECASE)
LONLAT = re.compile(r"urn:ogc:def:crs:OGC:[\d.]*:CRS84|OGC:CRS84|CRS84", re.IGNORECASE)


def declared(root: dict[str, Any]) -> tuple[str | None, str | None]:
    """The declared system, if one is, and a note about a member that was dropped."""
    member = root.get("crs")
    if member is None:
        return None, None
    properties = member.get("properties") if isinstance(member, dict) else None
    name = properties.get("name") if isinstance(properties, dict) else None
    if isinstance(member, dict) and member.get("type") == "name" and isinstance(name, str):
        if LONLAT.fullmatch(name):
            return "EPSG:4326", None
        if numbered := NAMED.fullmatch(name):
            return f"EPSG:{int(numbered[1])}", None
    return None, "crs 成员不是已知的坐标系名称，已忽略"
