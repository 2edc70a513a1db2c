"""Small bar charts for reports: a few values side by side, the last one set off; legible in black and white, on paper and on screen."""

from collections.abc import Sequence
from html import escape
from typing import NamedTuple

from gis_app.maplayers.paper.furniture import grouped
from gis_app.maplayers.paper.pens import INK

TOP, BOTTOM = 9.0, 6.0
PALE, MIDDLE, DARK = "#d5dde1", "#8a98a0", "#5d6b73"
GAP = 0.28
BOLD = ' font-weight="700"'


class Bar(NamedTuple):
    """``value`` None: nothing was counted. ``part`` of it is drawn dark, the rest pale; without it the whole bar is of one tone."""

    label: str
    value: int | None
    part: int | None = None


def bars(title: str, columns: Sequence[Bar], *, width: float = 54.0, height: float = 36.0) -> str:
    """The chart as SVG, sized in millimetres; the last column is this time's."""
    most = max([1, *(bar.value for bar in columns if bar.value is not None)])
    each, room = width / max(1, len(columns)), height - TOP - BOTTOM
    parts = [_column(bar, number * each, each, room / most, height - BOTTOM, last=number == len(columns) - 1) for number, bar in enumerate(columns)]
    return (f'<svg class="bars" xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width:g} {height:g}" width="{width:g}mm" height="{height:g}mm" role="img" aria-label="{escape(title)}">'
            f'<text x="0" y="3.2" font-size="2.8" font-weight="700" fill="{INK}">{escape(title)}</text>'
            f'<line x1="0" y1="{height - BOTTOM:g}" x2="{width:g}" y2="{height - BOTTOM:g}" stroke="{INK}" stroke-width="0.2"/>{"".join(parts)}</svg>')


def _column(bar: Bar, x: float, each: float, scale: float, ground: float, *, last: bool) -> str:
    middle, wide = x + each / 2, each * (1 - GAP)
    label = f'<text x="{middle:.2f}" y="{ground + 3.8:.2f}" font-size="2.3" text-anchor="middle" fill="{INK}"{BOLD if last else ""}>{escape(bar.label)}</text>'
    said = "—" if bar.value is None else grouped(bar.value)
    high = (bar.value or 0) * scale
    number = f'<text x="{middle:.2f}" y="{ground - high - 1:.2f}" font-size="2.5" text-anchor="middle" fill="{INK}">{said}</text>'
    if not bar.value:
        return number + label
    tone = PALE if bar.part is not None else INK if last else MIDDLE
    whole = _rect(middle - wide / 2, ground - high, wide, high, tone)
    dark = "" if not bar.part else _rect(middle - wide / 2, ground - bar.part * scale, wide, bar.part * scale, INK if last else DARK)
    return whole + dark + number + label


def _rect(x: float, y: float, wide: float, high: float, fill: str) -> str:
    return f'<rect x="{x:.2f}" y="{y:.2f}" width="{wide:.2f}" height="{high:.2f}" fill="{fill}"/>'
