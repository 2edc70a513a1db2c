"""What people decided of an inspection beforehand; since when a unit is known; which part of a road was left unseen."""

import sqlalchemy as sa
from alembic import op
from geoalchemy2 import Geometry
from sqlalchemy.dialects.postgresql import JSONB

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None

ACTIONS = ("move", "lock", "unlock", "issue", "renew", "end")
MORE = (*ACTIONS, "pair", "unpair", "add", "drop")


def upgrade() -> None:
    op.add_column("inspection", sa.Column("wanted", JSONB(), server_default=sa.text("'{}'"), nullable=False))
    op.add_column("unit", sa.Column("known_since", sa.Date(), server_default=sa.text("CURRENT_DATE"), nullable=False))
    op.add_column("dead_corner", sa.Column("unseen", Geometry("MULTILINESTRING", srid=4326, spatial_index=False), nullable=True))
    _allow(MORE)


def downgrade() -> None:
    _allow(ACTIONS)
    op.drop_column("dead_corner", "unseen")
    op.drop_column("unit", "known_since")
    op.drop_column("inspection", "wanted")


def _allow(actions: tuple[str, ...]) -> None:
    op.drop_constraint(op.f("ck_inspection_change_action"), "inspection_change")
    op.create_check_constraint(op.f("ck_inspection_change_action"), "inspection_change", f"action IN ({','.join(repr(one) for one in actions)})")
