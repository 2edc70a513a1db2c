"""A whole made-up place put together: everything but its incidents, as frames in lon/lat, and the scenes for those."""

from dataclasses import dataclass

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from numpy.typing import NDArray

from gis_app.domain.sample import names
from gis_app.domain.sample.boundaries import GRIDS_A_TOWN, Division, divide
from gis_app.domain.sample.buildings import HALL, USES
from gis_app.domain.sample.chance import stream
from gis_app.domain.sample.cover import grow_cover
from gis_app.domain.sample.enterprises import Plots, site_plants
from gis_app.domain.sample.frame import Array
from gis_app.domain.sample.ground import Ints
from gis_app.domain.sample.households import house, wanted
from gis_app.domain.sample.layout import Layout, lay_out
from gis_app.domain.sample.mosaic import mosaic
from gis_app.domain.sample.roads import LANE, Roads, build_roads
from gis_app.domain.sample.scene import Scene, along
from gis_app.domain.sample.settlements import Hamlets, settle
from gis_app.domain.sample.staff import staff
from gis_app.domain.sample.tiling import tile
from gis_app.domain.sample.units import open_units
from gis_app.domain.sample.villages import Built, Site, build
from gis_app.domain.sample.water import Water, run_water

YARDS = 12
ROAD_CLASSES = ("main", "village", "lane")


@dataclass(frozen=True)
class Place:
    """Frames with a column `town` (0..); `weight` (towns,) is each town's share of incidents.

    grids: code, name, kind, level, parent, lies_in. roads, water: external_id, category, name. cover: external_id,
    category. buildings: external_id, use, floors, name. households: external_id, building (position), address,
    people_registered, people_present. units: external_id, name, kind, address. staff: code, post, name, phone.
    """

    grids: gpd.GeoDataFrame
    roads: gpd.GeoDataFrame
    streams: gpd.GeoDataFrame
    water: gpd.GeoDataFrame
    cover: gpd.GeoDataFrame
    buildings: gpd.GeoDataFrame
    households: gpd.GeoDataFrame
    units: gpd.GeoDataFrame
    staff: pd.DataFrame
    scenes: list[Scene]
    weight: Array


def make_place(seed: int, towns: int, households: int) -> Place:
    """Make `towns` towns (1 or 20) with `households` in all."""
    layout = lay_out(seed, towns)
    division = divide(layout)
    outer = shells(layout, division)
    flat = layout.frame.to_metres(outer)
    hamlets = settle(layout, division)
    roads, water = build_roads(layout, hamlets), run_water(layout)
    plots = site_plants(layout, flat, roads, water)
    homes = wanted(hamlets, split(households, np.ones(towns)))
    built = build(layout, hamlets, homes, Site(flat, roads, water, plots), plots)
    lived = house(seed, hamlets, homes, built)
    nodes = tile(layout, division, outer, plots)
    words = _Words(seed, nodes, hamlets)
    town_shapes = np.asarray(nodes.geometry.values)[(nodes["kind"] == "town").to_numpy()]
    lines = Roads([*roads.lines, *built.lanes], np.concatenate([roads.category, np.full(len(built.lanes), LANE)]))
    return Place(
        nodes, _roads(layout, lines, town_shapes), _streams(layout, water, town_shapes),
        _water(layout, water, town_shapes), _numbered(grow_cover(layout, town_shapes, built, hamlets.town), "L"),
        _buildings(layout, hamlets, built, plots), _households(layout, lived, words, built),
        _units(layout, hamlets, built, words, plots, nodes), staff(seed, nodes),
        _scenes(layout, hamlets, lived, lines, water, plots, nodes, words),
        np.bincount(lived["town"], lived["people_present"], towns).astype(np.float64),
    )


def split(total: int, weights: Array) -> Ints:
    """`total` in whole numbers by weights; the largest remainders get one more."""
    exact = total * weights / weights.sum()
    parts = np.floor(exact).astype(np.int64)
    parts[np.argsort(parts - exact, kind="stable")[: total - parts.sum()]] += 1
    return np.asarray(parts)


def shells(layout: Layout, division: Division) -> NDArray[np.object_]:
    """Village grids without holes, in order of their number."""
    areas, owner = mosaic(layout.ground, division.grid, layout.frame, stream(layout.seed, "borders"))
    return areas[np.argsort(owner, kind="stable")]


class _Words:
    """What hamlets are called: 石桥村上塘组."""

    def __init__(self, seed: int, nodes: gpd.GeoDataFrame, hamlets: Hamlets) -> None:
        title = nodes.loc[nodes["kind"] == "grid", "name"].str.slice(0, -4).to_numpy()
        self.village = [str(title[grid]) for grid in hamlets.grid]
        self.town = [names.TOWNS[town] for town in hamlets.town]
        groups: dict[tuple[int, str], list[str]] = {}
        self.hamlet = []
        for town, village in zip(hamlets.town.tolist(), self.village, strict=True):
            pool = groups.setdefault((town, village), stream(seed, "groups", town, village).permutation(names.GROUPS).tolist())
            self.hamlet.append(f"{village}{pool.pop()}组")


def _cut(layout: Layout, shapes: list[shapely.Geometry], towns: NDArray[np.object_]) -> tuple[Ints, Ints, NDArray[np.object_]]:
    """Shapes in metres cut at the towns' borders: position, town, the part in lon/lat."""
    drawn = layout.frame.to_degrees(np.array(shapes, dtype=object))
    town, which = shapely.STRtree(drawn).query(towns, predicate="intersects")
    whole = np.zeros(len(town), dtype=bool)
    shapely.prepare(towns)
    whole[:] = shapely.covers(towns[town], drawn[which])
    parts = drawn[which]
    parts[~whole] = shapely.intersection(parts[~whole], towns[town[~whole]])
    keep = ~shapely.is_empty(parts) & (shapely.get_dimensions(parts) == shapely.get_dimensions(drawn[which]))
    order = np.lexsort((which[keep], town[keep]))
    return which[keep][order], town[keep][order], parts[keep][order]


def _frame(columns: dict[str, object], geometry: NDArray[np.object_], letter: str) -> gpd.GeoDataFrame:
    return _numbered(gpd.GeoDataFrame(columns, geometry=geometry, crs="EPSG:4326"), letter)


def _numbered(frame: gpd.GeoDataFrame, letter: str) -> gpd.GeoDataFrame:
    """Serial numbers within the town: R00001."""
    serial = frame.groupby("town").cumcount() + 1
    frame["external_id"] = letter + serial.astype(str).str.zfill(5)
    return frame


def _roads(layout: Layout, roads: Roads, towns: NDArray[np.object_]) -> gpd.GeoDataFrame:
    which, town, parts = _cut(layout, [shapely.linestrings(line) for line in roads.lines], towns)
    category = roads.category[which]
    name = [f"X{301 + t}县道" if kind == 0 else None for t, kind in zip(town.tolist(), category.tolist(), strict=True)]
    return _frame({"town": town, "category": np.array(ROAD_CLASSES)[category], "name": name}, parts, "R")


def _streams(layout: Layout, water: Water, towns: NDArray[np.object_]) -> gpd.GeoDataFrame:
    _, town, parts = _cut(layout, [shapely.linestrings(line) for line in water.lines], towns)
    return _frame({"town": town, "category": "stream", "name": _stream_names(town)}, parts, "S")


def _water(layout: Layout, water: Water, towns: NDArray[np.object_]) -> gpd.GeoDataFrame:
    _, town, parts = _cut(layout, list(water.areas), towns)
    return _frame({"town": town, "category": "stream", "name": _stream_names(town)}, parts, "A")


def _stream_names(town: Ints) -> list[str]:
    """A stream is called after the town: 青溪, 竹岭溪."""
    return [short if (short := names.short(names.TOWNS[number])).endswith("溪") else f"{short}溪" for number in town.tolist()]


def _buildings(layout: Layout, hamlets: Hamlets, built: Built, plots: Plots) -> gpd.GeoDataFrame:
    of_plant = plots.grid[built.plant] // GRIDS_A_TOWN
    town = np.where(built.use == HALL, of_plant, hamlets.town[built.hamlet])
    return _frame({"town": town, "use": np.array(USES)[built.use], "floors": built.floors},
                  layout.frame.to_degrees(built.outline), "B")


def _households(layout: Layout, lived: pd.DataFrame, words: _Words, built: Built) -> gpd.GeoDataFrame:
    first = np.unique(built.hamlet, return_index=True)
    start = dict(zip(first[0].tolist(), first[1].tolist(), strict=True))
    in_building = lived.groupby("building").cumcount().to_numpy() + 1
    shared = lived.groupby("building")["town"].transform("size").to_numpy()
    address = [
        f"{words.town[hamlet]}{words.hamlet[hamlet]}{building - start[hamlet] + 1}" + (f"幢{100 * (1 + (turn - 1) // 4) + 1 + (turn - 1) % 4}室" if many > 4 else "号")
        for hamlet, building, turn, many in zip(lived["hamlet"].tolist(), lived["building"].tolist(), in_building.tolist(), shared.tolist(), strict=True)
    ]
    lonlat = layout.frame.degrees(lived[["x", "y"]].to_numpy())
    columns = lived[["town", "building", "people_registered", "people_present"]].to_dict("series")
    return _frame({**columns, "address": address}, shapely.points(lonlat), "H")


def _units(
    layout: Layout, hamlets: Hamlets, built: Built, words: _Words, plots: Plots, nodes: gpd.GeoDataFrame
) -> gpd.GeoDataFrame:
    plants = nodes.loc[nodes["kind"] == "enterprise", "name"].tolist()
    units = open_units(layout.seed, hamlets, built, words.village, plants, plots.centre)
    address = [
        names.TOWNS[town] + (words.hamlet[hamlet] if hamlet >= 0 else name)
        for town, hamlet, name in zip(units["town"], units["hamlet"], units["name"], strict=True)
    ]
    lonlat = layout.frame.degrees(units[["x", "y"]].to_numpy())
    return _frame({**units[["town", "name", "kind"]].to_dict("series"), "address": address}, shapely.points(lonlat), "U")


def _scenes(
    layout: Layout, hamlets: Hamlets, lived: pd.DataFrame, roads: Roads, water: Water, plots: Plots,
    nodes: gpd.GeoDataFrame, words: _Words,
) -> list[Scene]:
    """The points of each town from which its incidents are drawn."""
    places = lived[["x", "y"]].to_numpy()
    road, bank = along(roads.lines, 25.0), along(water.lines, 25.0)
    leaves = nodes[nodes["kind"].isin(("grid", "enterprise"))]
    shapes = np.asarray(nodes.geometry.values)[(nodes["kind"] == "town").to_numpy()]
    flat = layout.frame.to_metres(shapes)
    scenes = []
    for town in range(layout.towns):
        rng = stream(layout.seed, "scene", town)
        plant = np.flatnonzero(plots.grid // GRIDS_A_TOWN == town)
        mine = np.flatnonzero(hamlets.town == town)
        wood = layout.ground.points[(layout.town == town) & (layout.height > 0.5)]
        own = leaves[leaves["town"] == town]
        scenes.append(Scene(
            layout.frame,
            (places[lived["town"].to_numpy() == town], _inside(road, flat[town]), _yards(rng, plots, plant),
             _inside(bank, flat[town]), wood),
            np.unique(shapely.get_coordinates(np.asarray(own.geometry.values)), axis=0),
            _beyond(rng, layout, flat[town]), layout.ground.points[hamlets.node[mine]],
            [words.hamlet[hamlet] for hamlet in mine],
            np.repeat(own.loc[own["kind"] == "enterprise", "name"], YARDS).tolist(), np.asarray(own.geometry.values),
        ))
    return scenes


def _yards(rng: np.random.Generator, plots: Plots, plant: Ints) -> Array:
    """Places within each plot, the same number for each."""
    many = np.repeat(plant, YARDS)
    local = rng.uniform(-0.72, 0.72, (len(many), 2)) * plots.half[many]
    cos, sin = np.cos(plots.angle[many]), np.sin(plots.angle[many])
    x, y = local.T
    return np.asarray(np.column_stack([x * cos - y * sin, x * sin + y * cos]) + plots.centre[many])


def _inside(points: Array, area: shapely.Geometry) -> Array:
    shapely.prepare(area)
    return np.asarray(points[shapely.contains_xy(area, points)])


def _beyond(rng: np.random.Generator, layout: Layout, area: shapely.Geometry) -> Array:
    """Places in no town, within some hundred metres of this one."""
    outside = layout.ground.points[layout.town < 0]
    near = outside[shapely.dwithin(area, shapely.points(outside), 700.0)]
    return layout.frame.degrees(near + rng.normal(0, 40, near.shape))
