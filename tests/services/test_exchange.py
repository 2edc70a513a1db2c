"""Files into a real database and out again."""

import json
import shutil
from collections.abc import Callable, Sequence
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import shapely
from shapely import LineString, Point, box
from sqlalchemy import text

from gis_app import clock
from gis_app.db.session import Database
from gis_app.domain.actors import LOCAL_OPERATOR
from gis_app.domain.locate import Locator
from gis_app.errors import WanggeError
from gis_app.exchange import table as exchange_table
from gis_app.exchange.child import read_file
from gis_app.exchange.raw import Raw
from gis_app.exchange.report import Report
from gis_app.services.exchange import Order, import_file
from gis_app.services.exporting import export_layer

ZONE = ZoneInfo("Asia/Shanghai")
X, Y, S = 120.0, 30.0, 0.01
NOW = datetime(2026, 6, 1, 4, tzinfo=UTC)


@pytest.fixture(autouse=True)
def at_noon(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(clock, "now", lambda: NOW)


@pytest.fixture(autouse=True)
def read_here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Read in this process: the walls have their own tests, and cost a second a file."""
    work = tmp_path / "work"

    def read(path: Path, *, encoding: str | None = None, name: str | None = None, started: None = None) -> Raw:
        shutil.rmtree(work, ignore_errors=True)
        work.mkdir()
        return read_file(path, name or path.name, encoding, work)

    monkeypatch.setattr(exchange_table, "read_guarded", read)


@pytest.fixture
def bring(database: Database) -> Callable[..., Report]:
    """Import a file as the local operator."""

    def run(layer: str, path: Path, **options: Any) -> Report:
        return import_file(database, LOCAL_OPERATOR, path, Order(layer, ZONE, 25.0, **options))

    return run


def ask(database: Database, query: str) -> Sequence[Any]:
    with database.begin() as connection:
        return connection.execute(text(query)).all()


def count(database: Database, table: str) -> int:
    return int(ask(database, f"SELECT count(*) FROM {table}")[0][0])


def grids(path: Path, *, shift: float = 0.0, **columns: list[Any]) -> Path:
    shapes = [box(X + n * S + (shift if n else 0), Y, X + (n + 1) * S + shift, Y + S) for n in range(3)]
    given = {"code": ["330106001001", "330106001002", "330106001003"], "name": ["东山第一网格", "东山第二网格", "东山第三网格"]}
    gpd.GeoDataFrame(given | columns, geometry=shapes, crs=4326).to_file(path)
    return path


def table(path: Path, rows: list[dict[str, Any]]) -> Path:
    pd.DataFrame(rows).to_csv(path, index=False)
    return path


def incidents(path: Path, places: Sequence[tuple[float, float]], **more: Any) -> Path:
    return table(path, [{"编号": f"a{n}", "经度": x, "纬度": y, "受理时间": "2026-03-05 14:20", "来源": "12345热线", **more}
                        for n, (x, y) in enumerate(places)])


def test_a_first_edition_and_then_a_draft(database: Database, bring: Callable[..., Report], tmp_path: Path) -> None:
    done = bring("grids", grids(tmp_path / "g.geojson"))
    assert (done.exit_code, done.stored) == (0, 3)
    assert done.outcome["editions"][0]["state"] == "published"
    assert done.outcome["editions"][0]["town"] == "33010600100"
    again = bring("grids", grids(tmp_path / "h.gpkg", shift=S / 10), day=date(2026, 7, 1))
    assert again.outcome["editions"][0]["state"] == "draft"
    rows = ask(database, "SELECT state, effective_at FROM edition ORDER BY id")
    assert [row.state for row in rows] == ["published", "draft"]
    assert rows[1].effective_at == datetime(2026, 7, 1, tzinfo=ZONE)
    assert ask(database, "SELECT count(*) FROM grid_version WHERE valid IS NULL")[0][0] == 4
    with pytest.raises(WanggeError) as refused:
        bring("grids", tmp_path / "h.gpkg")
    assert refused.value.code == "edition_pending"


def test_rows_that_are_no_grids_are_refused_by_number(database: Database, bring: Callable[..., Report], tmp_path: Path) -> None:
    bow = shapely.Polygon([(X, Y), (X + S, Y + S), (X + S, Y), (X, Y + S)])
    rows = gpd.GeoDataFrame({
        "网格编码": ["1", "2", "2", None, "5", "6"], "网格名称": list("甲乙丙丁戊己"), "类型": ["网格", "网格", "网格", "网格", "火星", "企业网格"]},
        geometry=[box(X, Y, X + S, Y + S), bow, box(0, 0, 1, 1), box(0, 0, 1, 1), box(0, 0, 1, 1), Point(1, 1)], crs=4326)
    rows.to_file(tmp_path / "g.geojson")
    done = bring("grids", tmp_path / "g.geojson", town="3301")
    assert sorted((one.row, one.field) for one in done.refused) == [(3, "code"), (4, "code"), (5, "kind"), (6, "geometry")]
    assert any("第 2 行的边界自相交，已自动修正" in note for note in done.notes)
    assert [row.code for row in ask(database, "SELECT code FROM grid_version ORDER BY code")] == ["1", "2", "3301"]


def test_a_list_without_shapes(database: Database, bring: Callable[..., Report], tmp_path: Path) -> None:
    """Names, levels, parents by name, heads: 未划定 until drawn."""
    pd.DataFrame({
        "网格名称": ["青山镇", "东片", "东片第一网格", "东片第二网格", "兴业公司"], "级别": ["一级", "2", "三级网格", 3, "企业网格"],
        "上级": [None, "青山镇", "东片", "东片", "青山镇"], "所在": [None, None, None, None, "东片"],
        "网格长": ["王一", "李二", "张三", "赵四", "钱五"],
    }).to_excel(tmp_path / "名单.xlsx", index=False)
    done = bring("grids", tmp_path / "名单.xlsx", town="330106012")
    assert (done.exit_code, done.stored) == (0, 5)
    rows = ask(database, "SELECT v.code, v.kind, v.level, nlevel(ground_path) AS deep, geom IS NULL AS undrawn, s.name AS head "
                         "FROM grid_version v JOIN staff_post s USING (grid_id) ORDER BY v.code")
    assert [(row.code, row.kind, row.level, row.deep, row.undrawn, row.head) for row in rows] == [
        ("330106012", "town", 1, 1, True, "王一"), ("330106012001", "work_area", 2, 2, True, "李二"),
        ("330106012002", "grid", 3, 3, True, "张三"), ("330106012003", "grid", 3, 3, True, "赵四"),
        ("330106012004", "enterprise", 3, 3, True, "钱五")]


def test_which_town_must_be_said_where_there_are_two(bring: Callable[..., Report], tmp_path: Path) -> None:
    bring("grids", grids(tmp_path / "a.geojson"), town="T1")
    other = grids(tmp_path / "b.geojson", code=["x1", "x2", "x3"])
    bring("grids", other, town="T2")
    with pytest.raises(WanggeError) as refused:
        bring("grids", other)
    assert refused.value.code == "town_needed"


def test_two_towns_in_one_file(database: Database, bring: Callable[..., Report], tmp_path: Path) -> None:
    pd.DataFrame({"code": ["A", "B", "A1", "B1"], "name": list("甲乙丙丁"), "kind": ["镇", "镇", "网格", "网格"],
                  "parent": [None, None, "A", "B"]}).to_csv(tmp_path / "g.csv", index=False)
    assert [one["town"] for one in bring("grids", tmp_path / "g.csv").outcome["editions"]] == ["A", "B"]
    assert count(database, "edition") == 2


@pytest.mark.parametrize("datum", ["wgs84", "gcj02"])
def test_incidents_by_the_rule_of_place(datum: str, database: Database, bring: Callable[..., Report], tmp_path: Path) -> None:
    """The same answers as the library's; importing again skips; what was given is kept."""
    bring("grids", grids(tmp_path / "g.geojson"))
    rng = np.random.default_rng(3)
    places = [*zip(rng.uniform(X - S, X + 4 * S, 300), rng.uniform(Y - S, Y + 2 * S, 300), strict=True),
              (X + S, Y + S / 2), (X - 1e-4, Y + S / 2)]
    done = bring("incidents", incidents(tmp_path / "i.csv", places), crs=datum)
    assert (done.stored, done.skipped, done.exit_code) == (302, 0, 0)
    rows = ask(database, "SELECT grid_code, i.rule, i.near_boundary, ST_X(geom) lon, ST_Y(geom) lat, given_crs, given_x FROM incident i JOIN incident_location l ON l.incident_id = i.id "
                         "JOIN incident_assignment a ON a.incident_id = i.id")
    assert len(rows) == 302
    frame = gpd.read_file(tmp_path / "g.geojson")
    found = Locator(frame).assign(gpd.GeoSeries([Point(row.lon, row.lat) for row in rows], crs=4326), snap_m=25.0)
    assert [row.grid_code for row in rows] == [code if isinstance(code, str) else None for code in found["grid_code"]]
    assert [row.rule for row in rows] == list(found["rule"])
    assert [row.near_boundary for row in rows] == list(found["near_boundary"])
    assert {row.given_crs for row in rows} == {datum}
    assert all((row.given_x == row.lon) is (datum == "wgs84") for row in rows)
    again = bring("incidents", tmp_path / "i.csv", crs=datum)
    assert (again.stored, again.skipped) == (0, 302)
    assert count(database, "incident") == 302


def test_incidents_by_the_boundaries_of_their_own_day(database: Database, bring: Callable[..., Report], tmp_path: Path,
                                                      monkeypatch: pytest.MonkeyPatch) -> None:
    bring("grids", grids(tmp_path / "g.geojson"))
    bring("grids", grids(tmp_path / "h.geojson", shift=S / 2), day=date(2026, 6, 10))
    with database.begin() as connection:  # what the planner's publishing will do to the draft
        connection.execute(text("UPDATE grid_version SET valid = tstzrange(NULL, '2026-06-10 00:00+08') WHERE valid IS NOT NULL"))
        connection.execute(text("UPDATE grid_version SET valid = tstzrange('2026-06-10 00:00+08', NULL) WHERE valid IS NULL"))
    monkeypatch.setattr(clock, "now", lambda: NOW + timedelta(days=30))
    place = (X + 1.2 * S, Y + S / 2)
    rows = [{"id": n, "lon": place[0], "lat": place[1], "time": day} for n, day in enumerate(("2026-06-09", "2026-06-11"))]
    bring("incidents", table(tmp_path / "i.csv", rows))
    found = ask(database, "SELECT grid_code FROM incident ORDER BY reported_at")
    assert [row.grid_code for row in found] == ["330106001002", "330106001001"]


def test_items_by_code_or_name_and_unknown_ones_kept(database: Database, bring: Callable[..., Report], tmp_path: Path) -> None:
    with database.begin() as connection:
        connection.execute(text("INSERT INTO department VALUES ('d', '环保办', 'env', 0)"))
        connection.execute(text("INSERT INTO item_class VALUES ('01', '环境', 'env', 0)"))
        connection.execute(text("INSERT INTO item (code, class_code, name_zh, name_en, department_code, limit_hours, limit_text, "
                                "closing_standard) VALUES ('0101', '01', '污水', 'sewage', 'd', 48, '2 天', '已清')"))
    bring("grids", grids(tmp_path / "g.geojson"))
    rows = [{"id": n, "lon": X + S / 2, "lat": Y + S / 2, "time": "2026-03-05 08:00", "事项": item, "内容": "a\tb\\c\nd"}
            for n, item in enumerate(("0101", "污水", "sewage", "飞碟", None))]
    done = bring("incidents", table(tmp_path / "i.csv", rows), source="resident")
    assert done.outcome["unclassified"] == 2
    found = ask(database, "SELECT item_code, item_given, due_at, source, t.text FROM incident i JOIN incident_text t ON t.incident_id = i.id "
                          "ORDER BY external_id")
    assert [(row.item_code, row.item_given) for row in found] == [("0101", None)] * 3 + [(None, "飞碟"), (None, None)]
    assert found[0].due_at == datetime(2026, 3, 7, tzinfo=UTC)
    assert {(row.source, row.text) for row in found} == {("resident", "a\tb\\c\nd")}


def test_a_dry_run_says_what_would_happen_and_uses_up_no_number(database: Database, bring: Callable[..., Report], tmp_path: Path) -> None:
    bring("grids", grids(tmp_path / "g.geojson"))
    for _ in range(2):
        tried = bring("grids", tmp_path / "g.geojson", dry_run=True, day=date(2026, 7, 1))
        assert tried.notes[-1] == "镇 33010600100 已有发布的版本，这份将存为草案"
        assert tried.outcome["editions"] == [{"id": None, "state": "draft", "town": "33010600100"}]
    last = ask(database, "SELECT max(id) FROM grid")[0][0]
    done = bring("grids", grids(tmp_path / "h.geojson", code=["330106001001", "330106001002", "330106001009"]), day=date(2026, 7, 1))
    assert done.outcome["editions"][0]["id"] == ask(database, "SELECT min(id) + 1 FROM edition")[0][0]
    assert "存为草案（第 " in done.notes[-1]
    assert ask(database, "SELECT max(id) FROM grid")[0][0] == last + 1


def test_the_progress_counts_what_is_stored(database: Database, bring: Callable[..., Report], tmp_path: Path) -> None:
    counted: list[int] = []
    for layer, path in (("grids", grids(tmp_path / "g.geojson")), ("incidents", incidents(tmp_path / "i.csv", [(X, Y), (X, Y)])),
                        ("households", table(tmp_path / "h.csv", [{"编号": "h1", "经度": X + S / 2, "纬度": Y + S / 2, "人数": 3}]))):
        counted.clear()
        done = import_file(database, LOCAL_OPERATOR, path, Order(layer, ZONE, 25.0), advance=counted.append)
        assert sum(counted) == done.stored > 0


def test_nothing_of_a_dry_run_or_a_refused_file_is_stored(database: Database, bring: Callable[..., Report], tmp_path: Path) -> None:
    done = bring("grids", grids(tmp_path / "g.geojson"), dry_run=True)
    assert (done.stored, done.dry_run, count(database, "grid")) == (3, True, 0)
    with pytest.raises(WanggeError) as refused:
        bring("incidents", incidents(tmp_path / "i.csv", [(X, Y)]))
    assert refused.value.code == "no_grids"
    (tmp_path / "bad.geojson").write_text('{"type": "FeatureCollection", "features": {}}')
    with pytest.raises(WanggeError):
        bring("grids", tmp_path / "bad.geojson")
    with pytest.raises(WanggeError) as refused:
        bring("nonsense", tmp_path / "i.csv")
    assert refused.value.code == "layer_unknown"
    assert [count(database, name) for name in ("grid", "grid_version", "edition", "incident", "audit_event")] == [0] * 5


def test_the_register_and_declared_layers(database: Database, bring: Callable[..., Report], tmp_path: Path) -> None:
    bring("grids", grids(tmp_path / "g.geojson"))
    homes = [{"户号": n, "经度": X + S / 2, "纬度": Y + S / 2, "人数": people, "地址": "一号"} for n, people in enumerate((3, "x", -1, 2.5, 4))]
    done = bring("households", table(tmp_path / "h.csv", homes))
    assert (done.stored, [one.row for one in done.refused]) == (2, [2, 3, 4])
    assert bring("households", tmp_path / "h.csv").skipped == 2
    bring("units", table(tmp_path / "u.csv", [{"编号": 1, "名称": "小店", "lon": X, "lat": Y}, {"编号": 2, "名称": None, "lon": X, "lat": Y}]))
    frame = gpd.GeoDataFrame({"name": ["一号路", "一号路"], "highway": ["village"] * 2, "宽": [3.5, 3.5]},
                             geometry=[LineString([(X, Y), (X + S, Y)])] * 2, crs=4326)
    frame.to_file(tmp_path / "r.geojson")
    roads = bring("roads", tmp_path / "r.geojson")
    assert (roads.stored, roads.skipped) == (1, 1)
    gpd.GeoDataFrame({"floors": [3]}, geometry=[box(X, Y, X + 1e-4, Y + 1e-4)], crs=4326).to_file(tmp_path / "b.geojson")
    bring("buildings", tmp_path / "b.geojson")
    gpd.GeoDataFrame({"name": ["湖", "溪"]}, geometry=[box(X, Y, X + S, Y + S), LineString([(X, Y), (X, Y + S)])], crs=4326).to_file(tmp_path / "w.gpkg")
    assert bring("water", tmp_path / "w.gpkg").stored == 2
    assert {name: count(database, name) for name in ("household", "unit", "building", "feature_line", "feature_area")} == {
        "household": 2, "unit": 1, "building": 1, "feature_line": 2, "feature_area": 1}
    assert ask(database, "SELECT properties FROM feature_line WHERE layer = 'roads'")[0][0] == {"宽": "3.5"}
    assert len(ask(database, "SELECT 1 FROM household WHERE grid_id IS NOT NULL")) == 2


@pytest.mark.parametrize("ending", ["geojson", "gpkg", "zip", "csv", "parquet"])
def test_grids_leave_and_come_back(ending: str, database: Database, bring: Callable[..., Report], tmp_path: Path) -> None:
    bring("grids", grids(tmp_path / "g.geojson"))
    with database.begin() as connection:
        made = export_layer(connection, LOCAL_OPERATOR, "grids", tmp_path / f"out.{ending}", day=None, crs="cgcs2000", zone=ZONE)
    assert made == 4
    back = bring("grids", tmp_path / f"out.{ending}")
    assert (back.exit_code, back.outcome["editions"][0]["state"]) == (0, "draft")
    same = ask(database, "SELECT count(*) FROM grid_version a JOIN grid_version b USING (grid_id, code, name, kind, level) "
                         "WHERE a.valid IS NULL AND b.valid IS NOT NULL AND ST_Equals(a.geom, b.geom)")
    assert same[0][0] == 3


def test_incidents_leave_without_words(database: Database, bring: Callable[..., Report], tmp_path: Path) -> None:
    bring("grids", grids(tmp_path / "g.geojson"))
    bring("incidents", incidents(tmp_path / "i.csv", [(X + S / 2, Y + S / 2)], 内容="张三的秘密", 地址="东山路一号"))
    with database.begin() as connection:
        for ending in ("geojson", "csv", "xlsx"):
            export_layer(connection, LOCAL_OPERATOR, "incidents", tmp_path / f"o.{ending}", day=date(2026, 3, 5), crs="bd09", zone=ZONE)
        assert export_layer(connection, LOCAL_OPERATOR, "incidents", tmp_path / "e.csv", day=date(2026, 3, 4), crs="wgs84", zone=ZONE) == 0
        for layer in ("households", "units", "buildings", "roads", "water"):
            assert export_layer(connection, LOCAL_OPERATOR, layer, tmp_path / f"{layer}.geojson", day=None, crs="wgs84", zone=ZONE) == 0
        with pytest.raises(WanggeError):
            export_layer(connection, LOCAL_OPERATOR, "roads", tmp_path / "r.csv", day=date(2026, 3, 4), crs="wgs84", zone=ZONE)
        with pytest.raises(WanggeError):
            export_layer(connection, LOCAL_OPERATOR, "incidents", tmp_path / "r.doc", day=None, crs="wgs84", zone=ZONE)
    told = (tmp_path / "o.geojson").read_text(encoding="utf-8") + (tmp_path / "o.csv").read_text(encoding="utf-8")
    assert "秘密" not in told
    assert "东山路" not in told
    [one] = json.loads((tmp_path / "o.geojson").read_text(encoding="utf-8"))["features"]
    assert one["properties"]["grid_code"] == "330106001001"
    assert one["geometry"]["coordinates"][0] > X + S / 2 + 0.008
    assert ask(database, "SELECT count(*) FROM audit_event WHERE action = 'layer.export'")[0][0] == 9


def test_a_real_citys_requests(database: Database, bring: Callable[..., Report], realdata: Path) -> None:
    """22,577 requests with the wards as grids: one row without a place is refused, the rest agree with the city."""
    folder = realdata / "washington_dc"
    assert bring("grids", folder / "ward-2012.geojson", said={"code": "WARD_ID"}, town="DC").exit_code == 0
    done = bring("incidents", folder / "dc_311_requests_2016.csv.gz", said={"lon": "GEOM_LON", "lat": "GEOM_LAT"})
    assert (done.rows, done.stored, done.exit_code) == (22_577, 22_576, 3)
    assert {one.row for one in done.refused} == {22_577}
    official = pd.read_csv(folder / "dc_311_requests_2016.csv.gz", dtype=str).set_index("SERVICEREQUESTID")["WARD"].dropna()
    ours = {row.external_id: row.grid_code for row in ask(database, "SELECT external_id, grid_code FROM incident")}
    agree = sum(ours.get(request) == ward.removesuffix(".0") for request, ward in official.items())
    assert (len(official), agree) == (22_427, 22_391)
    assert bring("incidents", folder / "dc_311_requests_2016.csv.gz").skipped == 22_576


def test_when_a_thing_was_finished_is_kept_where_it_can_be_true(database: Database, bring: Callable[..., Report], tmp_path: Path) -> None:
    bring("grids", grids(tmp_path / "g.gpkg"))
    rows = [("已办结", "2026-03-06 09:00"), ("处置中", "2026-03-06 09:00"), ("已办结", "2026-03-01 09:00"), ("已办结", "不详"), ("已办结", None)]
    report = bring("incidents", table(tmp_path / "i.csv", [
        {"编号": f"b{n}", "经度": X + S / 2, "纬度": Y + S / 2, "受理时间": "2026-03-05 14:20", "来源": "12345热线", "状态": state, "办结时间": end}
        for n, (state, end) in enumerate(rows)]))
    assert report.mapping["done_at"] == "办结时间"
    assert any(note.startswith("2 件的办结时间") for note in report.notes)
    ends = [row.done_at for row in ask(database, "SELECT done_at FROM incident ORDER BY external_id")]
    assert ends == [datetime(2026, 3, 6, 9, tzinfo=ZONE), None, None, None, None]
