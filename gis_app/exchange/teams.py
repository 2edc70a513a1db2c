"""A list of teams from a file (CSV, XLSX, GeoJSON ...): one row a team, headings in Chinese or English.

    小组,人员,经度,纬度,工作时间,方式,专长,日期
    一组,李青 王兰,119.81,30.02,08:30-17:30,电动车,消防 食品,
"""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from pathlib import Path
from types import MappingProxyType

from gis_app.domain.inspections import Span, Team
from gis_app.domain.inspections.teams import HOURS, HOW_MANY, MOST_TEAMS
from gis_app.errors import Both, Fault, WanggeError, in_row, one_of
from gis_app.exchange.lists import PARTS, PLACE, Row, place_in, read_list

HEADINGS: Mapping[str, tuple[str, ...]] = MappingProxyType({
    "name": ("小组", "组名", "名称", "team", "name"), "people": ("人员", "组员", "成员", "people", "members"),
    "hours": ("工作时间", "时间", "hours"),
    "mode": ("方式", "出行方式", "mode"), "skills": ("专长", "技能", "skills"), "days": ("日期", "days"), **PLACE,
})
MODES: Mapping[str, str] = MappingProxyType({
    "步行": "foot", "走路": "foot", "电动车": "two_wheeler", "摩托车": "two_wheeler", "自行车": "two_wheeler", "两轮": "two_wheeler", "两轮车": "two_wheeler",
    "汽车": "car", "小车": "car", "开车": "car",
})


def read_teams(path: Path, *, start: tuple[float, float] | None = None, encoding: str | None = None) -> tuple[Team, ...]:
    """The teams of a file, numbered from 1. ``start`` is where a team without coordinates starts.

    Raises
    ------
    WanggeError
        Those of ``read_list``; ``teams_bad`` with a fault for each row that cannot be used, or for the first team too many.
    """
    teams = read_list(path, HEADINGS, {"name": "小组"}, lambda number, row: (number, _team(row, start)), code="teams_bad", encoding=encoding)
    if not teams:
        raise WanggeError("teams_bad", name=path.name, errors=[Fault("小组", Both("只有表头，没有一个小组", "there is a heading, and not one team"))])
    if len(teams) > MOST_TEAMS:
        raise WanggeError("teams_bad", name=path.name, errors=[Fault(in_row(teams[MOST_TEAMS][0]), HOW_MANY)])
    return tuple(replace(team, id=str(serial)) for serial, (_, team) in enumerate(teams, 1))


def _team(row: Row, start: tuple[float, float] | None) -> Team:
    if not row["name"]:
        raise WanggeError("missing_field", field="小组")
    mode = MODES.get(row["mode"], row["mode"]) or "two_wheeler"
    if mode not in MODES.values():
        raise WanggeError("bad_value", field="方式", why=one_of(MODES))
    place = place_in(row) or start
    if place is None:
        raise WanggeError("missing_field", field="经度、纬度")
    days = tuple(date.fromisoformat(day) for day in PARTS.split(row["days"]) if day)
    return Team(
        "", row["name"], place, tuple(part for part in PARTS.split(row["people"]) if part),
        Span.read(row["hours"]) if row["hours"] else HOURS, mode, frozenset(part for part in PARTS.split(row["skills"]) if part), days,
    )
