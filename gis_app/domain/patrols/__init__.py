"""Rounds in the field: positions cleaned of what cannot have been, cut where the way is unknown, and told by grid."""

from gis_app.domain.patrols.cleaning import Cleaned, clean
from gis_app.domain.patrols.fixes import Fixes
from gis_app.domain.patrols.passing import Passed, lines, passed

__all__ = ["Cleaned", "Fixes", "Passed", "clean", "lines", "passed"]
