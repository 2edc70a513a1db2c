"""GPKG, zipped Shapefile and GeoParquet."""

import tempfile
import zipfile
from pathlib import Path

import geopandas as gpd
import pandas as pd
import pyogrio

LAYER = "wangge"
DBF_NAME = 10
"""Characters that a Shapefile's field name may have."""


def write_gpkg(frame: gpd.GeoDataFrame, path: Path, crs: str) -> None:
    pyogrio.write_dataframe(_texts(frame), path, driver="GPKG", layer=path.stem)


def write_parquet(frame: gpd.GeoDataFrame, path: Path, crs: str) -> None:
    frame.to_parquet(path, index=False, compression="zstd")


def write_shapefile(frame: gpd.GeoDataFrame, path: Path, crs: str) -> None:
    """A zip of the set, text in UTF-8 and a .cpg that says so; long field names cut without two becoming one."""
    cut = _texts(frame).rename(columns=_short_names([name for name in frame.columns if name != frame.geometry.name]))
    with tempfile.TemporaryDirectory(dir=path.parent) as folder:
        pyogrio.write_dataframe(cut, Path(folder) / f"{path.stem}.shp", driver="ESRI Shapefile", encoding="UTF-8")
        with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as packed:
            for part in sorted(Path(folder).iterdir()):
                packed.write(part, part.name)


def _texts(frame: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """Times and ids as text: the formats differ in what they can hold."""
    plain = frame.copy()
    for name in plain.columns:
        if isinstance(plain[name].dtype, pd.DatetimeTZDtype):
            plain[name] = [None if value is pd.NaT else value.isoformat() for value in plain[name]]
    return plain


def _short_names(names: list[str]) -> dict[str, str]:
    taken: dict[str, str] = {}
    for name in names:
        short, serial = name[:DBF_NAME], 1
        while short in taken.values():
            serial += 1
            short = f"{name[:DBF_NAME - len(str(serial))]}{serial}"
        taken[name] = short
    return taken
