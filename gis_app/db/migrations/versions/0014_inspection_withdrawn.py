"""A draft of an inspection may be taken back."""

from alembic import op

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None

STATES = ("draft", "issued", "ended")


def upgrade() -> None:
    _allow((*STATES, "withdrawn"))


def downgrade() -> None:
    op.execute("UPDATE inspection SET state = 'ended', ended_at = created_at WHERE state = 'withdrawn'")
    _allow(STATES)


def _allow(states: tuple[str, ...]) -> None:
    op.drop_constraint(op.f("ck_inspection_state"), "inspection")
    op.create_check_constraint(op.f("ck_inspection_state"), "inspection", f"state IN ({','.join(repr(one) for one in states)})")
