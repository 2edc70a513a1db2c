"""Proposals asked for at the desk: asked, under way, stopped, finished. The job is queued in the asker's transaction."""

import json
from collections.abc import Sequence
from typing import Any

from sqlalchemy import Connection, RowMapping, func, insert, select, text, update

from gis_app.db.models.proposals import ProposalRun

R = ProposalRun
TASK = "proposals.make"
QUEUED = text("INSERT INTO procrastinate_jobs (queue_name, task_name, args) VALUES ('default', :task, CAST(:args AS jsonb))")


def ask(connection: Connection, *, edition_id: int, town_id: int, within: str, wishes: Sequence[dict[str, Any]], actor: str) -> int:
    """Note a wish and queue its job; the job begins only if the transaction holds."""
    values = {"edition_id": edition_id, "town_id": town_id, "within": within, "wishes": list(wishes), "actor": actor}
    run_id = connection.execute(insert(R).values(values).returning(R.id)).scalar_one()
    connection.execute(QUEUED, {"task": TASK, "args": json.dumps({"run_id": run_id})})
    return int(run_id)


def run(connection: Connection, run_id: int) -> RowMapping | None:
    return connection.execute(select(*R.__table__.columns).where(R.id == run_id)).mappings().one_or_none()


def runs(connection: Connection, edition_id: int) -> Sequence[RowMapping]:
    """Those of an edition, the newest first, without their results."""
    columns = [column for column in R.__table__.columns if column.name != "result"]
    return connection.execute(select(*columns).where(R.edition_id == edition_id).order_by(R.id.desc())).mappings().all()


def ask_to_stop(connection: Connection, run_id: int) -> None:
    connection.execute(update(R).where(R.id == run_id, R.state.in_(("waiting", "running"))).values(stop=True))


def advance(connection: Connection, run_id: int, done: float) -> bool:
    """Note the share done; whether to go on."""
    stop = connection.execute(update(R).where(R.id == run_id).values(state="running", done=done).returning(R.stop)).scalar_one_or_none()
    return stop is False


def finish(connection: Connection, run_id: int, state: str, *, result: Sequence[Any] | None = None, failure: dict[str, Any] | None = None) -> None:
    connection.execute(update(R).where(R.id == run_id).values(
        state=state, done=1.0, result=None if result is None else list(result), failure=failure, finished_at=func.now(),
    ))
