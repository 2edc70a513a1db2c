"""All tables; importing this package fills ``Base.metadata``."""

from gis_app.db.models import (
    audit,
    drafts,
    features,
    grids,
    heat,
    hotspot_searches,
    hotspots,
    incidents,
    inspection_requests,
    inspections,
    items,
    limits,
    patrols,
    proposals,
    register,
    staff,
    tiles,
)

__all__ = [
    "audit", "drafts", "features", "grids", "heat", "hotspot_searches", "hotspots", "incidents", "inspection_requests", "inspections", "items", "limits",
    "patrols", "proposals", "register", "staff", "tiles",
]
