"""One box finds everything: grids by code or name, addresses, units, coordinates in any datum."""

import re
from typing import Any

from sqlalchemy import Connection

from gis_app import clock
from gis_app.db.queries import grids, search
from gis_app.domain.actors import Actor
from gis_app.services.incidents import place_of
from gis_app.services.locating import Locating

MOST = 10
PAIR = re.compile(
    r"\s*(?P<x>[+-]?\d+(?:\.\d+)?)\s*°?\s*(?P<east>[EeWw东西]?)\s*[,，;；\s]\s*(?P<y>[+-]?\d+(?:\.\d+)?)\s*°?\s*(?P<north>[NnSs北南]?)\s*",
    re.ASCII,
)


def find(connection: Connection, actor: Actor, locating: Locating, words: str, crs: str) -> list[dict[str, Any]]:
    """What the words may mean, best first. Two numbers are a place (longitude first, or latitude where only that fits).

    Raises
    ------
    WanggeError
        ``bad_crs``, ``bad_position``.
    """
    pair = PAIR.fullmatch(words)
    if pair is not None:
        return [_place(actor, locating, *_in_order(float(pair["x"]), float(pair["y"])), crs)]
    held = locating.snapshot()
    found = [
        {"kind": "grid", "title": row["name"], "subtitle": row["code"], "code": row["code"],
         "wgs84": _point(row), "grid": held.briefs.get(row["grid_id"]), "bbox": _box(row)}
        for row in grids.named(connection, words, clock.now(), MOST)
    ]
    found += [
        {"kind": row["kind"], "title": row["title"], "subtitle": row["subtitle"] or "", "code": None,
         "wgs84": _point(row), "grid": held.briefs.get(row["grid_id"]), "bbox": None}
        for row in search.addressed(connection, words, MOST)
    ]
    return found


def _in_order(first: float, second: float) -> tuple[float, float]:
    """Longitude first; a pair that can only be latitude, longitude is turned round."""
    return (second, first) if abs(first) <= 90 < abs(second) <= 180 else (first, second)


def _place(actor: Actor, locating: Locating, x: float, y: float, crs: str) -> dict[str, Any]:
    lon, lat = place_of(x, y, crs)
    found = locating.locate(actor, lon, lat)
    row = found.row
    grid = found.snapshot.briefs[row["grid_id"]] if row else None
    return {"kind": "place", "title": f"{x:g}, {y:g}", "subtitle": crs, "code": grid and grid["code"],
            "wgs84": [lon, lat], "grid": grid, "bbox": None}


def _point(row: Any) -> list[float] | None:
    return None if row["lon"] is None else [row["lon"], row["lat"]]


def _box(row: Any) -> list[float] | None:
    return None if row["west"] is None else [row["west"], row["south"], row["east"], row["north"]]
