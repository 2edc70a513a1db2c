"""``wangge heat``: fold new incidents into the counts, or count everything anew."""

import click

from gis_app.cli.progress import progress
from gis_app.config import Settings
from gis_app.db.opened import opened
from gis_app.domain.actors import LOCAL_OPERATOR
from gis_app.services import heat_store


@click.group(name="heat")
def command() -> None:
    """热力统计：并入新事件、全部重算。"""


@command.command()
def merge() -> None:
    """把上次以来新增、改动、作废的事件并入统计（后台任务也会做）。"""
    settings = Settings.from_env()
    with opened(settings) as database:
        merged = heat_store.merge(database, LOCAL_OPERATOR, settings.zone)
    click.echo(f"已并入 {merged:,} 条变动。")


@command.command()
def rebuild() -> None:
    """从全部事件重新统计；改了时区之后要做一次。期间网页照常可用。"""
    settings = Settings.from_env()
    with opened(settings) as database, progress("统计热力", heat_store.STEPS, "步") as advance:
        counted = heat_store.rebuild(database, LOCAL_OPERATOR, settings.zone, advance)
    click.echo(f"已统计 {counted:,} 件事件。")
