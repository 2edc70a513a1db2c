"""Frames to files, by the file's ending; written beside the target first, so that a broken export leaves nothing."""

import os
import tempfile
from collections.abc import Callable, Mapping
from pathlib import Path
from types import MappingProxyType

import geopandas as gpd
import numpy as np

from gis_app.domain.crs import geometries_from_wgs84, parse_crs
from gis_app.errors import WanggeError
from gis_app.exchange.writers import geojson, spatial, tables

Writer = Callable[[gpd.GeoDataFrame, Path, str], None]

WRITERS: Mapping[str, Writer] = MappingProxyType({
    ".geojson": geojson.write, ".json": geojson.write, ".gpkg": spatial.write_gpkg, ".zip": spatial.write_shapefile,
    ".parquet": spatial.write_parquet, ".csv": tables.write_csv, ".csv.gz": tables.write_csv, ".xlsx": tables.write_xlsx,
})


def ending_of(path: Path) -> str:
    """The file's ending as ``WRITERS`` has it, or a refusal: ``output_unknown``."""
    ending = ".csv.gz" if path.name.lower().endswith(".csv.gz") else path.suffix.lower()
    if ending not in WRITERS:
        raise WanggeError("output_unknown", ending=ending or path.name, known="、".join(WRITERS))
    return ending


def write(frame: gpd.GeoDataFrame, path: Path, crs: str = "wgs84") -> None:
    """Write a frame in EPSG:4326 to ``path``, its coordinates in ``crs``.

    Raises
    ------
    WanggeError
        ``output_unknown``, ``bad_crs``.
    """
    ending, known = ending_of(path), parse_crs(crs)
    shapes = geometries_from_wgs84(np.asarray(frame.geometry.to_numpy(), dtype=object), known)
    moved = frame.set_geometry(gpd.GeoSeries(shapes, index=frame.index, crs=tag(known)))
    with tempfile.TemporaryDirectory(prefix=".wangge-", dir=path.parent) as folder:
        made = Path(folder) / f"{path.name.removesuffix(ending)}{ending}"
        WRITERS[ending](moved, made, known)
        os.replace(made, path)


def tag(crs: str) -> str | None:
    """What a file can say of its system; nothing for the shifted ones, which have no number."""
    if crs in ("gcj02", "bd09"):
        return None
    return {"wgs84": "EPSG:4326", "cgcs2000": "EPSG:4490"}.get(crs, crs)
