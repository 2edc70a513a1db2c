"""What was found as a frame for files: one row a cell, with the seed and the parameters beside every row."""

import json
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd

from gis_app.services.hotspots import Found


def as_frame(found: Found) -> gpd.GeoDataFrame:
    """EPSG:4326. ``hotspot`` numbers the hotspots from 1 (0: in none); ``parameters`` is JSON and holds all that is needed to do it again."""
    hotspot = np.zeros(len(found.ground.keys), np.int64)
    for number, spot in enumerate(found.spots, 1):
        hotspot[list(spot.cells)] = number
    frame = pd.DataFrame({
        "town": found.ground.town, "code": found.ground.keys, "name": found.ground.names, **found.columns, "hotspot": hotspot,
        "method": found.wish.method, "cells": found.wish.cells, "from": found.asked.period.first.isoformat(),
        "to": found.asked.period.last.isoformat(), "item": ",".join(found.asked.items), "source": ",".join(sorted(found.asked.sources)),
        "seed": found.wish.seed, "parameters": json.dumps(told(found.parameters), ensure_ascii=False, sort_keys=True),
    })  # fmt: skip
    return gpd.GeoDataFrame(frame, geometry=list(found.ground.shapes), crs="EPSG:4326")


def told(value: Any) -> Any:
    """The same as plain JSON values."""
    if isinstance(value, dict):
        return {str(name): told(one) for name, one in value.items()}
    if isinstance(value, list | tuple):
        return [told(one) for one in value]
    return value.item() if isinstance(value, np.generic) else value
