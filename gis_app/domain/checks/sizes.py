"""How large grids are against the target band of their kind and level; no band, nothing wanted."""

from collections.abc import Iterator
from typing import NamedTuple

import numpy as np

from gis_app.domain.checks.members import areas_m2, level_of, members
from gis_app.domain.checks.sheet import Sheet, once
from gis_app.domain.checks.surroundings import Band, Range

MU_M2 = 10_000 / 15


class Measure(NamedTuple):
    """One figure of a grid and the band that it should lie in; how to say both."""

    row: int
    name: str
    value: float
    band: Range

    def said(self) -> str:
        if self.name == "area_m2":
            return f"面积 {self.value / MU_M2:,.1f} 亩"
        return f"{self.value:,.0f} {'户' if self.name == 'households' else '人'}"

    def said_en(self) -> str:
        return f"{self.value:,.0f} {'m²' if self.name == 'area_m2' else self.name}"

    def bound(self, upper: bool) -> tuple[str, str]:
        """The bound that is broken, in both languages."""
        value = self.band[upper] or 0.0
        if self.name == "area_m2":
            return f"{value / MU_M2:,.1f} 亩", f"{value:,.0f} m²"
        return f"{value:,.0f} {'户' if self.name == 'households' else '人'}", f"{value:,.0f}"


def broken(sheet: Sheet, *, upper: bool) -> Iterator[tuple[int, list[Measure]]]:
    """Rows with the figures that lie above the upper (or below the lower) bound of their band."""
    found: dict[int, list[Measure]] = {}
    for measure in measures(sheet):
        bound = measure.band[upper]
        if bound is not None and (measure.value > bound if upper else measure.value < bound):
            found.setdefault(measure.row, []).append(measure)
    yield from sorted(found.items())


@once
def measures(sheet: Sheet) -> tuple[Measure, ...]:
    """Every figure for which the row's kind and level have a band."""
    return tuple(found for tier in range(len(sheet.tiers)) for found in _of_tier(sheet, tier))


def _of_tier(sheet: Sheet, tier: int) -> Iterator[Measure]:
    rows = sheet.tiers[tier]
    banded = {row: band for row in rows[sheet.focus[rows]].tolist() if (band := _band(sheet, row)) is not None}
    if not banded:
        return
    own = np.fromiter(banded, dtype=np.intp)
    areas = dict(zip(own.tolist(), areas_m2(sheet, own).tolist(), strict=True))
    counted = _counted(sheet, tier)
    for row, band in banded.items():
        figures = {**counted.get(row, {}), "area_m2": areas[row]}
        yield from (Measure(row, name, figures[name], getattr(band, name)) for name in figures
                    if getattr(band, name) != (None, None))


def _counted(sheet: Sheet, tier: int) -> dict[int, dict[str, float]]:
    if sheet.surroundings.households is None:
        return {}
    told = members(sheet, tier)
    homes = {row: {"households": float(n)} for row, n in zip(told.rows.tolist(), told.households.tolist(), strict=True)}
    if told.people is not None:
        for row, heads in zip(told.rows.tolist(), told.people.tolist(), strict=True):
            homes[row]["people"] = float(heads)
    return homes


def _band(sheet: Sheet, row: int) -> Band | None:
    return (sheet.surroundings.bands or {}).get((sheet.kinds[row], level_of(sheet, row)))
