"""A coverage prepared for the rules: valid shapes in metres, who lies in whom, and what their union leaves open.

The plane scales degrees at the sheet's middle latitude, so that borders straight in lon/lat stay straight and a
vertex on a neighbour's edge stays on it. Widths are measured in it; areas that are reported are geodesic.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cached_property, wraps
from typing import Concatenate, ParamSpec, TypeVar, cast

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from numpy.typing import NDArray
from pyproj import Geod

from gis_app.domain.checks.mending import mend
from gis_app.domain.places import scale_at

Objects = NDArray[np.object_]
Rows = NDArray[np.intp]

WGS84 = Geod(ellps="WGS84")
JITTER_M = 0.1
"""Borders this near to each other were meant to be one: six decimals of a degree."""
MIN_AREA_M2 = 0.01


@dataclass(frozen=True)
class Settings:
    """``gap_width_m``: what is narrower is a crack between neighbours, what is wider a hole."""

    gap_width_m: float = 1.0
    parent: shapely.Geometry | None = None


P = ParamSpec("P")
R = TypeVar("R")


def once(work: Callable[Concatenate["Sheet", P], R]) -> Callable[Concatenate["Sheet", P], R]:
    """What several rules ask of a sheet is worked out once and kept on the sheet."""

    @wraps(work)
    def ask(sheet: "Sheet", /, *args: P.args, **kwargs: P.kwargs) -> R:
        key = (work, args)
        if key not in sheet.kept:
            sheet.kept[key] = work(sheet, *args, **kwargs)
        return cast(R, sheet.kept[key])

    return ask


class Sheet:
    """The grids of one frame (EPSG:4326; columns ``code``, ``name``, ``level``, ``parent``, ``lies_in`` if known)."""

    def __init__(self, frame: gpd.GeoDataFrame, settings: Settings) -> None:
        self.settings = settings
        self.given: Objects = np.asarray(frame.geometry.to_numpy(), dtype=object)
        self.codes = _text(frame, "code")
        self.names = _text(frame, "name")
        self.levels = _text(frame, "level")
        self._lies_in = [ground or parent for ground, parent in
                         zip(_text(frame, "lies_in"), _text(frame, "parent"), strict=True)]
        xy = shapely.get_coordinates(self.given)
        middle = (xy.min(axis=0) + xy.max(axis=0)) / 2 if len(xy) else np.zeros(2)
        self._origin = middle
        self._scale = np.array(scale_at(float(middle[1])))
        self.kept: dict[object, object] = {}

    def to_metres(self, shapes: Objects) -> Objects:
        moved: Objects = shapely.transform(shapes, lambda xy: (xy - self._origin) * self._scale)
        return moved

    def to_lonlat(self, shape: shapely.Geometry) -> shapely.Geometry:
        return shapely.transform(shape, lambda xy: xy / self._scale + self._origin)

    @cached_property
    def polygons(self) -> Objects:
        """Valid polygons in metres; None where a row has no shape or none can be made of it."""
        flat = self.to_metres(self.given)
        made = np.full(len(flat), None, dtype=object)
        usable = np.isin(shapely.get_type_id(flat), (3, 6)) & ~shapely.is_empty(flat)
        valid = usable & shapely.is_valid(self.given) & shapely.is_valid(flat)
        made[valid] = flat[valid]
        for row in np.flatnonzero(usable & ~valid):
            made[row] = mend(flat[row])
        return made

    @cached_property
    def drawn(self) -> NDArray[np.bool_]:
        return np.array([shape is not None for shape in self.polygons], dtype=bool)

    @cached_property
    def children(self) -> dict[int, list[int]]:
        """Drawn rows by the drawn row that they lie in."""
        place = {code: row for row, code in enumerate(self.codes) if code and self.drawn[row]}
        found: dict[int, list[int]] = {}
        for row in np.flatnonzero(self.drawn):
            over = place.get(self._lies_in[row])
            if over is not None and over != row:
                found.setdefault(over, []).append(int(row))
        return found

    @cached_property
    def tiers(self) -> list[Rows]:
        """Rows that must not overlap one another: the leaves first, then each level of those above."""
        drawn = np.flatnonzero(self.drawn)
        over = [row for row in drawn if row in self.children]
        if not over:
            return _by_level(drawn, self.levels)[::-1] or [drawn]
        leaves = np.array([row for row in drawn if row not in self.children], dtype=np.intp)
        return [leaves, *_by_level(np.array(over, dtype=np.intp), self.levels)]

    @cached_property
    def cover(self) -> shapely.Geometry:
        """What the leaves cover together, in metres."""
        return shapely.union_all(self.polygons[self.tiers[0]])

    @cached_property
    def parent(self) -> shapely.Geometry | None:
        """The outline that the leaves must fill, in metres."""
        if self.settings.parent is None:
            return None
        [moved] = self.to_metres(np.array([self.settings.parent], dtype=object))
        return mend(moved)

    def touching(self, rows: Rows, distance: float = 0.0) -> Iterator[tuple[int, int]]:
        """Pairs (i < j) of ``rows`` whose boxes come within ``distance`` metres."""
        shapes = self.polygons[rows]
        boxes = shapely.bounds(shapes) + np.array([-distance, -distance, distance, distance])
        left, right = shapely.STRtree(shapes).query(shapely.box(*boxes.T))
        for i, j in sorted(zip(rows[left].tolist(), rows[right].tolist(), strict=True)):
            if i < j:
                yield i, j

    def area_m2(self, shape: shapely.Geometry) -> float:
        """Geodesic area of a shape given in metres."""
        area, _ = WGS84.geometry_area_perimeter(shapely.normalize(self.to_lonlat(shape)))
        return round(abs(area), 4)

    def at(self, shape: shapely.Geometry) -> tuple[float, float]:
        """Lon and lat of a place inside a shape given in metres."""
        point = self.to_lonlat(shapely.point_on_surface(shape))
        return float(shapely.get_x(point)), float(shapely.get_y(point))

    def place(self, row: int) -> tuple[float, float] | None:
        """Lon and lat of a place inside a row's shape, if it has one."""
        return self.at(self.polygons[row]) if self.drawn[row] else None

    def title(self, row: int) -> str:
        """How to speak of a row: name and code where there are any, its number otherwise."""
        shown = " ".join(part for part in (self.names[row], self.codes[row]) if part)
        return f"“{shown}”" if shown else f"第 {row + 1} 行"

    def codes_of(self, rows: tuple[int, ...]) -> tuple[str, ...]:
        return tuple(self.codes[row] for row in rows)


def width(shape: shapely.Geometry) -> float:
    """Mean width of a thin shape: twice its area over its outline."""
    around = float(shapely.length(shape))
    return 2 * float(shapely.area(shape)) / around if around else 0.0


def pieces(shape: shapely.Geometry) -> list[shapely.Geometry]:
    """The polygons of a shape, whatever else an intersection left beside them."""
    parts = shapely.get_parts(shapely.get_parts(shape))
    return [part for part in parts if shapely.get_type_id(part) == 3 and shapely.area(part) > 0]


def _text(frame: gpd.GeoDataFrame, column: str) -> list[str]:
    if column not in frame.columns:
        return [""] * len(frame)
    return ["" if pd.isna(value) else str(value).strip() for value in frame[column]]


def _by_level(rows: Rows, levels: list[str]) -> list[Rows]:
    return [np.array([row for row in rows if levels[row] == level], dtype=np.intp)
            for level in sorted({levels[row] for row in rows})]
