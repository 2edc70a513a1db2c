"""Hotspots kept: each looking goes on from what was known, so that a hotspot has one page, a history, and what was done about it."""

import hashlib
import json
from collections import Counter
from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

import numpy as np
import shapely
from sqlalchemy import Connection, RowMapping

from gis_app import clock
from gis_app.db import audit
from gis_app.db.queries import hotspots as queries
from gis_app.domain.actors import Actor
from gis_app.domain.stats.spots import Spot, continued, outline
from gis_app.errors import Both, WanggeError
from gis_app.services.hotspot_frames import told
from gis_app.services.hotspot_ground import Ground, leaf_grids
from gis_app.services.hotspot_wish import KEPT, Found
from gis_app.services.incidents import uuid7

UNKEPT = Both("核密度和局部莫兰只作查看，不产生可接续的热点", "a density or a local Moran makes no lasting hotspots")


def keep(connection: Connection, actor: Actor, found: Found) -> list[UUID]:
    """Store a looking; the ids of its hotspots, strongest first. One that covers half of an earlier one's ground is the same hotspot.

    Raises
    ------
    WanggeError
        ``bad_value`` for a density or a local Moran: they are pictures to look at.
    """
    if found.wish.method not in KEPT:
        raise WanggeError("bad_value", field="store", why=UNKEPT)
    question: dict[str, Any] = {"method": found.wish.method, "cells": found.wish.cells, "items": list(found.asked.items), "sources": sorted(found.asked.sources)}
    run_id, town_id, at = uuid7(), found.ground.town_id, clock.now()
    queries.add_run(connection, {
        "id": run_id, "town_id": town_id, **question, "first_day": found.asked.period.first, "last_day": found.asked.period.last,
        "seed": found.wish.seed, "parameters": told(found.parameters), "counts": dict(Counter(found.columns["class"].tolist())), "actor": actor.name, "at": at,
    })  # fmt: skip
    before = queries.known(connection, town_id, **question)
    outlines = [outline(found.ground.shapes, spot.cells) for spot in found.spots]
    same = continued([shape for _, shape in before], outlines)
    ids = [before[same[place]][0] if place in same else _id(at, found.ground, question, spot) for place, spot in enumerate(found.spots)]
    queries.add_hotspots(connection, [{"id": ids[place], "town_id": town_id, **question, "found_at": at} for place in range(len(ids)) if place not in same])
    grids = _grids_under(connection, actor, found.ground, outlines)
    queries.add_sightings(connection, [
        {"hotspot_id": one, "run_id": run_id, "class": spot.class_, "strength": spot.strength, "p": spot.p, "q": spot.q,
         "count": int(found.columns["count"][list(spot.cells)].sum()), "grids": codes, "geom": shape}
        for one, spot, shape, codes in zip(ids, found.spots, outlines, grids, strict=True)
    ])
    audit.record(connection, actor, "hotspots.find", "hotspot_run", run_id, town_id=town_id, method=found.wish.method, hotspots=len(ids))
    return ids


def _id(at: datetime, ground: Ground, question: dict[str, Any], spot: Spot) -> UUID:
    """A UUIDv7 of its moment whose other bits are the hash of what it is: the same looking at the same place gives the same."""
    said = json.dumps([ground.town, question, [ground.keys[cell] for cell in spot.cells]])
    tail = int.from_bytes(hashlib.sha256(said.encode()).digest()[:16]) >> 54
    return UUID(int=int(at.timestamp() * 1000) << 80 | 0x7 << 76 | (tail >> 62) << 64 | 0b10 << 62 | tail & (1 << 62) - 1)


def page(
    connection: Connection, actor: Actor, *, town: str | None = None, method: str | None = None, before: UUID | None = None, limit: int,
) -> tuple[Sequence[RowMapping], UUID | None]:
    """A page of hotspots, newest first, and the id before which the next begins."""
    rows = queries.page(connection, town=town, method=method, before=before, limit=limit + 1)
    return (rows, None) if len(rows) <= limit else (rows[:limit], rows[limit - 1]["id"])


def one(connection: Connection, actor: Actor, hotspot_id: UUID) -> dict[str, Any]:
    """A hotspot with its history and deeds. Raises ``not_found``."""
    found = queries.one(connection, hotspot_id)
    if found is None:
        raise WanggeError("not_found", what=Both("这个热点", "This hotspot"))
    return {**found, "history": queries.history(connection, hotspot_id), "deeds": queries.deeds(connection, hotspot_id)}


def note(connection: Connection, actor: Actor, hotspot_id: UUID, words: str, inspection_id: UUID | None = None) -> dict[str, Any]:
    """Say what was done about a hotspot; the hotspot with it. Raises ``not_found``."""
    held = one(connection, actor, hotspot_id)
    queries.add_deed(connection, hotspot_id, words, inspection_id, actor.name, at=clock.now())
    audit.record(connection, actor, "hotspot.deed", "hotspot", hotspot_id, town_id=held["town_id"])
    return one(connection, actor, hotspot_id)


def _grids_under(connection: Connection, actor: Actor, ground: Ground, outlines: Sequence[Any]) -> list[list[str]]:
    """Codes of the leaf grids that share ground with each outline."""
    grids = ground if ground.lattice is None else leaf_grids(connection, actor, ground.town)
    shapes = shapely.buffer(np.array(outlines, dtype=object), -1e-7)  # a centimetre in: a shared border is no shared ground
    spot, grid = shapely.STRtree(grids.shapes).query(shapes, predicate="intersects") if len(outlines) else (np.empty(0, int), np.empty(0, int))
    return [sorted(grids.keys[one] for one in grid[spot == place]) for place in range(len(outlines))]
