"""Names on a map: each at the best place of its thing, the important ones first, none over another."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from html import escape

import numpy as np
import shapely

from gis_app.maplayers.paper.pens import Lettering

WIDE = 0x2E7F  # letters above it take a whole square
NARROW = 0.58
GAP_MM = 0.5
ROOMY = 2.5
"""A name may be so many times as wide as the largest circle in its area: more would name the neighbours' ground."""
LINE = 1.15
Place = tuple[float, float]


@dataclass(frozen=True)
class Name:
    """What to write beside a thing on the paper; ``weight`` decides among names of one rank: the larger thing first."""

    text: str
    shape: shapely.Geometry
    lettering: Lettering
    weight: float


@dataclass
class Lettered:
    """Names that were written, and the boxes (millimetres) that are taken."""

    width: float
    height: float
    svg: list[str] = field(default_factory=list)
    taken: list[tuple[float, float, float, float]] = field(default_factory=list)

    def write(self, name: Name) -> bool:
        """Write a name where there is room for it; a name without room is left out."""
        lines = name.text.split("\n")
        wide, high = max(map(width_of, lines)) * name.lettering.size, LINE * name.lettering.size * len(lines)
        for x, y in _places(name.shape, wide, high):
            box = (x - wide / 2, y - high / 2, x + wide / 2, y + high / 2)
            if self._free(box):
                self.taken.append(box)
                self.svg.append(_written(lines, x, y, high, name.lettering))
                return True
        return False

    def keep_clear(self, x: float, y: float, wide: float, high: float) -> None:
        """Nothing is to be written here."""
        self.taken.append((x, y, x + wide, y + high))

    def _free(self, box: tuple[float, float, float, float]) -> bool:
        west, north, east, south = box
        inside = west >= GAP_MM and north >= GAP_MM and east <= self.width - GAP_MM and south <= self.height - GAP_MM
        return inside and all(
            west > right + GAP_MM or east < left - GAP_MM or north > below + GAP_MM or south < above - GAP_MM
            for left, above, right, below in self.taken
        )


def width_of(text: str) -> float:
    """How wide a line of text is, in heights of a character."""
    return sum(1.0 if ord(letter) > WIDE else NARROW for letter in text)


def _places(shape: shapely.Geometry, wide: float, high: float) -> Iterator[Place]:
    """Where a name may stand: an area's pole of inaccessibility, a line's middle, beside a point."""
    kind = shapely.get_dimensions(shape)
    if kind == 0:
        x, y = shapely.get_coordinates(shape)[0].tolist()
        off = 1.8
        yield from ((x + off + wide / 2, y), (x - off - wide / 2, y), (x, y - off - high / 2), (x, y + off + high / 2))
    elif kind == 1:
        for share in (0.5, 0.3, 0.7, 0.15, 0.85):
            yield _at(shapely.line_interpolate_point(shape, share, normalized=True))
    else:
        x, y, across = _pole(shape)
        if wide > ROOMY * across:
            return
        yield from ((x, y), (x, y - high), (x, y + high), (x - wide / 3, y), (x + wide / 3, y))


def _pole(shape: shapely.Geometry) -> tuple[float, float, float]:
    """The inner place farthest from the border, and how wide the largest circle around it is."""
    parts = shapely.get_parts(shape)
    largest = parts[int(np.argmax(shapely.area(parts)))]
    circle = shapely.maximum_inscribed_circle(largest, max(0.2, largest.length / 500))
    return *_at(shapely.get_point(circle, 0)), 2 * float(shapely.length(circle))


def _at(point: shapely.Point) -> Place:
    return float(shapely.get_x(point)), float(shapely.get_y(point))


def _written(lines: list[str], x: float, y: float, high: float, how: Lettering) -> str:
    """Text with a pale halo: the outline first, the letters over it."""
    step = LINE * how.size
    spans = "".join(f'<tspan x="{x:.2f}" y="{y - high / 2 + step * (number + 0.5) + 0.36 * how.size:.2f}">{escape(line)}</tspan>'
                    for number, line in enumerate(lines))
    common = f'font-size="{how.size}" font-weight="{how.weight}" text-anchor="middle"'
    return (f'<text {common} fill="none" stroke="#ffffff" stroke-opacity="0.9" stroke-width="{0.28 * how.size:.2f}" '
            f'stroke-linejoin="round">{spans}</text><text {common} fill="{how.colour}">{spans}</text>')
