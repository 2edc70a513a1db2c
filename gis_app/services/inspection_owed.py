"""What an inspection owes beside its grids: key places and units whose time has come, and the dead corners that the last one left; former corners too."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

import shapely
from sqlalchemy import Connection, RowMapping

from gis_app.db.queries import inspection_places as queries
from gis_app.db.queries import inspections as inspection_queries
from gis_app.db.queries import wishes as wish_queries
from gis_app.domain.inspections import KINDS, Settings, Window, Wish
from gis_app.domain.inspections.covering import Corner, Extra, pieces, stops_for
from gis_app.domain.inspections.dues import Duty, duty, overdue, owed_now
from gis_app.domain.inspections.hours import at_home, at_work
from gis_app.domain.inspections.key_places import key_places
from gis_app.domain.inspections.ledger import points
from gis_app.domain.quarters import quarter_said, quarters_after, quarters_between

EVERY_UNIT = 4
"""A unit is called on once in so many quarters; a key place as its kind says."""
YEAR = 4
"""So many of them are a year."""
FORMER, MOST_FORMER = 0.25, 2.0
"""Points for each former corner that a stop would see, and the most."""
HISTORY = 8
"""So many ended inspections are looked back over for how long a corner has been one."""
PIECE = 1.8
"""A piece of unseen road is at most so many times as long as one sees: all of it from its middle, with something to spare."""
ON_LINE = 1e-5
"""Degrees: a place so near a line, about a metre, is on it."""
PASS_MIN, HOUSE_MIN, MOST_MIN = 3.0, 2.0, 15.0
"""Minutes for a stop from which corners are seen: what a piece of road takes, so much more for each house, and no more than that."""
Left = Mapping[tuple[str, str], Mapping[str, Any]]
"""What an inspection left, by kind and number."""


@dataclass(frozen=True, eq=False)
class Times:
    """``quarter`` is the inspection's; ``since`` that of the area's first one, or this; ``ended`` its ended ones, the newest first, with what each left."""

    quarter: date
    since: date
    ended: Sequence[tuple[date, Left]]

    def left_since(self, kind: str, ref: str, place: tuple[float, float] | None = None) -> date | None:
        """The quarter since which every inspection has left a corner (of a road: this ``place`` of it); None where the last one did not."""
        found = None
        for quarter, left in self.ended:
            row = left.get((kind, ref))
            if row is None or (place is not None and row["unseen"] is not None and row["unseen"].distance(shapely.Point(place)) > ON_LINE):
                break
            found = quarter
        return found


def owed_wishes(connection: Connection, town_id: int, area_id: int, codes: Mapping[int, str], settings: Settings, quarter: date,
                given: Sequence[tuple[float, float]] = ()) -> Iterator[Wish]:
    """The wishes of a work area that are owed in a quarter, and the corners of the year before; ``codes`` of its leaf grids by id, ``given`` places that are entered anyway.

    A unit keeps the id of its wish (``unit:`` and its own number), a corner its own, so that ticks and locks are found again.
    """
    ended = [(row["quarter"], {(one["kind"], one["ref"]): one for one in wish_queries.corners(connection, row["id"])})
             for row in inspection_queries.ended_before(connection, area_id, quarters_after(quarter, 1), HISTORY)]
    times = Times(quarter, inspection_queries.first_quarter(connection, area_id) or quarter, ended)
    units = list(_units(connection, town_id, area_id, codes, times, at_work(settings)))
    yield from units
    places = [*given, *(wish.place for wish in units)]
    for number, (left, rows) in enumerate(ended[:YEAR]):
        known = {name for _, later in ended[:number] for name in later}
        found = _corners_of([row for name, row in rows.items() if name not in known], codes, settings.corner_m)
        stops = list(_owed_stops(found, times, settings, places) if not number else _former_stops(found, left, settings, places))
        yield from stops
        places += [wish.place for wish in stops]


def _units(connection: Connection, town_id: int, area_id: int, codes: Mapping[int, str], times: Times, office: tuple[Window, ...]) -> Iterator[Wish]:
    """Key places and units that are due, and units that nobody came near the last time."""
    seen, rows = queries.last_ticks(connection, area_id), queries.units(connection, list(codes))
    kinds = key_places(queries.settings(connection, town_id))
    duties: list[Duty] = []
    for row in rows:
        name, place, last = unit_wish(row), kinds.get(row["kind"] or ""), seen.get(unit_wish(row))
        since = max(min(row["known_since"], times.quarter), times.since)
        duties.append(duty(name, (row["lon"], row["lat"]), last, since, place.every if place else EVERY_UNIT))
        corner = times.left_since("unit", row["ref"])
        if corner is not None and (last is None or last < times.quarter):
            duties[-1] = Duty(name, duties[-1].place, last, min(duties[-1].by, quarters_after(corner, 1), times.quarter), 1)
    owed, by_name = owed_now(duties, times.quarter), {one.name: one for one in duties}
    for row in rows:
        name = unit_wish(row)
        if name not in owed:
            continue
        place, last, late = kinds.get(row["kind"] or ""), by_name[name].last, owed[name]
        corner = times.left_since("unit", row["ref"])
        why = _corner_said(corner, times) if corner is not None else _unit_said(last, late, times.quarter)
        kind = "key_place" if place else "never" if last is None and corner is None else "extra"
        yield Wish(
            name, kind, (row["lon"], row["lat"]), codes[row["grid_id"]], row["name"], refers=row["external_id"],
            note="，".join(part for part in (row["kind"], why) if part), prize=points(place.points if place else KINDS[kind].prize, last, times.quarter),
            service_min=place.minutes if place else KINDS[kind].service_min, windows=(place and place.windows) or office, skills=place.skills if place else frozenset(), owed=1 + late,
        )


def _corners_of(rows: Iterable[Mapping[str, Any]], codes: Mapping[int, str], within_m: float) -> list[Corner]:
    """Houses, and road cut into pieces that are seen whole from their middle; units have wishes of their own."""
    found: list[Corner] = []
    for row in rows:
        if row["kind"] != "unit" and row["grid_id"] in codes:
            parts = pieces(row["unseen"], PIECE * within_m) if row["unseen"] is not None else [((row["lon"], row["lat"]), row["metres"] or 0.0)]
            found += [Corner(row["kind"], row["ref"] if not at else f"{row['ref']}#{at}", row["label"], codes[row["grid_id"]], place, metres)
                      for at, (place, metres) in enumerate(parts)]
    return found


def _owed_stops(corners: Sequence[Corner], times: Times, settings: Settings, given: Sequence[tuple[float, float]]) -> Iterator[Wish]:
    """Few stops that together see every house and all road that the last inspection did not."""
    for stop in stops_for(corners, settings.corner_m, given):
        sees = [corners[at] for at in stop.sees]
        since = min(filter(None, (times.left_since(one.kind, one.ref.partition("#")[0], one.place if one.kind == "road" else None) for one in sees)))
        late = overdue(Duty("", sees[0].place, None, min(quarters_after(since, 1), times.quarter)), times.quarter)
        yield replace(_stop(stop, sees, settings), prize=KINDS["extra"].prize * (1 + late), note=_corner_said(since, times), owed=1 + late)


def _former_stops(corners: Sequence[Corner], left: date, settings: Settings, given: Sequence[tuple[float, float]]) -> Iterator[Wish]:
    """What was a corner in the year before and has been seen since: out of the way, and unseen again unless somebody goes there."""
    for stop in stops_for(corners, settings.corner_m, given):
        sees = [corners[at] for at in stop.sees]
        yield replace(_stop(stop, sees, settings), prize=min(MOST_FORMER, FORMER * len(sees)), note=f"{quarter_said(left)}的死角，此后查到过")


def _stop(stop: Extra, sees: Sequence[Corner], settings: Settings) -> Wish:
    """Houses are gone to when people are at home; road can be seen at any time."""
    houses = sum(one.kind != "road" for one in sees)
    more = f"等 {len(sees)} 处" if len(sees) > 1 else ""
    return Wish(f"extra:{sees[0].kind}:{sees[0].ref}", "extra", stop.place, sees[0].grid, f"{sees[0].label}{more}", refers=f"{sees[0].kind}:{sees[0].ref}",
                service_min=min(MOST_MIN, PASS_MIN + HOUSE_MIN * houses), windows=at_home(settings) if houses else ())


def _corner_said(since: date, times: Times) -> str:
    """Why a corner is owed: what the last inspection left, or how long it has been left."""
    last = times.ended[0][0]
    if since < last:
        return f"应查：{quarter_said(since)}以来一直没有查到"
    return "应查：上季死角" if quarters_between(last, times.quarter) == 1 else f"应查：{quarter_said(last)}的死角"


def _unit_said(last: date | None, late: int, quarter: date) -> str:
    said = "应查：从未联查过" if last is None else f"应查：上次 {quarter_said(last)}"
    if last is not None and last.year < quarter.year and not late:
        said = f"应查：本年尚未查到，上次 {quarter_said(last)}"
    return said + (f"，逾期 {late} 个季度" if late else "")


def unit_wish(row: RowMapping) -> str:
    """The id of a unit's wish."""
    return f"unit:{row['external_id']}"
