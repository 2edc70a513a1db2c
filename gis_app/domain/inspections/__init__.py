"""The joint inspection (季度联查): what one work area wishes looked at, who goes where on which day, and what was left out.

``Inspection`` is what is asked for, ``Plan`` the answer; both are plain values with ``to_dict`` and ``from_dict``, so that
they can be stored, compared and replayed. Every leaf grid of the area is a required wish; all others carry a prize.
``survey`` measures the ways, ``solving.plan`` makes the plan, ``moves.moved`` changes it by hand; solving and moves are
imported by their own names, because they load the solver, which takes a second.
"""

from gis_app.domain.inspections.ground import Ground, survey
from gis_app.domain.inspections.inspection import Ban, Inspection, Lock
from gis_app.domain.inspections.plan import Plan, Route, Unserved, Visit
from gis_app.domain.inspections.settings import Settings
from gis_app.domain.inspections.teams import Team
from gis_app.domain.inspections.times import Span
from gis_app.domain.inspections.wishes import KINDS, Window, Wish

__all__ = ["KINDS", "Ban", "Ground", "Inspection", "Lock", "Plan", "Route", "Settings", "Span", "Team", "Unserved", "Visit", "Window", "Wish", "survey"]
