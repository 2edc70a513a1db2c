"""Key places (重点场所): which kinds of units a joint inspection calls on each quarter, how long, when, and what it is worth.

A town may say otherwise in its settings (``inspection.key_places``); what it does not name is as here.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any, Self

from gis_app.domain.inspections.times import Span
from gis_app.domain.inspections.wishes import Window
from gis_app.errors import Both, WanggeError


@dataclass(frozen=True)
class KeyPlace:
    """``points`` and ``minutes`` of a visit, ``hours`` in which it may be made (empty: office hours), ``skills`` that it needs.

    It is made once in ``every`` quarters.
    """

    points: float
    minutes: float
    hours: tuple[Span, ...] = ()
    skills: frozenset[str] = frozenset()
    every: int = 1

    def __post_init__(self) -> None:
        if self.every < 1:
            raise WanggeError("bad_value", field="every", why=Both("至少一个季度", "one quarter at the least"))

    @property
    def windows(self) -> tuple[Window, ...]:
        return tuple(Window(span) for span in self.hours)

    @classmethod
    def from_dict(cls, told: Mapping[str, Any]) -> Self:
        return cls(
            float(told["points"]), float(told["minutes"]), tuple(Span.read(span) for span in told.get("hours", ())), frozenset(told.get("skills", ())),
            int(told.get("every", 1)),
        )


USUAL: Mapping[str, KeyPlace] = MappingProxyType({
    "企业": KeyPlace(3, 30), "学校": KeyPlace(4, 25, (Span.read("08:30-11:30"), Span.read("14:00-16:30"))), "养老": KeyPlace(4, 25),
    "卫生": KeyPlace(3, 20), "市场": KeyPlace(3, 25, (Span.read("08:30-11:30"),)), "餐饮": KeyPlace(1, 15), "公用": KeyPlace(2, 15),
})


def key_places(settings: Mapping[str, Any]) -> Mapping[str, KeyPlace]:
    """The kinds of a town, by its settings; a kind set to null is none."""
    said = settings.get("inspection", {}).get("key_places", {})
    own = {kind: None if told is None else KeyPlace.from_dict(told) for kind, told in said.items()}
    return {kind: place for kind, place in {**USUAL, **own}.items() if place is not None}
