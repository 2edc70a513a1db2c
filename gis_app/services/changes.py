"""What an edition changes for people: each household and open incident that gets another grid, and who hands over to whom."""

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

import geopandas as gpd
from sqlalchemy import Connection, RowMapping

from gis_app import clock
from gis_app.db.queries import grids as grid_queries
from gis_app.db.queries import ground as ground_queries
from gis_app.domain.actors import Actor
from gis_app.services import drafts, sides
from gis_app.services.desk import Desk
from gis_app.services.grounds import DONE
from gis_app.services.sides import Side
from gis_app.services.telling import edition_told

Told = dict[str, Any]
Pair = tuple[str | None, str | None]


class Moved(NamedTuple):
    """Things of one kind that get another grid; ``position`` in their frame."""

    position: int
    pair: Pair


@dataclass(frozen=True)
class Changes:
    """``households`` and ``incidents`` are the frames that the moves count in."""

    edition: RowMapping
    old: Side
    new: Side
    households: gpd.GeoDataFrame
    units: gpd.GeoDataFrame
    incidents: gpd.GeoDataFrame

    def moved(self, frame: gpd.GeoDataFrame) -> list[Moved]:
        """Those whose grid is another one afterwards; a grid that only took another code is the same grid."""
        was, becomes = self.old.locate(frame), self.new.locate(frame)
        found = []
        for position, (i, j) in enumerate(zip(was.tolist(), becomes.tolist(), strict=True)):
            one, other = self.old.leaves[i] if i >= 0 else None, self.new.leaves[j] if j >= 0 else None
            if (one and one["grid_id"]) != (other and other["grid_id"]):
                found.append(Moved(position, (one and one["code"], other and other["code"])))
        return found


def of_edition(connection: Connection, desk: Desk, actor: Actor, edition_id: int) -> Changes:
    """Both sides of an edition, and what lies on the ground now."""
    edition = drafts.one(connection, actor, edition_id)
    town_id = edition["town_id"]
    incidents = ground_queries.incidents(connection, town_id, clock.now(), DONE)
    return Changes(
        edition, sides.before(connection, edition), sides.itself(connection, desk, edition),
        ground_queries.households(connection, town_id), ground_queries.units(connection, town_id),
        incidents[incidents["open"].astype(bool)] if len(incidents) else incidents,
    )


def report(connection: Connection, desk: Desk, actor: Actor, edition_id: int) -> Told:
    """The change report."""
    return told(connection, of_edition(connection, desk, actor, edition_id))


def told(connection: Connection, changes: Changes) -> Told:
    """The change report of changes that were read already."""
    homes, cases, units = (changes.moved(frame) for frame in (changes.households, changes.incidents, changes.units))
    return {
        "edition": edition_told(changes.edition), "households": _households(changes, homes, units),
        "incidents": [_incident(changes.incidents, one) for one in cases],
        "handovers": _handovers(connection, changes, homes, cases),
    }


def _households(changes: Changes, homes: Sequence[Moved], units: Sequence[Moved]) -> Told:
    frame = changes.households
    firms = Counter(one.pair for one in units)
    people: Counter[Pair] = Counter()
    for one in homes:
        people[one.pair] += int(frame["people_present"].iat[one.position])
    count = Counter(one.pair for one in homes)
    items = [{"old": old, "new": new, "households": count[old, new], "people_present": people[old, new], "units": firms[old, new]}
             for old, new in sorted(count.keys() | firms.keys(), key=_key)]
    each = [{"id": frame["external_id"].iat[one.position], "old": one.pair[0], "new": one.pair[1]} for one in homes]
    return {"all": len(frame), "moved": len(homes), "lost": sum(new is None for _, new in count.elements()), "items": items, "each": each}


def _key(pair: Pair) -> tuple[str, str]:
    return pair[0] or "", pair[1] or ""


def _incident(frame: gpd.GeoDataFrame, one: Moved) -> Told:
    row = frame.iloc[one.position]
    return {"id": str(row["id"]), "number": row["number"], "item": row["item_code"], "state": row["state"],
            "reported_at": row["reported_at"].to_pydatetime(), "old": one.pair[0], "new": one.pair[1]}


def _handovers(connection: Connection, changes: Changes, homes: Sequence[Moved], cases: Sequence[Moved]) -> list[Told]:
    """For each pair of grids between which something moves: the people on post on both sides."""
    count, tasks = Counter(one.pair for one in homes), Counter(one.pair for one in cases)
    givers, takers = _posts(connection, changes.old), _posts(connection, changes.new)
    told = []
    for old, new in sorted(count.keys() | tasks.keys(), key=_key):
        there = takers.get(new or "", [])
        told.append({"old": old, "new": new, "households": count[old, new], "open_incidents": tasks[old, new],
                     "from": givers.get(old or "", []), "to": there, "vacant": not there})
    return told


def _posts(connection: Connection, side: Side) -> Mapping[str, list[Told]]:
    """Who is on post by code; the names of a draft's grids that exist already are those of now."""
    code_of = {row["grid_id"]: row["code"] for row in side.rows}
    found: dict[str, list[Told]] = defaultdict(list)
    for row in grid_queries.people_in_force(connection, side.at):
        if row["grid_id"] in code_of:
            found[code_of[row["grid_id"]]].append({"post": row["post"], "post_zh": row["post_zh"], "name": row["name"]})
    return found
