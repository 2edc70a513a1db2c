"""Rounds in the field: positions cleaned of what cannot have been, told by grid, and what was come near."""

from gis_app.domain.patrols.cleaning import Cleaned, clean
from gis_app.domain.patrols.fixes import Fixes
from gis_app.domain.patrols.passing import Passed, lines, passed
from gis_app.domain.patrols.seeing import Seen

__all__ = ["Cleaned", "Fixes", "Passed", "Seen", "clean", "lines", "passed"]
