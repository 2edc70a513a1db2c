"""Days and teams of a draft may be changed, and an issued plan rearranged when it is asked for."""

from alembic import op

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None

ACTIONS = ("move", "lock", "unlock", "issue", "renew", "end", "pair", "unpair", "add", "drop", "ask", "withdraw")
NEW = ("setup", "rearrange")


def upgrade() -> None:
    _allow((*ACTIONS, *NEW))


def downgrade() -> None:
    op.execute("ALTER TABLE inspection_change DISABLE TRIGGER USER")
    op.execute("UPDATE inspection_change SET action = 'move' WHERE action IN ('setup', 'rearrange')")
    op.execute("ALTER TABLE inspection_change ENABLE TRIGGER USER")
    _allow(ACTIONS)


def _allow(actions: tuple[str, ...]) -> None:
    op.drop_constraint(op.f("ck_inspection_change_action"), "inspection_change")
    op.create_check_constraint(op.f("ck_inspection_change_action"), "inspection_change", f"action IN ({','.join(repr(one) for one in actions)})")
