"""Shapefile: shapes through GDAL, attributes by our own hand; a bare DBF is a table without shapes."""

import tempfile
from pathlib import Path

import numpy as np
import pyarrow as pa

from gis_app.errors import WanggeError
from gis_app.exchange.raw import Raw
from gis_app.exchange.readers.cells import check_size, row_numbers
from gis_app.exchange.readers.dbf import Dbf, choose_encoding
from gis_app.exchange.readers.gdal import pyogrio

PARTS = (".shp", ".shx", ".dbf", ".prj", ".cpg")


def read(path: Path, name: str, encoding: str | None) -> Raw:
    """The set of files around ``path``; a missing .shx is rebuilt, a missing .dbf means no attributes."""
    parts = _parts(path)
    raw = Raw(name=name, kind="shapefile", columns={}, rows=row_numbers(0))
    table = Dbf(parts[".dbf"].read_bytes(), name) if ".dbf" in parts else None
    if path.suffix.lower() == ".shp":
        kept = _read_shapes(parts, raw, name)
    else:
        kept = [row for row, gone in enumerate(table.deleted() if table else []) if not gone]
    raw.rows = pa.array([row + 1 for row in kept], type=pa.int64())
    if table is None:
        raw.notes.append("缺少 .dbf，只有图形没有属性")
        return raw
    check_size(name, len(table.fields), table.count)
    if kept and max(kept) >= table.count:
        raise WanggeError("file_damaged", name=name, why=f".dbf 只有 {table.count} 行，与 .shp 不符")
    cpg = parts[".cpg"].read_text("latin-1")[:40] if ".cpg" in parts else None
    raw.encoding, notes = choose_encoding(table, encoding, cpg)
    raw.notes += notes
    raw.columns = table.columns(raw.encoding, kept)
    return raw


def _parts(path: Path) -> dict[str, Path]:
    stem = path.stem.lower()
    return {other.suffix.lower(): other for other in path.parent.iterdir()
            if other.stem.lower() == stem and other.suffix.lower() in PARTS}


def _read_shapes(parts: dict[str, Path], raw: Raw, name: str) -> list[int]:
    """Fill in shapes and system; returns which records were read."""
    if ".shx" not in parts:
        raw.notes.append("缺少 .shx，已按 .shp 重建")
    with tempfile.TemporaryDirectory() as beside:
        for ending, part in parts.items():
            if ending != ".cpg":
                Path(beside, f"data{ending}").symlink_to(part.resolve())
        try:
            meta, fids, shapes, _ = pyogrio.raw.read(Path(beside, "data.shp"), columns=[], return_fids=True, force_2d=True)
        except (pyogrio.errors.DataSourceError, pyogrio.errors.DataLayerError, pyogrio.errors.FeatureError,
                ValueError) as broken:
            raise WanggeError("file_damaged", name=name, why="Shapefile 内容损坏") from broken
    raw.crs = meta["crs"]
    raw.shapes = pa.array(list(shapes), type=pa.binary())
    return [int(fid) for fid in np.asarray(fids)]
