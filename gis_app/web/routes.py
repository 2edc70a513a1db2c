"""Every route declares who may call it, and what it takes and answers; a test refuses one that does not.

The declaration is the API's description: ``openapi.json`` is made of it.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any, TypeVar

ANYONE_HERE = "anyone on this machine"
"""There are no accounts yet: whoever can reach the loopback address."""

LINK_HOLDER = "whoever holds the team's link"
"""A word that cannot be guessed stands in the address, and is checked by what the call does."""

View = TypeVar("View", bound=Callable[..., Any])


@dataclass(frozen=True)
class Declaration:
    """``query``/``headers``: OpenAPI parameters by name. ``body``/``answer``: content type -> schema."""

    audience: str
    query: dict[str, dict[str, Any]] = field(default_factory=dict)
    headers: dict[str, dict[str, Any]] = field(default_factory=dict)
    path: dict[str, dict[str, Any]] = field(default_factory=dict)
    body: dict[str, Any] = field(default_factory=dict)
    answer: dict[str, Any] = field(default_factory=dict)
    status: int = 200
    problems: tuple[int, ...] = ()


def declares(audience: str = ANYONE_HERE, *, problems: Sequence[int] = (), **described: Any) -> Callable[[View], View]:
    """Attach a ``Declaration`` to a view."""
    declaration = Declaration(audience=audience, problems=tuple(problems), **described)

    def attach(view: View) -> View:
        view.declaration = declaration  # type: ignore[attr-defined]
        return view

    return attach
