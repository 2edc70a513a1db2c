"""A GeoPackage of points comes through the walls piece by piece, and never as less than it holds."""

import os
import signal
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import shapely

from gis_app.errors import WanggeError
from gis_app.exchange import gpkg_points
from gis_app.exchange.gpkg_points import GpkgPieces
from gis_app.exchange.guarded import read_guarded
from gis_app.exchange.readers.gpkg import PIECE_ROWS
from gis_app.exchange.sandbox import Reading, reading

PAGE = 4096
ROWS = 2 * PIECE_ROWS + 1000
ENDLESS = "WITH RECURSIVE n(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM n) SELECT x AS fid, NULL AS geom FROM n"


@pytest.fixture(scope="module")
def points(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("points") / "p.gpkg"
    step = np.arange(ROWS)
    frame = gpd.GeoDataFrame({"n": step, "时": pd.Timestamp("2026-03-05T14:20:00"), "字": [f"第{k}行" for k in step]},
                             geometry=shapely.points(120 + step / ROWS, np.full(ROWS, 30.0)), crs=4490)
    frame.to_file(path, layer="点")
    return path


def test_all_rows_in_order_and_as_often_as_asked(points: Path) -> None:
    opened = GpkgPieces(points)
    assert opened.names == ["n", "时", "字", "geom"] and opened.shape == "geom" and opened.crs == "EPSG:4490" and opened.notes == ()
    for _ in range(2):
        tables = list(opened.tables())
        assert len(tables) == 3
        assert np.concatenate([table["n"].to_numpy() for table in tables]).tolist() == list(range(ROWS))
    assert str(tables[0].schema.field("时").type).startswith("timestamp") and tables[-1]["字"][-1].as_py() == f"第{ROWS - 1}行"


@pytest.mark.parametrize("part", [0.1, 0.2, 0.3, 0.4])
def test_a_broken_page_in_the_middle_is_a_refusal_not_a_shorter_file(points: Path, tmp_path: Path, part: float) -> None:
    """GDAL stops at such a page without a word."""
    broken = tmp_path / "broken.gpkg"
    content = bytearray(points.read_bytes())
    at = int(len(content) * part) // PAGE * PAGE
    content[at:at + PAGE] = b"\xff" * PAGE
    broken.write_bytes(content)
    for read in (GpkgPieces, read_guarded):
        with pytest.raises(WanggeError) as refused:
            read(broken)
        assert refused.value.code == "file_damaged"


def test_a_reading_process_that_is_killed_is_a_refusal(points: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    opened, begun = GpkgPieces(points), []

    @contextmanager
    def watched(path: Path, **asked: bool) -> Iterator[Reading]:
        with reading(path, **asked) as one:
            begun.append(one)
            yield one

    monkeypatch.setattr(gpkg_points, "reading", watched)
    tables = opened.tables()
    next(tables)
    os.killpg(begun[0].child.pid, signal.SIGKILL)
    with pytest.raises(WanggeError) as refused:
        list(tables)
    assert refused.value.code in ("file_crashed", "file_damaged")


def test_views_are_never_read_and_other_layers_are_said(points: Path, tmp_path: Path) -> None:
    path = tmp_path / "views.gpkg"
    small = gpd.GeoDataFrame({"n": [1]}, geometry=[shapely.Point(120, 30)], crs=4326)
    small.to_file(path, layer="a")
    small.to_file(path, layer="b")
    with closing(sqlite3.connect(path)) as opened, opened:
        opened.execute(f"CREATE VIEW v AS {ENDLESS}")
        opened.execute("INSERT INTO gpkg_contents SELECT 'v', data_type, 'v', description, last_change, min_x, min_y, max_x, max_y,"
                       " srs_id FROM gpkg_contents LIMIT 1")
    found = GpkgPieces(path)
    assert found.notes == ("文件里有 2 个图层，只读了第一个“a”",)
    assert sum(len(table) for table in found.tables()) == 1
    with closing(sqlite3.connect(path)) as opened, opened:
        opened.execute("DELETE FROM gpkg_contents WHERE table_name IN ('a', 'b')")
    with pytest.raises(WanggeError) as refused:
        GpkgPieces(path)
    assert refused.value.code == "file_damaged"
