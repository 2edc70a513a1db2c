"""The change that leads from one state of a draft to another, for bringing an earlier one back."""

from gis_app.domain.coverage import OUTSIDE, Coverage, Delta
from gis_app.domain.drafts.change import Change
from gis_app.domain.drafts.draft import Draft
from gis_app.errors import WanggeError


def difference(now: Draft, wanted: Draft) -> Change:
    """What turns ``now`` into ``wanted``.

    Raises
    ------
    WanggeError
        ``edit_nothing`` where they are equal; ``edit_locked`` where the border of a locked grid would move.
    """
    here, there = now.coverage, wanted.coverage
    gone = {key: unit for key, unit in here.units.items() if there.units.get(key) != unit}
    come = {key: unit for key, unit in there.units.items() if here.units.get(key) != unit}
    delta = Delta(here.edges - there.edges, there.edges - here.edges, gone, come)
    change = Change.of(delta, now.listed, wanted.listed)
    if not (delta.removed or delta.added or gone or come or change.struck or change.entered):
        raise WanggeError("edit_nothing")
    _refuse_locked(here, delta)
    return change


def _refuse_locked(coverage: Coverage, delta: Delta) -> None:
    for edge in delta.removed | delta.added:
        for code in (set(edge.faces) & coverage.locked) - {OUTSIDE}:
            lon, lat = edge.ends[0]
            raise WanggeError("edit_locked", grid=code, lon=lon, lat=lat)
