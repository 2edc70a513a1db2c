"""The rule of place for arrays: which grid, by which rule, how near a border. Needs neither pandas nor a file."""

import importlib
import importlib.util
import threading
from collections.abc import Sequence
from functools import cached_property
from typing import Any, Literal, NamedTuple, Protocol

import numpy as np
import shapely
from numpy.typing import NDArray

from gis_app.domain.bulk.exact import NONE, Exact
from gis_app.domain.bulk.near import Near, PlainNearness
from gis_app.domain.bulk.outlines import Array, Ints, Polygons, flatten
from gis_app.domain.bulk.ranking import ranked
from gis_app.errors import WanggeError

Engine = Literal["auto", "numba", "shapely"]

RULES = ("covers", "boundary", "nearest", "outside", "invalid")
"""``Answers.rule`` is a position in this tuple."""
COVERS, BOUNDARY, NEAREST, OUTSIDE, INVALID = range(5)

UNDECIDED = -2
FEW = 4096
"""Up to this many points GEOS answers directly, unless the raster exists already."""
POLYGONAL = (3, 6)


class Answers(NamedTuple):
    """Per point: position of its grid (-1 for none), rule, near a border or not, metres to it (NaN where not near)."""

    grid: Ints
    rule: NDArray[np.int8]
    near: NDArray[np.bool_]
    distance: Array


    def put(self, rows: NDArray[Any], some: "Answers") -> None:
        """Write the answers of some rows into these."""
        self.grid[rows], self.rule[rows] = some.grid, some.rule
        self.near[rows], self.distance[rows] = some.near, some.distance


def no_answers(number: int) -> Answers:
    """``invalid`` for every row."""
    return Answers(np.full(number, NONE, np.int32), np.full(number, INVALID, np.int8),
                   np.zeros(number, bool), np.full(number, np.nan))  # fmt: skip


class NearEngine(Protocol):
    def __call__(self, lon: Array, lat: Array, winner: Ints, limit: Array, snap: Array) -> Near: ...


def fast_engine_present() -> bool:
    """Whether numba is installed (extra ``fast``)."""
    return importlib.util.find_spec("numba") is not None


def usable(shapes: Polygons, codes: Sequence[str | None], *, valid: bool = False) -> NDArray[np.int64]:
    """Positions of the grids that have ground; refuses what is not a valid polygon in lon/lat."""
    drawn = np.flatnonzero(~(shapely.is_missing(shapes) | shapely.is_empty(shapes)))
    some = shapes[drawn]
    fit = np.isin(shapely.get_type_id(some), POLYGONAL)
    wrong = drawn[~fit if valid else ~(fit & shapely.is_valid(some))]
    if len(wrong):
        named = "、".join(f"{k + 1}（{codes[k] or '无编码'}）" for k in wrong[:10])
        raise WanggeError("grids_invalid", count=len(wrong), rows=named + ("…" if len(wrong) > 10 else ""))
    if len(drawn):
        west, south, east, north = shapely.total_bounds(some)
        if not (-360 <= west and east <= 360 and -90 <= south and north <= 90):
            raise WanggeError("grids_not_lonlat")
    return drawn


def link_fast_engine() -> None:
    """Load the compiled kernels before they are needed, where they can be had (a tenth of a second)."""
    if fast_engine_present():
        for part in ("lookup", "nearness"):
            importlib.import_module(f"gis_app.domain.bulk.{part}")
        importlib.import_module("gis_app.domain.bulk.compiled").link_all()


class GridIndex:
    """Grids prepared once, asked many times; safe to use from several threads.

    Parameters
    ----------
    shapes
        Valid polygons or multipolygons in lon/lat, straight edges; None and empty ones never cover.
    codes
        Text, None where blank.
    engine
        ``numba``: a lookup raster; ``shapely``: GEOS alone; ``auto``: numba where it is installed and the work is
        large enough. The answers are the same.
    valid
        The caller has made sure that all polygons are valid.
    """

    def __init__(
        self,
        shapes: Polygons,
        codes: Sequence[str | None],
        *,
        kinds: Sequence[Any] | None = None,
        levels: Sequence[Any] | None = None,
        engine: Engine = "auto",
        valid: bool = False,
    ) -> None:
        drawn = usable(shapes, codes, valid=valid)
        order, class_ = ranked(
            [codes[k] for k in drawn],
            None if kinds is None else [kinds[k] for k in drawn],
            None if levels is None else [levels[k] for k in drawn],
        )
        self.position: Ints = drawn[order].astype(np.int32)
        self.outlines = flatten(shapely.force_2d(shapes[self.position]), class_)
        self.exact = Exact(self.outlines)
        self.fast = engine == "numba" or (engine == "auto" and fast_engine_present())
        self.always_fast = engine == "numba"
        self._rank = np.append(np.zeros(len(shapes), np.int32), np.int32(NONE))
        self._rank[self.position] = np.arange(len(self.position), dtype=np.int32)
        self._lock = threading.RLock()

    def __getstate__(self) -> dict[str, Any]:
        """For a worker elsewhere: what can be built again is left behind."""
        built = ("_lock", "_lookup", "_nearness", "plain_nearness", "exact")
        return {name: value for name, value in self.__dict__.items() if name not in built}

    def __setstate__(self, state: dict[str, Any]) -> None:
        self.__dict__.update(state, _lock=threading.RLock(), exact=Exact(state["outlines"]))

    @cached_property
    def _lookup(self) -> Any:
        # numba takes half a second to import: only where many points are looked up
        return importlib.import_module("gis_app.domain.bulk.lookup").Lookup(self.outlines, self.position)

    @cached_property
    def _nearness(self) -> NearEngine:
        nearness: NearEngine = importlib.import_module("gis_app.domain.bulk.nearness").Nearness(self.outlines)
        return nearness

    @cached_property
    def plain_nearness(self) -> PlainNearness:
        return PlainNearness(self.outlines)

    def _worth_it(self, number: int, part: str) -> bool:
        """Whether the compiled engine should answer ``number`` points."""
        return self.fast and (self.always_fast or number > FEW or part in self.__dict__)

    def index(self, lon: Array, lat: Array) -> Ints:
        """Position of the grid that covers each point, -1 for none (and for coordinates that are none)."""
        lon, lat = np.ascontiguousarray(lon, np.float64), np.ascontiguousarray(lat, np.float64)
        if not len(self.position):
            return np.full(len(lon), NONE, np.int32)
        if not self._worth_it(len(lon), "_lookup"):
            return self._by_geos(lon, lat)
        with self._lock:
            lookup = self._lookup
        grid, undecided = lookup(lon, lat)
        if undecided:
            open_ = np.flatnonzero(grid == UNDECIDED)
            grid[open_] = self._by_geos(lon[open_], lat[open_])
        return np.asarray(grid)

    def _by_geos(self, lon: Array, lat: Array) -> Ints:
        real = np.isfinite(lon) & np.isfinite(lat)
        grid = np.full(len(lon), NONE, np.int32)
        with self._lock:
            winner = self.exact.winner(lon[real], lat[real])
        grid[real] = np.append(self.position, np.int32(NONE))[winner]
        return grid

    def answers(
        self, lon: Array, lat: Array, *, snap_m: float = 0.0, near_m: float = 10.0, accuracy_m: Array | None = None
    ) -> Answers:
        """Grid, rule and nearness of many points.

        Parameters
        ----------
        snap_m
            Points that nothing covers take the grid within this many metres.
        near_m, accuracy_m
            A point is near a border within the larger of ``near_m`` and its own accuracy (NaN: unknown).
        """
        lon, lat = np.ascontiguousarray(lon, np.float64), np.ascontiguousarray(lat, np.float64)
        valid = (np.abs(lon) <= 180.0) & (np.abs(lat) <= 90.0)
        if not valid.all():
            return self._some_invalid(lon, lat, valid, snap_m, near_m, accuracy_m)
        limit = np.full(len(lon), float(near_m))
        if accuracy_m is not None:
            limit = np.fmax(limit, accuracy_m)
        grid = self.index(lon, lat)
        near = self._near(lon, lat, self._rank[grid], limit, np.full(len(lon), float(snap_m)))
        return self._judged(lon, lat, grid, limit, near)

    def covering(self, lon: float, lat: float) -> NDArray[np.int64]:
        """Ranks of all grids that cover one place, best first."""
        if not len(self.position):
            return np.zeros(0, np.int64)
        with self._lock:
            return self.exact.covering_one(lon, lat)

    def segments_within(self, lon: float, lat: float, reach: float) -> NDArray[np.int64]:
        """Border segments that may lie within ``reach`` metres of one place."""
        if not len(self.position):
            return np.zeros(0, np.int64)
        with self._lock:
            return self.plain_nearness.segments_within(lon, lat, reach)

    def on_shared_border(self, lon: float, lat: float, winner: int) -> bool:
        """Whether one place lies on a border that two grids as specific as the winner share."""
        with self._lock:
            return bool(self.exact.shared_border(np.array([lon]), np.array([lat]), np.array([winner], np.int32))[0])

    def _some_invalid(
        self, lon: Array, lat: Array, valid: NDArray[np.bool_], snap_m: float, near_m: float, accuracy_m: Array | None
    ) -> Answers:
        some = self.answers(
            lon[valid], lat[valid], snap_m=snap_m, near_m=near_m,
            accuracy_m=None if accuracy_m is None else accuracy_m[valid],
        )  # fmt: skip
        number = len(lon)
        everywhere = no_answers(number)
        everywhere.put(valid, some)
        return everywhere

    def _near(self, lon: Array, lat: Array, winner: Ints, limit: Array, snap: Array) -> Near:
        if not len(self.position):
            return Near(np.full(len(lon), np.inf), np.zeros(len(lon), np.uint8), np.full(len(lon), NONE, np.int32))
        if not self._worth_it(len(lon), "_nearness"):
            with self._lock:
                return self.plain_nearness(lon, lat, winner, limit, snap)
        with self._lock:
            nearness = self._nearness
        return nearness(lon, lat, winner, limit, snap)

    def _judged(self, lon: Array, lat: Array, grid: Ints, limit: Array, near: Near) -> Answers:
        rule = np.where(grid >= 0, COVERS, OUTSIDE).astype(np.int8)
        doubtful = np.flatnonzero((near.touching > 0) & (grid >= 0))
        if len(doubtful):
            with self._lock:
                shared = self.exact.shared_border(lon[doubtful], lat[doubtful], self._rank[grid[doubtful]])
            rule[doubtful[shared]] = BOUNDARY
        snapped = np.flatnonzero((grid < 0) & (near.nearest >= 0))
        grid[snapped] = self.position[near.nearest[snapped]]
        rule[snapped] = NEAREST
        close = near.distance <= limit
        distance = np.where(close | (rule == NEAREST), near.distance, np.nan)
        return Answers(grid, rule, close, distance)
