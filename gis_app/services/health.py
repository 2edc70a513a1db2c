"""Whether the service can do its work, answered in time even when something else hangs."""

import os
from concurrent.futures import Future, ThreadPoolExecutor
from concurrent.futures import TimeoutError as Late
from pathlib import Path
from threading import Lock

import psycopg
from sqlalchemy import URL

DEADLINE_S = 0.7
PROBE = "SELECT (SELECT value FROM revision WHERE name = 'grids') IS NOT NULL"


class Pulse:
    """Feels the database's pulse on a thread of its own, one probe at a time; who asks waits a moment at most."""

    def __init__(self, url: URL, home: Path) -> None:
        self._dsn = url.set(drivername="postgresql").render_as_string(hide_password=False)
        self._home = home
        self._threads: ThreadPoolExecutor | None = None
        self._lock = Lock()
        self._probe: Future[str | None] | None = None

    def feel(self) -> str | None:
        """What is wrong, in a word; None where all is well. Never later than ``DEADLINE_S``."""
        if not os.access(self._home, os.W_OK):
            return "home_not_writable"
        probe = self._present_probe()
        try:
            return probe.result(timeout=DEADLINE_S)
        except Late:
            return "database_silent"

    def close(self) -> None:
        """End the thread."""
        if self._threads is not None:
            self._threads.shutdown(cancel_futures=True)

    def _present_probe(self) -> "Future[str | None]":
        with self._lock:
            if self._threads is None:
                self._threads = ThreadPoolExecutor(1, thread_name_prefix="pulse")
            if self._probe is None or self._probe.done():
                self._probe = self._threads.submit(self._ask)
            return self._probe

    def _ask(self) -> str | None:
        try:
            with psycopg.connect(self._dsn, connect_timeout=2, options="-c statement_timeout=600",
                                 application_name="wangge-pulse") as link:
                row = link.execute(PROBE).fetchone()
        except psycopg.errors.UndefinedTable:
            return "schema_missing"
        except psycopg.Error:
            return "database_down"
        return None if row and row[0] else "schema_missing"
