"""The change report (变更报告) for signing: maps before and after, what changes grid by grid, who must hand over what to whom."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import Connection

from gis_app.domain.actors import Actor
from gis_app.domain.editions import STATES as EDITION_STATES
from gis_app.domain.grids import MU_M2
from gis_app.domain.incidents import STATES
from gis_app.services import changes, changes_maps, items, lineage
from gis_app.services.changes import Changes
from gis_app.services.desk import Desk
from gis_app.services.printing import Page, made
from gis_app.services.redrawn import redrawn

MOST_HOUSEHOLDS, MOST_INCIDENTS, MOST_AREAS, MOST_CODES = 6_000, 400, 40, 800
"""What one signs is read: beyond it the report says how much there is, and that the workbook lists it all."""
IDS_WIDE, ROW_LINES = 64, 8
"""Letters of a line of household ids, and lines of a row."""
NONE = "（不在任何网格）"
Told = Mapping[str, Any]


@dataclass(frozen=True)
class Listed:
    """Rows that are printed; ``shown`` of ``all`` things."""

    rows: Sequence[Any]
    shown: int
    all: int


def page(connection: Connection, desk: Desk, actor: Actor, edition_id: int, zone: ZoneInfo) -> Page:
    """The report of an edition, a draft or a published one.

    Raises
    ------
    WanggeError
        ``not_found``; ``edition_not_opened``.
    """
    found = changes.of_edition(connection, desk, actor, edition_id)
    told, kinds = changes.told(connection, found), redrawn(found.old, found.new)
    edition, names = told["edition"], _names(found)
    grounds = desk.grounds_of(connection, found.edition["town_id"])
    overviews = changes_maps.overviews(found.old, found.new, kinds, grounds)
    areas = changes_maps.areas(found.old, found.new, kinds, grounds, MOST_AREAS)
    succession = [row for row in lineage.of_edition(connection, desk, actor, edition_id) if _matters(row)]
    return Page("changes.html", f"{edition['name']} 变更报告.pdf", {
        "edition": edition, "state": EDITION_STATES[edition["state"]][0], "made": made(actor, zone), "mu": MU_M2, "names": names, "none": NONE,
        "kinds": kinds, "area_names": _area_names(found), "overviews": overviews, "areas": areas, "households": told["households"],
        "homes": _homes(told), "incidents": _first(told["incidents"], MOST_INCIDENTS),
        "states": {code: state.zh for code, state in STATES.items()}, "handovers": told["handovers"],
        "items": {row["code"]: row["name_zh"] for row in items.every(connection, actor)},
        "codes": _first(succession, MOST_CODES), "moved_m2": sum(piece.area_m2 for piece in kinds.moves),
    })


def _names(found: Changes) -> dict[str, str]:
    """By code; where a code is used on both sides, as it is called afterwards."""
    return {row["code"]: row["name"] or row["code"] for side in (found.old, found.new) for row in side.rows}


def _area_names(found: Changes) -> dict[int, str]:
    """Of each grid, what it answers to."""
    named: dict[int, str] = {}
    for side in (found.old, found.new):
        by_id = {row["grid_id"]: row["name"] or row["code"] for row in side.rows}
        named |= {row["grid_id"]: by_id.get(row["parent_id"], "") for row in side.rows}
    return named


def _matters(row: Told) -> bool:
    """A grid that keeps all its ground and its code needs no line."""
    return bool(row["old"] != row["new"] or (row["share_area"] or 0) < 1 - 1e-6)


def _first(rows: Sequence[Any], most: int) -> Listed:
    return Listed(rows[:most], min(most, len(rows)), len(rows))


def _homes(told: Told) -> Listed:
    """Households by the pair of grids between which they move: ids, never names."""
    each = told["households"]["each"]
    pairs: dict[tuple[str | None, str | None], list[str]] = defaultdict(list)
    for one in each[:MOST_HOUSEHOLDS]:
        pairs[one["old"], one["new"]].append(one["id"])
    rows = sorted(pairs.items(), key=lambda pair: (pair[0][0] or "", pair[0][1] or ""))
    parts = [(pair, None if number else len(ids), lines) for pair, ids in rows for number, lines in enumerate(_lines(ids))]
    return Listed(parts, min(MOST_HOUSEHOLDS, len(each)), len(each))


def _lines(ids: Sequence[str]) -> list[list[str]]:
    """Lines of ids that fit beside the grids, a few to a row of the table, so that no row is torn by the end of a page.

    A long text left whole would be tried anew for each of its lines.
    """
    a_line = max(1, IDS_WIDE // (max(map(len, ids)) + 2))
    lines = ["　".join(ids[start:start + a_line]) for start in range(0, len(ids), a_line)]
    return [lines[start:start + ROW_LINES] for start in range(0, len(lines), ROW_LINES)]
