"""``wangge hotspots`` over a sample town: files by ending, the same again with the same seed, stored when asked."""

import json
from collections.abc import Callable, Iterator
from pathlib import Path

import geopandas as gpd
import pandas as pd
import pytest
from click.testing import CliRunner, Result
from sqlalchemy import text

from gis_app.cli import wangge
from gis_app.db.session import Database
from tests.conftest import libpq_url


def run(*words: str | Path) -> Result:
    return CliRunner().invoke(wangge, [str(word) for word in words])


@pytest.fixture(scope="module")
def town(new_database: Callable[[], Database]) -> Iterator[Database]:
    made = new_database()
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("DATABASE_URL", libpq_url(made))
        done = run("sample", "town", "--households", 600, "--incidents", 3000, "--quarters", 0, "--until", "2026-06-30")
        assert done.exit_code == 0, done.output
        yield made


def read(path: Path) -> pd.DataFrame:
    return pd.read_csv(path) if path.suffix == ".csv" else gpd.read_file(path)


@pytest.mark.parametrize(("method", "name", "more"), [
    ("gi_star", "g.geojson", ()), ("gi_star", "h.gpkg", ("--cells", "hex", "--from", "2026-04-01", "--to", "2026-06-30")),
    ("kde", "k.gpkg", ("--permutations", 9, "--cells", "hex")), ("emerging", "e.csv", ()), ("scan", "s.geojson", ("--permutations", 19)),
    ("moran", "m.gpkg", ("--cells", "square", "--permutations", 99)),
    ("gi_star", "b.csv", ("--basis", "people", "--source", "others", "--neighbours", "band")),
])
def test_each_method_writes_its_file(town: Database, tmp_path: Path, method: str, name: str, more: tuple) -> None:
    out = tmp_path / name
    done = run("hotspots", out, "--method", method, "--seed", 11, *more)
    assert done.exit_code == 0, done.output
    found = read(out)
    assert {"code", "z", "p", "q", "class", "seed", "parameters", "from", "to"} <= set(found.columns)
    assert set(found["seed"]) == {11}
    assert len(found) > 40
    said = found["parameters"].iloc[0]
    assert (said if isinstance(said, dict) else json.loads(said))["statistic"] in ("gi_star", "kde", "emerging", "space_time_permutation", "local_moran")
    again = tmp_path / f"again{out.suffix}"
    assert run("hotspots", again, "--method", method, "--seed", 11, *more).exit_code == 0
    pd.testing.assert_frame_equal(pd.DataFrame(found.drop(columns="geometry", errors="ignore")),
                                  pd.DataFrame(read(again).drop(columns="geometry", errors="ignore")))


def test_the_last_line_says_how_it_was_done(town: Database, tmp_path: Path) -> None:
    done = run("hotspots", tmp_path / "h.csv", "--cells", "hex", "--neighbours", "band")
    for words in ("按事件多少自定", "距离带", "错误发现率不超过 5%", "重排 999 次", "种子 7", "主动发现热", "群众及其他热", "无人巡查也无上报"):
        assert words in done.output


def test_a_class_stands_for_its_items(town: Database, tmp_path: Path) -> None:
    with town.begin() as connection:
        codes = list(connection.execute(text("SELECT code FROM item WHERE class_code = '01' ORDER BY code")).scalars())
    for name, items in (("a.csv", ["01"]), ("b.csv", codes)):
        assert run("hotspots", tmp_path / name, "--permutations", 0, *(word for code in items for word in ("--item", code))).exit_code == 0
    pd.testing.assert_frame_equal(read(tmp_path / "a.csv"), read(tmp_path / "b.csv"))


def test_near_repeats_are_a_table(town: Database, tmp_path: Path) -> None:
    out = tmp_path / "k.csv"
    words = ("hotspots", out, "--method", "knox", "--metres", "50,150", "--days", "3,14", "--permutations", 99, "--seed", 5, "--from", "2026-01-01", "--to", "2026-06-30")
    done = run(*words)
    assert done.exit_code == 0, done.output
    found = pd.read_csv(out)
    assert found[["metres_from", "metres_to", "days_from", "days_to"]].values.tolist() == [[0, 50, 0, 3], [0, 50, 4, 14], [50, 150, 0, 3], [50, 150, 4, 14]]
    assert found["ratio"].to_numpy() == pytest.approx((found["pairs"] / found["expected"]).to_numpy(), abs=1e-3)
    assert found["p"].between(0.01, 1).all()
    assert (found["q"] >= found["p"]).all()
    assert set(found["seed"]) == {5}
    assert set(found["permutations"]) == {99}
    with town.begin() as connection:
        counted = connection.exec_driver_sql("SELECT count(*) FROM incident WHERE reported_at >= '2026-01-01+08' AND reported_at < '2026-07-01+08' AND state <> 'void'").scalar_one()
    assert set(found["incidents"]) == {counted}
    assert "比值" in done.output


def test_stored_hotspots_go_on(town: Database, tmp_path: Path) -> None:
    for last in ("2026-05-31", "2026-06-30"):
        done = run("hotspots", tmp_path / "h.csv", "--cells", "hex", "--size", 400, "--neighbours", "nearest", "--from", "2025-07-01", "--to", last, "--store")
        assert done.exit_code == 0, done.output
    with town.begin() as connection:
        runs, spots, sightings = connection.exec_driver_sql(
            "SELECT (SELECT count(*) FROM hotspot_run WHERE cells = 'hex'), (SELECT count(*) FROM hotspot WHERE cells = 'hex'),"
            " (SELECT count(*) FROM hotspot_sighting s JOIN hotspot h ON h.id = s.hotspot_id WHERE cells = 'hex')").one()
    assert runs == 2
    assert 0 < spots < sightings


@pytest.mark.parametrize(("words", "said"), [
    (("x.tiff",), "tiff"), (("x.csv", "--from", "2026-01-01"), "--to"), (("x.csv", "--from", "2026-05-01", "--to", "2026-04-01"), "2026-04-01"),
    (("x.csv", "--cells", "hex", "--size", "5"), "50"), (("x.csv", "--town", "000"), "000"), (("x.csv", "--cells", "hex", "--basis", "people"), "basis"),
    (("x.csv", "--method", "kde", "--store"), "核密度"), (("x.geojson", "--method", "knox"), ".csv"), (("x.csv", "--method", "knox", "--days", "14,7"), "由小到大"),
    (("x.csv", "--method", "moran", "--store"), "局部莫兰"), (("x.csv", "--method", "knox", "--store"), "--store"),
    (("x.csv", "--item", "0101", "--item", "nope"), "nope"),
])
def test_what_cannot_be_done_is_said_and_writes_nothing(town: Database, tmp_path: Path, words: tuple, said: str) -> None:
    done = run("hotspots", tmp_path / words[0], *words[1:])
    assert done.exit_code == 2
    assert said in done.output
    assert not list(tmp_path.iterdir())
