"""The made-up town: exact tiling, the numbers that the domain names, the same place for the same seed."""

import re

import geopandas as gpd
import numpy as np
import pytest
import shapely

from gis_app.domain.locate import Locator
from gis_app.domain.sample.boundaries import divide
from gis_app.domain.sample.enterprises import site_plants
from gis_app.domain.sample.layout import lay_out
from gis_app.domain.sample.place import Place, make_place, shells, split
from gis_app.domain.sample.roads import build_roads
from gis_app.domain.sample.settlements import settle
from gis_app.domain.sample.tiling import tile
from gis_app.domain.sample.water import run_water
from tests.domain.sample.conftest import HOUSEHOLDS, SEED


def vertices(shapes: gpd.GeoSeries) -> set[tuple[float, float]]:
    return set(map(tuple, shapely.get_coordinates(np.asarray(shapes.values)).tolist()))


def leaves(grids: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    return grids[grids["kind"].isin(("grid", "enterprise"))]


def check_tiles(parent: gpd.GeoSeries, children: gpd.GeoSeries) -> None:
    """No gap, no overlap, and not a vertex of the parent that is not a child's own, bit for bit."""
    parts = np.asarray(children.values)
    assert shapely.coverage_is_valid(parts)
    assert shapely.normalize(shapely.coverage_union_all(parts)) == shapely.normalize(parent.iloc[0])
    assert vertices(parent) <= vertices(children)


def test_a_town_has_61_nodes_and_55_leaves(town: Place) -> None:
    assert town.grids["kind"].value_counts().to_dict() == {"grid": 36, "enterprise": 19, "work_area": 5, "town": 1}
    assert shapely.is_valid(np.asarray(town.grids.geometry.values)).all()
    assert (town.grids.geometry.geom_type == "Polygon").all()
    assert 31e6 < town.grids.to_crs(32650).geometry.iloc[0].area < 34e6


def test_a_town_takes_seconds(made: tuple[Place, float]) -> None:
    assert made[1] < 12


def test_leaves_tile_the_town_bit_for_bit(town: Place) -> None:
    grids = town.grids
    whole = grids[grids["kind"] == "town"]
    check_tiles(whole.geometry, leaves(grids).geometry)
    assert len(whole.geometry.iloc[0].interiors) == 0


def test_what_lies_in_a_node_tiles_it(town: Place) -> None:
    grids = town.grids
    for code in grids.loc[grids["kind"].isin(("town", "work_area")), "code"]:
        check_tiles(grids[grids["code"] == code].geometry, grids[grids["lies_in"] == code].geometry)


def test_enterprises_answer_to_the_town_and_are_holes_of_a_village_grid(town: Place) -> None:
    grids = town.grids
    plants = grids[grids["kind"] == "enterprise"]
    assert set(plants["parent"]) == set(grids.loc[grids["kind"] == "town", "code"])
    holes = {ring for shape in grids.loc[grids["kind"] == "grid", "geometry"] for ring in map(frozenset, rings(shape))}
    assert {frozenset(shape.exterior.coords) for shape in plants.geometry} == holes


def rings(shape: shapely.Polygon) -> list[list[tuple[float, ...]]]:
    return [list(ring.coords) for ring in shape.interiors]


def test_codes_and_names(town: Place) -> None:
    grids = town.grids
    assert grids["code"].is_unique
    assert grids["name"].is_unique
    village = grids[grids["kind"] == "grid"]
    assert village["code"].str.fullmatch(r"339901100\d{6}").all()
    assert village["name"].str.fullmatch(r"[一-鿿]{2,3}村第[一二三四五六七八九]网格").all()
    assert grids["name"].str.fullmatch(r"[一-鿿]+").all()
    assert set(village["name"].str[:-4]) & {"石桥村", "柳河村"}
    for _, same in village.groupby(village["code"].str[:12]):
        west_to_east = same.sort_values("code").geometry.apply(lambda shape: shape.exterior.centroid.x)
        assert west_to_east.is_monotonic_increasing or len(same) > 1


def test_households_live_in_buildings_of_their_grid(town: Place) -> None:
    homes = town.households
    assert len(homes) == HOUSEHOLDS
    assert homes["address"].str.fullmatch(r"青溪镇[一-鿿]+村[一-鿿]+组\d+(号|幢\d+室)").all()
    outlines = np.asarray(town.buildings.geometry.values)[homes["building"]]
    assert shapely.covers(outlines, np.asarray(homes.geometry.values)).all()
    found = Locator(town.grids).index(homes.geometry.x.to_numpy(), homes.geometry.y.to_numpy())
    assert (town.grids["kind"].to_numpy()[found] == "grid").all()
    assert homes["people_registered"].between(1, 7).all()
    assert homes["people_present"].sum() < homes["people_registered"].sum()


def test_houses_do_not_stand_on_each_other_nor_on_roads_and_water(town: Place) -> None:
    outlines = np.asarray(town.buildings.to_crs(32650).geometry.values)
    one, other = shapely.STRtree(outlines).query(outlines, predicate="intersects")
    overlap = shapely.area(shapely.intersection(outlines[one[one < other]], outlines[other[one < other]]))
    assert (overlap > 20).sum() < 0.01 * len(outlines)
    water = np.asarray(town.water.to_crs(32650).geometry.values)
    assert len(shapely.STRtree(outlines).query(water, predicate="intersects")[0]) == 0


def test_roads_make_one_network(town: Place) -> None:
    roads = town.roads[town.roads["category"] != "lane"]
    assert set(town.roads["category"]) == {"main", "village", "lane"}
    joined = shapely.union_all(np.asarray(roads.to_crs(32650).buffer(0.1).values))
    assert max(part.area for part in shapely.get_parts(joined)) > 0.95 * joined.area


def test_every_grid_has_its_people_but_for_a_few_vacancies(town: Place) -> None:
    posts = town.staff.groupby("code")["post"].agg(set)
    full = posts.reindex(town.grids.loc[town.grids["kind"] == "grid", "code"]).map(
        lambda held: isinstance(held, set) and held == {"head", "town_worker", "village_worker", "contact"}
    )
    assert 0.7 < full.mean() < 1
    assert town.staff["phone"].str.fullmatch(r"1\d{2}\*{4}\d{4}").all()


def test_land_cover_and_units_are_there(town: Place) -> None:
    assert {"forest", "tea", "paddy", "built"} <= set(town.cover["category"])
    assert {"村委会", "学校", "卫生", "企业", "商店"} <= set(town.units["kind"])
    outline = town.grids.geometry.iloc[0]
    assert town.cover.geometry.covered_by(outline.buffer(1e-8)).all()


def test_the_same_seed_makes_the_same_place_and_another_seed_another() -> None:
    one, two, three = make_place(11, 1, 800), make_place(11, 1, 800), make_place(12, 1, 800)
    for name in ("grids", "roads", "streams", "water", "cover", "buildings", "households", "units"):
        first, second = getattr(one, name), getattr(two, name)
        assert first.drop(columns="geometry").equals(second.drop(columns="geometry"))
        assert (first.geometry.to_wkb() == second.geometry.to_wkb()).all()
    assert one.staff.equals(two.staff)
    assert not one.grids.geometry.equals(three.grids.geometry)


@pytest.mark.parametrize("seed", [1, 2, 4, 8, 14, 27, 59])
def test_any_seed_gives_a_sound_town(seed: int) -> None:
    grids = nodes_of(seed, 1)
    check_tiles(grids[grids["kind"] == "town"].geometry, leaves(grids).geometry)
    assert grids["kind"].value_counts().to_dict() == {"grid": 36, "enterprise": 19, "work_area": 5, "town": 1}
    assert shapely.is_valid(np.asarray(grids.geometry.values)).all()


def test_split_adds_up() -> None:
    assert split(10, np.array([1.0, 1.0, 1.0])).sum() == 10
    assert split(0, np.array([1.0, 2.0])).tolist() == [0, 0]


def nodes_of(seed: int, towns: int) -> gpd.GeoDataFrame:
    """The nodes alone: houses are made alike for one town and twenty."""
    layout = lay_out(seed, towns)
    division = divide(layout)
    outer = shells(layout, division)
    roads = build_roads(layout, settle(layout, division))
    return tile(layout, division, outer, site_plants(layout, layout.frame.to_metres(outer), roads, run_water(layout)))


def test_a_county_is_twenty_towns_without_a_gap() -> None:
    grids = nodes_of(SEED, 20)
    towns = grids[grids["kind"] == "town"]
    assert len(grids) == 20 * 61
    assert towns["name"].is_unique
    assert grids["code"].is_unique
    assert not grids.duplicated(["town", "name"]).any()
    whole = shapely.coverage_union_all(np.asarray(towns.geometry.values))
    assert isinstance(whole, shapely.Polygon)
    assert shapely.is_valid(np.asarray(grids.geometry.values)).all()
    assert len(whole.interiors) == 0
    assert shapely.coverage_is_valid(np.asarray(leaves(grids).geometry.values))
    areas = towns.to_crs(32650).area
    assert areas.between(12e6, 60e6).all()
    assert all(re.fullmatch(r"[一-鿿]{2,3}[镇乡]", name) for name in towns["name"])
