"""Maps and small charts for paper: maps are drawn to a true scale in millimetres, with scale bar, north and legend, legible in black and white.

Pure: shapes in, SVG text out. The pages that hold them are set by ``services/printing``.
"""

from gis_app.maplayers.paper.bars import Bar, bars
from gis_app.maplayers.paper.frame import Frame
from gis_app.maplayers.paper.pens import PENS, ROUTES
from gis_app.maplayers.paper.sheet import Drawn, Layer, paper_map

__all__ = ["PENS", "ROUTES", "Bar", "Drawn", "Frame", "Layer", "bars", "paper_map"]
