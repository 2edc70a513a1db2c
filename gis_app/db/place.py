"""Where the private cluster lives and as whom it runs.

PostgreSQL refuses to run as root, so root's cluster runs as user ``postgres``, who must be able to walk down to it.
Where a parent folder is closed to him the cluster lies under ``/var/lib/wangge`` and ``WANGGE_HOME/pg`` is a link to
it: the link stays, so that a folder opened or closed later never hides the data.
"""

import hashlib
import os
import pwd
import subprocess
import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from gis_app.errors import WanggeError

ELSEWHERE = Path("/var/lib/wangge")
SOCKET_PATH_LIMIT = 100  # bytes; the kernel's limit for a socket's path is 107
SERVER_USER = "postgres"


@dataclass(frozen=True)
class Owner:
    """The system user that runs the server: ourselves; where we are root, whoever owns the cluster, else ``postgres``."""

    name: str
    uid: int
    gid: int

    @classmethod
    def of(cls, home: Path) -> "Owner":
        """The user for the cluster of this ``WANGGE_HOME``."""
        uid = os.geteuid() or (os.stat(home / "pg").st_uid if (home / "pg").exists() else 0)
        try:
            entry = pwd.getpwuid(uid) if uid else pwd.getpwnam(SERVER_USER)
        except KeyError as unknown:
            raise WanggeError("cluster_failed", why=f"系统里没有用户 {uid or SERVER_USER}") from unknown
        return cls(entry.pw_name, entry.pw_uid, entry.pw_gid)

    def run(self, *command: str, timeout: float | None = None) -> subprocess.CompletedProcess[str]:
        """Run a program as this user, with nothing of our environment that could mislead it."""
        switch: Mapping[str, object] = {}
        if os.geteuid() == 0:
            switch = {"user": self.uid, "group": self.gid, "extra_groups": os.getgrouplist(self.name, self.gid)}
        return subprocess.run(  # type: ignore[call-overload]
            command, cwd="/", env={"PATH": os.defpath, "LC_ALL": "C.UTF-8"}, stdin=subprocess.DEVNULL,
            capture_output=True, text=True, errors="replace", timeout=timeout, check=False, **switch,
        )

    def own(self, path: Path, mode: int) -> None:
        """Make a file or folder this user's."""
        if os.geteuid() == 0:
            os.chown(path, self.uid, self.gid)
        path.chmod(mode)

    def can_enter(self, folder: Path) -> bool:
        """Whether this user may walk through every folder down to this one."""
        return self.run("test", "-x", str(folder)).returncode == 0


def cluster_root(home: Path, owner: Owner) -> Path:
    """The folder of the cluster of this ``WANGGE_HOME``, made where it is missing.

    Raises
    ------
    WanggeError
        ``cluster_foreign`` where it belongs to somebody else; ``cluster_closed`` where it exists but its owner can no
        longer reach it.
    """
    link = home / "pg"
    if not link.exists():
        _make(home, link, owner)
    root = link.resolve()
    holder = root.stat().st_uid
    if holder != owner.uid:
        raise WanggeError("cluster_foreign", where=str(root), owner=_user_name(holder))
    if not owner.can_enter(root):
        raise WanggeError("cluster_closed", where=str(root), owner=owner.name)
    return root


def _make(home: Path, link: Path, owner: Owner) -> None:
    home.mkdir(parents=True, exist_ok=True)
    root = link
    if not owner.can_enter(home):
        root = ELSEWHERE / uuid.uuid4().hex[:12]
    root.mkdir(parents=True, mode=0o755)
    owner.own(root, 0o700)
    if root != link:
        link.unlink(missing_ok=True)  # a link whose target was removed
        link.symlink_to(root)


def socket_folder(root: Path, owner: Owner) -> Path:
    """The socket's own closed folder; beside the data where the path is short enough, else under ``/tmp``."""
    folder = root / "run"
    if len(os.fsencode(folder / ".s.PGSQL.5432")) > SOCKET_PATH_LIMIT:
        folder = Path("/tmp") / f"wangge-{hashlib.sha256(os.fsencode(root)).hexdigest()[:12]}"
    try:
        folder.mkdir(mode=0o700)
        owner.own(folder, 0o700)
    except FileExistsError:
        found = folder.lstat()
        if found.st_uid != owner.uid or not folder.is_dir() or folder.is_symlink():
            raise WanggeError("cluster_foreign", where=str(folder), owner=_user_name(found.st_uid)) from None
    return folder


def _user_name(uid: int) -> str:
    try:
        return pwd.getpwuid(uid).pw_name
    except KeyError:
        return str(uid)
