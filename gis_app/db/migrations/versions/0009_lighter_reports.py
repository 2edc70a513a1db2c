"""A report writes fewer index entries and locks its town once: what nobody looks for is not kept."""

from alembic import op
from sqlalchemy import text

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None

CHILDREN = ("incident_location", "incident_assignment", "incident_status", "incident_text")
HISTORIES = ("incident_location", "incident_assignment", "incident_status")
OWN_NUMBER = "uq_incident_source_external_id"


def upgrade() -> None:
    op.drop_index("idx_incident_geom", "incident")
    op.drop_constraint(OWN_NUMBER, "incident")
    op.create_index(OWN_NUMBER, "incident", ["source", "external_id"], unique=True, postgresql_where=text("external_id IS NOT NULL"))
    for child in CHILDREN:
        op.drop_constraint(f"fk_{child}_town_id", child)
    for history in HISTORIES:
        op.drop_index(f"ix_{history}_incident_id", history)
        op.drop_constraint(f"pk_{history}", history)
        op.create_primary_key(f"pk_{history}", history, ["incident_id", "id"])
    op.drop_index("ix_incident_town_id", "incident")
    op.drop_index("ix_audit_event_town_id", "audit_event")
    op.drop_index("ix_idempotency_key_created_at", "idempotency_key")
    op.create_index("ix_idempotency_key_created_at", "idempotency_key", ["created_at"], postgresql_using="brin")


def downgrade() -> None:
    op.drop_index("ix_idempotency_key_created_at", "idempotency_key")
    op.create_index("ix_idempotency_key_created_at", "idempotency_key", ["created_at"])
    op.create_index("ix_audit_event_town_id", "audit_event", ["town_id"])
    op.create_index("ix_incident_town_id", "incident", ["town_id"])
    for history in HISTORIES:
        op.drop_constraint(f"pk_{history}", history)
        op.create_primary_key(f"pk_{history}", history, ["id"])
        op.create_index(f"ix_{history}_incident_id", history, ["incident_id"])
    for child in CHILDREN:
        op.create_foreign_key(f"fk_{child}_town_id", child, "grid", ["town_id"], ["id"])
    op.drop_index(OWN_NUMBER, "incident")
    op.create_unique_constraint(OWN_NUMBER, "incident", ["source", "external_id"])
    op.create_geospatial_index("idx_incident_geom", "incident", ["geom"], postgresql_using="gist")
