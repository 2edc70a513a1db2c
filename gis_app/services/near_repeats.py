"""Near repeats of a town: does more than chance follow soon after and close by (Knox), by bands of metres and days."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import Connection

from gis_app import clock
from gis_app.db.queries import hotspots as queries
from gis_app.domain.actors import Actor
from gis_app.domain.stats.fdr import q_values
from gis_app.domain.stats.knox import Knox, knox
from gis_app.services.heat import Asked
from gis_app.services.hotspot_ground import leaf_grids
from gis_app.services.hotspot_wish import Progress

METRES: tuple[float, ...] = (100.0, 200.0, 400.0)
DAYS: tuple[int, ...] = (7, 14, 28)
HEADING = ("town", "metres_from", "metres_to", "days_from", "days_to", "pairs", "expected", "ratio", "p", "q", "incidents", "from", "to", "item",
           "source", "permutations", "seed")  # fmt: skip


@dataclass(frozen=True, eq=False)
class Repeats:
    """The pairs of one town's incidents by band, against shuffled days."""

    town: str
    asked: Asked
    known: Knox

    def rows(self) -> list[tuple[object, ...]]:
        """One row a band, in the order of ``HEADING``, metres from the nearest band; q over all bands (Benjamini-Hochberg)."""
        known, question = self.known, self.asked
        metres, days = known.parameters["metres"], known.parameters["days"]
        q = q_values(known.p.ravel()).reshape(known.p.shape)
        return [
            (self.town, 0.0 if row == 0 else metres[row - 1], metres[row], 0 if column == 0 else days[column - 1] + 1, days[column],
             int(known.observed[row, column]), round(float(known.expected[row, column]), 3), round(float(known.ratio[row, column]), 4),
             round(float(known.p[row, column]), 6), round(float(q[row, column]), 6), known.parameters["incidents"],
             question.period.first.isoformat(), question.period.last.isoformat(), ",".join(question.items), ",".join(sorted(question.sources)),
             known.parameters["permutations"], known.seed)
            for row in range(len(metres)) for column in range(len(days))
        ]  # fmt: skip


def repeats(
    connection: Connection, actor: Actor, town: str, asked: Asked, *, metres: Sequence[float] = METRES, days: Sequence[int] = DAYS,
    permutations: int, seed: int, progress: Progress = lambda _: None,
) -> Repeats:
    """Count pairs among the incidents of one town over a period. Reads each of them: work for a command, not for a request.

    Raises
    ------
    WanggeError
        ``town_unknown``, ``no_grids_drawn``, ``stats_too_few``, ``stats_too_many_pairs``.
    """
    grids = leaf_grids(connection, actor, town)
    start, end = clock.day_span(asked.period.first, asked.period.last, asked.zone)
    places, days_of = queries.incidents(connection, grids.town_id, start, end, asked.items, sorted(asked.sources), asked.zone.key)
    xy = (places - grids.plane.origin) * grids.plane.scale
    return Repeats(town, asked, knox(xy, days_of, metres, days, permutations=permutations, seed=seed, progress=progress))

