"""Wangge (网格): the map under a town's grid governance.

As a library: ``gis_app.load("incidents")`` gives a GeoDataFrame, ``gis_app.folium_map(...)`` a map, ``gis_app.plots`` draws with
units. Each is brought when it is first asked for, so that ``import gis_app`` costs nothing.
"""

import importlib
from typing import Any

__version__ = "0.1.0"

_HOMES = {"load": "gis_app.services.loading", "folium_map": "gis_app.maplayers.drawing", "plots": "gis_app.maplayers.plots"}


def __getattr__(name: str) -> Any:
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    home = importlib.import_module(_HOMES[name])
    return home if name == "plots" else getattr(home, name)
