"""Brings a database to today's schema: Alembic's migrations, then the replaceable objects under ``sql/``."""

import hashlib
from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, text

from gis_app.db.session import Database
from gis_app.resources import folder

MIGRATIONS = Path(__file__).parent / "migrations"
LOCK = 7_239_001
OURS = """SELECT CAST(oid::regprocedure AS text) FROM pg_proc
 WHERE pronamespace = 'public'::regnamespace AND starts_with(proname, 'wangge_')"""
REMEMBER = """INSERT INTO revision (name, value) VALUES ('sql', :digest)
 ON CONFLICT (name) DO UPDATE SET value = excluded.value"""


def alembic_config(connection: Connection) -> Config:
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    config.attributes["connection"] = connection
    return config


def upgrade(database: Database, revision: str = "head") -> None:
    """Upgrade to ``revision`` and, at the newest one, load ``sql/``; one transaction; two callers wait for each other."""
    with database.begin() as connection:
        connection.exec_driver_sql(f"SELECT pg_advisory_xact_lock({LOCK})")
        command.upgrade(alembic_config(connection), revision)
        if current(connection) == head(connection):
            load_sql(connection)


def downgrade(database: Database, revision: str) -> None:
    """Go back to ``revision`` (``base`` for nothing); functions of ``sql/`` go with the tables they read."""
    with database.begin() as connection:
        connection.exec_driver_sql(f"SELECT pg_advisory_xact_lock({LOCK})")
        command.downgrade(alembic_config(connection), revision)


def current(connection: Connection) -> str | None:
    """The revision the database stands at, or None for an empty one."""
    return MigrationContext.configure(connection).get_current_revision()


def head(connection: Connection) -> str | None:
    """The newest revision this installation knows."""
    return ScriptDirectory.from_config(alembic_config(connection)).get_current_head()


def load_sql(connection: Connection) -> None:
    """Load ``sql/**/*.sql`` in the order of their paths, unless the database has these very texts already.

    What stood there before is dropped first: a function that changed its parameters would otherwise leave an older
    namesake behind. The drop takes along the triggers that call them; the scripts make those again.
    """
    scripts = [path.read_text(encoding="utf-8") for path in sorted(folder("sql").rglob("*.sql"))]
    digest = int.from_bytes(hashlib.sha256("\0".join(scripts).encode()).digest()[:7])
    if connection.scalar(text("SELECT value FROM revision WHERE name = 'sql'")) == digest:
        return
    for signature in connection.scalars(text(OURS)).all():
        connection.exec_driver_sql(f"DROP FUNCTION {signature} CASCADE")
    for script in scripts:
        connection.exec_driver_sql(script.replace("%", "%%"))
    connection.execute(text(REMEMBER), {"digest": digest})
