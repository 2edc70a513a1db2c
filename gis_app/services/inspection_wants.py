"""What people decide about an inspection before it is planned: who goes where, who does not, and places of their own."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any

import shapely

from gis_app.domain.inspections import Inspection, Team, Wish
from gis_app.domain.inspections.hours import kept_open
from gis_app.domain.inspections.joining import joined
from gis_app.domain.inspections.own_stops import OwnStop
from gis_app.domain.inspections.pairs import Pair, contrary, crossed, decided, left_alone
from gis_app.errors import Both, Fault, WanggeError
from gis_app.services.snapshot import Snapshot

MOST_OWN = 200
OUTSIDE = Both("不在这个工作区的网格里", "it is not in a grid of this work area")
Said = Mapping[str, Any]


@dataclass(frozen=True)
class Wants:
    """As they were given; ``at`` of each says where it stood, for refusals.

    A pair has ``rule``, ``team`` (number, or name), ``grid`` (code, or name) or ``wish``, ``day``, ``reason``; a stop has the members of ``OwnStop``.
    """

    pairs: Sequence[Said] = ()
    stops: Sequence[Said] = ()
    cross: bool = False


@dataclass(frozen=True)
class Field:
    """What wants are read against: the area's leaf grids with their people's names, the teams, and the days."""

    leaves: Sequence[Said]
    teams: Sequence[Team]
    days: Sequence[date]
    names: Mapping[str, Sequence[str]] = field(default_factory=dict)


def field_of(held: Snapshot, leaves: Sequence[Said], teams: Sequence[Team], days: Sequence[date]) -> Field:
    names = {leaf["code"]: [person["name"] for person in held.people.get(leaf["grid_id"], ())] for leaf in leaves}
    return Field(leaves, teams, days, names)


def settled(wants: Wants, on: Field, known: Collection[str] | None = None) -> dict[str, Any]:
    """As it is kept with an inspection. ``known`` are the ids of wishes; None: not known yet, and a pair on what is never wished for stays idle.

    Raises
    ------
    WanggeError
        ``inspect_pairs_bad`` and ``inspect_stops_bad`` with a fault for each that cannot be used; ``inspect_left_alone`` where no
        team may go to a grid any more; ``inspect_cross_unknown`` where no team's people are known to have a post in the area.
    """
    pairs = read_pairs(wants.pairs, on, known)
    if wants.cross:
        cross = crossed(on.teams, on.names)
        if not cross:
            raise WanggeError("inspect_cross_unknown")
        pairs += [pair for pair in cross if pair not in pairs]
    check_pairs(pairs, on)
    return {"pairs": [pair.to_dict() for pair in pairs], "stops": [stop.to_dict() for stop in placed(wants.stops, on.leaves)]}


def read_pairs(given: Sequence[Said], on: Field, known: Collection[str] | None) -> list[Pair]:
    """Raises ``inspect_pairs_bad``."""
    found: list[Pair] = []
    faults: list[Fault] = []
    for said in given:
        try:
            found.append(_pair(said, on, known))
        except WanggeError as wrong:
            faults.append(Fault(said["at"], wrong.sentences))
    if faults:
        raise WanggeError("inspect_pairs_bad", errors=faults)
    return found


def _pair(said: Said, on: Field, known: Collection[str] | None) -> Pair:
    team = next((team for team in on.teams if str(said.get("team")) in (team.id, team.name)), None)
    if team is None:
        raise WanggeError("bad_value", field="team", why=Both(f"没有小组“{said.get('team')}”", f"there is no team “{said.get('team')}”"))
    grid, wish, day = said.get("grid") or None, said.get("wish") or None, said.get("day")
    if grid is not None:
        leaf = next((leaf for leaf in on.leaves if grid in (leaf["code"], leaf["name"])), None)
        if leaf is None:
            raise WanggeError("bad_value", field="grid", why=Both(f"这个工作区没有网格“{grid}”", f"the work area has no grid “{grid}”"))
        grid = leaf["code"]
    if wish is not None and known is not None and wish not in known:
        raise WanggeError("inspect_no_stop", stop=wish)
    if day is not None and (day not in on.days or not team.works(day)):
        raise WanggeError("bad_value", field="day", why=Both("该小组那天不联查", "the team does not inspect on that day"))
    return Pair(said["rule"], team.id, grid, wish, day, said.get("reason") or "")


def check_pairs(pairs: Sequence[Pair], on: Field) -> None:
    """That pairs do not contradict each other, and every grid has a team that may go there; raises ``inspect_pairs_odd``, ``inspect_left_alone``."""
    odd = contrary(pairs)
    names = {leaf["code"]: leaf["name"] or leaf["code"] for leaf in on.leaves}
    if odd is not None:
        raise WanggeError("inspect_pairs_odd", place=names.get(odd.grid or "", odd.wish or odd.grid or ""))
    grids = [Wish(f"grid:{code}", "grid", (0.0, 0.0), code, name, required=True) for code, name in names.items()]
    alone = left_alone(pairs, grids, [team.id for team in on.teams])
    if alone:
        raise WanggeError("inspect_left_alone", grids="、".join(alone))


def placed(given: Sequence[Said], leaves: Sequence[Said], first: int = 1) -> list[OwnStop]:
    """Stops of one's own with the grid that each lies in; what lies outside is refused by row."""
    drawn = [leaf for leaf in leaves if leaf["geom"] is not None]
    found: list[OwnStop] = []
    faults: list[Fault] = []
    for serial, said in enumerate(given, first):
        try:
            stop = OwnStop(**{name: value for name, value in said.items() if name != "at" and value is not None}, serial=serial)
        except WanggeError as wrong:
            faults.append(Fault(said["at"], wrong.sentences))
            continue
        grid = next((leaf["code"] for leaf in sorted(drawn, key=lambda leaf: (leaf["kind"] != "enterprise", leaf["code"])) if leaf["geom"].covers(shapely.Point(stop.place))), None)
        if grid is None:
            faults.append(Fault(said["at"], Both(f"“{stop.name}”{OUTSIDE.zh}", f"“{stop.name}”: {OUTSIDE.en}")))
        else:
            found.append(replace(stop, grid=grid))
    if not faults and first + len(found) - 1 > MOST_OWN:
        faults.append(Fault("stops", Both(f"最多 {MOST_OWN} 处", f"{MOST_OWN} at the most")))
    if faults:
        raise WanggeError("inspect_stops_bad", errors=faults)
    return found


def applied(asked: Inspection, wanted: Said) -> Inspection:
    """The inspection as the planner takes it: one visit for what is one, nobody waited for in vain, pairs as locks and bans.

    Its wishes hold ``own_wishes`` already. What was decided on a wish that is now part of another holds for that one.
    """
    pairs = pairs_of(wanted)
    wishes = joined(asked.wishes, asked.teams, pairs)
    part_of = {name: wish.id for wish in wishes for name in wish.also}
    locks = {(moved := replace(lock, wish=part_of.get(lock.wish, lock.wish))).wish: moved for lock in asked.locks}
    pairs = [pair if pair.wish is None else replace(pair, wish=part_of.get(pair.wish, pair.wish)) for pair in pairs]
    return decided(replace(asked, wishes=kept_open(wishes, asked.teams, asked.days, asked.settings.lunch), locks=tuple(locks.values())), pairs)


def own_wishes(wanted: Said) -> tuple[Wish, ...]:
    return tuple(OwnStop.from_dict(stop).wish for stop in wanted.get("stops", ()))


def pairs_of(wanted: Said) -> list[Pair]:
    return [Pair.from_dict(pair) for pair in wanted.get("pairs", ())]
