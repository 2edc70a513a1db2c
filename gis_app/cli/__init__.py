"""The command ``wangge``: each word imports its own module only when it is typed, so that every command starts fast.

A refusal (``WanggeError``) is one sentence on stderr and exit code 2; never a traceback. Exit 3 means "done, with
findings or refused rows" and belongs to the commands. Exit 130 and 143 say which signal stopped it.
"""

import errno
import importlib
import multiprocessing
import os
import signal
import sys
import traceback
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path
from types import FrameType
from typing import Any, NoReturn

import click

from gis_app import __version__
from gis_app.cli import help
from gis_app.errors import WanggeError

REFUSED, INTERRUPTED, BROKEN = 2, 130, 70
STOPPED = (INTERRUPTED, 128 + signal.SIGTERM)
OS_WORDS = {
    errno.ENOENT: "没有这个文件或文件夹", errno.EACCES: "没有权限", errno.EPERM: "没有权限", errno.ENOSPC: "磁盘已满",
    errno.EDQUOT: "磁盘配额已用完", errno.EISDIR: "这是文件夹", errno.ENOTDIR: "上级不是文件夹", errno.EROFS: "磁盘只读",
}

Words = Mapping[str, tuple[str, str]]
"""Word -> (where its click command is, as ``module:attribute``; one line of help)."""

COMMANDS: Words = {
    "db": ("gis_app.cli.db:command", "数据库：启动、停止、状态、升级、备份、恢复"),
    "sample": ("gis_app.cli.sample:command", "生成示例镇或示例县"),
    "import": ("gis_app.cli.import_:command", "导入网格、事件、住户等文件"),
    "check": ("gis_app.cli.check:command", "检查网格文件（不需要数据库）"),
    "assign": ("gis_app.cli.assign:command", "把点文件归到网格，任意大小"),
    "export": ("gis_app.cli.export:command", "导出图层"),
    "heat": ("gis_app.cli.heat:command", "热力统计：并入新事件、全部重算"),
    "hotspots": ("gis_app.cli.hotspots:command", "热点：Gi*、核密度、演变热点、时空扫描"),
    "edition": ("gis_app.cli.edition:command", "网格版本：新建草案、检查、比较、发布"),
    "propose": ("gis_app.cli.propose:command", "划分网格的建议方案：按个数、按户数、按自然村"),
    "inspect": ("gis_app.cli.inspect:command", "季度联查：各组各天的行程；应查台账"),
    "settings": ("gis_app.cli.settings:command", "一个镇的设置：排查日、一次联查是否也算排查、入户时段、重点场所"),
    "serve": ("gis_app.cli.serve:command", "启动网页服务"),
    "worker": ("gis_app.cli.worker:command", "处理后台任务"),
}


class LazyGroup(click.Group):
    """Knows its words from a table and imports one only to run it or to show its own help."""

    context_class = help.Context

    def __init__(self, *args: Any, words: Words, **attributes: Any) -> None:
        super().__init__(*args, **attributes)
        self.words = words

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(self.words)

    def get_command(self, ctx: click.Context, name: str) -> click.Command | None:
        if name not in self.words:
            return None
        module, _, attribute = self.words[name][0].partition(":")
        command: click.Command = getattr(importlib.import_module(module), attribute)
        return help.in_chinese(command)

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        with formatter.section("命令"):
            formatter.write_dl([(word, line) for word, (_, line) in self.words.items()])

    def main(self, args: Sequence[str] | None = None, prog_name: str | None = None, complete_var: str | None = None,
             standalone_mode: bool = True, **extra: Any) -> Any:
        if not standalone_mode:
            return super().main(args, prog_name, complete_var, standalone_mode=False, **extra)
        sys.exit(_exit_code(lambda: self.main(args, prog_name, complete_var, standalone_mode=False, **extra)))


def _exit_code(command: Callable[[], object]) -> int:
    try:
        code = command()
        return code if isinstance(code, int) else 0
    except WanggeError as refusal:
        click.echo(refusal.sentence("zh"), err=True)
        for fault in refusal.errors:
            click.echo("  {field}：{reason}".format(**fault.told()), err=True)
        return REFUSED
    except click.exceptions.NoArgsIsHelpError as asked:
        asked.show()
        return REFUSED
    except click.ClickException as wrong:
        click.echo(importlib.import_module("gis_app.cli.usage").sentence(wrong), err=True)
        return wrong.exit_code
    except (click.Abort, KeyboardInterrupt):
        click.echo("已中断。", err=True)
        return INTERRUPTED
    except OSError as failed:
        return _os_failure(failed)
    except Exception:  # noqa: BLE001 - the last door: a person gets a sentence, the log gets the traceback
        click.echo(f"程序内部出错，详情已写入 {_record_failure()}，请把它交给管理员。", err=True)
        return BROKEN


def _os_failure(failed: OSError) -> int:
    """A full disk, a missing file or a closed pipe is the machine's word, not a fault of ours."""
    if failed.errno == errno.EPIPE:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 1
    where = f"“{failed.filename}”" if failed.filename else ""
    click.echo(f"读写{where}失败：{OS_WORDS.get(failed.errno or 0) or failed.strerror or failed}", err=True)
    return REFUSED


def _record_failure() -> Path:
    """Append the present exception's traceback to a log under WANGGE_HOME (or the temporary folder)."""
    home = Path(os.environ.get("WANGGE_HOME") or "var")
    log = (home if os.access(home, os.W_OK) else Path("/tmp")) / "wangge-errors.log"
    with log.open("a", encoding="utf-8") as out:
        out.write(f"--- {datetime.now(UTC).isoformat(timespec='seconds')} wangge {__version__}\n")
        traceback.print_exc(file=out)
    return log


@click.command(cls=LazyGroup, words=COMMANDS, name="wangge", context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="wangge")
def wangge() -> None:
    """网格：乡镇基层治理的空间服务。 (Wangge: the map under a town's grid governance.)"""


def _terminated(number: int, _: FrameType | None) -> NoReturn:
    sys.exit(128 + number)


def run(arguments: Sequence[str] | None = None) -> None:
    """The console script: TERM unwinds like Ctrl-C, so that what a command started is stopped and closed."""
    signal.signal(signal.SIGTERM, _terminated)
    try:
        wangge.main(arguments)
    except SystemExit as ended:
        if isinstance(ended.code, int) and ended.code in STOPPED:
            _leave(ended.code)
        raise


def _leave(code: int) -> NoReturn:
    """End at once. A signal that met a pool just starting a thread leaves it one that nobody can tell to end: it is not waited for."""
    for child in multiprocessing.active_children():
        child.terminate()
    for stream in (sys.stdout, sys.stderr):
        with suppress(OSError):  # whoever read it has left too
            stream.flush()
    os._exit(code)
