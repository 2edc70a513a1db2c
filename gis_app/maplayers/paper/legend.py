"""The legend: a swatch and a name for what the map shows, and for nothing else."""

from collections.abc import Sequence
from html import escape

from gis_app.maplayers.paper.labels import width_of
from gis_app.maplayers.paper.marks import area, line, symbol
from gis_app.maplayers.paper.pens import INK, Pen

SIZE, ROW, SWATCH, GAP = 2.4, 4.6, 7.0, 4.0
Entry = tuple[Pen, str]


def legend(entries: Sequence[Entry], x: float, y: float, width: float) -> tuple[str, float]:
    """The entries in as many rows as they need, and their height in millimetres."""
    drawn, across, down = [], 0.0, 0.0
    for pen, text in entries:
        wide = SWATCH + 1.2 + width_of(text) * SIZE
        if across and across + wide > width:
            across, down = 0.0, down + ROW
        drawn.append(_swatch(pen, x + across, y + down))
        drawn.append(f'<text x="{x + across + SWATCH + 1.2:.2f}" y="{y + down + 2.5:.2f}" font-size="{SIZE}" fill="{INK}">{escape(text)}</text>')
        across += wide + GAP
    return "".join(drawn), (down + ROW if drawn else 0.0)


def _swatch(pen: Pen, x: float, y: float) -> str:
    middle = y + 1.6
    if pen.symbol is not None:
        return symbol(pen, x + SWATCH / 2, middle, "1")
    if pen.fill is not None:
        return area(pen, f"M{x:.2f} {y:.2f}h{SWATCH}v3.2h-{SWATCH}Z")
    return line(pen, f"M{x:.2f} {middle:.2f}h{SWATCH}")
