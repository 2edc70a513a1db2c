"""What the leaves leave open inside their own outline, cut into cracks (narrow) and holes (wide)."""

import numpy as np
import shapely

from gis_app.domain.checks import window
from gis_app.domain.checks.cover import cover
from gis_app.domain.checks.plane import pieces, width
from gis_app.domain.checks.sheet import JITTER_M, Sheet, once


@once
def enclosed(sheet: Sheet) -> tuple[shapely.Geometry, ...]:
    """Every opening wider than a rounding that is closed in by grids (with a focus: those beside it)."""
    if sheet.whole:
        holes = window.closed_in(sheet, cover(sheet))
    else:
        holes = window.enclosed(sheet)
    return tuple(hole for hole in holes if width(hole) > JITTER_M)


def is_crack(sheet: Sheet, opening: shapely.Geometry) -> bool:
    """Narrower than the gap width everywhere."""
    circle = shapely.maximum_inscribed_circle(opening, max(sheet.settings.gap_width_m / 20, JITTER_M / 10))
    return 2 * float(shapely.length(circle)) <= sheet.settings.gap_width_m


@once
def cracks_to_the_outside(sheet: Sheet) -> tuple[shapely.Geometry, ...]:
    """Narrow openings between neighbours that are not closed in: what closes when borders swell by half the width."""
    half = sheet.settings.gap_width_m / 2
    if half <= 0 or len(sheet.leaves) < 2:
        return ()
    closed = pieces(window.closed(cover(sheet), half)) if sheet.whole else window.cracks(sheet, half)
    inside = shapely.union_all(enclosed(sheet)) if enclosed(sheet) else None
    found = [part for part in closed if width(part) > JITTER_M and _between(sheet, part)]
    return tuple(part for part in found if inside is None or not inside.intersects(shapely.point_on_surface(part)))


def neighbours(sheet: Sheet, opening: shapely.Geometry) -> tuple[int, ...]:
    """The leaves around an opening, the one with the longest shared border first."""
    near = sheet.near(opening, JITTER_M)
    rim = shapely.buffer(opening, JITTER_M)
    shared = shapely.length(shapely.intersection(shapely.boundary(sheet.polygons[near]), rim))
    return tuple(int(row) for row in near[np.argsort(-shared, kind="stable")])


def _between(sheet: Sheet, opening: shapely.Geometry) -> bool:
    return len(sheet.near(opening, JITTER_M)) >= 2
