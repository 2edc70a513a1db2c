"""An edition beside what was in force before it: the two sides of every comparison, for drafts and published editions alike."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import cached_property
from typing import Any

import geopandas as gpd
import numpy as np
import shapely
from numpy.typing import NDArray
from sqlalchemy import Connection, RowMapping

from gis_app import clock
from gis_app.db.queries import grids as grid_queries
from gis_app.domain.coverage import Shape
from gis_app.domain.drafts import Draft
from gis_app.domain.locate import Locator
from gis_app.services.desk import Desk, head
from gis_app.services.register import as_frame
from gis_app.services.succession import leaves

LONG_AGO = datetime(1900, 1, 1, tzinfo=UTC)
A_MOMENT = timedelta(microseconds=1)
Row = Mapping[str, Any]


@dataclass(frozen=True)
class Side:
    """The grids of one town at one time. ``at``: the instant whose posts they have; new grids of a draft have negative ids."""

    rows: Sequence[Row]
    at: datetime

    @cached_property
    def leaves(self) -> list[Row]:
        return leaves(self.rows)

    @cached_property
    def shapes(self) -> dict[str, Shape]:
        """Drawn leaves by code."""
        return {row["code"]: row["geom"] for row in self.leaves}

    @cached_property
    def by_code(self) -> dict[str, Row]:
        return {row["code"]: row for row in self.rows}

    @cached_property
    def _locator(self) -> Locator:
        return Locator(as_frame(self.leaves))

    def locate(self, points: gpd.GeoDataFrame) -> NDArray[np.int32]:
        """Position in ``leaves`` of the grid of each point by the rule of place; -1 for none."""
        if not len(points) or not self.leaves:
            return np.full(len(points), -1, dtype=np.int32)
        xy = shapely.get_coordinates(points.geometry.to_numpy())
        return self._locator.index(xy[:, 0].copy(), xy[:, 1].copy())

    def codes(self, places: NDArray[np.int32]) -> list[str | None]:
        return [self.leaves[place]["code"] if place >= 0 else None for place in places.tolist()]


def in_force(connection: Connection, town_id: int, at: datetime | None = None) -> Side:
    """The grids of a town as they are at an instant, now if none is given."""
    at = at or clock.now()
    return Side(grid_queries.shapes_in_force(connection, at, town_id=town_id), at)


def before(connection: Connection, edition: RowMapping) -> Side:
    """What the edition takes, or took, the place of; nothing for a town's first."""
    if edition["state"] != "published":
        return in_force(connection, edition["town_id"])
    if edition["effective_at"] is None:
        return Side([], LONG_AGO)
    return in_force(connection, edition["town_id"], edition["effective_at"] - A_MOMENT)


def itself(connection: Connection, desk: Desk, edition: RowMapping) -> Side:
    """The edition's own grids."""
    if edition["state"] == "published":
        return in_force(connection, edition["town_id"], edition["effective_at"] or LONG_AGO)
    return Side(draft_rows(head(connection, desk, edition).draft), clock.now())


def draft_rows(draft: Draft) -> list[dict[str, Any]]:
    """A draft's grids as rows of versions."""
    codes = sorted(draft.listed)
    ids = {code: draft.listed[code].grid_id or -number for number, code in enumerate(codes, 1)}
    return [
        {"grid_id": ids[code], "code": code, "name": draft.listed[code].name, "kind": draft.kind(code), "level": draft.listed[code].level,
         "lies_in_id": ids.get(draft.lies_in(code) or ""), "parent_id": ids.get(draft.listed[code].parent or ""),
         "geom": draft.coverage.polygon(code) if draft.drawn(code) else None}
        for code in codes
    ]
