"""The end of an inspection: its links show nothing more, ways become rounds, dead corners are named, hotspots told what was done, what is
unsolved goes to the office.

Phones that had no network send what they recorded before the end for some days more (``inspection_late``); ``reckon`` then
brings all of it up to date: it works out the same from the same records, whether they came before the end or after.
"""

import math
from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID, uuid5

import numpy as np
import shapely
from sqlalchemy import Connection, RowMapping

from gis_app import clock
from gis_app.db import audit
from gis_app.db.queries import bulk, corners
from gis_app.db.queries import inspections as queries
from gis_app.domain.actors import Actor
from gis_app.domain.incidents import STATES
from gis_app.domain.inspections import Settings
from gis_app.domain.patrols import Cleaned, Fixes, Seen, clean, lines, passed
from gis_app.errors import WanggeError
from gis_app.services import inspection_hotspots, inspections
from gis_app.services.checklists import applies
from gis_app.services.snapshot import Snapshot

LEAST_ROAD_M = 30.0
"""A shorter piece of a road that nobody came near is no corner."""
GONE = "结束后补传的记录里已经查到，不再列入。"
"""What the office's list says of a matter that records sent later have settled."""


def end(connection: Connection, actor: Actor, held: Snapshot, inspection_id: UUID) -> None:
    """End it. Nothing that the teams sent is lost, nor what they recorded by now and send later.

    Raises
    ------
    WanggeError
        ``not_found``, ``inspect_ended``, ``inspect_not_issued``.
    """
    inspection = inspections.one(connection, actor, inspection_id, lock=True)
    if inspection["state"] == "ended":
        raise WanggeError("inspect_ended", area=inspection["area_name"])
    if inspection["state"] != "issued":
        raise WanggeError("inspect_not_issued", area=inspection["area_name"])
    found = reckon(connection, actor, held, inspection)
    queries.ask_to_stop(connection, inspection_id)
    queries.put(connection, inspection_id, state="ended", ended_at=clock.now())
    queries.note_change(connection, inspection, "end", "结束联查", actor.name)
    audit.record(connection, actor, "inspection.end", "inspection", inspection_id, town_id=inspection["town_id"], corners=found)


def reckon(connection: Connection, actor: Actor, held: Snapshot, inspection: RowMapping) -> int:
    """Rounds, dead corners, the deeds of hotspots and the office's list as the records have them, in place of what was worked out before; how many corners.

    What a consultation has decided stays as it was decided. The caller holds the inspection's lock.
    """
    inspection_id, town_id = inspection["id"], inspection["town_id"]
    rows = queries.records(connection, inspection_id, kinds=("tick", "skip", "answer", "finding", "way"))
    teams = sorted({row["team"] for row in rows})
    cleaned = clean(_fixes(rows, teams), len(teams))
    corners.forget(connection, inspection_id)
    _store_rounds(connection, actor, held, inspection, teams, cleaned)
    seen = Seen(_ways(cleaned, len(teams)), Settings.from_dict(inspection["settings"]).corner_m)
    found = dead_corners(connection, held, inspection, seen)
    corners.add(connection, inspection_id, town_id, found)
    corners.list_matters(connection, inspection_id, town_id, [
        *_findings(connection, inspection_id), *_corners_by_grid(held, found), *unanswered(connection, held, inspection, rows), *_unreached(connection, inspection, rows),
    ], gone=GONE, actor=actor.name)
    inspection_hotspots.seen_to(connection, actor, inspection)
    return len(found)


def _fixes(rows: Sequence[RowMapping], teams: Sequence[int]) -> Fixes:
    """All positions that the phones sent, by team."""
    told: list[tuple[int, float, float, float, float]] = []
    for row in rows:
        number = teams.index(row["team"])
        if row["kind"] == "way":
            told += [(number, lon, lat, at, math.nan if accuracy is None else accuracy) for lon, lat, at, accuracy in row["body"]["way"]]
        elif row["lon"] is not None:
            told.append((number, row["lon"], row["lat"], row["made_at"].timestamp(), math.nan if row["accuracy_m"] is None else row["accuracy_m"]))
    columns = np.array(told, dtype=np.float64).reshape(-1, 5)
    return Fixes(columns[:, 0].astype(np.int64), *(columns[:, place] for place in range(1, 5)))


def _ways(cleaned: Cleaned, teams: int) -> "np.ndarray[Any, np.dtype[np.object_]]":
    """Where anybody went: the ways, and the positions that hang together with no other; those on a way add nothing to it."""
    made, fixes = lines(cleaned, teams), cleaned.fixes
    drawn = shapely.get_parts(np.array([line for line in made if line is not None], dtype=object)) if len(made) else np.empty(0, dtype=object)
    lone = np.bincount(cleaned.leg)[cleaned.leg] == 1 if len(fixes) else np.zeros(0, dtype=bool)
    return np.concatenate([np.asarray(drawn, dtype=object), shapely.points(fixes.lon[lone], fixes.lat[lone])])


def _store_rounds(connection: Connection, actor: Actor, held: Snapshot, inspection: RowMapping, teams: Sequence[int], cleaned: Cleaned) -> None:
    """Each team's way as a round of kind inspection, so that the grids count as looked at."""
    found, ways = passed(cleaned, held.locator), lines(cleaned, len(teams))
    for number, team in enumerate(teams):
        own = cleaned.fixes.take(cleaned.fixes.round == number)
        if not len(own):
            continue
        made, mine = str(uuid5(inspection["id"], str(team))), found.round == number
        first, last = bulk.iso_times(np.array([own.at.min(), own.at.max()], dtype=np.int64))
        bulk.copy_columns(connection, "patrol", {name: [value] for name, value in {
            "id": made, "town_id": inspection["town_id"], "external_id": f"inspection:{inspection['id']}:{team}", "kind": "inspection",
            "inspection_id": str(inspection["id"]), "team": team, "started_at": first, "ended_at": last, "metres": round(float(found.metres[mine].sum()), 1),
            "fixes": len(own), "dropped": int(cleaned.dropped[number]), "given_crs": "wgs84", "actor": actor.name,
            "geom": None if ways[number] is None else str(bulk.ewkb(ways[number:number + 1])[0]),
        }.items()})
        bulk.copy_columns(connection, "patrol_grid", {
            "patrol_id": [made] * int(mine.sum()), "town_id": [inspection["town_id"]] * int(mine.sum()),
            "grid_id": [held.drawn[position]["grid_id"] for position in found.grid[mine].tolist()],
            "first_at": bulk.iso_times(found.first_at[mine].astype(np.int64)), "seconds": np.round(found.seconds[mine]).astype(np.int64),
            "metres": np.round(found.metres[mine], 1), "fixes": found.fixes[mine],
        })


def dead_corners(connection: Connection, held: Snapshot, inspection: RowMapping, seen: Seen) -> list[dict[str, Any]]:
    """Each occupied building, unit and piece of road of the area that nobody came near, by name, with a place to go to."""
    grids = [row["grid_id"] for row in inspections.leaves(held, inspection["area_id"])]
    found: list[dict[str, Any]] = []
    for kind, (rows, shapes) in (("building", corners.buildings(connection, grids)), ("unit", corners.units(connection, grids))):
        metres, places = seen.nearest(shapes), shapely.get_coordinates(shapely.point_on_surface(shapes)).tolist()
        found += [{**row, "kind": kind, "metres": None, "nearest_m": round(float(away), 1) if np.isfinite(away) else None, "place": place}
                  for row, away, place in zip(rows, metres, places, strict=True) if away > seen.within_m]
    rows, shapes = corners.roads(connection, inspection["town_id"], grids)
    if rows:
        left, middles = seen.unseen(shapes)
        long = np.flatnonzero(left >= LEAST_ROAD_M)
        found += [{**rows[at], "kind": "road", "metres": round(float(left[at]), 1), "nearest_m": None, "place": (middles[at].x, middles[at].y), "unseen": remains}
                  for at, remains in zip(long.tolist(), seen.remains(shapes[long]), strict=True)]
    return found


def _findings(connection: Connection, inspection_id: UUID) -> list[dict[str, Any]]:
    open_ = [row for row in queries.findings(connection, inspection_id) if not STATES[row["state"]].done]
    return [{"kind": "finding", "ref": row["number"], "label": f"{row['item_zh'] or '未分类'}（{row['number']}）", "grid_id": row["grid_id"], "incident_id": row["id"]}
            for row in open_]


def _corners_by_grid(held: Snapshot, found: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """One line a grid: an office decides where somebody goes again, not about each shed."""
    made = []
    for grid in sorted({row["grid_id"] for row in found}):
        mine = [row for row in found if row["grid_id"] == grid]
        count = {kind: sum(row["kind"] == kind for row in mine) for kind in ("building", "unit", "road")}
        metres = sum(row["metres"] or 0 for row in mine)
        said = [f"房屋 {count['building']} 栋"] * bool(count["building"]) + [f"单位 {count['unit']} 家"] * bool(count["unit"]) + [f"道路 {metres:,.0f} 米"] * bool(count["road"])
        brief = held.briefs[grid]
        made.append({"kind": "dead_corner", "ref": brief["code"], "label": f"{brief['name']}死角：{'、'.join(said)}", "grid_id": grid})
    return made


def unanswered(connection: Connection, held: Snapshot, inspection: RowMapping, rows: Sequence[RowMapping]) -> list[dict[str, Any]]:
    """One line a grid with check-list items that nobody answered."""
    done = {(row["grid_id"], row["item"]) for row in rows if row["kind"] == "answer"}
    made = []
    for leaf in inspections.leaves(held, inspection["area_id"]):
        left = [check["code"] for check in applies(inspection["checklist"], leaf["kind"]) if (leaf["grid_id"], check["code"]) not in done]
        if left:
            made.append({"kind": "unanswered", "ref": leaf["code"], "label": f"{leaf['name']}未查清单 {len(left)} 项（{'、'.join(left[:4])}{'等' if len(left) > 4 else ''}）",
                         "grid_id": leaf["grid_id"]})
    return made


def _unreached(connection: Connection, inspection: RowMapping, rows: Sequence[RowMapping]) -> list[dict[str, Any]]:
    """Stops that nobody ticked off; one that was owed is due the next time, before all others."""
    ticked = {row["wish"] for row in rows if row["kind"] == "tick"}
    plan = queries.plan_numbered(connection, inspection["id"], inspection["plan"])
    return [{"kind": "unreached", "ref": stop["wish"], "label": f"{'应查未查' if stop['about'].get('owed') else '未到点位'}：{stop['label']}", "grid_id": stop["grid_id"]}
            for stop in (queries.stops(connection, plan["id"]) if plan else ()) if stop["wish"] not in ticked]
