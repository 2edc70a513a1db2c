"""Real places: the official column of a real city, 605 real grids, nested layers; all engines agree on all of them."""

from pathlib import Path

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import shapely
from pyproj import Geod

from gis_app.domain.locate import Locator
from tests.domain.coverages import hard_points

NESTED = {"ward-2012.geojson": 1, "advisory-neighborhood-commission-2013.geojson": 2, "single-member-district-2013.geojson.zip": 3}
"""Layers of one city that lie within each other, by level."""

SPELT = ("FIRST", "SECOND", "THIRD", "FOURTH", "FIFTH", "SIXTH", "SEVENTH")


@pytest.fixture(scope="module")
def crime(realdata: Path) -> gpd.GeoDataFrame:
    return gpd.read_file(realdata / "washington_dc" / "dc_crime_2016_last30d.geojson")


@pytest.fixture(scope="module")
def xihu(realdata: Path) -> gpd.GeoDataFrame:
    """The 605 grids, the one self-crossing polygon repaired; codes as in the file, blank ones too."""
    grids = gpd.read_file(realdata / "china_hangzhou_xihu" / "xihu_grids_605.geojson")
    grids.geometry = shapely.make_valid(grids.geometry.array, method="structure", keep_collapsed=False)
    return grids


def test_the_city_s_own_column(realdata: Path) -> None:
    """22,391 of 22,427 requests: what an exact point in polygon reaches (MANIFEST)."""
    wards = gpd.read_file(realdata / "washington_dc" / "ward-2012.geojson")
    wards["WARD"] = wards.WARD.astype(int)
    calls = pd.read_csv(realdata / "washington_dc" / "dc_311_requests_2016.csv.gz", low_memory=False)
    official = pd.to_numeric(calls.WARD, errors="coerce")
    index = Locator(wards, code="WARD").index(calls.GEOM_LON.to_numpy(float), calls.GEOM_LAT.to_numpy(float))
    known = (official.notna() & calls.GEOM_LON.notna()).to_numpy()
    same = wards.WARD.to_numpy()[index[known]] == official[known].to_numpy()
    assert (known.sum(), same.sum()) == (22_427, 22_391)


@pytest.mark.parametrize(("file", "code", "column", "known", "agree"), [
    ("advisory-neighborhood-commission-2013.geojson", "ANC_ID", "ANC", 2898, 2898),
    ("census-tracts-2010.geojson.zip", "TRACT", "CENSUS_TRACT", 2895, 2895),
    ("census-block-groups-2010.geojson.zip", "BLKGRP", "BLOCK_GROUP", 2895, 2895),
    ("voting-precinct-2012.geojson.zip", "NAME", "VOTING_PRECINCT", 2898, 2898),
    ("neighborhood-clusters.geojson", "NAME", "NEIGHBORHOODCLUSTER", 2864, 2864),
    ("ward-2012.geojson", "WARD", "WARD", 2898, 2892),
    ("police-districts-mpd.geojson.zip", "DISTRICT", "DISTRICT", 2898, 2865),
    ("police-service-areas-psa.geojson.zip", "PSA", "PSA", 2895, 2770),
])  # fmt: skip
def test_every_official_column(
    realdata: Path, crime: gpd.GeoDataFrame, file: str, code: str, column: str, known: int, agree: int
) -> None:
    areas = gpd.read_file(realdata / "washington_dc" / file)
    if column == "BLOCK_GROUP":
        areas[code] = areas.TRACT.astype(str).str.zfill(6) + " " + areas.BLKGRP.astype(str)
    areas[code] = [_plain(value) for value in areas[code]]
    frame = Locator(areas, code=code).assign(crime)
    official = crime[column].map(_plain, na_action="ignore")
    has = official.notna().to_numpy()
    assert has.sum() == known
    assert (frame.grid_code.to_numpy()[has] == official[has].to_numpy()).sum() == agree


def _plain(value: object) -> str:
    """Codes as both files mean them: without the word before, zeros in front or a number spelt out."""
    text = str(value).removesuffix(".0")
    if text in SPELT:
        return str(SPELT.index(text) + 1)
    for word in ("Precinct ", "Cluster ", "ANC "):
        text = text.removeprefix(word)
    return text.lstrip("0").strip()


def test_605_grids_by_all_engines(xihu: gpd.GeoDataFrame) -> None:
    rng = np.random.default_rng(1)
    west, south, east, north = xihu.total_bounds
    points = np.vstack([hard_points(xihu.geometry.to_numpy(), rng, 2000), rng.uniform((west, south), (east, north), (100_000, 2))])
    _agree(xihu, "XZQHBM", points, snap_m=25.0)


def test_nested_layers_by_all_engines(realdata: Path, crime: gpd.GeoDataFrame) -> None:
    layers = [gpd.read_file(realdata / "washington_dc" / file).assign(level=level) for file, level in NESTED.items()]
    grids = pd.concat([layer[["level", "geometry"]] for layer in layers], ignore_index=True)
    grids["code"] = [f"{k:04d}" for k in np.random.default_rng(2).permutation(len(grids))]
    points = np.vstack([hard_points(grids.geometry.to_numpy(), np.random.default_rng(3), 2000), crime.get_coordinates()])
    index = _agree(grids, "code", points, snap_m=25.0)
    inside = index[-len(crime):] >= 0
    assert inside.all() and (grids.level.to_numpy()[index[-len(crime):]] == 3).mean() > 0.99


def _agree(grids: gpd.GeoDataFrame, code: str, points: np.ndarray, snap_m: float) -> np.ndarray:
    fast, plain = (Locator(grids, code=code, engine=engine) for engine in ("numba", "shapely"))
    one, other = (each.grids.answers(points[:, 0], points[:, 1], snap_m=snap_m) for each in (fast, plain))
    for mine, theirs in zip(one[:3], other[:3], strict=True):
        assert (mine == theirs).all()
    assert np.allclose(one.distance, other.distance, rtol=0, atol=1e-9, equal_nan=True)
    for k in range(0, len(points), len(points) // 500):
        found = fast.explain(*points[k], snap_m=snap_m)
        assert (found.grid.position if found.grid else -1) == one.grid[k]
    return np.asarray(one.grid)


def test_metres_are_metres(xihu: gpd.GeoDataFrame) -> None:
    """Against the geodesic, over border distances of up to some hundred metres: within a millimetre or 1 in 100,000."""
    locator = Locator(xihu, code="XZQHBM")
    west, south, east, north = xihu.total_bounds
    points = np.random.default_rng(4).uniform((west, south), (east, north), (300, 2))
    answers = locator.grids.answers(points[:, 0], points[:, 1], near_m=500.0)
    assert answers.near.sum() > 100
    geod, borders = Geod(ellps="WGS84"), shapely.boundary(xihu.geometry.to_numpy())
    for k in np.flatnonzero(answers.near & (answers.grid >= 0)):
        way = shapely.segmentize(borders[answers.grid[k]], 1e-5)
        on = shapely.get_coordinates(way)
        _, _, metres = geod.inv(*np.broadcast_arrays(points[k, 0], points[k, 1], on[:, 0], on[:, 1]))
        # a point every metre along the border: at most sqrt(d^2 + 0.5^2) - d too far
        assert metres.min() >= answers.distance[k] - max(1e-3, 1e-5 * answers.distance[k])
        assert metres.min() <= np.hypot(answers.distance[k], 0.6) + 1e-2 or len(locator.explain(*points[k], 500.0).candidates) > 0
