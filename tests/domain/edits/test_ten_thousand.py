"""Ten thousand random edits: the grids tile their parent after each, no land is lost, and undoing all gives the start back."""

from collections import Counter
from collections.abc import Callable

import numpy as np
import pytest
import shapely

from gis_app.domain.coverage import Coverage, Delta, violations
from gis_app.domain.edits import EDITS
from gis_app.errors import WanggeError
from tests.domain.edits.lands import chequers, natural, sample_town, scattered
from tests.domain.edits.planners import Planner
from tests.domain.edits.tiling import Tiling

LANDS = {sample_town: 1_500, natural: 3_500, scattered: 1_000, chequers: 4_000}
FULLY_EVERY, COMPARED_EVERY = 500, 50
assert sum(LANDS.values()) == 10_000


@pytest.mark.parametrize(("land", "edits"), LANDS.items(), ids=[land.__name__ for land in LANDS])
def test_ten_thousand_random_edits(land: Callable[[], Coverage], edits: int) -> None:
    """Each is looked at by ``Tiling``; now and then the whole is proven by the coverage itself and by GEOS."""
    start = coverage = land()
    planner, log, done, digests = Planner(20261124, wanted=60), list[Delta](), Counter[str](), dict[int, str]()
    tiling = Tiling(start)
    while len(log) < edits:
        edit = planner.next(coverage)
        try:
            coverage, delta = edit.apply(coverage)
        except WanggeError:
            continue
        tiling.after(coverage, delta)
        log.append(delta)
        done[edit.name] += 1
        if len(log) % COMPARED_EVERY == 0:
            digests[len(log)] = coverage.digest
        if len(log) % FULLY_EVERY == 0:
            assert_whole(coverage)
    assert set(done) >= set(EDITS) - ({"fill"} if not start.gaps else set()), f"never done: {set(EDITS) - set(done)}"
    while log:
        assert digests.get(len(log), coverage.digest) == coverage.digest
        coverage = coverage.apply(log.pop().inverse())
    assert coverage == start
    assert coverage.digest == start.digest
    assert coverage.nodes == start.nodes


def assert_whole(coverage: Coverage) -> None:
    """The proof by faces, and GEOS's own opinion."""
    assert violations(coverage) == []
    shapes = np.array(list(coverage.polygons().values()))
    assert shapely.coverage_is_valid(shapes)


def test_the_tiling_sees_what_is_wrong() -> None:
    """A border that only one side moved, ground that went to nobody, a grid that crosses itself."""
    good = natural()
    inner = next(edge for edge in sorted(good.edges, key=lambda edge: edge.digest) if all(edge.faces))
    for wrong in (lambda shape: shape.buffer(1e-6), lambda shape: shape.buffer(-1e-6)):
        broken = natural()
        broken.polygon(inner.left)
        drawn = {**broken._drawn, inner.left: wrong(broken.polygon(inner.left))}
        with pytest.raises(AssertionError):
            Tiling(Coverage(broken.faces, broken.nodes, broken.units, broken.locked, drawn))
    Tiling(good)
