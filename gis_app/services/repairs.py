"""What would mend a finding, as edits ready to be previewed and sent."""

from collections.abc import Callable, Iterator, Mapping
from typing import Any

import shapely

from gis_app.domain.checks import Finding, Surroundings
from gis_app.domain.coverage.measures import neighbours
from gis_app.domain.drafts import Draft, read_action

Edit = dict[str, Any]
AROUND_DEG = 2e-5
"""About two metres: so much land goes with a building."""


def repairs(finding: Finding, draft: Draft, surroundings: Surroundings) -> list[dict[str, Any]]:
    """Each with its sentence. None where a person must draw."""
    return [{"edit": edit, "zh": read_action(edit).sentence("zh"), "en": read_action(edit).sentence("en")}
            for edit in _edits(finding, draft, surroundings)]


def _edits(finding: Finding, draft: Draft, surroundings: Surroundings) -> Iterator[Edit]:
    action = finding.action
    if "edit" in action:
        yield action["edit"]
        return
    propose = str(action.get("propose") or action.get("do") or "")
    if propose in PROPOSED and finding.grids:
        yield from PROPOSED[propose](finding, draft, surroundings)
    elif finding.rule == "sliver":
        yield from _scraps(finding, draft)


def _merge(finding: Finding, draft: Draft, surroundings: Surroundings) -> Iterator[Edit]:
    into, scrap = finding.action.get("into"), finding.grids[0]
    if isinstance(into, int):
        into = sorted(draft.listed)[into]
    both = {scrap, into} <= draft.coverage.faces.keys() and into != scrap
    if both and draft.lies_in(scrap) == draft.lies_in(str(into)):
        yield {"edit": "merge", "grids": [scrap, into], "into": into}


def _code(finding: Finding, draft: Draft, surroundings: Surroundings) -> Iterator[Edit]:
    code = finding.action.get("code")
    if code and code not in draft.listed:
        yield {"edit": "recode", "codes": {finding.grids[0]: code}}


def _give(finding: Finding, draft: Draft, surroundings: Surroundings) -> Iterator[Edit]:
    """The land under a building that a border cuts, or right around a home on a border, goes to one grid."""
    shape = _thing(finding, surroundings)
    into = finding.action.get("into")
    givers = [code for code in finding.grids if code != into and code in draft.coverage.faces]
    if shape is not None and givers and into in draft.coverage.faces:
        around = shapely.simplify(shapely.buffer(shape, AROUND_DEG, join_style="mitre"), AROUND_DEG / 10)
        ring = [[round(x, 9), round(y, 9)] for x, y in shapely.get_coordinates(around.exterior).tolist()]
        yield {"edit": "transfer", "givers": givers, "to": into, "area": [ring]}


def _thing(finding: Finding, surroundings: Surroundings) -> shapely.Polygon | shapely.Point | None:
    """The building or household that is meant, by its own id."""
    what = "building" if "building" in finding.action else "household"
    frame = surroundings.buildings if what == "building" else surroundings.households
    if frame is None or "external_id" not in frame.columns:
        return None
    found = frame.geometry[frame["external_id"] == finding.action.get(what)]
    return shapely.get_parts(found.iloc[0])[0] if len(found) else None


def _part(finding: Finding, draft: Draft, surroundings: Surroundings) -> Iterator[Edit]:
    """A separate part of a grid goes to the neighbour beside it."""
    code, into = finding.grids[0], finding.action.get("into")
    if finding.rule == "not_contiguous" and finding.at is not None and {code, into} <= draft.coverage.faces.keys():
        yield {"edit": "transfer_part", "grid": code, "at": list(finding.at), "to": into}


def _scraps(finding: Finding, draft: Draft) -> Iterator[Edit]:
    """A scrap of a grid goes to the neighbour with the longest common border."""
    for code in finding.grids[:1]:
        beside = {key: metres for key, metres in neighbours(draft.coverage, code).items() if key in draft.listed} if code in draft.coverage.faces else {}
        into = max(sorted(beside), key=lambda key: beside[key], default=None)
        if into is not None and draft.lies_in(into) == draft.lies_in(code):
            yield {"edit": "merge", "grids": [code, into], "into": into}


PROPOSED: Mapping[str, Callable[[Finding, Draft, Surroundings], Iterator[Edit]]] = {
    "merge": _merge, "code": _code, "give": _give, "transfer": _part,
}
