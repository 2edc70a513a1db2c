"""Undo and redo over an append-only log: which entries stand, and which were taken back and may be done again."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import NamedTuple

from gis_app.errors import WanggeError

KINDS = ("edit", "undo", "redo", "restore")


class Step(NamedTuple):
    """An entry as far as undoing goes; ``of`` is the serial that an undo or redo is about."""

    serial: int
    kind: str
    of: int | None = None


@dataclass(frozen=True)
class History:
    """``done``: entries that stand, oldest first; ``undone``: those taken back, the next to be done again last."""

    done: tuple[int, ...] = ()
    undone: tuple[int, ...] = ()

    def after(self, step: Step) -> "History":
        """The history with one more entry; anything new ends what could be done again."""
        if step.kind == "undo":
            return History(self.done[:-1], (*self.undone, self.done[-1]))
        if step.kind == "redo":
            return History((*self.done, self.undone[-1]), self.undone[:-1])
        return History((*self.done, step.serial), ())

    @classmethod
    def of(cls, steps: Iterable[Step]) -> "History":
        done: list[int] = []
        undone: list[int] = []
        for step in steps:
            if step.kind == "undo":
                undone.append(done.pop())
            elif step.kind == "redo":
                done.append(undone.pop())
            else:
                done.append(step.serial)
                undone.clear()
        return cls(tuple(done), tuple(undone))

    def to_undo(self) -> int:
        """The serial of the entry that an undo would take back; raises ``nothing_to_undo``."""
        if not self.done:
            raise WanggeError("nothing_to_undo")
        return self.done[-1]

    def to_redo(self) -> int:
        """The serial of the entry that a redo would bring back; raises ``nothing_to_redo``."""
        if not self.undone:
            raise WanggeError("nothing_to_redo")
        return self.undone[-1]
