"""``wangge worker``: does what the queue holds, until it is stopped."""

import asyncio
import os
import signal
import sys
import time
from threading import Thread

import click

from gis_app import logs
from gis_app.config import Settings
from gis_app.db.opened import address
from gis_app.db.prepared import prepare
from gis_app.db.session import Database
from gis_app.jobs.queue import make_queue

STOP_S = 2.0


@click.command()
@click.option("--once", is_flag=True, help="做完现有任务就结束。")
@click.option("--attached", is_flag=True, hidden=True)
def command(once: bool, attached: bool) -> None:
    """处理后台任务：合并热力、清理过期编号、住户随网格版本更新。"""
    settings = Settings.from_env()
    logs.configure(settings.home / "log")
    with address(settings) as url:
        prepare(url)
        database = Database(url, pool_size=4, zone=settings.zone.key)
        try:
            asyncio.run(work(database, settings, once, attached))
        finally:
            database.close()


async def work(database: Database, settings: Settings, once: bool, attached: bool) -> None:
    """``attached``: it ends with whoever holds the other end of its standard input, however that one ended."""
    if attached:
        Thread(target=follow, daemon=True).start()
    queue = make_queue(database, settings.zone)
    click.echo("后台任务已启动（Ctrl-C 停止）")
    async with queue.open_async():
        await queue.run_worker_async(wait=not once, concurrency=2, shutdown_graceful_timeout=STOP_S)


def follow() -> None:
    """End when standard input is closed: as if asked to, and without more ado where that is not heard in time."""
    sys.stdin.buffer.read()
    os.kill(os.getpid(), signal.SIGTERM)
    time.sleep(STOP_S + 1)
    os._exit(0)
