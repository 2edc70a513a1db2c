"""Which grids an edit can have changed the findings of: the touched ones, what lay or lies beside them, who shared a finding."""

from collections.abc import Collection, Sequence

import geopandas as gpd
import numpy as np
import shapely
from numpy.typing import NDArray

from gis_app.domain.checks.finding import Finding

BESIDE_DEG = 1e-6
"""A decimetre: as near as borders that were meant to be one."""


def affected(findings: Sequence[Finding], before: gpd.GeoDataFrame, after: gpd.GeoDataFrame,
             touched: Collection[str]) -> set[str]:
    """Codes, the blank one and those that stand twice among them: they name no grid for certain."""
    sure = {*touched, "", *_doubled(before), *_doubled(after)}
    shared = {code for one in findings if sure & set(one.grids) for code in one.grids}
    return sure | shared | _beside(before, sure) | _beside(after, sure)


def codes_of(frame: gpd.GeoDataFrame) -> list[str]:
    """Codes as the checks read them; blank where there is none."""
    return [str(code).strip() if isinstance(code, str) else "" for code in frame["code"].to_numpy(dtype=object)]


def _doubled(frame: gpd.GeoDataFrame) -> set[str]:
    codes, count = np.unique(np.array(codes_of(frame), dtype=object), return_counts=True)
    return set(codes[count > 1].tolist())


def _beside(frame: gpd.GeoDataFrame, wanted: set[str]) -> set[str]:
    """Codes of the rows of the same level whose boxes meet those of the wanted."""
    boxes = shapely.bounds(frame.geometry.to_numpy()).reshape(-1, 4)
    codes = np.array(codes_of(frame), dtype=object)
    levels = _levels(frame)
    asked = np.flatnonzero(np.isin(codes, list(wanted)))
    wide = boxes[asked] + np.array([-1, -1, 1, 1]) * BESIDE_DEG
    left, right = shapely.STRtree(shapely.box(*boxes.T)).query(shapely.box(*wide.T))
    return set(codes[right[levels[asked[left]] == levels[right]]].tolist())


def _levels(frame: gpd.GeoDataFrame) -> NDArray[np.object_]:
    if "level" not in frame.columns:
        return np.full(len(frame), "", dtype=object)
    return np.asarray(frame["level"].astype(str).to_numpy(dtype=object))
