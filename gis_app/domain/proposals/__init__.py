"""Proposals of grids: an area cut into contiguous, balanced, compact grids with borders along roads and streams.

First the ground is cut into atoms that nobody would want to cut (``survey``); over their graph a first division grows
from seeds (``starting``) and is refined by many small border moves (``refining``). The survey is the longer half, so
several proposals with other seeds or tastes share one.
"""

from collections.abc import Sequence
from functools import partial
from threading import Event

from gis_app.domain.coverage import Shape
from gis_app.domain.proposals.dividing import Progress, divide, homes_settled
from gis_app.domain.proposals.ground import Ground, Surroundings, survey
from gis_app.domain.proposals.proposal import Grid, Proposal, drawn, side_by_side
from gis_app.domain.proposals.wish import Taste, Wish
from gis_app.errors import WanggeError

__all__ = ["Grid", "Ground", "Proposal", "Surroundings", "Taste", "Wish", "propose", "side_by_side", "survey"]

VILLAGE_HOMES = 250
"""Households of a natural village, about: how finely the ground is cut where nobody said how many grids."""

SURVEY, SURVEY_STEPS = 0.4, 2
"""The survey's share of the work, for the progress told."""


def propose(
    area: Shape, around: Surroundings, wishes: Sequence[Wish], *,
    progress: Progress = lambda _: None, stop: Event | None = None,
) -> list[Proposal]:
    """One proposal for each wish, all over the same ground.

    Parameters
    ----------
    area
        Polygon or MultiPolygon in lon/lat degrees (WGS-84); what is not to be divided is left out as a hole.
    progress
        Told the share done, 0 to 1.
    stop
        Once set, proposals made so far are returned, the one under way as it stands (``finished`` False).

    Raises
    ------
    WanggeError
        ``propose_no_homes``, ``propose_band``, ``propose_too_many``, ``propose_no_village``; ``propose_stopped`` where
        it was stopped before there was anything to return.
    """
    halt, here = stop or Event(), around.within(area)
    ground = survey(area, here, max(_grids(len(here.homes), len(here.present), wish) for wish in wishes), lambda step: progress(SURVEY * step / SURVEY_STEPS))
    settled = homes_settled(ground, ground.plane.metres(here.homes))
    made: list[Proposal] = []
    for turn, wish in enumerate(wishes):
        if halt.is_set():
            break
        begun, share = SURVEY + (1 - SURVEY) * turn / len(wishes), (1 - SURVEY) / len(wishes)
        part = divide(ground, settled, wish, partial(_advance, progress, begun, share), halt)
        made.append(drawn(ground, settled, part, wish, finished=not halt.is_set()))
    if not made:
        raise WanggeError("propose_stopped")
    return made


def _advance(progress: Progress, begun: float, share: float, done: float) -> None:
    progress(begun + share * done)


def _grids(households: int, present: int, wish: Wish) -> int:
    """How many grids to expect of a wish, before the settlements are known."""
    return max(1, households // VILLAGE_HOMES) if wish.villages else wish.grids(households, present)
