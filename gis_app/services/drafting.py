"""A draft out of stored versions: their leaves become a coverage, once what overlaps was given to one grid.

Ground that two grids claim goes where the rule of place puts its points: to the more specific grid, then to the lower code.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import shapely

from gis_app.domain.checks import GAP_WIDTH_M
from gis_app.domain.checks.mending import mend
from gis_app.domain.checks.plane import pieces, width
from gis_app.domain.checks.sheet import JITTER_M
from gis_app.domain.checks.window import closed
from gis_app.domain.coverage import Coverage, Shape, Unit, from_polygons, rounded
from gis_app.domain.drafts import Draft, Listed
from gis_app.domain.grids import rank
from gis_app.domain.places import scale_at
from gis_app.domain.shapes import area_m2
from gis_app.errors import WanggeError
from gis_app.services.succession import leaves

Row = Mapping[str, Any]
TRACE_M2 = 1e-3


@dataclass(frozen=True)
class Settled:
    """What was put right: ``grid`` lost ``area_m2`` at a place to ``to``; or was mended (``other``, ``to`` and ``ground`` None)."""

    grid: str
    other: str | None
    area_m2: float
    at: tuple[float, float]
    to: str | None
    ground: Shape | None = None

    def to_dict(self) -> dict[str, Any]:
        return {"grid": self.grid, "other": self.other, "area_m2": round(self.area_m2, 3), "at": list(self.at), "to": self.to}


def from_versions(rows: Sequence[Any]) -> list[dict[str, Any]]:
    """Rows with their shapes read."""
    return [{**row, "geom": None if row["wkb"] is None else shapely.from_wkb(row["wkb"])} for row in rows]


def drafted(rows: Sequence[Row], town: str) -> tuple[Draft, list[Settled]]:
    """The draft of some versions of one town, and what had to be settled for it.

    Raises
    ------
    WanggeError
        ``edition_not_ready`` where a shape cannot be mended.
    """
    codes = {row["grid_id"]: row["code"] for row in rows}
    units = {row["code"]: Unit(codes.get(row["lies_in_id"]), row["kind"]) for row in rows}
    listed = {row["code"]: Listed(row["name"], row["level"], codes.get(row["parent_id"]), row["grid_id"]) for row in rows}
    shapes, settled = _settled(leaves(rows), town)
    whole = next((row["geom"] for row in rows if row["kind"] == "town"), None)
    outline = whole if whole is not None and town not in shapes else _with_cracks(list(shapes.values()))
    coverage = from_polygons(shapes, units, outline) if shapes else Coverage.of((), units)
    return Draft(coverage, listed), settled


def _with_cracks(shapes: Sequence[Shape]) -> Shape | None:
    """The outline of grids whose town is not drawn, where a crack between neighbours opens to the outside; else None.

    So the crack becomes a gap that can be filled. The check's own measures decide what a crack is.
    """
    if not shapes:
        return None
    ground = shapely.union_all(shapes)
    scale = np.array(scale_at((ground.bounds[1] + ground.bounds[3]) / 2))
    flat = shapely.transform(ground, lambda xy: xy * scale)
    cracks = [part for part in pieces(closed(flat, GAP_WIDTH_M / 2)) if width(part) > JITTER_M]
    if not cracks:
        return None
    degrees = shapely.transform(np.array(cracks, dtype=object), lambda xy: rounded(xy / scale))
    filled = _polygons(shapely.union_all([ground, *degrees]))
    return shapely.MultiPolygon([shapely.Polygon(part.exterior) for part in shapely.get_parts(filled)])


def _settled(drawn: Sequence[Row], town: str) -> tuple[dict[str, Shape], list[Settled]]:
    """Valid shapes that do not overlap, the most specific first."""
    ranked = sorted(drawn, key=lambda row: rank(row["kind"], row["level"], row["code"]))
    given = {row["code"]: row["geom"] for row in ranked}
    shapes = {code: mend(_rounded(shape)) if not _rounded(shape).is_valid else _rounded(shape) for code, shape in given.items()}
    broken = sorted(code for code, shape in shapes.items() if shape is None or shape.is_empty)
    if broken:
        raise WanggeError("edition_not_ready", town=town, count=len(broken), what="、".join(broken[:5]))
    mended = [_mended(code, shape, shapes[code]) for code, shape in given.items() if not _rounded(shape).is_valid]
    return _apart(shapes, [*mended])


def _rounded(shape: Shape) -> Shape:
    made: Shape = shapely.transform(shape, rounded)
    return made


def _mended(code: str, before: Shape, after: Shape) -> Settled:
    lon, lat = shapely.point_on_surface(after).coords[0]
    return Settled(code, None, abs(_area(after)), (lon, lat), None)


def _apart(shapes: dict[str, Shape], settled: list[Settled]) -> tuple[dict[str, Shape], list[Settled]]:
    codes = list(shapes)
    for i, j in _pairs(list(shapes.values())):
        first, second = codes[i], codes[j]
        shared = _polygons(shapely.intersection(shapes[first], shapes[second]))
        if _area(shared) <= TRACE_M2:
            continue
        left = _polygons(_rounded(shapely.difference(shapes[second], shapes[first])))
        lon, lat = shapely.point_on_surface(shared).coords[0]
        settled.append(Settled(second, first, _area(shared), (round(lon, 7), round(lat, 7)), first, shared))
        shapes[second] = left
    gone = sorted(code for code, shape in shapes.items() if shape.is_empty)
    return {code: shape for code, shape in shapes.items() if code not in gone}, settled


def _pairs(shapes: Sequence[Shape]) -> list[tuple[int, int]]:
    """Those whose interiors may meet, in order."""
    tree = shapely.STRtree(shapes)
    one, other = tree.query(shapes, predicate="intersects")
    pairs = np.unique(np.column_stack([one, other])[one < other], axis=0)
    meets = [not shapely.touches(shapes[i], shapes[j]) for i, j in pairs.tolist()]
    return [(i, j) for (i, j), met in zip(pairs.tolist(), meets, strict=True) if met]


def _polygons(shape: shapely.Geometry) -> Shape:
    parts = [part for part in shapely.get_parts(shape) if part.geom_type == "Polygon" and part.area > 0]
    made: Shape = shapely.MultiPolygon(parts) if len(parts) != 1 else parts[0]
    return made


def _area(shape: Shape) -> float:
    parts = [part for part in shapely.get_parts(shape) if part.geom_type == "Polygon"]
    return area_m2(shapely.MultiPolygon(parts)) or 0.0 if parts else 0.0
