"""Rows of a grid list as nodes of a town's tree: kinds and levels from words, parents by code or name, codes made up
where a list has none."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from os.path import commonprefix
from typing import Any

import geopandas as gpd
import pandas as pd
import shapely

from gis_app.domain.checks.mending import mend
from gis_app.domain.grids import KINDS, GridNode
from gis_app.exchange import words
from gis_app.exchange.report import Report

SERIAL = 3
MIN_PREFIX = 6
"""A common beginning of codes is a division's code from six digits on."""


@dataclass
class _Row:
    """One row on its way to a node."""

    number: int
    given: Mapping[str, Any]
    code: str
    name: str
    kind: str
    level: int
    geom: shapely.Geometry | None


def nodes_of(frame: gpd.GeoDataFrame, report: Report, *, town: str | None = None) -> list[GridNode]:
    """The nodes that the rows stand for; unusable rows are refused by number.

    Parameters
    ----------
    town
        The town's code where the file does not hold the town itself: it begins the codes that are made up.
    """
    made = _with_codes([_row(given, report) for given in _records(frame)], report, town)
    rows = [row for row in made if row is not None]
    places = _places(rows)
    unknown = Counter[str]()
    nodes = [GridNode(row.code, row.name or row.code, row.kind, row.level, _over(row, "parent", places, unknown),
                      _over(row, "lies_in", places, unknown), row.geom, row.given.get("head")) for row in rows]
    for field, count in unknown.items():
        report.notes.append(f"{count} 行的{'上级' if field == 'parent' else '所在'}不在名单里，已挂到镇下")
    return nodes


def made_up_town(nodes: Sequence[GridNode]) -> str:
    """A code for the town that a list of grids forgot: what all codes begin with, if that can be one."""
    prefix = commonprefix([node.code for node in nodes])
    usable = len(prefix) >= MIN_PREFIX and all(node.code != prefix for node in nodes)
    return prefix if usable else "TOWN"


def _records(frame: gpd.GeoDataFrame) -> list[dict[str, Any]]:
    """Rows as dicts with None, never NaN, for nothing."""
    columns = {name: [None if pd.isna(value) else value for value in frame[name].tolist()]
               for name in frame.columns}
    return [dict(zip(columns, values, strict=True)) for values in zip(*columns.values(), strict=True)]


def _row(given: Mapping[str, Any], report: Report) -> _Row | None:
    number, shape = int(given["row"]), given["geometry"]
    level = words.level_of(str(given["level"])) if given["level"] else None
    kind = _kind(given["kind"], level)
    if given["level"] and level is None and words.plain(str(given["level"])) in words.GRID_KINDS:
        kind = words.GRID_KINDS[words.plain(str(given["level"]))]
    elif given["level"] and level is None:
        report.refuse(number, "level", "级别应是 1 到 9 的数字，或镇、工作区、村、网格这类名称")
        return None
    if kind is None:
        report.refuse(number, "kind", "类型不认识，可用：" + "、".join(one.zh for one in KINDS.values()))
        return None
    if shape is not None and not shapely.is_valid(shape):
        shape = mend(shape)
        if shape is None:
            report.refuse(number, "geometry", "边界自相交太多，无法自动修正，请重画")
            return None
        report.notes.append(f"第 {number} 行的边界自相交，已自动修正，请核对面积")
    return _Row(number, given, given["code"] or "", given["name"] or "", kind, level or KINDS[kind].level, shape)


def _kind(word: str | None, level: int | None) -> str | None:
    if word is None:
        return words.KIND_OF_LEVEL.get(level, "grid") if level else "grid"
    return words.GRID_KINDS.get(words.plain(word))


def _with_codes(rows: Sequence[_Row | None], report: Report, town: str | None) -> list[_Row | None]:
    """Blank codes: numbered where the whole list has none, refused where only some are missing; repeats refused."""
    named = [row for row in rows if row is not None]
    if named and not any(row.code for row in named):
        _number(named, town)
        report.notes.append("名单没有编码，已按顺序编号，请核对后再用")
        return list(rows)
    seen: set[str] = set()
    kept: list[_Row | None] = []
    for row in named:
        if not row.code:
            report.refuse(row.number, "code", "没有编码（运行 wangge check grids 可得到建议的编码）")
        elif row.code in seen:
            report.refuse(row.number, "code", f"编码 {row.code} 已在前面的行用过")
        else:
            seen.add(row.code)
            kept.append(row)
    return kept


def _number(rows: Sequence[_Row], town: str | None) -> None:
    head = town or "TOWN"
    for serial, row in enumerate((row for row in rows if row.kind != "town"), 1):
        row.code = f"{head}{serial:0{SERIAL}d}"
    for serial, row in enumerate((row for row in rows if row.kind == "town"), 0):
        row.code = head if not serial else f"{head}-{serial + 1}"


def _places(rows: Sequence[_Row]) -> dict[str, str]:
    """Code or unique name -> code: lists for people name the parent instead of coding it."""
    names = Counter(row.name for row in rows)
    return {row.name: row.code for row in rows if row.name and names[row.name] == 1} | {row.code: row.code for row in rows}


def _over(row: _Row, field: str, places: Mapping[str, str], unknown: Counter[str]) -> str | None:
    given = row.given[field]
    if given is None or row.kind == "town":
        return None
    found = places.get(given)
    if found is None or found == row.code:
        unknown[field] += 1
        return None
    return found
