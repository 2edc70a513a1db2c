"""What lies on a town's ground, read once for a working planner: places to count, and the surroundings of the checks."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import geopandas as gpd
import numpy as np
import shapely
from scipy.spatial import cKDTree
from sqlalchemy import Connection

from gis_app import clock
from gis_app.db.queries import drafts as draft_queries
from gis_app.db.queries import ground as queries
from gis_app.domain.checks import Band, Surroundings
from gis_app.domain.figures import BUILDING, HOUSEHOLD, INCIDENT, UNIT, Ground
from gis_app.domain.incidents import STATES
from gis_app.domain.places import scale_at

YEAR = timedelta(days=365)
DONE = tuple(code for code, state in STATES.items() if state.done)


@dataclass(frozen=True, eq=False)
class Grounds:
    """``targets``: the wanted size by kind and level, as it is told."""

    ground: Ground
    surroundings: Surroundings
    targets: Mapping[tuple[str, int], dict[str, Any]]


def load_grounds(connection: Connection, town_id: int) -> Grounds:
    """Everything of a town. What it has none of is not known: the rules that need it say so."""
    households, buildings = queries.households(connection, town_id), queries.buildings(connection, town_id)
    roads, water = queries.features(connection, town_id, "roads"), queries.features(connection, town_id, "water", areas=True)
    targets = queries.bands(connection, town_id)
    bands = {place: Band.of(target) for place, target in targets.items() if target}
    surroundings = Surroundings(
        households=_known(households), buildings=_known(buildings), roads=_known(roads), water=_known(water), bands=bands or None,
        used=frozenset(draft_queries.codes_ever(connection, town_id)),
    )
    incidents = queries.incidents(connection, town_id, clock.now() - YEAR, DONE)
    ways = _to_office(households, queries.offices(connection, town_id))
    ground = _ground(households.assign(to_office=ways), buildings, queries.units(connection, town_id), incidents)
    return Grounds(ground, surroundings, targets)


def _known(frame: gpd.GeoDataFrame) -> gpd.GeoDataFrame | None:
    return frame if len(frame) else None


def _ground(households: gpd.GeoDataFrame, buildings: gpd.GeoDataFrame, units: gpd.GeoDataFrame, incidents: gpd.GeoDataFrame) -> Ground:
    """A building stands where a point inside it is. Incidents of earlier years count only as open ones."""
    recent = incidents[incidents["recent"].astype(bool)] if len(incidents) else incidents
    old = incidents[~incidents["recent"].astype(bool)] if len(incidents) else incidents
    frames = ((HOUSEHOLD, households), (BUILDING, buildings), (UNIT, units), (INCIDENT, recent), (-1, old))
    shapes = [shapely.point_on_surface(frame.geometry.to_numpy()) for _, frame in frames]
    return Ground(
        shapely.get_coordinates(np.concatenate(shapes)).reshape(-1, 2),
        np.concatenate([np.full(len(frame), what) for what, frame in frames]),
        *(np.concatenate([_weights(frame, column) for _, frame in frames]) for column in ("people_present", "people_registered", "open", "to_office")),
    )


def _to_office(households: gpd.GeoDataFrame, offices: gpd.GeoDataFrame) -> Any:
    """From each household to the nearest office, whole metres, at least one; 0 where there is no office."""
    if not len(households) or not len(offices):
        return np.zeros(len(households), dtype=np.int64)
    places, doors = (shapely.get_coordinates(frame.geometry.to_numpy()) for frame in (households, offices))
    scale = np.array(scale_at(float(doors[:, 1].mean())))
    near = cKDTree(doors * scale).query(places * scale)[0]
    return np.maximum(near.round(), 1).astype(np.int64)


def _weights(frame: gpd.GeoDataFrame, column: str) -> Any:
    if column not in frame.columns:
        return np.zeros(len(frame), dtype=np.int64)
    return frame[column].to_numpy().astype(np.int64)
