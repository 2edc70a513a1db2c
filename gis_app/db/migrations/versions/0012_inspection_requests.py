"""What is asked of inspections (列入联查), what an inspection did about a hotspot, and stops found again by their wish."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None

NOW = sa.text("now()")
ACTIONS = ("move", "lock", "unlock", "issue", "renew", "end", "pair", "unpair", "add", "drop")


def upgrade() -> None:
    _request()
    op.add_column("hotspot_deed", sa.Column("looked", sa.Boolean(), server_default=sa.text("true"), nullable=False))
    op.add_column("hotspot_deed", sa.Column("detail", JSONB(), server_default=sa.text("'{}'"), nullable=False))
    op.create_index("ix_inspection_stop_wish", "inspection_stop", ["wish"])
    _allow((*ACTIONS, "ask", "withdraw"))


def downgrade() -> None:
    _allow(ACTIONS)
    op.drop_index("ix_inspection_stop_wish", "inspection_stop")
    op.drop_column("hotspot_deed", "detail")
    op.drop_column("hotspot_deed", "looked")
    op.drop_table("inspection_request")


def _allow(actions: tuple[str, ...]) -> None:
    op.drop_constraint(op.f("ck_inspection_change_action"), "inspection_change")
    op.create_check_constraint(op.f("ck_inspection_change_action"), "inspection_change", f"action IN ({','.join(repr(one) for one in actions)})")


def _request() -> None:
    op.create_table(
        "inspection_request",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("town_id", sa.BigInteger(), nullable=False), sa.Column("area_id", sa.BigInteger(), nullable=False),
        sa.Column("hotspot_id", sa.Uuid(), nullable=True), sa.Column("grid_id", sa.BigInteger(), nullable=True),
        sa.Column("inspection_id", sa.Uuid(), nullable=True), sa.Column("required", sa.Boolean(), nullable=False),
        sa.Column("reason", sa.String(), nullable=False), sa.Column("actor", sa.String(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), server_default=NOW, nullable=False),
        sa.Column("withdrawn_by", sa.String(), nullable=True), sa.Column("withdrawn_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("num_nonnulls(hotspot_id, grid_id) = 1", name=op.f("ck_inspection_request_what")),
        sa.CheckConstraint("(withdrawn_at IS NULL) = (withdrawn_by IS NULL)", name=op.f("ck_inspection_request_withdrawn")),
        *(sa.ForeignKeyConstraint([column], [target], name=op.f(f"fk_inspection_request_{column}")) for column, target in (
            ("town_id", "grid.id"), ("area_id", "grid.id"), ("grid_id", "grid.id"), ("hotspot_id", "hotspot.id"), ("inspection_id", "inspection.id"))),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_inspection_request")),
    )
    for column in ("town_id", "hotspot_id", "inspection_id"):
        op.create_index(op.f(f"ix_inspection_request_{column}"), "inspection_request", [column])
    op.create_index("ix_inspection_request_area_id", "inspection_request", ["area_id"], postgresql_where=sa.text("withdrawn_at IS NULL"))
