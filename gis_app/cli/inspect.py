"""``wangge inspect``: a joint inspection's plan for a work area as files, and the ledger of what was due and done."""

from collections.abc import Sequence
from datetime import date, datetime
from pathlib import Path

import click

from gis_app import clock
from gis_app.cli.progress import progress
from gis_app.cli.stopping import STEPS, shares, stoppable
from gis_app.config import Settings as Environment
from gis_app.db.opened import opened
from gis_app.domain.actors import LOCAL_OPERATOR
from gis_app.domain.inspections import Span, Team
from gis_app.domain.inspections.ledger import DAILY, QUARTER, SWEEP
from gis_app.domain.quarters import quarter_of, quarter_said
from gis_app.domain.stats.periods import period
from gis_app.errors import WanggeError
from gis_app.exchange.teams import read_teams
from gis_app.exchange.wants import read_pairs, read_stops
from gis_app.exchange.writers.tables import csv_table
from gis_app.services import inspection_files, inspection_plan_paper, inspection_plans, owed_ledger, round_ledger
from gis_app.services.inspection_plans import Planned
from gis_app.services.inspection_wants import Wants
from gis_app.services.printing import printed

INCOMPLETE = 3


class Days(click.ParamType):
    """``2026-10-08,2026-10-09`` as dates."""

    name = "日期,日期"

    def convert(self, value: object, param: click.Parameter | None, ctx: click.Context | None) -> tuple[date, ...]:
        try:
            return tuple(sorted({datetime.strptime(part.strip(), "%Y-%m-%d").date() for part in str(value).split(",")}))
        except ValueError:
            self.fail("应写成 2026-10-08,2026-10-09", param, ctx)


class Spans(click.ParamType):
    """``09:00-11:30,14:30-17:30`` as spans of a day; ``none`` is no limit."""

    name = "时段,时段"

    def convert(self, value: object, param: click.Parameter | None, ctx: click.Context | None) -> list[str]:
        try:
            return [] if value == "none" else [str(Span.read(part)) for part in str(value).replace("，", ",").split(",")]
        except WanggeError as wrong:
            self.fail(wrong.sentence("zh"), param, ctx)


@click.group(name="inspect")
def command() -> None:
    """季度联查：各组各天的行程；应查台账。"""


@command.command(name="plan", short_help="排出行程：各组各天的时间表、地图、路线、日历，写成文件")
@click.option("--area", required=True, metavar="编码", help="工作区的编码")
@click.option("--days", required=True, type=Days(), help="联查的日期，逗号隔开")
@click.option("--teams", required=True, type=click.Path(path_type=Path, exists=True, dir_okay=False), metavar="文件", help="小组名单：小组、人员、经度、纬度、工作时间、方式、专长")
@click.option("--out", required=True, type=click.Path(path_type=Path, file_okay=False), metavar="文件夹", help="写到哪里")
@click.option("--pairs", type=click.Path(path_type=Path, exists=True, dir_okay=False), metavar="文件", help="指定与回避：小组、网格、要求（指定/回避）、日期、理由")
@click.option("--cross-check", "cross", is_flag=True, help="交叉检查：各组不查本组组员在岗的网格")
@click.option("--stops", type=click.Path(path_type=Path, exists=True, dir_okay=False), metavar="文件", help="自己加的点位：名称、经度、纬度、类别、分值、停留分钟、必查；也可以是点的 GeoJSON")
@click.option("--encoding", default="auto", show_default=True, help="各名单的文字编码，例如 gb18030")
@click.option("--home-hours", type=Spans(), metavar="时段", help="入户时段，如 09:00-11:30,14:30-17:30；none 为不限")
@click.option("--home-grids", is_flag=True, help="网格走访也按入户时段")
@click.option("--work-hours", type=Spans(), metavar="时段", help="单位、企业的可查时段；none 为不限")
@click.option("--seed", default=7, show_default=True, type=click.IntRange(0), help="随机种子")
@click.option("--time", "seconds", default=10.0, show_default=True, type=click.FloatRange(1, 3600), help="计算多少秒")
def plan(area: str, days: tuple[date, ...], teams: Path, out: Path, pairs: Path | None, cross: bool, stops: Path | None, encoding: str,
         home_hours: list[str] | None, home_grids: bool, work_hours: list[str] | None, seed: int, seconds: float) -> int:
    """排出行程：timetable.xlsx、stops.geojson、routes.gpx、plan.pdf、plan.ics、unserved.csv。

    每个网格（含企业网格）至少到一次；其次是应查的：上季死角、到期的重点场所和单位；再次是热点、超时事件等，按分值尽量排入，排不下的逐条写明原因。必查的、应查的有没排进去的，有网格没有划定，或 Ctrl-C 提前停止（写出已得到的行程），退出码 3。
    """
    environment = Environment.from_env()

    def listed(start: tuple[float, float]) -> Sequence[Team]:
        return read_teams(teams, start=start, encoding=encoding)

    wants = Wants(read_pairs(pairs, encoding=encoding) if pairs else (), read_stops(stops, encoding=encoding) if stops else (), cross)
    said = {"home_hours": home_hours, "work_hours": work_hours, "home_grids": home_grids or None, "seconds": seconds}
    settings = {name: value for name, value in said.items() if value is not None}
    with opened(environment) as database, progress("编排行程", STEPS, "步") as advance, stoppable() as stop:
        planned = inspection_plans.plan(database, LOCAL_OPERATOR, area, days, listed, settings=settings, wants=wants, seed=seed, progress=shares(advance), stop=stop)
    found, made = planned.prepared, planned.plan
    out.mkdir(parents=True, exist_ok=True)
    inspection_files.write_all(out, planned, environment.zone)
    (out / "plan.pdf").write_bytes(printed(inspection_plan_paper.page(found, made, LOCAL_OPERATOR, environment.zone)).pdf)
    for line in _told(planned):
        click.echo(line)
    click.echo(f"已写入 {out}")
    return 0 if made.finished and not found.undrawn and not inspection_files.must_left(found, made) else INCOMPLETE


@command.command(name="due")
@click.option("--area", required=True, metavar="编码", help="工作区的编码")
@click.option("--from", "first", required=True, type=click.DateTime(["%Y-%m-%d"]), metavar="日期", help="从哪一天起")
@click.option("--to", "last", required=True, type=click.DateTime(["%Y-%m-%d"]), metavar="日期", help="到哪一天止")
@click.option("--out", type=click.Path(path_type=Path, dir_okay=False), metavar="文件", help="逐条写入 .csv")
def due(area: str, first: datetime, last: datetime, out: Path | None) -> int:
    """应查台账：日巡查、1 日和 15 日排查、季度联查，各网格应查几次、查了几次，遇节假日顺延；截止日所在季度还欠着的重点场所、单位、死角，各到哪天为止。

    该查没查的、逾期的，退出码 3。
    """
    asked = period(first.date(), last.date())
    environment = Environment.from_env()
    with opened(environment) as database, database.begin() as connection:
        entries = round_ledger.ledger(connection, LOCAL_OPERATOR, area, asked.first, asked.last, environment.zone)
        owed = owed_ledger.owed(connection, LOCAL_OPERATOR, area, last.date())
    late = [one for one in owed if one.last < clock.today(environment.zone)]
    for of in (DAILY, SWEEP, QUARTER):
        mine = [entry for entry in entries if entry.due.round is of]
        click.echo(f"{of.zh}：应 {len(mine)} 次，已 {sum(entry.done is not None for entry in mine)} 次")
    click.echo(f"{quarter_said(quarter_of(last.date()))}还应查：" + "、".join(f"{kind} {sum(one.kind == kind for one in owed)} 处" for kind in owed_ledger.KINDS)
               + (f"；逾期 {len(late)} 处" if late else ""))
    for one in owed:
        click.echo(f"  {one.last}前 {one.kind} {one.label}（{one.grid}，{one.why}）")
    if out is not None:
        heading = ("网格编码", "网格", "应查", "名义日期", "从", "到", "查到", "对象", "说明")
        rounds = [(one.code, one.name, one.due.round.zh, one.due.nominal, one.due.first, one.due.last, one.done, "", "") for one in entries]
        out.write_bytes(csv_table(heading, [*rounds, *((one.code, one.grid, one.kind, one.first, one.first, one.last, None, one.label, one.why) for one in owed)]))
        click.echo(f"已写入 {out}")
    return 0 if all(entry.done for entry in entries) and not late else INCOMPLETE


def _told(planned: Planned) -> list[str]:
    made, undrawn, days_off = planned.plan, planned.prepared.undrawn, planned.prepared.days_off
    said, seen = made.figures, planned.outlook
    lines = [
        f"网格 {said['grids_entered']}/{said['grids']}，点位 {said['stops']} 处，未排入 {said['unserved']} 处；总里程 {said['travel_m'] / 1000:.1f} 公里；"
        f"每组每天 {said['shortest_s'] / 3600:.1f} 至 {said['longest_s'] / 3600:.1f} 小时" + ("" if made.finished else "（提前停止）"),
    ]
    if said["owed"]:
        lines.append(f"应查 {said['owed']} 处，已排 {said['owed_served']} 处")
    lines += [f"  必查、应查而未排入：{line}" for line in inspection_files.must_left(planned.prepared, made)]
    shares = seen.total.to_dict()
    lines.append(f"沿途 {round(planned.prepared.asked.settings.corner_m)} 米以内：" + "、".join(
        f"{name} {shares[key]}%" for name, key in (("住人的房屋", "buildings_percent"), ("单位", "units_percent"), ("道路", "road_percent")) if shares[key] is not None))
    if seen.extras:
        lines.append(f"死角 {len(seen.corners)} 处；最值得补查的 {len(seen.extras)} 处可再看到其中 {len({at for one in seen.extras for at in one.sees})} 处（见 timetable.xlsx）")
    if made.straight:
        lines.append("没有道路数据，路程按直线乘系数估算。")
    if undrawn:
        lines.append(f"未划定、没有排入的网格：{'、'.join(undrawn)}")
    if days_off:
        lines.append(f"其中休息日：{'、'.join(days_off)}")
    return lines
