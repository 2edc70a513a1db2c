"""``wangge db``: the private cluster, or the server in DATABASE_URL."""

import click

from gis_app.cli import LazyGroup, Words

WORDS: Words = {
    "up": ("gis_app.cli.db_server:up", "启动私有数据库，并保持运行"),
    "down": ("gis_app.cli.db_server:down", "停止私有数据库"),
    "status": ("gis_app.cli.db_data:status", "位置、版本、大小、磁盘余量"),
    "migrate": ("gis_app.cli.db_data:migrate", "升级到当前版本的表结构"),
    "backup": ("gis_app.cli.db_data:backup", "备份数据库和照片到一个文件"),
    "restore": ("gis_app.cli.db_data:restore", "核对备份，再用它替换现有数据"),
    "run": ("gis_app.cli.db_server:run", "在数据库运行期间执行一个命令"),
    "checkpoint": ("gis_app.cli.db_server:checkpoint", "把内存中的改动写到磁盘"),
}


@click.command(cls=LazyGroup, words=WORDS, name="db")
def command() -> None:
    """数据库：自带的私有 PostGIS，或 DATABASE_URL 指定的服务器。"""
