"""What can be wrong with a coverage of grids, one rule a file; pure functions over a GeoDataFrame in EPSG:4326."""

from collections.abc import Collection, Sequence
from dataclasses import replace

import geopandas as gpd
import shapely

from gis_app.domain.checks import (
    badly_shaped,
    code_prefix,
    cut_by_barrier,
    duplicate_code,
    duplicate_name,
    gap,
    hole,
    invalid,
    missing_code,
    missing_name,
    mojibake,
    not_contiguous,
    not_noded,
    on_the_line,
    outside_parent,
    overlap,
    sliver,
    too_large,
    too_small,
    without_people,
)
from gis_app.domain.checks.finding import ERROR, WARNING, Finding
from gis_app.domain.checks.needs import NotRun, not_run
from gis_app.domain.checks.repair import repair
from gis_app.domain.checks.sheet import Settings, Sheet
from gis_app.domain.checks.surroundings import Band, Surroundings

RULES = (invalid, overlap, gap, hole, outside_parent, sliver, not_noded, duplicate_code, missing_code, duplicate_name,
         missing_name, mojibake)
"""Whether a file can be taken at all."""
PLANNING = (not_contiguous, code_prefix, badly_shaped, too_large, too_small, without_people, on_the_line, cut_by_barrier)
"""Whether a plan is a good one: asked where surroundings are given."""

GAP_WIDTH_M = 1.0

__all__ = ["ERROR", "GAP_WIDTH_M", "PLANNING", "RULES", "WARNING", "Band", "Finding", "NotRun", "Surroundings", "check",
           "not_run", "renew", "repair"]


def check(frame: gpd.GeoDataFrame, *, parent: shapely.Geometry | None = None, gap_width_m: float = GAP_WIDTH_M,
          surroundings: Surroundings | None = None, only: Collection[str] | None = None) -> list[Finding]:
    """Everything the rules find, rule by rule.

    Parameters
    ----------
    frame
        Polygons in EPSG:4326 (None: 未划定, which is no fault); columns ``code``, ``name``, ``kind``, ``level``,
        ``parent``, ``lies_in`` where known. With parents or levels, only grids of one tier are held against each other.
    parent
        The outline that the finest grids must fill, in EPSG:4326.
    gap_width_m
        Openings narrower than this are cracks (``gap``), wider ones ``hole``.
    surroundings
        With them (be they empty) the planner's rules run too, as far as they are known; ``not_run`` tells the others.
    only
        Codes: the findings that name one of them, and those that name no grid, are worked out, and no others. They
        are the same that the whole check gives.
    """
    sheet = Sheet(frame, Settings(gap_width_m, parent), only=only, surroundings=surroundings)
    missing = {one.rule for one in not_run(frame, surroundings)}
    rules = (*RULES, *PLANNING) if surroundings is not None else RULES
    found = [finding for rule in rules if rule.RULE not in missing for finding in rule.find(sheet)]
    if only is None:
        return found
    return [one for one in found if not one.rows or any(sheet.focus[row] for row in one.rows)]


def renew(findings: Sequence[Finding], frame: gpd.GeoDataFrame, touched: Collection[str], *,
          parent: shapely.Geometry | None = None, gap_width_m: float = GAP_WIDTH_M,
          surroundings: Surroundings | None = None) -> list[Finding]:
    """The findings after an edit, of those before it: what names a touched grid is worked out anew, the rest is kept.

    ``touched`` are the codes of all grids that the edit made, changed or took away, with the neighbours of those taken
    away. Grids without a code, or with one that stands twice, count as touched.
    """
    codes = [str(code).strip() if isinstance(code, str) else "" for code in frame["code"]]
    place = {code: row for row, code in enumerate(codes)}
    doubled = {code for code, row in place.items() if codes.index(code) != row}
    anew = {*touched, *doubled, ""}
    kept = [one for one in findings if one.grids and not anew & set(one.grids) and set(one.grids) <= set(place)]
    moved = [replace(one, rows=tuple(place[code] for code in one.grids)) for one in kept]
    return moved + check(frame, parent=parent, gap_width_m=gap_width_m, surroundings=surroundings, only=anew)
