"""The findings of a draft, kept and renewed: after an edit only what it can have changed is checked again.

A coverage has no overlaps and no cracks by construction, so those rules are left to the full check before publishing; its
gaps are faces of their own and are told from them.
"""

import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import geopandas as gpd
import shapely

from gis_app.domain.checks import ERROR, Finding, NotRun, check, not_run, renew
from gis_app.domain.coverage import OUTSIDE
from gis_app.domain.coverage.measures import area, neighbours
from gis_app.domain.drafts import Draft
from gis_app.services.grounds import Grounds
from gis_app.services.repairs import repairs

SEAMS = ("invalid", "overlap", "gap", "hole", "outside_parent", "not_noded")
Told = dict[str, Any]


@dataclass(frozen=True)
class Judged:
    """The findings of one state of a draft."""

    draft: Draft
    grounds: Grounds
    frame: gpd.GeoDataFrame
    checked: Sequence[Finding]

    @classmethod
    def of(cls, draft: Draft, grounds: Grounds) -> "Judged":
        frame = as_frame(draft)
        return cls(draft, grounds, frame, check(frame, surroundings=grounds.surroundings, skip=SEAMS))

    def after(self, draft: Draft) -> "Judged":
        """Those of a later (or earlier) state of the same draft."""
        touched = self.draft.touched(draft)
        if not touched:
            return self
        frame = as_frame(draft)
        found = renew(self.checked, self.frame, frame, touched, surroundings=self.grounds.surroundings, skip=SEAMS)
        return Judged(draft, self.grounds, frame, found)

    @cached_property
    def findings(self) -> list[Finding]:
        """Gaps first."""
        return [*gaps(self.draft), *self.checked]

    @cached_property
    def blocking(self) -> list[Finding]:
        return [finding for finding in self.findings if finding.severity == ERROR]

    @property
    def not_run(self) -> list[NotRun]:
        return not_run(self.frame, self.grounds.surroundings)

    @cached_property
    def by_id(self) -> dict[str, Finding]:
        """The findings by their ids."""
        return {identity(finding): finding for finding in self.findings}

    def counts(self) -> Told:
        errors = len(self.blocking)
        return {"errors": errors, "warnings": len(self.findings) - errors}


def as_frame(draft: Draft) -> gpd.GeoDataFrame:
    """The grids as the checks read them; units above the leaves have no shape of their own here, being sums."""
    codes = sorted(draft.listed)
    rows = [draft.listed[code] for code in codes]
    return gpd.GeoDataFrame(
        {"code": codes, "name": [row.name for row in rows], "kind": [draft.kind(code) for code in codes],
         "level": [row.level for row in rows], "parent": [row.parent for row in rows], "lies_in": [draft.lies_in(code) for code in codes]},
        geometry=[draft.coverage.polygon(code) if code in draft.coverage.faces else None for code in codes], crs=4326,
    )


def gaps(draft: Draft) -> list[Finding]:
    """Ground inside the town that no grid has."""
    found = []
    for gap in draft.gaps:
        shape, size = draft.coverage.polygon(gap), area(draft.coverage, gap)
        beside = {key: metres for key, metres in neighbours(draft.coverage, gap).items() if key in draft.listed and key != OUTSIDE}
        codes = tuple(sorted(beside, key=lambda key: -beside[key]))
        lon, lat = shapely.point_on_surface(shape).coords[0]
        advice = f"，建议并入 {draft.listed[codes[0]].name} {codes[0]}" if codes else ""
        advice_en = f": merge them into {codes[0]}" if codes else ""
        found.append(Finding(
            "gap", ERROR, (), codes, at=(lon, lat), area_m2=size, fix=f"有 {size:,.1f} 平方米没有划给任何网格{advice}",
            fix_en=f"{size:,.1f} m² belong to no grid{advice_en}", action={"edit": {"edit": "fill", "gap": gap}},
        ))
    return found


def identity(finding: Finding) -> str:
    """The same for the same finding before and after an edit elsewhere."""
    place = None if finding.at is None else [round(part, 6) for part in finding.at]
    said = json.dumps([finding.rule, finding.grids, place, finding.fix], ensure_ascii=False)
    return hashlib.sha256(said.encode()).hexdigest()[:16]


def finding_told(finding: Finding, judged: Judged) -> Told:
    """A finding with the edits that would mend it."""
    said = finding.to_dict()
    kept = {name: said[name] for name in ("rule", "severity", "grids", "at", "area_m2", "fix", "fix_en")}
    return {"id": identity(finding), **kept, "repairs": repairs(finding, judged.draft, judged.grounds.surroundings)}
