"""Where an inspection may call: units, in which quarter each was last called on, and the hotspots of a town as last seen."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any

import shapely
from sqlalchemy import Connection, RowMapping, String, cast, func, select, text, update
from sqlalchemy.dialects.postgresql import distinct_on

from gis_app.db.models.grids import Grid
from gis_app.db.models.hotspots import Hotspot, HotspotDeed, HotspotRun, HotspotSighting
from gis_app.db.models.register import Unit


def units(connection: Connection, grid_ids: Sequence[int]) -> Sequence[RowMapping]:
    """The units in some grids with kind, grid, place and the day since which they are known, in the order of their own ids."""
    query = select(Unit.external_id, cast(Unit.id, String).label("ref"), Unit.known_since, Unit.name, Unit.kind, Unit.grid_id, func.ST_X(Unit.geom).label("lon"), func.ST_Y(Unit.geom).label("lat"))
    return connection.execute(query.where(Unit.grid_id.in_(grid_ids)).order_by(Unit.external_id.collate("C"))).mappings().all()


LAST_TICKS = text("""
    SELECT w.wish, max(i.quarter) AS quarter FROM inspection i JOIN inspection_record r ON r.inspection_id = i.id AND r.kind = 'tick'
    CROSS JOIN LATERAL (SELECT r.wish UNION SELECT jsonb_array_elements_text(s.about -> 'also') FROM inspection_stop s
                        WHERE s.wish = r.wish AND s.inspection_id = i.id AND s.about ? 'also') w
    WHERE i.area_id = :area AND w.wish IS NOT NULL GROUP BY w.wish""")


def last_ticks(connection: Connection, area_id: int) -> Mapping[str, date]:
    """Wish -> the first day of the last quarter in which a team ticked it off, alone or as part of another, in any inspection of a work area."""
    return {row.wish: row.quarter for row in connection.execute(LAST_TICKS, {"area": area_id})}


def hotspots(connection: Connection, town_id: int, since: date, now: datetime) -> list[dict[str, Any]]:
    """Each hotspot of a town as last seen by ``now``, in a period reaching beyond ``since``: items, outline, when it was last seen to."""
    deed = select(func.max(HotspotDeed.at)).where(HotspotDeed.hotspot_id == Hotspot.id, HotspotDeed.looked, HotspotDeed.at <= now).correlate(Hotspot).scalar_subquery()
    query = (
        select(Hotspot.id, Hotspot.found_at, HotspotSighting.class_.label("class_"), HotspotSighting.strength, HotspotRun.last_day,
               Hotspot.items, deed.label("deed_at"), func.ST_AsBinary(HotspotSighting.geom).label("wkb"))
        .join(HotspotSighting, HotspotSighting.hotspot_id == Hotspot.id).join(HotspotRun, HotspotRun.id == HotspotSighting.run_id)
        .ext(distinct_on(Hotspot.id)).where(Hotspot.town_id == town_id, HotspotRun.last_day >= since, HotspotRun.at <= now).order_by(Hotspot.id, HotspotRun.at.desc())
    )
    rows = connection.execute(query).mappings().all()
    return [{**row, "geom": shape} for row, shape in zip(rows, shapely.from_wkb([row["wkb"] for row in rows]), strict=True)]


def settings(connection: Connection, town_id: int) -> dict[str, Any]:
    """The settings of a town."""
    return dict(connection.scalar(select(Grid.settings).where(Grid.id == town_id)) or {})


def put_settings(connection: Connection, town_id: int, settings: Mapping[str, Any]) -> None:
    """Others in place of a town's settings."""
    connection.execute(update(Grid).where(Grid.id == town_id).values(settings=dict(settings)))
