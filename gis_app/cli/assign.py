"""``wangge assign``: point in polygon for files of any size."""

import importlib
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

import click

from gis_app.cli.progress import progress
from gis_app.domain.actors import LOCAL_OPERATOR
from gis_app.domain.bulk import threads
from gis_app.domain.bulk.grid_index import RULES, GridIndex
from gis_app.errors import WanggeError
from gis_app.exchange.grid_files import read_grids
from gis_app.services.assigning import Grids, Outcome, Wanted, assign_file
from gis_app.services.assigning_grids import Ask, FixedGrids, ask_here

SOME_INVALID = 3
DATABASE = "db"
ZH = dict(zip(RULES, ("归入", "在边界上", "就近归入", "在网格外", "没有有效位置"), strict=True))


@click.command("assign", short_help="把点文件归到网格，任意大小")
@click.argument("points", type=click.Path(path_type=Path))
@click.argument("out", type=click.Path(path_type=Path))
@click.option("--grids", required=True, metavar="FILE/db", help="网格文件，或 db（数据库里现行的网格）")
@click.option("--code-field", metavar="F", help="网格编码所在的列（默认自动识别）")
@click.option("--lon", metavar="C", help="经度（或东坐标）所在的列")
@click.option("--lat", metavar="C", help="纬度（或北坐标）所在的列")
@click.option("--crs", default="auto", show_default=True, metavar="CRS", help="点的坐标系：auto、wgs84、gcj02、bd09、EPSG:n")
@click.option("--at", metavar="DATE-FIELD", help="每行的时间所在的列：按当时生效的网格归格（只用于 --grids db）")
@click.option("--snap", default=0.0, show_default=True, type=click.FloatRange(0), metavar="METRES", help="网格外多少米以内就近归入")
@click.option("--accuracy", metavar="C", help="每行定位精度（米）所在的列")
@click.option("--encoding", metavar="NAME", help="点文件的文字编码（默认自动识别）")
@click.option("--engine", type=click.Choice(["local", "dask"]), default="local", show_default=True)
@click.option("--scheduler", metavar="ADDR", help="Dask 调度器地址，如 tcp://10.0.0.1:8786（默认在本机起一个）")
@click.option("--jobs", type=click.IntRange(1), metavar="N", help="最多用几个处理器")
def command(
    points: Path, out: Path, grids: str, code_field: str | None, lon: str | None, lat: str | None, crs: str,
    at: str | None, snap: float, accuracy: str | None, encoding: str | None, engine: str, scheduler: str | None,
    jobs: int | None,
) -> int:  # fmt: skip
    """把 POINTS 的每一行归到网格，写入 OUT（CSV、Parquet 或 GPKG，按后缀）。

    原有的行和列依次保留，另加 grid_code、rule、near_boundary、distance_m。退出码：0 全部有位置；3 有的行没有有效位置；2 拒绝处理。
    """
    if at and grids != DATABASE:
        raise WanggeError("at_needs_db")
    if at and engine != "local":
        raise WanggeError("at_needs_local")
    if out.resolve() == points.resolve():
        raise WanggeError("output_is_input", name=out.name)
    wanted = Wanted(lon=lon, lat=lat, crs=crs, accuracy=accuracy, at=at, snap_m=snap, encoding=encoding)
    threads.use(jobs)
    with ExitStack() as stack:
        ask = stack.enter_context(_asking(engine, scheduler, jobs))
        advance = stack.enter_context(progress("归格"))
        outcome = assign_file(
            LOCAL_OPERATOR, points, out, lambda: stack.enter_context(_grids(grids, code_field, at, ask)), wanted, advance
        )
    _tell(outcome, out)
    return SOME_INVALID if outcome.invalid else 0


@contextmanager
def _grids(grids: str, code_field: str | None, at: str | None, ask: Ask) -> Iterator[Grids]:
    if grids == DATABASE:
        # the database's libraries take a second to import: only where they are asked for
        database = importlib.import_module("gis_app.services.assigning_database")
        with database.opened_grids(dated=at is not None, ask=ask) as made:
            yield made
        return
    read = read_grids(Path(grids), code_field=code_field)
    for note in read.notes:
        click.echo(note, err=True)
    index = GridIndex(read.shapes, read.codes, kinds=read.kinds, levels=read.levels, valid=True)
    yield FixedGrids(index, read.codes, ask)


@contextmanager
def _asking(engine: str, scheduler: str | None, jobs: int | None) -> Iterator[Ask]:
    if engine == "local":
        if scheduler is not None:
            raise WanggeError("scheduler_needs_dask")
        yield ask_here
        return
    try:
        clusters = importlib.import_module("gis_app.services.clusters")  # dask takes a second to import
    except ImportError as absent:
        raise WanggeError("dask_absent") from absent
    with clusters.asking(scheduler, jobs) as ask:
        yield ask


def _tell(outcome: Outcome, out: Path) -> None:
    for note in outcome.notes:
        click.echo(note, err=True)
    shares = "，".join(f"{ZH[rule]} {outcome.rules[rule]:,}" for rule in RULES if outcome.rules[rule])
    click.echo(f"{out.name}：{outcome.rows:,} 行{f'（{shares}）' if shares else ''}", err=True)
