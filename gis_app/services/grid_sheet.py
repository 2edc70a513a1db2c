"""A grid's official sheet (网格登记表): its map, its border in words, who answers for it, its figures; in force or in a draft."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any
from zoneinfo import ZoneInfo

import shapely
from sqlalchemy import Connection

from gis_app import clock
from gis_app.db.queries import grids as queries
from gis_app.domain.actors import Actor
from gis_app.domain.borders import SIDES, Borders, borders, in_words
from gis_app.domain.coverage import Shape
from gis_app.domain.editions import STATES
from gis_app.domain.figures import Counts, Figures, Ground, counted, measured
from gis_app.domain.grids import KINDS, MU_M2, rank
from gis_app.errors import Both, WanggeError
from gis_app.maplayers.paper import Drawn, Frame, Layer, paper_map
from gis_app.services import drafts, paper_maps, sides
from gis_app.services.desk import Desk
from gis_app.services.grounds import Grounds
from gis_app.services.printing import Page, made
from gis_app.services.sides import Row, Side

WIDE_MM, LEAF_MM, WHOLE_MM = 170.0, 96.0, 108.0
"""The map's width; its height for a grid of its own ground, and for one made up of others."""
NEAR_DEG = 0.002
"""Ways so near to a grid may be what its border follows."""


@dataclass(frozen=True)
class Term:
    """Under which edition the sheet stands: its name, since when it holds, and of a draft how far it has come."""

    edition: str
    since: Any
    draft: str | None = None


def in_force(connection: Connection, desk: Desk, actor: Actor, code: str, zone: ZoneInfo) -> Page:
    """The sheet of a grid in force.

    Raises
    ------
    WanggeError
        ``not_found``; ``print_undrawn``.
    """
    at = clock.now()
    found = queries.one(connection, code, at)
    if found is None:
        raise WanggeError("not_found", what=Both(f"网格 {code}", f"Grid {code}"))
    town_id = found["town_id"]
    name, since = queries.editions_in_force(connection, at)[town_id]
    return _page(connection, desk, actor, town_id, sides.in_force(connection, town_id, at), code, Term(name, since), zone)


def of_edition(connection: Connection, desk: Desk, actor: Actor, edition_id: int, code: str, zone: ZoneInfo) -> Page:
    """The sheet of a grid as an edition has it, a draft or a published one.

    Raises
    ------
    WanggeError
        ``not_found``; ``print_undrawn``; ``edition_not_opened``.
    """
    edition = drafts.one(connection, actor, edition_id)
    term = Term(edition["name"], edition["effective_at"], None if edition["state"] == "published" else STATES[edition["state"]][0])
    return _page(connection, desk, actor, edition["town_id"], sides.itself(connection, desk, edition), code, term, zone)


def _page(connection: Connection, desk: Desk, actor: Actor, town_id: int, side: Side, code: str, term: Term, zone: ZoneInfo) -> Page:
    row = side.by_code.get(code)
    if row is None:
        raise WanggeError("not_found", what=Both(f"网格 {code}", f"Grid {code}"))
    shape = drawn(side, row)
    if shape is None:
        raise WanggeError("print_undrawn", grid=f"{row['name']} {code}".strip())
    grounds, below = desk.grounds_of(connection, town_id), leaves_below(side, row)
    names = {other["code"]: other["name"] or other["code"] for other in side.rows}
    found = borders(shape, _beside(side, row, below), paper_maps.ways(grounds, _wider(shape)))
    people = [dict(person) for person in queries.people_in_force(connection, side.at) if person["grid_id"] == row["grid_id"]]
    town = next(other for other in side.rows if other["kind"] == "town")
    return Page("grid_sheet.html", f"{row['name'] or code} {code} 网格登记表.pdf", {
        "row": row, "town": town, "term": term, "kind": KINDS[row["kind"]].zh, "parents": _chain(side, row, "parent_id"),
        "ground": _chain(side, row, "lies_in_id"), "map": _map(side, row, shape, grounds), "bounds": _bounds_said(found, names),
        "below": len(below), "around": found.around, "inside": [names[other] for other in found.inside], "names": names, "people": people,
        "figures": figures(side, below, shape, grounds.ground), "mu": MU_M2, "made": made(actor, zone),
    })


def drawn(side: Side, row: Row) -> Shape | None:
    """A grid's shape; of one that is made up of others and has none of its own, that of those."""
    if row["geom"] is not None:
        shape: Shape = row["geom"]
        return shape
    parts = [leaf["geom"] for leaf in leaves_below(side, row)]
    return shapely.union_all(parts) if parts else None


def leaves_below(side: Side, row: Row) -> list[Row]:
    """The drawn leaves on a grid's ground, itself if it is one."""
    ground = {other["grid_id"]: other["lies_in_id"] for other in side.rows}

    def lies(grid: int | None) -> bool:
        while grid is not None and grid != row["grid_id"]:
            grid = ground.get(grid)
        return grid is not None

    return [leaf for leaf in side.leaves if lies(leaf["grid_id"])]


def figures(side: Side, below: Sequence[Row], shape: Shape, ground: Ground) -> Figures:
    """Those of some leaves together, whose common shape is given."""
    mine = {leaf["code"] for leaf in below}
    near = [leaf for leaf in side.leaves if leaf["code"] in mine or shapely.intersects(shapely.box(*leaf["geom"].bounds), shape)]
    ranked = sorted(near, key=lambda leaf: rank(leaf["kind"], leaf["level"], leaf["code"]))
    counts = counted(ground, [leaf["code"] for leaf in ranked], {leaf["code"]: leaf["geom"] for leaf in ranked})
    total = Counts(*map(sum, zip(Counts(), *(counts[code] for code in mine), strict=True)))
    return measured(shape, total)


def _beside(side: Side, row: Row, below: Sequence[Row]) -> list[tuple[str, Shape]]:
    """Who may lie beyond a border: of a leaf the other leaves; of a higher grid those of its kind, then leaves outside it."""
    mine = {leaf["code"] for leaf in below} | {row["code"]}
    own_kind = [] if row["code"] in side.shapes else [other for other in side.rows if other["kind"] == row["kind"] and other["geom"] is not None]
    return [(other["code"], other["geom"]) for other in [*own_kind, *side.leaves] if other["code"] not in mine]


def _wider(shape: Shape) -> tuple[float, float, float, float]:
    west, south, east, north = shape.bounds
    return west - NEAR_DEG, south - NEAR_DEG, east + NEAR_DEG, north + NEAR_DEG


def _bounds_said(found: Borders, names: Mapping[str, str]) -> list[tuple[str, str]]:
    said = in_words(found, names)
    return [(SIDES[side], said[side]) for side in SIDES]


def _chain(side: Side, row: Row, over: str) -> list[str]:
    """The names above a grid, the town first."""
    by_id = {other["grid_id"]: other for other in side.rows}
    found, at = [], by_id.get(row[over])
    while at is not None:
        found.append(at["name"] or at["code"])
        at = by_id.get(at[over])
    return found[::-1]


def _map(side: Side, row: Row, shape: Shape, grounds: Grounds) -> Drawn:
    leaf = row["code"] in side.shapes
    frame = Frame.around(shape.bounds, WIDE_MM, LEAF_MM if leaf else WHOLE_MM, room=0.1 if leaf else 0.03)
    others = [other for other in side.rows if other["code"] != row["code"] and other["geom"] is not None]
    near = [other for other in others if shapely.intersects(other["geom"], shapely.box(*frame.bounds))]
    quiet = [replace(layer, names=()) if layer.pen == "town" or (leaf and layer.pen == "area") else layer for layer in paper_maps.borders(near)]
    subject = Layer("subject", [shape], [row["name"] or row["code"]] if leaf else ())
    return paper_map(frame, [*paper_maps.ground(grounds, frame), paper_maps.veil(frame, shape), *quiet, subject])
