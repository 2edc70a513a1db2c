"""What a team's link shows: all that its phone needs for its days, offline too, and its way as files for other apps."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import shapely
from sqlalchemy import Connection, RowMapping

from gis_app import clock
from gis_app.db.queries import field
from gis_app.db.queries import inspections as queries
from gis_app.db.queries.patrols import looked
from gis_app.domain.actors import Actor
from gis_app.domain.inspections.ledger import DAILY, SWEEP
from gis_app.domain.quarters import quarter_of, quarter_said
from gis_app.services import inspection_files, inspection_prints, inspections, round_ledger
from gis_app.services.desk import Desk
from gis_app.services.fieldwork import opened
from gis_app.services.snapshot import Snapshot

OUTLINE_DEG = 3e-5
"""About 3 m: outlines and roads on the phone lose no more."""
KNOWN_DAYS, MOST_KNOWN = 92, 300
"""What is reported already and still open: so far back, and so many at the most, the newest first."""
FILES = ("gpx", "ics")


def view(connection: Connection, actor: Actor, held: Snapshot, token: str, zone: ZoneInfo) -> dict[str, Any]:
    """Stops in order, ways, check-list, the ground, the grids' own records of the quarter before, what was sent already.

    No name or number of any person is in it.

    Raises
    ------
    WanggeError
        ``link_unknown``, ``link_ended``.
    """
    link = opened(connection, actor, token)
    inspection, number = link.inspection, link.team["number"]
    plan = queries.plan_numbered(connection, inspection["id"], inspection["plan"])
    assert plan is not None, "only an inspection with a plan is issued"
    leaves = inspections.leaves(held, inspection["area_id"])
    by_id = {row["grid_id"]: row for row in held.rows}
    own = own_records(connection, inspection, leaves, zone)
    ids = [leaf["grid_id"] for leaf in leaves]
    return {
        "inspection": {"area": inspection["area_name"], "quarter": quarter_said(inspection["quarter"]), "days": inspection["days"]},
        "team": link.team["name"], "checks": inspection["checklist"],
        "stops": [_stop(stop, by_id, own) for stop in queries.stops(connection, plan["id"]) if stop["team"] == number],
        "ways": [{"day": route["day"], "legs": route["legs"]} for route in (plan["result"] or {}).get("routes", ()) if route["team"] == str(number)],
        "outlines": [_outline(row) for row in leaves if row["geom"] is not None], "roads": _roads(connection, inspection["area_id"]),
        "known": field.still_open(connection, ids, clock.now() - timedelta(days=KNOWN_DAYS), MOST_KNOWN),
        "done": [{"id": row["id"], "kind": row["kind"], "wish": row["wish"], "item": row["item"], "answer": row["answer"], "made_at": row["made_at"]}
                 for row in queries.records(connection, inspection["id"]) if row["team"] == number],
    }


def _stop(stop: RowMapping, by_id: Mapping[int, Mapping[str, Any]], own: Mapping[int, Mapping[str, Any]]) -> dict[str, Any]:
    grid = by_id.get(stop["grid_id"], {})
    return {
        "wish": stop["wish"], "kind": stop["kind"], "label": stop["label"], "day": stop["day"], "serial": stop["serial"],
        "arrive": stop["arrive"], "leave": stop["leave"], "place": [stop["lon"], stop["lat"]], "note": stop["about"].get("note", ""), "also": stop["about"].get("also", []),
        "grid": stop["grid_code"], "grid_name": grid.get("name"), "grid_kind": grid.get("kind"), "own": own.get(stop["grid_id"]),
    }


def own_records(connection: Connection, inspection: Mapping[str, Any] | RowMapping, leaves: Sequence[Mapping[str, Any]], zone: ZoneInfo) -> dict[int, dict[str, Any]]:
    """Grid id -> what the grid itself wrote down in the quarter before the inspection's: the records that are inspected too.

    ``days_done`` of ``days_due`` working days had a patrol, ``sweeps_done`` of ``sweeps_due`` sweeps were held in their time.
    """
    last = inspection["quarter"] - timedelta(days=1)
    first = quarter_of(last)
    found = looked(connection, inspection["town_id"], *clock.day_span(first, last, zone))
    kept = round_ledger.of_grids(connection, inspection["town_id"], [leaf["grid_id"] for leaf in leaves], first, last, zone)
    return {grid: _own(found.get(grid, {}), entries, first, last) for grid, entries in kept.items()}


def _own(counted: Mapping[str, float], entries: Sequence[round_ledger.Settled], first: date, last: date) -> dict[str, Any]:
    made: dict[str, Any] = {"first": first, "last": last, **{name: int(counted.get(name, 0)) for name in ("patrols", "visits", "nil_returns")}}
    for name, of in (("days", DAILY), ("sweeps", SWEEP)):
        mine = [done for one, done in entries if one.round is of]
        made |= {f"{name}_due": len(mine), f"{name}_done": sum(done is not None for done in mine)}
    return made


def _outline(row: Mapping[str, Any]) -> dict[str, Any]:
    """A leaf grid's outline, light enough to be kept on a phone, and where its name stands."""
    middle = shapely.point_on_surface(row["geom"])
    return {"code": row["code"], "name": row["name"], "kind": row["kind"], "middle": [middle.x, middle.y],
            "geometry": row["geom"].simplify(OUTLINE_DEG).__geo_interface__}


def _roads(connection: Connection, area_id: int) -> list[dict[str, Any]]:
    """The area's roads as lines of [lon, lat], to the metre."""
    kinds, shapes = field.roads(connection, area_id, clock.now())
    return [{"kind": kind, "line": [[[round(lon, 5), round(lat, 5)] for lon, lat in part.coords] for part in shapely.get_parts(shape)]}
            for kind, shape in zip(kinds, shapely.simplify(shapes, OUTLINE_DEG), strict=True) if not shape.is_empty]


def file(connection: Connection, desk: Desk, actor: Actor, held: Snapshot, token: str, kind: str, zone: ZoneInfo) -> tuple[str, bytes]:
    """The team's own days as GPX or ICS (``FILES``): the file's name and its bytes.

    Raises
    ------
    WanggeError
        ``link_unknown``, ``link_ended``; what printing the plan refuses.
    """
    link = opened(connection, actor, token)
    found, plan = inspection_prints.stored(connection, desk, actor, held, link.inspection["id"])
    mine = replace(plan, routes=tuple(route for route in plan.routes if route.team == str(link.team["number"])), unserved=())
    made = {"gpx": inspection_files.routes_file, "ics": inspection_files.calendar_file}[kind](found, mine, zone)
    return f"{inspection_files.title(found)}{link.team['name']}.{kind}", made
