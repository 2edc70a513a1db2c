"""Four grids that can be reckoned with by hand.

    30.02 +-------+-------+      T   town; V west: A, C; V2 east: B, D
          |   C   | D [E] |      E   enterprise, a hole in D: 120.014-120.016, 30.014-30.016
    30.01 +-------+-------+
          |   A   |   B   |
    30.00 +-------+-------+
        120     120.01  120.02
"""

from shapely import box

from gis_app.domain.coverage import Coverage, Unit, from_polygons
from gis_app.domain.coverage.edge import Shape

PLANT = box(120.014, 30.014, 120.016, 30.016)
SHAPES: dict[str, Shape] = {
    "A": box(120, 30, 120.01, 30.01), "B": box(120.01, 30, 120.02, 30.01), "C": box(120, 30.01, 120.01, 30.02),
    "D": box(120.01, 30.01, 120.02, 30.02).difference(PLANT), "E": PLANT,
}
UNITS = {
    "T": Unit(None, "town"), "V": Unit("T", "village"), "V2": Unit("T", "village"), "A": Unit("V"), "C": Unit("V"), "B": Unit("V2"),
    "D": Unit("V2"), "E": Unit("V2", "enterprise"), "U": Unit("V"),
}


def village() -> Coverage:
    return from_polygons(SHAPES, UNITS)


def with_gap() -> Coverage:
    """B is missing: its ground is a gap."""
    return from_polygons({key: shape for key, shape in SHAPES.items() if key != "B"}, UNITS, box(120, 30, 120.02, 30.02))
