"""``wangge assign``: point in polygon for files of any size.

What it is asked is declared here; what it does, in ``assign_run``, brings half a second of libraries along, which load
while another process is reading the grids.
"""

import importlib
import os
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import click

from gis_app.cli.outputs import Metres, check_output
from gis_app.errors import WanggeError
from gis_app.exchange.sandbox import reading

DATABASE = "db"

os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")  # nothing here multiplies matrices; its threads take time to start


@click.command("assign", short_help="把点文件归到网格，任意大小")
@click.argument("points", type=click.Path(path_type=Path))
@click.argument("out", type=click.Path(path_type=Path))
@click.option("--grids", required=True, metavar="FILE/db", help="网格文件，或 db（数据库里现行的网格）")
@click.option("--code-field", metavar="F", help="网格编码所在的列（默认自动识别）")
@click.option("--lon", metavar="C", help="经度（或东坐标）所在的列")
@click.option("--lat", metavar="C", help="纬度（或北坐标）所在的列")
@click.option("--crs", default="auto", show_default=True, metavar="CRS", help="点的坐标系：auto、wgs84、gcj02、bd09、EPSG:n")
@click.option("--at", metavar="DATE-FIELD", help="每行的时间所在的列：按当时生效的网格归格（只用于 --grids db）")
@click.option("--snap", default=0.0, show_default=True, type=Metres(), metavar="METRES", help="网格外多少米以内就近归入")
@click.option("--accuracy", metavar="C", help="每行定位精度（米）所在的列")
@click.option("--encoding", metavar="NAME", help="点文件的文字编码（默认自动识别）")
@click.option("--engine", type=click.Choice(["local", "dask"]), default="local", show_default=True)
@click.option("--scheduler", metavar="ADDR", help="Dask 调度器地址，如 tcp://10.0.0.1:8786（默认在本机起一个）")
@click.option("--jobs", type=click.IntRange(1), metavar="N", help="最多用几个处理器")
def command(points: Path, out: Path, grids: str, **options: Any) -> int:
    """把 POINTS 的每一行归到网格，写入 OUT（CSV、Parquet 或 GPKG，按后缀）。

    原有的行和列依次保留，另加 grid_code、rule、near_boundary、distance_m。退出码：0 全部有位置；3 有的行没有有效位置；2 拒绝处理。
    """
    if options["at"] and grids != DATABASE:
        raise WanggeError("at_needs_db")
    if options["at"] and options["engine"] != "local":
        raise WanggeError("at_needs_local")
    if out.resolve() == points.resolve():
        raise WanggeError("output_is_input", name=out.name)
    check_output(out)
    with ExitStack() as stack:
        started = None if grids == DATABASE else stack.enter_context(reading(Path(grids)))
        code: int = importlib.import_module("gis_app.cli.assign_run").run(points, out, grids, started, **options)
    return code
