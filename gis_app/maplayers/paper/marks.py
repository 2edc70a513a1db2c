"""Areas, lines and points as SVG, drawn with a pen; coordinates in millimetres."""

from html import escape

import numpy as np
import shapely

from gis_app.maplayers.paper.pens import INK, PATTERNS, Pen

FINE_MM = 0.02


def definitions() -> str:
    """The patterns."""
    return "".join(f'<pattern id="paper-{name}" {body}</pattern>' for name, body in PATTERNS.items())


def path(shape: shapely.Geometry) -> str:
    """Path data of lines and areas, to a hundredth of a millimetre."""
    if shapely.get_dimensions(shape) == 2:
        rings = shapely.get_rings(shapely.get_parts(shape))
        return "".join(f"M{_points(ring)}Z" for ring in rings)
    return "".join(f"M{_points(part)}" for part in shapely.get_parts(shape) if shapely.get_dimensions(part) == 1)


def _points(ring: shapely.Geometry) -> str:
    xy = np.round(shapely.get_coordinates(ring), 2).tolist()
    return "L".join(f"{x:g} {y:g}" for x, y in xy)


def area(pen: Pen, data: str) -> str:
    fill = "none" if pen.fill is None else _fill(pen.fill)
    return f'<path d="{data}" fill="{fill}" fill-rule="evenodd"{_stroke(pen)}/>'


def line(pen: Pen, data: str) -> str:
    """A line; with a core, a second one over it."""
    under = f'<path d="{data}" fill="none"{_stroke(pen)}/>'
    if pen.core is None:
        return under
    return under + f'<path d="{data}" fill="none" stroke="{pen.core[0]}" stroke-width="{pen.core[1]}" stroke-linejoin="round"/>'


def symbol(pen: Pen, x: float, y: float, number: str) -> str:
    """A point's sign; a disc carries its number."""
    if pen.symbol == "square":
        return f'<rect x="{x - 0.9:.2f}" y="{y - 0.9:.2f}" width="1.8" height="1.8" fill="{pen.fill}" stroke="#ffffff" stroke-width="0.3"/>'
    if pen.symbol == "disc":
        return (f'<circle cx="{x:.2f}" cy="{y:.2f}" r="1.75" fill="{pen.fill}" stroke="{pen.line}" stroke-width="0.3"/>'
                f'<text x="{x:.2f}" y="{y + 0.75:.2f}" font-size="2.1" font-weight="700" text-anchor="middle" fill="{INK}">{escape(number)}</text>')
    return f'<circle cx="{x:.2f}" cy="{y:.2f}" r="0.9" fill="{pen.fill}" stroke="{pen.line}" stroke-width="0.3"/>'


def _fill(fill: str) -> str:
    return f"url(#paper-{fill[1:]})" if fill[1:] in PATTERNS else fill


def _stroke(pen: Pen) -> str:
    if pen.line is None:
        return ""
    dash = f' stroke-dasharray="{" ".join(f"{part:g}" for part in pen.dash)}"' if pen.dash else ' stroke-linejoin="round"'
    return f' stroke="{pen.line}" stroke-width="{pen.width:g}"{dash}'
