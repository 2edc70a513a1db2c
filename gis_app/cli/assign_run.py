"""What ``wangge assign`` does once it is clear what is asked."""

import importlib
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

import click

from gis_app.cli.progress import progress
from gis_app.domain.actors import LOCAL_OPERATOR
from gis_app.domain.bulk import threads
from gis_app.domain.bulk.grid_index import RULES, GridIndex, link_fast_engine
from gis_app.errors import WanggeError
from gis_app.exchange.grid_files import read_grids
from gis_app.exchange.sandbox import Reading
from gis_app.services.assigning import Grids, Outcome, Wanted, assign_file
from gis_app.services.assigning_grids import Ask, FixedGrids, ask_here

SOME_INVALID = 3
ZH = dict(zip(RULES, ("归入", "在边界上", "就近归入", "在网格外", "没有有效位置"), strict=True))


def run(
    points: Path, out: Path, grids: str, started: Reading | None, *, code_field: str | None, lon: str | None,
    lat: str | None, crs: str, at: str | None, snap: float, accuracy: str | None, encoding: str | None, engine: str,
    scheduler: str | None, jobs: int | None,
) -> int:  # fmt: skip
    """Assign a file; ``started`` is the reading of the grids' file, None for those of the database."""
    wanted = Wanted(lon=lon, lat=lat, crs=crs, accuracy=accuracy, at=at, snap_m=snap, encoding=encoding)
    threads.use(jobs)
    with ExitStack() as stack:
        ask = stack.enter_context(_asking(engine, scheduler, jobs))
        advance = stack.enter_context(progress("归格"))
        made = _of_database(at is not None, ask) if started is None else _of_file(Path(grids), started, code_field, ask)
        outcome = assign_file(LOCAL_OPERATOR, points, out, lambda: stack.enter_context(made), wanted, advance)
    _tell(outcome, out)
    return SOME_INVALID if outcome.invalid else 0


@contextmanager
def _of_database(dated: bool, ask: Ask) -> Iterator[Grids]:
    # the database's libraries take a second to import: only where they are asked for
    database = importlib.import_module("gis_app.services.assigning_database")
    with database.opened_grids(dated=dated, ask=ask) as made:
        yield made


@contextmanager
def _of_file(path: Path, started: Reading, code_field: str | None, ask: Ask) -> Iterator[Grids]:
    link_fast_engine()  # while the file is being read
    read = read_grids(path, code_field=code_field, started=started)
    for note in read.notes:
        click.echo(f"{path.name}：{note}", err=True)
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
