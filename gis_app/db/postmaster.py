"""Reads ``postmaster.pid``: whether a data folder is being served, by which process, on which socket.

A file left by ``kill -9`` names a process that is gone, or whose number another program has been given since; only
a process whose command line serves this very folder counts.
"""

from dataclasses import dataclass
from pathlib import Path

from gis_app.db.place import Owner

READY, STOPPING = "ready", "stopping"


@dataclass(frozen=True)
class Postmaster:
    """A live server. ``status`` is PostgreSQL's own word: starting, ready, stopping."""

    pid: int
    port: int
    sockets: Path
    status: str


def serving(data: Path) -> Postmaster | None:
    """The live server of this data folder, if there is one."""
    try:
        lines = (data / "postmaster.pid").read_text(encoding="utf-8", errors="replace").splitlines()
    except FileNotFoundError:
        return None
    if not lines or not lines[0].isdigit() or not _serves(int(lines[0]), data):
        return None
    lines += [""] * (8 - len(lines))
    port = int(lines[3]) if lines[3].isdigit() else 0
    return Postmaster(int(lines[0]), port, Path(lines[4]), lines[7].strip() or "starting")


def forget_dead(data: Path) -> None:
    """Remove a lock file whose process number now belongs to another program; PostgreSQL would wait for it for ever."""
    if serving(data) is None:
        (data / "postmaster.pid").unlink(missing_ok=True)


def free_port(sockets: Path, owner: Owner) -> int:
    """A socket number that no live process holds: a server whose data folder was removed keeps its socket a while."""
    for port in range(5432, 5532):
        lock = sockets / f".s.PGSQL.{port}.lock"
        if not lock.exists():
            return port
        first = lock.read_text(encoding="utf-8", errors="replace").split("\n", 1)[0]
        if not first.isdigit() or "postgres" not in " ".join(_command_line(int(first))):
            lock.unlink(missing_ok=True)
            return port
    raise RuntimeError(f"100 servers hold sockets in {sockets}, as {owner.name}")


def _serves(pid: int, data: Path) -> bool:
    words = _command_line(pid)
    return bool(words) and Path(words[0]).name in ("postgres", "postmaster") and str(data) in words


def _command_line(pid: int) -> list[str]:
    try:
        return Path(f"/proc/{pid}/cmdline").read_text(encoding="utf-8", errors="replace").split("\0")
    except (FileNotFoundError, ProcessLookupError):
        return []
