"""Who does a thing. Accounts come later; until then the local operator does everything, under a name of his own."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Actor:
    """One who acts: every service function takes him, every history row and audit event names him.

    ``territory`` holds the codes of the nodes he answers for; empty means the whole deployment.
    """

    name: str
    kind: str = "operator"
    territory: tuple[str, ...] = ()


LOCAL_OPERATOR = Actor(name="local")
ANONYMOUS_RESIDENT = Actor(name="resident", kind="resident")
LINK_HOLDER = Actor(name="link", kind="team")
"""Whoever comes by a team's link; what he writes is noted under the name of the team that the link belongs to."""
