"""Grids of a file as a frame that the checks and the publishing understand."""

from collections.abc import Mapping
from pathlib import Path

import geopandas as gpd
import numpy as np
import shapely

from gis_app.exchange.columns import guess
from gis_app.exchange.fields import GRIDS
from gis_app.exchange.report import Report
from gis_app.exchange.shapes import place
from gis_app.exchange.table import Objects, Table, read_table

WKT_NAMES = ("wkt", "geometry", "geom", "the_geom", "图形")


def read_grids(path: Path, *, crs: str = "auto", encoding: str = "auto", said: Mapping[str, str] | None = None,
               name: str | None = None) -> tuple[gpd.GeoDataFrame, Report]:
    """The grids of a file in EPSG:4326 with the columns of the layer, and ``row`` for its number in the file.

    Rows whose shape the layer can't hold are refused and left out; rows without a shape stay (未划定).
    """
    table = read_table(path, encoding=encoding, name=name)
    take_wkt(table)
    report = Report(file=table.name, layer="grids", rows=table.total, encoding=table.encoding, notes=list(table.notes),
                    refused=list(table.refused))
    mapping = guess(GRIDS, list(table.columns), said)
    report.mapping = mapping
    shapes = _no_shapes(table, report) if table.shapes is None else place(table, "polygon", crs, report).shapes
    frame = gpd.GeoDataFrame(
        {field: table.columns[mapping[field]] if field in mapping else np.full(len(table), None, dtype=object)
         for field in GRIDS.fields} | {"row": table.rows},
        geometry=gpd.GeoSeries(shapes, crs="EPSG:4326"), crs="EPSG:4326",
    )
    refused = {one.row for one in report.refused}
    return frame[~frame["row"].isin(refused)].reset_index(drop=True), report


def take_wkt(table: Table) -> None:
    """Shapes written as WKT in a column of a table without shapes."""
    column = next((column for column in table.columns if column.lower() in WKT_NAMES), None)
    if table.shapes is not None or column is None:
        return
    cells = table.columns.pop(column)
    table.shapes = shapely.force_2d(shapely.from_wkt(cells, on_invalid="ignore"))
    for at in np.flatnonzero([cell is not None for cell in cells]):
        if table.shapes[at] is None:
            table.refuse(int(table.rows[at]), column, "不是 WKT 图形")


def _no_shapes(table: Table, report: Report) -> Objects:
    report.notes.append("文件没有图形，网格按未划定处理")
    return np.full(len(table), None, dtype=object)
