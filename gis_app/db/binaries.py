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
def installed() -> tuple[Binaries, ...]:
    """Every installation that has a server, newest first."""
    folders = {path.parent.resolve() for path in DEBIAN.glob("*/bin/initdb")}
    if (config := shutil.which("pg_config")) is not None:
        folders.add(Path(_output(config, "--bindir")).resolve())
    found = [Binaries(_major(folder), folder) for folder in folders if (folder / "initdb").exists()]
    return tuple(sorted(found, key=lambda one: one.major, reverse=True))


def newest() -> Binaries:
    """The newest installation that has PostGIS.

    Raises
    ------
    WanggeError
        ``postgres_missing``, with the line that installs it.
    """
    for one in installed():
        if (_share(one) / "extension" / "postgis.control").exists():
            return one
    raise WanggeError("postgres_missing", line=INSTALL)


def of_major(major: int) -> Binaries:
    """The installation that can run a data folder of this major version."""
    for one in installed():
        if one.major == major:
            return one
    raise WanggeError("postgres_missing", line=f"apt-get install postgresql-{major}-postgis-3")


def _share(one: Binaries) -> Path:
    debian = Path(f"/usr/share/postgresql/{one.major}")
    return debian if debian.is_dir() else Path(_output(one.program("pg_config"), "--sharedir"))


def _major(folder: Path) -> int:
    found = re.search(r"\) (\d+)", _output(str(folder / "initdb"), "--version"))
    return int(found.group(1)) if found else 0


def _output(*command: str) -> str:
    return subprocess.run(command, capture_output=True, text=True, check=True).stdout.strip()
