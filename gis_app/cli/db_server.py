"""``wangge db up``, ``down`` and ``run``: the server itself. Kept light: ``run`` stays in memory as long as its command."""

import signal
import subprocess
from types import FrameType

import click
import psycopg

from gis_app.config import Settings
from gis_app.db.address import address
from gis_app.db.cluster import Cluster
from gis_app.errors import WanggeError


@click.command()
def up() -> None:
    """启动私有数据库（首次使用时创建），并保持运行。"""
    settings = Settings.from_env()
    if settings.database_url is not None:
        _greet(settings.database_url)
        click.echo("使用 DATABASE_URL 指定的服务器，连接正常。")
        return
    cluster = Cluster(settings.home)
    click.echo(f"{'已启动' if cluster.up() else '已在运行'}：{cluster.root}")


@click.command()
def down() -> None:
    """停止私有数据库；数据不会丢失。"""
    settings = Settings.from_env()
    if settings.database_url is not None:
        click.echo("使用 DATABASE_URL 指定的服务器，由它的管理员停止。")
    elif Cluster(settings.home).down():
        click.echo("已停止。")
    else:
        click.echo("没有在运行。")


@click.command(context_settings={"ignore_unknown_options": True, "allow_interspersed_args": False})
@click.argument("words", metavar="COMMAND...", nargs=-1, required=True, type=click.UNPROCESSED)
def run(words: tuple[str, ...]) -> None:
    """在数据库运行期间执行一个命令；命令结束后，为它启动的数据库随之停止。"""
    with address(Settings.from_env()):
        code = _attended(words)
    click.get_current_context().exit(code)


@click.command()
def checkpoint() -> None:
    """把私有数据库内存中的改动写到磁盘，之后停止得更快。"""
    settings = Settings.from_env()
    if settings.database_url is None:
        with address(settings) as url:
            _greet(url, "CHECKPOINT")


def _greet(url: str, words: str = "SELECT 1") -> None:
    try:
        with psycopg.connect(url.replace("+psycopg", "", 1), autocommit=True, connect_timeout=3) as connection:
            connection.execute(words.encode())
    except psycopg.OperationalError as down:
        raise WanggeError("database_down") from down


def _attended(words: tuple[str, ...]) -> int:
    """Run a command to its end: Ctrl-C reaches it from the terminal, TERM is passed on; we stay to clean up."""
    children: list[subprocess.Popen[bytes]] = []
    early: list[int] = []

    def pass_on(number: int, _: FrameType | None) -> None:
        early.append(number)
        for child in children:
            child.send_signal(number)

    former = signal.signal(signal.SIGINT, lambda *_: None), signal.signal(signal.SIGTERM, pass_on)
    try:
        with subprocess.Popen(words) as child:
            children.append(child)
            for number in early:  # what came while the child was being made
                child.send_signal(number)
            code = child.wait()
    finally:
        signal.signal(signal.SIGINT, former[0])
        signal.signal(signal.SIGTERM, former[1])
    return code if code >= 0 else 128 - code
