"""Grids: their kinds, how specific each is, and the tree that a town's list of them must form.

Two relations tie a node to others (``parent``: who answers to whom; ``lies_in``: on whose ground). Both are trees under
one town; an enterprise answers to the town and lies in a work area.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from types import MappingProxyType

from shapely import MultiPolygon, Polygon

from gis_app.errors import WanggeError


@dataclass(frozen=True)
class Kind:
    """A kind of node: the level it has where a file gives none (larger = finer), and its name."""

    level: int
    zh: str
    en: str


KINDS: Mapping[str, Kind] = MappingProxyType({
    "town": Kind(1, "镇", "town"),
    "work_area": Kind(2, "工作区", "work area"),
    "village": Kind(3, "行政村", "village"),
    "grid": Kind(3, "网格", "grid"),
    "micro": Kind(4, "微网格", "micro-grid"),
    "enterprise": Kind(3, "企业网格", "enterprise grid"),
})

MU_M2 = 10_000 / 15
"""One mu (亩) in square metres: a fifteenth of a hectare."""


@dataclass(frozen=True)
class GridNode:
    """One row of a town's list: what a grid is to be called, whom it answers to, on whose ground, and its shape.

    ``parent`` and ``lies_in`` are codes; ``lies_in`` None means on the parent's ground. ``geom`` None is 未划定.
    """

    code: str
    name: str
    kind: str
    level: int
    parent: str | None = None
    lies_in: str | None = None
    geom: Polygon | MultiPolygon | None = None
    head: str | None = None


def rank(kind: str | None, level: int, code: str) -> tuple[bool, int, bool, str]:
    """Sort key of specificity: enterprise first, then the largest level, then the lowest code, a blank one last."""
    return (kind != "enterprise", -level, not code, code)


def arrange(nodes: Iterable[GridNode]) -> list[GridNode]:
    """The nodes of one town, each after the two it hangs on, the town first, ``lies_in`` filled in.

    A node without a parent hangs on the town.

    Raises
    ------
    WanggeError
        ``grid_blank_code``, ``grid_code_twice``, ``grid_bad_kind``, ``town_count`` (not exactly one town),
        ``grid_unknown_parent``, ``grid_loop``.
    """
    rows = list(nodes)
    _check_codes(rows)
    towns = [node.code for node in rows if node.kind == "town"]
    if len(towns) != 1:
        raise WanggeError("town_count", count=len(towns))
    hung = {node.code: _hang(node, towns[0]) for node in rows}
    for node in hung.values():
        for other in (node.parent, node.lies_in):
            if other is not None and other not in hung:
                raise WanggeError("grid_unknown_parent", code=node.code, parent=other)
    return _ordered(hung)


def _check_codes(rows: Sequence[GridNode]) -> None:
    seen = set()
    for node in rows:
        if not node.code.strip():
            raise WanggeError("grid_blank_code", name=node.name)
        if node.code in seen:
            raise WanggeError("grid_code_twice", code=node.code)
        if node.kind not in KINDS:
            raise WanggeError("grid_bad_kind", code=node.code, kind=node.kind)
        seen.add(node.code)


def _hang(node: GridNode, town: str) -> GridNode:
    if node.code == town:
        return replace(node, parent=None, lies_in=None)
    parent = node.parent or town
    return replace(node, parent=parent, lies_in=node.lies_in or parent)


def _ordered(nodes: dict[str, GridNode]) -> list[GridNode]:
    """Topological order over both relations at once."""
    placed: dict[str, GridNode] = {}
    waiting = list(nodes.values())
    while waiting:
        ready = [node for node in waiting if {node.parent, node.lies_in} <= {*placed, None}]
        if not ready:
            raise WanggeError("grid_loop", code=waiting[0].code)
        placed |= {node.code: node for node in ready}
        waiting = [node for node in waiting if node.code not in placed]
    return list(placed.values())
