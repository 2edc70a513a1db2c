"""The check-list of inspections (联查清单): data of ``layers/checklist``; which items a kind of grid must answer."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any

from gis_app.domain.grids import KINDS
from gis_app.errors import WanggeError
from gis_app.resources import folder

LOOKS = ("place", "records")


@dataclass(frozen=True)
class Check:
    """One item. ``item`` is what a problem is reported as, if it is to be; ``look`` whether at the place or at the grid's records."""

    code: str
    name_zh: str
    name_en: str
    item: str | None
    kinds: tuple[str, ...]
    look: str
    standard: str


def checklist() -> tuple[Check, ...]:
    """The list as it stands now.

    Raises
    ------
    WanggeError
        ``checklist_unusable`` names the item that is wrong.
    """
    place = folder("layers") / "checklist" / "checklist.json"
    try:
        told = json.loads(place.read_text(encoding="utf-8"))["checks"]
        made = tuple(Check(**{**one, "kinds": tuple(one["kinds"])}) for one in told)
    except (ValueError, KeyError, TypeError) as wrong:
        raise WanggeError("checklist_unusable", what=str(wrong)[:100]) from wrong
    codes = [check.code for check in made]
    for check in made:
        if codes.count(check.code) > 1 or not check.kinds or not set(check.kinds) <= set(KINDS) or check.look not in LOOKS:
            raise WanggeError("checklist_unusable", what=check.code)
    return made


def told(checks: Sequence[Check]) -> list[dict[str, Any]]:
    """As it is kept with an inspection."""
    return [asdict(check) for check in checks]


def applies(checks: Sequence[Mapping[str, Any]], kind: str) -> list[Mapping[str, Any]]:
    """The items that a kind of grid must answer."""
    return [check for check in checks if kind in check["kinds"]]
