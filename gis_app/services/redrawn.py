"""What an edition does to the leaf grids, by their lasting identity: new ones, closed ones, those whose ground or code changes."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from gis_app.domain.moves import Move, moves
from gis_app.services.sides import Row, Side


@dataclass(frozen=True)
class Redrawn:
    """Rows of versions; ``adjusted`` and ``recoded`` are pairs (before, after).

    ``moves``: the ground that changes hands; its giver and taker are grid ids as text.
    """

    new: list[Row]
    gone: list[Row]
    adjusted: list[tuple[Row, Row]]
    recoded: list[tuple[Row, Row]]
    kept: int
    moves: list[Move]
    gained: Mapping[int, float] = field(default_factory=dict)
    lost: Mapping[int, float] = field(default_factory=dict)

    @property
    def concerned(self) -> set[int]:
        """Ids of all whose ground changes."""
        return {row["grid_id"] for row in (*self.new, *self.gone)} | {row["grid_id"] for row, _ in self.adjusted}


def redrawn(old: Side, new: Side) -> Redrawn:
    """Both sides compared; a grid that took another code is the same grid."""
    was, becomes = ({row["grid_id"]: row for row in side.leaves} for side in (old, new))
    pieces = moves(*({str(grid): row["geom"] for grid, row in rows.items()} for rows in (was, becomes)))
    gained: dict[int, float] = {}
    lost: dict[int, float] = {}
    for piece in pieces:
        for grid, sums in ((piece.taker, gained), (piece.giver, lost)):
            if grid is not None:
                sums[int(grid)] = sums.get(int(grid), 0.0) + piece.area_m2
    both = [(row, becomes[grid]) for grid, row in was.items() if grid in becomes]
    touched = gained.keys() | lost.keys()
    return Redrawn(
        [row for grid, row in becomes.items() if grid not in was], [row for grid, row in was.items() if grid not in becomes],
        [pair for pair in both if pair[0]["grid_id"] in touched], [pair for pair in both if pair[0]["code"] != pair[1]["code"]],
        sum(pair[0]["grid_id"] not in touched for pair in both), pieces, gained, lost,
    )


def told(side: Side) -> dict[str, Any]:
    """Names by grid id as text."""
    return {str(row["grid_id"]): row["name"] or row["code"] for row in side.rows}
