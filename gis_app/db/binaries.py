"""Finds PostgreSQL's programs on this machine: Debian and Ubuntu keep each major version in a folder of its own."""

import re
import shutil
import subprocess
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from gis_app.errors import WanggeError

DEBIAN = Path("/usr/lib/postgresql")
INSTALL = "apt-get install postgresql-postgis"


@dataclass(frozen=True)
class Binaries:
    """One installation: its major version and the folder of ``initdb``, ``pg_ctl``, ``pg_dump`` and so on."""

    major: int
    folder: Path

    def program(self, name: str) -> str:
        return str(self.folder / name)


@cache
def installed(program: str) -> tuple[Binaries, ...]:
    """Every installation that has this program, newest first."""
    folders = {path.parent.resolve() for path in DEBIAN.glob(f"*/bin/{program}")}
    if (config := shutil.which("pg_config")) is not None:
        folders.add(Path(_output(config, "--bindir")).resolve())
    found = [Binaries(_major(folder / program), folder) for folder in folders if (folder / program).exists()]
    return tuple(sorted(found, key=lambda one: one.major, reverse=True))


def for_new_cluster() -> Binaries:
    """The newest server that has PostGIS.

    Raises
    ------
    WanggeError
        ``postgres_missing``, with the line that installs it.
    """
    for one in installed("initdb"):
        if (_share(one) / "extension" / "postgis.control").exists():
            return one
    raise WanggeError("postgres_missing", line=INSTALL)


def for_cluster(major: int) -> Binaries:
    """The server that can run a data folder of this major version."""
    for one in installed("initdb"):
        if one.major == major:
            return one
    raise WanggeError("postgres_missing", line=f"apt-get install postgresql-{major}-postgis-3")


def for_dump(major: int) -> Binaries:
    """``pg_dump`` and ``pg_restore`` for a server of this major version: its own, or else the oldest that is newer."""
    able = [one for one in installed("pg_dump") if one.major >= major]
    if not able:
        raise WanggeError("postgres_missing", line=f"apt-get install postgresql-client-{major}")
    return able[-1]


def _share(one: Binaries) -> Path:
    debian = Path(f"/usr/share/postgresql/{one.major}")
    return debian if debian.is_dir() else Path(_output(one.program("pg_config"), "--sharedir"))


def _major(program: Path) -> int:
    found = re.search(r"\) (\d+)", _output(str(program), "--version"))
    return int(found.group(1)) if found else 0


def _output(*command: str) -> str:
    return subprocess.run(command, capture_output=True, text=True, check=True).stdout.strip()
