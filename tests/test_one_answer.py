"""One place, one answer: whoever is asked, the library, SQL, the API, an import or a tile, says the same.

Asked on the sample town, on 605 real grids after the repairs that `check` reports, and on three nested real layers:
random places, and places built on edges, on corners, a millimetre beside an edge, in enterprises and outside.
"""

import csv
from collections.abc import Callable, Iterator
from contextlib import nullcontext
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from urllib.parse import urlencode
from zoneinfo import ZoneInfo

import geopandas as gpd
import mapbox_vector_tile
import numpy as np
import pandas as pd
import pytest
import shapely
from sqlalchemy import text

from gis_app import clock
from gis_app.db.queries.incidents import Filter
from gis_app.db.session import Database
from gis_app.domain.actors import LOCAL_OPERATOR
from gis_app.domain.checks import check
from gis_app.domain.checks.repair import repair
from gis_app.domain.grids import GridNode
from gis_app.domain.locate import Located, Locator
from gis_app.domain.places import scale_at
from gis_app.domain.tiles import mercator, tile_at
from gis_app.exchange.frames import read_grids
from gis_app.services import tiles
from gis_app.services.editions import publish_first
from gis_app.services.exchange import Order, import_file
from gis_app.services.register import as_frame
from gis_app.services.sample import Wish, load
from gis_app.services.snapshot import Snapshot
from gis_app.services.snapshot import load as snapshot_of
from gis_app.web.state import EXTENSION
from tests import small_town

SNAP_M = 25.0
RANDOM, KEPT, ASKED = 100_000, 700, 150
ZONE = ZoneInfo("Asia/Shanghai")
SAME_M = 1e-6
Array = np.ndarray[tuple[int], np.dtype[np.float64]]


@dataclass(frozen=True)
class Place:
    """A database with one published town, what is in force there, and where to ask."""

    database: Database
    snapshot: Snapshot
    lon: Array
    lat: Array

    @property
    def frame(self) -> gpd.GeoDataFrame:
        return as_frame(self.snapshot.drawn)


def sample_town(database: Database, _: Callable[[], Path]) -> None:
    wish = Wish("town", 7, date(2026, 3, 1), incidents=200, households=300)
    load(database, LOCAL_OPERATOR, wish, zone=ZONE, snap_m=SNAP_M, progress=lambda *_: nullcontext(lambda _: None))


def hangzhou(database: Database, realdata: Callable[[], Path]) -> None:
    given, _ = read_grids(realdata() / "china_hangzhou_xihu" / "xihu_grids_605.geojson")
    mended = repair(given, check(given))
    codes = mended["code"].where(mended["code"].notna() & ~mended["code"].duplicated(), [f"unnumbered-{n}" for n in range(len(mended))])
    names = mended["name"].fillna("无名")
    nodes = [GridNode(code, name, "grid", 3, geom=shape) for code, name, shape in zip(codes, names, mended.geometry, strict=True)]
    _publish(database, nodes)


def washington(database: Database, realdata: Callable[[], Path]) -> None:
    folder = realdata() / "washington_dc"
    layers = (("ward-2012.geojson", "WARD", 2), ("advisory-neighborhood-commission-2013.geojson", "ANC_ID", 3),
              ("single-member-district-2013.geojson.zip", "SMD_ID", 4))
    nodes = []
    for file, column, level in layers:
        for row in gpd.read_file(folder / file).itertuples():
            nodes.append(GridNode(f"{level}-{getattr(row, column)}", str(getattr(row, column)), "grid", level, geom=row.geometry))
    _publish(database, nodes)


def _publish(database: Database, nodes: list[GridNode]) -> None:
    with database.begin() as connection:
        publish_first(connection, LOCAL_OPERATOR, [GridNode("TOWN", "示范", "town", 1), *nodes])


@pytest.fixture(scope="module", params=[sample_town, hangzhou, washington], ids=lambda made: made.__name__)
def place(request: pytest.FixtureRequest, new_database: Callable[[], Database]) -> Iterator[Place]:
    database = new_database()
    request.param(database, lambda: request.getfixturevalue("realdata"))
    with database.begin() as connection:
        held = snapshot_of(connection, clock.now(), SNAP_M)
    lon, lat = places_to_ask(held)
    yield Place(database, held, lon, lat)
    database.close()


def places_to_ask(held: Snapshot) -> tuple[Array, Array]:
    """What was built first (in a mixed order), then what is random; about a tenth lies outside."""
    rng = np.random.default_rng(20261123)
    shapes = np.array([row["geom"] for row in held.drawn])
    built = np.vstack([
        corners(shapes), edges(shapes, rng), shapely.get_coordinates(shapely.point_on_surface(shapes)),
        shapely.get_coordinates(shapely.buffer(shapely.union_all(shapes), 1e-4))[:200],
    ])
    built = built[rng.permutation(len(built))]
    west, south, east, north = shapely.total_bounds(shapes)
    random = rng.uniform((west - 0.002, south - 0.002), (east + 0.002, north + 0.002), (RANDOM, 2))
    lon, lat = np.vstack([built, random]).T.copy()
    return lon, lat


def corners(shapes: np.ndarray) -> np.ndarray:
    """Vertices: where 2, 3 and 4 grids meet as often as there are such places, and some others."""
    vertices, count = np.unique(shapely.get_coordinates(shapes), axis=0, return_counts=True)
    return np.vstack([vertices[count == often][:150] for often in range(1, 9)])


def edges(shapes: np.ndarray, rng: np.random.Generator) -> np.ndarray:
    """Middles of edges, places along them, and a millimetre to either side."""
    rings = shapely.get_parts(shapely.boundary(shapes))
    parts = [shapely.get_coordinates(ring) for ring in shapely.get_parts(rings)]
    start, end = np.vstack([part[:-1] for part in parts]), np.vstack([part[1:] for part in parts])
    chosen = rng.choice(len(start), min(300, len(start)), replace=False)
    a, b = start[chosen], end[chosen]
    along = a + (b - a) * rng.uniform(0, 1, (len(a), 1))
    scale = np.array(scale_at(float(a[0, 1])))
    step = (b - a) * scale
    aside = np.column_stack([-step[:, 1], step[:, 0]]) / np.hypot(*step.T)[:, None] / 1000 / scale
    return np.vstack([(a + b) / 2, along, along + aside, along - aside])


@pytest.fixture(scope="module")
def expected(place: Place) -> pd.DataFrame:
    """The answer of GEOS alone."""
    return Locator(place.frame, engine="shapely").assign(points(place), snap_m=SNAP_M)


def points(place: Place) -> gpd.GeoSeries:
    return gpd.GeoSeries(gpd.points_from_xy(place.lon, place.lat), crs=4326)


def assert_same(ours: pd.DataFrame, expected: pd.DataFrame) -> None:
    """Grid, rule and nearness alike, metres to a micrometre."""
    for column in ("grid_code", "rule", "near_boundary"):
        got, want = (frame[column].astype(object).where(frame[column].notna(), None).to_numpy() for frame in (ours, expected))
        wrong = np.flatnonzero(got != want)
        assert not len(wrong), (column, wrong[:5], got[wrong[:5]], want[wrong[:5]])
    got, want = (frame["distance_m"].to_numpy(np.float64, na_value=np.nan) for frame in (ours, expected))
    np.testing.assert_allclose(got, want, rtol=0, atol=SAME_M)


def test_every_rule_occurs(expected: pd.DataFrame) -> None:
    assert set(expected["rule"]) == {"covers", "boundary", "nearest", "outside"}


def test_the_compiled_engine(place: Place, expected: pd.DataFrame) -> None:
    locator = Locator(place.frame, engine="numba")
    assert_same(locator.assign(points(place), snap_m=SNAP_M), expected)
    codes = np.append(place.frame["code"].to_numpy(object), None)
    covered = expected["rule"].isin(("covers", "boundary")).to_numpy()
    index = locator.index(place.lon, place.lat)
    assert (codes[index[covered]] == expected["grid_code"].to_numpy(object)[covered]).all()
    assert (index[~covered] == -1).all()


def test_one_place_at_a_time(place: Place, expected: pd.DataFrame) -> None:
    some = slice(0, 4 * KEPT)
    found = [place.snapshot.places.explain(lon, lat, None) for lon, lat in zip(place.lon[some], place.lat[some], strict=True)]
    assert_same(pd.DataFrame([_row(one) for one in found]), expected[some])


def _row(found: Located) -> dict[str, object]:
    return {"grid_code": found.grid and found.grid.code, "rule": found.rule, "near_boundary": found.near_boundary, "distance_m": found.distance_m}


def test_sql(place: Place, expected: pd.DataFrame) -> None:
    asked = {"lon": place.lon.tolist(), "lat": place.lat.tolist(), "snap": SNAP_M}
    with place.database.begin() as connection:
        found = connection.execute(text(
            "SELECT code AS grid_code, rule, near_boundary, distance_m "
            "FROM wangge_locate_many(CAST(:lon AS float8[]), CAST(:lat AS float8[]), now(), :snap) ORDER BY n"
        ), asked).mappings().all()
    assert_same(pd.DataFrame(found), expected)


def test_the_api(place: Place, expected: pd.DataFrame, tmp_path: Path) -> None:
    app, found = small_town.application(place.database, tmp_path), []
    client = app.test_client()
    for lon, lat in zip(place.lon[:ASKED], place.lat[:ASKED], strict=True):
        told = client.get(f"/api/v1/locate?{urlencode({'lon': lon, 'lat': lat})}").json
        found.append({**told, "grid_code": told["grid"] and told["grid"]["code"]})
    app.extensions[EXTENSION].database.close()
    rounded = expected[:ASKED].assign(distance_m=expected["distance_m"][:ASKED].round(3))
    assert_same(pd.DataFrame(found), rounded)


@pytest.fixture(scope="module")
def imported(place: Place, tmp_path_factory: pytest.TempPathFactory) -> int:
    """The first places, imported as incidents from a file; how many."""
    file = tmp_path_factory.mktemp("import") / "incidents.csv"
    with file.open("w", encoding="utf-8", newline="") as out:
        rows = csv.writer(out)
        rows.writerow(("external_id", "lon", "lat", "item", "text", "reported_at", "source"))
        rows.writerows((f"one-{n}", repr(float(place.lon[n])), repr(float(place.lat[n])), "", "井盖缺失", "2026-02-03 10:00", "hotline") for n in range(KEPT))
    report = import_file(place.database, LOCAL_OPERATOR, file, Order("incidents", ZONE, SNAP_M, "EPSG:4326"))
    assert report.exit_code == 0, report.lines()
    return KEPT


def test_an_import(place: Place, expected: pd.DataFrame, imported: int) -> None:
    with place.database.begin() as connection:
        found = connection.execute(text(
            "SELECT grid_code, rule, near_boundary, distance_m FROM incident WHERE external_id LIKE 'one-%' "
            "ORDER BY substr(external_id, 5)::int"
        )).mappings().all()
    assert_same(pd.DataFrame(found), expected[:imported])


def test_tiles(place: Place, expected: pd.DataFrame, imported: int) -> None:
    """`grid_code` and `rule` of each incident's feature on its tile."""
    with place.database.begin() as connection:
        numbers = dict(connection.execute(text("SELECT number, substr(external_id, 5)::int FROM incident WHERE external_id LIKE 'one-%'")).all())
        seen = {}
        for n in range(0, imported, 7):
            tile = tile_at(*mercator(place.lon[n], place.lat[n]), 19)
            made = tiles.incidents(connection, LOCAL_OPERATOR, tile, Filter(), None, ZONE)
            for feature in mapbox_vector_tile.decode(made)["incidents"]["features"]:
                seen[feature["properties"]["number"]] = feature["properties"]
    mine = {numbers[number]: told for number, told in seen.items() if number in numbers}
    assert set(range(0, imported, 7)) <= set(mine)
    for n, told in mine.items():
        row = expected.iloc[n]
        code = None if pd.isna(row["grid_code"]) else row["grid_code"]
        assert (told.get("grid_code"), told["rule"], told["near_boundary"]) == (code, row["rule"], row["near_boundary"])
