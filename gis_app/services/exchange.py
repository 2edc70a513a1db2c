"""Files in and out, as a person does it: one file, one transaction, one report."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from zoneinfo import ZoneInfo

from sqlalchemy import Connection

from gis_app.db.session import Database
from gis_app.domain.actors import Actor
from gis_app.exchange.frames import read_grids
from gis_app.exchange.report import Report
from gis_app.exchange.table import read_table
from gis_app.services import (
    heat_store,
    importing_features,
    importing_grids,
    importing_incidents,
    importing_patrols,
)

Advance = Callable[[int], object]


@dataclass(frozen=True)
class Order:
    """What is wanted of an import.

    ``said`` maps fields to columns; ``town`` and ``day`` are for grids, ``source`` for incidents without one.
    """

    layer: str
    zone: ZoneInfo
    snap_m: float
    crs: str = "auto"
    encoding: str = "auto"
    said: dict[str, str] = field(default_factory=dict)
    dry_run: bool = False
    town: str | None = None
    day: date | None = None
    source: str = "hotline"


def import_file(database: Database, actor: Actor, path: Path, order: Order, *, name: str | None = None,
                advance: Advance = lambda done: None) -> Report:
    """Read a file and store what can be stored, all in one transaction; a dry run stores nothing.

    ``advance`` hears how many rows were stored just now.

    Raises
    ------
    WanggeError
        ``layer_unknown``; what reading the file, or publishing the grids, refuses. Nothing is stored then.
    """
    if order.layer == "grids":
        frame, report = read_grids(path, crs=order.crs, encoding=order.encoding, said=order.said, name=name)

        def store(connection: Connection) -> None:
            wish = importing_grids.Wish(order.town, order.day, order.zone)
            importing_grids.import_grids(connection, actor, frame, report, wish)
            advance(report.stored)
    else:
        target = importing_features.target(order.layer)
        table = read_table(path, encoding=order.encoding, name=name)
        report = Report(file=table.name, layer=order.layer, rows=table.total, encoding=table.encoding,
                        notes=list(table.notes), refused=list(table.refused))

        def store(connection: Connection) -> None:
            if order.layer == "incidents":
                wish = importing_incidents.Wish(order.crs, order.said, order.source, order.zone, order.snap_m)
                importing_incidents.import_incidents(connection, actor, table, report, wish, advance)
            elif order.layer == "patrols":
                importing_patrols.import_patrols(connection, actor, table, report, importing_patrols.Wish(order.crs, order.said, order.zone), advance)
            else:
                importing_features.import_features(connection, actor, table, report, target, order.crs, order.said)
                advance(report.stored)

    report.dry_run = order.dry_run
    with database.begin() as connection:
        store(connection)
        if order.dry_run:
            connection.rollback()
    if order.layer == "incidents" and not order.dry_run:
        heat_store.merge(database, actor, order.zone)
    return report
