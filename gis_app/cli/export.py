"""``wangge export``: a layer as a file, in any datum."""

from datetime import datetime
from pathlib import Path

import click

from gis_app.cli.outputs import check_output
from gis_app.config import Settings
from gis_app.db.opened import opened
from gis_app.domain.actors import LOCAL_OPERATOR
from gis_app.services.exporting import export_layer


@click.command(name="export")
@click.argument("layer")
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--at", "day", type=click.DateTime(["%Y-%m-%d"]), help="那一天结束时的网格，或到那一天为止的事件")
@click.option("--crs", default="wgs84", show_default=True, help="写成哪个坐标系：wgs84、cgcs2000、gcj02、bd09、EPSG:n")
def command(layer: str, file: Path, day: datetime | None, crs: str) -> None:
    """导出图层，按文件后缀：.geojson .gpkg .zip（Shapefile）.csv .csv.gz .xlsx .parquet。

    事件不含文字、地址和上报人，住户不含地址。
    """
    check_output(file)
    settings = Settings.from_env()
    with opened(settings) as database, database.begin() as connection:
        count = export_layer(connection, LOCAL_OPERATOR, layer, file, day=day.date() if day else None, crs=crs,
                             zone=settings.zone)
    click.echo(f"{layer} → {file.name}：{count:,} 行")
