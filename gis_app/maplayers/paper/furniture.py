"""What makes a picture a map: the neat line with the corners' coordinates, the scale and its bar, north."""

import math

from gis_app.maplayers.paper.frame import Frame
from gis_app.maplayers.paper.pens import INK

BAR_MM = 40.0
STEPS = (5, 2, 1)
ARROW_MM = (7.0, 12.0)


def neat_line(frame: Frame) -> str:
    """The frame, and lon/lat of its lower left and upper right corner."""
    west, south, east, north = frame.bounds
    w, h = frame.width, frame.height
    return (f'<rect x="0" y="0" width="{w}" height="{h}" fill="none" stroke="{INK}" stroke-width="0.5"/>'
            f'<rect x="-0.9" y="-0.9" width="{w + 1.8}" height="{h + 1.8}" fill="none" stroke="{INK}" stroke-width="0.15"/>'
            f'<g font-size="1.9" fill="{INK}"><text x="{w}" y="-1.6" text-anchor="end">{degrees(east, "EW")} {degrees(north, "NS")}</text>'
            f'<text x="0" y="{h + 3.4:.2f}">{degrees(west, "EW")} {degrees(south, "NS")}</text></g>')


def degrees(value: float, letters: str) -> str:
    """An angle in degrees, minutes and whole seconds."""
    seconds = round(abs(value) * 3600)
    return f"{seconds // 3600}°{seconds // 60 % 60:02d}′{seconds % 60:02d}″{letters[int(value < 0)]}"


def bar_metres(frame: Frame) -> int:
    """The longest round length (1, 2 or 5 times a power of ten) that the bar has room for."""
    most = BAR_MM * frame.scale / 1000
    power = 10 ** math.floor(math.log10(most))
    return int(next(step * power for step in STEPS if step * power <= most * (1 + 1e-9)))


def scale_bar(frame: Frame, x: float, y: float) -> str:
    """The scale as a number, and a bar in two halves whose length on the paper is true."""
    metres = bar_metres(frame)
    long = frame.millimetres(metres)
    marks = ((0, "0"), (long / 2, length(metres / 2)), (long, length(metres)))
    said = "".join(f'<text x="{x + at:.3f}" y="{y + 5.2:.2f}" text-anchor="{"start" if not at else "middle"}">{text}</text>' for at, text in marks)
    return (f'<g data-bar-metres="{metres}"><text x="{x}" y="{y}" font-size="2.6" font-weight="700" fill="{INK}">比例尺 1∶{grouped(frame.scale)}</text>'
            f'<rect x="{x}" y="{y + 1.2:.2f}" width="{long / 2:.4f}" height="1.3" fill="{INK}"/>'
            f'<rect class="bar" x="{x}" y="{y + 1.2:.2f}" width="{long:.4f}" height="1.3" fill="none" stroke="{INK}" stroke-width="0.2"/>'
            f'<g font-size="2.1" fill="{INK}">{said}</g></g>')


def length(metres: float) -> str:
    """Metres, or kilometres from one on."""
    return f"{metres / 1000:g} 公里" if metres >= 1000 else f"{metres:g} 米"


def grouped(number: int) -> str:
    """A whole number with thin spaces between thousands."""
    return f"{number:,}".replace(",", "\u2009")


def north_arrow(x: float, y: float) -> str:
    """An arrow in a box of ``ARROW_MM``, half of it filled; north is up."""
    return (f'<g transform="translate({x:.2f} {y:.2f})"><rect width="{ARROW_MM[0]}" height="{ARROW_MM[1]}" fill="#ffffff" fill-opacity="0.85"/>'
            f'<text x="3.5" y="3.4" font-size="3" font-weight="700" text-anchor="middle" fill="{INK}">北</text>'
            f'<path d="M3.5 4.2L1.4 11L3.5 9.4Z" fill="{INK}"/><path d="M3.5 4.2L5.6 11L3.5 9.4Z" fill="#ffffff" stroke="{INK}" stroke-width="0.2"/></g>')
