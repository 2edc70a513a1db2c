"""Who wins where several grids cover a place: enterprise first, then the larger level, then the lower code.

Without a kind or a level, grids are equally specific in that respect. A blank code comes after all others, and equal
codes keep the order of the file.
"""

import math
from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from gis_app.domain.bulk.outlines import Ints

MOST_SPECIFIC = "enterprise"


def missing(value: Any) -> bool:
    """None, NaN, NaT or pandas' NA (told by its text: this module does without pandas)."""
    return value is None or str(value) in ("nan", "NaT", "<NA>")


def code_text(code: Any) -> str | None:
    """A grid's code as text, or None where it is blank; a whole number read as a float loses its ``.0``."""
    if missing(code):
        return None
    if isinstance(code, float | np.floating) and float(code).is_integer():
        code = int(code)
    return str(code) if str(code).strip() else None


def _level(level: Any) -> float:
    """A level as a number; one that is missing is the coarsest."""
    return -math.inf if missing(level) else float(level)


def ranked(
    codes: Sequence[str | None], kinds: Sequence[Any] | None, levels: Sequence[Any] | None
) -> tuple[NDArray[np.int64], Ints]:
    """Order grids by rank.

    Returns
    -------
    order
        Positions, best first.
    class_
        For each of them how specific it is: equal numbers are equally specific, smaller is more specific.
    """
    number = len(codes)
    coarse = [
        (kinds is None or kinds[k] != MOST_SPECIFIC, -_level(levels[k]) if levels is not None else 0.0)
        for k in range(number)
    ]
    order = sorted(range(number), key=lambda k: (coarse[k], codes[k] is None, codes[k] or "", k))
    steps = [k > 0 and coarse[order[k]] != coarse[order[k - 1]] for k in range(number)]
    return np.array(order, np.int64), np.cumsum(steps, dtype=np.int32)
