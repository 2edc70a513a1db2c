"""Hexagons and squares over a ground: seamless, each place in one, neighbours by shared corners."""

import numpy as np
import pytest
import shapely

from gis_app.domain.stats.contiguity import contiguity
from gis_app.domain.stats.lattice import lattice, proposed_size
from gis_app.errors import WanggeError

GROUND = shapely.Point(1500, 900).buffer(1200)


@pytest.mark.parametrize(("kind", "inner"), [("hex", 6), ("square", 8)])
def test_cells_cover_the_ground_once(kind: str, inner: int) -> None:
    made = lattice(GROUND, kind, 150)
    assert shapely.union_all(made.shapes, grid_size=1e-6).covers(GROUND.buffer(-0.01))
    assert shapely.area(made.shapes).sum() == pytest.approx(shapely.union_all(made.shapes, grid_size=1e-6).area, rel=1e-6)
    links = contiguity(made.shapes)
    assert links.noded
    assert np.bincount(links.degrees).argmax() == links.degrees.max() == inner
    places = np.random.default_rng(1).uniform((300, -300), (2700, 2100), (2000, 2))
    cell = made.cell_of(places)
    found = cell >= 0
    assert found[shapely.contains_xy(GROUND, places)].all()
    assert shapely.covers(shapely.buffer(made.shapes[cell[found]], 1e-6), shapely.points(places[found])).all()


def test_sizes() -> None:
    assert proposed_size(10e6, 2000) == 150
    assert proposed_size(10e6, 0) == 2000
    for kind, size, code in (("round", 100, "bad_value"), ("hex", 1, "bad_value")):
        with pytest.raises(WanggeError) as refused:
            lattice(GROUND, kind, size)
        assert refused.value.code == code
    with pytest.raises(WanggeError) as many:
        lattice(shapely.box(0, 0, 200_000, 200_000), "hex", 100)
    assert many.value.code == "stats_too_many_cells"
