"""How editions, entries of the log and grids are told to programs, the same in every answer."""

from collections.abc import Collection, Iterable, Mapping
from typing import Any

import shapely
from sqlalchemy import RowMapping

from gis_app.domain.drafts import Draft, History
from gis_app.domain.drafts.tally import Tally

Told = dict[str, Any]


def edition_told(row: RowMapping) -> Told:
    plain = ("id", "name", "state", "version", "effective_at", "created_at", "created_by", "published_at", "published_by")
    return {**{name: row[name] for name in plain}, "town": {"code": row["town_code"], "name": row["town_name"]}}


def entry_told(row: RowMapping, history: History, *, delta: bool = False) -> Told:
    """``undone``: taken back, whether or not it could still be done again."""
    undone = row["kind"] in ("edit", "restore") and row["serial"] not in history.done
    told = {"serial": row["serial"], "kind": row["kind"], "edit": row["edit"], "zh": row["zh"], "en": row["en"], "planner": row["actor"],
            "at": row["at"], "of": row["of"], "undone": undone}
    return {**told, "delta": delta_told(row["change"])} if delta else told


def delta_told(change: Mapping[str, Any]) -> Told:
    return {name: change[name] for name in ("removed", "added", "gone", "come")}


def grids_told(draft: Draft, tally: Tally, targets: Mapping[tuple[str, int], Told], locked: Collection[str], codes: Iterable[str]) -> list[Told]:
    return [_grid(draft, tally, targets, locked, code) for code in codes]


def _grid(draft: Draft, tally: Tally, targets: Mapping[tuple[str, int], Told], locked: Collection[str], code: str) -> Told:
    row, unit = draft.listed[code], draft.coverage.units[code]
    figures = tally.figures.get(code)
    drawn = figures is not None and figures.area_m2 > 0
    return {
        "code": code, "name": row.name, "kind": unit.kind, "level": row.level, "lies_in": unit.parent, "parent": row.parent,
        "leaf": code in draft.coverage.faces, "drawn": drawn, "new": row.grid_id is None, "locked": code in locked,
        "figures": figures.to_dict() if figures is not None and drawn else None, "target": targets.get((unit.kind, row.level), {}),
    }


def gaps_told(draft: Draft, tally: Tally) -> list[Told]:
    found = []
    for gap in draft.gaps:
        lon, lat = shapely.point_on_surface(draft.coverage.polygon(gap)).coords[0]
        found.append({"gap": gap, "lies_in": draft.lies_in(gap), "area_m2": round(tally.figures[gap].area_m2, 3), "at": [lon, lat]})
    return found
