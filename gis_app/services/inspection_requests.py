"""列入联查: a hotspot or a grid put into the inspection of its work area, the one that is open or else the next one."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, RowMapping

from gis_app import clock
from gis_app.db import audit
from gis_app.db.queries import hotspots as hotspot_queries
from gis_app.db.queries import inspection_places as place_queries
from gis_app.db.queries import inspection_requests as queries
from gis_app.db.queries import inspections as inspection_queries
from gis_app.domain.actors import Actor
from gis_app.domain.inspections import KINDS, Wish
from gis_app.domain.quarters import quarter_after, quarter_of, quarter_said
from gis_app.errors import Both, WanggeError
from gis_app.services import inspections
from gis_app.services.hotspot_names import ItemNames
from gis_app.services.inspection_places import busiest, spot_name, spot_wish
from gis_app.services.snapshot import Snapshot

ASKED_FACTOR = 2.0
"""What was asked for but need not be done is worth so many times its points."""


@dataclass(frozen=True)
class Ask:
    """What is to be looked at (a hotspot or a leaf grid's code), whether it must be, and why."""

    hotspot_id: UUID | None
    grid: str | None
    required: bool
    reason: str


def ask(connection: Connection, actor: Actor, held: Snapshot, asked: Ask) -> list[dict[str, Any]]:
    """Put it into the inspection of each work area that it lies in. One that has not ended takes it now and is planned anew;
    where there is none it waits for the next. What stands there already stays as it is.

    Raises
    ------
    WanggeError
        ``not_found``; ``inspect_no_area`` where no work area holds it; ``inspect_planning`` while routes are being worked out.
    """
    row = _grid(held, asked.grid) if asked.grid is not None else None
    areas = _areas(connection, held, asked.hotspot_id, row)
    if not areas:
        raise WanggeError("inspect_no_area")
    grid_id = None if row is None else row["grid_id"]
    known = {one["area_id"] for one in queries.standing(connection, hotspot_id=asked.hotspot_id, grid_id=grid_id)}
    for area in areas:
        if area["grid_id"] not in known:
            _put(connection, actor, area, asked, grid_id)
    return standing(connection, actor, held, hotspot_id=asked.hotspot_id, grid_id=grid_id)


def _put(connection: Connection, actor: Actor, area: Mapping[str, Any], asked: Ask, grid_id: int | None) -> None:
    open_id = inspection_queries.open_of(connection, area["grid_id"])
    made = queries.add(connection, {
        "town_id": area["town_id"], "area_id": area["grid_id"], "hotspot_id": asked.hotspot_id, "grid_id": grid_id, "inspection_id": open_id,
        "required": asked.required, "reason": asked.reason, "actor": actor.name,
    })  # fmt: skip
    audit.record(connection, actor, "inspection.ask", "inspection_request", made, town_id=area["town_id"], open=open_id is not None)
    if open_id is not None:
        name = _name(asked.hotspot_id, asked.grid)
        _replan(connection, actor, open_id, "ask", asked.reason, name, {"required": asked.required})


def withdraw(connection: Connection, actor: Actor, request_id: int, held: Snapshot, reason: str) -> None:
    """Take a request back; an inspection that has not ended is planned anew without it.

    Raises
    ------
    WanggeError
        ``not_found``; ``inspect_ended``; ``inspect_planning``.
    """
    found = queries.one(connection, request_id)
    if found is None or found["withdrawn_at"] is not None:
        raise WanggeError("not_found", what=Both("这条列入联查的记录", "This request"))
    if found["inspection_id"] is not None:
        if found["state"] == "ended":
            raise WanggeError("inspect_ended", area=held.briefs[found["area_id"]]["name"])
        name = _name(found["hotspot_id"], held.briefs.get(found["grid_id"], {}).get("code"))
        _replan(connection, actor, found["inspection_id"], "withdraw", reason, name, {})
    queries.withdraw(connection, request_id, actor.name, clock.now())
    audit.record(connection, actor, "inspection.withdraw", "inspection_request", request_id, town_id=found["town_id"])


def _replan(connection: Connection, actor: Actor, inspection_id: UUID, action: str, reason: str, wish: str, detail: Mapping[str, Any]) -> None:
    inspection = inspections.one(connection, actor, inspection_id, lock=True)
    inspection_queries.note_change(connection, inspection, action, reason, actor.name, wish=wish, detail=detail)
    inspections.plan_again(connection, actor, inspection_id)


def standing(connection: Connection, actor: Actor, held: Snapshot, **of: Any) -> list[dict[str, Any]]:
    """What waits or stands in an inspection that has not ended, as it is told: where it was put, since when, by whom."""
    return [_told(connection, held, row) for row in queries.standing(connection, **of)]


def _told(connection: Connection, held: Snapshot, row: RowMapping) -> dict[str, Any]:
    quarter = row["quarter"] or _next_quarter(connection, row["area_id"])
    grid = held.briefs.get(row["grid_id"])
    return {
        "id": row["id"], "hotspot_id": row["hotspot_id"], "grid": grid and grid["code"], "grid_name": grid and grid["name"],
        "area": {name: held.briefs.get(row["area_id"], {}).get(name, "") for name in ("code", "name")}, "inspection_id": row["inspection_id"],
        "quarter": quarter, "quarter_said": quarter_said(quarter), "state": row["state"] or "waiting", "required": row["required"],
        "reason": row["reason"], "actor": row["actor"], "at": row["at"],
    }


def _next_quarter(connection: Connection, area_id: int) -> date:
    """The quarter of the inspection that an area will begin next: this one, unless it has been inspected in it."""
    this = quarter_of(clock.now().date())
    after = quarter_after(this)
    done = inspection_queries.ended_before(connection, area_id, after, 1)
    return after if done and done[0]["quarter"] == this else this


def _grid(held: Snapshot, code: str) -> dict[str, Any]:
    """A drawn leaf grid."""
    hosts = {row["lies_in_id"] for row in held.rows if row["kind"] != "enterprise"}
    for row in held.drawn:
        if row["code"] == code and row["grid_id"] not in hosts:
            return dict(row)
    raise WanggeError("not_found", what=Both(f"网格 {code}", f"Grid {code}"))


def _areas(connection: Connection, held: Snapshot, hotspot_id: UUID | None, row: Mapping[str, Any] | None) -> list[dict[str, Any]]:
    """The work areas on whose ground it lies."""
    codes = {row["code"]} if row is not None else set()
    if hotspot_id is not None:
        spot = hotspot_queries.one(connection, hotspot_id)
        if spot is None:
            raise WanggeError("not_found", what=Both("这个热点", "This hotspot"))
        codes = set(spot["grids"])
    paths = {step for leaf in held.rows if leaf["code"] in codes for step in leaf["ground_path"].split(".")}
    return [area for area in held.rows if area["kind"] == "work_area" and str(area["grid_id"]) in paths and area["geom"] is not None]


def added(
    connection: Connection, inspection: Mapping[str, Any] | RowMapping, leaves: Sequence[Mapping[str, Any]], wishes: Sequence[Wish], today: date,
) -> tuple[Wish, ...]:
    """The wishes with what was asked for: a wish that is there already becomes a must or is worth more, what is not there is added."""
    found = {wish.id: wish for wish in wishes}
    for row in queries.of_inspection(connection, inspection.get("id"), inspection["area_id"]):
        wish = _wish(connection, row, leaves, found, today)
        if wish is not None:
            prize = wish.prize if row["required"] else wish.prize * ASKED_FACTOR
            found[wish.id] = replace(wish, required=row["required"], prize=prize, note=f"列入{'必查' if row['required'] else '优先'}：{row['reason']}")
    return tuple(found.values())


def since_issued(connection: Connection, inspection: RowMapping, held: Snapshot, leaves: Sequence[Mapping[str, Any]], wishes: Sequence[Wish], done: Collection[str]) -> tuple[Wish, ...]:
    """The wishes of an issued inspection with what was asked for since, without what was taken back before it was done; those that stand stay as they are."""
    gone = {_name(row["hotspot_id"], held.briefs.get(row["grid_id"], {}).get("code")) for row in queries.taken_back(connection, inspection["id"])} - set(done)
    known = {wish.id: wish for wish in wishes}
    asked = added(connection, inspection, leaves, wishes, clock.now().date())
    still = {wish.id for wish in asked if wish != known.get(wish.id)}
    return tuple(known.get(wish.id, wish) if not wish.required else wish for wish in asked if wish.id not in gone or wish.id in still)


def _wish(connection: Connection, row: RowMapping, leaves: Sequence[Mapping[str, Any]], known: Mapping[str, Wish], today: date) -> Wish | None:
    """None where the area no longer holds it."""
    if row["hotspot_id"] is not None:
        name = spot_name(row["hotspot_id"])
        spots = () if name in known else place_queries.hotspots(connection, row["town_id"], today - timedelta(days=36500), clock.now())
        return known.get(name) or next((spot_wish(connection, spot, leaves, today, ItemNames(connection)) for spot in spots if spot["id"] == row["hotspot_id"]), None)
    leaf = next((leaf for leaf in leaves if leaf["grid_id"] == row["grid_id"]), None)
    if leaf is None:
        return None
    place, kind = busiest(connection, [leaf], leaf["geom"], today), KINDS["hotspot"]
    return Wish(_name(None, leaf["code"]), "hotspot", (place.x, place.y), leaf["code"], f"{leaf['name']}上报集中处", prize=kind.prize,
                service_min=kind.service_min, refers=leaf["code"])


def _name(hotspot_id: UUID | None, grid: str | None) -> str:
    return f"asked:{grid}" if hotspot_id is None else spot_name(hotspot_id)
