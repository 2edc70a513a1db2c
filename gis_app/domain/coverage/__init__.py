"""One planar subdivision for a whole tree of grids: nodes, edges and faces.

Each stretch of border is kept once, as an edge between two nodes with the face to its left and the face to its right;
leaf grids are faces, every higher grid is the union of the faces below it. So neighbours cannot disagree about a
border, and children tile their parent by construction.
"""

from gis_app.domain.coverage.building import from_polygons
from gis_app.domain.coverage.delta import Delta
from gis_app.domain.coverage.edge import OUTSIDE, Edge, Point, Shape
from gis_app.domain.coverage.precision import PRECISION_DEG, rounded
from gis_app.domain.coverage.subdivision import Coverage
from gis_app.domain.coverage.tree import GAP, Unit
from gis_app.domain.coverage.verify import Violation, violations

__all__ = ["GAP", "OUTSIDE", "PRECISION_DEG", "Coverage", "Delta", "Edge", "Point", "Shape", "Unit", "Violation", "from_polygons",
           "rounded", "violations"]
