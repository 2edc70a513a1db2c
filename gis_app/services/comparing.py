"""Two editions side by side: what is new, gone and changed, grid by grid, and the ground that is another's."""

from collections import Counter
from typing import Any

import shapely
from sqlalchemy import Connection

from gis_app.db.queries import ground as ground_queries
from gis_app.domain.actors import Actor
from gis_app.domain.moves import moves
from gis_app.domain.shapes import area_m2, whole
from gis_app.errors import WanggeError
from gis_app.services import drafts, sides
from gis_app.services.desk import Desk
from gis_app.services.sides import Side
from gis_app.services.telling import edition_told

Told = dict[str, Any]
NOW = "now"


def compare(connection: Connection, desk: Desk, actor: Actor, a: int | str, b: int | str) -> Told:
    """The table and the geometry of the differences; ``now`` stands for what is in force in the other's town.

    Raises
    ------
    WanggeError
        ``not_found``; ``bad_value`` for editions of two towns.
    """
    known = [drafts.one(connection, actor, which) for which in (a, b) if isinstance(which, int)]
    if not known or len({edition["town_id"] for edition in known}) > 1:
        raise WanggeError("bad_value", field="b", why="要比较的两个版本须属于同一个镇")
    town_id = known[0]["town_id"]
    one, other = (_side(connection, desk, actor, which, town_id) for which in (a, b))
    homes = ground_queries.households(connection, town_id)
    counts = [_counts(side, homes) for side in (one, other)]
    pieces = moves(one.shapes, other.shapes)
    moved = {code for piece in pieces for code in (piece.giver, piece.taker)}
    items = [_row(code, (one, other), counts, moved) for code in sorted(one.shapes.keys() | other.shapes.keys())]
    tally = Counter(item["change"] for item in items)
    return {
        "a": _told(connection, actor, a), "b": _told(connection, actor, b), "items": items,
        "differences": {"type": "FeatureCollection", "features": [
            {"type": "Feature", "geometry": shapely.geometry.mapping(piece.ground),
             "properties": {"from": piece.giver, "to": piece.taker, "area_m2": round(piece.area_m2, 2)}} for piece in pieces]},
        "totals": {**{change: tally[change] for change in ("new", "gone", "changed", "same")},
                   "area_m2": round(sum(piece.area_m2 for piece in pieces), 2)},
    }


def _side(connection: Connection, desk: Desk, actor: Actor, which: int | str, town_id: int) -> Side:
    if not isinstance(which, int):
        return sides.in_force(connection, town_id)
    return sides.itself(connection, desk, drafts.one(connection, actor, which))


def _told(connection: Connection, actor: Actor, which: int | str) -> Told | None:
    return edition_told(drafts.one(connection, actor, which)) if isinstance(which, int) else None


def _counts(side: Side, homes: Any) -> dict[str, tuple[int, int]]:
    """Households and people present by code."""
    found: dict[str, tuple[int, int]] = {}
    people = homes["people_present"].tolist() if len(homes) else []
    for code, heads in zip(side.codes(side.locate(homes)), people, strict=True):
        households, present = found.get(code or "", (0, 0))
        found[code or ""] = households + 1, present + heads
    return found


def _row(code: str, both: tuple[Side, Side], counts: list[dict[str, tuple[int, int]]], moved: set[str | None]) -> Told:
    told: Told = {"code": code, "name": next(side.by_code[code]["name"] for side in both[::-1] if code in side.by_code)}
    for letter, side, count in zip("ab", both, counts, strict=True):
        drawn = code in side.shapes
        told[f"area_{letter}"] = round(area_m2(whole(side.shapes[code], code)) or 0.0, 2) if drawn else None
        told[f"households_{letter}"], told[f"people_{letter}"] = count.get(code, (0, 0)) if drawn else (None, None)
    return {**told, "change": _change(code, both, moved)}


def _change(code: str, both: tuple[Side, Side], moved: set[str | None]) -> str:
    """Changed is what won or lost ground; a border that a rounding moved by less than a millimetre is the same."""
    one, other = (code in side.shapes for side in both)
    if not (one and other):
        return "gone" if one else "new"
    return "changed" if code in moved else "same"
