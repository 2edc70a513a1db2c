"""What can be wrong with a coverage of grids, one rule a file; pure functions over a GeoDataFrame in EPSG:4326."""

import geopandas as gpd
import shapely

from gis_app.domain.checks import (
    duplicate_code,
    duplicate_name,
    gap,
    hole,
    invalid,
    missing_code,
    missing_name,
    mojibake,
    not_noded,
    outside_parent,
    overlap,
    sliver,
)
from gis_app.domain.checks.finding import ERROR, WARNING, Finding
from gis_app.domain.checks.repair import repair
from gis_app.domain.checks.sheet import Settings, Sheet

RULES = (invalid, overlap, gap, hole, outside_parent, sliver, not_noded, duplicate_code, missing_code, duplicate_name,
         missing_name, mojibake)

GAP_WIDTH_M = 1.0

__all__ = ["ERROR", "GAP_WIDTH_M", "RULES", "WARNING", "Finding", "check", "repair"]


def check(frame: gpd.GeoDataFrame, *, parent: shapely.Geometry | None = None,
          gap_width_m: float = GAP_WIDTH_M) -> list[Finding]:
    """Everything the rules find, rule by rule.

    Parameters
    ----------
    frame
        Polygons in EPSG:4326 (None: 未划定, which is no fault); columns ``code``, ``name``, ``level``, ``parent``,
        ``lies_in`` where known. With parents or levels, only grids of one tier are held against each other.
    parent
        The outline that the finest grids must fill, in EPSG:4326.
    gap_width_m
        Openings narrower than this are cracks (``gap``), wider ones ``hole``.
    """
    sheet = Sheet(frame, Settings(gap_width_m, parent))
    return [finding for rule in RULES for finding in rule.find(sheet)]
