"""All tables; importing this package fills ``Base.metadata``."""

from gis_app.db.models import audit, features, grids, incidents, items, register, staff

__all__ = ["audit", "features", "grids", "incidents", "items", "register", "staff"]
