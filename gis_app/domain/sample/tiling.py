"""The nodes of every town with their codes, names and seamless areas: 1 town, 5 work areas, 36 grids, 19 enterprises."""

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from numpy.typing import NDArray

from gis_app.domain.sample import names
from gis_app.domain.sample.boundaries import AREAS_A_TOWN, GRIDS_A_TOWN, Division
from gis_app.domain.sample.chance import stream
from gis_app.domain.sample.enterprises import PLANTS_A_TOWN, Plots
from gis_app.domain.sample.frame import Array
from gis_app.domain.sample.ground import Ints
from gis_app.domain.sample.layout import Layout

FIRST_TOWN, FIRST_VILLAGE = 100, 200
Node = tuple[str, str, str, int, str | None, str | None, int]
COLUMNS = ["code", "name", "kind", "level", "parent", "lies_in", "town"]


def tile(layout: Layout, division: Division, grids: NDArray[np.object_], plots: Plots) -> gpd.GeoDataFrame:
    """All nodes in lon/lat, a town after the other, each town's in the order town, work areas, grids, enterprises.

    `grids` are village grids in lon/lat without holes. Areas of parents are unions of their leaves' areas, so that
    every vertex is the leaf's own. `parent` and `lies_in` are codes; `town` is the town's number.
    """
    leaves, plants = _carve(layout, grids, plots)
    frames = [_town_nodes(layout, division, plots, leaves, plants, town) for town in range(layout.towns)]
    return gpd.GeoDataFrame(pd.concat(frames, ignore_index=True), geometry="geometry", crs="EPSG:4326")


def _carve(layout: Layout, grids: NDArray[np.object_], plots: Plots) -> tuple[NDArray[np.object_], NDArray[np.object_]]:
    """Each plot becomes a hole of its grid, made of the very same vertices."""
    plants = layout.frame.to_degrees(plots.outline)
    rings = shapely.get_exterior_ring(plants)
    leaves = [
        shapely.Polygon(shapely.get_exterior_ring(shell), rings[plots.grid == number].tolist())
        for number, shell in enumerate(grids)
    ]
    return shapely.normalize(np.array(leaves)), plants


def _town_nodes(
    layout: Layout, division: Division, plots: Plots, leaves: NDArray[np.object_], plants: NDArray[np.object_], town: int
) -> pd.DataFrame:
    own = np.arange(town * GRIDS_A_TOWN, (town + 1) * GRIDS_A_TOWN)
    mine = np.flatnonzero(plots.grid // GRIDS_A_TOWN == town)
    town_code, town_name = f"{names.COUNTY_CODE}{FIRST_TOWN + town:03d}", names.TOWNS[town]
    area_codes = np.array([f"{town_code}W{number + 1:02d}" for number in range(AREAS_A_TOWN)])
    grid_area, plant_area = division.area[own], division.area[plots.grid[mine]]
    bodies = [
        shapely.coverage_union_all(np.concatenate([leaves[own][grid_area == area], plants[mine][plant_area == area]]))
        for area in range(AREAS_A_TOWN)
    ]
    rows: list[Node] = [(town_code, town_name, "town", 1, None, None, town)]
    rows += [(code, f"第{names.NUMERALS[i]}工作区", "work_area", 2, town_code, town_code, town) for i, code in enumerate(area_codes)]
    codes, titles = village_codes(layout.seed, town, division.village[own], division.centres[own])
    rows += [
        (f"{town_code}{code}", title, "grid", 3, area, area, town)
        for code, title, area in zip(codes, titles, area_codes[grid_area], strict=True)
    ]
    rows += [
        (f"{town_code}E{i + 1:02d}", title, "enterprise", 3, town_code, area, town)
        for i, (title, area) in enumerate(zip(plant_names(layout.seed, town), area_codes[plant_area], strict=True))
    ]
    frame = pd.DataFrame(rows, columns=COLUMNS)
    frame["geometry"] = [shapely.coverage_union_all(bodies), *bodies, *leaves[own], *plants[mine]]
    return frame


def village_codes(seed: int, town: int, village: Ints, centres: Array) -> tuple[list[str], list[str]]:
    """Village code (3) + serial (3), and names such as 石桥村第一网格, in the order given.

    Villages, and the grids of each, are numbered west to east, then north to south.
    """
    titles = village_names(seed, town, int(village.max()) + 1)
    middles = np.array([centres[village == number].mean(axis=0) for number in range(len(titles))])
    rank = np.argsort(np.lexsort((-middles[:, 1], middles[:, 0])))
    codes, full = [""] * len(village), [""] * len(village)
    for number, title in enumerate(titles):
        members = np.flatnonzero(village == number)
        for serial, grid in enumerate(members[np.lexsort((-centres[members, 1], centres[members, 0]))]):
            codes[grid] = f"{FIRST_VILLAGE + rank[number]:03d}{serial + 1:03d}"
            full[grid] = f"{title}第{names.NUMERALS[serial]}网格"
    return codes, full


def village_names(seed: int, town: int, count: int) -> list[str]:
    """Different within a town; the first town takes the names of the drawings."""
    rng = stream(seed, "village names", town)
    pool = list(names.VILLAGES) if town == 0 else rng.permutation(names.VILLAGES).tolist()
    return [f"{name}村" for name in names.pick(rng, pool, count)]


def plant_names(seed: int, town: int) -> list[str]:
    """Different within a town: 青溪竹木制品厂."""
    trades = names.pick(stream(seed, "plant names", town), list(names.TRADES), PLANTS_A_TOWN)
    return [names.short(names.TOWNS[town]) + trade for trade in trades]
