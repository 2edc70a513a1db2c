"""``wangge import``: files into the database, with a report of what got in, what was there already and what was refused."""

from collections.abc import Sequence
from datetime import datetime
from pathlib import Path

import click

from gis_app.cli.outputs import check_output
from gis_app.cli.progress import progress
from gis_app.config import Settings
from gis_app.db.migrate import upgrade
from gis_app.db.opened import opened
from gis_app.domain.actors import LOCAL_OPERATOR
from gis_app.exchange.columns import parse_maps
from gis_app.exchange.words import SOURCES
from gis_app.services.exchange import Order, import_file

FILE = click.Path(path_type=Path)


@click.command(name="import")
@click.argument("layer")
@click.argument("file", type=FILE)
@click.option("--crs", default="auto", show_default=True, help="坐标系：auto（按文件声明）、EPSG:n、gcj02、bd09、cgcs2000")
@click.option("--encoding", default="auto", show_default=True, help="文字编码，例如 gb18030")
@click.option("--map", "maps", multiple=True, metavar="字段=列名", help="指明哪一列是哪个字段，可重复")
@click.option("--source", default="hotline", show_default=True, type=click.Choice(sorted(set(SOURCES.values()))),
              help="事件没有来源列时的来源")
@click.option("--town", help="网格所属镇的编码（名单里没有镇时）")
@click.option("--from", "day", type=click.DateTime(["%Y-%m-%d"]), help="网格草案从哪天起生效")
@click.option("--dry-run", is_flag=True, help="只试读，不存入")
@click.option("--report", type=FILE, help="把结果写成 JSON")
def command(layer: str, file: Path, crs: str, encoding: str, maps: Sequence[str], source: str, town: str | None,
            day: datetime | None, dry_run: bool, report: Path | None) -> int:
    """把文件导入图层：grids、incidents、households、units、buildings、roads、patrols，或 layers/ 里声明的图层。

    可读 GPKG、Shapefile（zip）、GeoJSON、CSV（.gz）、XLSX、Parquet；patrols（打卡或轨迹）另可读 GPX。全部行在一个事务里存入。
    退出码：0 全部存入，3 有行被拒收（报告里有行号和原因），2 文件被拒，什么也没有存。
    """
    check_output(report)
    settings = Settings.from_env()
    order = Order(layer, settings.zone, settings.locate_snap_m, crs, encoding, parse_maps(maps), dry_run, town,
                  day.date() if day else None, source)
    with opened(settings) as database:
        upgrade(database)
        with progress(f"导入 {file.name}") as advance:
            done = import_file(database, LOCAL_OPERATOR, file, order, advance=advance)
    for line in done.lines():
        click.echo(line)
    if report is not None:
        done.write(report)
    return done.exit_code
