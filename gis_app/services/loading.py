"""``load``: a layer as a GeoDataFrame, for notebooks. Who is behind a row cannot be told from it, unless that was granted."""

import atexit
import hashlib
import hmac
from contextlib import ExitStack
from datetime import date, timedelta
from functools import cache

import geopandas as gpd

from gis_app import clock
from gis_app.config import Settings, secret_of
from gis_app.db import audit
from gis_app.db.opened import address, opened
from gis_app.db.queries import exporting as whole
from gis_app.db.queries import loading as queries
from gis_app.db.queries.incidents import Filter
from gis_app.domain.actors import LOCAL_OPERATOR, Actor
from gis_app.domain.sources import source_set
from gis_app.services import exporting

TOLD = ("number", "external_id", "item_given", "head")
"""Columns by which somebody could be found: left out."""


def load(
    layer: str, *, first: date | None = None, last: date | None = None, at: date | None = None, within: str | None = None,
    item: str | None = None, source: str | None = None, identified: bool = False, actor: Actor = LOCAL_OPERATOR,
) -> gpd.GeoDataFrame:
    """A layer of this deployment as a GeoDataFrame in EPSG:4326, times in the town's zone.

    Parameters
    ----------
    layer
        ``incidents``, ``patrols``, ``households``, ``grids``, ``units``, ``buildings``, ``roads`` or any declared layer.
    first, last
        Whole local days, both included, for incidents (of the report) and patrols (of their start).
    at
        For grids: as they were at the end of that day; for incidents: those reported until then.
    within
        Code of a grid: incidents on its ground.
    item, source
        Codes of items; sources or their groups (``own``, ``others``), separated by commas.
    identified
        Only for who was granted it: incidents with their real ids, numbers, words and addresses, households one by one, grids with
        the name of their head. Each load
        is written to the audit, and whether it was identified.

    Notes
    -----
    Otherwise an id is a hash salted with this deployment's secret: the same thing has the same hash in every load, and nobody can
    go back from it. Households are counted by grid. Void incidents are left out.

    Raises
    ------
    WanggeError
        ``layer_unknown``; ``bad_value`` for an unknown source; ``database_down``.
    """
    settings = Settings.from_env()
    _keep(settings)
    with opened(settings) as database, database.begin() as connection:
        since = None if first is None else clock.midnight(first, settings.zone)
        until = None if last is None else clock.midnight(last + timedelta(days=1), settings.zone)
        if layer == "incidents":
            if at is not None:
                end = clock.midnight(at + timedelta(days=1), settings.zone)
                until = end if until is None else min(until, end)
            wanted = Filter(grid=within, items=_words(item), sources=sorted(source_set(_words(source))), since=since, until=until)
            frame = exporting.read(connection, [queries.incidents(wanted, words=identified)], settings.zone)
        elif layer == "patrols":
            frame = exporting.read(connection, [queries.rounds(since, until)], settings.zone)
        elif layer == "households":
            query = whole.households() if identified else queries.households_by_grid(clock.now())
            frame = exporting.read(connection, [query], settings.zone)
        else:
            frame = exporting.frame_of(connection, layer, at, settings.zone)
        audit.record(connection, actor, "layer.load", "layer", layer, rows=len(frame), identified=identified)
    return frame if identified else _hidden(frame, settings)


def _hidden(frame: gpd.GeoDataFrame, settings: Settings) -> gpd.GeoDataFrame:
    """Ids as salted hashes of 16 hexadecimal digits; what else would name a row, or somebody, is left out."""
    told = frame.drop(columns=[name for name in TOLD if name in frame.columns])
    if "id" not in told.columns:
        return told
    salt = (settings.secret_key or secret_of(settings.home)).encode()
    return told.assign(id=[hmac.new(salt, str(one).encode(), hashlib.sha256).hexdigest()[:16] for one in told["id"]])


def _words(text: str | None) -> list[str]:
    return [word for word in (text or "").split(",") if word]


@cache
def _keep(settings: Settings) -> None:
    """A private database runs until the notebook ends: starting it for each load would cost seconds."""
    held = ExitStack()
    held.enter_context(address(settings))
    atexit.register(held.close)
