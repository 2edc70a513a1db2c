"""Codes by rule: 6 figures division + 3 town + 3 village + 3 serial, counted in rows from north to south, each west to east.

A grid that mostly stays keeps its code; a code once given out is never given to another grid.
"""

import math
import re
from collections import Counter, defaultdict
from collections.abc import Collection, Iterator, Mapping
from itertools import count

import shapely

from gis_app.domain.coverage import Shape
from gis_app.domain.drafts.draft import Draft
from gis_app.errors import WanggeError

GRID = re.compile(r"\d{15}", re.ASCII)
TAIL = re.compile(r"(.*?)(\d+)", re.ASCII)
VILLAGE = re.compile(r"\d{12}", re.ASCII)
SERIALS = 999
MOSTLY = 0.5


def prefix_of(draft: Draft, code: str) -> str | None:
    """The twelve figures before a grid's serial: its village's code, else those of its own or a sibling's."""
    for above in draft.coverage.lineage(code)[1:]:
        if draft.kind(above) == "village" and VILLAGE.fullmatch(above):
            return above
    if GRID.fullmatch(code):
        return code[:12]
    beside = sorted(other for other in draft.coverage.children.get(draft.lies_in(code), ()) if GRID.fullmatch(other))
    return beside[0][:12] if beside else None


def free_codes(draft: Draft, beside: str, used: Collection[str]) -> Iterator[str]:
    """Codes for new grids beside one (or inside one that holds others): serials after the highest ever used.

    Raises
    ------
    WanggeError
        ``edit_unknown_grid``; ``code_no_rule`` where a village has used up its serials.
    """
    if beside not in draft.coverage.units:
        raise WanggeError("edit_unknown_grid", grid=beside)
    taken = {*used, *draft.coverage.units}
    enterprise = beside in draft.listed and draft.kind(beside) == "enterprise"
    inside = sorted(draft.coverage.children.get(beside, ())) if beside not in draft.coverage.faces else []
    like = next((code for code in inside if GRID.fullmatch(code)), beside)
    prefix = None if enterprise else prefix_of(draft, like)
    if prefix is None:
        yield from (f"{beside}-{number}" for number in range(1, SERIALS + 1) if f"{beside}-{number}" not in taken)
    else:
        highest = max((int(code[12:]) for code in taken if GRID.fullmatch(code) and code.startswith(prefix)), default=0)
        yield from (f"{prefix}{number:03d}" for number in range(highest + 1, SERIALS + 1))
    raise WanggeError("code_no_rule", grid=beside)


def free_enterprise_codes(draft: Draft, used: Collection[str]) -> Iterator[str]:
    """Enterprise grids have codes of their own: what the town's others have, counted on; else the town's code and Q01."""
    taken = {*used, *draft.coverage.units}
    numbered = [found for code in taken if code in draft.listed and draft.kind(code) == "enterprise" and (found := TAIL.fullmatch(code))]
    stem, width, highest = f"{draft.town}Q", 2, 0
    if numbered:
        stem = Counter(found[1] for found in numbered).most_common(1)[0][0]
        tails = [found[2] for found in numbered if found[1] == stem]
        width, highest = max(map(len, tails)), max(map(int, tails))
    yield from (code for number in count(highest + 1) if (code := f"{stem}{number:0{width}d}") not in taken)


def proposed(draft: Draft, old: Mapping[int, tuple[str, Shape]], used: Collection[str]) -> dict[str, str]:
    """Present code -> code by rule, for the grids whose code should change.

    ``old``: code and shape in force by lasting identity. New grids, and those that kept less than half of their ground,
    are numbered in order; all others keep their code.
    """
    villages: dict[str, list[str]] = defaultdict(list)
    for code in draft.leaves:
        prefix = prefix_of(draft, code) if draft.kind(code) == "grid" else None
        if prefix is not None and not _keeps(draft, code, prefix, old):
            villages[prefix].append(code)
    return {code: new for prefix, mine in sorted(villages.items()) for code, new in _numbered(draft, prefix, mine, used) if code != new}


def _keeps(draft: Draft, code: str, prefix: str, old: Mapping[int, tuple[str, Shape]]) -> bool:
    """Whether the grid carries its old code by right: it is in the rule's form and most of its old ground is still its own."""
    was = old.get(draft.listed[code].grid_id or -1)
    if was is None or not (GRID.fullmatch(code) and code.startswith(prefix)) or was[0] != code:
        return False
    stays = shapely.area(shapely.intersection(was[1], draft.coverage.polygon(code)))
    return bool(stays >= MOSTLY * shapely.area(was[1]))


def _numbered(draft: Draft, prefix: str, mine: list[str], used: Collection[str]) -> Iterator[tuple[str, str]]:
    others = set(used) | (set(draft.coverage.units) - set(mine))
    highest = max((int(code[12:]) for code in others if GRID.fullmatch(code) and code.startswith(prefix)), default=0)
    for number, code in enumerate(in_order(draft, mine), highest + 1):
        if number > SERIALS:
            raise WanggeError("code_no_rule", grid=code)
        yield code, f"{prefix}{number:03d}"


def in_order(draft: Draft, codes: list[str]) -> list[str]:
    """In rows from north to south as high as a grid is on average; in each from west to east."""
    centres = {code: shapely.point_on_surface(draft.coverage.polygon(code)) for code in codes}
    north = max(point.y for point in centres.values())
    height = math.sqrt(sum(draft.coverage.polygon(code).area for code in codes) / len(codes))
    return sorted(codes, key=lambda code: (round((north - centres[code].y) / height), centres[code].x, code))
