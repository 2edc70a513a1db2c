"""Ten thousand random edits: the grids tile their parent after each, no land is lost, and undoing all gives the start back."""

from collections import Counter
from collections.abc import Callable

import numpy as np
import pytest
import shapely

from gis_app.domain.coverage import OUTSIDE, Coverage, Delta, violations
from gis_app.domain.edits import EDITS
from gis_app.domain.places import scale_at
from gis_app.errors import WanggeError
from tests.domain.edits.lands import chequers, natural, sample_town, scattered
from tests.domain.edits.planners import Planner

LANDS = {sample_town: 1_500, natural: 3_500, scattered: 1_000, chequers: 4_000}
FULLY_EVERY = 500
LOST_M2 = 1e-3


@pytest.mark.parametrize(("land", "edits"), LANDS.items(), ids=[land.__name__ for land in LANDS])
def test_ten_thousand_random_edits(land: Callable[[], Coverage], edits: int) -> None:
    start = coverage = land()
    planner, log, done = Planner(20261124, wanted=60), list[Delta](), Counter[str]()
    while len(log) < edits:
        edit = planner.next(coverage)
        try:
            coverage, delta = edit.apply(coverage)
        except WanggeError:
            continue
        log.append(delta)
        done[edit.name] += 1
        if len(log) % FULLY_EVERY == 0:
            assert_whole(coverage, start)
    assert set(done) >= set(EDITS) - {"fill", "take_proposal"}, f"never done: {set(EDITS) - set(done)}"
    for delta in reversed(log):
        coverage = coverage.apply(delta.inverse())
    assert coverage == start
    assert coverage.digest == start.digest
    assert coverage.nodes == start.nodes


def assert_whole(coverage: Coverage, start: Coverage) -> None:
    """The proof by faces, and GEOS's own opinion; areas with borders straight in lon/lat."""
    assert violations(coverage) == []
    shapes = np.array(list(coverage.polygons().values()))
    assert shapely.is_valid(shapes).all()
    assert shapely.coverage_is_valid(shapes)
    square = np.prod(scale_at(shapely.total_bounds(shapes)[1]))
    assert abs(shapely.area(shapes).sum() - shapely.area(start.polygon(OUTSIDE))) * square < LOST_M2
    assert abs(shapely.area(coverage.polygon(OUTSIDE)) - shapely.area(start.polygon(OUTSIDE))) * square < LOST_M2
