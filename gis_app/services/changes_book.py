"""The change report as a workbook, for those who hand over with a list in hand."""

from typing import Any

from sqlalchemy import Connection

from gis_app.domain.actors import Actor
from gis_app.domain.incidents import STATES
from gis_app.exchange.writers.books import Table, workbook
from gis_app.services import changes, lineage
from gis_app.services.desk import Desk

Told = dict[str, Any]
NONE = "（不在任何网格）"


def write(connection: Connection, desk: Desk, actor: Actor, edition_id: int) -> bytes:
    """The sheets 概览, 移交, 住户, 事件, 编码沿革."""
    told = changes.report(connection, desk, actor, edition_id)
    succession = lineage.of_edition(connection, desk, actor, edition_id)
    return workbook({
        "概览": _summary(told), "移交": _handovers(told),
        "住户": (("住户编号", "原网格", "新网格"), [(row["id"], row["old"] or NONE, row["new"] or NONE) for row in told["households"]["each"]]),
        "事件": _incidents(told),
        "编码沿革": (("原编码", "新编码", "面积占比", "户数占比"),
                 [(row["old"], row["new"], _share(row["share_area"]), _share(row["share_households"])) for row in succession]),
    })


def _summary(told: Told) -> Table:
    edition, homes = told["edition"], told["households"]
    at = edition["effective_at"]
    rows = [
        ("镇", f"{edition['town']['name'] or ''} {edition['town']['code'] or ''}"), ("版本", edition["name"]),
        ("生效日期", at.date().isoformat() if at else "未定"), ("住户总数", homes["all"]), ("调整网格的住户", homes["moved"]),
        ("不再属于任何网格的住户", homes["lost"]), ("换网格的未结事件", len(told["incidents"])),
        ("需要移交的网格对数", len(told["handovers"])), ("接手网格无人在岗", sum(row["vacant"] for row in told["handovers"])),
    ]
    return ("项目", "内容"), rows


def _handovers(told: Told) -> Table:
    heading = ("原网格", "移交人", "新网格", "接手人", "户数", "未结事件")
    return heading, [
        (row["old"] or NONE, _people(row["from"]), row["new"] or NONE, _people(row["to"]) or "（空岗）", row["households"], row["open_incidents"])
        for row in told["handovers"]
    ]


def _people(posts: list[Told]) -> str:
    return "、".join(f"{post['post_zh']} {post['name']}" for post in posts)


def _incidents(told: Told) -> Table:
    return ("编号", "事项", "状态", "上报时间", "原网格", "新网格"), [
        (row["number"], row["item"] or "", STATES[row["state"]].zh, f"{row['reported_at']:%Y-%m-%d %H:%M}", row["old"] or NONE, row["new"] or NONE)
        for row in told["incidents"]
    ]


def _share(value: float | None) -> float | None:
    return None if value is None else round(value, 4)
