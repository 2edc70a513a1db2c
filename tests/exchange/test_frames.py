"""What becomes of a table's shapes and coordinates: datums decided, kinds and ranges held, everything else by row."""

import csv
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import geopandas as gpd
import numpy as np
import pytest
import shapely

from gis_app.errors import WanggeError
from gis_app.exchange import datum
from gis_app.exchange.columns import guess
from gis_app.exchange.fields import INCIDENTS
from gis_app.exchange.frames import take_wkt
from gis_app.exchange.incident_rows import incident_rows
from gis_app.exchange.points import locate_rows, numbers
from gis_app.exchange.report import Report
from gis_app.exchange.shapes import place
from gis_app.exchange.table import Table
from gis_app.exchange.writers import WRITERS, write
from gis_app.exchange.writers.tables import safe

OLD_WKT = ('GEOGCS["WGS 84",DATUM["WGS_1984",SPHEROID["WGS 84",6378137,298.257223563]],PRIMEM["Greenwich",0],'
           'UNIT["Degree",0.0174532925199433]]')
NOW = datetime(2026, 6, 1, tzinfo=UTC)
ZONE = ZoneInfo("Asia/Shanghai")


def table(shapes: list[Any] | None = None, *, declared: str | None = None, **columns: list[str | None]) -> Table:
    count = len(shapes) if shapes is not None else len(next(iter(columns.values())))
    cells = {name: np.array(values, dtype=object) for name, values in columns.items()}
    drawn = None if shapes is None else np.array(shapes, dtype=object)
    return Table("a", "csv", cells, np.arange(1, count + 1), drawn, declared)


def reasons(report: Report) -> list[tuple[int, str, str]]:
    return sorted((one.row, one.field, one.reason) for one in report.refused)


@pytest.mark.parametrize(("asked", "declared", "x", "y", "crs", "noted"), [
    ("auto", None, 120.0, 30.0, "EPSG:4326", True), ("auto", "EPSG:4549", 5e5, 3e6, "EPSG:4549", False),
    ("gcj02", None, 120.0, 30.0, "gcj02", False), ("EPSG:4490", "EPSG:4549", 120.0, 30.0, "EPSG:4490", True),
    ("auto", OLD_WKT, 120.0, 30.0, "EPSG:4326", False),
])
def test_which_system(asked: str, declared: str | None, x: float, y: float, crs: str, noted: bool) -> None:
    found, note = datum.decide(asked, declared, np.array([x]), np.array([y]))
    assert found == crs
    assert bool(note) is noted


def test_systems_that_must_be_named() -> None:
    with pytest.raises(WanggeError) as refused:
        datum.decide("auto", None, np.array([500_000.0]), np.array([3_300_000.0]))
    assert refused.value.code == "crs_needed"
    with pytest.raises(WanggeError) as refused:
        datum.decide("auto", 'LOCAL_CS["site"]', np.array([1.0]), np.array([1.0]))
    assert refused.value.code == "crs_foreign"


def test_single_wrong_rows_do_not_make_the_file_projected() -> None:
    given, report = table(经度=["120", "120.1", "12000"], 纬度=["30", "30.1", "30"]), Report("a", "incidents")
    found = locate_rows(given, guess(INCIDENTS, list(given.columns)), "auto", report)
    assert reasons(report) == [(3, "geometry", "坐标超出经纬度范围")]
    assert found.lon[:2].tolist() == [120.0, 120.1]


def test_coordinates_in_columns() -> None:
    given = table(lon=["120", "x", None, "inf", "1,20"], lat=["30", "30", "30", "30", "30"])
    report = Report("a", "incidents")
    found = locate_rows(given, {"lon": "lon", "lat": "lat"}, "gcj02", report)
    assert reasons(report) == [(2, "lon", "不是有效的数字"), (3, "lon", "是空的"), (4, "lon", "不是有效的数字")]
    assert found.x[0] == 120.0
    assert 0.001 < abs(found.lon[0] - 120.0) < 0.01
    with pytest.raises(WanggeError):
        locate_rows(table(a=["1"]), {}, "auto", Report("a", "incidents"))


def test_points_of_shapes() -> None:
    shapes = [shapely.Point(1, 2), shapely.MultiPoint([(3, 4)]), shapely.box(0, 0, 1, 1), None]
    report = Report("a", "incidents")
    found = locate_rows(table(shapes), {}, "auto", report)
    assert found.lon[:2].tolist() == [1.0, 3.0]
    assert reasons(report) == [(3, "geometry", "不是点"), (4, "geometry", "没有位置")]


def test_shapes_of_the_wrong_kind_or_range() -> None:
    polygon = shapely.box(120, 30, 120.1, 30.1)
    joined = shapely.GeometryCollection([polygon, shapely.box(121, 30, 121.1, 30.1)])
    mixed = shapely.GeometryCollection([polygon, shapely.Point(1, 1)])
    far, wide = shapely.box(190, 30, 191, 31), shapely.box(-170, 30, 170, 31)
    report = Report("a", "grids")
    placed = place(table([polygon, shapely.Point(1, 1), joined, mixed, far, wide, None]), "polygon", "auto", report)
    assert [shape is not None for shape in placed.shapes] == [True, False, True, False, False, False, False]
    assert placed.shapes[2].geom_type == "MultiPolygon"
    assert [row for row, _, _ in reasons(report)] == [2, 4, 5, 6]


def test_numbers_as_people_write_them() -> None:
    values, wrong = numbers(np.array(["1,234.5", " 7 ", None, "abc", "nan", "1e999"], dtype=object))
    assert values[:2].tolist() == [1234.5, 7.0]
    assert wrong.tolist() == [False, False, False, True, False, True]


def test_wkt_in_a_column() -> None:
    given = table(name=["a", "b"], wkt=["POINT (1 2)", "nonsense"])
    take_wkt(given)
    assert given.shapes is not None
    assert (given.shapes[0].wkt, given.shapes[1]) == ("POINT (1 2)", None)
    assert list(given.columns) == ["name"]
    assert given.refused[0].row == 2


def rows_of(report: Report, **columns: list[str | None]) -> Any:
    given = table(**columns)
    mapping = guess(INCIDENTS, list(given.columns))
    points = locate_rows(given, mapping, "wgs84", report)
    return incident_rows(given, points, mapping, report, zone=ZONE, now=NOW, source="hotline")


def test_rows_of_incidents() -> None:
    report = Report("a", "incidents")
    kept = rows_of(
        report, lon=["120"] * 7, lat=["30"] * 7, 编号=["1", "2", "3", "4", "5", "6", None],
        时间=["2026-03-05 14:20", "昨天", "2027-01-01", None, "2026-03-05", "2026-03-05", "2026-03-05"],
        来源=["12345热线", "网格员", "群众", "群众", "火星", None, "巡查"], 状态=["已结案", "奇怪", None, None, None, None, "处置中"],
        accuracy_m=["15", None, None, None, None, "-3", None],
    )
    assert kept.rows.tolist() == [1, 7]
    assert (kept.source.tolist(), kept.state.tolist()) == (["hotline", "worker"], ["closed", "handling"])
    assert kept.reported_at[0] == datetime(2026, 3, 5, 6, 20, tzinfo=UTC)
    assert kept.external_id[1].startswith("h:")
    assert [(row, field) for row, field, _ in reasons(report)] == [
        (2, "reported_at"), (3, "reported_at"), (4, "reported_at"), (5, "source"), (6, "accuracy_m")]
    assert any("不认识的状态（奇怪）" in note for note in report.notes)


def test_a_row_without_a_number_is_known_by_what_it_says() -> None:
    same = {"lon": ["120", "120"], "lat": ["30", "30"], "时间": ["2026-03-05", "2026-03-05"], "内容": ["甲", "乙"]}
    once, again = rows_of(Report("a", "i"), **same), rows_of(Report("a", "i"), **same)
    assert once.external_id.tolist() == again.external_id.tolist()
    assert once.external_id[0] != once.external_id[1]


def test_the_report_names_no_contents(tmp_path: Path) -> None:
    report = Report("a.csv", "incidents")
    rows_of(report, lon=["120", "x"], lat=["30", "30"], 时间=["张三13800000000", "2026-03-05"], 内容=["张三的秘密", "b"])
    told = "\n".join(report.lines())
    report.write(tmp_path / "r.json")
    assert "张三" not in told + (tmp_path / "r.json").read_text(encoding="utf-8")
    assert report.exit_code == 3
    for _ in range(40):
        report.refuse(9, "lon", "是空的")
    assert "另有" in list(report.lines())[-1]


def test_all_kinds_write_and_read_back(tmp_path: Path, read_here: Callable[..., Any]) -> None:
    """Every writer, read by our own readers, in several datums."""
    frame = gpd.GeoDataFrame(
        {"code": ["=1+1", "@b", "c"], "名称": ["东片第一网格", "-5", None], "level": [3, 2, 1]},
        geometry=[shapely.Point(120.123456789, 30.1), shapely.Point(120.2, 30.2), shapely.Point(120.3, 30.3)], crs=4326)
    for ending in WRITERS:
        for crs in ("wgs84", "gcj02", "EPSG:4549"):
            path = tmp_path / f"out{ending}"
            write(frame, path, crs)
            raw = read_here(path)
            cells = {name: column.to_pylist() for name, column in raw.columns.items()}
            assert cells["code"] == ["=1+1", "@b", "c"], ending
            assert cells["名称"] == ["东片第一网格", "-5", None], ending
            assert cells["level"] == ["3", "2", "1"], ending


def test_csv_is_safe_in_a_spreadsheet(tmp_path: Path) -> None:
    assert [safe(text) for text in ("=1", "+1", "-1", "@x", "x=1", None)] == ["'=1", "'+1", "'-1", "'@x", "x=1", None]
    assert list(csv.reader([safe("=1") or ""])) == [["'=1"]]
