"""Changing a draft: edit, undo, redo, bring back an earlier state. One transaction each, under the edition's row as lock.

Whatever was answered with success is committed; the same key again finds what the first request did and does nothing.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import Connection, RowMapping

from gis_app.db.queries import drafts as queries
from gis_app.db.session import Database
from gis_app.domain.actors import Actor
from gis_app.domain.drafts import Change, Draft, History, perform, read_action
from gis_app.domain.drafts.acting import write_action
from gis_app.domain.drafts.difference import difference
from gis_app.domain.drafts.history import Step
from gis_app.errors import WanggeError
from gis_app.services import codes, drafts
from gis_app.services.desk import Desk, Head, at_version, head
from gis_app.services.telling import entry_told

SAVE_EVERY = 100
MOST_SINCE = 500


@dataclass(frozen=True)
class Wish:
    """What a planner asks for: ``base`` is the version before his eyes, ``key`` names his gesture.

    ``rebase``: where others were quicker, do it on what they left. ``to``: the version that a restore brings back.
    """

    base: int
    key: str
    kind: str = "edit"
    edit: Mapping[str, Any] = field(default_factory=dict)
    names: Mapping[str, str] = field(default_factory=dict)
    to: int | None = None
    rebase: bool = False

    @property
    def asked(self) -> dict[str, Any]:
        """What tells this wish apart from another under the same key."""
        return {"kind": self.kind, "edit": dict(self.edit), "names": dict(self.names), "to": self.to}


@dataclass(frozen=True)
class Done:
    """What became of a wish: the entry in the log, the states before and after, what others did since its base."""

    edition: RowMapping
    entry: RowMapping
    before: Draft
    after: Head
    since: Sequence[RowMapping] = ()
    repeated: bool = False


@dataclass(frozen=True)
class Planned:
    """What an entry would be."""

    change: Change
    draft: Draft
    zh: str
    en: str
    edit: dict[str, Any] | None = None
    of: int | None = None


def do(database: Database, desk: Desk, actor: Actor, edition_id: int, wish: Wish) -> Done:
    """Do what is wished, once.

    Raises
    ------
    WanggeError
        ``not_found``, ``edition_not_draft``, ``edit_stale`` (with the entries since), ``idempotency_conflict``,
        ``nothing_to_undo``, ``nothing_to_redo``, and every refusal of an edit.
    """
    with database.begin() as connection:
        done = _do(connection, desk, actor, edition_id, wish)
    desk.keep(edition_id, done.after)
    return done


def _do(connection: Connection, desk: Desk, actor: Actor, edition_id: int, wish: Wish) -> Done:
    edition = drafts.one(connection, actor, edition_id, lock=True)
    earlier = queries.entry(connection, edition_id, key=wish.key)
    now = head(connection, desk, edition)
    if earlier is not None:
        return _again(connection, edition, earlier, now, wish)
    check_draft(edition)
    since = since_base(connection, edition, wish)
    here = Head(now.version, now.draft.locked(frozenset(row["code"] for row in queries.locks(connection, edition_id))), now.history)
    planned = PLANS[wish.kind](connection, edition, here, wish)
    serial = now.version + 1
    entry = queries.append(
        connection, edition_id=edition_id, town_id=edition["town_id"], serial=serial, base=wish.base, kind=wish.kind, of=planned.of,
        edit=planned.edit, zh=planned.zh, en=planned.en, change=planned.change.to_dict(), key=wish.key, asked=wish.asked, actor=actor.name,
    )
    after = Head(serial, planned.draft, now.history.after(Step(serial, wish.kind, planned.of)))
    if serial % SAVE_EVERY == 0:
        keep_state(connection, edition, after)
    return Done(edition, entry, now.draft, after, since)


def check_draft(edition: RowMapping) -> None:
    """Refuse to change what is in review, approved, published or withdrawn."""
    if edition["state"] != "draft":
        raise WanggeError("edition_not_draft", name=edition["name"])


def since_base(connection: Connection, edition: RowMapping, wish: Wish) -> Sequence[RowMapping]:
    """The entries after the wish's base; refuses a base that never was, and a stale one unless it may be rebased."""
    if wish.base == edition["version"]:
        return ()
    if not 0 <= wish.base < edition["version"]:
        raise WanggeError("bad_value", field="base", why=f"0 – {edition['version']}")
    since = queries.entries(connection, edition["id"], wish.base, MOST_SINCE, change=True)
    if wish.rebase:
        return since
    history = History.of(Step(*row) for row in queries.steps_done(connection, edition["id"], edition["version"]))
    told = [_plain(entry_told(row, history, delta=True)) for row in since]
    raise WanggeError("edit_stale", version=edition["version"], base=wish.base, told={"version": edition["version"], "since": told})


def _plain(told: dict[str, Any]) -> dict[str, Any]:
    return {**told, "at": told["at"].isoformat()}


def _again(connection: Connection, edition: RowMapping, entry: RowMapping, now: Head, wish: Wish) -> Done:
    """The answer to a gesture that was done already; the draft may have gone on since."""
    if entry["asked"] != wish.asked:
        raise WanggeError("idempotency_conflict")
    before = at_version(connection, edition, entry["serial"] - 1)
    since = queries.entries(connection, edition["id"], wish.base, MOST_SINCE, change=True)
    return Done(edition, entry, before.draft, now, [row for row in since if row["serial"] < entry["serial"]], repeated=True)


def _edit(connection: Connection, edition: RowMapping, now: Head, wish: Wish) -> Planned:
    said = codes.with_new_code(connection, edition, now.draft, wish.edit)
    edit = read_action(said)
    done = perform(now.draft, edit, wish.names)
    return Planned(done.change, done.draft, edit.sentence("zh"), edit.sentence("en"), write_action(edit))


def _undo(connection: Connection, edition: RowMapping, now: Head, wish: Wish) -> Planned:
    of = now.history.to_undo()
    return _turned(connection, edition, now, of, "撤销：", "undid: ", back=True)


def _redo(connection: Connection, edition: RowMapping, now: Head, wish: Wish) -> Planned:
    return _turned(connection, edition, now, now.history.to_redo(), "重做：", "did again: ", back=False)


def _turned(connection: Connection, edition: RowMapping, now: Head, of: int, zh: str, en: str, *, back: bool) -> Planned:
    entry = queries.entry(connection, edition["id"], serial=of)
    assert entry is not None
    change = Change.from_dict(entry["change"])
    change = change.inverse() if back else change
    return Planned(change, now.draft.apply(change), f"{zh}{entry['zh']}", f"{en}{entry['en']}", of=of)


def _restore(connection: Connection, edition: RowMapping, now: Head, wish: Wish) -> Planned:
    if wish.to is None or not 0 <= wish.to <= now.version:
        raise WanggeError("bad_value", field="to", why=f"0 – {now.version}")
    change = difference(now.draft, at_version(connection, edition, wish.to).draft)
    return Planned(change, now.draft.apply(change), f"恢复到第 {wish.to} 步", f"went back to step {wish.to}", of=wish.to)


PLANS = {"edit": _edit, "undo": _undo, "redo": _redo, "restore": _restore}


def preview(connection: Connection, desk: Desk, actor: Actor, edition_id: int, wish: Wish) -> tuple[RowMapping, Head, Planned]:
    """What an edit would do; nothing is stored. Raises what doing it would raise."""
    edition = drafts.one(connection, actor, edition_id)
    check_draft(edition)
    now = head(connection, desk, edition)
    since_base(connection, edition, wish)
    locked = frozenset(row["code"] for row in queries.locks(connection, edition_id))
    return edition, now, _edit(connection, edition, Head(now.version, now.draft.locked(locked), now.history), wish)


def log(connection: Connection, actor: Actor, edition_id: int, after: int, limit: int, *, delta: bool) -> tuple[int, list[dict[str, Any]], int | None]:
    """The draft's version, a page of its log from the oldest, and the serial after which the next page begins."""
    edition = drafts.one(connection, actor, edition_id)
    rows = queries.entries(connection, edition_id, after, limit + 1, change=delta)
    history = History.of(Step(*row) for row in queries.steps_done(connection, edition_id, edition["version"]))
    told = [entry_told(row, history, delta=delta) for row in rows[:limit]]
    return edition["version"], told, rows[limit - 1]["serial"] if len(rows) > limit else None


def keep_state(connection: Connection, edition: RowMapping, now: Head) -> None:
    """Keep the whole state, unless it is kept, so that a cold start need not walk the whole log."""
    saved = queries.state_before(connection, edition["id"], now.version)
    if saved is not None and saved["serial"] == now.version:
        return
    queries.save_state(connection, edition_id=edition["id"], serial=now.version, town_id=edition["town_id"], digest=now.draft.digest,
                       state=now.draft.to_dict(), settled={})
