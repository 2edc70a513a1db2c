"""The walls: what a hostile file does ends with its own process, in time, with a sentence."""

import os
import socket
import sqlite3
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import Any

import geopandas as gpd
import pyarrow as pa
import pytest
from pyarrow import parquet
from shapely import Point, box

from gis_app.errors import WanggeError
from gis_app.exchange import guard, sandbox
from gis_app.exchange.guarded import read_guarded
from tests.exchange.conftest import collection, columns_of, feature

Write = Callable[..., Path]


def refusal(path: Path, **options: Any) -> str:
    begun = time.monotonic()
    with pytest.raises(WanggeError) as refused:
        read_guarded(path, **options)
    assert time.monotonic() - begun < 60
    assert refused.value.sentence("zh") != refused.value.sentence("en")
    return refused.value.code


def test_honest_files_come_through(geojson: Write) -> None:
    raw = read_guarded(geojson(collection(feature(name="东片第一网格"))))
    assert columns_of(raw) == {"name": ["东片第一网格"]}
    assert len(raw.shapes) == 1


def test_a_missing_and_an_empty_file(tmp_path: Path) -> None:
    assert refusal(tmp_path / "none.geojson") == "file_missing"
    (tmp_path / "empty.geojson").touch()
    assert refusal(tmp_path / "empty.geojson") == "file_empty"


@pytest.mark.parametrize(("name", "text"), [
    ("a.geojson", '<OGRVRTDataSource><OGRVRTLayer name="passwd"><SrcDataSource>/etc/passwd</SrcDataSource>'),
    ("a.json", "name,lon,lat\nx,1,2\n"), ("a.gpkg", "<html>"), ("a.xlsx", "a,b\n1,2\n"), ("a.shp", '{"type":"Feature"}'),
    ("a.csv", "\0\1\2\3"), ("a.parquet", "PAR"), ("a.kml", "<kml/>"), ("a", "\x7fELF\0\0"), ("a.dxf", "0\nSECTION"),
])
def test_content_and_ending_must_agree(name: str, text: str, tmp_path: Path) -> None:
    path = tmp_path / name
    path.write_text(text)
    assert refusal(path) in ("file_disguised", "file_unknown", "file_damaged", "geojson_invalid")


def test_a_gdal_pipeline_in_json_is_refused(geojson: Write) -> None:
    pipeline = {"type": "gdal_streamed_alg", "command_line": "gdal vector pipeline ! read /etc/passwd ! write stdout"}
    assert refusal(geojson(pipeline)) == "geojson_invalid"


def test_a_link_in_crs_asks_nobody(geojson: Write) -> None:
    """A server that would notice."""
    with closing(socket.socket()) as listening:
        listening.bind(("127.0.0.1", 0))
        listening.listen()
        listening.settimeout(1.0)
        heard: list[bool] = []
        waiter = threading.Thread(target=lambda: heard.append(_was_called(listening)))
        waiter.start()
        href = f"http://127.0.0.1:{listening.getsockname()[1]}/crs"
        raw = read_guarded(geojson(collection(feature(), crs={"type": "link", "properties": {"href": href}})))
        waiter.join()
    assert heard == [False]
    assert "crs" in raw.notes[0]


def _was_called(listening: socket.socket) -> bool:
    try:
        listening.accept()[0].close()
    except TimeoutError:
        return False
    return True


def gpkg(path: Path, *statements: str) -> Path:
    gpd.GeoDataFrame({"code": ["1"]}, geometry=[box(120, 30, 120.1, 30.1)], crs=4326).to_file(path, layer="a")
    with closing(sqlite3.connect(path)) as opened, opened:
        for statement in statements:
            opened.execute(statement)
    return path


ENDLESS = "WITH RECURSIVE n(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM n) SELECT x AS fid, x AS code, NULL AS geom FROM n"
FEATURES = "INSERT INTO gpkg_contents SELECT '{0}', data_type, '{0}', description, last_change, min_x, min_y, max_x, max_y, srs_id"


@pytest.mark.filterwarnings("ignore")
def test_a_geopackage_with_an_endless_view(tmp_path: Path) -> None:
    beside = gpkg(tmp_path / "beside.gpkg", f"CREATE VIEW v AS {ENDLESS}", FEATURES.format("v") + " FROM gpkg_contents")
    assert len(read_guarded(beside).rows) == 1, "the real table is read, the view never"
    alone = gpkg(tmp_path / "alone.gpkg", f"CREATE VIEW v AS {ENDLESS}", "UPDATE gpkg_contents SET table_name = 'v', identifier = 'v'")
    assert refusal(alone) == "file_damaged"
    system = gpkg(tmp_path / "system.gpkg", "DROP TABLE gpkg_extensions", f"CREATE VIEW gpkg_extensions AS {ENDLESS}")
    assert refusal(system) == "file_damaged"


def test_sqlite_that_is_no_geopackage(tmp_path: Path) -> None:
    path = tmp_path / "a.gpkg"
    with closing(sqlite3.connect(path)) as opened, opened:
        opened.execute("CREATE TABLE secrets (a)")
    assert refusal(path) == "file_damaged"
    path.write_bytes(b"SQLite format 3\0" + b"\xff" * 5_000)
    assert refusal(path) == "file_damaged"


def test_a_parquet_of_few_bytes_and_many_rows(tmp_path: Path) -> None:
    path = tmp_path / "a.parquet"
    parquet.write_table(pa.table({"a": pa.DictionaryArray.from_arrays(pa.array([0] * 21_000_000, pa.int8()), ["x"])}), path)
    assert path.stat().st_size < 100_000
    assert refusal(path) == "file_too_large"
    path.write_bytes(b"PAR1" + b"\0" * 100 + b"PAR1")
    assert refusal(path) == "file_damaged"


def test_time_runs_out(geojson: Write, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(guard, "child_environment", lambda *_: {"PYTHONPATH": "", "PATH": ""})
    monkeypatch.setattr(sys, "executable", "/bin/sleep")
    monkeypatch.setattr(subprocess, "Popen", lambda _, **options: REAL_POPEN(["/bin/sleep", "30"], **options))
    assert refusal(geojson(collection()), seconds=1) == "file_too_slow"


REAL_POPEN = subprocess.Popen


def test_a_reader_that_dies(geojson: Write, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(subprocess, "Popen", lambda _, **options: REAL_POPEN(["/bin/false"], **options))
    assert refusal(geojson(collection())) == "file_crashed"


def test_what_killed_readings_left_is_swept(geojson: Write, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sandbox.tempfile, "tempdir", str(tmp_path))
    old, young, others, link = (tmp_path / name for name in ("wangge-read-old", "wangge-read-young", "theirs", "wangge-read-link"))
    for folder in (old, young, others):
        folder.mkdir()
        (folder / "out.arrow").touch()
    link.symlink_to(others)
    for folder in (old, others, link):
        os.utime(folder, (0, 0), follow_symlinks=False)
    read_guarded(geojson(collection(feature(name="甲"))))
    assert (old.exists(), young.exists(), (others / "out.arrow").exists()) == (False, True, True)
    os.utime(young, (0, 0))
    monkeypatch.setattr(sandbox.os, "geteuid", lambda: young.stat().st_uid + 1)
    sandbox.sweep()
    assert young.exists()


def test_only_two_drivers_are_left_and_no_network(tmp_path: Path) -> None:
    """In the reading process's own surroundings."""
    asked = ("from gis_app.exchange import guard; guard.close_in(20)\n"
             "import pyogrio, socket, os\n"
             "print(sorted(pyogrio.list_drivers()), [name for _, name in socket.if_nameindex()], sorted(os.environ))")
    root = str(Path(guard.__file__).parents[2])
    said = subprocess.run([sys.executable, "-P", "-c", asked], env=guard.child_environment(root, str(tmp_path)),
                          capture_output=True, text=True, check=True, timeout=60).stdout
    assert "['ESRI Shapefile', 'GPKG']" in said
    assert "SECRET_KEY" not in said
    assert "DATABASE_URL" not in said


def test_a_point_layer_in_each_spatial_format(tmp_path: Path) -> None:
    points = gpd.GeoDataFrame({"名称": ["甲", "乙"], "n": [1, 2]}, geometry=[Point(120, 30), Point(120.1, 30.1)], crs=4490)
    points.to_file(tmp_path / "p.gpkg", layer="点")
    points.to_file(tmp_path / "p.shp", encoding="gb18030")
    points.to_parquet(tmp_path / "p.parquet")
    for name in ("p.gpkg", "p.shp", "p.parquet"):
        raw = read_guarded(tmp_path / name)
        assert columns_of(raw) == {"名称": ["甲", "乙"], "n": ["1", "2"]}, name
        assert raw.crs == "EPSG:4490" or "China" in str(raw.crs), name
        assert raw.rows.to_pylist() == [1, 2]
