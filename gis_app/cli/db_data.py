"""``wangge db status``, ``migrate``, ``backup`` and ``restore``: what the database holds."""

import json
import sys
from pathlib import Path
from typing import Any

import click

from gis_app import __version__
from gis_app.cli.outputs import check_output
from gis_app.config import Settings
from gis_app.db.address import address
from gis_app.db.backup import backup_to, restore_from
from gis_app.db.migrate import current, upgrade
from gis_app.db.opened import opened
from gis_app.db.status import facts_of
from gis_app.errors import WanggeError

LABELS = {
    "where": "位置", "moved_to": "实际位置（上级文件夹不对数据库用户开放）", "running": "状态", "postgresql": "PostgreSQL",
    "postgis": "PostGIS", "geos": "GEOS", "schema": "表结构版本", "schema_newest": "程序要求的版本", "size": "数据库大小",
    "media_size": "照片大小", "disk_free": "磁盘余量",
}



@click.command()
@click.option("--json", "as_json", is_flag=True, help="输出 JSON，供脚本读取")
def status(as_json: bool) -> None:
    """显示位置、版本、大小、磁盘余量和表结构版本。不在运行时退出码为 3。"""
    settings = Settings.from_env()
    facts = facts_of(settings)
    if as_json:
        click.echo(json.dumps(facts, ensure_ascii=False))
    else:
        for key, label in LABELS.items():
            if facts.get(key) is not None:
                click.echo(f"{label}：{_shown(key, facts[key], settings)}")
    if not facts["running"]:
        click.get_current_context().exit(3)


@click.command()
def migrate() -> None:
    """把数据库升级到当前版本的表结构（可重复运行）。"""
    with opened(Settings.from_env()) as database:
        with database.begin() as connection:
            before = current(connection)
        upgrade(database)
        with database.begin() as connection:
            after = current(connection)
    click.echo(f"表结构版本 {after}" + ("，无需升级。" if before == after else f"（原为 {before or '空库'}）。"))


@click.command()
@click.argument("file", type=click.Path(dir_okay=False, path_type=Path))
def backup(file: Path) -> None:
    """把数据库和照片备份到一个文件；写完整后才出现。"""
    check_output(file)
    settings = Settings.from_env()
    with address(settings) as url:
        size = backup_to(file, url, settings.home / "media", app_version=__version__)
    click.echo(f"已备份到 {file}（{_bytes(size)}）。")


@click.command()
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--yes", is_flag=True, help="不再询问，直接替换现有数据")
def restore(file: Path, yes: bool) -> None:
    """先核对备份是否完整，再用它替换现有数据；核对不过则什么都不动。"""
    settings = Settings.from_env()
    if not yes:
        if not sys.stdin.isatty():
            raise WanggeError("restore_unasked")
        click.confirm("现有数据将被备份中的数据替换，继续吗？", abort=True)
    with address(settings) as url:
        restore_from(file, url, settings.home / "media")
    click.echo("已恢复。")


def _shown(key: str, value: Any, settings: Settings) -> str:
    if key == "running" and not value:
        return "未运行（wangge db up 启动）" if settings.database_url is None else "连不上，请核对 DATABASE_URL 的主机、端口、用户和密码，或问服务器的管理员"
    if key == "running":
        return "运行中"
    return _bytes(value) if key in ("size", "media_size", "disk_free") else str(value)


def _bytes(size: float) -> str:
    for unit in ("B", "KB", "MB"):
        if size < 1024:
            return f"{size:.0f} {unit}"
        size /= 1024
    return f"{size:.1f} GB"
