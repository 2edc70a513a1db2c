"""``make bench``: every module here that has ``rows(scale)`` is run; each row stands beside its peer of the same run.

    python -m tests.bench [--only NAME] [--scale 0.1]

NAME is a module, or one of its ``PARTS``: ``--only hotspots.closed``.
"""

import argparse
import importlib
import pkgutil
import sys
import unicodedata
from collections.abc import Callable, Iterator

import tests.bench as here
from tests.bench.rows import Row

WIDTHS = (66, 12, 12, 9, 10, 6)
Rows = Callable[[float], Iterator[Row]]


def modules(only: str | None) -> Iterator[tuple[str, Rows]]:
    """Names and ``rows`` of the benchmark modules, in the order of the alphabet; of one module one part, where it is asked for."""
    only, _, part = (only or "").partition(".")
    for found in sorted(pkgutil.iter_modules(here.__path__), key=lambda module: module.name):
        if found.name.startswith("_") or (only and found.name != only):
            continue
        module = importlib.import_module(f"tests.bench.{found.name}")
        rows = module.PARTS[part] if part else getattr(module, "rows", None)
        if rows is not None:
            yield f"{found.name}{'.' if part else ''}{part}", rows


def line(*cells: str) -> str:
    return " ".join(_padded(cell, width) for cell, width in zip(cells, WIDTHS, strict=True)).rstrip()


def _padded(cell: str, width: int) -> str:
    shown = sum(2 if unicodedata.east_asian_width(sign) in "WF" else 1 for sign in cell)
    return cell + " " * (width - shown)


def told(row: Row) -> str:
    goal = "" if row.goal is None else f"{'>=' if row.at_least else '<='} {row.goal:g}"
    work = f"{row.work} / {row.peer_name}" if row.peer_name else row.work
    return line(work, _amount(row.ours, row.unit), _amount(row.peer, row.unit), f"{row.ratio:.2f}x", goal,
                "" if row.goal is None else ("met" if row.met else "MISSED"))  # fmt: skip


def _amount(value: float, unit: str) -> str:
    if unit == "s":
        return f"{value * 1e3:.2f} ms" if value < 1 else f"{value:.2f} s"
    return f"{value:,.0f}" if unit == "count" else f"{value:,.1f} {unit}"


def main() -> int:
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("--only", help="one module, e.g. assign, or a part of it, e.g. hotspots.closed")
    asked.add_argument("--scale", type=float, default=1.0, help="share of the full sizes (1: as the goals mean)")
    options = asked.parse_args()
    print(line("work / peer", "ours", "peer", "ratio", "goal", ""), flush=True)
    missed = 0
    for name, rows in modules(options.only):
        print(f"-- {name}", flush=True)
        for row in rows(options.scale):
            print(told(row), flush=True)
            missed += not row.met
    print(f"{missed} goals missed" if missed else "all goals met")
    return 1 if missed else 0


if __name__ == "__main__":
    sys.exit(main())
