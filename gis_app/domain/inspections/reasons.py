"""Why a wish is in no route, in the order in which one would say it."""

from collections.abc import Mapping, Sequence
from types import MappingProxyType
from typing import NamedTuple

from gis_app.domain.inspections.board import NO_WAY, Board, able, within
from gis_app.domain.inspections.plan import Unserved
from gis_app.domain.inspections.timetable import length
from gis_app.domain.inspections.vehicles import Orders


class Why(NamedTuple):
    """A reason in both languages; ``{minutes}`` stands where minutes are told."""

    zh: str
    en: str


WHY: Mapping[str, Why] = MappingProxyType({
    "unreachable": Why("没有路能到，离最近的道路也太远", "no way leads there, and it is too far from the nearest road"),
    "taken_out": Why("已由人工移出", "taken out by hand"),
    "forbidden": Why("能去的小组都已回避", "every team that could go is banned from it"),
    "no_skill": Why("没有小组具备所需专长", "no team has the skills that it needs"),
    "window_closed": Why("可查时段与各组的工作时间不合", "its hours do not fit the hours of any team"),
    "lock_unfit": Why("被锁定的小组、日期或时间去不了", "the team, day or time that it is locked to cannot do it"),
    "no_time": Why("各组时间已排满，还差约 {minutes} 分钟", "the teams' time is full; about {minutes} minutes are short"),
    "too_far": Why("绕行过远，要多花约 {minutes} 分钟，超过其分值", "too far off the way: about {minutes} minutes more, beyond its worth"),
})


def sentence(left: Unserved, language: str = "zh") -> str:
    """The reason as a person reads it."""
    minutes = 0 if left.need_s is None else max(1, round(left.need_s / 60))
    return str(getattr(WHY[left.why], language)).format(minutes=minutes)


def unserved(board: Board, orders: Orders) -> tuple[Unserved, ...]:
    """Every wish in no route, with its reason, in the order of the wishes."""
    done = {stop for order in orders for stop in order}
    return tuple(_why(board, orders, stop) for stop in range(len(board.service)) if stop not in done)


def _why(board: Board, orders: Orders, stop: int) -> Unserved:
    wish = board.inspection.wishes[stop]
    if {ban.team for ban in board.inspection.bans if ban.wish == wish.id} >= {team.id for team in board.inspection.teams}:
        return Unserved(wish.id, "taken_out")
    if board.may[stop].any():
        return _in_time(board, orders, stop, wish.id)
    shifts = board.shifts
    reached = [shift for shift in shifts if board.seconds[shift.mode][shift.start, stop] < NO_WAY]
    skilled = [shift for shift in reached if wish.skills <= board.inspection.teams[shift.team].skills]
    free = [shift for shift in skilled if able(board.inspection, wish, shift)]
    fitting = [shift for shift in free if within(board.inspection, wish, int(board.service[stop]), shift)]
    told: Sequence[tuple[str, object]] = (("unreachable", reached), ("no_skill", skilled), ("forbidden", free), ("window_closed", fitting))
    return Unserved(wish.id, next((why for why, left in told if not left), "lock_unfit"))


def _in_time(board: Board, orders: Orders, stop: int, name: str) -> Unserved:
    """The shift that would miss the least: by how many seconds it would be late, else how much more it would work."""
    tries = []
    for shift, order in enumerate(orders):
        if not board.may[stop, shift]:
            continue
        before = length(board, shift, order)
        for place in range(len(order) + 1):
            after = length(board, shift, [*order[:place], stop, *order[place:]])
            tries.append((after[2], after[0] - before[0]))
    late, more = min(tries)
    return Unserved(name, "no_time", late) if late else Unserved(name, "too_far", more)
