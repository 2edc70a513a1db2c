"""What a process keeps of the drafts that are being worked on, so that an edit is answered without reading them again.

Everything kept can be made again from the log; a state is kept only after its transaction was committed. States are
immutable: threads share them.
"""

import time
from dataclasses import dataclass, field

from sqlalchemy import Connection, RowMapping

from gis_app.db.queries import drafts as queries
from gis_app.domain.drafts import Change, Draft, History
from gis_app.domain.drafts.history import Step
from gis_app.domain.drafts.tally import Tally
from gis_app.errors import WanggeError
from gis_app.services.grounds import Grounds, load_grounds
from gis_app.services.judging import Judged

MOST_KEPT = 8
GROUNDS_FOR_S = 600.0


@dataclass(frozen=True)
class Head:
    """A draft as it is after ``version`` entries of its log."""

    version: int
    draft: Draft
    history: History


@dataclass
class Desk:
    """One per process."""

    heads: dict[int, Head] = field(default_factory=dict)
    tallies: dict[int, Tally] = field(default_factory=dict)
    judged: dict[int, Judged] = field(default_factory=dict)
    grounds: dict[int, tuple[float, Grounds]] = field(default_factory=dict)

    def keep(self, edition_id: int, head: Head) -> None:
        """Keep a committed state, unless a newer one is kept already; the longest unused edition goes."""
        kept = self.heads.pop(edition_id, None)
        self.heads[edition_id] = kept if kept is not None and kept.version > head.version else head
        for stale in list(self.heads)[:-MOST_KEPT]:
            self.forget(stale)

    def forget(self, edition_id: int) -> None:
        for kept in (self.heads, self.tallies, self.judged):
            kept.pop(edition_id, None)

    def grounds_of(self, connection: Connection, town_id: int) -> Grounds:
        """What lies on a town's ground; read again every ten minutes."""
        found = self.grounds.get(town_id)
        if found is None or time.monotonic() - found[0] > GROUNDS_FOR_S:
            found = self.grounds[town_id] = time.monotonic(), load_grounds(connection, town_id)
        return found[1]

    def tally(self, connection: Connection, edition: RowMapping, draft: Draft) -> Tally:
        """The figures of a state."""
        ground = self.grounds_of(connection, edition["town_id"]).ground
        kept = self.tallies.get(edition["id"])
        made = kept.after(draft) if kept is not None and kept.ground is ground else Tally.of(draft, ground)
        self.tallies[edition["id"]] = made
        return made

    def judge(self, connection: Connection, edition: RowMapping, draft: Draft) -> Judged:
        """The findings of a state."""
        grounds = self.grounds_of(connection, edition["town_id"])
        kept = self.judged.get(edition["id"])
        made = kept.after(draft) if kept is not None and kept.grounds is grounds else Judged.of(draft, grounds)
        self.judged[edition["id"]] = made
        return made


def head(connection: Connection, desk: Desk, edition: RowMapping) -> Head:
    """The draft at the edition's present version: from what is kept, else from the newest saved state, and the log since.

    Raises
    ------
    WanggeError
        ``edition_not_opened``.
    """
    kept = desk.heads.get(edition["id"])
    if kept is None or kept.version > edition["version"]:
        kept = at_version(connection, edition, edition["version"])
    return _forward(connection, edition["id"], kept, edition["version"])


def at_version(connection: Connection, edition: RowMapping, version: int) -> Head:
    """The draft as it was after ``version`` entries."""
    saved = queries.state_before(connection, edition["id"], version)
    if saved is None:
        raise WanggeError("edition_not_opened", name=edition["name"])
    steps = queries.steps_done(connection, edition["id"], saved["serial"])
    history = History.of(Step(*row) for row in steps)
    return _forward(connection, edition["id"], Head(saved["serial"], Draft.from_dict(saved["state"]), history), version)


def _forward(connection: Connection, edition_id: int, start: Head, version: int) -> Head:
    if start.version == version:
        return start
    draft, history = start.draft, start.history
    for row in queries.changes(connection, edition_id, start.version, version):
        draft = draft.apply(Change.from_dict(row.change))
        history = history.after(Step(row.serial, row.kind, row.of))
    return Head(version, draft, history)
