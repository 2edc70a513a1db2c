"""Searches for hotspots by a job."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "hotspot_search",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("town_id", sa.BigInteger(), nullable=False), sa.Column("asked", JSONB(), nullable=False),
        sa.Column("state", sa.String(), server_default="waiting", nullable=False),
        sa.Column("done", sa.Float(), server_default=sa.text("0"), nullable=False),
        sa.Column("stop", sa.Boolean(), server_default=sa.text("false"), nullable=False),
        sa.Column("result", JSONB(), nullable=True), sa.Column("failure", JSONB(), nullable=True),
        sa.Column("actor", sa.String(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("finished_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("state IN ('waiting','running','done','stopped','failed')", name=op.f("ck_hotspot_search_state")),
        sa.ForeignKeyConstraint(["town_id"], ["grid.id"], name=op.f("fk_hotspot_search_town_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_hotspot_search")),
    )
    op.create_index(op.f("ix_hotspot_search_town_id"), "hotspot_search", ["town_id"])


def downgrade() -> None:
    op.drop_table("hotspot_search")
