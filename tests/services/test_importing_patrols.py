"""Check-ins and tracks into a real database: rounds, grids, nil returns; what is private stays out."""

import shutil
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import text

from gis_app import clock
from gis_app.db.queries.patrols import looked
from gis_app.db.session import Database
from gis_app.domain.actors import LOCAL_OPERATOR
from gis_app.errors import WanggeError
from gis_app.exchange import table as exchange_table
from gis_app.exchange.child import read_file
from gis_app.exchange.raw import Raw
from gis_app.exchange.report import Report
from gis_app.services.exchange import Order, import_file
from tests import small_town

ZONE = ZoneInfo("Asia/Shanghai")
DAY = (datetime(2026, 3, 4, 16, tzinfo=UTC), datetime(2026, 3, 5, 16, tzinfo=UTC))
HEADER = "轮次,人员,类型,时间,经度,纬度,精度,网格编码,发现件数,签字\n"
GPX = """<?xml version="1.0"?><gpx version="1.1" xmlns="http://www.topografix.com/GPX/1/1"><trk><name>早巡</name><trkseg>{}</trkseg></trk></gpx>"""


@pytest.fixture(autouse=True)
def read_here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Read in this process: the walls have their own tests."""
    work = tmp_path / "work"

    def read(path: Path, *, encoding: str | None = None, name: str | None = None, started: None = None) -> Raw:
        shutil.rmtree(work, ignore_errors=True)
        work.mkdir()
        return read_file(path, name or path.name, encoding, work)

    monkeypatch.setattr(exchange_table, "read_guarded", read)
    monkeypatch.setattr(clock, "now", lambda: datetime(2026, 6, 1, tzinfo=UTC))


@pytest.fixture
def town(database: Database) -> Any:
    with database.begin() as connection:
        return small_town.publish(connection)


@pytest.fixture
def bring(database: Database, town: Any, tmp_path: Path) -> Callable[..., Report]:
    def run(name: str, content: str, **options: Any) -> Report:
        (tmp_path / name).write_text(content, encoding="utf-8")
        return import_file(database, LOCAL_OPERATOR, tmp_path / name, Order("patrols", ZONE, 25.0, **options))

    return run


def rows(database: Database, query: str) -> list[Any]:
    with database.begin() as connection:
        return [tuple(row) for row in connection.execute(text(query))]


def test_check_ins_become_rounds_by_person_and_day(database: Database, town: Any, bring: Callable[..., Report]) -> None:
    sheet = HEADER + (
        ",李青,巡查,2026-03-05 08:00,119.95,30.02,8,,,\n,李青,巡查,2026-03-05 08:10,119.952,30.02,8,,2,周明\n"
        ",李青,巡查,2026-03-06 08:00,119.95,30.07,8,,,否\n"
        ",甲乙,走访,2026-03-05 09:00,120.02,30.02,8,,,\n"
        ",,零报告,2026-03-05 17:00,,,,G2,,周明\n"
    )
    report = bring("打卡.csv", sheet)
    assert (report.stored, report.exit_code, report.outcome["rounds"], report.outcome["nil_returns"]) == (5, 0, 4, 1)
    assert rows(database, "SELECT kind, post, fixes, found, signed_by, count(*) FROM patrol GROUP BY 1, 2, 3, 4, 5 ORDER BY 1, 3 DESC, 4") == [
        ("patrol", "worker", 2, 2, "head", 1), ("patrol", "worker", 1, None, None, 1), ("patrol", None, 0, 0, "head", 1),
        ("visit", None, 0, None, None, 1),
    ]
    with database.begin() as connection:
        seen = looked(connection, town.town_id, *DAY)
    assert {code: (seen[grid]["patrols"], seen[grid]["visits"], seen[grid]["nil_returns"]) for code, grid in town.grid_ids.items() if grid in seen} == {
        "G1": (1, 0, 0), "G2": (1, 0, 1), "G3": (0, 1, 0),
    }
    assert rows(database, "SELECT count(*), count(DISTINCT grid_id) FROM patrol_checkin") == [(3, 2)]
    again = bring("打卡.csv", sheet)
    assert (again.stored, again.skipped) == (0, 5)


def test_of_a_visit_no_place_and_of_nobody_a_name_is_kept(database: Database, bring: Callable[..., Report]) -> None:
    bring("走访.csv", HEADER + ",王某某,走访,2026-03-05 09:00,119.95,30.02,8,,,\n")
    assert rows(database, "SELECT count(*) FROM patrol_checkin") == [(0,)]
    assert rows(database, "SELECT geom IS NULL, staff_id FROM patrol") == [(True, None)]
    kept = rows(database, "SELECT to_jsonb(p)::text || to_jsonb(g)::text FROM patrol p JOIN patrol_grid g ON g.patrol_id = p.id")[0][0]
    assert "王某某" not in kept and "119.9" not in kept


@pytest.mark.parametrize(("line", "field"), [
    (",李青,巡查,,119.95,30.02,8,,,", "time"), (",李青,巡查,昨天,119.95,30.02,8,,,", "time"), (",李青,巡查,2027-03-05 08:00,119.95,30.02,8,,,", "time"),
    (",李青,巡查,2026-03-05 08:00,,,8,,,", "lon"), (",李青,溜达,2026-03-05 08:00,119.95,30.02,8,,,", "kind"),
    (",李青,巡查,2026-03-05 08:00,119.95,30.02,-1,,,", "accuracy_m"), (",李青,巡查,2026-03-05 08:00,119.95,30.02,8,,1.5,", "found"),
    (",,零报告,2026-03-05 17:00,,,,G2,,", "signed_by"), (",李青,巡查,2026-03-05 08:00,119.95,,8,,,", "lat"),
    (",李青,巡查,2026-03-05 08:00,219.95,30.02,8,,,", "geometry"),
])
def test_what_cannot_be_understood_is_refused_by_row_and_field(bring: Callable[..., Report], line: str, field: str) -> None:
    good = ",李青,巡查,2026-03-05 08:00,119.95,30.02,8,,,"
    report = bring("打卡.csv", f"{HEADER}{good}\n{line}\n{good}\n")
    assert [(one.row, one.field) for one in report.refused] == [(2, field)]
    assert (report.exit_code, report.stored) == (3, 2)


def test_a_round_that_came_to_no_grid_is_said(bring: Callable[..., Report]) -> None:
    report = bring("打卡.csv", f"{HEADER},李青,巡查,2026-03-05 08:00,0,0,8,,,\n")
    assert (report.stored, report.outcome["outside"]) == (1, 1)
    assert "1 轮没有到过任何一个网格，请核对坐标" in report.notes


def test_a_track_is_cleaned_cut_by_grids_and_kept_as_a_line(database: Database, town: Any, bring: Callable[..., Report]) -> None:
    points = [(119.95, 30.045 + k * 0.0005, k * 30) for k in range(20)]
    points[7] = (119.2, 30.0, 7 * 30)
    body = "".join(f'<trkpt lon="{x}" lat="{y:.4f}"><time>2026-03-05T00:{s // 60:02}:{s % 60:02}Z</time></trkpt>' for x, y, s in points)
    report = bring("早巡.gpx", GPX.format(body))
    assert (report.stored, report.outcome["rounds"], report.outcome["dropped"], report.crs) == (20, 1, 1, "EPSG:4326")
    (metres, length, checkins), = rows(database, "SELECT metres, ST_Length(geom::geography), (SELECT count(*) FROM patrol_checkin) FROM patrol")
    assert metres == pytest.approx(length, rel=0.01)
    assert metres == pytest.approx(19 * 55.4, rel=0.02)
    assert checkins == 0
    with database.begin() as connection:
        seen = looked(connection, town.town_id, *DAY)
    assert seen[town.grid_ids["G1"]]["metres"] == pytest.approx(seen[town.grid_ids["G2"]]["metres"], abs=70)
    assert sum(grid["minutes"] for grid in seen.values()) == pytest.approx(9.5, abs=0.2)


@pytest.mark.parametrize("content", [
    GPX.format(""), '<?xml version="1.0"?><!DOCTYPE gpx [<!ENTITY a "b">]><gpx>&a;</gpx>', "<gpx><trk><trkseg>",
])
def test_a_gpx_without_points_or_with_entities_is_refused(bring: Callable[..., Report], content: str) -> None:
    with pytest.raises(WanggeError) as refused:
        bring("坏.gpx", content)
    assert refused.value.code == "file_damaged"


def test_gcj02_of_a_phone_is_converted_once(database: Database, bring: Callable[..., Report]) -> None:
    bring("打卡.csv", HEADER + ",李青,巡查,2026-03-05 08:00,119.95,30.02,8,,,\n", crs="gcj02")
    (given, x, away), = rows(database, "SELECT given_crs, given_x, ST_Distance(c.geom::geography, ST_SetSRID(ST_MakePoint(119.95, 30.02), 4326)) "
                                       "FROM patrol JOIN patrol_checkin c ON c.patrol_id = patrol.id")
    assert (given, x) == ("gcj02", 119.95)
    assert 200 < away < 900
