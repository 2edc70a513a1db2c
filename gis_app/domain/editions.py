"""The way of an edition: the states it passes and the steps between them, as data."""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

STATES: Mapping[str, tuple[str, str]] = MappingProxyType({
    "draft": ("草案", "draft"), "review": ("审核中", "in review"), "approved": ("已通过审核", "approved"),
    "published": ("已发布", "published"), "withdrawn": ("已撤回", "withdrawn"),
})


@dataclass(frozen=True)
class Step:
    """From which states, to which, and what it is called."""

    before: tuple[str, ...]
    after: str
    zh: str
    en: str


STEPS: Mapping[str, Step] = MappingProxyType({
    "send": Step(("draft",), "review", "送审", "send for review"),
    "approve": Step(("review",), "approved", "通过审核", "approve"),
    "return": Step(("review", "approved"), "draft", "退回修改", "send back"),
    "withdraw": Step(("draft", "review", "approved"), "withdrawn", "撤回", "withdraw"),
    "publish": Step(("approved",), "published", "发布", "publish"),
})


def can(action: str, state: str) -> bool:
    """Whether the step can be taken from a state."""
    return state in STEPS[action].before
