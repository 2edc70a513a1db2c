"""Incidents from a file: each given its grid by the rule of place as the boundaries were at its own time, then copied."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from zoneinfo import ZoneInfo

import geopandas as gpd
import numpy as np
import shapely
from numpy.typing import NDArray
from sqlalchemy import Connection

from gis_app import clock
from gis_app.db import audit
from gis_app.db.queries import bulk, importing
from gis_app.domain.actors import Actor
from gis_app.errors import WanggeError
from gis_app.exchange.columns import guess
from gis_app.exchange.fields import INCIDENTS
from gis_app.exchange.incident_rows import IncidentRows, incident_rows, keyed
from gis_app.exchange.points import locate_rows
from gis_app.exchange.report import Report
from gis_app.exchange.table import Table
from gis_app.services.incidents import uuid7
from gis_app.services.snapshot import Snapshot, load

CHUNK = 20_000

Advance = Callable[[int], object]


@dataclass(frozen=True)
class Wish:
    """How the file is to be read: its datum, what was said of its columns, the source where it has none."""

    crs: str
    said: dict[str, str]
    source: str
    zone: ZoneInfo
    snap_m: float


def import_incidents(connection: Connection, actor: Actor, table: Table, report: Report, wish: Wish,
                     advance: Advance) -> None:
    """Store the rows that are new; those that are stored already are skipped and counted.

    Raises
    ------
    WanggeError
        ``no_grids`` where no town exists yet; what reading the columns refuses.
    """
    importing.hold_grids(connection)
    report.mapping = guess(INCIDENTS, list(table.columns), wish.said)
    points = locate_rows(table, report.mapping, wish.crs, report)
    rows = incident_rows(table, points, report.mapping, report, zone=wish.zone, now=clock.now(), source=wish.source)
    usable = len(rows)
    rows = _only_new(connection, rows)
    report.skipped = usable - len(rows)
    for snapshot, part in _by_span(connection, rows, wish.snap_m):
        for start in range(0, len(part), CHUNK):
            chunk = part.take(_window(len(part), start))
            _store(connection, actor, chunk, snapshot, report, wish)
            advance(len(chunk))
    report.stored = len(rows)
    if strange := report.outcome.get("unclassified"):
        report.notes.append(f"{strange} 件的事项不在清单里，按未分类存入，原文保留")
    audit.record(connection, actor, "incident.import", "file", report.layer, rows=report.rows, stored=report.stored,
                 skipped=report.skipped, refused=len(report.refused))


def _only_new(connection: Connection, rows: IncidentRows) -> IncidentRows:
    """Without what is stored, and without repeats within the file."""
    first = keyed(rows, lambda at: (rows.source[at], rows.external_id[at]))
    by_source: dict[str, list[str]] = {}
    for source, external_id in first:
        by_source.setdefault(source, []).append(external_id)
    stored = importing.incidents_present(connection, by_source)
    new = np.zeros(len(rows), dtype=bool)
    new[[at for key, at in first.items() if key not in stored]] = True
    return rows.take(new)


def _by_span(connection: Connection, rows: IncidentRows, snap_m: float) -> Iterator[tuple[Snapshot, IncidentRows]]:
    """The rows by the boundaries in force at their own times."""
    while len(rows):
        snapshot = load(connection, min(rows.reported_at), snap_m)
        if not snapshot.towns:
            raise WanggeError("no_grids")
        inside = np.array([snapshot.span.holds(at) for at in rows.reported_at], dtype=bool)
        yield snapshot, rows.take(inside)
        rows = rows.take(~inside)


def _window(count: int, start: int) -> NDArray[np.bool_]:
    where = np.zeros(count, dtype=bool)
    where[start:start + CHUNK] = True
    return where


@dataclass(frozen=True)
class _Placed:
    """Per row: grid, version, town, rule and nearness, ready to be written."""

    town_id: list[int]
    town_code: list[str]
    grid_id: list[int | None]
    grid_code: list[str | None]
    version_id: list[int | None]
    rule: list[str]
    near: list[bool]
    distance: list[float | None]


def _place(rows: IncidentRows, snapshot: Snapshot, snap_m: float) -> _Placed:
    points = gpd.GeoSeries(shapely.points(rows.points.lon, rows.points.lat), crs="EPSG:4326")
    found = snapshot.locator.assign(points, snap_m=snap_m, accuracy=rows.accuracy_m)
    at = {row["code"]: row for row in snapshot.drawn}
    grids = [at.get(code) if isinstance(code, str) else None for code in found["grid_code"]]
    towns = [snapshot.by_town[grid["town_id"]] if grid else snapshot.town_of(float(lon), float(lat))
             for grid, lon, lat in zip(grids, rows.points.lon, rows.points.lat, strict=True)]
    return _Placed(
        [town["town_id"] for town in towns if town], [town["code"] for town in towns if town],
        [grid["grid_id"] if grid else None for grid in grids], [grid["code"] if grid else None for grid in grids],
        [grid["id"] if grid else None for grid in grids], list(found["rule"]), list(found["near_boundary"]),
        list(found["distance_m"]),
    )


def _store(connection: Connection, actor: Actor, rows: IncidentRows, snapshot: Snapshot, report: Report,
           wish: Wish) -> None:
    """Parents first: the incident, then where, whose and what happened."""
    placed = _place(rows, snapshot, wish.snap_m)
    _count_rules(report, placed.rule)
    keys = [str(uuid7()) for _ in range(len(rows))]
    at = [moment.isoformat() for moment in rows.reported_at]
    serials = bulk.reserve(connection, "incident_serial", len(rows))
    item, given, due = _items(connection, rows, report)
    who, town = [actor.name] * len(rows), placed.town_id
    where = {"rule": placed.rule, "near_boundary": placed.near, "distance_m": placed.distance}
    bulk.copy_columns(connection, "incident", {
        "id": keys, "town_id": town, "source": rows.source, "external_id": rows.external_id, "item_code": item,
        "number": [f"{code}-{moment.astimezone(wish.zone):%Y%m%d}-{serial:06d}" for code, moment, serial
                   in zip(placed.town_code, rows.reported_at, serials, strict=True)],
        "item_given": given, "state": rows.state, "reported_at": at, "due_at": due,
        "done_at": [None if end is None else end.isoformat() for end in rows.done_at],
        "geom": bulk.ewkb(shapely.points(rows.points.lon, rows.points.lat)), "accuracy_m": rows.accuracy_m,
        "grid_id": placed.grid_id, "grid_code": placed.grid_code, **where,
    })
    bulk.copy_columns(connection, "incident_location", {
        "incident_id": keys, "town_id": town, "given_x": rows.points.x, "given_y": rows.points.y,
        "given_crs": [rows.points.crs] * len(rows), "accuracy_m": rows.accuracy_m, "lon": rows.points.lon,
        "lat": rows.points.lat, "actor": who,
    })
    bulk.copy_columns(connection, "incident_assignment", {
        "incident_id": keys, "town_id": town, "grid_id": placed.grid_id, "grid_version_id": placed.version_id, **where,
        "actor": who,
    })
    bulk.copy_columns(connection, "incident_status", {
        "incident_id": keys, "town_id": town, "state": rows.state, "actor": who})
    bulk.copy_columns(connection, "incident_text", {
        "incident_id": keys, "town_id": town, "text": [text or "" for text in rows.text], "address": rows.address})


def _items(connection: Connection, rows: IncidentRows, report: Report
           ) -> tuple[list[str | None], list[str | None], list[str | None]]:
    """Item code, the text of an unknown item, and when it is due."""
    known = importing.items(connection)
    found = [known.get(word) if word else None for word in rows.item]
    given = [word if item is None else None for word, item in zip(rows.item, found, strict=True)]
    strange = sum(item is None for item in found)
    report.outcome["unclassified"] = report.outcome.get("unclassified", 0) + strange
    due = [None if item is None else (moment + timedelta(hours=float(item.limit_hours))).isoformat()
           for item, moment in zip(found, rows.reported_at, strict=True)]
    return [item and item.code for item in found], given, due


def _count_rules(report: Report, rules: list[str]) -> None:
    counts: dict[str, Any] = report.outcome.setdefault("rules", {})
    for rule in rules:
        counts[rule] = counts.get(rule, 0) + 1
