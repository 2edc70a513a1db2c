"""What can be wrong with a coverage of grids, one rule a file; pure functions over a GeoDataFrame in EPSG:4326."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import replace
from types import ModuleType

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
from gis_app.domain.checks.affected import affected, codes_of
from gis_app.domain.checks.finding import ERROR, WARNING, Finding
from gis_app.domain.checks.needs import NotRun, not_run
from gis_app.domain.checks.repair import repair
from gis_app.domain.checks.sheet import COMPACTNESS, Settings, Sheet
from gis_app.domain.checks.surroundings import Band, Surroundings

RULES = (invalid, overlap, gap, hole, outside_parent, sliver, not_noded, duplicate_code, missing_code, duplicate_name,
         missing_name, mojibake)
"""Whether a file can be taken at all."""
PLANNING = (not_contiguous, code_prefix, badly_shaped, too_large, too_small, without_people, on_the_line, cut_by_barrier)
"""Whether a plan is a good one: asked where surroundings are given."""

TEXT = {rule.RULE for rule in (duplicate_code, missing_code, duplicate_name, missing_name, mojibake, code_prefix)}
"""Rules of codes and names: quick, and any row may answer to any other, so they are always asked of the whole."""

MOST = 0.25
"""Where an edit can have changed more than this share of the grids, the whole is checked: that is quicker."""

GAP_WIDTH_M = 1.0

__all__ = ["COMPACTNESS", "ERROR", "GAP_WIDTH_M", "PLANNING", "RULES", "WARNING", "Band", "Finding", "NotRun",
           "Surroundings", "check", "not_run", "renew", "repair"]


def check(frame: gpd.GeoDataFrame, *, parent: shapely.Geometry | None = None, gap_width_m: float = GAP_WIDTH_M,
          compactness: float = COMPACTNESS, surroundings: Surroundings | None = None,
          only: Collection[str] | None = None, skip: Collection[str] = ()) -> list[Finding]:
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
    compactness
        Grids with a smaller Polsby-Popper number are badly shaped.
    surroundings
        With them (be they empty) the planner's rules run too, as far as they are known; ``not_run`` tells the others.
    only
        Codes: the findings that name one of them, and those that name no grid, are worked out, and no others. They
        are the same that the whole check gives.
    skip
        Rules that need not be asked: a coverage cannot break those of seams.
    """
    sheet = Sheet(frame, Settings(gap_width_m, parent, compactness), only=only, surroundings=surroundings)
    return list(_find(sheet, _asked(frame, surroundings, skip)))


def renew(findings: Sequence[Finding], before: gpd.GeoDataFrame, after: gpd.GeoDataFrame, touched: Collection[str], *,
          parent: shapely.Geometry | None = None, gap_width_m: float = GAP_WIDTH_M, compactness: float = COMPACTNESS,
          surroundings: Surroundings | None = None, skip: Collection[str] = ()) -> list[Finding]:
    """The findings after an edit, given those before it: only what the edit can have changed is worked out anew.

    Parameters
    ----------
    findings
        What ``check(before, ...)`` or an earlier ``renew`` gave, with the same options.
    touched
        Codes of all grids that the edit made, changed or took away: old and new ones.
    """
    anew = affected(findings, before, after, touched)
    codes = codes_of(after)
    if sum(code in anew for code in codes) > MOST * len(codes):
        return check(after, parent=parent, gap_width_m=gap_width_m, compactness=compactness, surroundings=surroundings,
                     skip=skip)
    place = {code: row for row, code in enumerate(codes)}
    kept = [_moved(one, place) for one in findings
            if one.rule not in TEXT and one.grids and anew.isdisjoint(one.grids)]
    asked = _asked(after, surroundings, skip)
    sheet = Sheet(after, Settings(gap_width_m, parent, compactness), only=anew, surroundings=surroundings)
    found = [*kept, *_find(sheet, asked, everywhere=TEXT)]
    order = {rule.RULE: n for n, rule in enumerate(asked)}
    return sorted(found, key=lambda one: (order[one.rule], one.rows))


def _moved(finding: Finding, place: Mapping[str, int]) -> Finding:
    """The same finding where rows were put in or taken out before it."""
    rows = tuple(place[code] for code in finding.grids)
    return finding if rows == finding.rows else replace(finding, rows=rows)


def _asked(frame: gpd.GeoDataFrame, surroundings: Surroundings | None, skip: Collection[str]) -> list[ModuleType]:
    missing = {one.rule for one in not_run(frame, surroundings)} | set(skip)
    rules = (*RULES, *PLANNING) if surroundings is not None else RULES
    return [rule for rule in rules if rule.RULE not in missing]


def _find(sheet: Sheet, rules: Sequence[ModuleType], everywhere: Collection[str] = ()) -> Iterator[Finding]:
    """What rules find about the focus; of the rules ``everywhere``, all that they find."""
    for rule in rules:
        for one in rule.find(sheet):
            if sheet.whole or rule.RULE in everywhere or not one.rows or sheet.focus[list(one.rows)].any():
                yield one
