"""The queue and its tasks. PostgreSQL is the queue; a task is a service called in a transaction of its own."""

from uuid import UUID
from zoneinfo import ZoneInfo

import procrastinate
from procrastinate import PsycopgConnector, RetryStrategy

from gis_app import clock
from gis_app.db.session import Database
from gis_app.domain.actors import Actor
from gis_app.services import (
    heat_store,
    hotspot_searches,
    hotspots_follow,
    inspecting,
    inspection_late,
    proposing,
    upkeep,
)

WORKER = Actor(name="worker", kind="system")
KEEP_DONE_HOURS = 24 * 7
RETRY = RetryStrategy(max_attempts=5, exponential_wait=4)


def make_queue(database: Database, zone: ZoneInfo) -> procrastinate.App:
    """The queue with all its tasks; nothing is connected before it is opened."""
    dsn = database.url.set(drivername="postgresql").render_as_string(hide_password=False)
    queue = procrastinate.App(connector=PsycopgConnector(conninfo=dsn, min_size=1, max_size=4))
    _add_upkeep(queue, database, zone)
    _add_proposals(queue, database)
    _add_inspections(queue, database, zone)
    _add_searches(queue, database)
    _add_watchdog(queue)
    return queue


def _add_upkeep(queue: procrastinate.App, database: Database, zone: ZoneInfo) -> None:
    @queue.periodic(cron="*/5 * * * *")
    @queue.task(name="heat.merge", queueing_lock="heat.merge", lock="heat.merge", retry=RETRY, pass_context=False)
    def merge_heat(timestamp: int) -> int:
        return heat_store.merge_if_due(database, WORKER, zone)

    @queue.periodic(cron="10 * * * *")
    @queue.task(name="keys.prune", queueing_lock="keys.prune", retry=RETRY)
    def prune_keys(timestamp: int) -> int:
        with database.begin() as connection:
            return upkeep.prune_keys(connection, WORKER)

    @queue.periodic(cron="1 * * * *")
    @queue.task(name="editions.follow", queueing_lock="editions.follow", retry=RETRY)
    def follow_editions(timestamp: int) -> int:
        with database.begin() as connection:
            return upkeep.follow_editions(connection, WORKER)


    @queue.periodic(cron="30 2 1 * *")
    @queue.task(name="hotspots.follow", queueing_lock="hotspots.follow", retry=RETRY)
    def follow_hotspots(timestamp: int) -> int:
        return hotspots_follow.follow(database, WORKER, zone)


def _add_proposals(queue: procrastinate.App, database: Database) -> None:
    @queue.task(name=proposing.TASK, pass_context=True)
    def make_proposals(context: procrastinate.JobContext, run_id: int) -> None:
        proposing.make(database, WORKER, run_id, context.should_abort)


def _add_inspections(queue: procrastinate.App, database: Database, zone: ZoneInfo) -> None:
    @queue.task(name=inspecting.TASK, pass_context=True)
    def plan_inspection(context: procrastinate.JobContext, plan_id: int) -> None:
        inspecting.make(database, WORKER, plan_id, zone, context.should_abort)

    @queue.task(name=inspection_late.TASK, retry=RETRY)
    def reckon_late_records(inspection_id: str) -> None:
        inspection_late.renew(database, WORKER, UUID(inspection_id))


def _add_searches(queue: procrastinate.App, database: Database) -> None:
    @queue.task(name=hotspot_searches.TASK, pass_context=True)
    def search_hotspots(context: procrastinate.JobContext, search_id: int) -> None:
        hotspot_searches.make(database, WORKER, search_id, context.should_abort)

    @queue.periodic(cron="40 3 * * *")
    @queue.task(name="hotspots.prune", queueing_lock="hotspots.prune", retry=RETRY)
    def prune_searches(timestamp: int) -> int:
        with database.begin() as connection:
            return hotspot_searches.prune(connection, WORKER)


def _add_watchdog(queue: procrastinate.App) -> None:
    @queue.periodic(cron="*/2 * * * *")
    @queue.task(name="queue.watch", queueing_lock="queue.watch", pass_context=False)
    async def watch(timestamp: int) -> int:
        """Give back what a worker held that has stopped breathing, and forget what was done long ago."""
        stalled = list(await queue.job_manager.get_stalled_jobs())
        for job in stalled:
            await queue.job_manager.retry_job(job, retry_at=clock.now())
        await queue.job_manager.delete_old_jobs(nb_hours=KEEP_DONE_HOURS)
        return len(stalled)
