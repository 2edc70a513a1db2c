"""Files of a plan and for a plan: GPX and iCalendar as their standards want them, lists of teams with their faults by row."""

from collections.abc import Callable
from datetime import datetime, timedelta, timezone
from pathlib import Path
from xml.etree import ElementTree

import pytest

from gis_app.domain.crs import from_wgs84
from gis_app.domain.inspections import Span
from gis_app.errors import WanggeError
from gis_app.exchange.teams import read_teams
from gis_app.exchange.wants import read_pairs, read_stops
from gis_app.exchange.writers.gpx import SPACE, Point, Way, gpx
from gis_app.exchange.writers.ics import Event, ics

CHINA = timezone(timedelta(hours=8))
AT = datetime(2026, 10, 8, 8, 42, tzinfo=CHINA)


def test_a_route_with_its_way() -> None:
    way = Way("一组 & <1>", [Point(119.8, 30.0, "石桥村\x01", "热点", AT)], [[(119.8, 30.0), (119.9, 30.1)], [(119.9, 30.1), (119.8, 30.0)]])
    root = ElementTree.fromstring(gpx("联查", [way]))
    assert [child.tag.removeprefix(f"{{{SPACE}}}") for child in root] == ["metadata", "rte", "trk"]
    point = root.find(f".//{{{SPACE}}}rtept")
    assert point is not None and point.attrib == {"lat": "30.0000000", "lon": "119.8000000"}
    assert [child.text for child in point] == ["2026-10-08T00:42:00Z", "石桥村", "热点"]
    assert len(root.findall(f".//{{{SPACE}}}trkseg")) == 2 and root.findtext(f".//{{{SPACE}}}trk/{{{SPACE}}}name") == "一组 & <1>"


def test_an_appointment() -> None:
    event = Event("a;b", AT, AT + timedelta(minutes=25), "一组：石桥村第二网格，查环境卫生和消防通道是否畅通、井盖路灯护栏是否完好", "第一行\n第二行\\", "镇政府", (119.8, 30.0))
    lines = ics("联查", [event], AT).split(b"\r\n")
    assert lines[0] == b"BEGIN:VCALENDAR" and lines[-1] == b"" and max(map(len, lines)) <= 75
    unfolded = b"\r\n".join(lines).replace(b"\r\n ", b"").decode().split("\r\n")
    assert "UID:a\\;b" in unfolded and "DTSTART:20261008T004200Z" in unfolded and "DTEND:20261008T010700Z" in unfolded
    assert "DESCRIPTION:第一行\\n第二行\\\\" in unfolded and "GEO:30.000000;119.800000" in unfolded
    assert next(line for line in unfolded if line.startswith("SUMMARY:")).endswith("是否完好")


def written(folder: Path, text: str) -> Path:
    made = folder / "teams.csv"
    made.write_text(text, encoding="utf-8")
    return made


def test_teams_are_read_with_their_own_words(tmp_path: Path) -> None:
    one, two = read_teams(written(tmp_path, "小组,人员,经度,纬度,工作时间,方式,专长,日期\n一组,李青 王兰,119.81,30.02,08:00-16:00,电动车,消防、食品,2026-10-08\n二组,,,,,,,\n"),
                          start=(119.9, 30.1))
    assert (one.id, one.name, one.people, one.start, one.hours) == ("1", "一组", ("李青", "王兰"), (119.81, 30.02), Span.read("08:00-16:00"))
    assert (one.mode, one.skills, [day.isoformat() for day in one.days]) == ("two_wheeler", frozenset({"消防", "食品"}), ["2026-10-08"])
    assert (two.start, two.mode, two.days) == ((119.9, 30.1), "two_wheeler", ())


def test_a_start_is_converted_once(tmp_path: Path) -> None:
    lon, lat = from_wgs84([119.81], [30.02], "gcj02")
    [team] = read_teams(written(tmp_path, f"team,lon,lat,mode,crs\nA,{lon[0]},{lat[0]},car,gcj02\n"))
    assert team.start == pytest.approx((119.81, 30.02), abs=1e-8) and team.mode == "car"


@pytest.mark.parametrize(("text", "code", "rows"), [
    ("人员\n李青\n", "missing_field", []),
    ("小组\n", "teams_bad", ["小组"]),
    ("小组,经度,纬度\n一组,119.8,30\n二组,,\n,119.8,30\n四组,东,30\n五组,200,30\n", "teams_bad", ["第 2 行", "第 3 行", "第 4 行", "第 5 行"]),
    ("小组,经度,纬度,工作时间,方式,日期\n一组,119.8,30,8点,,\n二组,119.8,30,,骑马,\n三组,119.8,30,,,十月\n", "teams_bad", ["第 1 行", "第 2 行", "第 3 行"]),
    ("小组,经度,纬度\n,,\n一组,119.8,30\n,,\n二组,东,30\n", "teams_bad", ["第 4 行"]),
    ("小组,经度,纬度\n" + ",,\n" + "组,119.8,30\n" * 13, "teams_bad", ["第 14 行"]),
])
def test_teams_that_cannot_be_used(tmp_path: Path, text: str, code: str, rows: list[str]) -> None:
    with pytest.raises(WanggeError) as refused:
        read_teams(written(tmp_path, text))
    assert refused.value.code == code and [fault.told()["field"] for fault in refused.value.errors] == rows


def test_blank_rows_leave_no_gap_in_the_numbers_of_teams(tmp_path: Path) -> None:
    teams = read_teams(written(tmp_path, "小组,经度,纬度\n,,\n一组,119.8,30\n,,\n二组,119.8,30\n"))
    assert [team.id for team in teams] == ["1", "2"]


def test_a_list_in_an_encoding_nobody_can_tell_is_read_in_the_one_named(tmp_path: Path) -> None:
    made = tmp_path / "teams.csv"
    made.write_bytes("team,lon,lat\nCafé,119.8,30\n".encode("latin-1"))
    with pytest.raises(WanggeError) as refused:
        read_teams(made)
    assert refused.value.code == "file_encoding"
    assert [team.name for team in read_teams(made, encoding="latin-1")] == ["Café"]


@pytest.mark.parametrize("read", [read_pairs, read_stops])
def test_pairs_and_stops_after_a_blank_row_are_refused_by_their_own(tmp_path: Path, read: Callable[..., object]) -> None:
    made = tmp_path / "list.csv"
    made.write_bytes("小组,网格,要求,名称,经度,纬度\n,,,,,\n一组,G1,常去,井,东边,30\n".encode("gb18030"))
    with pytest.raises(WanggeError) as refused:
        read(made, encoding="gb18030")
    assert [fault.told()["field"] for fault in refused.value.errors] == ["第 2 行"]
