"""What would mend a finding, as edits ready to be previewed and sent."""

from collections.abc import Callable, Iterator, Mapping
from math import pi
from typing import Any

import numpy as np
import shapely

from gis_app.domain.checks import COMPACTNESS, Finding, Surroundings
from gis_app.domain.coverage.measures import neighbours
from gis_app.domain.drafts import Draft, read_action
from gis_app.domain.halving import halving_line
from gis_app.domain.naming import proposed
from gis_app.domain.places import scale_at

Edit = dict[str, Any]
AROUND_DEG = 2e-5
"""About two metres: so much land goes with a building."""
CALM_M = 30.0
"""Corners smaller than a square of so many metres are no border that anybody needs."""
NEW = {"zh": "新网格", "en": "a new grid"}
"""What a grid is called that gets its code only when the edit is done."""


def repairs(finding: Finding, draft: Draft, surroundings: Surroundings) -> list[dict[str, Any]]:
    """Each with its sentence; edits that make a grid leave its code to the rule. None where a person must draw."""
    return [{"edit": edit, **{language: _sentence(edit, language) for language in NEW}} for edit in _edits(finding, draft, surroundings)]


def _sentence(edit: Edit, language: str) -> str:
    named = {**edit, "new": NEW[language]} if edit.get("new") == "" else edit
    return read_action(named).sentence(language)


def _edits(finding: Finding, draft: Draft, surroundings: Surroundings) -> Iterator[Edit]:
    action = finding.action
    if "edit" in action:
        yield action["edit"]
        return
    propose = str(action.get("propose") or action.get("do") or "")
    if propose in PROPOSED and finding.grids:
        yield from PROPOSED[propose](finding, draft, surroundings)
    elif finding.rule in BY_RULE:
        yield from BY_RULE[finding.rule](finding, draft, surroundings)


def _merge(finding: Finding, draft: Draft, surroundings: Surroundings) -> Iterator[Edit]:
    """With the neighbour that the finding names, else with the one that has the longest common border."""
    into, scrap = finding.action.get("into"), finding.grids[0]
    if isinstance(into, int):
        into = sorted(draft.listed)[into]
    hosts = _hosts(draft, scrap)
    if hosts:
        into = into if into in hosts else hosts[0]
        yield {"edit": "merge", "grids": [scrap, into], "into": into}


def _hosts(draft: Draft, code: str) -> list[str]:
    """Neighbours of its own kind on the same ground, the one with the longest common border first."""
    if code not in draft.coverage.faces:
        return []
    beside = neighbours(draft.coverage, code)
    same = [key for key in beside if key in draft.listed and draft.lies_in(key) == draft.lies_in(code) and draft.kind(key) == draft.kind(code)]
    return sorted(same, key=lambda key: (-beside[key], key))


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
    """A separate part of a grid, or what lies beyond a barrier, goes to the neighbour beside it."""
    code, into = finding.grids[0], finding.action.get("into")
    if not {code, into} <= draft.coverage.faces.keys():
        return
    if "area" in finding.action:
        yield {"edit": "transfer", "givers": [code], "to": into, "area": finding.action["area"]}
    elif finding.at is not None:
        yield {"edit": "transfer_part", "grid": code, "at": list(finding.at), "to": into}


def _split(finding: Finding, draft: Draft, surroundings: Surroundings) -> Iterator[Edit]:
    """What lies beyond a barrier becomes a grid of its own; one that is too large is cut in two with equal homes."""
    code = finding.grids[0]
    if code not in draft.coverage.faces or draft.lies_in(code) is None:
        return
    if "area" in finding.action:
        yield {"edit": "draw", "new": "", "parent": draft.lies_in(code), "area": finding.action["area"], "kind": draft.kind(code)}
        return
    ground = draft.coverage.polygon(code)
    inside = surroundings.homes.query(ground, predicate="intersects")
    line = halving_line(ground, shapely.get_coordinates(surroundings.homes.geometries[inside]))
    if line is not None:
        yield {"edit": "split", "grid": code, "line": shapely.get_coordinates(line).tolist(), "new": "", "side": "left"}


def _calm(finding: Finding, draft: Draft, surroundings: Surroundings) -> Iterator[Edit]:
    """A ragged border is drawn more simply, where that is what makes the shape bad; a long shape is for a person."""
    code = finding.grids[0]
    beside = [key for key in neighbours(draft.coverage, code) if key in draft.listed] if code in draft.coverage.faces else []
    if not beside:
        return
    ground = draft.coverage.polygon(code)
    flat = shapely.transform(ground, lambda xy: xy * np.array(scale_at(ground.bounds[1])))
    [calm] = shapely.coverage_simplify([flat], CALM_M)
    if 4 * pi * calm.area >= COMPACTNESS * calm.length**2:
        yield {"edit": "simplify", "grids": [code, *beside], "tolerance_m": CALM_M}


def _name(finding: Finding, draft: Draft, surroundings: Surroundings) -> Iterator[Edit]:
    """Of a name that stands twice the first grid keeps it; all others are called by the habit of their neighbours."""
    codes = [code for code in finding.grids if code in draft.listed]
    names = [row.name for row in draft.listed.values()]
    for code in codes[1:] if finding.rule == "duplicate_name" else codes:
        mine = draft.listed[code].name
        beside = names if mine.strip() else [row.name for other, row in draft.listed.items() if draft.lies_in(other) == draft.lies_in(code)]
        called = proposed(mine, beside)
        if called is not None and called not in names:
            yield {"edit": "rename", "grid": code, "name": called}


Propose = Callable[[Finding, Draft, Surroundings], Iterator[Edit]]
PROPOSED: Mapping[str, Propose] = {"merge": _merge, "code": _code, "give": _give, "transfer": _part, "split": _split}
BY_RULE: Mapping[str, Propose] = {
    "sliver": _merge, "badly_shaped": _calm, "duplicate_name": _name, "missing_name": _name, "mojibake": _name,
}
