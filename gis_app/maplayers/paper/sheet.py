"""A map on paper: layers in the order in which they are painted, names over them, frame, scale, north and legend around."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import shapely

from gis_app.maplayers.paper import furniture
from gis_app.maplayers.paper.frame import Frame, Objects
from gis_app.maplayers.paper.labels import Lettered, Name
from gis_app.maplayers.paper.legend import ROW, Entry, legend
from gis_app.maplayers.paper.marks import FINE_MM, area, definitions, line, path, symbol
from gis_app.maplayers.paper.pens import PENS, Pen

EDGE, BELOW = 4.0, 6.0
BAR_ROOM = 56.0
WIDE = 120.0
"""On a narrower map the legend stands below the scale bar, not beside it."""
SPECK_MM = 0.15
NUMBER_MM = 2.4
"""The room of a number in its disc: no name is written over it."""
FONT = "'Noto Sans CJK SC','Noto Sans SC','Source Han Sans SC','WenQuanYi Zen Hei',sans-serif"


@dataclass(frozen=True)
class Layer:
    """Shapes (lon/lat) drawn with one pen of ``PENS``.

    ``names`` are written beside the shapes, one a shape, blank for none; ``numbers`` stand in the discs of points.
    ``said`` is what the legend calls them, the pen's own word where it is None; blank leaves them out of it.
    """

    pen: str
    shapes: Sequence[shapely.Geometry]
    names: Sequence[str] = ()
    numbers: Sequence[str] = ()
    said: str | None = None


@dataclass(frozen=True)
class Drawn:
    """The map as SVG with its size in millimetres, what its legend lists, and which names found room."""

    svg: str
    width: float
    height: float
    legend: tuple[str, ...]
    names: tuple[str, ...]


def paper_map(frame: Frame, layers: Sequence[Layer]) -> Drawn:
    """Draw the layers, the first lowest."""
    painted: list[str] = []
    names: list[Name] = []
    lettered = Lettered(frame.width, frame.height)
    shown: dict[str, Entry] = {}
    for layer in layers:
        pen = PENS[layer.pen]
        visible = _visible(frame, layer.shapes)
        kept = [number for number, shape in enumerate(visible) if _counts(shape)]
        if not kept:
            continue
        painted.append(_paint(pen, visible[kept], [layer.numbers[number] for number in kept] if layer.numbers else []))
        said = pen.zh if layer.said is None else layer.said
        if said:
            shown.setdefault(said, (pen, said))
        for place in visible[kept] if layer.numbers else ():
            lettered.keep_clear(place.x - NUMBER_MM / 2, place.y - NUMBER_MM / 2, NUMBER_MM, NUMBER_MM)
        if layer.names:
            names += _names(pen, [(layer.names[number], visible[number]) for number in kept])
    arrow = (frame.width - furniture.ARROW_MM[0] - 2, 2.0)
    lettered.keep_clear(*arrow, *furniture.ARROW_MM)
    written = [name.text for name in sorted(names, key=lambda name: (name.lettering.rank, -name.weight, name.text)) if lettered.write(name)]
    return _assembled(frame, [*painted, *lettered.svg, furniture.north_arrow(*arrow)], list(shown.values()), written)


def _visible(frame: Frame, shapes: Sequence[shapely.Geometry]) -> Objects:
    """What of the shapes lies within the frame, no finer than the paper can show."""
    placed = frame.placed(shapes)
    areal = shapely.get_dimensions(placed) > 0
    slack = 2.0
    placed[areal] = shapely.clip_by_rect(shapely.simplify(placed[areal], FINE_MM), -slack, -slack, frame.width + slack, frame.height + slack)
    inside = shapely.box(0, 0, frame.width, frame.height)
    placed[~shapely.intersects(placed, inside)] = shapely.Point()
    return placed


def _counts(shape: shapely.Geometry) -> bool:
    return not shape.is_empty and (shapely.get_dimensions(shape) == 0 or shape.length > SPECK_MM)


def _paint(pen: Pen, shapes: Objects, numbers: Sequence[str]) -> str:
    """All shapes of a layer as one path, so that thousands of houses are one mark."""
    if pen.symbol is not None:
        places = [shapely.get_coordinates(shape)[0].tolist() for shape in shapes]
        return "".join(symbol(pen, x, y, number) for (x, y), number in zip(places, numbers or [""] * len(places), strict=True))
    areas, lines = shapes[shapely.get_dimensions(shapes) == 2], shapes[shapely.get_dimensions(shapes) == 1]
    filled = area(pen, "".join(map(path, areas))) if len(areas) else ""
    return filled + (line(pen, "".join(map(path, lines))) if len(lines) else "")


def _names(pen: Pen, named: Sequence[tuple[str, shapely.Geometry]]) -> list[Name]:
    """One name a thing; a road or stream in many pieces is named once, on its longest."""
    found: dict[str, Name] = {}
    for number, (text, shape) in enumerate(named):
        if not text:
            continue
        linear = shapely.get_dimensions(shape) == 1
        piece = _longest(shape) if linear else shape
        name = Name(text, piece, pen.lettering, piece.length)
        key = text if linear else f"{text} {number}"
        if key not in found or found[key].weight < name.weight:
            found[key] = name
    return list(found.values())


def _longest(shape: shapely.Geometry) -> shapely.Geometry:
    parts = shapely.get_parts(shape)
    return parts[int(np.argmax(shapely.length(parts)))]


def _assembled(frame: Frame, marks: Sequence[str], entries: Sequence[Entry], names: Sequence[str]) -> Drawn:
    beside = frame.width >= WIDE
    left, top = (BAR_ROOM, frame.height + BELOW - 1.0) if beside else (0.0, frame.height + BELOW + 2 * ROW)
    listed, high = legend(entries, left, top, frame.width - left)
    width, height = frame.width + 2.0, max(top + high, frame.height + BELOW + 2 * ROW) + EDGE
    clip = f"paper-frame-{frame.width:g}-{frame.height:g}"
    svg = (
        f'<svg xmlns="http://www.w3.org/2000/svg" class="paper-map" role="img" aria-label="地图，比例尺 1:{frame.scale}" width="{width:g}mm" '
        f'height="{height:g}mm" viewBox="-1 {-EDGE:g} {width:g} {height:g}" font-family="{FONT}">'
        f'<defs>{definitions()}<clipPath id="{clip}"><rect width="{frame.width:g}" height="{frame.height:g}"/></clipPath></defs>'
        f'<g clip-path="url(#{clip})">{"".join(marks)}</g>{furniture.neat_line(frame)}'
        f'{furniture.scale_bar(frame, 0.0, frame.height + BELOW + 2.0)}{listed}</svg>'
    )
    return Drawn(svg, width, height, tuple(said for _, said in entries), tuple(names))
