"""``wangge sample``: a made-up town or county, the same for the same seed and date, loaded into an empty database."""

from datetime import date, datetime

import click

from gis_app import clock
from gis_app.cli.progress import progress
from gis_app.config import Settings
from gis_app.db.migrate import upgrade
from gis_app.db.opened import opened
from gis_app.domain.actors import LOCAL_OPERATOR
from gis_app.services.sample import TOWNS, Wish, load

INCIDENTS, HOUSEHOLDS = 6_000, 12_000
QUARTERS = {"town": 4, "county": 2}


@click.command(name="sample")
@click.argument("kind", type=click.Choice(list(TOWNS)))
@click.option("--seed", default=7, show_default=True, type=click.IntRange(0), help="随机种子；相同种子和日期得到相同的数据")
@click.option("--until", type=click.DateTime(["%Y-%m-%d"]), help="事件截至该日零点之前，默认今天")
@click.option("--incidents", type=click.IntRange(0), help=f"事件总数，默认每镇 {INCIDENTS}")
@click.option("--households", type=click.IntRange(500), help=f"住户总数，默认每镇 {HOUSEHOLDS}")
@click.option("--quarters", type=click.IntRange(0, 4), help="季度联查造几个季度（含本季度），默认镇 4 个、县 2 个；0 为不造")
def command(kind: str, seed: int, until: datetime | None, incidents: int | None, households: int | None, quarters: int | None) -> None:
    """生成示例镇（town，61 个网格节点）或示例县（county，20 个镇），装入空的数据库。地名、人名均为虚构。"""
    settings = Settings.from_env()
    today = clock.today(settings.zone)
    wish = Wish(
        kind, seed, until.date() if until else today,
        INCIDENTS * TOWNS[kind] if incidents is None else incidents,
        HOUSEHOLDS * TOWNS[kind] if households is None else households,
        QUARTERS[kind] if quarters is None else quarters,
    )
    _check_not_ahead(wish.until, today)
    with opened(settings) as database:
        upgrade(database)
        done = load(database, LOCAL_OPERATOR, wish, zone=settings.zone, snap_m=settings.locate_snap_m, progress=progress)
    what = f"{TOWNS[kind]} 个镇、{wish.households:,} 户、{wish.incidents:,} 件事件"
    click.echo(f"示例已装入：{what}。" if done else f"这份示例已经在库里：{what}，没有改动。")


def _check_not_ahead(until: date, today: date) -> None:
    if until > today:
        raise click.BadParameter(f"{until} 晚于今天 {today}，事件不能发生在将来。", param_hint="--until")
