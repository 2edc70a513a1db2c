"""The 605 real grids: imported with their faults, opened at the desk, repaired with preview, published, and then clean."""

from datetime import timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import geopandas as gpd
from sqlalchemy import text

from gis_app import clock
from gis_app.db.session import Database
from gis_app.domain.actors import LOCAL_OPERATOR
from gis_app.domain.checks import check
from gis_app.errors import WanggeError
from gis_app.services import drafts, findings, outcome, publishing, sides
from gis_app.services.desk import Desk
from gis_app.services.editing import Wish
from gis_app.services.exchange import Order, import_file
from tests.services.desks import ZHANG, Planner

ZONE = ZoneInfo("Asia/Shanghai")


WRITTEN = ("duplicate_name", "missing_name", "mojibake")
"""Rules of the file's own check that only warn; the planner's rules on size and shape are for the town to judge."""


def errors(planner: Planner) -> list[dict]:
    with planner.database.begin() as connection:
        return findings.page(connection, planner.desk, ZHANG, planner.edition_id, "error")["items"]


def written(planner: Planner) -> list[dict]:
    with planner.database.begin() as connection:
        told = findings.page(connection, planner.desk, ZHANG, planner.edition_id, "warning")["items"]
    return [finding for finding in told if finding["rule"] in WRITTEN]


def mend(planner: Planner, finding: dict) -> bool:
    """Send the first repair that is not refused, after its preview."""
    for repair in finding["repairs"]:
        try:
            with planner.database.begin() as connection:
                shown = outcome.preview(connection, planner.desk, ZHANG, planner.edition_id, Wish(planner.seen, "", edit=repair["edit"]))
        except WanggeError:
            continue
        assert finding["id"] in shown["findings"]["gone"]
        planner.do(repair["edit"])
        return True
    return False


def test_605_real_grids(database: Database, realdata: Path) -> None:
    order = Order("grids", ZONE, 25.0)
    done = import_file(database, LOCAL_OPERATOR, realdata / "china_hangzhou_xihu" / "xihu_grids_605.geojson", order)
    assert (done.rows, len(done.refused)) == (605, 9)
    with database.begin() as connection:
        town = connection.scalar(text("SELECT code FROM grid_version WHERE kind = 'town'"))
        edition = drafts.open_draft(connection, ZHANG, town, "整理")
        told = drafts.whole(connection, Desk(), ZHANG, edition["id"])
    planner = Planner(database, Desk(), edition["id"])
    assert told["findings"]["errors"] == len(told["gaps"]) > 0
    assert {one["grid"] for one in told["settled"]} <= {grid["code"] for grid in told["grids"]}
    while found := errors(planner) or written(planner):
        assert mend(planner, found[0]), found[0]
    with database.begin() as connection:
        publishing.approve_and_publish(connection, planner.desk, ZHANG, edition["id"], clock.today(ZONE) + timedelta(days=1), ZONE)
        made = sides.itself(connection, planner.desk, drafts.one(connection, ZHANG, edition["id"]))
    frame = gpd.GeoDataFrame(
        {"code": [row["code"] for row in made.leaves], "name": [row["name"] for row in made.leaves]}, geometry=[row["geom"] for row in made.leaves], crs=4326)
    assert check(frame) == []
