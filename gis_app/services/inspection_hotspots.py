"""The hotspots that an inspection's plan refers to: their ground on its maps, whether a team got there, and what is noted of it at the end."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

import shapely
from sqlalchemy import Connection, RowMapping

from gis_app import clock
from gis_app.db.queries import hotspot_visits as queries
from gis_app.db.queries import hotspots as hotspot_queries
from gis_app.domain.actors import Actor
from gis_app.domain.inspections import Wish
from gis_app.domain.quarters import quarter_said
from gis_app.services.inspection_places import spot_id
from gis_app.services.snapshot import Snapshot


def places(connection: Connection, actor: Actor, held: Snapshot, inspection_id: UUID) -> list[dict[str, Any]]:
    """Each hot place of the plan that stands, with its outline; of a grid that was asked for, the grid's. ``hotspot`` is null there."""
    rows = queries.of_inspection(connection, inspection_id)
    known = _known(connection, [row["wish"] for row in rows])
    shapes = {row["grid_id"]: row["geom"] for row in held.drawn}
    told = []
    for row in rows:
        hotspot_id = spot_id(row["wish"])
        spot = known.get(hotspot_id)
        outline = spot["geom"] if spot else shapes.get(row["grid_id"])
        told.append({
            "hotspot": hotspot_id, "wish": row["wish"], "label": row["label"], "note": row["note"], "class": spot and spot["class_"], "strength": spot and spot["strength"],
            "grid": held.briefs.get(row["grid_id"], {}).get("name"), "team": row["team_name"], "day": row["day"], "done": row["done"],
            "why": None if row["why_zh"] is None else {"zh": row["why_zh"], "en": row["why_en"]},
            "findings": [] if hotspot_id is None else [dict(one) for one in queries.found(connection, inspection_id, hotspot_id)],
            "outline": None if outline is None else shapely.geometry.mapping(outline),
        })
    return told


def outlines(connection: Connection, wishes: Sequence[Wish]) -> list[shapely.Geometry]:
    """The ground of the hot ones among some wishes, as one; nothing where there are none."""
    shapes = [spot["geom"] for spot in _known(connection, [wish.id for wish in wishes]).values() if "cold" not in spot["class_"]]
    return [shapely.union_all(shapes)] if shapes else []


def _known(connection: Connection, wishes: Sequence[str]) -> dict[UUID | None, dict[str, Any]]:
    ids = [one for one in map(spot_id, wishes) if one is not None]
    rows = hotspot_queries.outlines(connection, ids)
    shapes = shapely.from_geojson([row["outline"] for row in rows])
    return {row["id"]: {**row, "geom": shape} for row, shape in zip(rows, shapes, strict=True)}


def seen_to(connection: Connection, actor: Actor, inspection: RowMapping) -> int:
    """Note beside each hotspot what an inspection that ends came to there, in place of what was noted before; of how many."""
    hotspot_queries.forget_deeds(connection, inspection["id"])
    at = inspection["ended_at"] or clock.now()
    rows = [row for row in queries.of_inspection(connection, inspection["id"]) if spot_id(row["wish"]) is not None]
    for row in rows:
        hotspot_id = spot_id(row["wish"])
        assert hotspot_id is not None
        found = queries.found(connection, inspection["id"], hotspot_id)
        looked = row["done"] == "tick"
        detail = {"team": row["team_name"], "day": row["day"].isoformat() if row["day"] else None, "incidents": [str(one["id"]) for one in found]}
        hotspot_queries.add_deed(connection, hotspot_id, _said(row, found, looked=looked), inspection["id"], actor.name, looked=looked, detail=detail, at=at)
    return len(rows)


def _said(row: RowMapping, found: Sequence[RowMapping], *, looked: bool) -> str:
    """What happened, as a clerk writes it down."""
    head = f"{row['area_name']}{quarter_said(row['quarter'])}联查"
    numbers = "、".join(one["number"] for one in found)
    came = f"发现 {len(found)} 件（{numbers}）" if found else "没有发现问题"
    if looked:
        return f"{head}：{row['team_name']} {row['day'].month}月{row['day'].day}日到过，{came}"
    why = row["why_zh"] or ("到了没查成" if row["done"] == "skip" else "没有到")
    return f"{head}：{why}" + (f"；附近{came}" if found else "")
