"""From what an edit wants to the delta that does it: labels, lines and cuts, written in the one way edges are written."""

from collections.abc import Iterable, Mapping

from gis_app.domain.coverage.delta import Delta
from gis_app.domain.coverage.edge import Edge, Point
from gis_app.domain.coverage.joining import count_ends, joined
from gis_app.domain.coverage.subdivision import NONE, Coverage
from gis_app.domain.coverage.tree import Unit


def change(coverage: Coverage, removed: Iterable[Edge], raw: Iterable[Edge], units: Mapping[str, Unit | None] | None = None) -> Delta:
    """The delta that puts ``raw`` stretches in the place of ``removed`` edges.

    Where a node loses its third edge, the two that are left become one; so edges beside the removed ones may be
    written anew too.

    Parameters
    ----------
    raw
        Stretches that meet each other, and what stays, at ends only.
    units
        Units that come or change; None for those that go.
    """
    gone, come = set(removed), list(raw)
    places = {end for edge in (*gone, *come) for end in edge.ends}
    ends = count_ends(come)
    for place in places:
        staying = coverage.nodes.get(place, NONE) - gone
        if staying and ends.get(place, 0) + count_ends(staying)[place] == 2:
            gone |= staying
            come += staying
            ends = count_ends(come)
    added = joined(come, lambda place: _staying_ends(coverage, place, gone))
    same = added & gone
    went, came = _unit_changes(coverage, units or {})
    return Delta(frozenset(gone - same), added - same, went, came)


def _staying_ends(coverage: Coverage, place: Point, gone: set[Edge]) -> int:
    return count_ends(coverage.nodes.get(place, NONE) - gone)[place]


def _unit_changes(coverage: Coverage, units: Mapping[str, Unit | None]) -> tuple[dict[str, Unit], dict[str, Unit]]:
    changed = {key: unit for key, unit in units.items() if coverage.units.get(key) != unit}
    went = {key: coverage.units[key] for key in changed if key in coverage.units}
    return went, {key: unit for key, unit in changed.items() if unit is not None}


def relabel(coverage: Coverage, names: Mapping[str, str], units: Mapping[str, Unit | None] | None = None) -> Delta:
    """Whole faces take other names; borders between faces of one name vanish."""
    removed = {edge for face in names for edge in coverage.faces[face]}
    raw = [edge.relabelled(names) for edge in removed]
    return change(coverage, removed, [edge for edge in raw if edge.left != edge.right], units)
