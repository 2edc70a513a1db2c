"""One visit for an enterprise grid and its company: the grid must be entered, the company is due, and both are the same gate.

Its minutes are the longer of the two, not their sum: the company has no check-list beside the one of its grid, so that what is
answered for the grid is what is looked at in the plant, on the same walk. One tick then settles both.
"""

from collections.abc import Mapping, Sequence
from dataclasses import replace

from gis_app.domain.inspections.pairs import Pair
from gis_app.domain.inspections.teams import Team
from gis_app.domain.inspections.wishes import Wish

COMPANY = "企业"
"""The kind of unit that an enterprise grid is drawn for."""


def company_of(grid: str, companies: Mapping[str, str]) -> str | None:
    """Which company an enterprise grid of this name is there for, of those on its ground (names by id): the only one, else the one of its name."""
    if len(companies) == 1:
        return next(iter(companies))
    alike = [one for one, name in companies.items() if name and (name in grid or grid in name)]
    return alike[0] if len(alike) == 1 else None


def joined(wishes: Sequence[Wish], teams: Sequence[Team], pairs: Sequence[Pair] = ()) -> tuple[Wish, ...]:
    """The wishes, those that a wish names in ``also`` made one with it. Where no team may do both they stay apart: the grid is entered all the same."""
    named = {wish.id: wish for wish in wishes}
    taken: dict[str, Wish] = {}
    for wish in wishes:
        others = [named[name] for name in wish.also if name in named and any(_does(team, (wish, named[name]), pairs) for team in teams)]
        taken |= {other.id: wish for other in others}
        named[wish.id] = _one(wish, others)
    return tuple(named[wish.id] for wish in wishes if wish.id not in taken)


def _does(team: Team, both: Sequence[Wish], pairs: Sequence[Pair]) -> bool:
    return all(wish.skills <= team.skills and not any(pair.forbids(team.id, wish.id, wish.grid) for pair in pairs) for wish in both)


def _one(wish: Wish, others: Sequence[Wish]) -> Wish:
    made = replace(wish, also=tuple(other.id for other in others))
    for other in others:
        made = replace(
            made, label=made.label if other.label in made.label else f"{made.label}（{other.label}）", service_min=max(made.service_min, other.service_min),
            windows=other.windows or made.windows, skills=made.skills | other.skills, note="；".join(part for part in (made.note, other.note) if part),
            owed=max(made.owed, other.owed), place=other.place,
        )
    return made
