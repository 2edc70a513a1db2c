"""Vector tiles of the declared layers: features, grids as of an instant, incidents as cells or points."""

from collections.abc import Sequence
from datetime import datetime
from zoneinfo import ZoneInfo

import numpy as np
from numpy.typing import NDArray
from sqlalchemy import Connection

from gis_app import clock
from gis_app.db.queries import tiles as queries
from gis_app.db.queries.incidents import Filter
from gis_app.domain.actors import Actor
from gis_app.domain.sources import source_set
from gis_app.domain.stats import heat
from gis_app.domain.stats.cells import FINEST, SIDE
from gis_app.domain.stats.periods import Period
from gis_app.domain.tiles import EQUATOR, Tile
from gis_app.errors import Both, WanggeError
from gis_app.maplayers import declared
from gis_app.services.heat import Asked, counted, whole_time
from gis_app.services.outlines import OUTLINE_ZOOMS

POINTS_MOST = 2000
LIVE_MOST = 50_000
CELLS_A_SIDE = 8
FILED = frozenset(("closed", "archived"))
LIVE_STATES = ("reported", "accepted", "dispatched", "handling", "handled", "verified")


def features(connection: Connection, actor: Actor, layer_id: str, tile: Tile) -> bytes:
    """A tile of a layer whose declaration names its tables; empty outside its zooms.

    Raises
    ------
    WanggeError
        ``not_found`` for a layer that is not declared, or not as features.
    """
    layer = declared.layer(layer_id)
    tables = layer.source.get("tables") or [layer.source["table"]] if "function" not in layer.source else []
    if not tables:
        raise WanggeError("not_found", what=Both(f"图层 {layer_id}", f"Layer {layer_id}"))
    if not layer.zooms[0] <= tile.z <= layer.zooms[1]:
        return b""
    return queries.features(
        connection, layer_id, tile, tables, [field.name for field in layer.fields],
        layer=layer.source.get("layer"), classes=layer.more.get("classes"),
    )


def grids(connection: Connection, actor: Actor, tile: Tile, at: datetime | None = None, kinds: Sequence[str] = ()) -> bytes:
    """Grids as they were at ``at`` (now by default): the kinds due at this zoom, or those asked for."""
    due = kinds or [kind for kind, zoom in declared.layer("grids").more["kinds"].items() if zoom <= tile.z]
    outline = next((zoom for zoom in OUTLINE_ZOOMS if tile.z <= zoom), 0)
    return queries.grids(connection, tile, at or clock.now(), due, outline)


def incidents(connection: Connection, actor: Actor, tile: Tile, wanted: Filter, period: Period | None, zone: ZoneInfo) -> bytes:
    """Incidents of the list's filter: counted cells far out, single ones close up unless there are too many."""
    if tile.z >= declared.layer("incidents").more["points_from"]:
        points = queries.incident_points(connection, tile, wanted, clock.now(), POINTS_MOST)
        if points is not None:
            return points
    view = heat.Window(tile, max(0, min(FINEST, tile.z - 2)), 0.0, 0, *_cells_of(tile))
    counts, rough = _counts(connection, actor, view, wanted, period, zone)
    return _discs(connection, view, counts, rough)


def _cells_of(tile: Tile) -> tuple[int, int, int, int]:
    """The cells of a tile at the zoom its counts are read at; a tile smaller than a cell has the one it lies in."""
    z = max(0, min(FINEST, tile.z - 2))
    scale = SIDE * 2.0 ** (z - tile.z)
    x0, y0 = int(tile.x * scale), int(tile.y * scale)
    return x0, y0, max(x0 + 1, int((tile.x + 1) * scale)), max(y0 + 1, int((tile.y + 1) * scale))


def _counts(
    connection: Connection, actor: Actor, view: heat.Window, wanted: Filter, period: Period | None, zone: ZoneInfo,
) -> tuple[NDArray[np.float64], bool]:
    """Counts of the window's cells, and whether they are only rough.

    Without grid or state they come from the blocks. Filed states are all the others taken from the whole, so that only
    cases still open are ever counted one by one.
    """
    if wanted.grid is not None or (wanted.states and not FILED <= set(wanted.states)):
        return _live(connection, view, wanted)
    asked = Asked(period or whole_time(connection, actor, zone), tuple(wanted.items), source_set(wanted.sources), zone)
    whole = counted(connection, view, asked)
    if not wanted.states:
        return whole, False
    rest = [state for state in LIVE_STATES if state not in wanted.states]
    none = np.zeros(view.shape), False
    open_, more_open = _live(connection, view, _with_states(wanted, rest)) if rest else none
    void, more_void = _live(connection, view, _with_states(wanted, ["void"])) if "void" in wanted.states else none
    return np.maximum(whole - open_ + void, 0), more_open or more_void


def _with_states(wanted: Filter, states: Sequence[str]) -> Filter:
    return Filter(wanted.grid, wanted.items, states, wanted.sources, wanted.since, wanted.until, wanted.bbox)


def _live(connection: Connection, view: heat.Window, wanted: Filter) -> tuple[NDArray[np.float64], bool]:
    """Incidents counted one by one, at most LIVE_MOST of them, and whether that stopped the count."""
    side = view.cell_m
    west, north = view.x0 * side - EQUATOR / 2, EQUATOR / 2 - view.y0 * side
    box = (west, north - view.shape[0] * side, west + view.shape[1] * side, north)
    onto = heat.canvas(view)
    rows = queries.incident_cells(connection, wanted, box, FINEST - view.z, LIVE_MOST)
    if rows:
        x, y, n = (np.array(column) for column in zip(*rows, strict=True))
        heat.add_cells(onto, view, x, y, n.astype(float))
    return onto, sum(row.n for row in rows) >= LIVE_MOST


def _discs(connection: Connection, view: heat.Window, counts: NDArray[np.float64], rough: bool) -> bytes:
    """The counts gathered into at most 8 x 8 discs, each at the middle of what it counts."""
    rows, columns = np.nonzero(counts)
    if len(rows) == 0:
        return b""
    n = counts[rows, columns]
    size = 2.0 ** (view.tile.z - view.z) / SIDE * 4096  # of a cell, in tile units
    x = (view.x0 + columns + 0.5) * size - view.tile.x * 4096
    y = (view.y0 + rows + 0.5) * size - view.tile.y * 4096
    step = 4096 / CELLS_A_SIDE
    disc = (np.clip(y, 0, 4095) // step * CELLS_A_SIDE + np.clip(x, 0, 4095) // step).astype(int)
    total = np.bincount(disc, n)
    kept = np.flatnonzero(total)
    middle_x, middle_y = (np.bincount(disc, n * at)[kept] / total[kept] for at in (x, y))
    places = middle_x.round().tolist(), middle_y.round().tolist()
    return queries.cells(connection, *places, total[kept].astype(int).tolist(), rough)
