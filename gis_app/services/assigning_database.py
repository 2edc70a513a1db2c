"""The database's grids for a file of points: those in force now, or at each row's own time."""

from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from datetime import datetime
from zoneinfo import ZoneInfo

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray
from sqlalchemy import Connection

from gis_app import clock
from gis_app.config import Settings
from gis_app.db.opened import opened
from gis_app.db.queries import grids as queries
from gis_app.db.session import Database
from gis_app.domain.bulk.grid_index import Answers, GridIndex, no_answers
from gis_app.exchange.dates import parser
from gis_app.services.assigning import Batch, Grids, Wanted
from gis_app.services.assigning_grids import Ask, FixedGrids, ask_here


@contextmanager
def opened_grids(*, dated: bool, ask: Ask = ask_here) -> Iterator[Grids]:
    """The grids of the database that the settings name, for the length of the block."""
    settings = Settings.from_env()
    with opened(settings) as database:
        if dated:
            yield DatedGrids(database, settings.zone)
        else:
            with database.begin() as connection:
                grids = grids_in_force(connection, clock.now(), ask)
            yield grids


class DatedGrids:
    """The grids in force at each row's own time; a row without a time that can be read is ``invalid``."""

    def __init__(self, database: Database, zone: ZoneInfo) -> None:
        self._database, self._zone, self._parse = database, zone, parser(zone)
        self._known: list[tuple[queries.Span, FixedGrids]] = []

    def answered(self, batches: Iterable[Batch], wanted: Wanted) -> Iterator[tuple[Batch, pa.Array, Answers]]:
        for batch in batches:
            yield batch, *self._one(batch, wanted)

    def _one(self, batch: Batch, wanted: Wanted) -> tuple[pa.Array, Answers]:
        number = len(batch.lon)
        answers = no_answers(number)
        codes = np.full(number, None, dtype=object)
        assert batch.times is not None
        for rows, grids in self._by_span(instants(batch.times, self._parse, self._zone)):
            part = Batch(batch.table, batch.lon[rows], batch.lat[rows],
                         None if batch.accuracy_m is None else batch.accuracy_m[rows], None)  # fmt: skip
            for _, found, some in grids.answered([part], wanted):
                codes[rows] = found.to_numpy(zero_copy_only=False)
                answers.put(rows, some)
        return pa.array(codes, pa.string()), answers

    def _by_span(self, times: list[datetime | None]) -> Iterator[tuple[NDArray[np.int64], FixedGrids]]:
        """Rows together with the grids of their time; each span of time is read from the database once."""
        waiting = {k: at for k, at in enumerate(times) if at is not None}
        while waiting:
            span, grids = self._around(next(iter(waiting.values())))
            rows = [k for k, at in waiting.items() if span.holds(at)]
            for k in rows:
                del waiting[k]
            yield np.array(rows, np.int64), grids

    def _around(self, at: datetime) -> tuple[queries.Span, FixedGrids]:
        for span, grids in self._known:
            if span.holds(at):
                return span, grids
        with self._database.begin() as connection:
            known = queries.span_around(connection, at), grids_in_force(connection, at)
        self._known.append(known)
        return known


def grids_in_force(connection: Connection, at: datetime, ask: Ask = ask_here) -> FixedGrids:
    """The drawn grids of all towns at an instant."""
    rows = [row for row in queries.shapes_in_force(connection, at) if row["geom"] is not None]
    shapes = np.array([row["geom"] for row in rows], dtype=object)
    codes, kinds, levels = ([row[name] for row in rows] for name in ("code", "kind", "level"))
    return FixedGrids(GridIndex(shapes, codes, kinds=kinds, levels=levels), codes, ask)


def instants(times: pa.ChunkedArray, parse: Callable[[str], datetime | None], zone: ZoneInfo) -> list[datetime | None]:
    """Aware instants of a column of text or times; what names no zone is in the town's, a plain date is its midnight."""
    if pa.types.is_date(times.type):
        times = pc.cast(times, pa.timestamp("us"))
    if pa.types.is_timestamp(times.type):
        if times.type.tz is None:
            times = pc.assume_timezone(times, zone.key, ambiguous="earliest", nonexistent="latest")
        return [value and value.to_pydatetime() if hasattr(value, "to_pydatetime") else value for value in times.to_pylist()]
    return [parse(value) if isinstance(value, str) else None for value in times.to_pylist()]
