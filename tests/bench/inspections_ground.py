"""Inspections over a made-up place: the leaf grids of its work areas, its units and some incidents as wishes, its own roads."""

from dataclasses import dataclass
from datetime import date
from functools import cached_property

import geopandas as gpd
import numpy as np
import shapely
from scipy.spatial import cKDTree

from gis_app.domain.inspections import Inspection, Settings, Team, Wish
from gis_app.domain.places import scale_at
from gis_app.domain.routes import Network, network
from gis_app.domain.sample.place import Place

DAYS = (date(2026, 10, 8), date(2026, 10, 9))
HAMLET_M = 150.0


@dataclass(frozen=True, eq=False)
class Area:
    """A work area of a made-up place: its leaves, and what lies in it."""

    place: Place
    code: str
    leaves: gpd.GeoDataFrame

    @cached_property
    def shape(self) -> shapely.Geometry:
        return shapely.union_all(self.leaves.geometry.to_numpy())

    def inside(self, frame: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
        return frame.iloc[np.sort(frame.sindex.query(self.shape, predicate="intersects"))]

    @cached_property
    def homes(self) -> np.ndarray:
        return shapely.get_coordinates(self.inside(self.place.households).geometry.to_numpy())

    @cached_property
    def units(self) -> gpd.GeoDataFrame:
        return self.inside(self.place.units)

    def inspection(self, wishes: int, *, teams: int = 3, days: int = 2, seed: int = 7, settings: Settings | None = None) -> Inspection:
        """All leaves, and so many units and places where something happened, drawn by the seed."""
        rng = np.random.default_rng(seed)
        asked = [self._grid(code, name, shape) for code, name, shape in zip(self.leaves["code"], self.leaves["name"], self.leaves.geometry, strict=True)]
        units = self.units.sample(min(len(self.units), wishes // 2), random_state=seed)
        leaf = shapely.STRtree(self.leaves.geometry.to_numpy())
        places = [*zip(shapely.get_coordinates(units.geometry.to_numpy()).tolist(), units["name"], strict=True)]
        more = rng.choice(len(self.homes), wishes - len(places), replace=False)
        places += [(place, f"事件 {number}") for number, place in enumerate((self.homes[more] + rng.normal(0, 2e-4, (len(more), 2))).tolist())]
        for number, (place, name) in enumerate(places):
            code = self.leaves["code"].iloc[int(leaf.nearest(shapely.Point(place)))]
            asked.append(Wish(f"W{number}", "key_place" if number < len(units) else "overdue", tuple(place), code, name, prize=float(rng.integers(1, 6)),
                              service_min=float(rng.choice([10, 15, 20, 30]))))
        start = self.homes[np.hypot(*(self.homes - self.homes.mean(axis=0)).T).argmin()]
        return Inspection(self.code, DAYS[:days], tuple(Team(f"T{k}", f"{k + 1}组", tuple(start.tolist())) for k in range(teams)), tuple(asked),
                          settings or Settings(), seed)

    def _grid(self, code: str, name: str, shape: shapely.Geometry) -> Wish:
        """Where most households of the grid are near one another."""
        mine = self.homes[shapely.intersects_xy(shape, *self.homes.T)]
        if len(mine):
            xy = mine * np.array(scale_at(float(mine[0, 1])))
            place = mine[np.array([len(near) for near in cKDTree(xy).query_ball_point(xy, HAMLET_M)]).argmax()]
        else:
            place = shapely.get_coordinates(shapely.point_on_surface(shape))[0]
        return Wish(code, "grid", tuple(place.tolist()), code, name, required=True, prize=0.0, service_min=25.0)


def areas(place: Place) -> list[Area]:
    """The work areas of all towns, each with the leaves on its ground, its enterprises among them."""
    above = dict(zip(place.grids["code"], place.grids["lies_in"], strict=True))
    kind = dict(zip(place.grids["code"], place.grids["kind"], strict=True))
    hosts = {above[code] for code in above if kind[code] != "enterprise"}
    leaves = place.grids[~place.grids["code"].isin(hosts) & place.grids.geometry.notna()]

    def area_of(code: str) -> str | None:
        while code is not None and kind.get(code) != "work_area":
            code = above.get(code)
        return code

    mine = leaves.assign(area=[area_of(code) for code in leaves["code"]])
    return [Area(place, str(code), group) for code, group in mine.groupby("area")]


def roads(place: Place, area: shapely.Geometry | None = None) -> Network:
    """The network of the whole place, or of what lies in an area."""
    frame = place.roads if area is None else place.roads.iloc[np.sort(place.roads.sindex.query(area, predicate="intersects"))]
    return network(frame.geometry.to_numpy(), frame["category"].to_numpy())
