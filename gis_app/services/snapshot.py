"""The grids in force at one instant, ready to answer: shapes, paths, people, editions. Never changed once made."""

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property
from typing import Any

import shapely
from sqlalchemy import Connection

from gis_app.db.queries import grids as queries
from gis_app.domain.locate import Located, Locator
from gis_app.domain.people import mask_phone
from gis_app.domain.places import Scale, scale_at
from gis_app.domain.quiet import QuietPlaces
from gis_app.services.register import as_frame

Brief = dict[str, Any]
FAR_M = 50_000.0  # beyond this nobody is told which grid is nearest
ORIGIN = shapely.Point(0.0, 0.0)


@dataclass(frozen=True)
class Snapshot:
    """``rows`` are the versions in force in the order of code; ``drawn`` those with a shape, as ``locator`` and ``places`` count.

    ``since`` says when a town's edition took effect, None for its first, which has always been so.
    ``kept`` holds what was once worked out for an answer that all places far from a border share.
    """

    revision: int
    span: queries.Span
    rows: list[dict[str, Any]]
    people: dict[int, list[dict[str, Any]]]
    editions: dict[int, str]
    since: dict[int, datetime | None]
    snap_m: float
    drawn: list[dict[str, Any]] = field(init=False)
    kept: dict[Located, str] = field(init=False, default_factory=dict, repr=False, compare=False)
    locator: Locator = field(init=False)
    places: QuietPlaces = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "drawn", [row for row in self.rows if row["geom"] is not None])
        object.__setattr__(self, "locator", Locator(as_frame(self.drawn)))
        object.__setattr__(self, "places", QuietPlaces(self.locator, self.snap_m))

    @cached_property
    def briefs(self) -> dict[int, Brief]:
        """Grid id -> how a grid is named in answers."""
        return {row["grid_id"]: {name: row[name] for name in ("code", "name", "level", "kind")} for row in self.rows}

    @cached_property
    def paths(self) -> dict[int, list[Brief]]:
        """Grid id -> the grids on whose ground it lies, town first, itself last."""
        return {
            row["grid_id"]: [self.briefs[int(step)] for step in row["ground_path"].split(".")] for row in self.rows
        }

    @cached_property
    def leaves(self) -> dict[int, list[dict[str, Any]]]:
        """Grid id -> the grids on its ground that have no grids of their own, in the order of code; enterprises are such, and make none of their host."""
        hosts = {row["lies_in_id"] for row in self.rows if row["kind"] != "enterprise"}
        found = defaultdict(list)
        for row in self.rows:
            if row["grid_id"] not in hosts:
                for step in row["ground_path"].split(".")[:-1]:
                    found[int(step)].append(row)
        return dict(found)

    @cached_property
    def by_town(self) -> dict[int, dict[str, Any]]:
        """Town id -> the town's own version."""
        return {row["grid_id"]: row for row in self.towns}

    @cached_property
    def towns(self) -> list[dict[str, Any]]:
        return [row for row in self.rows if row["kind"] == "town"]

    def nearest(self, lon: float, lat: float) -> tuple[int, float] | None:
        """Position in ``drawn`` of the nearest leaf to a place outside all, and the metres to it; None if far away."""
        east, north = self._plane
        found = self._leaf_tree.query_nearest(shapely.Point(lon * east, lat * north), max_distance=FAR_M)
        if not len(found):
            return None
        position = self._leaves[int(found.min())]
        shape = shapely.transform(self.drawn[position]["geom"], lambda xy: (xy - (lon, lat)) * scale_at(lat))
        return position, float(shapely.distance(shape, ORIGIN))

    def town_of(self, lon: float, lat: float) -> dict[str, Any] | None:
        """The town that keeps a report from outside all grids: the only one, else the nearest, else the lowest code."""
        if len(self.towns) < 2:
            return next(iter(self.towns), None)
        point = shapely.Point(lon, lat)
        return min(self.towns, key=lambda town: (town["geom"] is None, shapely.distance(town["geom"], point) or 0.0))

    @cached_property
    def _leaves(self) -> list[int]:
        hosts = {row["lies_in_id"] for row in self.drawn if row["kind"] != "enterprise"}
        return [at for at, row in enumerate(self.drawn) if row["grid_id"] not in hosts]

    @cached_property
    def _leaf_tree(self) -> shapely.STRtree:
        shapes = [self.drawn[at]["geom"] for at in self._leaves]
        return shapely.STRtree(shapely.transform(shapes, lambda xy: xy * self._plane))

    @cached_property
    def _plane(self) -> Scale:
        """Metres per degree in the middle of all that is drawn: near enough to compare distances."""
        shapes = [row["geom"] for row in self.drawn]
        _, south, _, north = shapely.total_bounds(shapes) if shapes else (0.0, 0.0, 0.0, 0.0)
        return scale_at((south + north) / 2)


def load(connection: Connection, at: datetime, snap_m: float = 0.0) -> Snapshot:
    """Read the grids in force at ``at``; read again if they changed meanwhile."""
    while True:
        before = queries.revision(connection)
        people = defaultdict(list)
        for row in queries.people_in_force(connection, at):
            people[row["grid_id"]].append(
                {"post": row["post"], "post_zh": row["post_zh"], "post_en": row["post_en"], "name": row["name"],
                 "phone": mask_phone(row["phone"])}
            )
        editions = queries.editions_in_force(connection, at)
        found = (queries.span_around(connection, at), queries.shapes_in_force(connection, at), dict(people),
                 {town: name for town, (name, _) in editions.items()}, {town: since for town, (_, since) in editions.items()})
        if queries.revision(connection) == before:
            return Snapshot(before, *found, snap_m)
