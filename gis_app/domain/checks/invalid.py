"""A shape that is no polygon: it crosses itself, or its rings do."""

import re
from collections.abc import Iterator

import numpy as np
import shapely

from gis_app.domain.checks.finding import ERROR, Finding
from gis_app.domain.checks.sheet import Sheet

RULE = "invalid"
PLACE = re.compile(r"\[(-?[\d.eE+-]+) (-?[\d.eE+-]+)\]")
WHY = {"Self-intersection": "边界自相交", "Ring Self-intersection": "环自相交", "Hole lies outside shell": "洞在外环之外",
       "Holes are nested": "洞里套洞", "Interior is disconnected": "内部被切断", "Nested shells": "外环互相套叠",
       "Duplicate Rings": "环重复", "Too few points in geometry component": "点数不足"}


def find(sheet: Sheet) -> Iterator[Finding]:
    """One finding an invalid shape, at the place where it goes wrong."""
    asked = np.flatnonzero(sheet.focus & ~shapely.is_missing(sheet.given))
    for row in asked[~shapely.is_valid(sheet.given[asked])].tolist():
        told = shapely.is_valid_reason(sheet.given[row])
        place, mended = PLACE.search(told), sheet.polygons[row]
        why = WHY.get(told.partition("[")[0].strip(), "图形无效")
        yield Finding(
            RULE, ERROR, (row,), sheet.codes_of((row,)),
            at=(float(place[1]), float(place[2])) if place else None,
            area_m2=None if mended is None else sheet.area_m2(mended),
            fix=f"{sheet.title(row)}{why}，" + ("交叉过多，请重画" if mended is None else "可以自动修正，修正后请核对面积"),
            fix_en=f"{sheet.title_en(row)} is not a valid polygon ({told.partition('[')[0].strip().lower()}): "
                   + ("too many crossings, draw it again" if mended is None else "mend it, then look at its area"),
            action={} if mended is None else {"do": "mend"},
        )
