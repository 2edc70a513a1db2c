"""The leader's page: numbers of a period with their change, nodes ranked, the course of days, and the incidents behind a number.

Every figure comes from counts kept by day; every list goes by an index. Rows, ``elsewhere`` (in grids with no such node above them) and
``outside`` (in no grid) add up to ``numbers``, and the lists behind them are as long as the figures say.
"""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

import numpy as np
from sqlalchemy import Connection, RowMapping

from gis_app import clock
from gis_app.db.queries import board as queries
from gis_app.db.queries import heat as heat_queries
from gis_app.domain.actors import Actor
from gis_app.domain.sources import COMPLAINTS, OTHERS, OWN, SOURCE_IDS
from gis_app.domain.stats.cells import UNCLASSIFIED
from gis_app.domain.stats.periods import DAY, runs
from gis_app.domain.stats.tallies import OUTSIDE
from gis_app.errors import Both, WanggeError, one_of
from gis_app.services.board_counts import (
    EPOCH,
    OUTCOME_IDS,
    Scope,
    Sums,
    by_grid,
    ended_of,
    ground,
    is_of,
    read,
    rolled,
    scope,
    total,
)
from gis_app.services.board_looked import looked
from gis_app.services.heat import Asked
from gis_app.services.heat_tables import parts

LEAST = 10
RULE = {
    "zh": f"不足 {LEAST} 件的不算主动发现率，到期不足 {LEAST} 件的不算按时办结率：数目太小，一两件就会改变结论。"
          "按时办结按到期日计，今天到期的不计，办结时间不详的不计。",
    "en": f"No share below {LEAST} reports and no on-time rate below {LEAST} limits: with so few, one or two would change the picture. "
          "Limits count on the day they end, before today; reports finished nobody knows when are left out.",
}
NUMBERS = ("reports", "own", "others", "complaints", "due", "met", "missed", "open")
BY_SOURCE: Mapping[str, frozenset[str] | None] = {"reports": None, "own": OWN, "others": OTHERS, "complaints": COMPLAINTS}
BY_OUTCOME: Mapping[str, tuple[str, ...]] = {"due": ("met", "late", "open"), "met": ("met",), "missed": ("late", "open"), "open": ("open",)}
NOWHERE = ("outside", "elsewhere")


def figures(connection: Connection, actor: Actor, asked: Asked, within: str | None, level: str | None) -> dict[str, Any]:
    """Numbers of the ground of ``within`` (all there is where None), beside those of the period before, and by node of a level.

    Raises
    ------
    WanggeError
        ``not_found`` for an unknown code; ``bad_value`` for a level that is not below it.
    """
    place = scope(connection, within)
    level = _level(place, level)
    before = asked.preceding()
    now, past = by_grid(connection, place, asked), by_grid(connection, place, before)
    rows, old = rolled(now, place, level), rolled(past, place, level)
    ended, seen = ended_of(asked), looked(connection, place, asked)
    under: dict[int | None, list[int]] = defaultdict(list)
    for grid_id in seen.leaves if seen else ():
        under[place.node_of(grid_id, level)].append(grid_id)
    shown = [row for row in place.nodes.values() if is_of(row, level) and place.holds(row["grid_id"])
             and (row["in_force"] or row["grid_id"] in rows or row["grid_id"] in old)]
    return {
        "previous_from": before.period.first.isoformat(), "previous_to": before.period.last.isoformat(),
        "previous_whole": _reaches_back(connection, before),
        "ended_to": ended and ended.last.isoformat(), "within": place.within and {**_brief(place.within), "town": place.nodes[ground(place.within)[0]]["code"]}, "level": level,
        "levels": place.levels(), "least": LEAST, "rule": RULE, "looked": seen and {**seen.told(seen.leaves), "items": seen.unseen()},
        "numbers": _beside(total(now.values()), total(past.values())),
        "items": [{**_brief(row), "path": _path(row, place), "in_force": row["in_force"],
                   **_beside(rows.get(row["grid_id"], Sums()), old.get(row["grid_id"], Sums())),
                   "looked": seen and seen.told(under[row["grid_id"]])} for row in shown],
        "elsewhere": _beside(rows.get(None, Sums()), old.get(None, Sums())),
        "outside": _beside(now.get(OUTSIDE, Sums()), past.get(OUTSIDE, Sums())),
    }


def trend(connection: Connection, actor: Actor, asked: Asked, within: str | None, step: str) -> dict[str, Any]:
    """The course of the period by day, week or month, and its items; each adds up to the numbers of ``figures``."""
    place = scope(connection, within)
    over = [(DAY, asked.period.first, asked.period.last)]
    reports, limits = read(connection, place, asked, over)
    reports, limits = _inside(place, reports), _inside(place, limits)
    first = (asked.period.first - EPOCH).days

    def by_day(counts: Any, where: Any) -> Any:
        return np.bincount(counts.bucket[where] - first, counts.n[where], minlength=asked.period.days).astype(int)

    own = np.isin(reports.source, [SOURCE_IDS[name] for name in OWN])
    lines = {
        "own": by_day(reports, own), "others": by_day(reports, ~own),
        "met": by_day(limits, limits.outcome == OUTCOME_IDS["met"]),
        "missed": by_day(limits, np.isin(limits.outcome, [OUTCOME_IDS[name] for name in BY_OUTCOME["missed"]])),
    }
    ends = [((part.first - asked.period.first).days, (part.last - asked.period.first).days + 1, part) for part in parts(asked.period, step)]
    return {
        "within": place.within and _brief(place.within),
        "items": [{"from": part.first.isoformat(), "to": part.last.isoformat(), **{name: int(line[a:b].sum()) for name, line in lines.items()}}
                  for a, b, part in ends],
        "by_item": _by_item(connection, place, asked, reports),
    }


def _inside(place: Scope, counts: Any) -> Any:
    """The counts of the grids that are looked at."""
    held = [grid_id for grid_id in np.unique(counts.grid).tolist() if place.holds(grid_id)]
    return counts.kept(np.isin(counts.grid, held))


def _by_item(connection: Connection, place: Scope, asked: Asked, reports: Any) -> list[dict[str, Any]]:
    """Items by how often they were reported, most first; ``item`` None is unclassified."""
    names = {row["code"]: row for row in queries.item_names(connection)}
    codes: dict[int, str | None] = {number: code for code, number in heat_queries.item_ids(connection).items()} | {UNCLASSIFIED: None}
    before = asked.preceding()
    past = _inside(place, read(connection, place, before, runs(before.period.buckets()))[0])
    own = np.isin(reports.source, [SOURCE_IDS[name] for name in OWN])
    rows = []
    for number in {*np.unique(reports.item).tolist(), *np.unique(past.item).tolist()}:
        code = codes.get(number)
        known = names.get(code) if code else None
        here = reports.item == number
        rows.append({
            "item": code, "name": known and known["name_zh"], "name_en": known and known["name_en"], "reports": int(reports.n[here].sum()),
            "own": int(reports.n[here & own].sum()), "before": int(past.n[past.item == number].sum()),
        })
    return sorted(rows, key=lambda row: (-row["reports"], str(row["item"])))


def behind(
    connection: Connection, actor: Actor, asked: Asked, *, within: str | None, level: str | None, node: str | None, number: str,
    before: tuple[datetime, UUID] | None, limit: int,
) -> tuple[Sequence[RowMapping], tuple[datetime, UUID] | None]:
    """The incidents that one number of the page counts, newest first, and where the next page goes on.

    Parameters
    ----------
    node
        Code of a row of the ranking, ``outside``, ``elsewhere``, or None for the whole number.
    number
        One of ``NUMBERS``: reports go by the time of the report, limits by the time they ended.

    Raises
    ------
    WanggeError
        ``not_found`` for an unknown code; ``bad_value`` for a level that is not there.
    """
    place = scope(connection, within)
    kinds = _grids_of(place, _level(place, level), node)
    if number in BY_SOURCE:
        span = clock.day_span(asked.period.first, asked.period.last, asked.zone)
        wanted = queries.Behind(place.towns, kinds, "reported_at", span, BY_SOURCE[number], None)
    else:
        ended = ended_of(asked)
        if ended is None:
            return [], None
        outcomes = tuple(OUTCOME_IDS[name] for name in BY_OUTCOME[number])
        wanted = queries.Behind(place.towns, kinds, "due_at", clock.day_span(ended.first, ended.last, asked.zone), None, outcomes, running=number == "open")
    rows = queries.behind(connection, wanted, before=before, limit=limit + 1)
    if len(rows) <= limit:
        return rows, None
    last = rows[limit - 1]
    return rows[:limit], (last[wanted.by], last["id"])


def _grids_of(place: Scope, level: str, node: str | None) -> list[int | None] | None:
    """Ids of the grids that a row stands for; None among them is no grid, None instead of them is no condition."""
    if node is None:
        return None if place.within is None else [one for one in (*place.nodes, OUTSIDE) if place.holds(one)]
    if node == "outside":
        return [OUTSIDE] if place.holds(OUTSIDE) else []
    inside = [grid_id for grid_id in place.nodes if place.holds(grid_id)]
    if node == "elsewhere":
        return [grid_id for grid_id in inside if place.node_of(grid_id, level) is None]
    chosen = [row["grid_id"] for row in place.nodes.values() if row["code"] == node and is_of(row, level)]
    if not chosen:
        raise WanggeError("not_found", what=Both("这个网格", "The grid"))
    return [grid_id for grid_id in inside if place.node_of(grid_id, level) in chosen]


def _reaches_back(connection: Connection, before: Asked) -> bool:
    """Whether reports go back to the first day of the period before: half a period is nothing to compare with."""
    known = heat_queries.days(connection, before.zone.key)
    return known is not None and known[0] <= before.period.first


def _level(place: Scope, given: str | None) -> str:
    known = place.levels() or ["grid"]
    if given is not None and given not in known:
        raise WanggeError("bad_value", field="level", why=one_of(known))
    return given or known[0]


def _beside(now: Sums, past: Sums) -> dict[str, Any]:
    return {**_said(now), "before": _said(past)}


def _said(sums: Sums) -> dict[str, Any]:
    """Numbers and shares; a share of too few is None."""
    return {
        "reports": sums.reports, "own": sums.own, "others": sums.reports - sums.own, "complaints": sums.complaints,
        "due": sums.due, "met": sums.met, "missed": sums.missed, "open": sums.open, "unknown": sums.unknown,
        "share": sums.own / sums.reports if sums.reports >= LEAST else None,
        "on_time": sums.met / sums.due if sums.due >= LEAST else None,
    }


def _brief(row: RowMapping) -> dict[str, Any]:
    return {name: row[name] for name in ("code", "name", "level", "kind")}


def _path(row: RowMapping, place: Scope) -> list[str]:
    return [place.nodes[int(step)]["name"] for step in row["ground_path"].split(".") if int(step) in place.nodes]
