"""A draft edition: a coverage with the list of its grids, what planners do to both, and the history of what they did."""

from gis_app.domain.drafts.acting import perform, read_action
from gis_app.domain.drafts.change import Change
from gis_app.domain.drafts.draft import Draft, Listed
from gis_app.domain.drafts.history import History

__all__ = ["Change", "Draft", "History", "Listed", "perform", "read_action"]
