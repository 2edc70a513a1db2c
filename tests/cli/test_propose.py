"""``wangge propose``: new grids for a made-up town, as a file with figures."""

from pathlib import Path

import geopandas as gpd
import pytest
from click.testing import CliRunner, Result

from gis_app.cli import wangge
from gis_app.db.session import Database

HOMES = 800


def run(*words: str | Path) -> Result:
    return CliRunner().invoke(wangge, [str(word) for word in words])


@pytest.fixture
def town(database_env: Database) -> str:
    made = run("sample", "town", "--households", HOMES, "--incidents", 0, "--quarters", 0, "--until", "2026-01-01")
    assert made.exit_code == 0, made.output
    with database_env.begin() as connection:
        return str(connection.exec_driver_sql("SELECT code FROM grid_version WHERE kind = 'town'").scalar_one())


def test_proposals_side_by_side(town: str, tmp_path: Path) -> None:
    out = tmp_path / "new.gpkg"
    done = run("propose", out, "--within", town, "--count", 5, "--proposals", 2, "--seed", 3, "--effort", 50)
    assert done.exit_code == 0, done.output
    assert "方案 1（种子 3）：5 个网格" in done.stdout and "方案 2（种子 4）：5 个网格" in done.stdout
    grids = gpd.read_file(out)
    assert grids.groupby("proposal")["households"].sum().tolist() == [HOMES, HOMES]
    one, other = (grids[grids["proposal"] == number] for number in (1, 2))
    assert one.geometry.union_all().symmetric_difference(other.geometry.union_all()).area < 1e-12
    assert {"key", "people", "area_m2", "area_mu", "compactness", "along", "neighbours"} <= set(grids.columns)


def test_within_a_work_area_from_the_present_grids(town: str, tmp_path: Path) -> None:
    out = tmp_path / "new.geojson"
    done = run("propose", out, "--within", f"{town}W01", "--households", "30-60", "--keep", "--effort", 50)
    assert done.exit_code == 0, done.output
    assert gpd.read_file(out)["households"].between(30, 60).all()


def test_what_cannot_be_is_said(town: str, tmp_path: Path) -> None:
    out = tmp_path / "new.gpkg"
    for words, said in (
        (("--within", "nowhere", "--count", 3), "没有编码为 nowhere 的网格"),
        (("--within", town), "请只选一种划法"),
        (("--within", town, "--households", "700-750"), "请放宽户数范围"),
        (("--within", town, "--households", "many"), "应写成 下限-上限"),
    ):
        done = run("propose", out, *words)
        assert done.exit_code == 2 and said in done.stderr, done.output
    assert run("propose", tmp_path / "new.docx", "--within", town, "--count", 3).exit_code == 2
    assert list(tmp_path.iterdir()) == []
