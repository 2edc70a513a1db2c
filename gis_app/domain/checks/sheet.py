"""A coverage prepared for the rules: valid shapes in metres, who lies in whom, and which rows a check is about.

With a focus (the grids that an edit touched) a rule looks at those and at what they touch; what it finds about them is
what the check of the whole would find.
"""

from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass
from functools import cached_property, wraps
from typing import Concatenate, ParamSpec, TypeVar, cast

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from numpy.typing import NDArray

from gis_app.domain.checks.drawn import Drawn, Rows
from gis_app.domain.checks.mending import mend
from gis_app.domain.checks.plane import Floats, Objects, Plane, pieces, width
from gis_app.domain.checks.surroundings import Surroundings

__all__ = ["JITTER_M", "MIN_AREA_M2", "Objects", "Rows", "Settings", "Sheet", "once", "pieces", "width"]

JITTER_M = 0.1
"""Borders this near to each other were meant to be one: six decimals of a degree."""
MIN_AREA_M2 = 0.01
COMPACTNESS = 0.2
"""A strip of 1 to 14; of 605 real grids of a district twelve are below."""


@dataclass(frozen=True)
class Settings:
    """``gap_width_m``: what is narrower is a crack between neighbours, what is wider a hole.

    ``compactness``: a grid whose Polsby-Popper number (a circle has 1) is below it is badly shaped.
    """

    gap_width_m: float = 1.0
    parent: shapely.Geometry | None = None
    compactness: float = COMPACTNESS


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
    """The grids of one frame (EPSG:4326; columns ``code name kind level parent lies_in``, those that are known).

    ``only`` are the codes that the check is about (a blank one: all rows without a code); None means all.
    """

    def __init__(self, frame: gpd.GeoDataFrame, settings: Settings, *, only: Collection[str] | None = None,
                 surroundings: Surroundings | None = None) -> None:
        self.settings = settings
        self.surroundings = surroundings or Surroundings()
        self.given: Objects = np.asarray(frame.geometry.to_numpy(), dtype=object)
        self.codes, self.names, self.kinds, self.levels = (
            _text(frame, column) for column in ("code", "name", "kind", "level")
        )
        self.lies_in = [ground or parent for ground, parent in
                        zip(_text(frame, "lies_in"), _text(frame, "parent"), strict=True)]
        bounds: Floats = shapely.bounds(self.given).reshape(-1, 4)
        self.plane = Plane(_extent(bounds))
        self.boxes: Floats = self.plane.boxes(bounds)
        self.polygons = Drawn(self.given, self.plane)
        self.whole = only is None
        wanted = frozenset(only or ())
        self.focus: NDArray[np.bool_] = np.array([self.whole or code in wanted for code in self.codes], dtype=bool)
        self.kept: dict[object, object] = {}

    @cached_property
    def drawn(self) -> NDArray[np.bool_]:
        """Rows with a polygon. Of those outside a focus it is not known yet whether one can be made of their shape."""
        usable = self.polygons.usable()
        sure = np.flatnonzero(usable & self.focus)
        usable[sure] = [shape is not None for shape in self.polygons[sure]]
        return usable

    @cached_property
    def children(self) -> dict[int, list[int]]:
        """Drawn rows by the drawn row that they lie in, past those between that are not drawn."""
        place = {code: row for row, code in enumerate(self.codes) if code}
        found: dict[int, list[int]] = {}
        for row in np.flatnonzero(self.drawn).tolist():
            over, seen = place.get(self.lies_in[row]), {row}
            while over is not None and over not in seen and not self.drawn[over]:
                seen.add(over)
                over = place.get(self.lies_in[over])
            if over is not None and over not in seen:
                found.setdefault(over, []).append(row)
        return found

    @cached_property
    def all_tiers(self) -> list[Rows]:
        """Rows that must not overlap one another: the leaves first, then each level of those above.

        Where nobody says what lies in what, levels alone tell the tiers, the finest first.
        """
        drawn = np.flatnonzero(self.drawn)
        if not self.children and set(self.lies_in).isdisjoint({*self.codes} - {""}):
            return _by_level(drawn, self.levels)[::-1] or [drawn]
        leaf = np.array([row not in self.children for row in drawn.tolist()], dtype=bool)
        return [drawn[leaf], *_by_level(drawn[~leaf], self.levels)]

    @property
    def leaves(self) -> Rows:
        return self.all_tiers[0]

    @cached_property
    def tiers(self) -> list[Rows]:
        """The tiers as far as the check looks: with a focus its rows, what touches them, and what touches that."""
        if self.whole:
            return self.all_tiers
        return [self._real(self._around(tier, self._around(tier, tier[self.focus[tier]]))) for tier in self.all_tiers]

    @cached_property
    def own(self) -> Rows:
        """The leaves that the check is about."""
        return self._real(self.leaves[self.focus[self.leaves]])

    @cached_property
    def own_shapes(self) -> Rows:
        """All drawn rows that the check is about, of whatever tier."""
        return self._real(np.flatnonzero(self.drawn & self.focus))

    @cached_property
    def parent(self) -> shapely.Geometry | None:
        """The outline that the leaves must fill, in metres."""
        if self.settings.parent is None:
            return None
        [moved] = self.plane.to_metres(np.array([self.settings.parent], dtype=object))
        return mend(moved)

    def flat_areas(self, rows: Rows) -> Floats:
        """Areas in the plane, in its own square metres."""
        return np.asarray(shapely.area(self.polygons[rows]))

    def near(self, shape: shapely.Geometry, distance: float = 0.0) -> Rows:
        """The leaves that come within ``distance`` metres of a shape."""
        rows = self.in_box(shapely.bounds(shape) + np.array([-1, -1, 1, 1]) * distance)
        return rows[shapely.dwithin(self.polygons[rows], shape, distance)] if len(rows) else rows

    def in_box(self, box: Floats) -> Rows:
        """The leaves whose boxes meet a box in metres."""
        rows, boxes = self.leaves, self.boxes[self.leaves]
        meets = (boxes[:, :2] <= box[2:]).all(axis=1) & (boxes[:, 2:] >= box[:2]).all(axis=1)
        return self._real(rows[meets])

    def touching(self, rows: Rows, distance: float = 0.0) -> Iterator[tuple[int, int]]:
        """Pairs (i < j) of ``rows`` whose boxes come within ``distance`` metres and of which the check is about one."""
        left, right = self._meeting(rows, rows, distance)
        told = (left < right) & (self.focus[left] | self.focus[right])
        yield from sorted(zip(left[told].tolist(), right[told].tolist(), strict=True))

    def area_m2(self, shape: shapely.Geometry) -> float:
        """Geodesic area of a shape given in metres."""
        return self.plane.area_m2(shape)

    def at(self, shape: shapely.Geometry) -> tuple[float, float]:
        """Lon and lat of a place inside a shape given in metres."""
        return self.plane.at(shape)

    def place(self, row: int) -> tuple[float, float] | None:
        """Lon and lat of a place inside a row's shape, if it has one."""
        shape = self.polygons[row]
        return None if shape is None else self.at(shape)

    def title(self, row: int) -> str:
        """How to speak of a row: name and code where there are any, its number otherwise."""
        return f"“{self._shown(row)}”" if self._shown(row) else f"第 {row + 1} 行"

    def title_en(self, row: int) -> str:
        return f'"{self._shown(row)}"' if self._shown(row) else f"row {row + 1}"

    def codes_of(self, rows: tuple[int, ...]) -> tuple[str, ...]:
        return tuple(self.codes[row] for row in rows)

    def _shown(self, row: int) -> str:
        return " ".join(part for part in (self.names[row], self.codes[row]) if part)

    def _real(self, rows: Rows) -> Rows:
        """Without those of which no polygon can be made."""
        if self.whole:
            return rows
        return np.asarray(rows[np.array([shape is not None for shape in self.polygons[rows]], dtype=bool)])

    def _around(self, tier: Rows, rows: Rows) -> Rows:
        """``rows`` and what touches them in their tier."""
        return np.unique(self._meeting(rows, tier, JITTER_M)[1])

    def _meeting(self, rows: Rows, others: Rows, distance: float) -> tuple[Rows, Rows]:
        wide = self.boxes[rows] + np.array([-distance, -distance, distance, distance])
        left, right = shapely.STRtree(shapely.box(*self.boxes[others].T)).query(shapely.box(*wide.T))
        return rows[left], others[right]


def _extent(bounds: Floats) -> Floats:
    known = bounds[~np.isnan(bounds).any(axis=1)]
    if not len(known):
        return np.zeros(4)
    return np.concatenate([known[:, :2].min(axis=0), known[:, 2:].max(axis=0)])


def _text(frame: gpd.GeoDataFrame, column: str) -> list[str]:
    if column not in frame.columns:
        return [""] * len(frame)
    values = frame[column].to_numpy(dtype=object)
    return ["" if blank else str(value).strip() for value, blank in zip(values, pd.isna(values).tolist(), strict=True)]


def _by_level(rows: Rows, levels: list[str]) -> list[Rows]:
    return [np.array([row for row in rows if levels[row] == level], dtype=np.intp)
            for level in sorted({levels[row] for row in rows})]
