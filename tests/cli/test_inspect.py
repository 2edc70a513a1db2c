"""``wangge inspect plan``: a work area's inspection as files that open, agree with one another, and leave no grid out."""

import csv
import json
from collections import Counter
from collections.abc import Sequence
from datetime import timedelta
from pathlib import Path
from uuid import UUID
from xml.etree import ElementTree

import geopandas as gpd
import openpyxl
import pytest
from click.testing import CliRunner, Result
from sqlalchemy import text

from gis_app import clock
from gis_app.cli import wangge
from gis_app.db.session import Database
from tests.small_town import publish

DAYS = "2026-10-08,2026-10-10"
ROADS = {"R1": "main", "R2": "village", "R3": "lane"}
PLACES = {"R1": "LINESTRING(119.9 30.02, 119.95 30.02, 120.0 30.02, 120.099 30.02)", "R2": "LINESTRING(119.95 30.02, 119.95 30.09)", "R3": "LINESTRING(120.045 30.02, 120.045 30.044)"}
UNITS = (("U-1", "柳湾小学", "学校", "G1", 119.96, 30.021), ("U-2", "周记小吃店", "餐饮", "G2", 119.951, 30.08), ("U-3", "便民超市", "商店", "G2", 119.952, 30.085),
         ("U-4", "青溪茶厂", "企业", "E1", 120.045, 30.045))


def run(*words: str | Path) -> Result:
    return CliRunner().invoke(wangge, [str(word) for word in words])


@pytest.fixture
def town(database_env: Database) -> Database:
    """Roads, units, households and an incident past its limit; U1 has no border."""
    with database_env.begin() as connection:
        made = publish(connection)
        for name, category in ROADS.items():
            connection.execute(text("INSERT INTO feature_line (town_id, layer, external_id, category, geom) VALUES (:town, 'roads', :name, :category, ST_Multi(ST_GeomFromText(:line, 4326)))"),
                               {"town": made.town_id, "name": name, "category": category, "line": PLACES[name]})
        for name, called, kind, grid, lon, lat in UNITS:
            connection.execute(text("INSERT INTO unit (town_id, external_id, name, kind, grid_id, geom) VALUES (:town, :name, :called, :kind, :grid, ST_SetSRID(ST_MakePoint(:lon, :lat), 4326))"),
                               {"town": made.town_id, "name": name, "called": called, "kind": kind, "grid": made.grid_ids[grid], "lon": lon, "lat": lat})
        for number, (grid, lon, lat) in enumerate((("G1", 119.94, 30.021), ("G2", 119.951, 30.07), ("G3", 120.06, 30.021))):
            connection.execute(text("INSERT INTO household (town_id, external_id, grid_id, people_registered, people_present, geom) VALUES (:town, :name, :grid, 3, 2, ST_SetSRID(ST_MakePoint(:lon, :lat), 4326))"),
                               {"town": made.town_id, "name": f"H-{number}", "grid": made.grid_ids[grid], "lon": lon, "lat": lat})
        connection.execute(text("INSERT INTO incident (id, number, town_id, source, item_code, state, reported_at, due_at, geom, grid_id, grid_code, rule, near_boundary) VALUES "
                                "(gen_random_uuid(), 'T-1', :town, 'worker', 'I1', 'handling', :at, :at, ST_SetSRID(ST_MakePoint(119.92, 30.021), 4326), :grid, 'G1', 'covers', false)"),
                           {"town": made.town_id, "grid": made.grid_ids["G1"], "at": clock.now() - timedelta(days=9)})
    return database_env


def listed(folder: Path, name: str, said: str) -> Path:
    (folder / name).write_text(said, encoding="utf-8")
    return folder / name


def asked(folder: Path, area: str, teams: str = "小组,人员,方式\n一组,李青,电动车\n二组,王兰,汽车\n", days: str = DAYS, more: Sequence[str | Path] = ()) -> Result:
    return run("inspect", "plan", "--area", area, "--days", days, "--teams", listed(folder, "teams.csv", teams), "--out", folder / "out", "--time", "1", *more)


def test_a_plan_in_all_its_files(town: Database, tmp_path: Path) -> None:
    done = asked(tmp_path, "A1")
    assert done.exit_code == 0, done.output
    assert "网格 2/2，点位 6 处，未排入 0 处" in done.stdout and "直线" not in done.stdout
    out = tmp_path / "out"
    assert sorted(path.name for path in out.iterdir()) == ["plan.ics", "plan.pdf", "routes.gpx", "stops.geojson", "timetable.xlsx", "unserved.csv"]
    stops = gpd.read_file(out / "stops.geojson")
    assert Counter(stops["kind"]) == {"grid": 2, "key_place": 2, "overdue": 1, "never": 1}
    assert set(stops["grid_code"]) == {"G1", "G2"} and set(stops[stops["kind"] == "overdue"]["label"]) == {"井盖缺失复核"}
    book = openpyxl.load_workbook(out / "timetable.xlsx")
    assert book.sheetnames == ["概览", "行程", "清单", "未排入", "覆盖", "死角", "补查建议"]
    assert [row[0] for row in book["覆盖"].iter_rows(min_row=2, values_only=True)] == ["G1", "G2"]
    [corner] = [row for row in book["死角"].iter_rows(min_row=2, values_only=True) if row[2] == "石桥网格"]
    assert corner[0] == "道路" and 400 < corner[3] < 1200 and "沿途 100 米以内：单位 100.0%、道路" in done.stdout
    rows = list(book["行程"].iter_rows(min_row=2, values_only=True))
    assert sorted((row[0], row[1], row[2]) for row in rows) == sorted(zip(stops["team"], stops["day"].astype(str).str[:10], stops["order"], strict=True))
    assert {row[3] for row in book["清单"].iter_rows(min_row=2, values_only=True)} == {"柳湾网格", "石桥网格"}
    gpx = ElementTree.parse(out / "routes.gpx").getroot()
    space = {"g": "http://www.topografix.com/GPX/1/1"}
    assert len(gpx.findall(".//g:rtept", space)) == 6 and len(gpx.findall(".//g:trk", space)) == len(set(zip(stops["team"], stops["day"].astype(str), strict=True)))
    assert (out / "plan.ics").read_bytes().count(b"BEGIN:VEVENT") == 6
    assert (out / "plan.pdf").read_bytes().startswith(b"%PDF")
    assert list(csv.reader((out / "unserved.csv").read_text(encoding="utf-8-sig").splitlines())) == [["点位", "类别", "网格编码", "网格", "必查", "应查", "分值", "原因", "编号", "经度", "纬度"]]
    with town.begin() as connection:
        assert connection.scalar(text("SELECT detail FROM audit_event WHERE action = 'inspection.plan'")) == {"teams": 2, "days": 2}


def test_enterprises_are_entered_and_what_has_no_border_is_named(town: Database, tmp_path: Path) -> None:
    done = asked(tmp_path, "A2", days="2026-10-07")
    assert done.exit_code == 3
    assert "未划定、没有排入的网格：新村网格" in done.stdout and "其中休息日：2026-10-07（国庆节）" in done.stdout
    told = json.loads((tmp_path / "out" / "stops.geojson").read_text(encoding="utf-8"))
    assert {feature["properties"]["grid_code"] for feature in told["features"]} == {"G3", "E1"}
    assert (tmp_path / "out" / "unserved.csv").read_text(encoding="utf-8-sig").count("\n") == 1


@pytest.mark.parametrize(("area", "teams", "days", "said"), [
    ("G1", "小组\n一组\n", DAYS, "G1"), ("A1", "人员\n李青\n", DAYS, "小组"), ("A1", "小组,方式\n一组,骑马\n", DAYS, "第 1 行：“方式”的值不可用：可用 步行"), ("A1", "小组,出发经度,出发纬度\n一组,0,0\n", DAYS, "请核对经纬度"), ("A1", "小组\n一组\n", "10月8日", "2026-10-08"),
])
def test_what_cannot_be_planned_is_said(town: Database, tmp_path: Path, area: str, teams: str, days: str, said: str) -> None:
    done = asked(tmp_path, area, teams, days)
    assert done.exit_code == 2 and said in done.stderr, done.output
    assert not (tmp_path / "out").exists()


def test_a_team_without_time_for_anything_has_its_empty_plan(town: Database, tmp_path: Path) -> None:
    done = asked(tmp_path, "A1", "小组,工作时间\n一组,08:30-08:40\n", "2026-10-08")
    assert done.exit_code == 3, done.output
    assert "网格 0/" in done.stdout
    assert (tmp_path / "out" / "plan.pdf").read_bytes().startswith(b"%PDF")


def test_pairs_and_own_stops_from_files(town: Database, tmp_path: Path) -> None:
    pairs = listed(tmp_path, "pairs.csv", "小组,网格,要求,日期,理由\n二组,G1,指定,2026-10-10,包片\n二组,石桥网格,回避,,家在这里\n")
    points = {"type": "FeatureCollection", "features": [
        {"type": "Feature", "properties": {"名称": "老井", "类别": "水源", "停留分钟": 5, "必查": "是"}, "geometry": {"type": "Point", "coordinates": [119.951, 30.03]}}]}
    stops = listed(tmp_path, "stops.geojson", json.dumps(points, ensure_ascii=False))
    done = asked(tmp_path, "A1", more=("--pairs", pairs, "--stops", stops, "--home-hours", "18:00-20:00", "--home-grids", "--work-hours", "none"))
    assert done.exit_code == 0, done.output
    found = gpd.read_file(tmp_path / "out" / "stops.geojson")
    by_grid = {grid: set(group["team"]) for grid, group in found.groupby("grid_code")}
    assert by_grid == {"G1": {"二组"}, "G2": {"一组"}}
    assert found[found["wish"] == "grid:G1"]["day"].astype(str).str[:10].tolist() == ["2026-10-10"]
    assert found[found["label"] == "老井"]["why"].tolist() == ["补查；水源，手工添加"]
    assert found[found["kind"] == "grid"]["why"].str.contains("改为不限时段").all()
    crossed = asked(tmp_path, "A1", teams="小组,人员\n一组,李青\n二组,王兰\n", more=("--cross-check",))
    assert crossed.exit_code == 0, crossed.output
    found = gpd.read_file(tmp_path / "out" / "stops.geojson")
    assert set(found[found["grid_code"] == "G1"]["team"]) == {"二组"}


@pytest.mark.parametrize(("option", "rows", "said"), [
    ("--pairs", "小组,网格,要求\n一组,G1,常去\n", "第 1 行"), ("--pairs", "小组,网格,要求\n一组,G1,指定\n三组,G1,回避\n", "第 2 行"), ("--pairs", "小组,网格\n一组,G1\n", "要求"),
    ("--pairs", "小组,网格,要求,日期\n一组,G1,指定,明天\n", "明天"), ("--stops", "名称,经度,纬度\n井,119.95,30.03\n远处,121.5,31.2\n", "第 2 行：“远处”不在这个工作区的网格里"),
    ("--stops", "名称,经度,纬度\n,119.95,30.03\n井,东边,30\n", "第 2 行"), ("--stops", "名称,经度,纬度,必查\n井,119.95,30.03,大概\n", "是、否"), ("--home-hours", "", "08:30-17:30"),
])
def test_lists_that_cannot_be_used_are_refused_by_row(town: Database, tmp_path: Path, option: str, rows: str, said: str) -> None:
    done = asked(tmp_path, "A1", more=(option, listed(tmp_path, "list.csv", rows) if rows else "早上"))
    assert done.exit_code == 2 and said in done.stderr, done.output
    assert not (tmp_path / "out").exists()


def test_dates_the_wrong_way_round_are_refused(town: Database) -> None:
    done = run("inspect", "due", "--area", "A1", "--from", "2026-03-31", "--to", "2026-03-01")
    assert done.exit_code == 2 and "起日不能晚于止日" in done.stderr, done.output


def test_lists_are_read_in_the_encoding_named(town: Database, tmp_path: Path) -> None:
    teams = tmp_path / "teams.csv"
    teams.write_bytes("team,mode\nCafé,horse\n".encode("latin-1"))
    done = run("inspect", "plan", "--area", "A1", "--days", DAYS, "--teams", teams, "--out", tmp_path / "out", "--encoding", "latin-1")
    assert done.exit_code == 2 and "第 1 行：“方式”的值不可用" in done.stderr, done.output


ROUNDS = (("patrol", "2026-03-02", "G1", 3, False), ("sweep", "2026-03-03", "G1", 3, False), ("patrol", "2026-03-03", "G2", 0, True), ("patrol", "2026-03-04", "G2", 0, False))


def test_what_was_due_and_what_was_done(town: Database, tmp_path: Path) -> None:
    """1 March 2026 is a Sunday: the sweep is due from Monday on. A patrol without a position counts only when it is signed."""
    with town.begin() as connection:
        for number, (kind, day, grid, fixes, signed) in enumerate(ROUNDS):
            values = {"id": UUID(int=number + 1), "name": str(number), "kind": kind, "at": f"{day}T09:00+08:00", "grid": grid, "fixes": fixes, "signed": f"{day}T18:00+08:00" if signed else None}
            connection.execute(text("INSERT INTO patrol (id, town_id, external_id, kind, started_at, ended_at, signed_at, found, actor) "
                                    "SELECT :id, town_id, :name, :kind, :at, :at, :signed, 0, 'local' FROM grid_version WHERE code = :grid"), values)
            connection.execute(text("INSERT INTO patrol_grid (patrol_id, grid_id, town_id, first_at, fixes) SELECT :id, grid_id, town_id, :at, :fixes FROM grid_version WHERE code = :grid"), values)
    done = run("inspect", "due", "--area", "A1", "--from", "2026-03-01", "--to", "2026-03-04", "--out", tmp_path / "due.csv")
    assert done.exit_code == 3, done.output
    assert done.stdout.splitlines()[:3] == ["日巡查：应 6 次，已 3 次", "月排查：应 2 次，已 1 次", "季度联查：应 0 次，已 0 次"]
    rows = list(csv.DictReader((tmp_path / "due.csv").read_text(encoding="utf-8-sig").splitlines()))
    assert [row["查到"] for row in rows if row["网格"] == "柳湾网格" and not row["对象"]] == ["2026-03-03", "2026-03-02", "2026-03-03", ""]
    assert {(row["名义日期"], row["从"], row["到"]) for row in rows if row["应查"] == "月排查"} == {("2026-03-01", "2026-03-02", "2026-03-14")}


def test_one_visit_counts_for_both_only_once_the_town_has_settled_so(town: Database, tmp_path: Path) -> None:
    """A joint inspection of G1 on 8 January 2026, the sweep of the 1st due until the 14th; settings are shown, refused by name, and hold from then on."""
    with town.begin() as connection:
        values = {"id": UUID(int=9), "at": "2026-01-08T09:00+08:00"}
        connection.execute(text("INSERT INTO patrol (id, town_id, external_id, kind, started_at, ended_at, fixes, actor) SELECT :id, town_id, 'x', 'inspection', :at, :at, 3, 'x' FROM grid_version WHERE code = 'G1'"), values)
        connection.execute(text("INSERT INTO patrol_grid (patrol_id, grid_id, town_id, first_at, fixes) SELECT :id, grid_id, town_id, :at, 3 FROM grid_version WHERE code = 'G1'"), values)
        code = connection.scalar(text("SELECT code FROM grid_version WHERE kind = 'town'"))
        connection.execute(text("""UPDATE grid SET settings = '{"sample": {"seed": 7}}' WHERE id = town_id"""))

    def sweeps() -> str:
        return run("inspect", "due", "--area", "A1", "--from", "2026-01-01", "--to", "2026-01-14").stdout.splitlines()[1]

    assert sweeps() == "月排查：应 2 次，已 0 次"
    assert json.loads(run("settings", code).stdout) == {}
    told = {"rounds": {"one_for_both": True}, "inspection": {"home_hours": ["18:00-20:00"]}}
    assert json.loads(run("settings", code, listed(tmp_path, "set.json", json.dumps(told))).stdout) == told
    assert sweeps() == "月排查：应 2 次，已 1 次"
    for odd, said in (('{"rounds": {"one_for_all": true}}', "one_for_all"), ('{"rounds": {"sweep_days": [31]}}', "sweep_days"), ('{"rounds": {"sweep_days": []}}', "sweep_days"),
                      ('{"rules": {}}', "rules"), ('{"inspection": {"corner_m": "far"}}', "inspection"), ('{"inspection": {"key_places": {"学校": {"points": 3}}}}', "key_places"),
                      ("{", "set.json"), ("[]", "set.json")):
        done = run("settings", code, listed(tmp_path, "set.json", odd))
        assert done.exit_code == 2 and said in done.stderr, (odd, done.output)
    assert run("settings", "G1").exit_code == 2
    assert json.loads(run("settings", code).stdout) == told
    with town.begin() as connection:
        assert connection.scalar(text("SELECT count(*) FROM audit_event WHERE action = 'town.settings'")) == 1
        assert connection.scalar(text("SELECT settings FROM grid WHERE id = town_id")) == {**told, "sample": {"seed": 7}}


def test_what_is_owed_and_left_out_is_no_success(town: Database, tmp_path: Path) -> None:
    """Half a morning is enough for both grids, not for the school, the places to eat and the shop that are due."""
    done = asked(tmp_path, "A1", "小组,工作时间,方式\n一组,08:30-10:30,汽车\n", "2026-10-08")
    assert "网格 2/2" in done.stdout and "必查、应查而未排入：" in done.stdout
    assert done.exit_code == 3, done.output


def test_what_the_quarter_still_owes_is_listed_with_its_last_day(town: Database, tmp_path: Path) -> None:
    """Nobody called on anything in the first quarter of the year before: the school has been overdue since its end."""
    with town.begin() as connection:
        connection.execute(text("UPDATE unit SET known_since = '2025-01-01' WHERE external_id = 'U-1'"))
    done = run("inspect", "due", "--area", "A1", "--from", "2025-01-01", "--to", "2025-01-01", "--out", tmp_path / "due.csv")
    assert done.exit_code == 3, done.output
    assert "2025年第一季度还应查：重点场所 2 处、单位 1 处、死角 0 处；逾期 3 处" in done.stdout
    assert "  2025-03-31前 重点场所 柳湾小学（柳湾网格，学校，应查：从未联查过）" in done.stdout.splitlines()
    rows = [row for row in csv.DictReader((tmp_path / "due.csv").read_text(encoding="utf-8-sig").splitlines()) if row["对象"]]
    assert {(row["对象"], row["应查"], row["从"], row["到"], row["查到"]) for row in rows if row["网格编码"] == "G1"} == {("柳湾小学", "重点场所", "2025-01-01", "2025-03-31", "")}
    nobody_late = run("inspect", "due", "--area", "A1", "--from", "2099-01-01", "--to", "2099-01-01")
    assert nobody_late.exit_code == 0 and "2099年第一季度还应查：重点场所 2 处" in nobody_late.stdout, nobody_late.output
