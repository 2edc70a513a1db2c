"""The queue does its tasks, and takes back what a dead worker held."""

import asyncio
from zoneinfo import ZoneInfo

import pytest
from click.testing import CliRunner
from procrastinate import App
from sqlalchemy import text

from gis_app.cli.worker import command
from gis_app.config import Settings
from gis_app.db.session import Database
from gis_app.jobs.queue import make_queue
from tests import small_town

TASKS = {"heat.merge", "hotspots.follow", "keys.prune", "editions.follow", "queue.watch"}


@pytest.fixture
def queue(database: Database) -> App:
    return make_queue(database, ZoneInfo("Asia/Shanghai"))


def work(queue: App, *names: str) -> None:
    """Defer these tasks and do whatever is due."""
    async def go() -> None:
        async with queue.open_async():
            for name in names:
                await queue.configure_task(name).defer_async(timestamp=0)
            await queue.run_worker_async(wait=False, install_signal_handlers=False)

    asyncio.run(go())


def statuses(database: Database) -> dict[str, str]:
    with database.begin() as connection:
        return dict(connection.execute(text("SELECT task_name, status::text FROM procrastinate_jobs ORDER BY id")).all())  # type: ignore[arg-type]


def test_every_task_runs(queue: App, database: Database) -> None:
    with database.begin() as connection:
        small_town.publish(connection)
    work(queue, *TASKS)
    assert {name: status for name, status in statuses(database).items() if name in TASKS} == dict.fromkeys(TASKS, "succeeded")


def test_keys_are_kept_thirty_days(queue: App, database: Database) -> None:
    with database.begin() as connection:
        for key, age in (("old", "31 days"), ("new", "29 days")):
            connection.execute(text(
                "INSERT INTO idempotency_key (actor, route, key, body_sha256, status, response, created_at) "
                "VALUES ('local', 'r', :key, '', 201, '{}', now() - CAST(:age AS interval))"
            ), {"key": key, "age": age})
    work(queue, "keys.prune")
    with database.begin() as connection:
        assert connection.scalars(text("SELECT key FROM idempotency_key")).all() == ["new"]


def test_what_a_dead_worker_held_is_done_by_another(queue: App, database: Database) -> None:
    with database.begin() as connection:
        connection.execute(text("""
            WITH dead AS (INSERT INTO procrastinate_workers (last_heartbeat) VALUES (now() - interval '1 hour') RETURNING id)
            INSERT INTO procrastinate_jobs (queue_name, task_name, args, status, worker_id)
            SELECT 'default', 'keys.prune', '{"timestamp": 0}', 'doing', id FROM dead
        """))
    work(queue, "queue.watch")
    work(queue)
    assert statuses(database)["keys.prune"] == "succeeded"


def test_the_command(settings: Settings, database: Database) -> None:
    done = CliRunner().invoke(command, ["--once"], catch_exceptions=False)
    assert (done.exit_code, done.output) == (0, "后台任务已启动（Ctrl-C 停止）\n")
