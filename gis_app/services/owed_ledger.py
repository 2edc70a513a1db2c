"""What a work area still owes in a quarter beside its rounds: dead corners, key places and units, each with the day by which it is due."""

from dataclasses import dataclass
from datetime import date, timedelta

from sqlalchemy import Connection

from gis_app import clock
from gis_app.db.queries import inspection_places
from gis_app.domain.actors import Actor
from gis_app.domain.inspections import Wish
from gis_app.domain.quarters import quarter_of, quarters_after
from gis_app.services import inspections
from gis_app.services.inspection_owed import owed_wishes
from gis_app.services.snapshot import load

KINDS = ("重点场所", "单位", "死角")


@dataclass(frozen=True)
class Owed:
    """One thing that is owed: its kind, one of ``KINDS``, the grid that it lies in, why, and the last day on which it is in time."""

    kind: str
    code: str
    grid: str
    label: str
    why: str
    first: date
    last: date


def owed(connection: Connection, actor: Actor, area: str, on: date) -> list[Owed]:
    """What the quarter of a day owes in a work area and nobody has looked at yet, the longest overdue first.

    Raises
    ------
    WanggeError
        ``inspect_area``.
    """
    held = load(connection, clock.now())
    row = inspections.area_row(held, area)
    leaves = {leaf["grid_id"]: leaf for leaf in inspections.leaves(held, row["grid_id"]) if leaf["geom"] is not None}
    names = {leaf["code"]: leaf["name"] or leaf["code"] for leaf in leaves.values()}
    settings = inspections.town_settings(inspection_places.settings(connection, row["town_id"]), {})
    codes = {grid_id: leaf["code"] for grid_id, leaf in leaves.items()}
    wishes = owed_wishes(connection, row["town_id"], row["grid_id"], codes, settings, quarter_of(on))
    found = [_owed(wish, names, quarter_of(on)) for wish in wishes if wish.owed]
    return sorted(found, key=lambda one: (one.last, KINDS.index(one.kind), one.code, one.label))


def _owed(wish: Wish, names: dict[str, str], quarter: date) -> Owed:
    kind = "死角" if wish.id.startswith("extra:") else "重点场所" if wish.kind == "key_place" else "单位"
    due = quarters_after(quarter, 1 - wish.owed)
    return Owed(kind, wish.grid, names[wish.grid], wish.label, wish.note, due, quarters_after(due, 1) - timedelta(days=1))
