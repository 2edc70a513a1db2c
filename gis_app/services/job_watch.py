"""A long job under watch: how far it is, whether somebody asked it to stop, and why it could not be done."""

import time
from collections.abc import Callable
from threading import Event
from typing import Any

from gis_app.db.session import Database
from gis_app.errors import WanggeError

EVERY_S = 1.0


class Watch:
    """Notes the share done once a second, and sets ``stop`` when somebody asked for it or the process is ending.

    ``advance(connection, done=...)`` notes it and answers whether to go on; ``abort`` is the process's own wish.
    """

    def __init__(self, database: Database, advance: Callable[..., bool], abort: Callable[[], bool]) -> None:
        self.database, self.advance, self.abort = database, advance, abort
        self.stop, self.told = Event(), -EVERY_S

    def __call__(self, done: float) -> None:
        if self.abort():
            self.stop.set()
        if time.monotonic() - self.told < EVERY_S:
            return
        self.told = time.monotonic()
        with self.database.begin() as connection:
            if not self.advance(connection, done=done):
                self.stop.set()


def refused(refusal: WanggeError) -> dict[str, Any]:
    """Why a job could not be done, as it is kept."""
    return {"code": refusal.code, "zh": refusal.sentence("zh"), "en": refusal.sentence("en")}
