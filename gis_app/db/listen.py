"""A thread that hears what the database announces (LISTEN), and says whether it is listening at the moment."""

import logging
import threading
from collections.abc import Callable

import psycopg
from sqlalchemy import URL

from gis_app.errors import WanggeError

log = logging.getLogger(__name__)
POLL_S = 0.5
RETRY_S = 1.0


class Listener:
    """Calls ``heard(connection)`` after every (re)connection and after every notice on ``channel``.

    While ``live`` is false nothing is heard, and who relies on it must look for himself.
    """

    def __init__(self, url: URL, channel: str, heard: Callable[[psycopg.Connection], None]) -> None:
        self._dsn = url.set(drivername="postgresql").render_as_string(hide_password=False)
        self._channel = channel
        self._heard = heard
        self._stop = threading.Event()
        self._thread: threading.Thread | None = None
        self.live = False

    def start(self) -> None:
        """Begin to listen (after a fork, never before it); a second call does nothing."""
        if self._thread is None:
            self._thread = threading.Thread(target=self._run, name=f"listen-{self._channel}", daemon=True)
            self._thread.start()

    def stop(self) -> None:
        self._stop.set()
        if self._thread is not None:
            self._thread.join(timeout=2)

    def _run(self) -> None:
        while not self._stop.is_set():
            try:
                self._listen()
            except (psycopg.Error, WanggeError) as lost:
                log.warning("listener lost its connection", extra={"error": type(lost).__name__})
            finally:
                self.live = False
            self._stop.wait(RETRY_S)

    def _listen(self) -> None:
        with psycopg.connect(self._dsn, autocommit=True, connect_timeout=3, application_name="wangge-listen") as link:
            link.execute(f"LISTEN {self._channel}")  # a name of ours, never a user's
            self._heard(link)
            self.live = True
            while not self._stop.is_set():
                if list(link.notifies(timeout=POLL_S, stop_after=1)):  # all taken first: while taking, the link is locked
                    self._heard(link)
