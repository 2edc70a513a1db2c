"""Keeps the counts: a job folds in what came since the last merge, or everything is counted anew."""

from collections.abc import Callable, Iterable
from zoneinfo import ZoneInfo

import numpy as np
from numpy.typing import NDArray
from sqlalchemy import Connection

from gis_app.db import audit
from gis_app.db.queries import heat as queries
from gis_app.db.queries import heat_store as store
from gis_app.db.session import Database
from gis_app.domain.actors import Actor
from gis_app.domain.stats import blocks, tallies
from gis_app.domain.stats.cells import FINEST, ZOOMS, Counts, Placed
from gis_app.domain.stats.periods import DAY, SPANS, bucket_starts
from gis_app.domain.stats.tallies import Tallies
from gis_app.errors import WanggeError

Advance = Callable[[int], object]
STEPS = len(SPANS) * (len(ZOOMS) + 1)
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
        if len(counts):
            _write(connection, counts, by_grid, lambda _: None, beside=True)
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
        store.lock(connection)
        counts, by_grid = _read(store.every_incident(connection, zone.key))
        store.forget_all(connection)
        _write(connection, counts, by_grid, advance, beside=False)
        store.raise_revision(connection, zone.key)
        audit.record(connection, actor, "heat.rebuild", "heat", 1, incidents=len(counts))
    return len(counts)


def _read(chunks: Iterable[NDArray[np.void]]) -> tuple[Counts, Tallies]:
    names = ("x", "y", "day", "item", "source", "town", "grid", "n")
    parts = [[chunk[name].astype(np.int32) for name in names] for chunk in chunks]
    x, y, day, item, source, town, grid, n = (np.concatenate(column) for column in zip(*parts, strict=True))
    return Counts(FINEST, x, y, day, item, source, n), Tallies(town, day, grid, item, source, n)


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
    spanned = Tallies(by_grid.town, bucket_starts(by_grid.bucket.astype(np.int32), span), by_grid.grid, by_grid.item, by_grid.source, by_grid.n)
    folded = spanned.together().folded()
    if beside and len(folded.n):
        rows = store.stored_tallies(connection, span, folded.rows_touched())
        folded = folded.plus(tallies.unpack((row.town_id, row.start, row.counts) for row in rows))
    store.insert_tallies(connection, span, tallies.pack(folded))
