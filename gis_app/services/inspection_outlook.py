"""What the ways of a plan would leave unseen, before anybody sets out: shares by grid, dead corners, and stops that would mend most."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import shapely
from numpy.typing import NDArray
from sqlalchemy import Connection

from gis_app.db.queries import corners as queries
from gis_app.domain.inspections import Inspection, Plan
from gis_app.domain.inspections.covering import Corner, Covered, Extra, Thing, covered, extra_stops
from gis_app.domain.patrols.seeing import Seen

LEAST_ROAD_M = 50.0
"""A shorter piece of a road is no corner."""
EXTRAS = 5


@dataclass(frozen=True)
class Outlook:
    """``covered`` by grid code, the ``corners`` left, and the ``extras`` that would see most of them."""

    covered: Mapping[str, Covered]
    corners: Sequence[Corner]
    extras: Sequence[Extra]

    @property
    def total(self) -> Covered:
        return sum(self.covered.values(), Covered())


def outlook(connection: Connection, asked: Inspection, plan: Plan, town_id: int, codes: Mapping[int, str]) -> Outlook:
    """As if every team went its way and nobody looked to the left or right beyond the setting; ``codes`` of the leaves by id."""
    within = asked.settings.corner_m
    seen = Seen(_ways(asked, plan), within)
    things: list[Thing] = []
    left: list[Corner] = []
    for kind, (rows, shapes) in (("building", queries.buildings(connection, list(codes))), ("unit", queries.units(connection, list(codes)))):
        away, places = seen.nearest(shapes), shapely.get_coordinates(shapely.point_on_surface(shapes)).tolist()
        for row, metres, place in zip(rows, away.tolist(), places, strict=True):
            things.append(Thing(kind, codes[row["grid_id"]], seen=metres <= within))
            if metres > within:
                left.append(_corner(kind, row, codes, place))
    rows, shapes = queries.roads(connection, town_id, list(codes))
    if rows:
        unseen, middles = seen.unseen(shapes)
        for row, metres, total, middle in zip(rows, unseen.tolist(), seen.lengths(shapes).tolist(), middles, strict=True):
            things.append(Thing("road", codes[row["grid_id"]], metres=total, seen_m=max(0.0, total - metres)))
            if metres >= LEAST_ROAD_M:
                left.append(_corner("road", row, codes, (middle.x, middle.y), metres))
    return Outlook(covered(things), left, extra_stops(left, within, EXTRAS))


def _corner(kind: str, row: Mapping[str, Any], codes: Mapping[int, str], place: Sequence[float], metres: float = 0.0) -> Corner:
    return Corner(kind, row["ref"], row["label"], codes[row["grid_id"]], (place[0], place[1]), metres)


def _ways(asked: Inspection, plan: Plan) -> NDArray[np.object_]:
    """The ways that will be gone, and the places stopped at."""
    places = {wish.id: wish.place for wish in asked.wishes}
    legs = [shapely.LineString(leg) for route in plan.routes for leg in route.legs]
    return np.array(legs + [shapely.Point(places[visit.wish]) for route in plan.routes for visit in route.visits], dtype=object)
