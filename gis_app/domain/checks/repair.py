"""The repairs that need no person: what the findings' ``action`` says, and nothing else.

Invalid shapes are mended, nameless scraps merged into the neighbour with the longest common border, borders aligned that
a rounding moved apart, blank codes filled with the proposed ones. Overlaps, gaps and names wait for a person.
"""

from collections.abc import Sequence

import geopandas as gpd
import numpy as np
import shapely
from numpy.typing import NDArray

from gis_app.domain.checks.finding import Finding
from gis_app.domain.checks.mending import mend

Objects = NDArray[np.object_]

SNAP_DEG, CRACK_DEG = 1e-7, 1e-6
"""A centimetre and a decimetre: far below what anybody draws, above what a rounding does."""


def repair(frame: gpd.GeoDataFrame, findings: Sequence[Finding]) -> gpd.GeoDataFrame:
    """A mended copy; rows that were merged away are gone, all others keep their index label and order."""
    shapes: Objects = np.asarray(frame.geometry.to_numpy(), dtype=object).copy()
    for finding in _doing(findings, "mend"):
        shapes[finding.rows[0]] = mend(shapes[finding.rows[0]])
    gone = _merge(shapes, _doing(findings, "merge"))
    if _doing(findings, "snap"):
        _align(shapes, [row for finding in findings if finding.rule == "overlap" for row in finding.rows])
    mended = frame.copy()
    mended = mended.set_geometry(gpd.GeoSeries(shapes, index=frame.index, crs=frame.crs))
    if "code" in mended.columns:
        mended["code"] = _codes(list(mended["code"]), _doing(findings, "code"))
    return mended[~np.isin(np.arange(len(frame)), gone)]


def _doing(findings: Sequence[Finding], what: str) -> list[Finding]:
    return [finding for finding in findings if finding.action.get("do") == what]


def _merge(shapes: Objects, findings: Sequence[Finding]) -> list[int]:
    """Join each scrap to its neighbour, along chains of scraps to a row that stays."""
    into = {finding.rows[0]: int(finding.action["into"]) for finding in findings}
    for scrap, neighbour in into.items():
        target, seen = neighbour, {scrap}
        while target in into and target not in seen:
            seen.add(target)
            target = into[target]
        if target in seen:
            continue
        shapes[target] = shapely.union(shapes[target], shapes[scrap])
    return list(into)


def _align(shapes: Objects, left: Sequence[int]) -> None:
    """Give the coverage shared vertices; overlapping rows are left alone, or cleaning would divide them unasked."""
    polygons = np.isin(shapely.get_type_id(shapes), (3, 6)) & ~np.isin(np.arange(len(shapes)), left)
    before = shapes[polygons]
    after = shapely.coverage_clean(before, snapping_distance=SNAP_DEG, gap_width=CRACK_DEG)
    same = shapely.equals_exact(shapely.normalize(before), shapely.normalize(after))
    shapes[polygons] = np.where(same, before, after)


def _codes(codes: list[object], findings: Sequence[Finding]) -> list[object]:
    for finding in findings:
        codes[finding.rows[0]] = finding.action["code"]
    return codes
