"""Inspections and hotspots: which plans sent a team to a hotspot, whether it got there, and what was found on its ground."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, RowMapping, TextClause, text

VISITS = """
    SELECT i.id AS inspection_id, i.area_code, i.area_name, i.quarter, i.state, s.wish, s.label, s.grid_id, s.team, t.name AS team_name, s.day,
           s.about ->> 'note' AS note, s.about ->> 'why_zh' AS why_zh, s.about ->> 'why_en' AS why_en,
           (SELECT r.kind FROM inspection_record r WHERE r.inspection_id = i.id AND r.wish = s.wish AND r.kind IN ('tick', 'skip')
            ORDER BY r.made_at DESC, r.id DESC LIMIT 1) AS done
    FROM inspection_stop s JOIN inspection i ON i.id = s.inspection_id JOIN inspection_plan p ON p.id = s.plan_id AND p.number = i.plan
    LEFT JOIN inspection_team t ON t.inspection_id = i.id AND t.number = s.team
    WHERE {which} ORDER BY i.quarter DESC, i.created_at DESC, s.day, s.team, s.serial, s.wish"""
OF_WISH, OF_INSPECTION = (text(VISITS.format(which=which)) for which in ("s.wish = :of AND i.state <> 'withdrawn'", "s.inspection_id = :of AND s.kind = 'hotspot'"))
FOUND = text("""
    SELECT c.id, c.number, c.state, t.name_zh AS item_zh, t.name_en AS item_en FROM inspection_record r
    JOIN incident c ON c.id = r.incident_id LEFT JOIN item t ON t.code = c.item_code
    WHERE r.inspection_id = :inspection AND c.state <> 'void' AND ST_Intersects(c.geom, (
      SELECT s.geom FROM hotspot_sighting s JOIN hotspot_run u ON u.id = s.run_id WHERE s.hotspot_id = :hotspot ORDER BY u.at DESC LIMIT 1))
    ORDER BY c.reported_at, c.id""")


def of_hotspot(connection: Connection, wish: str) -> Sequence[RowMapping]:
    """The inspections whose plan that stands refers to a hotspot (by its wish), the newest quarter first."""
    return _told(connection, OF_WISH, wish)


def of_inspection(connection: Connection, inspection_id: UUID) -> Sequence[RowMapping]:
    """The hot places that the plan that stands refers to, those taken in by day and team first."""
    return _told(connection, OF_INSPECTION, inspection_id)


def found(connection: Connection, inspection_id: UUID, hotspot_id: UUID) -> Sequence[RowMapping]:
    """The incidents that an inspection made on the ground of a hotspot as it was last seen."""
    return connection.execute(FOUND, {"inspection": inspection_id, "hotspot": hotspot_id}).mappings().all()


def _told(connection: Connection, query: TextClause, of: Any) -> Sequence[RowMapping]:
    return connection.execute(query, {"of": of}).mappings().all()
