"""Open ground beside the grids of a focus, found without laying the whole coverage together.

A window around the focus is widened until every piece of open ground that touches the focus lies wholly inside, or has a
straight way out: then it is the outside.
"""

from collections.abc import Callable

import numpy as np
import shapely

from gis_app.domain.checks.cover import together
from gis_app.domain.checks.plane import Floats, pieces
from gis_app.domain.checks.sheet import JITTER_M, Rows, Sheet, once

Geometries = list[shapely.Geometry]
WAYS = 24
MARGIN_M = 1.0
OUTWARD = np.array([-1.0, -1.0, 1.0, 1.0])


def enclosed(sheet: Sheet) -> Geometries:
    """The pieces that leaves close in."""
    def look(frame: Floats) -> Geometries:
        return pieces(shapely.difference(shapely.box(*frame), _cover(sheet, frame)))

    return _grown(sheet, look, outside=True)


def closed_in(sheet: Sheet, covered: shapely.Geometry) -> Geometries:
    """The pieces that ``covered`` closes in; where two grids meet in a point only, nothing gets through."""
    frame = shapely.bounds(covered) + OUTWARD * MARGIN_M
    if np.isnan(frame).any():
        return []
    open_ground = pieces(shapely.difference(shapely.box(*frame), covered))
    return [piece for piece in open_ground if not _meets_edge(piece, frame)]


def left_over(sheet: Sheet, outline: shapely.Geometry, rows: Rows) -> Geometries:
    """The pieces of an outline that ``rows`` leave over."""
    def look(frame: Floats) -> Geometries:
        boxes = sheet.boxes[rows]
        near = rows[(boxes[:, :2] <= frame[2:]).all(axis=1) & (boxes[:, 2:] >= frame[:2]).all(axis=1)]
        shapes = [shape for shape in sheet.polygons[near] if shape is not None]
        ground = shapely.intersection(outline, shapely.box(*frame))
        covered = together(sheet, near) if len(shapes) == len(near) else shapely.union_all(shapes)
        return pieces(shapely.difference(ground, covered))

    return _grown(sheet, look, outside=False, beyond=shapely.bounds(outline))


def cracks(sheet: Sheet, half: float) -> Geometries:
    """The pieces that close when borders swell by ``half`` metres."""
    def look(frame: Floats) -> Geometries:
        wide = frame + OUTWARD * (8 * half + MARGIN_M)
        ground = shapely.intersection(_cover(sheet, wide), shapely.box(*wide))
        return pieces(shapely.intersection(closed(ground, half), shapely.box(*frame)))

    return _grown(sheet, look, outside=False) if _open(sheet) else []


def closed(ground: shapely.Geometry, half: float) -> shapely.Geometry:
    """What a swelling by ``half`` metres and the shrinking after it add."""
    swollen = shapely.buffer(ground, half, join_style="mitre", mitre_limit=2.0)
    shrunk = shapely.buffer(swollen, -half * 1.0001, join_style="mitre", mitre_limit=2.0)
    return shapely.difference(shrunk, ground)


def reaches(sheet: Sheet, over: int) -> bool:
    """Whether a row's box comes near the focus."""
    frame = _first(sheet)
    return frame is not None and bool(
        (sheet.boxes[over, :2] <= frame[2:]).all() and (sheet.boxes[over, 2:] >= frame[:2]).all())


@once
def _open(sheet: Sheet) -> bool:
    """Whether there is open ground beside the focus at all."""
    frame = _first(sheet)
    return bool(frame is not None and pieces(shapely.difference(shapely.box(*frame), _cover(sheet, frame))))


def _cover(sheet: Sheet, frame: Floats) -> shapely.Geometry:
    return together(sheet, sheet.in_box(frame))


def _first(sheet: Sheet) -> Floats | None:
    if not len(_focus(sheet)):
        return None
    boxes = sheet.boxes[_focus(sheet)]
    return np.concatenate([boxes[:, :2].min(axis=0), boxes[:, 2:].max(axis=0)]) + OUTWARD * MARGIN_M


def _grown(sheet: Sheet, look: Callable[[Floats], Geometries], *, outside: bool,
           beyond: Floats | None = None) -> Geometries:
    """The pieces beside the focus, whole; ``outside``: what reaches the end of the world is none of them."""
    frame = _first(sheet)
    if frame is None:
        return []
    leaves = sheet.boxes[sheet.leaves]
    world = np.concatenate([leaves[:, :2].min(axis=0), leaves[:, 2:].max(axis=0)])
    if beyond is not None:
        world = np.concatenate([np.minimum(world[:2], beyond[:2]), np.maximum(world[2:], beyond[2:])])
    world = world + OUTWARD * MARGIN_M
    while True:
        mine = [piece for piece in look(frame) if shapely.dwithin(piece, sheet.polygons[_focus(sheet)], JITTER_M).any()]
        cut = [piece for piece in mine if _meets_edge(piece, frame)]
        all_seen = bool((frame * OUTWARD >= world * OUTWARD).all())
        if not cut or all_seen or (outside and all(_way_out(sheet, piece) for piece in cut)):
            return [piece for piece in mine if not (outside and piece in cut)]
        frame = _wider(frame, world)


@once
def _focus(sheet: Sheet) -> Rows:
    """The leaves of the focus, and those around the borders of the larger grids in it."""
    over = [row for row in sheet.children if sheet.focus[row]]
    return np.unique(np.concatenate([sheet.own, *(sheet.in_box(sheet.boxes[row]) for row in over)]))


def _wider(frame: Floats, world: Floats) -> Floats:
    """Twice as wide, never wider than the world and what the frame reaches already."""
    size = (frame[2:] - frame[:2]) / 2
    wide = frame + OUTWARD * np.tile(size, 2)
    inner = np.where(OUTWARD > 0, np.minimum(wide, world), np.maximum(wide, world))
    return np.asarray(np.where(OUTWARD > 0, np.maximum(inner, frame), np.minimum(inner, frame)))


def _meets_edge(piece: shapely.Geometry, frame: Floats) -> bool:
    return bool(((shapely.bounds(piece) - frame) * OUTWARD >= -1e-6).any())


def _way_out(sheet: Sheet, piece: shapely.Geometry) -> bool:
    """Whether a straight line from the piece meets no leaf: a cheap proof that it is the outside."""
    start = shapely.get_coordinates(sheet.plane.to_lonlat(shapely.point_on_surface(piece)))[0]
    shapes = sheet.given[sheet.leaves]
    bounds = shapely.total_bounds(shapes)
    away = start - (bounds[:2] + bounds[2:]) / 2
    turns = np.arctan2(away[1], away[0]) + np.pi * np.arange(WAYS) / WAYS * np.where(np.arange(WAYS) % 2, -1, 1)
    reach = np.hypot(*(bounds[2:] - bounds[:2])) * 1.1
    ends = start + reach * np.column_stack([np.cos(turns), np.sin(turns)])
    tree = _leaf_tree(sheet)
    return any(not len(tree.query(shapely.linestrings([start, end]), predicate="intersects")) for end in ends)


@once
def _leaf_tree(sheet: Sheet) -> shapely.STRtree:
    return shapely.STRtree(sheet.given[sheet.leaves])
