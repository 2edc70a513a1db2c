"""Once a month every town's hotspots are looked for again, so that each has a history whoever opens the page."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

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


def follow(database: Database, actor: Actor, zone: ZoneInfo, at: datetime | None = None, grounds: Grounds | None = None) -> int:
    """Look at the last three whole months of each town, all sources, all items together and each class of them; how many towns could
    be tested.

    Each town is a transaction of its own; one whose grids are too few or not drawn yet is passed over. ``at``: as it would have
    been then, for a place whose past is made up.
    """
    asked = _asked(clock.today(zone) if at is None else at.astimezone(zone).date(), zone)
    with database.begin() as connection:
        codes = towns(connection, actor)
    return sum(_one(database, actor, code, asked, at, grounds or Grounds()) for code in codes)


def look_back(database: Database, actor: Actor, zone: ZoneInfo, until: date, months: int, advance: Callable[[int], object]) -> None:
    """What the job would have kept in each of so many months up to a day, so that hotspots begin with a history."""
    grounds = Grounds()
    for back in reversed(range(months)):
        first = (until.replace(day=15) - timedelta(days=30 * back)).replace(day=1)
        follow(database, actor, zone, datetime.combine(first, HOUR, zone), grounds)
        advance(1)


def caught_up(database: Database, actor: Actor, town_id: int, code: str, zone: ZoneInfo) -> bool:
    """Look at a town where the job has not yet this month, so that no plan is made without tested hotspots; whether it did."""
    asked = _asked(clock.today(zone), zone)
    with database.begin() as connection:
        last = queries.last_looked(connection, town_id, WISH.method, WISH.cells, [], sorted(asked.sources))
    return (last is None or last < asked.period.last) and _one(database, actor, code, asked, None, Grounds())


def _asked(day: date, zone: ZoneInfo) -> Asked:
    return Asked(whole_months(day, MONTHS), (), frozenset(SOURCES), zone)


def _one(database: Database, actor: Actor, town: str, asked: Asked, at: datetime | None, grounds: Grounds) -> bool:
    try:
        with database.begin() as connection:
            for items in ((), *ItemNames(connection).classes.values()):
                found = hotspots.find(connection, actor, town, replace(asked, items=tuple(items)), WISH, grounds=grounds)
                if not items or found.columns["count"].sum() >= LEAST_PER_GRID * len(found.ground.keys):
                    hotspots_store.keep(connection, actor, found, at)
    except WanggeError as untestable:
        if untestable.code not in UNTESTABLE:
            raise
        return False
    return True
