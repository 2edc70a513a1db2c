"""The private PostGIS cluster under ``WANGGE_HOME``: made, started and stopped by the commands that need it.

It listens on a unix socket in a folder closed to others and on no TCP port. Every process that uses it holds a shared
lock for as long; the last one to leave stops a server that was started only for a command's sake, while one started
by ``wangge db up`` stays.
"""

import fcntl
import re
import shutil
import time
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cached_property
from pathlib import Path
from typing import TextIO
from urllib.parse import quote

import psycopg
from psycopg import sql

from gis_app.db import binaries
from gis_app.db.place import Owner, cluster_root, socket_folder
from gis_app.db.postmaster import READY, STOPPING, Postmaster, cluster_name, forget_dead, free_port, inhabited, serving
from gis_app.db.server_conf import HBA, LOCAL_CONF, ident_map, postgresql_conf
from gis_app.errors import WanggeError

ROLE = DATABASE = "wangge"
START_LIMIT_S = 300  # crash recovery replays up to max_wal_size
STOP_LIMIT_S = 60
PREFIX = re.compile(r"^[-\d]+ [:.\d]+ \w+ \[\d+\] ")
RETRY_S = 10  # a killed server's children take a moment to notice


class Cluster:
    """One data folder and its server.

    Parameters
    ----------
    home
        ``WANGGE_HOME``; the cluster is ``home/pg`` (or what that links to).
    """

    def __init__(self, home: Path) -> None:
        self.home = home.resolve()
        self.owner = Owner.of(self.home)

    @cached_property
    def root(self) -> Path:
        return cluster_root(self.home, self.owner)

    @property
    def data(self) -> Path:
        return self.root / "data"

    @property
    def exists(self) -> bool:
        """Whether a data folder was made, asked without making anything."""
        return (self.home / "pg").exists() and self.data.exists()

    def running(self) -> Postmaster | None:
        """The server if it takes connections."""
        server = serving(self.data) if self.exists else None
        return server if server is not None and server.status == READY else None

    def url(self, database: str = DATABASE) -> str:
        """The address of a database of the running server, for libpq and SQLAlchemy alike."""
        server = self.running()
        if server is None:
            raise WanggeError("database_down")
        return f"postgresql://{ROLE}@/{database}?host={quote(str(server.sockets), safe='')}&port={server.port}"

    def up(self, *, keep: bool = True) -> bool:
        """Start the server, making the cluster on first use; True where it was not running before.

        Parameters
        ----------
        keep
            Leave it running when the last user has gone (what ``wangge db up`` promises).

        Raises
        ------
        WanggeError
            ``cluster_failed`` with PostgreSQL's own reason.
        """
        with self._lock("start.lock"):
            started = self.running() is None
            if started:
                self._start()
                self._transient.touch()
            if keep:
                self._transient.unlink(missing_ok=True)
        return started

    def down(self) -> bool:
        """Stop the server, ending its sessions; True where it was running. Data survive: nothing is in memory only."""
        if not self.exists:
            return False
        with self._lock("start.lock"):
            if serving(self.data) is None:
                return False
            self._pg_ctl("stop", "-m", "fast", "-w", "-t", str(STOP_LIMIT_S))
            self._transient.unlink(missing_ok=True)
        return True

    @contextmanager
    def in_use(self) -> Iterator[str]:
        """Its URL for the length of the block, the server running; the last to leave stops what was not to be kept."""
        with self._lock("users.lock", fcntl.LOCK_SH) as users:
            self.up(keep=False)
            try:
                yield self.url()
            finally:
                if _alone(users) and self._transient.exists():
                    self.down()

    @property
    def _transient(self) -> Path:
        return self.root / "transient"

    @contextmanager
    def _lock(self, name: str, kind: int = fcntl.LOCK_EX) -> Iterator[TextIO]:
        with (self.root / name).open("a", encoding="utf-8") as lock:
            fcntl.flock(lock, kind)
            yield lock

    def _start(self) -> None:
        self._settle()
        if not self.data.exists():
            self._initialise()
        sockets = socket_folder(self.root, self.owner)
        self._write(self.data / "wangge.conf", postgresql_conf(cluster_name(self.data), free_port(sockets), sockets))
        log = self.root / "start.log"
        log.unlink(missing_ok=True)
        self._pg_ctl("start", "-w", "-t", str(START_LIMIT_S), "-l", str(log), log=log)
        self._ensure_database()

    def _settle(self) -> None:
        """Wait until whatever served this folder before is gone: one that stops, or children of one that was killed."""
        limit = time.monotonic() + RETRY_S
        while self.exists and inhabited(self.data):
            server = serving(self.data)
            if server is not None and server.status == STOPPING:
                limit = max(limit, time.monotonic() + 1)
            if time.monotonic() > limit:
                raise WanggeError("cluster_failed", why="上一次的数据库进程还没有退出，请稍后再试")
            time.sleep(0.1)
        forget_dead(self.data)

    def _initialise(self) -> None:
        """Make the data folder under another name first, so that a half-made one is never taken for whole."""
        fresh = self.root / "data.new"
        shutil.rmtree(fresh, ignore_errors=True)
        made = self.owner.run(
            binaries.for_new_cluster().program("initdb"), "-D", str(fresh), "-U", ROLE, "-E", "UTF8", "--locale=C.UTF-8",
            "--data-checksums", "--auth=peer", timeout=START_LIMIT_S,
        )
        if made.returncode:
            raise WanggeError("cluster_failed", why=_last_words(made.stderr))
        with (fresh / "postgresql.conf").open("a", encoding="utf-8") as conf:
            conf.write("include 'wangge.conf'\ninclude 'local.conf'\n")
        self._write(fresh / "local.conf", LOCAL_CONF)
        self._write(fresh / "pg_hba.conf", HBA)
        self._write(fresh / "pg_ident.conf", ident_map(self.owner.name, ROLE))
        fresh.rename(self.data)

    def _write(self, path: Path, text: str) -> None:
        path.write_text(text, encoding="utf-8")
        self.owner.own(path, 0o600)

    def _pg_ctl(self, action: str, *options: str, log: Path | None = None) -> None:
        done = self.owner.run(binaries.for_cluster(self._made_by()).program("pg_ctl"), action, "-D", str(self.data), *options)
        if done.returncode:
            said = log.read_text(encoding="utf-8", errors="replace") if log and log.exists() else ""
            raise WanggeError("cluster_failed", why=_last_words(said) or _last_words(done.stderr))

    def _made_by(self) -> int:
        """The PostgreSQL that made the data folder; one that does not say is not touched."""
        try:
            return int((self.data / "PG_VERSION").read_text(encoding="ascii"))
        except (FileNotFoundError, ValueError):
            raise WanggeError("cluster_failed", why=f"{self.data} 里没有可读的 PG_VERSION，不是完整的数据目录；请从备份恢复") from None

    def _ensure_database(self) -> None:
        with psycopg.connect(self.url("postgres"), autocommit=True) as connection:
            if not connection.execute("SELECT 1 FROM pg_database WHERE datname = %s", [DATABASE]).fetchone():
                connection.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(DATABASE)))


def _alone(users: TextIO) -> bool:
    """Whether no other process holds the users' lock (then it is held alone from here on)."""
    try:
        fcntl.flock(users, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


def _last_words(text: str) -> str:
    """What PostgreSQL said last, without its time stamps."""
    lines = [PREFIX.sub("", line).strip() for line in text.splitlines()]
    return "；".join([line for line in lines if line][-2:])
