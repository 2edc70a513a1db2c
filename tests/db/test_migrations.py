"""The schema: up and down, the same by migrations as from the models, and history that cannot be rewritten."""

from collections.abc import Callable

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from geoalchemy2 import alembic_helpers
from sqlalchemy import Connection, text
from sqlalchemy.exc import IntegrityError

import gis_app.db.models  # noqa: F401  fills the metadata
from gis_app.db.metadata import Base
from gis_app.db.migrate import current, downgrade, head, load_sql, upgrade
from gis_app.db.session import Database
from tests import small_town

EXTENSIONS = ("postgis", "btree_gist", "ltree", "pg_trgm")
OURS = "n.nspname = 'public' AND NOT EXISTS (SELECT FROM pg_depend d WHERE d.objid = {oid} AND d.deptype = 'e')"
QUEUE = "NOT LIKE 'procrastinate%'"
CATALOGUE = {
    "columns": f"""
        SELECT c.relname, a.attname, format_type(a.atttypid, a.atttypmod), a.attnotnull, a.attidentity, a.attgenerated,
               pg_get_expr(f.adbin, f.adrelid)
        FROM pg_attribute a JOIN pg_class c ON c.oid = a.attrelid JOIN pg_namespace n ON n.oid = c.relnamespace
        LEFT JOIN pg_attrdef f ON f.adrelid = c.oid AND f.adnum = a.attnum
        WHERE {OURS.format(oid='c.oid')} AND c.relkind IN ('r', 'S') AND a.attnum > 0 AND NOT a.attisdropped
          AND c.relname {QUEUE} AND c.relname <> 'alembic_version'""",
    "constraints": f"""
        SELECT c.relname, k.conname, pg_get_constraintdef(k.oid) FROM pg_constraint k JOIN pg_class c ON c.oid = k.conrelid
        JOIN pg_namespace n ON n.oid = c.relnamespace
        WHERE {OURS.format(oid='c.oid')} AND c.relname {QUEUE} AND c.relname <> 'alembic_version'""",
    "indexes": f"""
        SELECT i.tablename, i.indexname, i.indexdef FROM pg_indexes i
        WHERE i.schemaname = 'public' AND i.tablename {QUEUE} AND i.tablename NOT IN ('alembic_version', 'spatial_ref_sys')""",
    "functions": f"""
        SELECT p.oid::regprocedure::text, p.prosrc FROM pg_proc p JOIN pg_namespace n ON n.oid = p.pronamespace
        WHERE {OURS.format(oid='p.oid')} AND p.proname {QUEUE}""",
    "triggers": f"""
        SELECT pg_get_triggerdef(t.oid) FROM pg_trigger t JOIN pg_class c ON c.oid = t.tgrelid
        WHERE NOT t.tgisinternal AND c.relname {QUEUE}""",
}


def catalogue(connection: Connection) -> dict[str, list]:
    return {name: sorted(connection.execute(text(sql)).all(), key=str) for name, sql in CATALOGUE.items()}


def left_over(connection: Connection) -> list[str]:
    """What of ours an emptied database still holds; the version table stays, empty."""
    return list(connection.scalars(text(
        "SELECT relname FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace "
        f"WHERE {OURS.format(oid='c.oid')} AND relkind IN ('r', 'S', 'v') AND relname <> 'alembic_version' "
        "UNION ALL SELECT typname FROM pg_type WHERE typname LIKE 'procrastinate%' "
        "UNION ALL SELECT proname FROM pg_proc WHERE proname LIKE 'procrastinate%'"
    )))


def test_the_models_say_what_the_migrations_made(session_database: Database) -> None:
    with session_database.begin() as connection:
        context = MigrationContext.configure(connection, opts={
            "compare_type": True, "include_object": lambda thing, name, kind, reflected, other: not str(name).startswith("procrastinate")
            and not str(getattr(getattr(thing, "table", None), "name", "")).startswith("procrastinate")
            and alembic_helpers.include_object(thing, name, kind, reflected, other),
        })
        assert compare_metadata(context, Base.metadata) == []


def test_a_fresh_schema_equals_an_upgraded_one(session_database: Database, empty_database: Callable[[], Database]) -> None:
    fresh = empty_database()
    with fresh.begin() as connection:
        for extension in EXTENSIONS:
            connection.execute(text(f"CREATE EXTENSION IF NOT EXISTS {extension}"))
        Base.metadata.create_all(connection)
        load_sql(connection)
        made = catalogue(connection)
    with session_database.begin() as connection:
        upgraded = catalogue(connection)
    for name in CATALOGUE:
        assert made[name] == upgraded[name], name


def test_down_and_up_again_with_a_town_in_it(database: Database) -> None:
    with database.begin() as connection:
        small_town.publish(connection)
        before = catalogue(connection)
    downgrade(database, "base")
    with database.begin() as connection:
        assert current(connection) is None
        assert left_over(connection) == []
    upgrade(database)
    with database.begin() as connection:
        assert current(connection) == head(connection)
        assert catalogue(connection) == before
        small_town.publish(connection)


def test_step_by_step(database: Database) -> None:
    for _ in range(5):
        downgrade(database, "-1")
    upgrade(database)
    upgrade(database)  # a second time changes nothing


@pytest.mark.parametrize("table", [
    "incident_location", "incident_assignment", "incident_status", "audit_event", "draft_entry", "draft_state", "edition_step", "draft_comment",
    "inspection_change", "inspection_record"])
def test_history_is_append_only(connection: Connection, table: str) -> None:
    guard = "SELECT tgname FROM pg_trigger WHERE tgrelid = CAST(:table AS regclass) AND tgname = 'append_only'"
    assert connection.scalar(text(guard), {"table": table}) == "append_only"


@pytest.mark.parametrize("change", ["UPDATE audit_event SET actor = 'x'", "DELETE FROM audit_event"])
def test_nobody_rewrites_the_audit(connection: Connection, change: str) -> None:
    connection.execute(text("INSERT INTO audit_event (actor, action, object_kind, object_id) VALUES ('a', 'b', 'c', 'd')"))
    with pytest.raises(IntegrityError, match="append-only"):
        connection.execute(text(change))


@pytest.mark.parametrize(("twice", "constraint"), [("grid_id", "ex_grid_version_grid"), ("code", "ex_grid_version_code")])
def test_one_version_at_a_time(connection: Connection, twice: str, constraint: str) -> None:
    """Neither a grid nor a code may be valid twice at one instant; a draft without a span collides with nothing."""
    made = small_town.publish(connection)
    copy = (
        "INSERT INTO grid_version (grid_id, edition_id, town_id, code, name, kind, level, command_path, ground_path, valid) "
        "SELECT {grid}, edition_id, town_id, {code}, name, kind, level, command_path, ground_path, {valid} FROM grid_version WHERE code = 'G1'"
    )
    values = {"grid": "grid_id" if twice == "grid_id" else str(made.grid_ids["G2"]), "code": "code" if twice == "code" else "'other'"}
    if twice == "code":
        connection.execute(text("UPDATE grid_version SET valid = tstzrange(NULL, now()) WHERE code = 'G2'"))
    connection.execute(text(copy.format(**values, valid="NULL")))
    with pytest.raises(IntegrityError, match=constraint):
        connection.execute(text(copy.format(**values, valid="tstzrange(now(), NULL)")))
