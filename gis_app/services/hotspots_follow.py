"""Once a month every town's hotspots are looked for again, so that each has a history whoever opens the page."""

from collections.abc import Callable, Iterable
from dataclasses import replace
from datetime import date, datetime, time
from zoneinfo import ZoneInfo

from sqlalchemy import Connection

from gis_app import clock
from gis_app.db.queries import hotspots as queries
from gis_app.db.session import Database
from gis_app.domain.actors import Actor
from gis_app.domain.sources import SOURCES
from gis_app.errors import WanggeError
from gis_app.services import hotspots, hotspots_store
from gis_app.services.heat import Asked
from gis_app.services.hotspot_counts import whole_months
from gis_app.services.hotspot_ground import Grounds, towns
from gis_app.services.hotspot_names import ItemNames
from gis_app.services.hotspot_wish import Wish

MONTHS, HOUR = 3, time(2, 30)
LEAST_PER_GRID = 2
"""A class with fewer incidents a grid than this is not tested by itself: so few say nothing about places."""
UNTESTABLE = ("stats_too_few", "no_grids_drawn")
WISH = Wish(permutations=0)


def follow(database: Database, actor: Actor, zone: ZoneInfo) -> int:
    """Look at the last three whole months of each town, all sources, all items together and each class of them; how many towns could
    be tested. Of a class only hot places are kept: where few things happen, a quiet place is no news.

    Each town is a transaction of its own; one whose grids are too few or not drawn yet is passed over.
    """
    with database.begin() as connection:
        codes = towns(connection, actor)
    return sum(_alone(database, actor, code, zone) for code in codes)


def look_back(connection: Connection, actor: Actor, zone: ZoneInfo, months: Iterable[date], advance: Callable[[int], object]) -> None:
    """What the job would have kept on the first of some months, so that hotspots of a made-up place have a history."""
    for month in sorted(months):
        with clock.standing(datetime.combine(month, HOUR, zone)):
            for code in towns(connection, actor):
                _look(connection, actor, code, zone)
        advance(1)


def caught_up(database: Database, actor: Actor, town_id: int, code: str, zone: ZoneInfo) -> bool:
    """Look at a town where the job has not yet this month, so that no plan is made without tested hotspots; whether it did."""
    asked = _asked(zone)
    with database.begin() as connection:
        last = queries.last_looked(connection, town_id, WISH.method, WISH.cells, [], sorted(asked.sources))
    return (last is None or last < asked.period.last) and _alone(database, actor, code, zone)


def _asked(zone: ZoneInfo) -> Asked:
    return Asked(whole_months(clock.today(zone), MONTHS), (), frozenset(SOURCES), zone)


def _alone(database: Database, actor: Actor, town: str, zone: ZoneInfo) -> bool:
    with database.begin() as connection:
        return _look(connection, actor, town, zone)


def _look(connection: Connection, actor: Actor, town: str, zone: ZoneInfo) -> bool:
    asked, grounds = _asked(zone), Grounds()
    try:
        for items in ((), *ItemNames(connection).classes.values()):
            found = hotspots.find(connection, actor, town, replace(asked, items=tuple(items)), WISH, grounds=grounds)
            if not items:
                hotspots_store.keep(connection, actor, found)
            elif found.columns["count"].sum() >= LEAST_PER_GRID * len(found.ground.keys):
                hotspots_store.keep(connection, actor, replace(found, spots=tuple(spot for spot in found.spots if not spot.class_.startswith("cold"))))
    except WanggeError as untestable:
        if untestable.code not in UNTESTABLE:
            raise
        return False
    return True
