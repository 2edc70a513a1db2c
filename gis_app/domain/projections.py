"""The numbered coordinate systems of the EPSG register, through PROJ; axes are always lon/lat or east/north."""

from functools import lru_cache
from typing import Any

from pyproj import CRS, Transformer
from pyproj.exceptions import CRSError

SURE = 60
"""How sure (of 100) PROJ must be that a described system is a numbered one."""


@lru_cache(maxsize=256)
def known(number: int) -> CRS | None:
    """The system with this EPSG number, None if there is none."""
    try:
        return CRS.from_epsg(number)
    except CRSError:
        return None


@lru_cache(maxsize=64)
def transformer(crs: str, forward: bool) -> Transformer:
    """From WGS-84 lon/lat to ``crs`` (EPSG:n), or back."""
    ends = ("EPSG:4326", crs) if forward else (crs, "EPSG:4326")
    return Transformer.from_crs(*ends, always_xy=True)


def number_of(described: str) -> str | None:
    """EPSG:n of a system described as WKT, PROJJSON or PROJ string; None for one without a number."""
    try:
        system = CRS.from_user_input(described)
    except CRSError:
        return None
    number = system.to_epsg(SURE)
    if number is None and system.is_geographic and "84" in (system.datum.name if system.datum else ""):
        return "EPSG:4326"
    return None if number is None else f"EPSG:{number}"


def described(crs: str) -> dict[str, Any]:
    """PROJJSON of a system given by number or description."""
    return CRS.from_user_input(crs).to_json_dict()
