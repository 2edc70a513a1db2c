"""The maps of a change report: the whole town before and after, and each area in which ground changes hands."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, replace

import shapely

from gis_app.domain.moves import Move
from gis_app.maplayers.paper import Drawn, Frame, Layer, paper_map
from gis_app.services import paper_maps
from gis_app.services.grounds import Grounds
from gis_app.services.redrawn import Redrawn, told
from gis_app.services.sides import Row, Side

WIDE_MM, HALF_MM, OVERVIEW_MM, AREA_MM = 170.0, 82.0, 92.0, 84.0


@dataclass(frozen=True)
class AreaMap:
    """One area: its map, and the ground that moves in it as (giver, taker, m²), the most first; None for nobody's."""

    name: str
    map: Drawn
    moves: list[tuple[str | None, str | None, float]]


@dataclass(frozen=True)
class AreaMaps:
    """``all``: in how many areas ground moves, drawn or not."""

    maps: list[AreaMap]
    all: int


def overviews(old: Side, new: Side, kinds: Redrawn, grounds: Grounds) -> list[tuple[Drawn, str]]:
    """Before (not for a town's first edition) and after, at one scale, to be laid side by side; none where nothing is drawn."""
    if not (old.leaves or new.leaves):
        return []
    west, south, east, north = shapely.total_bounds([row["geom"] for side in (old, new) for row in side.leaves]).tolist()
    frame = Frame.around((west, south, east, north), WIDE_MM if not old.leaves else HALF_MM, OVERVIEW_MM, room=0.02)
    before = [Layer("gone", _shapes(kinds.gone), said="将撤销的网格"), Layer("changed", [one["geom"] for one, _ in kinds.adjusted], said="将调整的网格")]
    after = [Layer("new", _shapes(kinds.new)), Layer("changed", [other["geom"] for _, other in kinds.adjusted])]
    later = (_whole(frame, new, after, kinds, grounds), "变更之后")
    return [(_whole(frame, old, before, kinds, grounds), "变更之前"), later] if old.leaves else [later]


def _whole(frame: Frame, side: Side, marked: Sequence[Layer], kinds: Redrawn, grounds: Grounds) -> Drawn:
    concerned = kinds.concerned
    plain = paper_maps.borders([row for row in side.rows if row["grid_id"] not in concerned], named=False)
    leaves = [row for row in side.leaves if row["grid_id"] in concerned]
    names = Layer("grid", _shapes(leaves), [row["name"] or row["code"] for row in leaves])
    return paper_map(frame, [*paper_maps.ground(grounds, frame), *marked, *plain, names])


def areas(old: Side, new: Side, kinds: Redrawn, grounds: Grounds, most: int) -> AreaMaps:
    """Each area (what the grids lie in) with the ground that moves in it; those with most ground moving, if there are too many."""
    groups: dict[int | None, list[Move]] = defaultdict(list)
    lies_in = {row["grid_id"]: row["lies_in_id"] for side in (new, old) for row in side.leaves}
    for piece in kinds.moves:
        grid = piece.taker or piece.giver
        groups[lies_in.get(int(grid or 0))].append(piece)
    kept = sorted(groups, key=lambda area: -sum(piece.area_m2 for piece in groups[area]))[:most]
    called = told(old) | told(new)
    order = sorted(kept, key=lambda area: called.get(str(area), ""))
    return AreaMaps([_area(called.get(str(area), "镇本级"), groups[area], old, new, called, grounds) for area in order], len(groups))


def _area(name: str, pieces: list[Move], old: Side, new: Side, called: dict[str, str], grounds: Grounds) -> AreaMap:
    concerned = {int(grid) for piece in pieces for grid in (piece.giver, piece.taker) if grid is not None}
    was, becomes = ([row for row in side.leaves if row["grid_id"] in concerned] for side in (old, new))
    west, south, east, north = shapely.total_bounds(_shapes([*was, *becomes])).tolist()
    frame = Frame.around((west, south, east, north), WIDE_MM, AREA_MM)
    others = [row for row in new.rows if row["grid_id"] not in concerned]
    drawn = paper_map(frame, [
        *paper_maps.ground(grounds, frame), Layer("moved", [piece.ground for piece in pieces]), *_quiet(others),
        Layer("now", _shapes(becomes), [row["name"] or row["code"] for row in becomes]), Layer("was", _shapes(was)),
    ])
    sums: dict[tuple[str | None, str | None], float] = defaultdict(float)
    for piece in pieces:
        sums[piece.giver, piece.taker] += piece.area_m2
    most_first = sorted(sums.items(), key=lambda one: -one[1])
    return AreaMap(name, drawn, [(_called(giver, called), _called(taker, called), area) for (giver, taker), area in most_first])


def _quiet(rows: Sequence[Row]) -> list[Layer]:
    """Borders of others; on a map of one area only leaves are named."""
    return [replace(layer, names=()) if layer.pen in ("town", "area") else layer for layer in paper_maps.borders(rows)]


def _called(grid: str | None, called: dict[str, str]) -> str | None:
    return None if grid is None else called[grid]


def _shapes(rows: Sequence[Row]) -> list[shapely.Geometry]:
    return [row["geom"] for row in rows]
