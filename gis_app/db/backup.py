"""Backup and restore of everything a deployment holds: the database and the photos, in one file.

A backup appears under its name only when it is whole and has been read back. A restore proves the file, loads it into a
database of its own, brings that up to today's schema, and only then takes the place of the present one, by renaming.
"""

import os
import subprocess
import tempfile
from datetime import datetime
from pathlib import Path
from typing import Any

from alembic.script import ScriptDirectory
from alembic.util import CommandError
from psycopg import Error as DatabaseError
from psycopg import sql
from psycopg.conninfo import conninfo_to_dict, make_conninfo

from gis_app.clock import now
from gis_app.db import archive, binaries
from gis_app.db.migrate import MIGRATIONS, current, upgrade
from gis_app.db.server import Server
from gis_app.db.session import Database
from gis_app.errors import WanggeError

LOCK = 7_239_002


def backup_to(file: Path, url: str, media: Path, *, app_version: str) -> int:
    """Write database and photos to ``file``; returns its size in bytes.

    Photos are listed after the dump was taken, so that every one the dump speaks of is there.

    Raises
    ------
    WanggeError
        ``backup_failed`` with the reason; ``file`` is then as it was.
    """
    server = Server(url)
    with tempfile.TemporaryDirectory(prefix=".wangge-backup-", dir=file.parent) as temporary:
        dump, whole = Path(temporary) / archive.DUMP, Path(temporary) / "whole"
        facts = {"made_at": now().isoformat(), "app": app_version, "schema": _schema(url), "postgresql": server.major()}
        _postgres(server, "pg_dump", "--format=custom", "--no-owner", "--no-privileges", f"--file={dump}", "--dbname={}",
                  failure="backup_failed")
        archive.pack(whole, facts, [(archive.DUMP, dump), *_photos(media)])
        archive.unpack(whole)
        whole.replace(file)
        _sync(file.parent)
    return file.stat().st_size


def restore_from(file: Path, url: str, media: Path) -> datetime:
    """Replace database and photos by those of a backup; returns when that was made.

    Raises
    ------
    WanggeError
        ``backup_unusable`` where the file is not whole, not ours or too new; ``restore_failed`` where the server would
        not take it. In both cases the present data are untouched.
    """
    server = Server(url)
    media.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix=".wangge-restore-", dir=media.parent) as temporary, server.only_one(LOCK) as free:
        if not free:
            raise WanggeError("restore_failed", why="另一个恢复正在进行")
        unpacked = Path(temporary)
        manifest = archive.unpack(file, unpacked)
        dump = unpacked / archive.DUMP
        _prove(server, dump, manifest.get("schema"))
        fresh, former = f"{server.database}_restoring", f"{server.database}_former"
        server.drop(fresh)
        server.drop(former)
        try:
            _load(server, dump, fresh)
            _add_photos(unpacked / archive.MEDIA, media)
            server.swap(fresh, former)
        except DatabaseError as failed:
            raise WanggeError("restore_failed", why=str(failed).splitlines()[0]) from failed
        finally:
            server.drop(fresh)
        server.drop(former)
        _remove_others(media, {part["path"] for part in manifest["files"]})
    return datetime.fromisoformat(manifest["made_at"])


def _schema(url: str) -> str | None:
    database = Database(url)
    try:
        with database.begin() as connection:
            return current(connection)
    finally:
        database.close()


def _prove(server: Server, dump: Path, schema: str | None) -> None:
    """The dump can be read to its end, and its schema is one this program knows."""
    if not dump.exists():
        raise WanggeError("backup_unusable", why="里面没有数据库")
    _postgres(server, "pg_restore", "--list", str(dump), failure="backup_unusable")
    _postgres(server, "pg_restore", f"--file={os.devnull}", str(dump), failure="backup_unusable")
    if schema is not None and not _known(schema):
        raise WanggeError("backup_unusable", why=f"它的表结构版本 {schema} 比程序新，请先升级程序")


def _known(schema: str) -> bool:
    try:
        return ScriptDirectory(str(MIGRATIONS)).get_revision(schema) is not None
    except CommandError:
        return False


def _load(server: Server, dump: Path, fresh: str) -> None:
    server.create(fresh, template="template0")
    _postgres(server, "pg_restore", "--exit-on-error", "--no-owner", "--no-privileges", "--jobs=2", "--dbname={}",
              str(dump), failure="restore_failed", database=fresh)
    database = Database(server.url(fresh))
    try:
        upgrade(database)
    finally:
        database.close()
    with server.connect(fresh) as connection:
        connection.execute(sql.SQL("ANALYZE"))


def _postgres(server: Server, program: str, *options: str, failure: str, database: str | None = None) -> None:
    """Run one of PostgreSQL's programs; ``{}`` in an option becomes the address, without its password (``ps`` shows it)."""
    address: dict[str, Any] = dict(conninfo_to_dict(server.address(database)))
    secret = {"PGPASSWORD": address.pop("password")} if "password" in address else {}
    target = make_conninfo("", **address)
    command = [binaries.for_dump(server.major()).program(program), *(option.replace("{}", target) for option in options)]
    done = subprocess.run(command, env={**os.environ, **secret, "LC_ALL": "C.UTF-8"}, capture_output=True, text=True,
                          errors="replace", stdin=subprocess.DEVNULL, check=False)
    if done.returncode:
        said = [line for line in done.stderr.splitlines() if "error" in line] or [program]
        raise WanggeError(failure, why=said[0])


def _photos(media: Path) -> list[tuple[str, Path]]:
    files = sorted(path for path in media.rglob("*") if path.is_file())
    return [(f"{archive.MEDIA}/{path.relative_to(media).as_posix()}", path) for path in files]


def _add_photos(unpacked: Path, media: Path) -> None:
    """Photos come before the database that speaks of them; named by their content, they overwrite only their like."""
    for _, path in _photos(unpacked):
        target = media / path.relative_to(unpacked)
        target.parent.mkdir(parents=True, exist_ok=True)
        path.replace(target)


def _remove_others(media: Path, listed: set[str]) -> None:
    """Photos of the former data go with it."""
    for name, path in _photos(media):
        if name not in listed:
            path.unlink()


def _sync(folder: Path) -> None:
    """Make a renaming durable."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
