"""How far inspections have come, many at once: one statement whatever their number, and none of the plans' ways is read."""

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, text

PROGRESS = text("""
    WITH asked AS (SELECT i.id, p.id AS plan_id FROM inspection i LEFT JOIN inspection_plan p ON p.inspection_id = i.id AND p.number = i.plan WHERE i.id = ANY(:ids)),
    tick AS (SELECT DISTINCT ON (r.inspection_id, r.wish) r.inspection_id, r.wish, r.kind FROM inspection_record r
             WHERE r.inspection_id = ANY(:ids) AND r.kind IN ('tick','skip') ORDER BY r.inspection_id, r.wish, r.made_at DESC, r.id DESC),
    answer AS (SELECT DISTINCT ON (r.inspection_id, r.grid_id, r.item) r.inspection_id, r.answer FROM inspection_record r
               WHERE r.inspection_id = ANY(:ids) AND r.kind = 'answer' ORDER BY r.inspection_id, r.grid_id, r.item, r.made_at DESC, r.id DESC),
    stops AS (SELECT a.id, count(*) AS stops, count(*) FILTER (WHERE t.kind = 'tick') AS done FROM asked a
              JOIN inspection_stop s ON s.plan_id = a.plan_id AND s.team IS NOT NULL LEFT JOIN tick t ON t.inspection_id = a.id AND t.wish = s.wish GROUP BY a.id),
    answers AS (SELECT inspection_id AS id, count(*) AS answered, count(*) FILTER (WHERE answer = 'problem') AS problems FROM answer GROUP BY inspection_id),
    field AS (SELECT inspection_id AS id, count(*) FILTER (WHERE kind = 'finding') AS findings, array_agg(DISTINCT grid_id) FILTER (WHERE kind = 'tick') AS entered
              FROM inspection_record WHERE inspection_id = ANY(:ids) AND kind IN ('tick','finding') GROUP BY inspection_id)
    SELECT a.id, coalesce(s.stops, 0) AS stops, coalesce(s.done, 0) AS stops_done, coalesce(n.answered, 0) AS answered, coalesce(n.problems, 0) AS problems,
           coalesce(f.findings, 0) AS findings, coalesce(f.entered, '{}') AS entered
    FROM asked a LEFT JOIN stops s USING (id) LEFT JOIN answers n USING (id) LEFT JOIN field f USING (id)""")


def progress(connection: Connection, inspection_ids: Sequence[UUID]) -> Mapping[UUID, dict[str, Any]]:
    """Of each inspection: stops of the plan that stands and those ticked off, check-list items answered and those with a problem
    (what was said last counts), findings, and ``entered``, the ids of grids in which a stop was ticked off.
    """
    rows = connection.execute(PROGRESS, {"ids": list(inspection_ids)}).mappings()
    return {row["id"]: {name: value for name, value in row.items() if name != "id"} for row in rows}
