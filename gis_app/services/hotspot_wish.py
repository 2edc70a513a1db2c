"""What is asked of a search for hotspots, and what it found."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from numpy.typing import NDArray

from gis_app.domain.stats.spots import Spot
from gis_app.errors import Both, WanggeError, one_of
from gis_app.services.heat import Asked
from gis_app.services.hotspot_ground import CELLS, LINKS, Ground

METHODS = ("gi_star", "kde", "emerging", "scan", "moran")
KEPT = ("gi_star", "emerging", "scan")
"""Methods whose finds are places that can be kept and gone on from."""
BASES = ("count", "people", "households", "effort")
PERMUTATIONS: Mapping[str, int] = {"gi_star": 999, "kde": 199, "emerging": 0, "scan": 999, "moran": 9999, "knox": 999}
"""How many rearrangements where nothing is said; what emerges has a closed form alone."""
MOST_PERMUTATIONS = 99_999
Progress = Callable[[float], object]


@dataclass(frozen=True)
class Wish:
    """How hotspots are looked for.

    ``size_m`` is a lattice cell's size (None: proposed from how much happened), ``links`` who counts as next to whom, ``basis``
    what counts are held against (nothing, residents, households, rounds and visits; rates are smoothed by empirical Bayes). ``radius_m`` is a kernel's
    reach, or the widest circle of a scan. ``permutations`` None is what ``PERMUTATIONS`` has for the method.
    """

    method: str = "gi_star"
    cells: str = "grids"
    size_m: float | None = None
    links: str = "queen"
    basis: str = "count"
    radius_m: float | None = None
    permutations: int | None = None
    seed: int = 7

    def checked(self) -> "Wish":
        """Itself with its number of permutations, if every word of it is known. Raises ``bad_value``."""
        for name, known in (("method", METHODS), ("cells", CELLS), ("links", LINKS), ("basis", BASES)):
            if getattr(self, name) not in known:
                raise WanggeError("bad_value", field=name, why=one_of(known))
        if self.basis != "count" and (self.cells != "grids" or self.method != "gi_star"):
            raise WanggeError("bad_value", field="basis", why=Both("只有按网格做 Gi* 时才能按人口、户数或巡查折算", "only Gi* on grids can be held against people, households or rounds"))
        return self if self.permutations is not None else replace(self, permutations=PERMUTATIONS[self.method])

    @property
    def turns(self) -> int:
        """Permutations of a checked wish."""
        return PERMUTATIONS[self.method] if self.permutations is None else self.permutations


@dataclass(frozen=True, eq=False)
class Found:
    """Cells with their figures (``columns`` by name, one value a cell), what belongs together, and how it was come by."""

    wish: Wish
    asked: Asked
    ground: Ground
    columns: Mapping[str, NDArray[Any]]
    spots: tuple[Spot, ...]
    parameters: dict[str, Any] = field(default_factory=dict)
