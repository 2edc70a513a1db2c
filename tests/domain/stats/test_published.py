"""Figures printed by others: Getis and Ord's 16 x 16 cells, esda's counties of North Carolina and its ten neighbourhoods.

The 256 values are the remote sensing example of Getis and Ord (1996), *Local spatial statistics: an overview*, in Longley and
Batty (eds), *Spatial analysis: modelling in a GIS environment*, p. 266, as R's spData carries them (``getisord``, CC0): rows from
the south, cells 30 m apart. What they should give is printed in the reference of R's spdep, ``localG``, for the cell that the book
calls the 136th: Gi at five distances, and Gi* as by the book's equation 14.2 and as printed on its page 267.
"""

from contextlib import closing

import esda
import libpysal
import numpy as np
import pytest
from libpysal.weights import DistanceBand
from scipy import sparse

from gis_app.domain.stats.gi_star import closed_form
from gis_app.domain.stats.moran import QUADRANTS, local_moran
from gis_app.domain.stats.neighbours import Neighbours, band

SIXTEEN = np.array([
    (40, 41, 42, 43, 49, 54, 47, 44, 42, 44, 43, 46, 52, 56, 56, 61), (40, 42, 41, 40, 43, 49, 46, 42, 42, 43, 43, 49, 59, 62, 53, 62),
    (43, 42, 40, 42, 42, 42, 41, 42, 42, 43, 42, 53, 66, 61, 51, 62), (44, 41, 39, 42, 44, 43, 42, 42, 42, 43, 43, 49, 56, 53, 53, 61),
    (42, 43, 44, 43, 42, 41, 42, 44, 43, 43, 44, 47, 58, 59, 55, 61), (52, 59, 61, 56, 41, 40, 43, 44, 46, 48, 50, 52, 68, 69, 60, 61),
    (62, 62, 86, 85, 55, 59, 64, 72, 75, 70, 70, 62, 66, 61, 55, 57), (65, 62, 68, 72, 102, 94, 90, 83, 74, 81, 96, 69, 52, 50, 51, 54),
    (62, 59, 55, 61, 99, 97, 93, 80, 65, 87, 107, 80, 59, 60, 67, 66), (62, 55, 56, 56, 80, 90, 99, 88, 64, 91, 112, 94, 76, 91, 100, 85),
    (63, 57, 58, 58, 77, 92, 82, 71, 59, 90, 105, 92, 79, 98, 110, 83), (59, 58, 60, 64, 88, 99, 82, 81, 71, 80, 89, 89, 89, 102, 104, 75),
    (55, 54, 53, 61, 82, 102, 88, 93, 96, 94, 110, 114, 109, 103, 92, 68), (55, 55, 56, 60, 91, 95, 86, 98, 115, 105, 110, 107, 101, 89, 85, 68),
    (62, 63, 64, 59, 85, 88, 95, 106, 110, 99, 89, 82, 79, 84, 97, 79), (55, 56, 54, 58, 65, 75, 82, 77, 74, 74, 69, 61, 62, 71, 73, 63),
], dtype=float).ravel()  # fmt: skip
PLACES = np.column_stack([each.ravel() for each in np.meshgrid(np.arange(16) * 30.0, np.arange(16) * 30.0)])
BOOKS_136TH = len(SIXTEEN) - 136 - 1


@pytest.mark.parametrize(("metres", "z"), [(30, 1.221979), (60, 1.748098), (90, 1.986135), (120, 1.893374), (150, 1.237454)])
def test_sixteen_by_sixteen_at_five_distances(metres: float, z: float) -> None:
    """Gi of the one printed cell as spdep prints it, Gi and Gi* of all 256 cells as esda has them."""
    links = band(PLACES, metres)
    assert closed_form(SIXTEEN, links, star=False)[BOOKS_136TH] == pytest.approx(z, abs=5e-7)
    for star in (False, True):
        theirs = esda.G_Local(SIXTEEN, DistanceBand(PLACES, metres, silence_warnings=True), transform="B", star=star, permutations=0).Zs
        assert closed_form(SIXTEEN, links, star=star) == pytest.approx(theirs, abs=1e-9)


def test_sixteen_by_sixteen_with_the_cell_itself() -> None:
    """1.45078 as equation 14.2 has it; the book's own 1.447943 divided by n - 1 in the variance."""
    z = closed_form(SIXTEEN, band(PLACES, 30))[BOOKS_136TH]
    assert z == pytest.approx(1.45078, abs=5e-6)
    assert z * np.sqrt(255 / 256) == pytest.approx(1.447943, abs=5e-7)


def test_quadrants_of_the_ten_neighbourhoods_of_esda() -> None:
    """``esda.Moran_Local`` prints 4 4 4 2 3 3 1 4 3 3 for desmith (1 high-high, 2 low-high, 3 low-low, 4 high-low); the index is its own."""
    with closing(libpysal.io.open(libpysal.examples.get_path("desmith.gal"))) as listed:
        weights = listed.read()
    with closing(libpysal.io.open(libpysal.examples.get_path("desmith.txt"))) as told:
        values = np.array(told.by_col["z"])
    found = local_moran(values, Neighbours(sparse.csr_array((weights.sparse > 0).astype(float))), permutations=99)
    assert found.quadrant.tolist() == [4, 4, 4, 2, 3, 3, 1, 4, 3, 3]
    assert QUADRANTS[4] == "high_low"
    assert found.index == pytest.approx(esda.Moran_Local(values, weights, transformation="r", permutations=0).Is, abs=1e-9)
