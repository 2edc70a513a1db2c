"""What became of each old grid: which share of its ground and households went to which new code."""

from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

import numpy as np
import shapely
from sqlalchemy import Connection

from gis_app.db.queries import editions as queries
from gis_app.db.queries import grids as grid_queries
from gis_app.services.register import located

Row = Mapping[str, Any]
TRACE = 1e-9  # a share of ground smaller than this is rounding, not succession


def write_succession(connection: Connection, town_id: int, edition_id: int, new: Sequence[Row], at: datetime) -> None:
    """Write code -> code shares of the leaves' ground and households.

    ``share_area`` is measured on lon/lat (within one grid the scale is constant to 1e-4).
    """
    old = leaves(grid_queries.shapes_in_force(connection, at, town_id=town_id))
    fresh = leaves(new)
    areas = ground_shares(old, fresh)
    people = household_shares(connection, town_id, old, fresh)
    queries.insert_succession(connection, [
        {"edition_id": edition_id, "town_id": town_id, "old_code": before, "new_code": after,
         "share_area": areas.get((before, after)), "share_households": people.get((before, after))}
        for before, after in sorted(areas.keys() | people.keys())
    ])


def leaves(rows: Sequence[Row]) -> list[Row]:
    """Drawn nodes on whose ground no other drawn node lies, enterprises included."""
    drawn = [row for row in rows if row["geom"] is not None]
    hosts = {row["lies_in_id"] for row in drawn if row["kind"] != "enterprise"}
    return [row for row in drawn if row["grid_id"] not in hosts]


def ground_shares(old: Sequence[Row], new: Sequence[Row]) -> dict[tuple[str, str], float]:
    """Share (0..1) of each old leaf's ground that each new leaf takes over."""
    before, after = np.array([row["geom"] for row in old]), np.array([row["geom"] for row in new])
    if not len(before) or not len(after):
        return {}
    at_new, at_old = shapely.STRtree(before).query(after, predicate="intersects")
    common = shapely.area(shapely.intersection(before[at_old], after[at_new])) / shapely.area(before[at_old])
    return {
        (old[i]["code"], new[j]["code"]): min(float(share), 1.0)
        for i, j, share in zip(at_old, at_new, common, strict=True) if share > TRACE
    }


def household_shares(
    connection: Connection, town_id: int, old: Sequence[Row], new: Sequence[Row],
) -> dict[tuple[str, str], float]:
    """Share (0..1) of each old leaf's households that lie in each new leaf."""
    points = queries.placed_points(connection, "household", town_id)
    was, becomes = located(points, old), located(points, new)
    moved = Counter((old[i]["code"], new[j]["code"]) for i, j in zip(was, becomes, strict=True) if i >= 0 and j >= 0)
    total = Counter(old[i]["code"] for i in was if i >= 0)
    return {pair: count / total[pair[0]] for pair, count in moved.items()}
