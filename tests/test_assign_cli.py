"""``wangge assign``: every row and column kept, by every format, whatever is wrong with the file said in a sentence."""

import gzip
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import geopandas as gpd
import numpy as np
import pandas as pd
import pyarrow.parquet as pq
import pytest
import shapely
from click.testing import CliRunner, Result

from gis_app.cli import wangge
from gis_app.domain.locate import Locator
from tests.domain.coverages import clustered, fractal

ADDED = ["grid_code", "rule", "near_boundary", "distance_m"]
CSV = """编号,经度,纬度,note,acc
0007,120.003,30.003,"a,b",5
0008,120.0099,30.003,,
0009,120.5,30.5,far,1
0010,,30.0,"no ""place\"\"",1
0011,abc,30.0,x,1
0012,120.005,30.003,"two
lines",600
"""


@pytest.fixture(scope="module")
def grids(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Four squares whose codes begin with a zero, in a GeoPackage."""
    west, south = np.array([120.0, 120.01, 120.0, 120.01]), np.array([30.0, 30.0, 30.01, 30.01])
    path = tmp_path_factory.mktemp("grids") / "grids.gpkg"
    frame = gpd.GeoDataFrame({"code": ["01", "02", "03", "04"], "other": ["x1", "x2", "x3", "x4"]},
                             geometry=shapely.box(west, south, west + 0.01, south + 0.01), crs=4326)  # fmt: skip
    frame.to_file(path)
    return path


@pytest.fixture
def csv(tmp_path: Path) -> Path:
    path = tmp_path / "points.csv"
    path.write_text(CSV, encoding="utf-8")
    return path


def assign(*arguments: object) -> Result:
    return CliRunner().invoke(wangge, ["assign", *map(str, arguments)])


def test_csv_to_csv_keeps_text_and_order(csv: Path, grids: Path, tmp_path: Path) -> None:
    out = tmp_path / "out.csv"
    done = assign(csv, out, "--grids", grids)
    assert done.exit_code == 3, "two rows have no position"
    assert "经度取自列“经度”" in done.stderr and "没有有效位置 2" in done.stderr
    before, after = (pd.read_csv(path, dtype=str, keep_default_na=False) for path in (csv, out))
    assert after.columns.tolist() == [*before.columns, *ADDED]
    pd.testing.assert_frame_equal(after[before.columns.tolist()], before)
    assert after.grid_code.tolist() == ["01", "01", "", "", "", "01"]
    assert after["rule"].tolist() == ["covers", "covers", "outside", "invalid", "invalid", "covers"]
    assert after.near_boundary.tolist() == ["false", "true", "false", "false", "false", "false"]
    assert after.distance_m.tolist() == ["", "9.648", "", "", "", ""]


def test_options(csv: Path, grids: Path, tmp_path: Path) -> None:
    out = tmp_path / "out.csv.gz"
    assert assign(csv, out, "--grids", grids, "--accuracy", "acc", "--snap", 80_000, "--code-field", "other").exit_code == 3
    after = pd.read_csv(out, dtype=str, keep_default_na=False)
    assert after.grid_code.tolist() == ["x1", "x1", "x4", "", "", "x1"]
    assert after["rule"].tolist() == ["covers", "covers", "nearest", "invalid", "invalid", "covers"]
    assert after.near_boundary.tolist() == ["false", "true", "false", "false", "false", "true"]
    assert float(after.distance_m[2]) == pytest.approx(70_391, abs=10)
    assert float(after.distance_m[5]) == pytest.approx(332.6, abs=0.1)


def test_only_what_prints_back_becomes_a_number(grids: Path, tmp_path: Path) -> None:
    source, out = tmp_path / "p.csv", tmp_path / "o.parquet"
    source.write_text("id,n,x,y,price,code,empty\n" + "".join(
        f"{k},{k * 3},120.0{k + 1},30.0050000000000{k + 1},{k}.50,{k:03d},\n" for k in range(1, 6)), encoding="utf-8")
    assert assign(source, out, "--grids", grids).exit_code == 0
    kinds = {field.name: str(field.type) for field in pq.read_schema(out)}
    assert kinds == {"id": "int64", "n": "int64", "x": "double", "y": "double", "price": "string", "code": "string",
                     "empty": "string", "grid_code": "string", "rule": "string", "near_boundary": "bool",
                     "distance_m": "double"}  # fmt: skip
    again = pd.read_parquet(out)
    assert again.code.tolist() == ["001", "002", "003", "004", "005"]
    assert again.grid_code.isna().tolist() == [False, True, True, True, True]


def test_a_column_that_turns_to_text_late_is_text_from_the_start(grids: Path, tmp_path: Path) -> None:
    """The file is longer than what is read at once, and only its last rows tell."""
    number = 700_000
    source, out = tmp_path / "p.csv", tmp_path / "o.parquet"
    frame = pd.DataFrame({"id": np.arange(number).astype(str), "lon": "120.0051", "lat": "30.0051", "pad": "x" * 20})
    frame.loc[number - 1, "id"] = "007"
    frame.to_csv(source, index=False)
    assert source.stat().st_size > 1 << 24
    assert assign(source, out, "--grids", grids).exit_code == 0
    again = pd.read_parquet(out)
    assert len(again) == number and (again.grid_code == "01").all()
    assert again.id.tolist()[-2:] == [str(number - 2), "007"]
    assert again.lon.dtype == np.float64


def test_geopackage_parquet_and_geojson(grids: Path, tmp_path: Path) -> None:
    points = gpd.GeoDataFrame(
        {"n": [1, 2, 3], "when": pd.to_datetime(["2026-01-01", "2026-01-02", "2026-01-03"]), "名": ["甲", None, "丙"]},
        geometry=[shapely.Point(120.005, 30.005), shapely.Point(120.01, 30.005), None], crs=4326,
    )  # fmt: skip
    points.to_file(tmp_path / "p.gpkg")
    points.to_parquet(tmp_path / "p.parquet")
    points.drop(columns="when").to_file(tmp_path / "p.geojson")
    for source in ("p.gpkg", "p.parquet", "p.geojson"):
        for ending in ("gpkg", "parquet", "csv"):
            out = tmp_path / f"from_{source}.{ending}"
            done = assign(tmp_path / source, out, "--grids", grids)
            assert done.exit_code == 3, done.stderr
            read = {"gpkg": gpd.read_file, "parquet": gpd.read_parquet, "csv": pd.read_csv}[ending](out)
            assert read["rule"].tolist() == ["covers", "boundary", "invalid"], (source, ending)
            assert read.n.astype(int).tolist() == [1, 2, 3] and read["名"].tolist()[::2] == ["甲", "丙"]
            if ending != "csv":
                assert read.crs == 4326 and read.geometry.isna().tolist() == [False, False, True]
                assert read.geometry.iloc[0] == points.geometry.iloc[0]


def test_csv_to_geopackage_draws_the_points(csv: Path, grids: Path, tmp_path: Path) -> None:
    out = tmp_path / "o.gpkg"
    assert assign(csv, out, "--grids", grids).exit_code == 3
    read = gpd.read_file(out)
    assert read.geometry.isna().tolist() == [False, False, False, True, True, False]
    assert read["编号"].tolist()[0] == "0007" and read.grid_code.tolist()[0] == "01"


@pytest.mark.parametrize("crs", ["EPSG:32651", "EPSG:4549", "gcj02", "bd09", "EPSG:4490"])
def test_any_system(grids: Path, tmp_path: Path, crs: str) -> None:
    crs_module = pytest.importorskip("gis_app.domain.crs")
    lon, lat = np.full(3, 120.0099), np.array([30.003, 30.013, 30.0])
    x, y = crs_module.from_wgs84(lon, lat, crs)
    pd.DataFrame({"e": x, "n": y}).to_csv(tmp_path / "p.csv", index=False)
    assert assign(tmp_path / "p.csv", tmp_path / "o.csv", "--grids", grids, "--lon", "e", "--lat", "n", "--crs", crs).exit_code == 0
    after = pd.read_csv(tmp_path / "o.csv", dtype=str)
    assert after.grid_code.tolist()[:2] == ["01", "03"]
    assert after.distance_m.astype(float).tolist()[:2] == pytest.approx([9.65, 9.65], abs=0.02)


def test_gbk_tabs_and_gzip(grids: Path, tmp_path: Path) -> None:
    text = "编号\t经度\t纬度\t地址\n01\t120.005\t30.005\t南京路一号，网格办公室门口的井盖缺失\n"
    with gzip.open(tmp_path / "p.csv.gz", "wb") as out:
        out.write(text.encode("gbk"))
    assert assign(tmp_path / "p.csv.gz", tmp_path / "o.csv", "--grids", grids).exit_code == 0
    after = pd.read_csv(tmp_path / "o.csv", dtype=str)
    assert after.iloc[0].tolist()[:5] == ["01", "120.005", "30.005", "南京路一号，网格办公室门口的井盖缺失", "01"]


@pytest.mark.parametrize("shift", range(3))
def test_letters_of_three_bytes_at_every_place(grids: Path, tmp_path: Path, shift: int) -> None:
    rows = "120.005,30.005,井盖缺失井盖缺失井盖缺失\n" * 4000
    (tmp_path / "p.csv").write_text("lon,lat,note" + "x" * shift + "\n" + rows, encoding="utf-8")
    assert assign(tmp_path / "p.csv", tmp_path / "o.csv", "--grids", grids).exit_code == 0
    after = pd.read_csv(tmp_path / "o.csv", dtype=str)
    assert len(after) == 4000 and (after.iloc[:, 2] == "井盖缺失井盖缺失井盖缺失").all()


def test_no_rows_at_all(grids: Path, tmp_path: Path) -> None:
    (tmp_path / "p.csv").write_text("id,lon,lat\n", encoding="utf-8")
    for ending in ("csv", "parquet"):
        done = assign(tmp_path / "p.csv", tmp_path / f"o.{ending}", "--grids", grids)
        assert done.exit_code == 0, done.stderr
    assert (tmp_path / "o.csv").read_text() == "id,lon,lat,grid_code,rule,near_boundary,distance_m\n"
    assert pq.read_schema(tmp_path / "o.parquet").names == ["id", "lon", "lat", *ADDED]


@pytest.mark.parametrize(("text", "out", "more", "said"), [
    ("a,b\n1,2\n", "o.csv", [], "--lon"),
    ("lon,lat\n1,2\n", "o.xlsx", [], ".xlsx"),
    ("lon,lat\n1,2\n", "o.csv", ["--lon", "nowhere"], "nowhere"),
    ("lon,lat\n1,2\n", "o.csv", ["--accuracy", "nowhere"], "nowhere"),
    ("lon,lat\n1,2\n", "o.csv", ["--crs", "EPSG:999999"], "EPSG:999999"),
    ("lon,lat\n500000,3300000\n", "o.csv", [], "--crs"),
    ("lon,lat,rule\n1,2,x\n", "o.csv", [], "rule"),
    ("lon,lat\n1,2\n1,2,3\n", "o.csv", [], "p.csv"),
    ("lon,lat,t\n1,2,3\n", "o.csv", ["--at", "t"], "--grids db"),
    ("lon,lat\n1,2\n", "o.csv", ["--scheduler", "tcp://127.0.0.1:1"], "--engine dask"),
    ("lon,lat\n1,2\n", "p.csv", [], "p.csv"),
    ("", "o.csv", [], "p.csv"),
])  # fmt: skip
def test_refusals_leave_nothing_behind(
    grids: Path, tmp_path: Path, text: str, out: str, more: list[str], said: str
) -> None:
    (tmp_path / "p.csv").write_text(text, encoding="utf-8")
    done = assign(tmp_path / "p.csv", tmp_path / out, "--grids", grids, *more)
    assert done.exit_code == 2, done.stderr
    assert said in done.stderr and "Traceback" not in done.stderr
    assert [left.name for left in tmp_path.iterdir()] == ["p.csv"]


@pytest.mark.parametrize(("content", "says"), [
    (b"lon,lat,t\n" + b"120.005,30.005,x\n" * 50_000 + b"120.005,30.005\n", "第 50,001 行应有 3 列，实有 2 列"),
    (b"lon,lat\n\n120.005,30.005\n1,2,3\n", "第 2 行应有 2 列，实有 3 列"),
    (b"lon,lat,t\n" + b"120.005,30.005,x\n" * 50_000 + b"120.005,30.005,\xff\xd6\n", "文字编码前后不一"),
    (gzip.compress(b"lon,lat\n" + b"120.005,30.005\n" * 50_000)[:-200], "压缩数据不完整"),
])
def test_a_broken_table_says_what_is_wrong_and_where(grids: Path, tmp_path: Path, content: bytes, says: str) -> None:
    source, out = tmp_path / ("p.csv.gz" if content[:1] == b"\x1f" else "p.csv"), tmp_path / "o.csv"
    source.write_bytes(content)
    done = assign(source, out, "--grids", grids)
    assert done.exit_code == 2 and says in done.stderr and not out.exists(), done.stderr


def test_grids_that_cannot_be_used(csv: Path, tmp_path: Path) -> None:
    bow = gpd.GeoDataFrame({"code": ["bow", "ok"]}, crs=4326, geometry=[
        shapely.Polygon([(120, 30), (120.01, 30.01), (120.01, 30), (120, 30.01)]), shapely.box(121, 30, 121.01, 30.01)])
    bow.to_file(tmp_path / "bow.geojson")
    done = assign(csv, tmp_path / "o.csv", "--grids", tmp_path / "bow.geojson")
    assert done.exit_code == 3 and "bow" in done.stderr and "修复" in done.stderr
    pd.DataFrame({"code": ["a"]}).to_csv(tmp_path / "list.csv", index=False)
    assert assign(csv, tmp_path / "p.csv", "--grids", tmp_path / "list.csv").exit_code == 2
    assert assign(csv, tmp_path / "p.csv", "--grids", tmp_path / "absent.gpkg").exit_code == 2
    assert assign(csv, tmp_path / "p.csv", "--grids", tmp_path / "bow.geojson", "--code-field", "nix").exit_code == 2
    assert not (tmp_path / "p.csv").exists()


@pytest.mark.parametrize("stop", [signal.SIGINT, signal.SIGTERM])
def test_stopping_leaves_no_half_file(grids: Path, tmp_path: Path, stop: signal.Signals) -> None:
    source, out = tmp_path / "p.csv", tmp_path / "o.csv"
    block = "120.005,30.005,some text to make the row a little longer\n" * 100_000
    with source.open("w", encoding="utf-8") as opened:
        opened.write("lon,lat,note\n")
        opened.writelines(block for _ in range(20))
    running = subprocess.Popen(
        [sys.executable, "-c", "from gis_app.cli import run; run()", "assign", source, out, "--grids", grids],
        stderr=subprocess.DEVNULL, cwd=Path(__file__).parents[1], env={**os.environ},
    )  # fmt: skip
    until = time.monotonic() + 60
    while not list(tmp_path.glob(".o.csv*")) and time.monotonic() < until:
        time.sleep(0.02)
    running.send_signal(stop)
    assert running.wait(30) in (130, 143)
    assert [left.name for left in tmp_path.iterdir()] == ["p.csv"]


@pytest.mark.parametrize("ending", ["csv", "parquet"])
def test_the_cluster_gives_the_same_file(tmp_path: Path, ending: str) -> None:
    distributed = pytest.importorskip("distributed")
    shapes = fractal(60, levels=4)
    gpd.GeoDataFrame({"code": [f"{k:03d}" for k in range(60)]}, geometry=shapes, crs=4326).to_file(tmp_path / "g.gpkg")
    points = clustered(300_000)
    pd.DataFrame({"lon": points[:, 0], "lat": points[:, 1], "pad": "y" * 30}).to_csv(tmp_path / "p.csv", index=False)
    assert assign(tmp_path / "p.csv", tmp_path / f"here.{ending}", "--grids", tmp_path / "g.gpkg").exit_code == 0
    with distributed.LocalCluster(n_workers=2, threads_per_worker=1, processes=False, dashboard_address=None) as cluster:
        done = assign(tmp_path / "p.csv", tmp_path / f"there.{ending}", "--grids", tmp_path / "g.gpkg",
                      "--engine", "dask", "--scheduler", cluster.scheduler_address)  # fmt: skip
    assert done.exit_code == 0, done.stderr
    assert (tmp_path / f"here.{ending}").read_bytes() == (tmp_path / f"there.{ending}").read_bytes()


def test_grids_of_each_time_stay_at_home(csv: Path, tmp_path: Path) -> None:
    done = assign(csv, tmp_path / "o.csv", "--grids", "db", "--at", "t", "--engine", "dask")
    assert done.exit_code == 2 and "--engine dask" in done.stderr
    assert not (tmp_path / "o.csv").exists()


def test_no_scheduler_there(csv: Path, grids: Path, tmp_path: Path) -> None:
    pytest.importorskip("distributed")
    done = assign(csv, tmp_path / "o.csv", "--grids", grids, "--engine", "dask", "--scheduler", "nonsense")
    assert done.exit_code == 2 and "nonsense" in done.stderr


def test_the_library_gives_the_same(tmp_path: Path) -> None:
    shapes = fractal(40, levels=4)
    grids = gpd.GeoDataFrame({"code": [f"{k:03d}" for k in range(40)]}, geometry=shapes, crs=4326)
    grids.to_file(tmp_path / "g.gpkg")
    points = clustered(20_000)
    frame = gpd.GeoDataFrame(geometry=gpd.points_from_xy(points[:, 0], points[:, 1]), crs=4326)
    frame.to_parquet(tmp_path / "p.parquet")
    assert assign(tmp_path / "p.parquet", tmp_path / "o.parquet", "--grids", tmp_path / "g.gpkg").exit_code == 0
    mine, theirs = Locator(grids).assign(frame), pd.read_parquet(tmp_path / "o.parquet")
    assert (mine.grid_code.fillna("").to_numpy() == theirs.grid_code.fillna("").to_numpy()).all()
    assert (mine["rule"].to_numpy() == theirs["rule"].to_numpy()).all()
    assert np.allclose(mine.distance_m, theirs.distance_m.to_numpy(float), atol=5.1e-4, equal_nan=True)
