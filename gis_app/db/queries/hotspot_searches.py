"""Searches for hotspots: asked, under way, stopped, finished, forgotten. The job is queued in the asker's transaction."""

import json
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, RowMapping, delete, func, insert, select, update

from gis_app.db.models.hotspot_searches import HotspotSearch
from gis_app.db.queries.proposals import QUEUED

S = HotspotSearch
TASK = "hotspots.search"


def ask(connection: Connection, *, town_id: int, asked: dict[str, Any], actor: str) -> int:
    """Note a search and queue its job; the job begins only if the transaction holds."""
    search_id = connection.execute(insert(S).values(town_id=town_id, asked=asked, actor=actor).returning(S.id)).scalar_one()
    connection.execute(QUEUED, {"task": TASK, "args": json.dumps({"search_id": search_id})})
    return int(search_id)


def one(connection: Connection, search_id: int) -> RowMapping | None:
    return connection.execute(select(*S.__table__.columns).where(S.id == search_id)).mappings().one_or_none()


def ask_to_stop(connection: Connection, search_id: int) -> None:
    connection.execute(update(S).where(S.id == search_id, S.state.in_(("waiting", "running"))).values(stop=True))


def advance(connection: Connection, search_id: int, done: float) -> bool:
    """Note the share done; whether to go on."""
    stop = connection.execute(update(S).where(S.id == search_id).values(state="running", done=done).returning(S.stop)).scalar_one_or_none()
    return stop is False


def finish(connection: Connection, search_id: int, state: str, *, result: dict[str, Any] | None = None, failure: dict[str, Any] | None = None) -> None:
    done = {"done": 1.0} if state == "done" else {}
    connection.execute(update(S).where(S.id == search_id).values(state=state, result=result, failure=failure, finished_at=func.now(), **done))


def prune(connection: Connection, before: datetime) -> int:
    """Forget searches asked for before an instant; how many were."""
    return connection.execute(delete(S).where(S.at < before)).rowcount
