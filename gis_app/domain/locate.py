"""The rule of place: a point belongs to exactly one grid, and the answer carries its reason.

1. Candidates are the grids that cover the point, border included; borders are straight in lon/lat.
2. The most specific wins: enterprise before all others, then the larger level.
3. Among equally specific ones the lowest code by code point, a blank code last, then file order. ``boundary``: the
   point lies on the border of an equally specific candidate, and at least two of those cover it; else ``covers``.
4. Nothing covers it: within the snap distance the most specific, then the nearest, then the lowest code (``nearest``);
   else ``outside``.
5. ``near_boundary``: some place within max(accuracy, 10 m) would get another grid or none; ``distance_m`` is the way
   to it in the local metric plane (`gis_app.domain.places`).

SQL says the same in ``sql/``; a shared test holds both to it.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from numpy.typing import NDArray

from gis_app.domain.bulk.grid_index import (
    RULES,
    Answers,
    Engine,
    GridIndex,
    fast_engine_present,
)
from gis_app.domain.bulk.outlines import Array, Ints, point_coordinates
from gis_app.domain.bulk.ranking import code_text
from gis_app.domain.places import SAME_M, distances_to_segments
from gis_app.errors import WanggeError

NEAR_M = 10.0
"""A border this near is always mentioned, however good the position is said to be."""

LONLAT = 4326
NO_RANKS, NO_METRES = np.zeros(0, np.int32), np.zeros(0)


@dataclass(frozen=True, slots=True)
class Candidate:
    """A grid at or near a place. ``distance_m`` is 0 where it covers the place."""

    position: int
    code: str | None
    kind: str | None
    level: int | None
    distance_m: float


@dataclass(frozen=True, slots=True)
class Located:
    """The answer for one place: the grid (None for none), the rule it came by, and who else is near.

    ``distance_m`` is given where the place is near a border, or was snapped.
    """

    grid: Candidate | None
    rule: str
    near_boundary: bool
    distance_m: float | None
    candidates: tuple[Candidate, ...]


OUTSIDE = Located(None, "outside", False, None, ())
"""Far from all grids."""


class Locator:
    """Grids prepared once, for one point at a time (`explain`) or millions (`index`, `assign`).

    Parameters
    ----------
    grids
        Polygons; another CRS than EPSG:4326 is converted, none at all is taken as lon/lat. Columns ``kind`` and
        ``level`` decide how specific a grid is, ``lies_in`` (or ``parent``) which grids are merely its ancestors.
        Grids without a shape never cover.
    code
        Column with the grid's code.
    engine
        ``auto``, ``numba`` or ``shapely``; the answers are the same.

    Raises
    ------
    WanggeError
        ``grids_invalid`` names self-crossing polygons and other shapes that are no polygons: repair them first.
    """

    def __init__(self, grids: gpd.GeoDataFrame, *, code: str = "code", engine: Engine = "auto") -> None:
        if code not in grids.columns:
            raise WanggeError("missing_field", field=code)
        self.codes = [code_text(value) for value in grids[code]]
        kinds, levels = _column(grids, "kind"), _column(grids, "level")
        self._kinds = [None if pd.isna(kind) else str(kind) for kind in kinds or [None] * len(grids)]
        self._levels = [None if pd.isna(level) else int(level) for level in levels or [None] * len(grids)]
        self._above = _ancestors(self.codes, _column(grids, "lies_in") or _column(grids, "parent"))
        shapes = np.array(_in_lonlat(grids.geometry).array, dtype=object)
        self.grids = GridIndex(shapes, self.codes, kinds=kinds, levels=levels, engine=engine)
        self._code_array = pd.array([*self.codes], dtype="str")

    def index(self, lon: NDArray[np.float64], lat: NDArray[np.float64]) -> NDArray[np.int32]:
        """Position in ``grids`` of each point's grid, -1 for none."""
        return self.grids.index(lon, lat)

    def assign(
        self,
        points: gpd.GeoDataFrame | gpd.GeoSeries,
        *,
        snap_m: float = 0.0,
        near_m: float = NEAR_M,
        accuracy: str | float | Sequence[float] | NDArray[np.float64] | None = None,
    ) -> pd.DataFrame:
        """Grid, rule and nearness of each point.

        Parameters
        ----------
        accuracy
            Metres: a column of ``points``, one number for all, or one a point; unknown where NaN.

        Returns
        -------
        DataFrame
            With the index of ``points``: grid_code, rule (covers, boundary, nearest, outside, invalid),
            near_boundary, distance_m. Points without a position are ``invalid``.
        """
        lon, lat = point_coordinates(np.asarray(_in_lonlat(points.geometry).array))
        answers = self.grids.answers(
            lon, lat, snap_m=snap_m, near_m=near_m, accuracy_m=_accuracies(points, accuracy)
        )
        return self._frame(answers, points.index)

    def _frame(self, answers: Answers, index: pd.Index) -> pd.DataFrame:
        return pd.DataFrame(
            {
                "grid_code": self._code_array.take(answers.grid, allow_fill=True),
                "rule": pd.array(RULES, dtype="str").take(answers.rule),
                "near_boundary": answers.near,
                "distance_m": answers.distance,
            },
            index=index,
        )

    def explain(
        self, lon: float, lat: float, accuracy_m: float | None = None, *, snap_m: float = 0.0, near_m: float = NEAR_M
    ) -> Located:
        """One place, with the reason and the other grids at hand; some tens of microseconds, no compiled code.

        Raises
        ------
        WanggeError
            ``bad_position`` for what is no longitude and latitude.
        """
        if not (abs(lon) <= 180.0 and abs(lat) <= 90.0):
            raise WanggeError("bad_position", field="lon" if not abs(lon) <= 180.0 else "lat")
        limit = max(near_m, accuracy_m or 0.0)
        covering = self.grids.covering(lon, lat)
        winner = int(covering[0]) if len(covering) else -1
        ranks, metres = self._borders(lon, lat, limit if winner >= 0 else max(limit, snap_m))
        if not len(ranks) and len(covering) < 2:
            return Located(self._candidate(winner, 0.0), "covers", False, None, ()) if winner >= 0 else OUTSIDE
        counts = ranks <= winner if winner >= 0 else np.ones(len(ranks), bool)
        distance = float(metres[counts].min()) if counts.any() else math.inf
        rule = "outside" if winner < 0 else "covers"
        if winner >= 0 and len(metres) and metres.min() <= SAME_M and self.grids.on_shared_border(lon, lat, winner):
            rule = "boundary"
        if winner < 0 and 0.0 < snap_m >= distance:
            winner, rule = self._snapped(ranks, metres, snap_m), "nearest"
        near = distance <= limit
        return Located(
            self._candidate(winner, 0.0 if rule != "nearest" else float(metres[ranks == winner].min())) if winner >= 0 else None,
            rule, near, distance if near or rule == "nearest" else None,
            self._others(winner, covering, ranks, metres, limit),
        )  # fmt: skip

    def _borders(self, lon: float, lat: float, reach: float) -> tuple[Ints, Array]:
        """Rank and distance of all border segments within reach of a place (not less than SAME_M)."""
        outlines = self.grids.outlines
        segments = self.grids.segments_within(lon, lat, max(reach, SAME_M))
        if not len(segments):
            return NO_RANKS, NO_METRES
        metres = distances_to_segments(lon, lat, outlines.vertices[segments], outlines.vertices[segments + 1])
        within = metres <= max(reach, SAME_M)
        return outlines.owner[segments[within]], metres[within]

    def _snapped(self, ranks: Ints, metres: Array, snap_m: float) -> int:
        """The most specific grid within reach, of those the nearest, of equally near ones the best rank."""
        within = metres <= snap_m
        ranks, metres = ranks[within], metres[within]
        class_ = self.grids.outlines.class_[ranks]
        finest = class_ == class_.min()
        return int(ranks[finest & (metres <= metres[finest].min() + SAME_M)].min())

    def _others(
        self, winner: int, covering: NDArray[np.int64], ranks: Ints, metres: Array, limit: float
    ) -> tuple[Candidate, ...]:
        found = dict.fromkeys(covering.tolist(), 0.0)
        for rank, distance in zip(ranks.tolist(), metres.tolist(), strict=True):
            if distance <= limit:
                found[rank] = min(found.get(rank, math.inf), distance)
        found.pop(winner, None)
        path = self._above.get(int(self.grids.position[winner]), frozenset()) if winner >= 0 else frozenset()
        class_ = self.grids.outlines.class_
        order = sorted(found, key=lambda rank: (class_[rank], found[rank], rank))
        others = (self._candidate(rank, found[rank]) for rank in order)
        return tuple(other for other in others if other.position not in path)

    def _candidate(self, rank: int, distance: float) -> Candidate:
        position = int(self.grids.position[rank])
        return Candidate(position, self.codes[position], self._kinds[position], self._levels[position], distance)


def assign(points: gpd.GeoDataFrame | gpd.GeoSeries, grids: gpd.GeoDataFrame, **kw: Any) -> pd.DataFrame:
    """`Locator` and its ``assign`` in one; ``code`` and ``engine`` go to the former."""
    prepare = {name: kw.pop(name) for name in ("code", "engine") if name in kw}
    return Locator(grids, **prepare).assign(points, **kw)


def warm() -> bool:
    """Compile all kernels into the cache (at set-up, never in a request); False where numba is not installed."""
    if not fast_engine_present():
        return False
    square = gpd.GeoDataFrame({"code": ["a"]}, geometry=[shapely.box(0.0, 0.0, 1.0, 1.0)], crs=LONLAT)
    Locator(square, engine="numba").assign(gpd.GeoSeries(gpd.points_from_xy([0.5, 2.0], [0.5, 0.5])), snap_m=1.0)
    return True


def _column(frame: pd.DataFrame, name: str) -> list[Any] | None:
    return list(frame[name]) if name in frame.columns else None


def _in_lonlat(shapes: gpd.GeoSeries) -> gpd.GeoSeries:
    """The same shapes in EPSG:4326; no CRS at all is taken as lon/lat."""
    return shapes if shapes.crs is None or shapes.crs == LONLAT else shapes.to_crs(LONLAT)


def _accuracies(
    points: gpd.GeoDataFrame | gpd.GeoSeries, accuracy: str | float | Sequence[float] | NDArray[np.float64] | None
) -> Array | None:
    if accuracy is None:
        return None
    if isinstance(accuracy, str):
        if not isinstance(points, gpd.GeoDataFrame) or accuracy not in points.columns:
            raise WanggeError("missing_field", field=accuracy)
        accuracy = pd.to_numeric(points[accuracy], errors="coerce").to_numpy(np.float64)
    return np.array(np.broadcast_to(np.asarray(accuracy, np.float64), len(points)))


def _ancestors(codes: list[str | None], above: list[Any] | None) -> dict[int, frozenset[int]]:
    """For each grid's position the positions of those it lies in, all the way up."""
    if above is None:
        return {}
    place = {code: k for k, code in enumerate(codes) if code is not None}
    parent = {k: place[text] for k, value in enumerate(above) if (text := code_text(value)) in place}
    paths = {}
    for start, first in parent.items():
        path: set[int] = set()
        step: int | None = first
        while step is not None and step not in path and step != start:
            path.add(step)
            step = parent.get(step)
        paths[start] = frozenset(path)
    return paths
