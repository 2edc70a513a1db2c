"""Declared layers, their legends, and the maps that folium draws with the same pens.

``folium_map``, ``Picture`` and ``page`` are brought from ``drawing`` when first asked for: folium takes a second to import, which a
tile or a command must not pay.
"""

import importlib
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from gis_app.maplayers.drawing import Picture, folium_map, page

__all__ = ["Picture", "folium_map", "page"]


def __getattr__(name: str) -> Any:
    if name not in __all__:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(importlib.import_module("gis_app.maplayers.drawing"), name)
