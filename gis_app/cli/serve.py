"""``wangge serve``: the web server, on this machine's own address only."""

import logging
import multiprocessing
import os
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from pathlib import Path
from typing import Any, NoReturn

import click
from gunicorn.app.base import BaseApplication
from gunicorn.arbiter import Arbiter
from gunicorn.workers.base import Worker

from gis_app import logs
from gis_app.app import create_app
from gis_app.config import Settings
from gis_app.db.opened import address
from gis_app.db.prepared import prepare
from gis_app.errors import WanggeError
from gis_app.web.state import EXTENSION

LOOPBACK = "127.0.0.1"
LOOPBACK_NAMES = (LOOPBACK, "localhost")
STOP_S = 1
"""How long a request under way may still take after TERM."""
WORKER_STOP_S = 0.5
"""How long the worker may take after that; a job cut short is taken up again by the watchdog."""


class Server(BaseApplication):
    """gunicorn around our application: the master loads it, each worker connects after its fork."""

    def __init__(self, settings: Settings, url: str, *, port: int, workers: int, threads: int) -> None:
        self.settings, self.url = settings, url
        self.options = {
            "bind": f"{LOOPBACK}:{port}", "worker_class": "gthread", "workers": workers, "threads": threads,
            "preload_app": True, "graceful_timeout": STOP_S, "timeout": 60, "keepalive": 5, "loglevel": "warning",
            "worker_tmp_dir": shared_memory(), "post_worker_init": listen, "worker_exit": leave,
            "when_ready": announce, "proc_name": "wangge", "control_socket_disable": True,
        }
        super().__init__()

    def load_config(self) -> None:
        for name, value in self.options.items():
            self.cfg.set(name, value)

    def load(self) -> Any:
        return create_app(self.settings, database_url=self.url)


@click.command()
@click.option("--port", type=click.IntRange(1, 65535), help="端口，默认取 PORT（8000）。")
@click.option("--host", default=LOOPBACK, help="只能是本机地址。", show_default=True)
@click.option("--workers", type=click.IntRange(1, 16), default=min(2, multiprocessing.cpu_count()), show_default=True)
@click.option("--threads", type=click.IntRange(1, 128), default=32, show_default=True, help="每个进程的线程数。")
@click.option("--worker/--no-worker", "with_worker", default=True, help="后台任务（划分方案、热力合并）一起做，或另开 wangge worker。", show_default=True)
def command(port: int | None, host: str, workers: int, threads: int, with_worker: bool) -> None:
    """启动网页服务，Ctrl-C 停止。"""
    if host not in LOOPBACK_NAMES:
        raise WanggeError("loopback_only", host=host)
    settings = Settings.from_env()
    port = port or settings.port
    check_free(port)
    logs.configure(settings.home / "log")
    try:
        with address(settings) as url:
            prepare(url)
            with worker_beside() if with_worker else nullcontext():
                Server(settings, url, port=port, workers=workers, threads=threads).run()
    except SystemExit as ended:
        end(ended.code)


@contextmanager
def worker_beside() -> Iterator[None]:
    """The queue's worker as a process of its own, so that long work never holds up a request; it ends when we do."""
    run = [sys.executable, "-c", "from gis_app.cli import run; run()", "worker", "--attached"]
    with subprocess.Popen(run, stdin=subprocess.PIPE, stdout=subprocess.DEVNULL) as child:
        try:
            yield
        finally:
            assert child.stdin is not None
            child.stdin.close()
            try:
                child.wait(WORKER_STOP_S)
            except subprocess.TimeoutExpired:
                child.kill()


def check_free(port: int) -> None:
    """Refuse a taken port by name, before anything is started."""
    with socket.socket(socket.AF_INET, socket.SOCK_STREAM) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((LOOPBACK, port))
        except OSError as taken:
            raise WanggeError("port_taken", port=port) from taken


def shared_memory() -> str | None:
    """Where workers keep their heartbeat: never on a disk that may stall."""
    return "/dev/shm" if Path("/dev/shm").is_dir() else None


def listen(worker: Worker) -> None:
    """In each worker after its fork: hear of changed grids, and have them in memory before the first request."""
    worker.wsgi.extensions[EXTENSION].locating.start()


def leave(_: Arbiter, worker: Worker) -> None:
    """The end of a worker whose requests are done."""
    end(0)


def end(code: object) -> NoReturn:
    """Leave at once: everything is closed, and taking an interpreter of 1,500 modules apart takes seconds."""
    logging.shutdown()
    sys.stdout.flush()
    os._exit(code if isinstance(code, int) else 0)


def announce(arbiter: Arbiter) -> None:
    """The address, last of all."""
    click.echo(f"网格已启动：http://{LOOPBACK}:{arbiter.LISTENERS[0].sock.getsockname()[1]}（Ctrl-C 停止）")
