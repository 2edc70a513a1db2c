"""``wangge edition``: open a draft, check it, see what it changes, publish it from a day on, read the past on its grids."""

import json
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import date, datetime, timedelta
from functools import wraps
from pathlib import Path
from typing import Any

import click
from sqlalchemy import Connection

from gis_app import clock
from gis_app.cli.outputs import check_output
from gis_app.config import Settings
from gis_app.db.migrate import upgrade
from gis_app.db.opened import opened
from gis_app.domain.actors import LOCAL_OPERATOR, Actor
from gis_app.domain.editions import STATES
from gis_app.services import changes, changes_book, comparing, drafts, findings, publishing, restating, restating_book
from gis_app.services.desk import Desk
from gis_app.services.grounds import YEAR

CLEAN, FOUND = 0, 3
SHOWN = 50
FILE = click.Path(path_type=Path)
DATE = click.DateTime(["%Y-%m-%d"])
Told = dict[str, Any]
MARKS = {"new": "新增", "gone": "取消", "changed": "调整"}


@click.group(name="edition")
def command() -> None:
    """网格版本：新建草案、检查、比较、发布。"""


def on_edition(work: Callable[..., Any]) -> Callable[..., Any]:
    """NAME and --town, as every subcommand takes them."""
    named = click.argument("name")(work)
    return click.option("--town", required=True, metavar="编码", help="哪个镇")(
        click.option("--planner", default=LOCAL_OPERATOR.name, show_default=True, metavar="姓名", help="以谁的名义")(wraps(work)(named)))


@contextmanager
def at_work() -> Iterator[tuple[Connection, Settings]]:
    """One transaction on the database of the settings, brought to today's schema."""
    settings = Settings.from_env()
    with opened(settings) as database:
        upgrade(database)
        with database.begin() as connection:
            yield connection, settings


@command.command()
@on_edition
def new(name: str, town: str, planner: str) -> int:
    """从现行网格新建草案；导入后还没有打开过的草案由此接着办。"""
    with at_work() as (connection, _):
        edition = drafts.open_draft(connection, Actor(planner), town, name)
        told = drafts.whole(connection, Desk(), Actor(planner), edition["id"])
    for one in told["settled"]:
        to = (f"，{one['area_m2']:,.1f} 平方米（{one['households']} 户、{one['buildings']} 栋房屋、{one['open_incidents']} 件未结事件）归 {one['to']}"
              if one["to"] else "")
        click.echo(f"整理：{one['grid']} 与 {one['other']} 重叠{to}" if one["other"] else f"整理：{one['grid']} 的图形已修复")
    click.echo(f"草案“{name}”已建立（第 {edition['id']} 号）：{sum(grid['leaf'] for grid in told['grids'])} 个网格，"
               f"{told['findings']['errors']} 处须处理，{told['findings']['warnings']} 处提示。")
    return CLEAN


@command.command()
@on_edition
@click.option("--report", type=FILE, help="把结果写成 JSON")
def check(name: str, town: str, planner: str, report: Path | None) -> int:
    """检查草案。退出码：0 可以发布，3 有须处理的问题。"""
    with at_work() as (connection, _):
        edition = drafts.by_name(connection, Actor(planner), town, name)
        found = findings.page(connection, Desk(), Actor(planner), edition["id"], None)
    _say_findings(found)
    if report is not None:
        report.write_text(json.dumps(found, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    return FOUND if found["errors"] else CLEAN


def _say_findings(found: Told) -> None:
    counts = Counter((one["severity"], one["rule"]) for one in found["items"])
    click.echo(f"{found['errors']} 处须处理，{found['warnings']} 处提示" + "".join(f"；{rule} {count}" for (_, rule), count in counts.items()))
    for one in found["items"][:SHOWN]:
        where = f"（{one['at'][0]:.6f}, {one['at'][1]:.6f}）" if one["at"] else ""
        click.echo(f"[{'须处理' if one['severity'] == 'error' else '提示'} {one['rule']}] {one['fix']}{where}")
    if len(found["items"]) > SHOWN:
        click.echo(f"……另有 {len(found['items']) - SHOWN} 处，见 --report 写出的 JSON")
    for rule in found["not_run"]:
        click.echo(f"[未检查 {rule['rule']}] {rule['why']}")


@command.command()
@on_edition
@click.option("--report", type=FILE, help="写成文件：.xlsx 为变更清单，其他为 JSON")
def diff(name: str, town: str, planner: str, report: Path | None) -> int:
    """与此前的网格相比：哪些新增、取消、调整，多少住户和未结事件换网格。"""
    desk = Desk()
    with at_work() as (connection, _):
        edition_id = drafts.by_name(connection, Actor(planner), town, name)["id"]
        told = changes.report(connection, desk, Actor(planner), edition_id)
        table = comparing.compare(connection, desk, Actor(planner), comparing.NOW, edition_id)
        if report is not None and report.suffix.lower() == ".xlsx":
            report.write_bytes(changes_book.write(connection, desk, Actor(planner), edition_id))
    _say_rows(table["items"])
    totals, homes = table["totals"], told["households"]
    click.echo(f"新增 {totals['new']}，取消 {totals['gone']}，调整 {totals['changed']}，未动 {totals['same']}；"
               f"{homes['moved']:,} 户（共 {homes['all']:,} 户）、{len(told['incidents']):,} 件未结事件换网格。")
    if report is not None and report.suffix.lower() != ".xlsx":
        report.write_text(json.dumps({"changes": told, "comparison": table}, ensure_ascii=False, indent=1, default=str) + "\n", encoding="utf-8")
    return CLEAN


def _say_rows(items: Sequence[Told]) -> None:
    for row in (row for row in items if row["change"] in MARKS):
        sizes = [f"{row[f'households_{side}']} 户" if row[f"households_{side}"] is not None else "无" for side in "ab"]
        click.echo(f"{MARKS[row['change']]} {row['code']} {row['name']}：{sizes[0]} → {sizes[1]}")


@command.command()
@on_edition
@click.option("--from", "since", type=DATE, help="事件从哪天起，默认一年前")
@click.option("--to", "until", type=DATE, help="事件到哪天止（含当天），默认到现在")
@click.option("--report", type=FILE, help="写成 .xlsx：按网格汇总，并逐件、逐户、逐家列出当时的和按本版的网格")
def restate(name: str, town: str, planner: str, since: datetime | None, until: datetime | None, report: Path | None) -> int:
    """事件、住户、单位在当时的网格里各有多少，按这一版的网格又会是多少。"""
    check_output(report)
    with at_work() as (connection, settings):
        edition_id = drafts.by_name(connection, Actor(planner), town, name)["id"]
        end = clock.midnight(until.date() + timedelta(days=1), settings.zone) if until else clock.now()
        start = clock.midnight(since.date(), settings.zone) if since else end - YEAR
        found = restating.each(connection, Desk(), Actor(planner), edition_id, start, end)
    for row in restating.counted(found):
        counts = "，".join(f"{zh} {row['then'][kind]:,} → {row['now'][kind]:,}" for kind, (zh, _) in restating_book.KINDS.items())
        click.echo(f"{row['code'] or restating_book.NONE} {row['name'] or ''}：{counts}")
    if report is not None:
        report.write_bytes(restating_book.write(found))
    return CLEAN


@command.command()
@on_edition
@click.option("--at", "day", type=DATE, help="从哪天零点起生效，默认明天")
def publish(name: str, town: str, planner: str, day: datetime | None) -> int:
    """发布：从某日零点起生效。还没有送审、通过的，由发布人一并办理，逐步留痕。

    退出码：0 已发布，2 被拒（有须处理的问题时逐条列出）。
    """
    with at_work() as (connection, settings):
        edition = drafts.by_name(connection, Actor(planner), town, name)
        made = publishing.approve_and_publish(connection, Desk(), Actor(planner), edition["id"], _day(day, settings), settings.zone)
    at = made["effective_at"].astimezone(settings.zone)
    click.echo(f"版本“{name}”{STATES[made['state']][0]}，自 {at:%Y-%m-%d} 起生效。")
    return CLEAN


def _day(day: datetime | None, settings: Settings) -> date:
    return day.date() if day else clock.today(settings.zone) + timedelta(days=1)
