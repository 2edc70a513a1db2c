"""Draft editions: the edition's row as the lock, the log, saved states, locks of grids. Inside the caller's transaction."""

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import Connection, RowMapping, delete, exists, func, insert, select, update
from sqlalchemy.dialects.postgresql import insert as upsert

from gis_app.db.models.drafts import DraftEntry, DraftLock, DraftState, EditionStep
from gis_app.db.models.grids import Edition, GridVersion
from gis_app.db.queries.editions import PENDING

E = DraftEntry
V = GridVersion
ENTRY = (E.serial, E.base, E.kind, E.of, E.edit, E.zh, E.en, E.key, E.asked, E.actor, E.at)


def _editions() -> Any:
    """Editions with their town's code and name: those of now, else the newest it ever had."""
    town = select(V.code, V.name).where(V.grid_id == Edition.town_id, V.valid.is_not(None), V.valid.contains(func.now())).limit(1)
    named = town.lateral("town")
    return select(
        Edition.id, Edition.town_id, Edition.name, Edition.state, Edition.version, Edition.effective_at, Edition.created_at,
        Edition.created_by, Edition.published_at, Edition.published_by, named.c.code.label("town_code"),
        named.c.name.label("town_name"), exists().where(DraftState.edition_id == Edition.id).label("opened"),
    ).outerjoin(named, Edition.id == Edition.id)


def edition(connection: Connection, edition_id: int, *, lock: bool = False) -> RowMapping | None:
    """One edition; ``lock``: nobody else changes its draft until the transaction ends."""
    if lock:
        connection.execute(select(Edition.id).where(Edition.id == edition_id).with_for_update())
    return connection.execute(_editions().where(Edition.id == edition_id)).mappings().one_or_none()


def editions(connection: Connection, town_id: int | None) -> Sequence[RowMapping]:
    """The newest first."""
    query = _editions().order_by(Edition.id.desc())
    return connection.execute(query if town_id is None else query.where(Edition.town_id == town_id)).mappings().all()


def named(connection: Connection, town_id: int, name: str) -> RowMapping | None:
    """The newest edition of a town with a name; one that is being worked on comes first."""
    query = _editions().where(Edition.town_id == town_id, Edition.name == name)
    return connection.execute(query.order_by(Edition.state.in_(PENDING).desc(), Edition.id.desc()).limit(1)).mappings().one_or_none()


def set_edition(connection: Connection, edition_id: int, **values: Any) -> None:
    connection.execute(update(Edition).where(Edition.id == edition_id).values(**values))


def has_state(connection: Connection, edition_id: int) -> bool:
    """Whether the edition was opened at the desk."""
    return bool(connection.scalar(select(func.count()).select_from(DraftState).where(DraftState.edition_id == edition_id)))


def state_before(connection: Connection, edition_id: int, serial: int) -> RowMapping | None:
    """The newest saved state not after a serial."""
    query = select(DraftState.serial, DraftState.state, DraftState.digest).where(
        DraftState.edition_id == edition_id, DraftState.serial <= serial)
    return connection.execute(query.order_by(DraftState.serial.desc()).limit(1)).mappings().one_or_none()


def settled(connection: Connection, edition_id: int) -> Mapping[str, Any]:
    """What was settled when the draft was opened."""
    query = select(DraftState.settled).where(DraftState.edition_id == edition_id, DraftState.serial == 0)
    return connection.execute(query).scalar_one_or_none() or {}


def save_state(connection: Connection, **values: Any) -> None:
    connection.execute(insert(DraftState), values)


def changes(connection: Connection, edition_id: int, after: int, until: int) -> Sequence[Any]:
    """(serial, kind, of, change) of the entries after one serial, up to another."""
    query = select(E.serial, E.kind, E.of, E.change).where(E.edition_id == edition_id, E.serial > after, E.serial <= until)
    return connection.execute(query.order_by(E.serial)).all()


def steps_done(connection: Connection, edition_id: int, until: int) -> Sequence[Any]:
    """(serial, kind, of) of the whole log up to a serial."""
    query = select(E.serial, E.kind, E.of).where(E.edition_id == edition_id, E.serial <= until)
    return connection.execute(query.order_by(E.serial)).all()


def entries(connection: Connection, edition_id: int, after: int, limit: int, *, change: bool = False) -> Sequence[RowMapping]:
    """The log after a serial, oldest first."""
    columns = (*ENTRY, E.change) if change else ENTRY
    query = select(*columns).where(E.edition_id == edition_id, E.serial > after).order_by(E.serial).limit(limit)
    return connection.execute(query).mappings().all()


def entry(connection: Connection, edition_id: int, *, serial: int | None = None, key: str | None = None) -> RowMapping | None:
    """One entry by its serial or by its key."""
    wanted = E.key == key if serial is None else E.serial == serial
    return connection.execute(select(*ENTRY, E.change).where(E.edition_id == edition_id, wanted)).mappings().one_or_none()


def append(connection: Connection, **values: Any) -> RowMapping:
    """Write the next entry and count the edition's version up to it."""
    written = connection.execute(insert(E).values(**values).returning(*ENTRY, E.change)).mappings().one()
    set_edition(connection, values["edition_id"], version=values["serial"])
    return written


def locks(connection: Connection, edition_id: int) -> Sequence[RowMapping]:
    query = select(DraftLock.code, DraftLock.actor, DraftLock.at).where(DraftLock.edition_id == edition_id)
    return connection.execute(query.order_by(DraftLock.code.collate("C"))).mappings().all()


def lock(connection: Connection, rows: Sequence[Mapping[str, Any]]) -> None:
    """Who locked a grid first keeps the name on it."""
    if rows:
        connection.execute(upsert(DraftLock).on_conflict_do_nothing(), list(rows))


def unlock(connection: Connection, edition_id: int, codes: Sequence[str]) -> None:
    connection.execute(delete(DraftLock).where(DraftLock.edition_id == edition_id, DraftLock.code == func.any(list(codes))))


def add_step(connection: Connection, **values: Any) -> None:
    connection.execute(insert(EditionStep), values)


def steps(connection: Connection, edition_id: int) -> Sequence[RowMapping]:
    """The edition's way so far, oldest first."""
    S = EditionStep
    query = select(S.action, S.version, S.note, S.actor, S.at).where(S.edition_id == edition_id)
    return connection.execute(query.order_by(S.id)).mappings().all()


def drop_versions(connection: Connection, edition_id: int) -> None:
    """Forget an imported draft's own rows: the desk's state says what it is now."""
    connection.execute(delete(V).where(V.edition_id == edition_id, V.valid.is_(None)))


def draft_versions(connection: Connection, edition_id: int) -> Sequence[RowMapping]:
    """An imported draft's rows, with shapes as WKB."""
    query = select(V.grid_id, V.code, V.name, V.kind, V.level, V.parent_id, V.lies_in_id, func.ST_AsBinary(V.geom).label("wkb"))
    return connection.execute(query.where(V.edition_id == edition_id, V.valid.is_(None)).order_by(V.code.collate("C"))).mappings().all()


def codes_ever(connection: Connection, town_id: int) -> set[str]:
    """Every code that a grid of the town carries or carried."""
    return set(connection.scalars(select(V.code).distinct().where(V.town_id == town_id, V.valid.is_not(None))))
