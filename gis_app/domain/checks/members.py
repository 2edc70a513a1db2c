"""Who lives in which grid, by the rule of place: a point on a border belongs to the most specific grid, the lowest code."""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from gis_app.domain.checks.sheet import Rows, Sheet, once
from gis_app.domain.places import scales_at

Counts = NDArray[np.int64]


class Members(NamedTuple):
    """Households and people of each of ``rows``; ``people`` None where nobody counted them."""

    rows: Rows
    households: Counts
    people: Counts | None


@once
def members(sheet: Sheet, tier: int) -> Members:
    """Counts of a tier; with a focus also of what touches it, so that border points are judged alike."""
    rows = np.array(sorted(sheet.tiers[tier].tolist(), key=lambda row: rank(sheet, row)), dtype=np.intp)
    at, home = sheet.surroundings.homes.query(sheet.given[rows], predicate="intersects")
    order = np.lexsort((at, home))
    at, home = at[order], home[order]
    first = np.diff(home, prepend=-1) != 0
    at, home = at[first], home[first]
    heads = sheet.surroundings.people
    people = None if heads is None else np.bincount(at, heads[home], len(rows)).astype(np.int64)
    return Members(rows, np.bincount(at, minlength=len(rows)).astype(np.int64), people)


def level_of(sheet: Sheet, row: int) -> int:
    """The level as a number; 0 where none is given."""
    text = sheet.levels[row]
    return int(float(text)) if text.replace(".", "", 1).isdigit() else 0


def rank(sheet: Sheet, row: int) -> tuple[bool, int, bool, str]:
    """The rule of place's order among grids that cover a point."""
    return sheet.kinds[row] != "enterprise", -level_of(sheet, row), not sheet.codes[row], sheet.codes[row]


def areas_m2(sheet: Sheet, rows: Rows) -> NDArray[np.float64]:
    """Areas by the radii of curvature at each row's own latitude: the geodesic ones to a few millionths."""
    middle = (sheet.boxes[rows, 1] + sheet.boxes[rows, 3]) / 2 / sheet.plane.scale[1] + sheet.plane.origin[1]
    east, north = scales_at(middle)
    return np.asarray(sheet.flat_areas(rows) * east * north / sheet.plane.scale.prod())
