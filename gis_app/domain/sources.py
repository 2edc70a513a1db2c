"""Where reports come from, and the two views that are always told apart: found by the grid itself, found by others."""

from collections.abc import Iterable

from gis_app.errors import WanggeError, one_of

SOURCES = ("worker", "head", "resident", "hotline", "department", "datacheck", "inspection")
OWN = frozenset(("worker", "head"))
OTHERS = frozenset(SOURCES) - OWN
COMPLAINTS = frozenset(("resident", "hotline"))
GROUPS = {"all": frozenset(SOURCES), "own": OWN, "others": OTHERS}

SOURCE_IDS = {name: place for place, name in enumerate(SOURCES, start=1)}
"""Small numbers for arrays; 0 stands for any source. Stored: append to ``SOURCES``, never reorder."""


def source_set(names: Iterable[str]) -> frozenset[str]:
    """The sources meant by names of sources and of groups; nothing named means all.

    Raises
    ------
    WanggeError
        ``bad_value`` for a name that is neither.
    """
    found: set[str] = set()
    for name in names:
        if name not in GROUPS and name not in SOURCE_IDS:
            raise WanggeError("bad_value", field="source", why=one_of((*GROUPS, *SOURCES)))
        found |= GROUPS.get(name, {name})
    return frozenset(found) or GROUPS["all"]
