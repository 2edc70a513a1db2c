"""A list of teams from a file (CSV, XLSX, GeoJSON ...): one row a team, headings in Chinese or English.

    小组,人员,经度,纬度,工作时间,方式,专长,日期
    一组,李青 王兰,119.81,30.02,08:30-17:30,电动车,消防 食品,
"""

import re
from collections.abc import Iterator, Mapping
from datetime import date
from pathlib import Path
from types import MappingProxyType

import numpy as np

from gis_app.domain.crs import to_wgs84
from gis_app.domain.inspections import Span, Team
from gis_app.domain.inspections.teams import HOURS
from gis_app.errors import Fault, WanggeError, one_of
from gis_app.exchange.table import Table, read_table

HEADINGS: Mapping[str, tuple[str, ...]] = MappingProxyType({
    "name": ("小组", "组名", "名称", "team", "name"), "people": ("人员", "组员", "成员", "people", "members"),
    "lon": ("经度", "出发经度", "起点经度", "lon", "longitude", "x"), "lat": ("纬度", "出发纬度", "起点纬度", "lat", "latitude", "y"), "hours": ("工作时间", "时间", "hours"),
    "mode": ("方式", "出行方式", "mode"), "skills": ("专长", "技能", "skills"), "days": ("日期", "days"), "crs": ("坐标系", "crs"),
})
MODES: Mapping[str, str] = MappingProxyType({
    "步行": "foot", "走路": "foot", "电动车": "two_wheeler", "摩托车": "two_wheeler", "自行车": "two_wheeler", "两轮": "two_wheeler", "两轮车": "two_wheeler",
    "汽车": "car", "小车": "car", "开车": "car",
})
PARTS = re.compile(r"[\s,，、;；/]+")


def read_teams(path: Path, *, start: tuple[float, float] | None = None) -> tuple[Team, ...]:
    """The teams of a file, numbered from 1. ``start`` is where a team without coordinates starts.

    Raises
    ------
    WanggeError
        Those of reading a file; ``missing_field`` for a file without names; ``teams_bad`` with a fault for each row that cannot be used.
    """
    table = read_table(path)
    columns = {key: next((column for column in table.columns if column.strip().lower() in names), None) for key, names in HEADINGS.items()}
    if columns["name"] is None:
        raise WanggeError("missing_field", field="小组")
    teams: list[Team] = []
    faults: list[Fault] = []
    for number, row in enumerate(_rows(table, columns), 1):
        try:
            teams.append(_team(number, row, start))
        except WanggeError as wrong:
            faults.append(Fault(f"第 {number} 行", wrong.sentence("zh")))
        except ValueError as wrong:
            faults.append(Fault(f"第 {number} 行", f"“{wrong.args[0] if wrong.args else ''}”不可用"))
    if not teams and not faults:
        faults.append(Fault("小组", "只有表头，没有一个小组"))
    if faults:
        raise WanggeError("teams_bad", name=path.name, errors=faults)
    return tuple(teams)


def _rows(table: Table, columns: Mapping[str, str | None]) -> Iterator[dict[str, str]]:
    for at in range(len(table)):
        cells = {key: str(table.columns[column][at] or "").strip() if column else "" for key, column in columns.items()}
        if any(cells.values()):
            yield cells


def _team(number: int, row: Mapping[str, str], start: tuple[float, float] | None) -> Team:
    if not row["name"]:
        raise WanggeError("missing_field", field="小组")
    mode = MODES.get(row["mode"], row["mode"]) or "two_wheeler"
    if mode not in MODES.values():
        raise WanggeError("bad_value", field="方式", why=one_of(MODES))
    days = tuple(date.fromisoformat(day) for day in PARTS.split(row["days"]) if day)
    return Team(
        str(number), row["name"], _start(row, start), tuple(part for part in PARTS.split(row["people"]) if part),
        Span.read(row["hours"]) if row["hours"] else HOURS, mode, frozenset(part for part in PARTS.split(row["skills"]) if part), days,
    )


def _start(row: Mapping[str, str], start: tuple[float, float] | None) -> tuple[float, float]:
    """Where it starts, converted to WGS-84 from what the row says its coordinates are."""
    if not row["lon"] and not row["lat"]:
        if start is None:
            raise WanggeError("missing_field", field="经度、纬度")
        return start
    try:
        given = float(row["lon"]), float(row["lat"])
    except ValueError:
        raise WanggeError("bad_number", field="经度、纬度") from None
    lon, lat = to_wgs84(np.array([given[0]]), np.array([given[1]]), row["crs"] or "wgs84")
    if not (-180 <= lon[0] <= 180 and -90 <= lat[0] <= 90):
        raise WanggeError("bad_position")
    return float(lon[0]), float(lat[0])
