"""Inspections as they are looked at: one with its plan and how far it has come, and all work areas of a quarter together."""

from collections.abc import Mapping
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, RowMapping

from gis_app import clock
from gis_app.db.queries import inspection_progress as progress_queries
from gis_app.db.queries import inspections as queries
from gis_app.domain.actors import Actor
from gis_app.domain.inspections.calendar import day_of
from gis_app.domain.quarters import quarter_said
from gis_app.services import inspection_issued, inspection_late, inspections
from gis_app.services.snapshot import Snapshot

PLANNING = ("number", "state", "done", "failure", "at", "finished_at")


def one(connection: Connection, actor: Actor, held: Snapshot, inspection_id: UUID) -> dict[str, Any]:
    """An inspection with its teams, the version that stands with stops and ways, changes by hand, and its records' state.

    Raises
    ------
    WanggeError
        ``not_found``.
    """
    inspection = inspections.one(connection, actor, inspection_id)
    plan = queries.plan_numbered(connection, inspection_id, inspection["plan"])
    newest = queries.newest_plan(connection, inspection_id)
    ticks = _ticks(connection, inspection_id)
    result = dict(plan["result"] or {}) if plan else {}
    return {
        **_told(inspection), "days": inspection["days"], "days_off": [day for day in inspection["days"] if not day_of(date.fromisoformat(day)).works], "settings": inspection["settings"], "created_by": inspection["created_by"],
        "issued_at": inspection["issued_at"], "ended_at": inspection["ended_at"], "checks": inspection["checklist"],
        "teams": [{"number": team["number"], "name": team["name"], "mode": team["said"]["mode"], "hours": team["said"]["hours"], "start": team["said"]["start"],
                   "members": len(team["said"].get("people", ())), "skills": team["said"].get("skills", []), "days": team["said"].get("days", [])} for team in queries.teams(connection, inspection_id)],
        "since_issue": inspection_issued.since(connection, inspection), "stale": inspections.stale(connection, inspection),
        "planning": newest and {**{name: newest[name] for name in PLANNING}, "broken": newest["state"] in queries.UNDER_WAY and queries.broken_off(connection, newest["id"])},
        "pairs": _pairs(connection, held, inspection, plan), "figures": result.get("figures"), "straight": result.get("straight", False),
        "ways": [{"team": int(route["team"]), "day": route["day"], "legs": route["legs"], "depart": route["depart"], "back": route["back"], "lunch": route["lunch"],
                  "work_s": route["work_s"], "travel_m": route["travel_m"]} for route in result.get("routes", ())],
        "stops": [_stop(row, ticks, held) for row in (queries.stops(connection, plan["id"]) if plan else ())],
        "progress": _progress(held, inspection, progress_queries.progress(connection, [inspection_id])[inspection_id]), "corners_before": _corners_before(connection, inspection),
        "late": inspection_late.told(connection, inspection),
        "changes": [{name: row[name] for name in ("action", "wish", "detail", "reason", "actor", "at")} for row in queries.changes(connection, inspection_id)],
    }


def of_town(connection: Connection, actor: Actor, held: Snapshot, quarter: date) -> dict[str, Any]:
    """Every work area with its newest inspection of a quarter, and the sums of the towns.

    ``open`` is the one that has not ended, of whatever quarter: it is in the way of another, and begun before its quarter or left over from an
    earlier one it would else be found by nobody.
    """
    towns = [town["grid_id"] for town in held.towns]
    newest = {row["area_id"]: row for row in queries.of_quarter(connection, towns, quarter)}
    going = {row["area_id"]: row for row in queries.going_on(connection, towns)}
    come = progress_queries.progress(connection, [row["id"] for row in newest.values()])
    areas = []
    for area in (area for town in towns for area in held.rows if area["kind"] == "work_area" and area["town_id"] == town):
        found, still = newest.get(area["grid_id"]), going.get(area["grid_id"])
        areas.append({
            "area": {"code": area["code"], "name": area["name"]}, "town": held.by_town[area["town_id"]]["name"], "grids": len(inspections.leaves(held, area["grid_id"])),
            "inspection": found and {**_told(found), "days": found["days"], "progress": _progress(held, found, come[found["id"]])},
            "open": still and _told(still),
        })
    return {"quarter": quarter, "quarter_said": quarter_said(quarter), "items": areas, "total": _sum(areas), "next": None}


def _told(inspection: RowMapping) -> dict[str, Any]:
    return {
        "id": inspection["id"], "area": {"code": inspection["area_code"], "name": inspection["area_name"]}, "quarter": inspection["quarter"],
        "quarter_said": quarter_said(inspection["quarter"]), "state": inspection["state"], "plan": inspection["plan"],
    }


def _stop(row: RowMapping, ticks: Mapping[str, str], held: Snapshot) -> dict[str, Any]:
    about = row["about"]
    return {
        "wish": row["wish"], "kind": row["kind"], "label": row["label"], "note": about.get("note", ""), "grid": row["grid_code"],
        "grid_name": held.briefs.get(row["grid_id"], {}).get("name"), "team": row["team"], "day": row["day"], "serial": row["serial"],
        "arrive": row["arrive"], "leave": row["leave"], "locked": row["locked"], "place": [row["lon"], row["lat"]], "refers": about.get("refers"),
        "required": about.get("required", False), "owed": about.get("owed", 0), "also": about.get("also", []), "why": {"zh": about["why_zh"], "en": about["why_en"]} if "why" in about else None,
        "done": ticks.get(row["wish"]),
    }


def _pairs(connection: Connection, held: Snapshot, inspection: RowMapping, plan: RowMapping | None) -> list[dict[str, Any]]:
    """Who goes where and who does not, with names; ``idle``: on a stop that the version that stands does not know."""
    labels = {stop["wish"]: stop["label"] for stop in (queries.stops(connection, plan["id"]) if plan else ())}
    names = {leaf["code"]: leaf["name"] for leaf in inspections.leaves(held, inspection["area_id"])}
    return [{**pair, "team": int(pair["team"]), "label": labels.get(pair["wish"]) if pair["wish"] else names.get(pair["grid"], pair["grid"]),
             "idle": plan is not None and pair["wish"] is not None and pair["wish"] not in labels} for pair in inspection["wanted"].get("pairs", ())]


def _ticks(connection: Connection, inspection_id: UUID) -> dict[str, str]:
    """Wish -> tick or skip, whichever a phone said last."""
    return {row["wish"]: row["kind"] for row in queries.records(connection, inspection_id, kinds=("tick", "skip"))}


def _progress(held: Snapshot, inspection: RowMapping, come: Mapping[str, Any]) -> dict[str, Any]:
    """Stops done of all, grids entered of all, answers by what they say, findings; what is counted once is counted once."""
    leaves = inspections.leaves(held, inspection["area_id"])
    wanted = sum(leaf["kind"] in check["kinds"] for leaf in leaves for check in inspection["checklist"])
    return {
        **{name: come[name] for name in ("stops", "stops_done", "answered", "problems", "findings")}, "grids": len(leaves),
        "grids_entered": len({leaf["grid_id"] for leaf in leaves} & set(come["entered"])), "answers_wanted": wanted,
    }


def _corners_before(connection: Connection, inspection: RowMapping) -> int | None:
    """Dead corners that the area's last inspection left, None where there was none; an ended one counts its own."""
    if inspection["state"] == "ended":
        return len(queries.dead_corners(connection, inspection["id"]))
    last = queries.newest_end(connection, inspection["area_id"], clock.now())
    return None if last is None else len(queries.dead_corners(connection, last))


def _sum(areas: list[dict[str, Any]]) -> dict[str, int]:
    """The areas added together; a grid of an area without an inspection is one not entered."""
    found = [area["inspection"] for area in areas if area["inspection"]]
    total = {name: sum(one["progress"][name] for one in found) for name in ("stops", "stops_done", "grids_entered", "answers_wanted", "answered", "problems", "findings")}
    return {"areas": len(areas), "inspected": len(found), "ended": sum(one["state"] == "ended" for one in found), "grids": sum(area["grids"] for area in areas), **total}
