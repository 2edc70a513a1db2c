"""What a rule must know before it can say anything, and how to tell that it could not be asked."""

from dataclasses import dataclass

import geopandas as gpd

from gis_app.domain.checks.surroundings import Surroundings

WORDS = {"kind": ("网格的类别", "the kinds of the grids"), "bands": ("各级网格的规模标准", "target bands"),
         "households": ("住户", "households"), "buildings": ("房屋或住户", "buildings or households"),
         "roads": ("道路", "roads")}
NEEDS = {"code_prefix": ("kind",), "too_large": ("kind", "bands"), "too_small": ("kind", "bands"),
         "without_people": ("households",), "on_the_line": ("buildings",), "cut_by_barrier": ("roads",)}


@dataclass(frozen=True)
class NotRun:
    """A rule that did not run, and what to bring along so that it does."""

    rule: str
    why: str
    why_en: str


def not_run(frame: gpd.GeoDataFrame, surroundings: Surroundings | None) -> list[NotRun]:
    """The planner's rules that lack something; none where no surroundings are given, for then none was asked."""
    if surroundings is None:
        return []
    lacking = {rule: [need for need in needs if not _known(need, frame, surroundings)] for rule, needs in NEEDS.items()}
    return [_told(rule, missing) for rule, missing in lacking.items() if missing]


def _told(rule: str, missing: list[str]) -> NotRun:
    zh, en = (join.join(WORDS[need][n] for need in missing) for n, join in enumerate(("、", " and ")))
    return NotRun(rule, f"没有{zh}资料，本项未检查，请先导入", f"Not checked without {en}: import them first")


def _known(need: str, frame: gpd.GeoDataFrame, around: Surroundings) -> bool:
    if need == "kind":
        return "kind" in frame.columns
    if need == "buildings":
        return around.buildings is not None or around.households is not None
    return getattr(around, need) is not None
