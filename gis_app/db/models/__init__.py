"""All tables; importing this package fills ``Base.metadata``."""

from gis_app.db.models import (
    audit,
    drafts,
    features,
    grids,
    heat,
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
    "audit", "drafts", "features", "grids", "heat", "hotspots", "incidents", "inspection_requests", "inspections", "items", "limits", "patrols", "proposals",
    "register", "staff", "tiles",
]
