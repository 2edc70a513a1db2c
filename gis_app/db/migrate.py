"""Brings a database to today's schema: Alembic's migrations, then the replaceable objects under ``sql/``."""

from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection

from gis_app.db.session import Database
from gis_app.resources import folder

MIGRATIONS = Path(__file__).parent / "migrations"
LOCK = 7_239_001


def alembic_config(connection: Connection) -> Config:
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    config.attributes["connection"] = connection
    return config


def upgrade(database: Database, revision: str = "head") -> None:
    """Upgrade to ``revision`` and load ``sql/``, in one transaction; two callers at once wait for each other."""
    with database.begin() as connection:
        connection.exec_driver_sql(f"SELECT pg_advisory_xact_lock({LOCK})")
        command.upgrade(alembic_config(connection), revision)
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
    """Run every ``sql/**/*.sql`` in the order of its path; each file can be run again at any time."""
    for script in sorted(folder("sql").rglob("*.sql")):
        connection.exec_driver_sql(script.read_text(encoding="utf-8").replace("%", "%%"))
