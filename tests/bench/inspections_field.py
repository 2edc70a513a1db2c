"""An inspection carried out to the end by the services themselves: planned by the job, issued, every record taken as a phone sends it, ended, told.

The teams go as ``domain/sample/carrying`` has them go, and answer every item of the check-list. What the report then says is what is measured.
"""

import random
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, date, datetime
from uuid import UUID

import numpy as np
from sqlalchemy import text

from gis_app import clock
from gis_app.db.queries import inspections as queries
from gis_app.db.session import Database
from gis_app.domain.actors import LINK_HOLDER, LOCAL_OPERATOR
from gis_app.domain.inspections import Plan, Wish
from gis_app.domain.sample.carrying import Manner, Sent, Terrain, carry_out
from gis_app.domain.sample.chance import uuid7s
from gis_app.domain.sample.habits import HOME
from gis_app.domain.sample.place import make_place
from gis_app.services import checklists, fieldwork, inspecting, inspection_ending, inspection_reports, inspections
from gis_app.services.fieldwork import Record
from gis_app.services.inspections import Order
from gis_app.services.locating import Locating
from gis_app.services.sample import Wish as Asked
from gis_app.services.sample import load
from gis_app.services.snapshot import load as snapshot
from tests.bench.databases import databases
from tests.bench.rows import Row, within

UNTIL, DAYS, HOMES, SECONDS, FINDINGS = date(2026, 10, 8), (date(2026, 10, 8), date(2026, 10, 9)), 12_000, 10.0, 8
NOON = datetime(2026, 10, 10, 4, tzinfo=UTC)
EVERYTHING = Manner(skipped=0.0, unanswered=0.0)
SEEN = (("buildings", "buildings_seen"), ("units", "units_seen"), ("metres of road", "road_seen"))


def rows(scale: float) -> Iterator[Row]:
    with databases() as make, clock.standing(NOON):
        database = make()
        asked = Asked("town", 7, UNTIL, round(6000 * scale), round(HOMES * max(scale, 0.2)))
        load(database, LOCAL_OPERATOR, asked, zone=clock.zone(), snap_m=25.0, progress=_silent)
        yield from carried_out(database, asked, SECONDS * scale)


def carried_out(database: Database, asked: Asked, seconds: float) -> Iterator[Row]:
    """The area with most leaf grids."""
    with database.begin() as connection:
        held = snapshot(connection, clock.now())
        area = max((row for row in held.rows if row["kind"] == "work_area"), key=lambda row: len(inspections.leaves(held, row["grid_id"])))
        made = inspections.begin(connection, LOCAL_OPERATOR, held, Order(area["code"], DAYS, ({}, {}, {}), {"seconds": seconds}))
        newest = connection.execute(text("SELECT id FROM inspection_plan WHERE inspection_id = :id"), {"id": made}).scalar_one()
    inspecting.make(database, LOCAL_OPERATOR, newest, clock.zone())
    with database.begin() as connection:
        links = {number: token for number, _, token in inspections.issue(connection, LOCAL_OPERATOR, made)}
        plan, wishes = _planned(database, made)
    sent = _sent(asked, plan, wishes)
    begun = time.perf_counter()
    took = _send(database, links, sent)
    each = (time.perf_counter() - begun) / len(sent)
    with database.begin() as connection:
        inspection_ending.end(connection, LOCAL_OPERATOR, held, made)
        told = inspection_reports.report(connection, LOCAL_OPERATOR, held, made, clock.zone())
    yield from _rows(told, len(sent), took, each)


def _rows(told: dict, records: int, took: int, each: float) -> Iterator[Row]:
    total, work = told["total"], "a plan carried out, every record taken in"
    yield Row(f"{work}: records kept", took, records, took / records, 1.0, "all sent", unit="count")
    yield within(f"{work}: a record", each, 0.05, None, "50 ms")
    for name, there, goal in (("grids entered", "grids", 1.0), ("check-list items answered", "wanted", 1.0)):
        ours = total["entered" if there == "grids" else "answered"]
        yield Row(f"{work}: {name}", ours, total[there], ours / total[there], goal, "all that apply", unit="count")
    yield Row(f"{work}: findings that are incidents", total["findings"], FINDINGS, total["findings"] / FINDINGS, 1.0, "all found", unit="count")
    for what, share in SEEN:
        by_grid = sorted(grid[share] for grid in told["grids"] if grid[share] is not None)
        left, whole = {"buildings_seen": ("buildings", "buildings_all"), "units_seen": ("units", "units_all"), "road_seen": ("road_m", "road_all_m")}[share]
        said = f"all; by grid {by_grid[0]:g} to {by_grid[-1]:g} %, median {by_grid[len(by_grid) // 2]:g} %"
        yield Row(f"{work}: {what} seen", total[whole] - total[left], total[whole], 1 - total[left] / total[whole], None, said, unit="count")
    named = sum(bool(corner["label"] and corner["grid"]) for corner in told["corners"])
    yield Row(f"{work}: dead corners with name and grid", named, len(told["corners"]), named / max(1, len(told["corners"])), 1.0, "all", unit="count")


def _planned(database: Database, made: UUID) -> tuple[Plan, dict[str, Wish]]:
    with database.begin() as connection:
        version = queries.plan_numbered(connection, made, 1)
        stops = queries.stops(connection, version["id"])
    return Plan.from_dict(version["result"]), {stop["wish"]: Wish.from_dict(stop["about"]) for stop in stops}


def _sent(asked: Asked, plan: Plan, wishes: dict[str, Wish]) -> list[tuple[UUID, Sent]]:
    scene = make_place(asked.seed, 1, asked.households).scenes[0]
    terrain = Terrain(scene.frame, scene.spots[HOME], {day: int(clock.midnight(day, clock.zone()).timestamp()) for day in DAYS},
                      {check.code: check.item for check in checklists.checklist() if check.item})
    rng = np.random.default_rng(7)
    sent = carry_out(rng, plan.routes, wishes, terrain, findings=FINDINGS, manner=EVERYTHING)
    return list(zip(uuid7s(rng, np.array([one.at for one in sent]) * 1000), sent, strict=True))


def _send(database: Database, links: dict[int, str], sent: list[tuple[UUID, Sent]]) -> int:
    """In any order, as after a day without network; how many were kept."""
    locating = Locating(database, 25.0)
    mixed = random.Random(7).sample(sent, len(sent))
    return sum(fieldwork.take(database, locating, LINK_HOLDER, links[one.team], _record(key, one), zone=clock.zone()) == "created" for key, one in mixed)


def _record(key: UUID, one: Sent) -> Record:
    made = Record(key, one.kind, datetime.fromtimestamp(one.at, UTC), one.wish, one.item, one.answer, why=one.why, x=one.x, y=one.y,
                  accuracy_m=one.accuracy, way=one.way, body={"id": str(key), "kind": one.kind})
    return replace(made, text="联查发现") if one.kind == "finding" else made


@contextmanager
def _silent(*_: object) -> Iterator[object]:
    yield lambda done: None
