"""The full check of a coverage beside what shapely offers for it, and the check of what one edit touched beside the full one."""

from collections.abc import Iterator

import geopandas as gpd
import numpy as np
import shapely

from gis_app.domain.checks import Surroundings, check, renew
from tests.bench.rows import Row, faster, median, within
from tests.domain.coverages import COUNTY, Shapes, fractal

GRIDS, COUNTY_GRIDS, LOST = 5_000, 1_200, 7
NAME = "coverage_is_valid + {}"


def rows(scale: float = 1.0) -> Iterator[Row]:
    shapes = fractal(max(60, int(GRIDS * scale)))
    yield from _full(shapes)
    yield _found(shapes)
    yield from _edits(_frame(fractal(max(60, int(COUNTY_GRIDS * scale)))))


def _full(shapes: Shapes) -> Iterator[Row]:
    frame, outline = _frame(shapes), shapely.box(*COUNTY)
    name = f"full check, {len(shapes):,} grids, {shapely.get_num_coordinates(shapes).sum():,} vertices"
    union = median(lambda: (shapely.coverage_is_valid(shapes), shapely.union_all(shapes)))
    quick = median(lambda: (shapely.coverage_is_valid(shapes), shapely.coverage_union_all(shapes)))
    ours = median(lambda: check(frame))
    yield within(name, ours, union, 1.5, NAME.format("union"))
    yield within(name, ours, quick, None, NAME.format("coverage_union"))
    yield within(f"{name}, against its outline", median(lambda: check(frame, parent=outline)), union, 1.5, NAME.format("union"))
    planned = median(lambda: check(frame, surroundings=Surroundings()))
    yield within(f"{name}, with the planner's rules", planned, union, 1.5, NAME.format("union"))


def _found(shapes: Shapes) -> Row:
    """Cells lost inside and on the rim, and places cut out: shapely calls what is left valid."""
    rng = np.random.default_rng(4)
    left = shapes.copy()
    rim = shapely.touches(shapes, shapely.boundary(shapely.box(*COUNTY)))
    apart = _apart(shapes, np.flatnonzero(~rim), rng)
    lost, pierced, outer = apart[:LOST], apart[LOST:], _apart(shapes, np.flatnonzero(rim), rng)[:2]
    left[pierced] = shapely.difference(left[pierced], shapely.buffer(shapely.point_on_surface(left[pierced]), 1e-5))
    left = np.delete(left, np.concatenate([lost, outer]))
    unseen = int(shapely.coverage_is_valid(left))
    told = check(_frame(left), parent=shapely.box(*COUNTY))
    openings = shapely.points([one.at for one in told if one.rule in ("hole", "gap")])
    wanted = np.concatenate([shapes[lost], shapely.buffer(shapely.point_on_surface(shapes[pierced]), 1e-5), shapes[outer]])
    seen = int(shapely.intersects(wanted[:, None], openings[None, :]).any(axis=1).sum()) if len(openings) else 0
    return Row("holes and missing cells found, of those made", seen, len(wanted), unseen * seen / len(wanted), 1.0,
               "coverage_is_valid finds none", unit="count")  # fmt: skip


def _apart(shapes: Shapes, rows: np.ndarray[tuple[int], np.dtype[np.intp]], rng: np.random.Generator) -> np.ndarray:
    """Rows of which no two touch."""
    chosen: list[int] = []
    for row in rng.permutation(rows)[:400].tolist():
        if not chosen or not shapely.intersects(shapes[chosen], shapes[row]).any():
            chosen.append(row)
        if len(chosen) == 2 * LOST:
            break
    return np.array(chosen, dtype=np.intp)


def _edits(frame: gpd.GeoDataFrame) -> Iterator[Row]:
    whole, findings = median(lambda: check(frame)), check(frame)
    codes = np.random.default_rng(5).choice(frame["code"].to_numpy(dtype=object), 41, replace=False).tolist()
    one = float(np.median([median(lambda code=code: check(frame, only=[code]), 1) for code in codes]))
    again = float(np.median([median(lambda code=code: renew(findings, frame, frame, [code]), 1) for code in codes]))
    yield faster(f"check what an edit touched, {len(frame):,} grids", one, whole, None, "full check")
    yield faster(f"findings renewed after an edit, {len(frame):,} grids", again, whole, None, "full check")


def _frame(shapes: Shapes) -> gpd.GeoDataFrame:
    number = np.arange(len(shapes))
    return gpd.GeoDataFrame({
        "code": [f"330106{n // 999 + 1:03d}001{n % 999 + 1:03d}" for n in number], "name": [f"第{n + 1}网格" for n in number],
        "kind": "grid", "level": 3,
    }, geometry=shapes, crs="EPSG:4326")  # fmt: skip
