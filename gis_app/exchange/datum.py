"""Which coordinate system a file is in: what is asked for, else what it declares, else lon/lat if they can be that."""

import numpy as np
from numpy.typing import NDArray

from gis_app.domain.crs import is_lonlat, numbered, parse_crs
from gis_app.errors import WanggeError

MOST = 0.5


def decide(asked: str, declared: str | None, x: NDArray[np.float64], y: NDArray[np.float64]) -> tuple[str, str | None]:
    """The system of the coordinates, and a note where that was not plainly said.

    Parameters
    ----------
    asked
        ``auto`` or a name that ``parse_crs`` knows.
    declared
        What the file says: ``EPSG:n``, a WKT, or nothing.
    x, y
        All coordinates, or a sample.

    Raises
    ------
    WanggeError
        ``bad_crs``, ``crs_foreign``, ``crs_needed``.
    """
    said = None if declared is None else numbered(declared)
    if asked != "auto":
        crs = parse_crs(asked)
        return crs, f"文件声明 {said}，按要求用 {crs}" if said not in (None, crs) else None
    if declared is not None:
        if said is None:
            raise WanggeError("crs_foreign")
        return said, None
    if not in_range(x, y):
        raise WanggeError("crs_needed")
    return "EPSG:4326", "文件没有说明坐标系，坐标在经纬度范围内，按 EPSG:4326 处理"


def in_range(x: NDArray[np.float64], y: NDArray[np.float64]) -> bool:
    """Whether the coordinates can be lon/lat: at least half of the finite ones (single rows may be wrong)."""
    finite = np.isfinite(x) & np.isfinite(y)
    if not finite.any():
        return True
    fits = (np.abs(x[finite]) <= 180) & (np.abs(y[finite]) <= 90)
    return bool(fits.mean() >= MOST)


def outside_world(crs: str, x: NDArray[np.float64], y: NDArray[np.float64]) -> NDArray[np.bool_]:
    """Which given coordinates can't be a place: not finite, or beyond the degrees there are."""
    wrong = ~(np.isfinite(x) & np.isfinite(y))
    if is_lonlat(crs):
        wrong = wrong | (np.abs(x) > 180) | (np.abs(y) > 90)
    return np.asarray(wrong)
