"""The rule of place said a second time, slowly, from its text: what all engines are held to."""

from collections.abc import Sequence
from typing import Any, NamedTuple

import numpy as np
import shapely

from gis_app.domain.places import SAME_M, scale_at

Rank = tuple[bool, float, bool, str, int]


class Judged(NamedTuple):
    position: int
    rule: str
    near: bool
    distance: float


class Slow:
    """Each polygon asked, one by one, by GEOS; distances by moving the polygon into the metric plane."""

    def __init__(self, shapes: Any, codes: Sequence[str | None], kinds: Sequence[Any] | None, levels: Sequence[Any] | None) -> None:
        self.shapes = shapes
        self.ranks: list[Rank] = [
            (kinds is None or kinds[k] != "enterprise", -float(levels[k]) if levels is not None else 0.0, codes[k] is None,
             codes[k] or "", k) for k in range(len(shapes))
        ]  # fmt: skip

    def judge(self, lon: float, lat: float, *, snap_m: float = 0.0, near_m: float = 10.0) -> Judged:
        point = shapely.Point(lon, lat)
        covering = [k for k in range(len(self.shapes)) if shapely.intersects(self.shapes[k], point)]
        best = min(covering, key=self.ranks.__getitem__, default=-1)
        scale = np.array(scale_at(lat))
        moved = shapely.transform(self.shapes, lambda xy: (xy - (lon, lat)) * scale)
        origin = shapely.Point(0, 0)
        if best >= 0:
            equal = [k for k in covering if self.ranks[k][:2] == self.ranks[best][:2]]
            on_border = any(shapely.intersects(shapely.boundary(self.shapes[k]), point) or shapely.touches(self.shapes[k], point) for k in equal)
            better = [k for k in range(len(self.shapes)) if self.ranks[k] < self.ranks[best]]
            metres = min([shapely.distance(shapely.boundary(moved[best]), origin), *(shapely.distance(moved[k], origin) for k in better)])
            rule = "boundary" if len(equal) > 1 and on_border else "covers"
        else:
            away = {k: float(shapely.distance(moved[k], origin)) for k in range(len(self.shapes))}
            metres = min(away.values())
            rule = "outside"
            within = [k for k in away if snap_m > 0 and away[k] <= snap_m]
            if within:
                finest = min(self.ranks[k][:2] for k in within)
                of_finest = [k for k in within if self.ranks[k][:2] == finest]
                close = min(away[k] for k in of_finest)
                best = min((k for k in of_finest if away[k] <= close + SAME_M), key=self.ranks.__getitem__)
                rule = "nearest"
        near = metres <= near_m
        return Judged(best, rule, bool(near), float(metres) if near or rule == "nearest" else float("nan"))
