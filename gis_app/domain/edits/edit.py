"""What every edit has in common: it is judged by its outcome, told in words, and read from and written to JSON."""

from abc import ABC, abstractmethod
from collections.abc import Mapping
from dataclasses import dataclass, fields, replace
from typing import Any, ClassVar, NamedTuple, Self

from gis_app.domain.coverage import Coverage, Delta
from gis_app.domain.edits.judging import judge
from gis_app.domain.edits.reading import read_field
from gis_app.errors import Fault, WanggeError


class Applied(NamedTuple):
    """The coverage after an edit, and what the edit changed."""

    coverage: Coverage
    delta: Delta


@dataclass(frozen=True)
class Edit(ABC):
    """One thing a planner does. Pure: a coverage goes in, a delta comes out, or a refusal with its reason.

    ``name`` is the edit's name in JSON; ``zh`` and ``en`` are its sentences, filled from its fields.
    """

    name: ClassVar[str]
    zh: ClassVar[str]
    en: ClassVar[str]

    @abstractmethod
    def plan(self, coverage: Coverage) -> Delta:
        """What the edit would change, before its outcome is judged; raises ``WanggeError`` where it makes no sense."""

    @property
    def may_part(self) -> bool:
        """Whether a grid may end up in more parts than before: only where it was asked for."""
        return getattr(self, "parts", False) is True

    def apply(self, coverage: Coverage) -> Applied:
        """The coverage after the edit; only what the edit touches is verified.

        Raises
        ------
        WanggeError
            The refusal: which grid, where (lon, lat), why.
        """
        delta = self.plan(coverage)
        if not (delta.removed or delta.added or delta.gone or delta.come):
            raise WanggeError("edit_nothing")
        delta = _without_used_gaps(coverage, delta)
        after = coverage.apply(delta)
        judge(coverage, after, delta, may_part=self.may_part)
        return Applied(after, delta)

    def delta(self, coverage: Coverage) -> Delta:
        """What the edit changes; raises its refusal."""
        return self.apply(coverage).delta

    def refusal(self, coverage: Coverage) -> WanggeError | None:
        """Why the edit cannot be done; None where it can. The same code as ``apply``, so the two never differ."""
        try:
            self.apply(coverage)
        except WanggeError as refusal:
            return refusal
        return None

    def sentence(self, language: str = "zh") -> str:
        """What was done, for the list of edits."""
        told = {item.name: getattr(self, item.name) for item in fields(self)}
        said = self.en if language == "en" else self.zh
        return said.format(**{name: _told(value, "、" if language == "zh" else ", ") for name, value in told.items()})

    def to_dict(self) -> dict[str, Any]:
        return {"edit": self.name, **{item.name: getattr(self, item.name) for item in fields(self)}}

    @classmethod
    def from_dict(cls, said: Mapping[str, Any]) -> Self:
        """From JSON; unknown and unfit fields are refused (``bad_request`` naming each)."""
        known = {item.name: item for item in fields(cls)}
        faults = [Fault(name, "不认识的字段") for name in said if name not in known and name != "edit"]
        values: dict[str, Any] = {}
        for name, item in known.items():
            try:
                values |= read_field(item, said)
            except WanggeError as fault:
                faults.append(Fault(name, fault.sentence()))
        if faults:
            raise WanggeError("bad_request", why="；".join(f"{fault.field}：{fault.reason}" for fault in faults), errors=faults)
        return cls(**values)


def _told(value: object, comma: str) -> object:
    """Several codes as a list in words."""
    codes = [item for item in value if isinstance(item, str)] if isinstance(value, tuple | Mapping) else []
    return comma.join(codes) if codes else value


def _without_used_gaps(coverage: Coverage, delta: Delta) -> Delta:
    """A gap that lost all its ground is no unit any more."""
    left = {face for edge in delta.added for face in edge.faces}
    kept = {gap for gap in coverage.gaps if coverage.faces[gap] - delta.removed}
    used = {gap for gap in coverage.gaps if gap in delta.touched and gap not in left | kept}
    return replace(delta, gone={**delta.gone, **{gap: coverage.units[gap] for gap in used}})
