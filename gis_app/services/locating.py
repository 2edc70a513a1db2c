"""Which grid a place is in: answered from memory, always from the boundaries in force."""

import threading
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import psycopg

from gis_app import clock
from gis_app.db.listen import Listener
from gis_app.db.queries import grids as queries
from gis_app.db.session import Database
from gis_app.domain.actors import Actor
from gis_app.domain.locate import Located
from gis_app.services.snapshot import Snapshot, load

CHANNEL = "wangge_grids"
KEPT = 6
"""How many spans of time are kept in memory: the present and the past ones last asked for."""


@dataclass(frozen=True)
class Answer:
    """Where a place belongs and why. ``row`` is the version it fell into, None outside."""

    lon: float
    lat: float
    located: Located
    snapshot: Snapshot

    @property
    def row(self) -> dict[str, Any] | None:
        grid = self.located.grid
        return None if grid is None else self.snapshot.drawn[grid.position]

    @property
    def town(self) -> dict[str, Any] | None:
        """The version of the town that the place belongs to, or that keeps it though it lies outside."""
        row = self.row
        return self.snapshot.by_town.get(row["town_id"]) if row else self.snapshot.town_of(self.lon, self.lat)


def described(found: Answer) -> dict[str, Any]:
    """The answer as it is told: the grid, its path, the rule, how near a border, and who else is at hand."""
    row, located, snapshot = found.row, found.located, found.snapshot
    town = found.town
    return {
        "grid": snapshot.briefs[row["grid_id"]] if row else None,
        "path": snapshot.paths[row["grid_id"]] if row else [],
        "rule": located.rule,
        "near_boundary": located.near_boundary,
        "distance_m": rounded(located.distance_m),
        "candidates": [
            {**snapshot.briefs[snapshot.drawn[other.position]["grid_id"]], "distance_m": rounded(other.distance_m)}
            for other in located.candidates
        ],
        "edition": snapshot.editions.get(town["town_id"]) if town else None,
    }


def company(found: Answer) -> dict[str, Any]:
    """What a person wants to know besides: who is on post there; outside, which grid is nearest and how far."""
    row, snapshot = found.row, found.snapshot
    if row is not None:
        return {"people": snapshot.people.get(row["grid_id"], []), "nearest": None}
    nearest = snapshot.nearest(found.lon, found.lat)
    if nearest is None:
        return {"people": [], "nearest": None}
    brief = snapshot.briefs[snapshot.drawn[nearest[0]]["grid_id"]]
    return {"people": [], "nearest": {**brief, "distance_m": rounded(nearest[1])}}


def beside(found: Answer, within_m: float) -> dict[str, Any]:
    """How far the nearest border is and whose it is, up to ``within_m`` metres away; both None where there is none."""
    wide = found.snapshot.locator.explain(found.lon, found.lat, within_m)
    nearest = min(wide.candidates, key=lambda other: other.distance_m, default=None)
    brief = nearest and found.snapshot.briefs[found.snapshot.drawn[nearest.position]["grid_id"]]
    return {"distance_m": rounded(wide.distance_m), "grid": brief}


def rounded(metres: float | None) -> float | None:
    """Metres to the millimetre: more would only look exact."""
    return None if metres is None else round(metres, 3)


class Locating:
    """The grids in memory, renewed when the database says that they changed.

    While the listener is live no question touches the database; while it is not, each one asks for the revision first.
    """

    def __init__(self, database: Database, snap_m: float) -> None:
        self._database = database
        self._snap_m = snap_m
        self._lock = threading.Lock()
        self._kept: tuple[Snapshot, ...] = ()
        self._revision = -1
        self._listener = Listener(database.url, CHANNEL, self._hear)

    def start(self) -> None:
        """Begin to hear of changes; after a fork only."""
        self._listener.start()

    def stop(self) -> None:
        self._listener.stop()

    def locate(
        self, actor: Actor, lon: float, lat: float, *, at: datetime | None = None, accuracy_m: float | None = None,
    ) -> Answer:
        """Which grid a place was in at an instant (now where none is given), with the reason.

        Raises
        ------
        WanggeError
            ``bad_position``; ``database_down`` where the boundaries cannot be had.
        """
        snapshot = self.snapshot(at)
        return Answer(lon, lat, snapshot.places.explain(lon, lat, accuracy_m), snapshot)

    def snapshot(self, at: datetime | None = None) -> Snapshot:
        """The grids in force at an instant."""
        if not self._listener.live:
            self.renew()
        at = at or clock.now()
        for kept in self._kept:
            if kept.revision == self._revision and kept.span.holds(at):
                return kept
        return self._load(at)

    def renew(self) -> None:
        """Ask the database for the present revision; what is older is read anew when it is next needed."""
        with self._database.begin() as connection:
            self._revision = queries.revision(connection)

    def _load(self, at: datetime) -> Snapshot:
        with self._lock:
            for kept in self._kept:
                if kept.revision == self._revision and kept.span.holds(at):
                    return kept
            with self._database.begin() as connection:
                made = load(connection, at, self._snap_m)
            if not self._listener.live:
                self._revision = made.revision
            fresh = [kept for kept in self._kept if kept.revision == made.revision]
            self._kept = (made, *fresh)[:KEPT]
            return made

    def _hear(self, link: psycopg.Connection) -> None:
        row = link.execute("SELECT value FROM revision WHERE name = 'grids'").fetchone()
        if row is not None:
            self._revision = row[0]
            self._load(clock.now())  # here, so that no request has to wait for it
