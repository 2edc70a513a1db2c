"""One progress bar for every command: a bar on a terminal, a first and a last line elsewhere, always on stderr."""

import importlib
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

Advance = Callable[[int], None]


@contextmanager
def progress(title: str, total: int | None = None, unit: str = "行") -> Iterator[Advance]:
    """Show how far ``title`` has come; the block calls what it is given with the number of units just done."""
    if sys.stderr.isatty():
        bars = importlib.import_module("tqdm")  # of no use where nobody looks on
        with bars.tqdm(total=total, desc=title, unit=unit, unit_scale=True, file=sys.stderr, dynamic_ncols=True) as bar:
            yield lambda done: (bar.update(done), None)[1]
        return
    started, count = time.monotonic(), 0

    def advance(done: int) -> None:
        nonlocal count
        count += done

    print(f"{title}……", file=sys.stderr, flush=True)
    yield advance
    print(f"{title}：{count:,} {unit}，{time.monotonic() - started:.1f} 秒", file=sys.stderr, flush=True)
