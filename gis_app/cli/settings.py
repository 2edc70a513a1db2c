"""``wangge settings``: what a town has settled about its rounds and inspections, shown, or set from a file."""

import json
from pathlib import Path

import click

from gis_app.config import Settings
from gis_app.db.opened import opened
from gis_app.domain.actors import LOCAL_OPERATOR
from gis_app.errors import WanggeError
from gis_app.services import town_settings


@click.command(name="settings")
@click.argument("town")
@click.argument("file", type=click.Path(path_type=Path, exists=True, dir_okay=False), required=False)
def command(town: str, file: Path | None) -> None:
    """写出一个镇（编码）的设置；给出 JSON 文件时以它替换。

    \b
    rounds      sweep_days 排查日，quarter_days 季度联查的期限（天），shifts 遇休息日顺延，
                one_for_both 一次联查也算当期的排查（默认不算）
    inspection  home_hours、work_hours、lunch、corner_m、late_days、key_places 等
    """
    said = None if file is None else _read(file)
    with opened(Settings.from_env()) as database, database.begin() as connection:
        if said is not None:
            town_settings.put(connection, LOCAL_OPERATOR, town, said)
        click.echo(json.dumps(town_settings.told(connection, LOCAL_OPERATOR, town), ensure_ascii=False, indent=2, sort_keys=True))


def _read(file: Path) -> dict[str, object]:
    try:
        said = json.loads(file.read_text(encoding="utf-8-sig"))
    except (ValueError, RecursionError) as wrong:
        raise WanggeError("file_damaged", name=file.name, why="不是 JSON") from wrong
    if not isinstance(said, dict):
        raise WanggeError("bad_value", field=file.name, why="{…}")
    return said
