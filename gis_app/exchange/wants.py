"""Who goes where, and places of one's own, from files; rows as ``inspection_wants`` takes them.

    小组,网格,要求,日期,理由                      名称,经度,纬度,类别,分值,停留分钟,必查
    一组,柳湾网格,指定,2026-10-08,包片            老井,119.81,30.02,水源,5,10,是
    二组,石桥网格,回避,,组员家在这里
"""

from collections.abc import Mapping
from datetime import date
from pathlib import Path
from types import MappingProxyType
from typing import Any

from gis_app.errors import WanggeError, in_row, one_of
from gis_app.exchange.lists import PLACE, Row, place_in, read_list

PAIR_HEADINGS: Mapping[str, tuple[str, ...]] = MappingProxyType({
    "team": ("小组", "组", "team"), "grid": ("网格", "网格编码", "grid", "grid_code"), "rule": ("要求", "规则", "rule"), "day": ("日期", "day", "date"),
    "reason": ("理由", "原因", "reason"),
})
RULES: Mapping[str, str] = MappingProxyType({"指定": "fixed", "回避": "forbidden", "fixed": "fixed", "forbidden": "forbidden"})
STOP_HEADINGS: Mapping[str, tuple[str, ...]] = MappingProxyType({
    "name": ("名称", "点位", "name"), "category": ("类别", "category", "kind"), "points": ("分值", "points"), "minutes": ("停留分钟", "分钟", "minutes"),
    "required": ("必查", "required"), "reason": ("理由", "原因", "reason"), **PLACE,
})
YES: Mapping[str, bool] = MappingProxyType({"是": True, "yes": True, "true": True, "1": True, "": False, "否": False, "no": False, "false": False, "0": False})


def read_pairs(path: Path, *, encoding: str | None = None) -> list[dict[str, Any]]:
    """Raises those of ``read_list``."""
    return read_list(path, PAIR_HEADINGS, {"team": "小组", "grid": "网格", "rule": "要求"}, _pair, encoding=encoding)


def read_stops(path: Path, *, encoding: str | None = None) -> list[dict[str, Any]]:
    """Raises those of ``read_list``."""
    return read_list(path, STOP_HEADINGS, {"name": "名称"}, _stop, encoding=encoding)


def _pair(number: int, row: Row) -> dict[str, Any]:
    for key, called in (("team", "小组"), ("grid", "网格"), ("rule", "要求")):
        if not row[key]:
            raise WanggeError("missing_field", field=called)
    if row["rule"] not in RULES:
        raise WanggeError("bad_value", field="要求", why=one_of(RULES))
    return {"at": in_row(number), "rule": RULES[row["rule"]], "team": row["team"], "grid": row["grid"], "day": date.fromisoformat(row["day"]) if row["day"] else None,
            "reason": row["reason"]}


def _stop(number: int, row: Row) -> dict[str, Any]:
    place = place_in(row)
    if not row["name"] or place is None:
        raise WanggeError("missing_field", field="经度、纬度" if row["name"] else "名称")
    if row["required"].lower() not in YES:
        raise WanggeError("bad_value", field="必查", why=one_of(("是", "否")))
    points, minutes = (_number(row, key) for key in ("points", "minutes"))
    return {"at": in_row(number), "name": row["name"], "place": place, "category": row["category"] or None, "points": points, "minutes": minutes,
            "required": YES[row["required"].lower()], "reason": row["reason"] or None}


def _number(row: Row, key: str) -> float | None:
    try:
        return float(row[key]) if row[key] else None
    except ValueError:
        raise WanggeError("bad_number", field=STOP_HEADINGS[key][0]) from None
