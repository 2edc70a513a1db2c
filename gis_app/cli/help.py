"""Help in the town's own language: click frames every command's own words in English."""

import re
from collections.abc import Iterable

import click

SECTIONS = {"Options": "选项", "Commands": "命令", "Arguments": "参数"}
FRAME = (
    (r"Show this message and exit\.", "显示这份说明"), (r"Show the version and exit\.", "显示版本"),
    (r"\[OPTIONS\]", "[选项]"), (r"\bCOMMAND \[ARGS\]\.\.\.", "命令 [参数]..."), (r"\bCOMMAND\.\.\.", "命令..."),
    (r"\bFILE\b", "文件"), (r"\bFOLDER\b|\bDIRECTORY\b", "文件夹"), (r"\bLAYER\b", "图层"),
    (r"\bINTEGER(?: RANGE)?\b", "整数"), (r"\bFLOAT(?: RANGE)?\b", "数"), (r"\bTEXT\b", "文字"), (r"\bPATH\b", "路径"), (r"\bMETRES\b", "米"),
    (r"\bdefault: ", "默认 "), (r"\brequired\b", "必填"), (r"\[%Y-%m-%d\]", "年-月-日"),
)
"""What click says by itself, and how it is said here."""


def said(text: str) -> str:
    """Click's own words in Chinese; whatever else stands there stays."""
    for english, chinese in FRAME:
        text = re.sub(english, chinese, text)
    return text


class Formatter(click.HelpFormatter):
    """Click's layout with our words."""

    def write_usage(self, prog: str, args: str = "", prefix: str | None = None) -> None:
        super().write_usage(prog, said(args), "用法：" if prefix is None else prefix)

    def write_dl(self, rows: Iterable[tuple[str, str]], col_max: int = 30, col_spacing: int = 2) -> None:
        super().write_dl([(said(term), said(words)) for term, words in rows], col_max, col_spacing)

    def write_heading(self, heading: str) -> None:
        self.write(f"{'':>{self.current_indent}}{SECTIONS.get(heading, heading)}：\n")


class Context(click.Context):
    """Where every command of ours runs: its help is formatted by ``Formatter``."""

    formatter_class = Formatter


def in_chinese(command: click.Command) -> click.Command:
    """The command itself, it and the words below it with help in Chinese."""
    command.context_class = Context
    for inner in command.commands.values() if isinstance(command, click.Group) else ():
        in_chinese(inner)
    return command
