"""Long searches on the terminal: told how far they are in shares, and stopped by the first Ctrl-C with what they have."""

import signal
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from types import FrameType

from gis_app.cli.progress import Advance

STEPS = 1000


def shares(advance: Advance) -> Callable[[float], None]:
    """Shares done, told as whole steps of a bar of ``STEPS``."""
    before = 0

    def told(share: float) -> None:
        nonlocal before
        now = round(share * STEPS)
        advance(now - before)
        before = now

    return told


@contextmanager
def stoppable() -> Iterator[threading.Event]:
    """The first Ctrl-C asks to stop and keep what there is; the second breaks off."""
    stop = threading.Event()

    def ask(number: int, frame: FrameType | None) -> None:
        signal.signal(signal.SIGINT, before)
        stop.set()

    before = signal.signal(signal.SIGINT, ask)
    try:
        yield stop
    finally:
        signal.signal(signal.SIGINT, before)
