"""Whether a data folder is being served, by which process, on which socket: ``postmaster.pid`` checked against /proc.

A file left by ``kill -9`` names a process that is gone, or whose number another program has been given since; only
a process whose command line serves this very folder counts. And while any child of a killed server still lives, the
folder must be left alone: two servers on one folder destroy it.
"""

import hashlib
import os
from dataclasses import dataclass
from pathlib import Path

READY, STOPPING = "ready", "stopping"


@dataclass(frozen=True)
class Postmaster:
    """A live server. ``status`` is PostgreSQL's own word: starting, ready, stopping."""

    pid: int
    port: int
    sockets: Path
    status: str


def cluster_name(data: Path) -> str:
    """The name that every process of this cluster shows in its title, so that it is told from any other's."""
    return f"wangge-{hashlib.sha256(os.fsencode(data)).hexdigest()[:12]}"


def serving(data: Path) -> Postmaster | None:
    """The live server of this data folder, if there is one."""
    try:
        lines = (data / "postmaster.pid").read_text(encoding="utf-8", errors="replace").splitlines()
    except FileNotFoundError:
        return None
    if not lines or not lines[0].isdigit() or not _serves(_command_line(lines[0]), data):
        return None
    lines += [""] * (8 - len(lines))
    port = int(lines[3]) if lines[3].isdigit() else 0
    return Postmaster(int(lines[0]), port, Path(lines[4]), lines[7].strip() or "starting")


def inhabited(data: Path) -> bool:
    """Whether any process of this cluster still lives, be it the server or a child that outlived it."""
    title = f"postgres: {cluster_name(data)}:"
    lines = (_command_line(name) for name in os.listdir("/proc") if name.isdigit())
    return any(words[0].startswith(title) or _serves(words, data) for words in lines)


def forget_dead(data: Path) -> None:
    """Remove the lock file of a server that is gone, whose number another program may bear by now."""
    if not inhabited(data):
        (data / "postmaster.pid").unlink(missing_ok=True)


def free_port(sockets: Path) -> int:
    """A socket number that no live server holds: one whose data folder was removed keeps its socket for a while."""
    for port in range(5432, 5532):
        lock = sockets / f".s.PGSQL.{port}.lock"
        if not lock.exists():
            return port
        holder = lock.read_text(encoding="utf-8", errors="replace").partition("\n")[0]
        if not holder.isdigit() or "postgres" not in _command_line(holder)[0]:
            lock.unlink(missing_ok=True)
            return port
    raise FileExistsError(f"100 servers hold sockets in {sockets}")


def _serves(words: list[str], data: Path) -> bool:
    return Path(words[0]).name == "postgres" and str(data) in words


def _command_line(pid: str) -> list[str]:
    try:
        return Path(f"/proc/{pid}/cmdline").read_text(encoding="utf-8", errors="replace").split("\0")
    except (FileNotFoundError, ProcessLookupError):
        return [""]
