"""The tree over the faces: each unit's parent by ``lies_in`` (on whose ground) and its kind."""

import hashlib
import json
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from gis_app.errors import WanggeError

GAP = "gap"
"""Kind of a face that no grid owns inside a parent (空隙)."""


@dataclass(frozen=True)
class Unit:
    """What the tree knows of one grid: on whose ground it lies, and its kind (one of ``grids.KINDS``, or ``gap``)."""

    parent: str | None = None
    kind: str = "grid"

    def to_dict(self) -> dict[str, Any]:
        return {"parent": self.parent, "kind": self.kind}

    @classmethod
    def from_dict(cls, said: Mapping[str, Any]) -> "Unit":
        return cls(said["parent"], said["kind"])


Tree = Mapping[str, Unit]


def lineage(tree: Tree, key: str) -> list[str]:
    """``key`` and all above it, the root last.

    Raises
    ------
    WanggeError
        ``grid_unknown_parent``, ``grid_loop``.
    """
    path, at = [key], tree[key].parent
    while at is not None:
        if at not in tree:
            raise WanggeError("grid_unknown_parent", code=path[-1], parent=at)
        if at in path:
            raise WanggeError("grid_loop", code=key)
        path.append(at)
        at = tree[at].parent
    return path


def check(tree: Tree) -> None:
    """Raise ``grid_unknown_parent`` or ``grid_loop`` unless every unit hangs on a root."""
    for key in tree:
        lineage(tree, key)


def common(tree: Tree, keys: Iterable[str]) -> str | None:
    """The lowest unit that all ``keys`` lie in; None without one."""
    first, *others = [lineage(tree, key)[1:] for key in keys] or [[]]
    return next((key for key in first if all(key in path for path in others)), None)


def children(tree: Tree) -> dict[str | None, list[str]]:
    """The keys under each parent; those of the roots under None."""
    under: dict[str | None, list[str]] = defaultdict(list)
    for key, unit in tree.items():
        under[unit.parent].append(key)
    return dict(under)


def below(under: Mapping[str | None, list[str]], key: str) -> Iterator[str]:
    """``key`` and all that lies in it."""
    yield key
    for child in under.get(key, ()):
        yield from below(under, child)


def digest(tree: Tree) -> str:
    """The same for equal trees only, whatever their order."""
    rows = sorted((key, unit.parent or "", unit.kind) for key, unit in tree.items())
    return hashlib.sha256(json.dumps(rows).encode()).hexdigest()
