"""What rules must know besides the grids: who lives where, what stands where, what divides the land, what size is wanted.

All shapes are in EPSG:4326. What is None is not known; the rules that need it do not run, and ``not_run`` says so.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from numpy.typing import NDArray

from gis_app.domain.checks.plane import Objects

Range = tuple[float | None, float | None]
OPEN: Range = (None, None)


@dataclass(frozen=True)
class Band:
    """The size that grids of one kind and level should have; None on a side: no bound there."""

    households: Range = OPEN
    people: Range = OPEN
    area_m2: Range = OPEN

    @classmethod
    def of(cls, target: Mapping[str, Any]) -> "Band":
        """From ``grid_level.target``: ``{"households": [300, 500], "people": [null, 2000], "area_m2": [...]}``."""
        return cls(**{name: (target[name][0], target[name][1]) for name in ("households", "people", "area_m2")
                      if target.get(name)})


@dataclass(frozen=True, eq=False)
class Surroundings:
    """Frames in EPSG:4326; built once for a town and kept while it is edited, since the indexes are kept with it.

    households: points, ``people_present`` if known. buildings: polygons, ``external_id`` if known. roads: lines with
    ``category``. water: lines and polygons with ``category``. bands: by kind and level. used: codes that were ever given out.
    """

    households: gpd.GeoDataFrame | None = None
    buildings: gpd.GeoDataFrame | None = None
    roads: gpd.GeoDataFrame | None = None
    water: gpd.GeoDataFrame | None = None
    bands: Mapping[tuple[str, int], Band] | None = None
    used: frozenset[str] = frozenset()

    @cached_property
    def homes(self) -> shapely.STRtree:
        return _tree(self.households)

    @cached_property
    def houses(self) -> shapely.STRtree:
        return _tree(self.buildings)

    @cached_property
    def ways(self) -> shapely.STRtree:
        return _tree(self.roads)

    @cached_property
    def waters(self) -> shapely.STRtree:
        return _tree(self.water)

    @cached_property
    def road_classes(self) -> Objects:
        return _classes(self.roads)

    @cached_property
    def water_classes(self) -> Objects:
        return _classes(self.water)

    @cached_property
    def people(self) -> NDArray[np.int64] | None:
        """Heads by household."""
        if self.households is None or "people_present" not in self.households.columns:
            return None
        return np.asarray(self.households["people_present"].fillna(0).to_numpy(), dtype=np.int64)


def called(frame: gpd.GeoDataFrame | None, position: int) -> str:
    """What a thing of a frame is called: its own id, else its number from 1."""
    if frame is not None and "external_id" in frame.columns:
        return str(frame["external_id"].iat[position])
    return str(position + 1)


def _classes(frame: gpd.GeoDataFrame | None) -> Objects:
    """The categories in small letters; blank where none is given."""
    if frame is None or "category" not in frame.columns:
        return np.full(0 if frame is None else len(frame), "", dtype=object)
    values = frame["category"].to_numpy(dtype=object)
    return np.array(["" if blank else str(value).strip().lower()
                     for value, blank in zip(values, pd.isna(values).tolist(), strict=True)], dtype=object)


def _tree(frame: gpd.GeoDataFrame | None) -> shapely.STRtree:
    shapes: Objects = np.empty(0, dtype=object) if frame is None else np.asarray(frame.geometry.to_numpy(), dtype=object)
    return shapely.STRtree(shapes)
