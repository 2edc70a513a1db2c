"""Where to cut a grid in two: straight across, as many homes on either side, by the shortest cut that leaves two whole halves."""

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely import LineString
from shapely.ops import split

from gis_app.domain.coverage import Shape, rounded
from gis_app.domain.places import scale_at

Array = NDArray[np.float64]

DIRECTIONS = 12


def halving_line(shape: Shape, homes: Array) -> LineString | None:
    """From one side of the grid to the other, ending beyond it.

    Parameters
    ----------
    shape
        Lon/lat in degrees, like the line.
    homes
        Places (n, 2) inside; without any the cut goes through the middle.

    Returns
    -------
    None where every straight cut leaves more than two pieces.
    """
    scale = np.array(scale_at(shape.bounds[1]))
    flat = shapely.transform(shape, lambda xy: xy * scale)
    angles = np.arange(DIRECTIONS) * np.pi / DIRECTIONS
    lines = [_across(flat, homes * scale, np.array([np.cos(angle), np.sin(angle)])) for angle in angles.tolist()]
    shortest = np.argsort(shapely.length(shapely.intersection(lines, flat)), kind="stable")
    best = next((lines[n] for n in shortest.tolist() if len(split(flat, lines[n]).geoms) == 2), None)
    if best is None:
        return None
    made: LineString = shapely.transform(best, lambda xy: rounded(xy / scale))
    return made


def _across(flat: Shape, homes: Array, across: Array) -> LineString:
    """At right angles to a direction, half way between the two middle homes; a little beyond the grid at both ends."""
    middle = shapely.get_coordinates(shapely.centroid(flat))[0]
    off = np.sort(homes @ across) if len(homes) else np.array([middle @ across])
    at = across * (off[(len(off) - 1) // 2] + off[len(off) // 2]) / 2
    along = np.array([-across[1], across[0]])
    ends = shapely.get_coordinates(flat) @ along
    reach = (ends.max() - ends.min()) / 20
    return LineString([at + along * (ends.min() - reach), at + along * (ends.max() + reach)])
