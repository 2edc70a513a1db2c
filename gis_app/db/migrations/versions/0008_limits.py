"""When the clock of an incident stopped, and counts of time limits by their day."""

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None

# An incident of before: its clock stopped with its first done state after the last that was not. One that came from a file already
# done has no other state, and nobody knows when it was finished.
STOPPED = """
    UPDATE incident i SET done_at = s.at FROM (
      SELECT incident_id, min(at) FILTER (WHERE n > undone) AS at FROM (
        SELECT incident_id, at, id AS n, max(id) FILTER (WHERE state NOT IN ('verified', 'closed', 'archived', 'void')) OVER (PARTITION BY incident_id) AS undone
        FROM incident_status
      ) each GROUP BY incident_id
    ) s WHERE s.incident_id = i.id AND i.state IN ('verified', 'closed', 'archived', 'void')
"""
NOTED = """
    INSERT INTO limit_delta (due_at, item_code, source, town_id, grid_id, outcome, n)
    SELECT due_at, item_code, source, town_id, grid_id,
           CASE WHEN done_at <= due_at THEN 1 WHEN done_at > due_at THEN 2 WHEN state IN ('verified', 'closed', 'archived') THEN 4 ELSE 3 END, 1
    FROM incident WHERE state <> 'void' AND due_at IS NOT NULL
"""


def upgrade() -> None:
    op.add_column("incident", sa.Column("done_at", sa.DateTime(timezone=True), nullable=True))
    op.create_index("ix_incident_due", "incident", [sa.text("due_at DESC"), sa.text("id DESC")])
    op.create_index("ix_incident_grid_due", "incident", ["grid_id", sa.text("due_at DESC"), sa.text("id DESC")])
    op.create_table(
        "limit_grid",
        sa.Column("town_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("span", sa.SmallInteger(), autoincrement=False, nullable=False),
        sa.Column("start", sa.Date(), nullable=False),
        sa.Column("counts", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("town_id", "span", "start", name=op.f("pk_limit_grid")),
    )
    op.create_table(
        "limit_delta",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("item_code", sa.String(), nullable=True), sa.Column("source", sa.String(), nullable=False),
        sa.Column("town_id", sa.BigInteger(), nullable=False), sa.Column("grid_id", sa.BigInteger(), nullable=True),
        sa.Column("outcome", sa.SmallInteger(), nullable=False), sa.Column("n", sa.SmallInteger(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_limit_delta")),
    )
    op.execute(STOPPED)
    op.execute(NOTED)


def downgrade() -> None:
    op.execute("DROP FUNCTION IF EXISTS wangge_limit_came, wangge_limit_went, wangge_limit_changed, wangge_limit_emptied, wangge_clock CASCADE")
    op.execute("DROP FUNCTION IF EXISTS wangge_outcome, wangge_done CASCADE")
    op.drop_table("limit_delta")
    op.drop_table("limit_grid")
    op.drop_index("ix_incident_grid_due", "incident")
    op.drop_index("ix_incident_due", "incident")
    op.drop_column("incident", "done_at")
