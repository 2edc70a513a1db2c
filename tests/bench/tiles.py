"""A cold vector tile of 5,000 grids at z9 to z14."""

import time
from collections.abc import Iterator

import numpy as np
import shapely

from gis_app.db.session import Database
from gis_app.domain.actors import LOCAL_OPERATOR
from gis_app.domain.grids import GridNode
from gis_app.domain.tiles import HALF_WORLD, Tile, mercator, tile_at
from gis_app.services import tiles
from gis_app.services.editions import publish_first
from tests.bench.databases import databases
from tests.bench.rows import Row, within
from tests.domain.coverages import fractal

GRIDS = 5000


def rows(scale: float = 1.0) -> Iterator[Row]:
    cells = within_one_tile(fractal(int(GRIDS * scale) or 20), 9)
    with databases() as make:
        database = make()
        began = time.perf_counter()
        publish(database, cells)
        yield within(f"publish {len(cells):,} grids with their outlines", time.perf_counter() - began, 60.0, None, "a minute")
        for z in range(9, 15):
            tile = fullest(cells, z)
            taken, size = zip(*(cold(database, tile) for _ in range(5)), strict=True)
            yield within(f"vector tile z{z} of {inside(cells, tile):,} grids, cold, {size[0] / 1e3:.0f} KB", float(np.median(taken)), 0.2, 1.0, "0.2 s")


def within_one_tile(cells: np.ndarray, z: int) -> np.ndarray:
    """The coverage moved to the middle of the tile that it lies in, so that no border of tiles cuts it."""
    west, south, east, north = shapely.total_bounds(cells)
    tile = tile_at(*mercator((west + east) / 2, (south + north) / 2), z)
    left, bottom, right, top = tile.bounds
    lon = (left + right) / 2 / HALF_WORLD * 180
    lat = np.degrees(np.arctan(np.sinh((bottom + top) / 2 / HALF_WORLD * np.pi)))
    return shapely.transform(cells, lambda at: at + [lon - (west + east) / 2, lat - (south + north) / 2])


def publish(database: Database, cells: np.ndarray) -> None:
    """One town of these grids."""
    nodes = [GridNode("T", "镇", "town", 1, geom=shapely.union_all(cells))]
    nodes += [GridNode(f"{place:06d}", f"第{place}网格", "grid", 3, "T", geom=shape) for place, shape in enumerate(cells)]
    with database.begin() as connection:
        publish_first(connection, LOCAL_OPERATOR, nodes)


def cold(database: Database, tile: Tile) -> tuple[float, int]:
    """Seconds and bytes of a tile with every grid in it, whatever the zoom would show."""
    began = time.perf_counter()
    with database.begin() as connection:
        made = tiles.grids(connection, LOCAL_OPERATOR, tile, kinds=("town", "grid"))
    return time.perf_counter() - began, len(made)


def fullest(cells: np.ndarray, z: int) -> Tile:
    """The tile that holds the middles of most grids."""
    points = shapely.get_coordinates(shapely.centroid(cells))
    found = [tile_at(*mercator(lon, lat), z) for lon, lat in points.tolist()]
    return max(set(found), key=found.count)


def inside(cells: np.ndarray, tile: Tile) -> int:
    """How many grids the tile touches, nearly."""
    west, south, east, north = (edge / HALF_WORLD for edge in tile.bounds)
    box = shapely.box(west * 180, np.degrees(np.arctan(np.sinh(south * np.pi))), east * 180, np.degrees(np.arctan(np.sinh(north * np.pi))))
    return len(shapely.STRtree(cells).query(box, predicate="intersects"))
