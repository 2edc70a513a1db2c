"""A proposal as an edit: which proposed grid is the successor of which present one, and what is new."""

from collections.abc import Iterator, Mapping
from typing import Any

import numpy as np
import shapely
from scipy.optimize import linear_sum_assignment

from gis_app.domain.coverage import Shape
from gis_app.domain.proposals.plane import Array


def take_edit(within: str, proposed: Mapping[str, Shape], present: Mapping[str, Shape], homes: Array, free: Iterator[str]) -> dict[str, Any]:
    """The JSON of the edit ``take_proposal``.

    Parameters
    ----------
    proposed
        The proposal's polygons by key.
    present
        Today's grids inside ``within`` by code, without enterprises.
    homes
        Households (n, 2) in lon/lat: as many of them as possible keep their grid's code.
    free
        Codes for new grids, as many as are drawn from it.
    """
    codes = successors(proposed, present, homes)
    parts = {key: shapely.get_parts(polygon) for key, polygon in proposed.items()}
    areas = {codes[key] if key in codes else next(free): [_rings(part) for part in mine] for key, mine in parts.items()}
    return {"edit": "take_proposal", "within": within, "areas": areas, "parts": any(len(mine) > 1 for mine in parts.values())}


def successors(proposed: Mapping[str, Shape], present: Mapping[str, Shape], homes: Array) -> dict[str, str]:
    """The present code that a proposed grid keeps, by its key; at most one for one (Kuhn 1955), by shared households."""
    both = np.zeros((len(proposed), len(present)))
    np.add.at(both, _both(homes, list(proposed.values()), list(present.values())), 1)
    rows, columns = linear_sum_assignment(both, maximize=True)
    keys, names = list(proposed), list(present)
    return {keys[row]: names[column] for row, column in zip(rows, columns, strict=True) if both[row, column] > 0}


def _both(homes: Array, new: list[Shape], old: list[Shape]) -> tuple[Any, Any]:
    """The new and the old grid of each household that lies in both."""
    held = []
    for shapes in (new, old):
        home, shape = shapely.STRtree(shapes).query(shapely.points(homes), predicate="intersects")
        at = np.full(len(homes), -1)
        at[home[::-1]] = shape[::-1]
        held.append(at)
    inside = (held[0] >= 0) & (held[1] >= 0)
    return held[0][inside], held[1][inside]


def _rings(polygon: shapely.Polygon) -> list[Any]:
    return [shapely.get_coordinates(ring).tolist() for ring in shapely.get_rings(polygon)]
