"""``wangge check``, ``import`` and ``export`` as they are typed: exit codes, reports, sentences."""

import json
from collections.abc import Callable
from pathlib import Path

import geopandas as gpd
import pytest
import shapely
from click.testing import CliRunner, Result
from shapely import Point, box

from gis_app.cli import wangge
from gis_app.db.session import Database
from tests.conftest import libpq_url

X, Y, S = 120.0, 30.0, 0.01


def run(*words: object) -> Result:
    return CliRunner().invoke(wangge, [str(word) for word in words])


@pytest.fixture
def grids(tmp_path: Path) -> Path:
    shapes = [box(X + n * S, Y, X + (n + 1) * S, Y + S) for n in range(3)]
    frame = gpd.GeoDataFrame({"code": ["330106001", "330106002", "330106003"], "name": list("甲乙丙")}, geometry=shapes, crs=4326)
    frame.to_file(tmp_path / "grids.geojson")
    return tmp_path / "grids.geojson"


@pytest.fixture
def empty_env(empty_database: Callable[[], Database], monkeypatch: pytest.MonkeyPatch) -> None:
    """A database in which nothing was made yet, named in DATABASE_URL."""
    monkeypatch.setenv("DATABASE_URL", libpq_url(empty_database()))


def test_check_says_clean_found_or_refused(grids: Path, tmp_path: Path) -> None:
    clean = run("check", "grids", grids)
    assert (clean.exit_code, "没有发现问题" in clean.output) == (0, True)
    frame = gpd.read_file(grids)
    frame.loc[1, "code"] = None
    frame.loc[2, "geometry"] = Point(X, Y)
    frame.to_file(tmp_path / "bad.gpkg")
    found = run("check", "grids", tmp_path / "bad.gpkg", "--report", tmp_path / "r.json")
    assert found.exit_code == 3
    told = json.loads((tmp_path / "r.json").read_text(encoding="utf-8"))
    assert [one["rule"] for one in told["findings"]] == ["missing_code"]
    assert set(told["findings"][0]) >= {"rule", "severity", "area_m2", "at", "grids", "fix"}
    assert told["refused"] == [{"row": 3, "field": "geometry", "reason": "不是面"}]
    (tmp_path / "broken.geojson").write_text('{"type": "FeatureCollection", "features": {}}')
    refused = run("check", "grids", tmp_path / "broken.geojson")
    assert (refused.exit_code, "features：应为数组" in refused.output) == (2, True)
    assert run("check", "grids", tmp_path / "none.geojson").exit_code == 2


def test_check_against_a_parent(grids: Path, tmp_path: Path) -> None:
    gpd.GeoDataFrame({"n": [1]}, geometry=[box(X, Y, X + 4 * S, Y + S)], crs=4326).to_file(tmp_path / "town.geojson")
    found = run("check", "grids", grids, "--parent", tmp_path / "town.geojson", "--gap-width", "5", "--map", "code=name")
    assert found.exit_code == 3
    assert "[gap]" in found.output
    assert "code ← name" in found.output
    gpd.GeoDataFrame({"n": [1]}, geometry=[Point(X, Y)], crs=4326).to_file(tmp_path / "point.geojson")
    assert run("check", "grids", grids, "--parent", tmp_path / "point.geojson").exit_code == 2


def test_import_and_export(grids: Path, tmp_path: Path, database_env: Database) -> None:
    done = run("import", "grids", grids, "--report", tmp_path / "g.json")
    assert done.exit_code == 0, done.output
    assert json.loads((tmp_path / "g.json").read_text(encoding="utf-8"))["stored"] == 3
    (tmp_path / "i.csv").write_text(f"编号,经度,纬度,时间\n1,{X + S / 2},{Y + S / 2},2026年3月5日 14:20\n2,x,30,2026-03-05\n", encoding="gb18030")
    some = run("import", "incidents", tmp_path / "i.csv", "--crs", "EPSG:4490")
    assert some.exit_code == 3, some.output
    assert "拒收第 2 行，lon：不是有效的数字" in some.output
    assert "gb18030" in some.output
    dry = run("import", "incidents", tmp_path / "i.csv", "--crs", "EPSG:4490", "--dry-run", "--map", "external_id=时间")
    assert "试读" in dry.output
    assert run("import", "nothing", tmp_path / "i.csv").exit_code == 2
    assert run("import", "grids", grids, "--map", "code").exit_code == 2
    out = run("export", "incidents", tmp_path / "o.csv", "--crs", "gcj02")
    assert (out.exit_code, "1 行" in out.output) == (0, True)
    assert run("export", "grids", tmp_path / "o.nonsense").exit_code == 2


def test_what_could_not_be_written_is_refused_before_anything_is_stored(grids: Path, tmp_path: Path, database_env: Database) -> None:
    for report in (tmp_path / "none" / "r.json", tmp_path):
        refused = run("import", "grids", grids, "--report", report)
        assert (refused.exit_code, str(tmp_path) in refused.output) == (2, True)
        assert run("check", "grids", grids, "--report", report).exit_code == 2
        assert run("export", "grids", report).exit_code == 2
    assert "0 行" in run("export", "grids", tmp_path / "g.csv").output


def test_a_folder_and_no_length_are_named(grids: Path, tmp_path: Path) -> None:
    refused = run("check", "grids", tmp_path)
    assert (refused.exit_code, "是文件夹" in refused.output) == (2, True)
    for no_length in ("nan", "inf", "-1"):
        assert run("check", "grids", grids, "--gap-width", no_length).exit_code == 2
        assert run("assign", grids, tmp_path / "o.csv", "--grids", grids, "--snap", no_length).exit_code == 2


def test_a_database_without_tables_says_what_to_run(grids: Path, tmp_path: Path, empty_env: None) -> None:
    for words in (("export", "grids", tmp_path / "g.csv"), ("assign", grids, tmp_path / "o.csv", "--grids", "db"), ("heat", "merge")):
        refused = run(*words)
        assert (refused.exit_code, "wangge db migrate" in refused.output) == (2, True), refused.output


def test_rings_turn_as_geojson_wants(grids: Path, tmp_path: Path, database_env: Database) -> None:
    frame = gpd.read_file(grids)
    frame.geometry = shapely.orient_polygons(frame.geometry.to_numpy(), exterior_cw=True)
    frame.to_file(tmp_path / "g.gpkg")
    assert run("import", "grids", tmp_path / "g.gpkg").exit_code == 0
    assert run("export", "grids", tmp_path / "out.geojson").exit_code == 0
    told = json.loads((tmp_path / "out.geojson").read_text(encoding="utf-8"))
    shapes = [one["geometry"] for one in told["features"] if one["geometry"]]
    rings = [part[0] for one in shapes for part in (one["coordinates"] if one["type"] == "MultiPolygon" else [one["coordinates"]])]
    assert rings and all(shapely.is_ccw(shapely.linearrings(ring)) for ring in rings)
