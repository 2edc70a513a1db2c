"""Reads a stranger's file in a process that can be killed."""

import json
import logging
import os
import signal
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

import gis_app
from gis_app.errors import WanggeError
from gis_app.exchange import guard, raw
from gis_app.exchange.encodings import check_encoding

log = logging.getLogger(__name__)

LOGGED = 4_000
MAX_BYTES = 2 * 1024**3
SECONDS = 30
MB_PER_SECOND = 2
"""A file may take half a minute, and a second more for each 2 MB."""


def read_guarded(path: Path, *, encoding: str | None = None, name: str | None = None,
                 seconds: int | None = None) -> raw.Raw:
    """The file's rows, or a refusal; nothing that the file does reaches this process.

    Parameters
    ----------
    name
        What its owner calls it (an upload lies under another name here).
    seconds
        Time limit; by default it grows with the file's size.

    Raises
    ------
    WanggeError
        One of the catalogue's ``file_*``, ``zip_*``, ``geojson_invalid``, ``json_invalid``, ``encoding_*``.
    """
    shown = name or path.name
    if not path.is_file():
        raise WanggeError("file_missing", name=shown)
    size = path.stat().st_size
    if size > MAX_BYTES:
        raise WanggeError("file_too_large", name=shown, what="文件", limit=f"{MAX_BYTES // 1024**3} GB")
    if encoding is not None:
        check_encoding(encoding)
    limit = seconds or SECONDS + size // (MB_PER_SECOND * 1024**2)
    with tempfile.TemporaryDirectory(prefix="wangge-read-") as folder:
        out = Path(folder) / "out.arrow"
        request = {"path": str(path.resolve()), "name": shown, "encoding": encoding, "work": folder, "out": str(out),
                   "seconds": limit}
        told = _run(request, limit, Path(folder) / "said")
        if told:
            raise WanggeError(told["code"], **told["params"])
        return raw.read(out)


def _run(request: dict[str, Any], seconds: int, heard: Path) -> dict[str, Any]:
    """The child's answer: nothing where it read the file, else code and params; its stderr goes to our log."""
    folder = str(Path(gis_app.__file__).parents[1])
    with heard.open("wb") as stderr, subprocess.Popen(
        [sys.executable, "-P", "-m", "gis_app.exchange.child"], stdin=subprocess.PIPE, stdout=subprocess.PIPE,
        stderr=stderr, text=True, cwd=request["work"], env=guard.child_environment(folder, request["work"]),
        start_new_session=True,
    ) as child:
        try:
            said, _ = child.communicate(json.dumps(request), timeout=seconds)
        except subprocess.TimeoutExpired:
            raise WanggeError("file_too_slow", name=request["name"], seconds=seconds) from None
        finally:
            if child.poll() is None:
                os.killpg(child.pid, signal.SIGKILL)
    if complaint := heard.read_text("utf-8", "replace")[-LOGGED:].strip():
        log.info("file reader: %s", complaint)
    if child.returncode == -signal.SIGXCPU:
        raise WanggeError("file_too_slow", name=request["name"], seconds=seconds)
    if child.returncode != 0 or not said:
        raise WanggeError("file_crashed", name=request["name"])
    answered: dict[str, Any] = json.loads(said)
    return answered
