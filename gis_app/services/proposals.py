"""Proposals of new grids inside a grid that is in force: what lies there is read, divided, and told as a frame or JSON."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from threading import Event

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from sqlalchemy import Connection

from gis_app import clock
from gis_app.db import audit
from gis_app.db.queries import grids as grid_queries
from gis_app.db.queries import ground as queries
from gis_app.db.session import Database
from gis_app.domain.actors import Actor
from gis_app.domain.coverage import Shape
from gis_app.domain.proposals import Proposal, Surroundings, Wish, propose
from gis_app.errors import WanggeError

DIVIDED = ("grid", "micro", "village")
"""Kinds whose ground is divided; an enterprise keeps its own."""
MU_M2 = 10_000 / 15


@dataclass(frozen=True)
class Site:
    """What is divided: the ground in lon/lat, what lies around, and the codes of the grids there now."""

    town_id: int
    area: Shape
    around: Surroundings
    present: tuple[str, ...]


def site(connection: Connection, actor: Actor, code: str) -> Site:
    """The ground inside a grid in force, without the enterprises on it.

    Raises
    ------
    WanggeError
        ``edit_unknown_grid``; ``propose_not_drawn`` where no grid inside has a border.
    """
    rows = grid_queries.shapes_in_force(connection, clock.now())
    top = next((row for row in rows if row["code"] == code), None)
    if top is None:
        raise WanggeError("edit_unknown_grid", grid=code)
    inside = [row for row in rows if f".{row['ground_path']}.".startswith(f".{top['ground_path']}.") and row["geom"] is not None]
    grounds = {row["lies_in_id"] for row in inside if row["kind"] != "enterprise"}
    leaves = [row for row in inside if row["kind"] in DIVIDED and row["grid_id"] not in grounds]
    if not leaves:
        raise WanggeError("propose_not_drawn", grid=code)
    shapes = np.array([row["geom"] for row in leaves], dtype=object)
    area = shapely.union_all(shapes)
    around = surroundings(connection, top["town_id"], shapes)
    return Site(top["town_id"], area, around, tuple(row["code"] for row in leaves))


def surroundings(connection: Connection, town_id: int, present: "np.ndarray[tuple[int], np.dtype[np.object_]]") -> Surroundings:
    """What lies in a town; ``present`` are the polygons of the grids to be divided anew. Water drawn as an area is followed
    along its banks."""
    households = queries.households(connection, town_id)
    people = households["people_present"].to_numpy(dtype=np.float64) if len(households) else np.empty(0)
    buildings, roads, streams, water, groups = (
        np.asarray(frame.geometry.to_numpy(), dtype=object)
        for frame in (queries.buildings(connection, town_id), queries.features(connection, town_id, "roads"),
                      queries.features(connection, town_id, "water"), queries.features(connection, town_id, "water", lines=False, areas=True),
                      queries.features(connection, town_id, "groups", lines=False, areas=True))
    )
    banks = np.concatenate([streams, shapely.boundary(water)])
    homes = shapely.get_coordinates(households.geometry.to_numpy()).reshape(-1, 2)
    return Surroundings(homes, people, buildings, roads, banks, present, groups)


def propose_within(
    database: Database, actor: Actor, code: str, wishes: Sequence[Wish], *,
    progress: Callable[[float], object] = lambda _: None, stop: Event | None = None,
) -> list[Proposal]:
    """One proposal a wish for the ground inside ``code``; nothing is stored but that it was asked for.

    No transaction is open while it is worked out.

    Raises
    ------
    WanggeError
        Those of ``site`` and of ``gis_app.domain.proposals.propose``.
    """
    with database.begin() as connection:
        found = site(connection, actor, code)
        audit.record(connection, actor, "proposal.make", "grid", code, proposals=len(wishes))
    return propose(found.area, found.around, wishes, progress=progress, stop=stop)


def as_frame(proposals: Sequence[Proposal]) -> gpd.GeoDataFrame:
    """One row a proposed grid, EPSG:4326; ``proposal`` counts from 1, ``seed`` is its seed."""
    rows = [
        {"proposal": number, "seed": made.wish.seed, "key": grid.key, **grid.figures, "area_mu": round(grid.area_m2 / MU_M2, 2),
         "neighbours": ",".join(grid.neighbours)}
        for number, made in enumerate(proposals, 1) for grid in made.grids
    ]
    shapes = [grid.polygon for made in proposals for grid in made.grids]
    return gpd.GeoDataFrame(pd.DataFrame(rows), geometry=shapes, crs="EPSG:4326")
