"""Carve an enterprise grid out of village grids; it becomes a hole in them, or cuts into them from the side."""

from dataclasses import dataclass
from typing import ClassVar

from gis_app.domain.coverage import Coverage, Shape
from gis_app.domain.edits.draw import Draw


@dataclass(frozen=True)
class Carve(Draw):
    """Like drawing, but never on another enterprise's ground."""

    name: ClassVar[str] = "carve"
    zh: ClassVar[str] = "从 {parent} 的网格中划出企业网格 {new}"
    en: ClassVar[str] = "carved the enterprise {new} out of the grids of {parent}"

    kind: str = "enterprise"

    def givers(self, coverage: Coverage, drawn: Shape) -> list[str]:
        return [key for key in super().givers(coverage, drawn) if coverage.units[key].kind != "enterprise"]
