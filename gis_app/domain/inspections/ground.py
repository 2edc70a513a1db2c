"""The ways of an inspection: travel between its stops and its teams' starts, for each mode that a team uses."""

from collections.abc import Mapping
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from gis_app.domain.inspections.inspection import Inspection
from gis_app.domain.routes import Network, Travel, travel

Ints = NDArray[np.int64]


@dataclass(frozen=True, eq=False)
class Ground:
    """Travel by mode. Place k is wish k; place (wishes + t) is where team t starts."""

    travel: Mapping[str, Travel]

    @property
    def straight(self) -> bool:
        """Whether any mode has no roads to go by."""
        return any(by.straight for by in self.travel.values())

    @property
    def bare(self) -> "Ground":
        """Only the times, without the roads: what another process needs to plan."""
        return Ground({mode: replace(by, roads=None, arcs=None) for mode, by in self.travel.items()})


def survey(inspection: Inspection, roads: Network | None) -> Ground:
    """Tie every stop and start to the roads and measure the ways between them."""
    places = np.array([wish.place for wish in inspection.wishes] + [team.start for team in inspection.teams], dtype=np.float64)
    modes = sorted({team.mode for team in inspection.teams})
    return Ground({mode: travel(roads, places, mode, off_road_m=inspection.settings.off_road_m) for mode in modes})
