"""Taking land by a drawn area: how a new grid, an enterprise and a transferred piece get their ground."""

from collections.abc import Collection, Mapping

import numpy as np
import shapely
from numpy.typing import NDArray

from gis_app.domain.coverage import Coverage, Delta, Shape, Unit
from gis_app.domain.coverage.recut import recut
from gis_app.domain.edits.grounds import ring_lines
from gis_app.domain.edits.matching import is_thin
from gis_app.errors import WanggeError

Objects = NDArray[np.object_]


def take(coverage: Coverage, faces: Collection[str], area: Shape, key: str, within_m: float = 0.0,
         units: Mapping[str, Unit | None] | None = None) -> Delta:
    """The delta that gives ``key`` what of some faces lies in the area.

    Strips thinner than ``within_m`` along the area's border go with what is on the other side of them.
    """
    if not faces:
        lon, lat = shapely.point_on_surface(area).coords[0]
        raise WanggeError("edit_no_piece", grid=key, lon=lon, lat=lat)

    def name(pieces: Objects, owners: Objects) -> Objects:
        inside = shapely.intersects(area, shapely.point_on_surface(pieces))
        strip = is_thin(pieces, within_m)
        solid = {owner for owner, thin, taken in zip(owners, strip, inside, strict=True) if not thin and not taken}
        beside = strip & ~inside & shapely.intersects(area, pieces) & np.isin(owners, list(solid))
        return np.where((inside & ~strip) | beside, key, owners)

    return recut(coverage, faces, ring_lines(area), name, units)


def refuse_outside(coverage: Coverage, area: Shape, parent: str, within_m: float) -> None:
    """Refuse an area of which more than a strip lies outside the parent."""
    beyond = shapely.get_parts(shapely.difference(area, coverage.polygon(parent)))
    beyond = beyond[shapely.area(beyond) > 0]
    wide = beyond[~is_thin(beyond, max(within_m, 1e-6))]
    if len(wide):
        lon, lat = shapely.point_on_surface(wide[0]).coords[0]
        raise WanggeError("edit_leaves_parent", grid=parent, lon=lon, lat=lat)
