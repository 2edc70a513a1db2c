"""The joint inspections of a sample: planned, issued, carried out and ended by the services themselves, each at its own time.

What the phones send is copied in one go, in the form in which ``fieldwork`` keeps it; everything else is what a secretary
would do, with the clock standing at the moment at which he would have done it.
"""

from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

import numpy as np
from sqlalchemy import Connection

from gis_app import clock
from gis_app.db.queries import inspections as queries
from gis_app.db.queries import sample_inspections as sample_queries
from gis_app.domain.actors import Actor
from gis_app.domain.inspections import Plan, Wish, survey
from gis_app.domain.inspections.solving import plan as solve
from gis_app.domain.sample.carrying import Terrain, carry_out
from gis_app.domain.sample.chance import stream, uuid7s
from gis_app.domain.sample.habits import HOME
from gis_app.domain.sample.history import Items
from gis_app.domain.sample.place import Place
from gis_app.domain.sample.rhythm import Year
from gis_app.domain.sample.turns import Turn, turns
from gis_app.services import checklists, inspecting, inspection_ending, inspection_reports, inspections
from gis_app.services.inspections import Order
from gis_app.services.sample_field import Area, Town, write_findings, write_records
from gis_app.services.sample_incidents import DAYS, Written
from gis_app.services.snapshot import load
from gis_app.services.ways import town_roads

STEPS = 60
"""Of the planner's search: counted, not timed, so that the same sample has the same plans."""
LARGE, TEAMS = 9, (2, 3)
"""An area of so many leaf grids sends three teams, a smaller one two."""
A_TEAM = 3
OFFICE = Actor("镇网格办", kind="dispatcher")
CONSULTED = timedelta(days=6)
DECISIONS = {
    "finding": ("责成处置部门限期办结，下周会商复核。", "由分管领导包案，按期销号。"), "dead_corner": ("由网格长本月内带队补查，结果报镇网格办。", "列入下季度联查必查点位。"),
    "unanswered": ("网格员三日内补答清单。",), "unreached": ("由所在网格补查后报工作区。", "下季度联查优先安排。"),
}
RECENT = timedelta(days=92)


def all_areas(connection: Connection, until: date, quarters: int) -> list[Area]:
    """The work areas of all towns with their turns."""
    held, first = load(connection, clock.now()), Year(until, DAYS).first
    found = []
    for number, town in enumerate(held.towns):
        rows = [row for row in held.rows if row["kind"] == "work_area" and row["town_id"] == town["grid_id"]]
        found += [Area(row, number, place, inspections.leaves(held, row["grid_id"]), turns(place, first, until, quarters)) for place, row in enumerate(rows)]
    return found


def begun_on(turn: Turn, until: date) -> date:
    """The day on which an inspection is planned."""
    return min(turn.days[0] - timedelta(days=4), until - timedelta(days=1))


def write_inspections(
    connection: Connection, place: Place, items: Items, ids: Written, areas: Sequence[Area], *, seed: int, until: date, incidents: float, zone: ZoneInfo,
    snap_m: float, advance: Callable[[int], object],
) -> None:
    """All inspections, each area's in the order of time; ``incidents`` is how many a town has."""
    held = load(connection, clock.now(), snap_m)
    for number, row in enumerate(held.towns):
        town = Town(number, place, items, ids, held, town_roads(connection, row["grid_id"]), seed, until, zone)
        for area in areas:
            for turn in area.turns if area.town == number else ():
                _hold(connection, town, area, turn, turn.findings(len(area.leaves), incidents))
                advance(1)


def _hold(connection: Connection, town: Town, area: Area, turn: Turn, findings: int) -> None:
    """One inspection, as far as it has come."""
    rng = stream(town.seed, "inspections", town.number, area.number, turn.days[0].toordinal())
    secretary, teams = _teams(connection, rng, area)
    begun = _at(begun_on(turn, town.until), 9, town.zone)
    with clock.standing(begun):
        made = uuid7s(rng, np.array([int(begun.timestamp() * 1000)]))[0]
        inspections.draft(connection, secretary, town.held, Order(area.row["code"], turn.days, teams), made)
        plan, wishes = _plan(connection, secretary, town, made)
    if turn.stage == "draft":
        return
    with clock.standing(_at(turn.days[0], 17, town.zone) - timedelta(days=1)):
        inspections.issue(connection, secretary, made)
    _carry(connection, rng, town, area, turn, made, (plan, wishes), findings)
    if turn.stage == "ended":
        with clock.standing(_at(turn.days[-1], 18, town.zone)):
            inspection_ending.end(connection, secretary, town.held, made)
        _consult(connection, rng, town, made, _at(turn.days[-1], 15, town.zone) + CONSULTED)


def _teams(connection: Connection, rng: np.random.Generator, area: Area) -> tuple[Actor, tuple[dict[str, Any], ...]]:
    """The secretary, and teams of the area's own people, each led by one who heads something."""
    on_post = sample_queries.people(connection, [area.row["grid_id"], *(leaf["grid_id"] for leaf in area.leaves)])
    leaders = [row["name"] for row in on_post if row["grid_id"] == area.row["grid_id"]]
    heads = [row["name"] for row in on_post if row["post"] == "head"]
    workers = [row["name"] for row in on_post if row["post"] in ("town_worker", "village_worker", "safety_officer")]
    count = TEAMS[len(area.leaves) >= LARGE]
    led = [*leaders, *rng.permutation(heads).tolist()][:count]
    others = rng.permutation([name for name in workers if name not in led]).tolist()
    teams = tuple({"name": f"{inspections.NAMES[k]}组（{leader}）", "people": [leader, *others[k * (A_TEAM - 1) : (k + 1) * (A_TEAM - 1)]]} for k, leader in enumerate(led))
    return Actor(leaders[0] if leaders else OFFICE.name, kind="secretary", territory=(area.row["code"],)), teams


def _plan(connection: Connection, secretary: Actor, town: Town, made: UUID) -> tuple[Plan, dict[str, Wish]]:
    """As the worker does it, in a counted search."""
    inspection = inspections.one(connection, secretary, made)
    version = queries.add_plan(connection, inspection, {"locks": []}, secretary.name)
    asked = inspecting.gathered(connection, secretary, town.held, inspection, [])
    counted = replace(asked, settings=replace(asked.settings, iterations=STEPS))
    plan = solve(counted, survey(counted, town.roads))
    inspecting.store(connection, town.held, inspection, version, asked, plan, town.zone)
    return plan, {wish.id: wish for wish in asked.wishes}


def _carry(
    connection: Connection, rng: np.random.Generator, town: Town, area: Area, turn: Turn, made: UUID, planned: tuple[Plan, dict[str, Wish]], findings: int,
) -> None:
    plan, wishes = planned
    scene = town.place.scenes[town.number]
    terrain = Terrain(
        scene.frame, scene.spots[HOME], {day: int(clock.midnight(day, town.zone).timestamp()) for day in turn.days},
        {check.code: check.item for check in checklists.checklist() if check.item}, _reported(connection, town, area, _at(turn.days[0], 0, town.zone)),
    )
    sent = carry_out(rng, [route for route in plan.routes if route.day in turn.over], wishes, terrain, findings=findings)
    keys = uuid7s(rng, np.array([one.at for one in sent], dtype=np.int64) * 1000)
    found = [(key, one) for key, one in zip(keys, sent, strict=True) if one.kind == "finding"]
    if found:
        write_findings(connection, rng, town, area, found, wishes)
    write_records(connection, inspections.one(connection, OFFICE, made), town, list(zip(keys, sent, strict=True)), wishes)


def _reported(connection: Connection, town: Town, area: Area, until: datetime) -> dict[tuple[str, str], "np.ndarray[Any, Any]"]:
    """What the area's grids reported themselves in the quarter before, by grid and item."""
    rows = sample_queries.own_places(connection, [leaf["grid_id"] for leaf in area.leaves], until - RECENT, until)
    by: dict[tuple[str, str], list[tuple[float, float]]] = defaultdict(list)
    for grid, item, lon, lat in rows:
        by[grid, item].append((lon, lat))
    frame = town.place.scenes[town.number].frame
    return {key: frame.metres(np.array(places)) for key, places in by.items()}


def _consult(connection: Connection, rng: np.random.Generator, town: Town, made: UUID, when: datetime) -> None:
    """The week's consultation decides on what was left; of the last one some matters are still open."""
    if when >= town.end:
        return
    fresh = town.end - when < RECENT
    with clock.standing(when):
        for matter, kind in sample_queries.open_matters(connection, made):
            if not fresh or rng.random() < 0.5:
                inspection_reports.settle(connection, OFFICE, matter, str(rng.choice(DECISIONS[kind])))


def _at(day: date, hour: int, zone: ZoneInfo) -> datetime:
    return clock.midnight(day, zone) + timedelta(hours=hour)
