"""An edit is judged by its outcome, whatever it was: the same few laws for all."""

from collections.abc import Iterable

import numpy as np
import shapely

from gis_app.domain.coverage import GAP, OUTSIDE, PRECISION_DEG, Coverage, Delta, Edge, violations
from gis_app.errors import WanggeError

STILL_DEG = 2 * PRECISION_DEG
"""A new node on a border may lie off it by the rounding of its coordinates."""


def judge(before: Coverage, after: Coverage, delta: Delta, *, may_part: bool) -> None:
    """Raise the refusal of an outcome that breaks a law.

    Raises
    ------
    WanggeError
        ``edit_crosses``, ``edit_outline``, ``edit_locked``, ``edit_empties``, ``edit_apart``, ``edit_not_adjacent``.
    """
    _refuse_crossing(before, after, delta)
    _refuse_moved(before, after, delta)
    for key in sorted(delta.touched):
        _refuse_emptied(before, after, key)
        if not may_part:
            _refuse_parted(before, after, key)


def _refuse_crossing(before: Coverage, after: Coverage, delta: Delta) -> None:
    for found in violations(after, delta):
        lon, lat = found.at or _somewhere(delta)
        raise WanggeError("edit_crosses", grid=found.key or _inner(delta), lon=lon, lat=lat)


def _refuse_moved(before: Coverage, after: Coverage, delta: Delta) -> None:
    """The outline of the whole belongs to others too, and a locked grid stays as it is."""
    if delta.outer:
        moved = _moved(before.faces[OUTSIDE], after.faces.get(OUTSIDE, frozenset()))
        if moved is not None:
            raise WanggeError("edit_outline", lon=moved[0], lat=moved[1])
    for key in sorted(delta.touched & before.locked & before.faces.keys()):
        moved = _moved(before.faces[key], after.faces.get(key, frozenset()))
        if moved is not None:
            raise WanggeError("edit_locked", grid=key, lon=moved[0], lat=moved[1])


def _moved(before: Iterable[Edge], after: Iterable[Edge]) -> tuple[float, float] | None:
    """A vertex that went, or came elsewhere than on the old line; None if only nodes were set on it."""
    gone, come = (_stretches(one, other) for one, other in ((before, after), (after, before)))
    old, new = ({(x, y) for x, y in shapely.get_coordinates(lines).tolist()} for lines in (gone, come))
    if old - new:
        return min(old - new)
    fresh = np.array(sorted(new - old)).reshape(-1, 2)
    off = shapely.distance(shapely.points(fresh), shapely.union_all(gone)) > STILL_DEG if len(fresh) else np.array([], bool)
    return tuple(fresh[off][0].tolist()) if off.any() else None


def _stretches(mine: Iterable[Edge], others: Iterable[Edge]) -> list[shapely.LineString]:
    same = set(others)
    return [edge.line for edge in mine if edge not in same]


def _refuse_emptied(before: Coverage, after: Coverage, key: str) -> None:
    if key in before.faces and key not in after.faces and key in after.units:
        lon, lat = _inside(before, key)
        raise WanggeError("edit_empties", grid=key, lon=lon, lat=lat)


def _refuse_parted(before: Coverage, after: Coverage, key: str) -> None:
    if key not in after.faces or after.units[key].kind == GAP:
        return
    parts = shapely.get_parts(after.polygon(key))
    allowed = shapely.get_num_geometries(before.polygon(key)) if key in before.faces else 1
    if len(parts) > allowed:
        smallest = parts[int(np.argmin(shapely.area(parts)))]
        lon, lat = shapely.point_on_surface(smallest).coords[0]
        grew = key in before.faces and shapely.area(after.polygon(key)) > shapely.area(before.polygon(key))
        raise WanggeError("edit_not_adjacent" if grew else "edit_apart", grid=key, lon=lon, lat=lat)


def _inside(coverage: Coverage, key: str) -> tuple[float, float]:
    lon, lat = shapely.point_on_surface(coverage.polygon(key)).coords[0]
    return lon, lat


def _somewhere(delta: Delta) -> tuple[float, float]:
    return min(edge.ends[0] for edge in delta.added or delta.removed)


def _inner(delta: Delta) -> str:
    return min(delta.touched)
