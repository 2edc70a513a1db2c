"""What an inspection of a work area wishes to look at: every leaf grid, hotspots, key places, what is overdue, what was missed last time."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import shapely
from sqlalchemy import Connection, RowMapping

from gis_app import clock
from gis_app.db.queries import inspection_places as place_queries
from gis_app.db.queries import wishes as wish_queries
from gis_app.domain.actors import Actor
from gis_app.domain.incidents import STATES
from gis_app.domain.inspections import KINDS, Settings, Wish
from gis_app.domain.inspections.hours import at_home, at_work
from gis_app.domain.inspections.joining import COMPANY, company_of
from gis_app.services import inspection_requests, inspections
from gis_app.services.checklists import applies
from gis_app.services.inspection_owed import owed_wishes, unit_wish
from gis_app.services.inspection_places import hotspot_wishes
from gis_app.services.snapshot import Snapshot

MOST_OVERDUE = 40
"""So many of the longest overdue are wished for at the most."""


def gathered(connection: Connection, actor: Actor, held: Snapshot, inspection: Mapping[str, Any] | RowMapping) -> tuple[Wish, ...]:
    """All wishes; of the inspection its area, town, quarter, settings and check-list are looked at. Their ids stay the same from version to version, so that what was locked stays locked."""
    leaves = [row for row in inspections.leaves(held, inspection["area_id"]) if row["geom"] is not None]
    codes, today = {row["grid_id"]: row["code"] for row in leaves}, clock.now().date()
    settings = Settings.from_dict(inspection["settings"])
    companies = _companies(connection, leaves)
    grids = [_grid(connection, row, inspection["checklist"], settings, companies.get(row["grid_id"])) for row in leaves]
    wishes = (
        *grids, *hotspot_wishes(connection, inspection["town_id"], leaves, today), *_overdue(connection, codes),
        *owed_wishes(connection, inspection["town_id"], inspection["area_id"], codes, settings, inspection["quarter"],
                     [wish.place for wish in grids]),
    )
    return inspection_requests.added(connection, inspection, leaves, wishes, today)


def _companies(connection: Connection, leaves: Sequence[Mapping[str, Any]]) -> dict[int, RowMapping]:
    """The company of each enterprise grid, by the grid's id, where the register says which it is."""
    plants = {row["grid_id"]: row["name"] or "" for row in leaves if row["kind"] == "enterprise"}
    units = {unit["external_id"]: unit for unit in place_queries.units(connection, list(plants)) if unit["kind"] == COMPANY}
    found = {grid: company_of(name, {one: unit["name"] for one, unit in units.items() if unit["grid_id"] == grid}) for grid, name in plants.items()}
    return {grid: units[one] for grid, one in found.items() if one is not None}


def _grid(connection: Connection, row: dict[str, Any], checklist: Sequence[dict[str, Any]], settings: Settings, company: RowMapping | None) -> Wish:
    """Entered where its people live; an enterprise at its company or in its middle, while people work there. The company's own visit is the same one."""
    middle = wish_queries.homes_middle(connection, row["grid_id"]) or shapely.point_on_surface(row["geom"]).coords[0]
    lon, lat = middle if company is None else (company["lon"], company["lat"])
    checks = tuple(check["code"] for check in applies(checklist, row["kind"]))
    kind, windows = KINDS["grid"], at_work(settings) if row["kind"] == "enterprise" else at_home(settings) if settings.home_grids else ()
    return Wish(f"grid:{row['code']}", "grid", (lon, lat), row["code"], row["name"], required=True, prize=kind.prize, service_min=kind.service_min,
                windows=windows, refers=row["code"], note="常规", checks=checks, also=() if company is None else (unit_wish(company),))


def _overdue(connection: Connection, codes: dict[int, str]) -> Iterator[Wish]:
    done = [name for name, state in STATES.items() if state.done]
    kind = KINDS["overdue"]
    for row in wish_queries.overdue(connection, list(codes), done, clock.now(), MOST_OVERDUE):
        yield Wish(f"overdue:{row['id']}", "overdue", (row["lon"], row["lat"]), codes[row["grid_id"]], f"{row['item_zh'] or '未分类'}复核", prize=kind.prize,
                   service_min=kind.service_min, refers=row["number"], note=f"超时未办结，{row['number']}")
