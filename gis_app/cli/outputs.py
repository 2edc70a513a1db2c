"""What a command is asked to write is looked at before it begins: an hour's work must not end at a mistyped folder."""

import math
import os
from pathlib import Path
from typing import Any

import click

from gis_app.errors import WanggeError


def check_output(path: Path | None) -> None:
    """Refuse a file that could not be written.

    Raises
    ------
    WanggeError
        ``file_is_folder``, ``folder_missing``, ``folder_closed``.
    """
    if path is None:
        return
    if path.is_dir():
        raise WanggeError("file_is_folder", name=str(path))
    if not path.parent.is_dir():
        raise WanggeError("folder_missing", name=str(path.parent))
    if not os.access(path if path.exists() else path.parent, os.W_OK):
        raise WanggeError("folder_closed", name=str(path))


class Metres(click.FloatRange):
    """A finite length of at least nothing: click lets NaN and infinity through."""

    def __init__(self) -> None:
        super().__init__(min=0)

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> float:
        metres: float = super().convert(value, param, ctx)
        if not math.isfinite(metres):
            self.fail(f"{value!r} is not a finite number.", param, ctx)
        return metres
