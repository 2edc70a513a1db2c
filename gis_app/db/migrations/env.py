"""Alembic's entry: our metadata, GeoAlchemy2's helpers, and nothing that belongs to an extension or to the queue."""

from alembic import context
from geoalchemy2 import alembic_helpers

import gis_app.db.models  # noqa: F401  fills the metadata
from gis_app.db.metadata import Base

FOREIGN_TABLES = ("spatial_ref_sys",)
FOREIGN_PREFIX = "procrastinate_"


def include_object(thing, name, kind, reflected, compare_to):  # type: ignore[no-untyped-def]
    """Leave PostGIS' own tables and the job queue's (made by its own script) out of every comparison."""
    table = name if kind == "table" else getattr(getattr(thing, "table", None), "name", "")
    if table in FOREIGN_TABLES or str(table).startswith(FOREIGN_PREFIX):
        return False
    return alembic_helpers.include_object(thing, name, kind, reflected, compare_to)


def run() -> None:
    connection = context.config.attributes["connection"]
    context.configure(
        connection=connection, target_metadata=Base.metadata, include_object=include_object,
        process_revision_directives=alembic_helpers.writer, render_item=alembic_helpers.render_item,
        compare_type=True, compare_server_default=False,
    )
    with context.begin_transaction():
        context.run_migrations()


run()
