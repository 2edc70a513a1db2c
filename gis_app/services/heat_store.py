"""Keeps the counts of reports and of time limits: a job folds in what came since the last merge, or everything is counted anew."""

from collections.abc import Callable, Iterable
from dataclasses import replace
from zoneinfo import ZoneInfo

import numpy as np
from numpy.typing import NDArray
from sqlalchemy import Connection

from gis_app.db import audit
from gis_app.db.queries import heat as queries
from gis_app.db.queries import heat_store as store
from gis_app.db.queries import limits as limit_queries
from gis_app.db.session import Database
from gis_app.domain.actors import Actor
from gis_app.domain.stats import blocks, tallies
from gis_app.domain.stats.cells import FINEST, ZOOMS, Counts, Placed
from gis_app.domain.stats.periods import DAY, SPANS, bucket_starts
from gis_app.domain.stats.tallies import Limits, Tallies
from gis_app.errors import WanggeError

Advance = Callable[[int], object]
STEPS = len(SPANS) * (len(ZOOMS) + 2)
"""How many steps ``rebuild`` reports."""


def merge(database: Database, actor: Actor, zone: ZoneInfo) -> int:
    """Fold the notes of new, moved and voided incidents into the blocks; how many notes there were.

    ``actor`` is who asked for it; folding changes no figure, so nothing is written to the audit.

    Raises
    ------
    WanggeError
        ``heat_zone_changed`` where the blocks count the days of another zone.
    """
    with database.begin() as connection:
        store.lock(connection)
        kept, _ = queries.state(connection)
        if kept not in (None, zone.key):
            raise WanggeError("heat_zone_changed", kept=kept, asked=zone.key)
        counts, by_grid = _read(store.take_notes(connection, zone.key))
        limits = _read_limits(limit_queries.take_notes(connection, zone.key))
        if len(counts) or len(limits.n):
            _write(connection, counts, by_grid, lambda _: None, beside=True)
            _write_limits(connection, limits, lambda _: None, beside=True)
            store.raise_revision(connection, zone.key)
    return len(counts)


def merge_if_due(database: Database, actor: Actor, zone: ZoneInfo, *, waiting: int = 500) -> int:
    """Merge once so many notes wait; how many were merged."""
    with database.begin() as connection:
        due = store.waiting(connection) >= waiting
    return merge(database, actor, zone) if due else 0


def rebuild(database: Database, actor: Actor, zone: ZoneInfo, advance: Advance = lambda _: None) -> int:
    """Count every incident anew, by the days of ``zone``; how many there were. Readers see the old counts until the end.

    Reads from one snapshot: an incident that arrives meanwhile leaves a note that this run does not see and does not drop.
    """
    with database.engine.connect().execution_options(isolation_level="REPEATABLE READ") as connection, connection.begin():
        return count(connection, actor, zone, advance)


def count(connection: Connection, actor: Actor, zone: ZoneInfo, advance: Advance = lambda _: None) -> int:
    """The same inside a transaction that nobody else writes incidents beside: a place that is being loaded."""
    store.lock(connection)
    counts, by_grid = _read(store.every_incident(connection, zone.key))
    limits = _read_limits(limit_queries.every_limit(connection, zone.key))
    store.forget_all(connection)
    _write(connection, counts, by_grid, advance, beside=False)
    _write_limits(connection, limits, advance, beside=False)
    store.raise_revision(connection, zone.key)
    audit.record(connection, actor, "heat.rebuild", "heat", 1, incidents=len(counts))
    return len(counts)


def _read(chunks: Iterable[NDArray[np.void]]) -> tuple[Counts, Tallies]:
    names = ("x", "y", "day", "item", "source", "town", "grid", "n")
    parts = [[chunk[name].astype(np.int32) for name in names] for chunk in chunks]
    x, y, day, item, source, town, grid, n = (np.concatenate(column) for column in zip(*parts, strict=True))
    return Counts(FINEST, x, y, day, item, source, n), Tallies(town, day, grid, item, source, n)


def _read_limits(chunks: Iterable[NDArray[np.void]]) -> Limits:
    names = ("town", "day", "grid", "item", "source", "outcome", "n")
    parts = [[chunk[name].astype(np.int32) for name in names] for chunk in chunks]
    town, day, *rest = (np.concatenate(column) for column in zip(*parts, strict=True))
    return Limits(town, day, *rest)


def _write(connection: Connection, counts: Counts, by_grid: Tallies, advance: Advance, *, beside: bool) -> None:
    """Write what is counted; ``beside`` stored counts, which it is added to."""
    for span in SPANS:
        current = counts.folded() if span == DAY else counts.spanned(span)
        for z in ZOOMS:
            current = current if z == FINEST else current.coarser()
            placed = current.placed()
            store.insert_blocks(connection, blocks.rows(_with_stored(connection, placed, span) if beside else placed, span))
            advance(1)
        _write_tallies(connection, by_grid, span, beside=beside)
        advance(1)


def _with_stored(connection: Connection, counts: Placed, span: int) -> Placed:
    """The counts together with those stored for the same blocks and buckets, whose rows are taken out."""
    if len(counts) == 0:
        return counts
    touched = counts.touched()
    rows = store.details(connection, counts.z, span, touched)
    stored = blocks.counts_of(counts.z, ((row.x, row.y, row.start, row.detail) for row in rows))
    store.drop_blocks(connection, counts.z, span, touched)
    return counts.plus(stored)


def _write_tallies(connection: Connection, by_grid: Tallies, span: int, *, beside: bool) -> None:
    folded = replace(by_grid, bucket=bucket_starts(by_grid.bucket.astype(np.int32), span)).together().folded()
    if beside and len(folded.n):
        rows = store.stored_tallies(connection, "heat_grid", span, folded.rows_touched())
        folded = folded.plus(tallies.unpack((row.town_id, row.start, row.counts) for row in rows))
    store.insert_tallies(connection, "heat_grid", span, tallies.pack(folded))


def _write_limits(connection: Connection, limits: Limits, advance: Advance, *, beside: bool) -> None:
    for span in SPANS:
        folded = replace(limits, bucket=bucket_starts(limits.bucket.astype(np.int32), span)).folded()
        if beside and len(folded.n):
            rows = store.stored_tallies(connection, "limit_grid", span, folded.rows_touched())
            folded = folded.plus(tallies.unpack_limits((row.town_id, row.start, row.counts) for row in rows))
        store.insert_tallies(connection, "limit_grid", span, tallies.pack(folded))
        advance(1)
