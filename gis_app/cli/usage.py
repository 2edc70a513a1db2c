"""A mistyped command in the town's own language: click says these things in English only."""

import re

import click

REASONS = (
    (r"(.+) is not in the range (.+)\.", r"\1 不在范围 \2 之内"),
    (r"(.+) is not one of (.+)\.", r"没有 \1，可用 \2"),
    (r"(.+) does not match the formats? .+", r"\1 不是日期，请写成 2026-03-05"),
    (r"(.+) is not a valid (?:integer|float)(?: range)?\.", r"\1 不是数字"),
    (r"(.+) is not a finite number\.", r"\1 不是有限的数字"),
    (r"(?:File|Path|Directory) (.+) does not exist\.", r"没有 \1"),
    (r"(?:File|Path) (.+) is a directory\.", r"\1 是文件夹，请指明文件"),
    (r"No such command (.+)\.", r"没有命令 \1"),
    (r"Missing command\.", "缺少命令"),
    (r"Got unexpected extra arguments? \((.+)\)", r"多出了 \1；名字里有空格请加引号"),
    (r"Option '?(.+?)'? requires an argument\.", r"\1 后面要有值"),
)


def sentence(usage: click.ClickException) -> str:
    """What is wrong and where the help is, in one line each."""
    context = usage.ctx if isinstance(usage, click.UsageError) else None
    wrong = f"{_reason(usage)}。"
    return wrong if context is None else f"{wrong}\n用法见 {context.command_path} --help"


def _reason(usage: click.ClickException) -> str:
    if isinstance(usage, click.NoSuchOption):
        return f"没有选项 {usage.option_name}" + (f"，是不是 {'、'.join(usage.possibilities)}" if usage.possibilities else "")
    if isinstance(usage, click.MissingParameter):
        return f"缺少 {_named(usage)}"
    said = usage.message
    for pattern, words in REASONS:
        if re.fullmatch(pattern, said, re.DOTALL):
            said = re.sub(pattern, words, said, flags=re.DOTALL)
            break
    return f"{_named(usage)} 不可用：{said}" if isinstance(usage, click.BadParameter) else said.rstrip(".")


def _named(usage: click.BadParameter) -> str:
    if usage.param is None:
        return str(usage.param_hint or "")
    return usage.param.opts[0] if isinstance(usage.param, click.Option) else usage.param.make_metavar(usage.ctx or click.Context(click.Command("")))
