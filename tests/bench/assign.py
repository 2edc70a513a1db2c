"""Bulk point in polygon beside geopandas, a bare table look-up, and the plain script that anybody would write."""

import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from numpy.typing import NDArray

from gis_app.domain.bulk.raster import spread
from gis_app.domain.locate import Locator, warm
from tests.bench.rows import Row, best, faster, median, within
from tests.domain.coverages import Shapes, clustered, fractal, hard_points, straight

Array = NDArray[np.float64]

SCRIPT = """
import geopandas as gpd, pandas as pd, sys
points = pd.read_csv(sys.argv[1])
grids = gpd.read_file(sys.argv[3])[["code", "geometry"]]
points = gpd.GeoDataFrame(points, geometry=gpd.points_from_xy(points.lon, points.lat), crs=4326)
gpd.sjoin(points, grids, predicate="within", how="left").drop(columns="geometry").to_parquet(sys.argv[2])
"""
OURS = "from gis_app.cli import run; run()"


def rows(scale: float = 1.0) -> Iterator[Row]:
    warm()
    number = int(1_000_000 * scale)
    xy = clustered(number)
    yield from _coverage("fractal", fractal(int(2000 * scale) or 20), xy, 80.0, more=True)
    yield from _coverage("fractal", fractal(60), xy, 80.0)
    yield from _coverage("fractal", fractal(int(50_000 * scale) or 60), xy, 50.0)
    yield from _coverage("Voronoi", straight(int(2000 * scale) or 20), xy, 40.0)
    yield from _ten_million(int(10_000_000 * scale), int(2000 * scale) or 20)
    yield _files(number, fractal(int(2000 * scale) or 20))


def _coverage(kind: str, shapes: Shapes, xy: Array, goal: float, *, more: bool = False) -> Iterator[Row]:
    grids = gpd.GeoDataFrame({"code": [f"{k:06d}" for k in range(len(shapes))]}, geometry=shapes, crs=4326)
    points = gpd.GeoDataFrame(geometry=gpd.points_from_xy(xy[:, 0], xy[:, 1]), crs=4326)
    lon, lat = np.ascontiguousarray(xy[:, 0]), np.ascontiguousarray(xy[:, 1])
    name = f"assign {len(xy) / 1e6:g} M points, {len(shapes):,} {kind} polygons"
    locator = Locator(grids)
    locator.index(lon, lat)
    ours = best(lambda: locator.index(lon, lat), 9)
    peer = median(lambda: gpd.sjoin(points, grids, predicate="within", how="left"), 3 if len(shapes) < 10_000 else 1)
    yield faster(name, ours, peer, goal, "sjoin(within)")
    if more:
        table = _gather(locator, lon, lat)
        yield within(name, ours, best(table, 9), 2.5, "numpy gather")
        yield faster(f"{name}, index built", median(lambda: Locator(grids).index(lon, lat)), peer, 1.0, "sjoin(within)")
        yield faster(f"{name}, assign() whole", median(lambda: Locator(grids).assign(points)), peer, None, "sjoin(within)")
    yield _differing(name, locator, shapes, xy)


def _gather(locator: Locator, lon: Array, lat: Array) -> Callable[[], object]:
    """The bare minimum: a cell for each point, clipped, read from a table as large as the look-up's own."""
    lookup = locator.grids._lookup
    raster = spread(lookup.outlines.bounds, lookup.top.size + lookup.blocks.size)
    table = np.ones(raster.nx * raster.ny, np.int32)  # written, so that each page is real memory

    def gather() -> object:
        ix = np.clip(((lon - raster.x0) * raster.sx).astype(np.int64), 0, raster.nx - 1)
        iy = np.clip(((lat - raster.y0) * raster.sy).astype(np.int64), 0, raster.ny - 1)
        return table[iy * raster.nx + ix]

    return gather


def _differing(name: str, locator: Locator, shapes: Shapes, xy: Array) -> Row:
    """Answers against GEOS, border points included: none may differ."""
    some = np.vstack([xy[:100_000], hard_points(shapes, np.random.default_rng(9), 2000)])
    polygon, point = shapely.STRtree(shapely.points(some)).query(shapes, predicate="intersects")
    truth = np.full(len(some), len(shapes))
    np.minimum.at(truth, point, polygon)
    found = locator.index(np.ascontiguousarray(some[:, 0]), np.ascontiguousarray(some[:, 1]))
    differing = float((np.where(found < 0, len(shapes), found) != truth).sum())
    return Row(f"{name}: answers that differ", differing, 0.0, differing, 0.0, "GEOS", at_least=False, unit="count")


def _ten_million(number: int, cells: int) -> Iterator[Row]:
    """In a process of its own: what others have left behind in memory would hide what this needs."""
    told = subprocess.run(
        [sys.executable, "-c", f"from tests.bench.assign import measured; print(*measured({number}, {cells}))"],
        cwd=Path(__file__).parents[2], check=True, capture_output=True, text=True,
    ).stdout.split()  # fmt: skip
    ours, peer, whole, used = map(float, told)
    name = f"assign {number / 1e6:g} M points, {cells:,} polygons"
    yield within(name, ours, peer, 3.0, "one random table entry a point")
    yield within(name, ours, whole, None, "the same, a table as large as the whole index")
    yield Row(f"{name}: memory above the input", used, 300.0, used / 300.0, 1.0, "0.3 GB", at_least=False, unit="MB")


def measured(number: int, cells: int) -> tuple[float, float, float, float]:
    """Seconds for all points; for as many random entries of a table as large as the raster's two levels, and of one as
    large as all that the index reads; and megabytes used."""
    shapes, xy = fractal(cells), clustered(number)
    lon, lat = np.ascontiguousarray(xy[:, 0]), np.ascontiguousarray(xy[:, 1])
    del xy
    grids = gpd.GeoDataFrame({"code": np.arange(len(shapes))}, geometry=shapes, crs=4326)
    Locator(grids.iloc[:2]).index(lon[:10_000], lat[:10_000])
    before = _fresh_peak_mb()
    locator = Locator(grids)
    locator.index(lon, lat)
    used = _peak_mb() - before
    lookup = locator.grids._lookup
    levels = lookup.top.nbytes + lookup.blocks.nbytes
    tasks = [lambda: locator.index(lon, lat), *(
        _random_reads(size // 4, number) for size in (levels, levels + lookup.records.nbytes + lookup.outlines.vertices.nbytes)
    )]
    taken = [min(times) for times in zip(*([best(task, 1) for task in tasks] for _ in range(7)), strict=True)]
    return taken[0], taken[1], taken[2], used


def _random_reads(size: int, number: int) -> Callable[[], object]:
    table = np.ones(size, np.int32)  # written, so that each page is real memory
    anywhere = np.random.default_rng(0).integers(0, size, number)
    return lambda: table[anywhere]


def _fresh_peak_mb() -> float:
    """Forget the peak so far (Linux); from here on `_peak_mb` tells the highest resident size."""
    Path("/proc/self/clear_refs").write_text("5", encoding="ascii")
    return _peak_mb()


def _peak_mb() -> float:
    told = Path("/proc/self/status").read_text(encoding="ascii")
    return int(told.split("VmHWM:")[1].split()[0]) / 1e3


def _files(number: int, shapes: Shapes) -> Row:
    with tempfile.TemporaryDirectory(prefix="wangge-bench-") as made:
        folder = Path(made)
        xy = clustered(number)
        pd.DataFrame(
            {"id": np.arange(number), "lon": xy[:, 0].round(7), "lat": xy[:, 1].round(7), "note": "井盖缺失"}
        ).to_csv(folder / "p.csv", index=False)
        gpd.GeoDataFrame({"code": [f"{k:06d}" for k in range(len(shapes))]}, geometry=shapes, crs=4326).to_file(folder / "g.gpkg")

        def run(*arguments: str) -> None:
            subprocess.run([sys.executable, "-c", *arguments], cwd=folder, check=True, capture_output=True,
                           env={"PYTHONPATH": str(Path(__file__).parents[2]), "PATH": "/usr/bin:/bin", "HOME": str(Path.home())})  # fmt: skip

        ours = best(lambda: run(OURS, "assign", "p.csv", "ours.parquet", "--grids", "g.gpkg"), 3)
        peer = best(lambda: run(SCRIPT, "p.csv", "peer.parquet", "g.gpkg"), 3)
        return faster(f"wangge assign CSV to Parquet, {number / 1e6:g} M rows", ours, peer, 3.0, "geopandas script")
