"""The incidents behind a number of the leader's page, by index and page after page; and how items are called."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import Connection, RowMapping, func, or_, select, tuple_

from gis_app.db.models.incidents import Incident
from gis_app.db.models.items import Item
from gis_app.db.queries.incidents import columns
from gis_app.domain.incidents import STATES
from gis_app.domain.stats.tallies import OUTSIDE


@dataclass(frozen=True)
class Behind:
    """``by`` is ``reported_at`` or ``due_at``: what the half-open span is of, and what the list goes by. ``grids`` None is no condition.
    ``running`` where only limits still running are wanted: they are few, and the index of states finds them.
    """

    towns: Sequence[int]
    grids: Collection[int | None] | None
    by: str
    span: tuple[datetime, datetime]
    sources: Collection[str] | None
    outcomes: Collection[int] | None
    running: bool = False


def behind(connection: Connection, wanted: Behind, *, before: tuple[datetime, UUID] | None, limit: int) -> Sequence[RowMapping]:
    """The newest incidents that count, before the place in the list that ``before`` names."""
    one = Incident
    by = getattr(one, wanted.by)
    query = select(*columns()).outerjoin(Item, Item.code == one.item_code).where(one.state != "void", by >= wanted.span[0], by < wanted.span[1])
    if wanted.grids is not None:
        inside = one.grid_id.in_([grid_id for grid_id in wanted.grids if grid_id != OUTSIDE])
        nowhere = one.grid_id.is_(None) & one.town_id.in_(wanted.towns)
        query = query.where(or_(inside, nowhere) if OUTSIDE in wanted.grids else inside)
    if wanted.sources is not None:
        query = query.where(one.source.in_(wanted.sources))
    if wanted.outcomes is not None:
        query = query.where(func.wangge_outcome(one.state, one.due_at, one.done_at).in_(wanted.outcomes))
        if wanted.running:
            query = query.where(one.state.in_([name for name, state in STATES.items() if not state.done]))
    if before is not None:
        query = query.where(tuple_(by, one.id) < tuple_(*before))
    return connection.execute(query.order_by(by.desc(), one.id.desc()).limit(limit)).mappings().all()


def item_names(connection: Connection) -> Sequence[RowMapping]:
    """Code and names of every item."""
    return connection.execute(select(Item.code, Item.name_zh, Item.name_en)).mappings().all()
