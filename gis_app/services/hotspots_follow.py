"""Once a month every town's hotspots are looked for again, so that each has a history whoever opens the page."""

from zoneinfo import ZoneInfo

from gis_app import clock
from gis_app.db.session import Database
from gis_app.domain.actors import Actor
from gis_app.domain.sources import SOURCES
from gis_app.errors import WanggeError
from gis_app.services import hotspots, hotspots_store
from gis_app.services.heat import Asked
from gis_app.services.hotspot_counts import whole_months
from gis_app.services.hotspot_ground import towns

MONTHS = 3
UNTESTABLE = ("stats_too_few", "no_grids_drawn")
WISH = hotspots.Wish(permutations=0)


def follow(database: Database, actor: Actor, zone: ZoneInfo) -> int:
    """Look at the last three whole months of each town, all items and sources; how many towns could be tested.

    Each town is a transaction of its own; one whose grids are too few or not drawn yet is passed over.
    """
    asked = Asked(whole_months(clock.today(zone), MONTHS), (), frozenset(SOURCES), zone)
    with database.begin() as connection:
        codes = towns(connection, actor)
    return sum(_one(database, actor, code, asked) for code in codes)


def _one(database: Database, actor: Actor, town: str, asked: Asked) -> bool:
    try:
        with database.begin() as connection:
            hotspots_store.keep(connection, actor, hotspots.find(connection, actor, town, asked, WISH))
    except WanggeError as untestable:
        if untestable.code not in UNTESTABLE:
            raise
        return False
    return True
