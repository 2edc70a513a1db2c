"""Hotspots put into a town as a run would have kept them: what is done with one is tried without testing for it first."""

from datetime import UTC, date, datetime
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import Connection, insert

from gis_app.db.models.hotspots import Hotspot, HotspotRun, HotspotSighting

SQUARE = "SRID=4326;MULTIPOLYGON(((119.94 30.01,119.96 30.01,119.96 30.03,119.94 30.03,119.94 30.01)))"
"""In the small town's G1, around its homes."""


def plant(connection: Connection, town_id: int, *, grids: tuple[str, ...] = ("G1",), geom: str = SQUARE, name: str = "hot_99", strength: float = 5.0,
          last: date = date(2026, 9, 30), items: tuple[str, ...] = ("I2",), at: datetime = datetime(2026, 10, 1, tzinfo=UTC)) -> UUID:
    """One hotspot of a town, seen once; its id."""
    spot, run = uuid4(), uuid4()
    question: dict[str, Any] = {"town_id": town_id, "method": "gi_star", "cells": "grids", "items": list(items), "sources": []}
    connection.execute(insert(HotspotRun), {"id": run, **question, "first_day": date(last.year, 1, 1), "last_day": last, "seed": 7, "parameters": {}, "counts": {}, "actor": "local", "at": at})
    connection.execute(insert(Hotspot), {"id": spot, **question, "found_at": at})
    connection.execute(insert(HotspotSighting), {"hotspot_id": spot, "run_id": run, "class": name, "class_": name, "strength": strength, "p": 0.001, "q": 0.002, "count": 9,
                                                 "grids": list(grids), "geom": geom})
    return spot
