"""The job queue: procrastinate's own schema, of the version that setup.cfg pins (a newer one comes as a new migration)."""

from alembic import op
from procrastinate.schema import SchemaManager
from sqlalchemy import text

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

LEFT_OVER = text("""
    SELECT format('DROP FUNCTION %s CASCADE', oid::regprocedure) FROM pg_proc
    WHERE proname LIKE 'procrastinate\\_%' AND pronamespace = current_schema()::regnamespace
    UNION ALL
    SELECT format('DROP TABLE %I CASCADE', relname) FROM pg_class
    WHERE relkind = 'r' AND relname LIKE 'procrastinate\\_%' AND relnamespace = current_schema()::regnamespace
    UNION ALL
    SELECT format('DROP TYPE %I', typname) FROM pg_type
    WHERE typname LIKE 'procrastinate\\_%' AND typnamespace = current_schema()::regnamespace
      AND (typtype = 'e' OR typrelid IN (SELECT oid FROM pg_class WHERE relkind = 'c'))
""")


def upgrade() -> None:
    downgrade()  # what an attempt of long ago may have left
    op.get_bind().exec_driver_sql(SchemaManager.get_schema().replace("%", "%%"))


def downgrade() -> None:
    """Everything by its prefix: functions first, for the tables' triggers use them."""
    connection = op.get_bind()
    for statement in connection.execute(LEFT_OVER).scalars().all():
        connection.exec_driver_sql(statement.replace("%", "%%"))
