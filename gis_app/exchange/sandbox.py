"""Reads a stranger's file in a process that can be killed; light to import, so that it can start before all else."""

import json
import logging
import os
import shutil
import signal
import stat
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import gis_app
from gis_app.errors import WanggeError
from gis_app.exchange import guard
from gis_app.exchange.encodings import check_encoding

log = logging.getLogger(__name__)

LOGGED = 4_000
ASKED, HEARD = "asked", "said"
MAX_BYTES = 2 * 1024**3
SECONDS = 30
FOLDER = "wangge-read-"
STALE_S = 24 * 3600
MB_PER_SECOND = 2
"""A file may take half a minute, and a second more for each 2 MB."""


@dataclass(frozen=True)
class Reading:
    """A reading process at work."""

    child: subprocess.Popen[str]
    request: dict[str, Any]
    ends: float

    def arrow_file(self) -> Path:
        """Wait for the process; what it wrote (see ``raw``), which lasts as long as the reading is open."""
        name = self.request["name"]
        try:
            said, _ = self.child.communicate(timeout=max(self.ends - time.monotonic(), 0.0))
        except subprocess.TimeoutExpired:
            raise WanggeError("file_too_slow", name=name, seconds=self.request["seconds"]) from None
        self.check_ended()
        if not said:
            raise WanggeError("file_crashed", name=name)
        if told := json.loads(said):
            raise WanggeError(told["code"], **told["params"])
        return Path(self.request["out"])

    def check_ended(self) -> None:
        """The process has come to its end by itself and in good order.

        Raises
        ------
        WanggeError
            ``file_too_slow``, ``file_crashed``.
        """
        name, ended = self.request["name"], self.child.wait()
        if complaint := self._heard():
            log.info("file reader: %s", complaint)
        if ended == -signal.SIGXCPU:
            raise WanggeError("file_too_slow", name=name, seconds=self.request["seconds"])
        if ended != 0:
            raise WanggeError("file_crashed", name=name)

    def _heard(self) -> str:
        return (Path(self.request["work"]) / HEARD).read_text("utf-8", "replace")[-LOGGED:].strip()


@contextmanager
def reading(path: Path, *, encoding: str | None = None, name: str | None = None,
            seconds: int | None = None, pieces: bool = False) -> Iterator[Reading]:
    """Start to read a file; the process and what it wrote are gone when the block ends.

    Parameters
    ----------
    name
        What its owner calls it (an upload lies under another name here).
    seconds
        Time limit; by default it grows with the file's size.
    pieces
        The rows come through a pipe as they are read (``gpkg_points``): a file of any size, its time that of the processor.

    Raises
    ------
    WanggeError
        ``file_missing``, ``file_is_folder``, ``file_too_large``, ``encoding_*`` at once; what the file is refused for when it is asked for.
    """
    shown = name or path.name or str(path)
    if path.is_dir():
        raise WanggeError("file_is_folder", name=shown)
    if not path.is_file():
        raise WanggeError("file_missing", name=shown)
    size = path.stat().st_size
    if size > MAX_BYTES and not pieces:
        raise WanggeError("file_too_large", name=shown, what="文件", limit=f"{MAX_BYTES // 1024**3} GB")
    if encoding is not None:
        check_encoding(encoding)
    limit = seconds or SECONDS + size // (MB_PER_SECOND * 1024**2)
    sweep()
    with tempfile.TemporaryDirectory(prefix=FOLDER) as folder:
        request = {"path": str(path.resolve()), "name": shown, "encoding": encoding, "work": folder,
                   "out": str(Path(folder) / "out.arrow"), "seconds": limit, "pieces": pieces}
        with _started(request) as child:
            yield Reading(child, request, time.monotonic() + limit)


def sweep() -> None:
    """Remove what our own readings left a day or longer ago: a process that is killed leaves its folder."""
    for left in Path(tempfile.gettempdir()).glob(f"{FOLDER}*"):
        with suppress(FileNotFoundError):  # another one sweeps too
            found = left.lstat()
            if stat.S_ISDIR(found.st_mode) and found.st_uid == os.geteuid() and time.time() - found.st_mtime > STALE_S:
                shutil.rmtree(left, ignore_errors=True)


@contextmanager
def _started(request: dict[str, Any]) -> Iterator[subprocess.Popen[str]]:
    source, work = str(Path(gis_app.__file__).parents[1]), Path(request["work"])
    (work / ASKED).write_text(json.dumps(request), encoding="utf-8")
    with (work / ASKED).open("rb") as stdin, (work / HEARD).open("wb") as stderr, subprocess.Popen(
        [sys.executable, "-P", "-m", "gis_app.exchange.child"], stdin=stdin, stdout=subprocess.PIPE, stderr=stderr,
        text=True, cwd=work, env=guard.child_environment(source, str(work)), start_new_session=True,
    ) as child:
        try:
            yield child
        finally:
            if child.poll() is None:
                os.killpg(child.pid, signal.SIGKILL)
