"""The report after an inspection: what ground and which content was covered, what was found that daily patrols missed, mended or not."""

import math
from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from sqlalchemy import Connection, RowMapping

from gis_app import clock
from gis_app.db import audit
from gis_app.db.queries import inspection_report as queries
from gis_app.db.queries import inspections as inspection_queries
from gis_app.domain.actors import Actor
from gis_app.domain.incidents import STATES
from gis_app.domain.quarters import quarter_after, quarter_of, quarter_said
from gis_app.errors import Both, WanggeError
from gis_app.services import inspection_hotspots, inspection_late, inspections
from gis_app.services.checklists import applies
from gis_app.services.snapshot import Snapshot

BEFORE = 4
"""So many earlier quarters stand beside this one."""
DONE = tuple(name for name, state in STATES.items() if state.done and name != "void")


def report(connection: Connection, actor: Actor, held: Snapshot, inspection_id: UUID, zone: ZoneInfo) -> dict[str, Any]:
    """All figures and lists; those of the grids add up to those of the whole.

    Raises
    ------
    WanggeError
        ``not_found``; ``inspect_not_ended``.
    """
    inspection = inspections.one(connection, actor, inspection_id)
    if inspection["state"] != "ended":
        raise WanggeError("inspect_not_ended", area=inspection["area_name"])
    leaves = inspections.leaves(held, inspection["area_id"])
    records = inspection_queries.records(connection, inspection_id)
    findings = [_finding(row, held) for row in inspection_queries.findings(connection, inspection_id)]
    corners = inspection_queries.dead_corners(connection, inspection_id)
    since = clock.midnight(quarter_of(inspection["quarter"] - timedelta(days=1)), zone)
    until = clock.midnight(date.fromisoformat(inspection["days"][0]), zone)
    own = queries.own_reports(connection, [leaf["grid_id"] for leaf in leaves], since, until)
    there = queries.there(connection, inspection["town_id"], [leaf["grid_id"] for leaf in leaves])
    grids = [_grid(leaf, inspection["checklist"], records, findings, corners, there[leaf["grid_id"]], own.get(leaf["grid_id"], 0))
             for leaf in sorted(leaves, key=lambda leaf: leaf["code"])]
    return {
        "id": inspection_id, "area": {"code": inspection["area_code"], "name": inspection["area_name"]},
        "town": held.by_town[inspection["town_id"]]["name"], "quarter": inspection["quarter"], "quarter_said": quarter_said(inspection["quarter"]),
        "days": [date.fromisoformat(day) for day in inspection["days"]], "ended_at": inspection["ended_at"], "own_since": since.date(), "own_until": until.date() - timedelta(days=1),
        "total": _total(grids, findings), "grids": grids, "findings": findings,
        "corners": [{"kind": row["kind"], "label": row["label"], "grid": held.briefs.get(row["grid_id"], {}).get("name"), "nearest_m": row["nearest_m"],
                     "metres": row["metres"], "place": [row["lon"], row["lat"]]} for row in corners],
        "problems": _problems(inspection["checklist"], records, held), "matters": [dict(row) for row in queries.matters(connection, inspection_id=inspection_id)],
        "hotspots": inspection_hotspots.places(connection, actor, held, inspection_id),
        "late": inspection_late.told(connection, inspection), "tracks": queries.tracks(connection, inspection_id), "teams": len(inspection_queries.teams(connection, inspection_id)),
        "quarters": _quarters(connection, held, inspection, leaves, there, zone),
    }


def _finding(row: RowMapping, held: Snapshot) -> dict[str, Any]:
    return {
        "id": row["id"], "number": row["number"], "item": row["item_code"], "item_zh": row["item_zh"], "item_en": row["item_en"], "state": row["state"],
        "state_zh": STATES[row["state"]].zh, "grid_id": row["grid_id"], "grid": held.briefs.get(row["grid_id"], {}).get("name"), "reported_at": row["reported_at"],
        "known": row["known"], "mended": row["state"] in DONE, "place": [row["lon"], row["lat"]], "team": row["team"],
    }


def _grid(leaf: dict[str, Any], checklist: Sequence[dict[str, Any]], records: Sequence[RowMapping], findings: Sequence[dict[str, Any]],
          corners: Sequence[RowMapping], there: RowMapping, own: int) -> dict[str, Any]:
    """One grid's line. ``missed``: found here though its own people had not reported it. ``all``: what there is, of which corners were not seen."""
    mine = [row for row in records if row["grid_id"] == leaf["grid_id"]]
    wanted = {check["code"] for check in applies(checklist, leaf["kind"])}
    answers = {row["item"]: row["answer"] for row in mine if row["kind"] == "answer" and row["item"] in wanted}
    found = [one for one in findings if one["grid_id"] == leaf["grid_id"]]
    left = Counter(row["kind"] for row in corners if row["grid_id"] == leaf["grid_id"])
    return _with_shares({
        "code": leaf["code"], "name": leaf["name"], "kind": leaf["kind"], "entered": any(row["kind"] == "tick" for row in mine), "wanted": len(wanted),
        "answered": len(answers), "problems": sum(said == "problem" for said in answers.values()), "findings": len(found),
        "missed": sum(not one["known"] for one in found), "mended": sum(one["mended"] for one in found), "own": own,
        "corners": left.total(), "buildings": left["building"], "units": left["unit"], "road_m": round(sum(row["metres"] or 0 for row in corners if row["grid_id"] == leaf["grid_id"])),
        "buildings_all": there["buildings"], "units_all": there["units"], "road_all_m": round(there["road_m"]),
    })


LEFT = (("buildings", "buildings_all"), ("units", "units_all"), ("road_m", "road_all_m"))
SUMMED = ("wanted", "answered", "problems", "own", "corners", *(name for pair in LEFT for name in pair))


def _with_shares(line: dict[str, Any]) -> dict[str, Any]:
    """With the share seen of buildings, units and road in per cent, never rounded up to all; None where there is none."""
    for left, whole in LEFT:
        share = max(0.0, 1 - line[left] / line[whole]) if line[whole] else None
        line[f"{left.removesuffix('_m')}_seen"] = None if share is None else math.floor(1000 * share + 1e-9) / 10
    return line


def _total(grids: Sequence[dict[str, Any]], findings: Sequence[dict[str, Any]]) -> dict[str, Any]:
    """The whole area. Findings are counted themselves: one may lie outside every grid."""
    return _with_shares({
        "grids": len(grids), "entered": sum(grid["entered"] for grid in grids), **{name: sum(grid[name] for grid in grids) for name in SUMMED},
        "findings": len(findings), "missed": sum(not one["known"] for one in findings), "mended": sum(one["mended"] for one in findings),
        "elsewhere": len(findings) - sum(grid["findings"] for grid in grids),
    })


def _problems(checklist: Sequence[dict[str, Any]], records: Sequence[RowMapping], held: Snapshot) -> list[dict[str, Any]]:
    """Which check-list items were answered with a problem, and in which grids."""
    last = {(row["item"], row["grid_id"]): row["answer"] for row in records if row["kind"] == "answer"}
    told = []
    for check in checklist:
        where = sorted(held.briefs[grid]["name"] for (item, grid), said in last.items() if item == check["code"] and said == "problem" and grid in held.briefs)
        if where:
            told.append({"code": check["code"], "name_zh": check["name_zh"], "name_en": check["name_en"], "grids": where})
    return told


COMPARED = ("entered", "grids", "answered", "wanted", "corners", "buildings", "units", "road_m", "buildings_seen", "road_seen", "missed")
"""What only a recorded inspection can say of a quarter."""


def _quarters(connection: Connection, held: Snapshot, inspection: RowMapping, leaves: Sequence[dict[str, Any]],
              there: Mapping[int, RowMapping], zone: ZoneInfo) -> list[dict[str, Any]]:
    """This quarter and those before, the newest first. What no inspection was recorded for is None, never nought.

    What was found is the inspection's own; where none was recorded, the incidents of the area's grids that say so themselves.
    """
    told, quarter = [], inspection["quarter"]
    earlier = {row["quarter"]: row for row in inspection_queries.ended_before(connection, inspection["area_id"], quarter, 40)}
    grid_ids = [leaf["grid_id"] for leaf in leaves]
    for _ in range(BEFORE + 1):
        since, until = clock.midnight(quarter, zone), clock.midnight(quarter_after(quarter), zone)
        found, mended = queries.inspection_reports(connection, grid_ids, since, until, DONE)
        held_then = inspection if quarter == inspection["quarter"] else earlier.get(quarter)
        line: dict[str, Any] = {"quarter": quarter, "said": quarter_said(quarter), "findings": found, "mended": mended, "inspected": held_then is not None,
                                **dict.fromkeys(COMPARED)}
        if held_then is not None:
            records = inspection_queries.records(connection, held_then["id"])
            own = inspection_queries.findings(connection, held_then["id"])
            corners = inspection_queries.dead_corners(connection, held_then["id"])
            found_then = [_finding(row, held) for row in own]
            whole = _total([_grid(leaf, held_then["checklist"], records, found_then, corners, there[leaf["grid_id"]], 0) for leaf in leaves], found_then)
            line |= {name: whole[name] for name in (*COMPARED, "findings", "mended")}
        told.append(line)
        quarter = quarter_of(quarter - timedelta(days=1))
    return told


def matters(connection: Connection, actor: Actor, *, settled: bool | None, after: int, limit: int) -> Sequence[RowMapping]:
    """The office's list for the consultation, the oldest first, after a place in it."""
    return queries.matters(connection, settled=settled, after=after, limit=limit)


def settle(connection: Connection, actor: Actor, matter_id: int, decision: str) -> None:
    """Note what the consultation decided on a matter.

    Raises
    ------
    WanggeError
        ``not_found``; ``matter_settled``.
    """
    found = queries.matter(connection, matter_id)
    if found is None:
        raise WanggeError("not_found", what=Both("会商清单上的这一条", "The matter"))
    if found["settled_at"] is not None:
        raise WanggeError("matter_settled")
    queries.settle(connection, matter_id, decision, actor.name, clock.now())
    audit.record(connection, actor, "matter.settle", "office_matter", matter_id, town_id=found["town_id"])
