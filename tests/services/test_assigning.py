"""Points of a file to the grids of the database: those in force now, or at each row's own time."""

from datetime import timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pandas as pd
import pyarrow as pa
import pytest
from click.testing import CliRunner, Result
from shapely import box

from gis_app import clock
from gis_app.cli import wangge
from gis_app.db.session import Database
from gis_app.domain.actors import LOCAL_OPERATOR
from gis_app.domain.grids import GridNode
from gis_app.exchange.dates import parser
from gis_app.services.assigning_database import instants
from gis_app.services.editions import publish
from tests import small_town

ZONE = ZoneInfo("Asia/Shanghai")


@pytest.fixture
def town(database_env: Database) -> Database:
    """The small town; from tomorrow on G1 is cut in two, at 119.95."""
    kept = [node for node in small_town.NODES if node.code != "G1"]
    halves = [GridNode("G1W", "柳湾西", "grid", 3, "A1", geom=box(119.90, 30.00, 119.95, 30.05)),
              GridNode("G1E", "柳湾东", "grid", 3, "A1", geom=box(119.95, 30.00, 120.00, 30.05))]  # fmt: skip
    tomorrow = clock.today(ZONE) + timedelta(days=1)
    with database_env.begin() as connection:
        small_town.publish(connection)
        publish(connection, LOCAL_OPERATOR, [*kept, *halves], day=tomorrow, zone=ZONE, name="分拆柳湾")
    return database_env


def assign(*arguments: object) -> Result:
    return CliRunner().invoke(wangge, ["assign", *map(str, arguments), "--grids", "db"])


def test_grids_in_force_now(town: Database, tmp_path: Path) -> None:
    (tmp_path / "p.csv").write_text("lon,lat\n119.92,30.02\n120.045,30.045\n121,30\n120.0,30.05\n", encoding="utf-8")
    done = assign(tmp_path / "p.csv", tmp_path / "o.csv")
    assert done.exit_code == 0, done.stderr
    after = pd.read_csv(tmp_path / "o.csv", dtype=str, keep_default_na=False)
    assert after.grid_code.tolist() == ["G1", "E1", "", "G1"]
    assert after["rule"].tolist() == ["covers", "covers", "outside", "boundary"]


def test_grids_of_each_row_s_own_time(town: Database, tmp_path: Path) -> None:
    day = clock.today(ZONE) + timedelta(days=1)
    times = [f"{day}T00:00:00+08:00", f"{day - timedelta(days=1)} 23:59:59", f"{day:%Y/%m/%d} 8:30", "2001-02-03", "", "昨天"]
    rows = "".join(f"119.92,30.02,{at}\n" for at in times)
    (tmp_path / "p.csv").write_text("lon,lat,报告时间\n" + rows, encoding="utf-8")
    done = assign(tmp_path / "p.csv", tmp_path / "o.csv", "--at", "报告时间")
    assert done.exit_code == 3, done.stderr
    after = pd.read_csv(tmp_path / "o.csv", dtype=str, keep_default_na=False)
    assert after.grid_code.tolist() == ["G1W", "G1", "G1W", "G1", "", ""]
    assert after["rule"].tolist() == ["covers"] * 4 + ["invalid"] * 2


def test_times_of_every_type() -> None:
    midnight = pd.Timestamp("2026-03-05", tz=ZONE)
    for column in (
        pa.array(["2026-03-05", None]), pa.array([midnight.date(), None]),
        pa.array([midnight.tz_localize(None), None], pa.timestamp("us")), pa.array([midnight, None], pa.timestamp("us", "UTC")),
    ):  # fmt: skip
        assert instants(pa.chunked_array([column]), parser(ZONE), ZONE) == [midnight, None]
    assert instants(pa.chunked_array([pa.array([1.5])]), parser(ZONE), ZONE) == [None]
