"""Assign a file of points to grids: file in, file out, of any size."""

from collections import Counter, deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field
from itertools import chain
from pathlib import Path
from typing import Protocol, TypeVar

import numpy as np
import pyarrow as pa
import shapely
from numpy.typing import NDArray

from gis_app.domain.actors import Actor
from gis_app.domain.bulk.grid_index import INVALID, RULES, Answers
from gis_app.errors import WanggeError
from gis_app.exchange.numbers_as_given import Unlike, numbered
from gis_app.exchange.positions import Position, numbers, position_of
from gis_app.exchange.sinks import Sink, ending_of, open_sink, written_whole
from gis_app.exchange.streams import Points, open_points, without_pandas

T = TypeVar("T")
Array = NDArray[np.float64]

AHEAD = 8
"""Pieces of a file read before they are asked for: while the grids are being read there is time to."""
ADDED = ("grid_code", "rule", "near_boundary", "distance_m")


@dataclass(frozen=True)
class Wanted:
    """How a file is to be assigned: where its positions are, and what counts as near.

    ``lon``, ``lat``, ``accuracy`` and ``at`` are names of columns; ``crs`` is ``auto`` or what ``parse_crs`` knows.
    """

    lon: str | None = None
    lat: str | None = None
    crs: str = "auto"
    accuracy: str | None = None
    at: str | None = None
    snap_m: float = 0.0
    near_m: float = 10.0
    encoding: str | None = None


@dataclass
class Outcome:
    """What became of the rows, by rule, and what was assumed on the way."""

    rules: Counter[str] = field(default_factory=Counter)
    notes: list[str] = field(default_factory=list)

    @property
    def rows(self) -> int:
        return self.rules.total()

    @property
    def invalid(self) -> int:
        return self.rules[RULES[INVALID]]


@dataclass(frozen=True)
class Batch:
    """Rows to be answered: their columns, their positions in WGS-84, and if known accuracy and time."""

    table: pa.Table
    lon: Array
    lat: Array
    accuracy_m: Array | None
    times: pa.ChunkedArray | None


class Grids(Protocol):
    """Something that answers batches in order: the grids of a file or of the database, here or on a cluster."""

    def answered(self, batches: Iterable[Batch], wanted: Wanted) -> Iterator[tuple[Batch, pa.Array, Answers]]:
        """Each batch with the grid code of each row, and the answers."""
        ...


def assign_file(
    actor: Actor, source: Path, target: Path, grids: Callable[[], Grids], wanted: Wanted, advance: Callable[[int], None]
) -> Outcome:
    """Write every row of ``source`` with its grid to ``target``, which appears only when it is whole.

    Parameters
    ----------
    grids
        Prepares the grids; called while the first points are being read.
    advance
        Told how many rows have been written.

    Raises
    ------
    WanggeError
        What cannot be read, found or written.
    """
    ending = ending_of(target)
    without_pandas()
    points = open_points(source, wanted.encoding)
    _check_columns(points, wanted)
    typed = points.text and ending.endswith("parquet")
    text: set[str] = {wanted.at} if wanted.at else set()
    prepared: Grids | None = None
    done = 0

    def advanced(rows: int) -> None:
        nonlocal done
        done += rows
        advance(rows)

    while True:
        with ahead(numbered(points.tables(), text) if typed else points.tables(), AHEAD) as tables:
            prepared = prepared or grids()
            try:
                return _one_pass(points, tables, target, ending, prepared, wanted, advanced)
            except Unlike as found:
                text |= found.names
                advanced(-done)  # from the start again


def _check_columns(points: Points, wanted: Wanted) -> None:
    for name in (wanted.accuracy, wanted.at):
        if name is not None and name not in points.names:
            raise WanggeError("column_unknown", column=name, known="、".join(points.names[:30]))
    for name in ADDED:
        if name in points.names:
            raise WanggeError("column_taken", column=name)


def _one_pass(
    points: Points, tables: Iterator[pa.Table], target: Path, ending: str, grids: Grids, wanted: Wanted,
    advance: Callable[[int], None],
) -> Outcome:  # fmt: skip
    outcome = Outcome()
    sample = next(tables, pa.table({name: pa.array([], pa.string()) for name in points.names}))
    position = position_of(points, sample, wanted.lon, wanted.lat, wanted.crs)
    outcome.notes += [*points.notes, *position.notes]
    geometry, crs = points.geometry, points.declared or "EPSG:4326"
    if ending == ".gpkg" and geometry is None:
        geometry, crs = "geometry", "EPSG:4326"
    with written_whole(target) as aside, ThreadPoolExecutor(1) as writer:
        sink = open_sink(aside, ending, geometry=geometry, crs=crs, metadata=points.metadata)
        pending: Future[int] | None = None
        try:
            for batch, codes, answers in grids.answered(_batches(points, chain([sample], tables), position, wanted), wanted):
                table = _with_answers(batch, codes, answers, drawn=geometry not in (None, *points.names) and ending == ".gpkg")
                outcome.rules.update(_counted(answers))
                if pending is not None:
                    advance(pending.result())
                pending = writer.submit(_write, sink, table)
            if pending is None:
                pending = writer.submit(_write, sink, _nothing(points, sample))
            advance(pending.result())
        finally:
            writer.shutdown()  # a sink is not closed while it is written to
            sink.close()
    return outcome


def _write(sink: Sink, table: pa.Table) -> int:
    sink.write(table)
    return len(table)


def _batches(points: Points, tables: Iterable[pa.Table], position: Position, wanted: Wanted) -> Iterator[Batch]:
    """The file's pieces with their positions, one piece ahead."""

    def placed(table: pa.Table) -> Batch:
        lon, lat = position.of(points, table)
        accuracy = numbers(table.column(wanted.accuracy)) if wanted.accuracy else None
        return Batch(table, lon, lat, accuracy, table.column(wanted.at) if wanted.at else None)

    with ahead((placed(table) for table in tables if len(table)), 1) as batches:
        yield from batches


@contextmanager
def ahead(items: Iterator[T], most: int) -> Iterator[Iterator[T]]:
    """The same items, up to ``most`` of them fetched by another thread before they are asked for."""
    ended = object()
    with ThreadPoolExecutor(1) as reader:
        coming: deque[Future[object]] = deque(reader.submit(next, items, ended) for _ in range(most))

        def given() -> Iterator[T]:
            while (item := coming.popleft().result()) is not ended:
                coming.append(reader.submit(next, items, ended))
                yield item  # type: ignore[misc]

        try:
            yield given()
        finally:
            reader.shutdown(cancel_futures=True)


def _with_answers(batch: Batch, codes: pa.Array, answers: Answers, *, drawn: bool) -> pa.Table:
    """The rows with what was found; metres to the millimetre; positions drawn as points where the file has no shapes."""
    rule = pa.DictionaryArray.from_arrays(pa.array(answers.rule), pa.array(RULES, pa.string())).cast(pa.string())
    metres = pa.array(np.round(answers.distance, 3), from_pandas=True)
    table = batch.table
    for name, column in zip(ADDED, (codes, rule, pa.array(answers.near), metres), strict=True):
        table = table.append_column(name, column)
    if drawn:
        placed = answers.rule != INVALID
        shapes = np.full(len(placed), None, dtype=object)
        shapes[placed] = shapely.to_wkb(shapely.points(batch.lon[placed], batch.lat[placed]))
        table = table.append_column("geometry", pa.array(shapes, pa.binary()))
    return table


def _nothing(points: Points, sample: pa.Table) -> pa.Table:
    """A file without rows still gets its columns."""
    kinds = zip(ADDED, (pa.string(), pa.string(), pa.bool_(), pa.float64()), strict=True)
    table = sample.slice(0, 0)
    for name, kind in kinds:
        table = table.append_column(name, pa.array([], kind))
    return table


def _counted(answers: Answers) -> dict[str, int]:
    counts = np.bincount(answers.rule, minlength=len(RULES)).tolist()
    return {rule: count for rule, count in zip(RULES, counts, strict=True) if count}
