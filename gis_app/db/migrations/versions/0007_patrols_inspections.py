"""Patrols, and joint inspections: teams, plans, stops, what was done by hand, records, dead corners, the office's list."""

import sqlalchemy as sa
from alembic import op
from geoalchemy2 import Geometry
from sqlalchemy.dialects.postgresql import JSONB

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None

TABLES = (
    "patrol_checkin", "patrol_grid", "patrol", "office_matter", "dead_corner", "inspection_record",
    "inspection_change", "inspection_stop", "inspection_plan", "inspection_team", "inspection",
)


def upgrade() -> None:
    for make in (_inspection, _inspection_team, _inspection_plan, _inspection_stop, _inspection_change, _inspection_record,
                 _dead_corner, _office_matter, _patrol, _patrol_grid, _patrol_checkin):
        make()


def downgrade() -> None:
    for table in TABLES:
        op.drop_table(table)


def _inspection() -> None:
    op.create_table(
        "inspection",
        sa.Column("id", sa.Uuid(), nullable=False), sa.Column("town_id", sa.BigInteger(), nullable=False),
        sa.Column("area_id", sa.BigInteger(), nullable=False), sa.Column("area_code", sa.String(), nullable=False),
        sa.Column("area_name", sa.String(), nullable=False), sa.Column("quarter", sa.Date(), nullable=False),
        sa.Column("days", JSONB(), nullable=False),
        sa.Column("settings", JSONB(), server_default=sa.text("'{}'"), nullable=False),
        sa.Column("checklist", JSONB(), nullable=False),
        sa.Column("state", sa.String(), server_default="draft", nullable=False),
        sa.Column("plan", sa.Integer(), nullable=True), sa.Column("created_by", sa.String(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("issued_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("state IN ('draft','issued','ended')", name=op.f("ck_inspection_state")),
        sa.ForeignKeyConstraint(["area_id"], ["grid.id"], name=op.f("fk_inspection_area_id")),
        sa.ForeignKeyConstraint(["town_id"], ["grid.id"], name=op.f("fk_inspection_town_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_inspection")),
    )
    op.create_index("ix_inspection_area_id_quarter", "inspection", ["area_id", "quarter"])
    op.create_index(op.f("ix_inspection_town_id"), "inspection", ["town_id"])
    op.create_index("uq_inspection_open", "inspection", ["area_id"], unique=True, postgresql_where=sa.text("state IN ('draft','issued')"))


def _inspection_team() -> None:
    op.create_table(
        "inspection_team",
        sa.Column("inspection_id", sa.Uuid(), nullable=False), sa.Column("number", sa.SmallInteger(), nullable=False),
        sa.Column("town_id", sa.BigInteger(), nullable=False), sa.Column("name", sa.String(), nullable=False),
        sa.Column("said", JSONB(), nullable=False), sa.Column("token_sha256", sa.LargeBinary(), nullable=True),
        sa.ForeignKeyConstraint(["inspection_id"], ["inspection.id"], name=op.f("fk_inspection_team_inspection_id")),
        sa.ForeignKeyConstraint(["town_id"], ["grid.id"], name=op.f("fk_inspection_team_town_id")),
        sa.PrimaryKeyConstraint("inspection_id", "number", name=op.f("pk_inspection_team")),
        sa.UniqueConstraint("token_sha256", name=op.f("uq_inspection_team_token_sha256")),
    )
    op.create_index(op.f("ix_inspection_team_town_id"), "inspection_team", ["town_id"])


def _inspection_plan() -> None:
    op.create_table(
        "inspection_plan",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("inspection_id", sa.Uuid(), nullable=False), sa.Column("town_id", sa.BigInteger(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(), server_default="waiting", nullable=False),
        sa.Column("done", sa.Float(), server_default=sa.text("0"), nullable=False),
        sa.Column("stop", sa.Boolean(), server_default=sa.text("false"), nullable=False),
        sa.Column("asked", JSONB(), nullable=False), sa.Column("result", JSONB(), nullable=True),
        sa.Column("failure", JSONB(), nullable=True), sa.Column("actor", sa.String(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("finished_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("state IN ('waiting','running','done','stopped','failed')", name=op.f("ck_inspection_plan_state")),
        sa.ForeignKeyConstraint(["inspection_id"], ["inspection.id"], name=op.f("fk_inspection_plan_inspection_id")),
        sa.ForeignKeyConstraint(["town_id"], ["grid.id"], name=op.f("fk_inspection_plan_town_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_inspection_plan")),
        sa.UniqueConstraint("inspection_id", "number", name=op.f("uq_inspection_plan_inspection_id_number")),
    )
    op.create_index(op.f("ix_inspection_plan_town_id"), "inspection_plan", ["town_id"])


def _inspection_stop() -> None:
    op.create_table(
        "inspection_stop",
        sa.Column("plan_id", sa.BigInteger(), nullable=False), sa.Column("wish", sa.String(), nullable=False),
        sa.Column("inspection_id", sa.Uuid(), nullable=False), sa.Column("town_id", sa.BigInteger(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False), sa.Column("label", sa.String(), nullable=False),
        sa.Column("grid_code", sa.String(), nullable=True), sa.Column("grid_id", sa.BigInteger(), nullable=True),
        sa.Column("team", sa.SmallInteger(), nullable=True), sa.Column("day", sa.Date(), nullable=True),
        sa.Column("serial", sa.SmallInteger(), nullable=True),
        sa.Column("arrive", sa.DateTime(timezone=True), nullable=True),
        sa.Column("leave", sa.DateTime(timezone=True), nullable=True),
        sa.Column("locked", sa.Boolean(), server_default=sa.text("false"), nullable=False),
        sa.Column("about", JSONB(), nullable=False),
        sa.Column("geom", Geometry("POINT", srid=4326, spatial_index=False, nullable=False), nullable=False),
        sa.CheckConstraint("(team IS NULL) = (arrive IS NULL)", name=op.f("ck_inspection_stop_placed")),
        sa.ForeignKeyConstraint(["grid_id"], ["grid.id"], name=op.f("fk_inspection_stop_grid_id")),
        sa.ForeignKeyConstraint(["inspection_id"], ["inspection.id"], name=op.f("fk_inspection_stop_inspection_id")),
        sa.ForeignKeyConstraint(["plan_id"], ["inspection_plan.id"], name=op.f("fk_inspection_stop_plan_id")),
        sa.ForeignKeyConstraint(["town_id"], ["grid.id"], name=op.f("fk_inspection_stop_town_id")),
        sa.PrimaryKeyConstraint("plan_id", "wish", name=op.f("pk_inspection_stop")),
    )
    op.create_index("ix_inspection_stop_inspection_id", "inspection_stop", ["inspection_id"])
    op.create_index(op.f("ix_inspection_stop_town_id"), "inspection_stop", ["town_id"])


def _inspection_change() -> None:
    op.create_table(
        "inspection_change",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("inspection_id", sa.Uuid(), nullable=False), sa.Column("town_id", sa.BigInteger(), nullable=False),
        sa.Column("plan", sa.Integer(), nullable=True), sa.Column("action", sa.String(), nullable=False),
        sa.Column("wish", sa.String(), nullable=True),
        sa.Column("detail", JSONB(), server_default=sa.text("'{}'"), nullable=False),
        sa.Column("reason", sa.String(), nullable=False), sa.Column("actor", sa.String(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.CheckConstraint("action IN ('move','lock','unlock','issue','renew','end')", name=op.f("ck_inspection_change_action")),
        sa.ForeignKeyConstraint(["inspection_id"], ["inspection.id"], name=op.f("fk_inspection_change_inspection_id")),
        sa.ForeignKeyConstraint(["town_id"], ["grid.id"], name=op.f("fk_inspection_change_town_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_inspection_change")),
    )
    op.create_index("ix_inspection_change_inspection", "inspection_change", ["inspection_id", "id"])
    op.create_index(op.f("ix_inspection_change_town_id"), "inspection_change", ["town_id"])


def _inspection_record() -> None:
    op.create_table(
        "inspection_record",
        sa.Column("id", sa.Uuid(), nullable=False), sa.Column("inspection_id", sa.Uuid(), nullable=False),
        sa.Column("town_id", sa.BigInteger(), nullable=False), sa.Column("team", sa.SmallInteger(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False), sa.Column("wish", sa.String(), nullable=True),
        sa.Column("grid_id", sa.BigInteger(), nullable=True), sa.Column("item", sa.String(), nullable=True),
        sa.Column("answer", sa.String(), nullable=True), sa.Column("incident_id", sa.Uuid(), nullable=True),
        sa.Column("body", JSONB(), server_default=sa.text("'{}'"), nullable=False),
        sa.Column("digest", sa.LargeBinary(), nullable=False), sa.Column("accuracy_m", sa.Float(), nullable=True),
        sa.Column("geom", Geometry("POINT", srid=4326, spatial_index=False), nullable=True),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.CheckConstraint("(kind = 'answer') = (answer IS NOT NULL) AND (kind <> 'answer' OR item IS NOT NULL)", name=op.f("ck_inspection_record_answered")),
        sa.CheckConstraint("(kind = 'finding') = (incident_id IS NOT NULL)", name=op.f("ck_inspection_record_found")),
        sa.CheckConstraint("answer IN ('normal','problem','inapplicable')", name=op.f("ck_inspection_record_answer")),
        sa.CheckConstraint("kind IN ('tick','skip','answer','finding','way')", name=op.f("ck_inspection_record_kind")),
        sa.ForeignKeyConstraint(["grid_id"], ["grid.id"], name=op.f("fk_inspection_record_grid_id")),
        sa.ForeignKeyConstraint(["incident_id"], ["incident.id"], name=op.f("fk_inspection_record_incident_id")),
        sa.ForeignKeyConstraint(["inspection_id"], ["inspection.id"], name=op.f("fk_inspection_record_inspection_id")),
        sa.ForeignKeyConstraint(["town_id"], ["grid.id"], name=op.f("fk_inspection_record_town_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_inspection_record")),
    )
    op.create_index(op.f("ix_inspection_record_incident_id"), "inspection_record", ["incident_id"])
    op.create_index("ix_inspection_record_inspection", "inspection_record", ["inspection_id", "made_at"])
    op.create_index(op.f("ix_inspection_record_town_id"), "inspection_record", ["town_id"])


def _dead_corner() -> None:
    op.create_table(
        "dead_corner",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("inspection_id", sa.Uuid(), nullable=False), sa.Column("town_id", sa.BigInteger(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False), sa.Column("ref", sa.String(), nullable=False),
        sa.Column("label", sa.String(), nullable=False), sa.Column("grid_id", sa.BigInteger(), nullable=True),
        sa.Column("nearest_m", sa.Float(), nullable=True), sa.Column("metres", sa.Float(), nullable=True),
        sa.Column("geom", Geometry("POINT", srid=4326, spatial_index=False, nullable=False), nullable=False),
        sa.CheckConstraint("kind IN ('building','unit','road')", name=op.f("ck_dead_corner_kind")),
        sa.ForeignKeyConstraint(["grid_id"], ["grid.id"], name=op.f("fk_dead_corner_grid_id")),
        sa.ForeignKeyConstraint(["inspection_id"], ["inspection.id"], name=op.f("fk_dead_corner_inspection_id")),
        sa.ForeignKeyConstraint(["town_id"], ["grid.id"], name=op.f("fk_dead_corner_town_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_dead_corner")),
        sa.UniqueConstraint("inspection_id", "kind", "ref", name=op.f("uq_dead_corner_inspection_id_kind_ref")),
    )
    op.create_index(op.f("ix_dead_corner_grid_id"), "dead_corner", ["grid_id"])
    op.create_index(op.f("ix_dead_corner_town_id"), "dead_corner", ["town_id"])


def _office_matter() -> None:
    op.create_table(
        "office_matter",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("town_id", sa.BigInteger(), nullable=False), sa.Column("inspection_id", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False), sa.Column("ref", sa.String(), nullable=False),
        sa.Column("label", sa.String(), nullable=False), sa.Column("grid_id", sa.BigInteger(), nullable=True),
        sa.Column("incident_id", sa.Uuid(), nullable=True),
        sa.Column("at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("decision", sa.String(), nullable=True), sa.Column("settled_by", sa.String(), nullable=True),
        sa.Column("settled_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("kind IN ('finding','dead_corner','unanswered','unreached')", name=op.f("ck_office_matter_kind")),
        sa.CheckConstraint("(settled_at IS NULL) = (decision IS NULL)", name=op.f("ck_office_matter_settled")),
        sa.ForeignKeyConstraint(["grid_id"], ["grid.id"], name=op.f("fk_office_matter_grid_id")),
        sa.ForeignKeyConstraint(["incident_id"], ["incident.id"], name=op.f("fk_office_matter_incident_id")),
        sa.ForeignKeyConstraint(["inspection_id"], ["inspection.id"], name=op.f("fk_office_matter_inspection_id")),
        sa.ForeignKeyConstraint(["town_id"], ["grid.id"], name=op.f("fk_office_matter_town_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_office_matter")),
        sa.UniqueConstraint("inspection_id", "kind", "ref", name=op.f("uq_office_matter_inspection_id_kind_ref")),
    )
    op.create_index("ix_office_matter_open", "office_matter", ["town_id", "id"], postgresql_where=sa.text("settled_at IS NULL"))


def _patrol() -> None:
    op.create_table(
        "patrol",
        sa.Column("id", sa.Uuid(), nullable=False), sa.Column("town_id", sa.BigInteger(), nullable=False),
        sa.Column("external_id", sa.String(), nullable=False), sa.Column("kind", sa.String(), nullable=False),
        sa.Column("inspection_id", sa.Uuid(), nullable=True), sa.Column("team", sa.SmallInteger(), nullable=True),
        sa.Column("staff_id", sa.BigInteger(), nullable=True), sa.Column("post", sa.String(), nullable=True),
        sa.Column("started_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("metres", sa.Float(), server_default=sa.text("0"), nullable=False),
        sa.Column("fixes", sa.Integer(), server_default=sa.text("0"), nullable=False),
        sa.Column("dropped", sa.Integer(), server_default=sa.text("0"), nullable=False),
        sa.Column("found", sa.SmallInteger(), nullable=True), sa.Column("signed_by", sa.String(), nullable=True),
        sa.Column("signed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("given_crs", sa.String(), nullable=True),
        sa.Column("geom", Geometry("MULTILINESTRING", srid=4326, spatial_index=False), nullable=True),
        sa.Column("actor", sa.String(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.CheckConstraint("kind IN ('patrol','sweep','visit','inspection')", name=op.f("ck_patrol_kind")),
        sa.CheckConstraint("ended_at >= started_at AND metres >= 0 AND found >= 0", name=op.f("ck_patrol_sense")),
        sa.ForeignKeyConstraint(["inspection_id"], ["inspection.id"], name=op.f("fk_patrol_inspection_id")),
        sa.ForeignKeyConstraint(["staff_id"], ["staff_post.id"], name=op.f("fk_patrol_staff_id")),
        sa.ForeignKeyConstraint(["town_id"], ["grid.id"], name=op.f("fk_patrol_town_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_patrol")),
        sa.UniqueConstraint("town_id", "external_id", name=op.f("uq_patrol_town_id_external_id")),
    )
    op.create_index("ix_patrol_inspection_id", "patrol", ["inspection_id"], postgresql_where=sa.text("inspection_id IS NOT NULL"))
    op.create_index("ix_patrol_town_id_started_at", "patrol", ["town_id", "started_at"])


def _patrol_grid() -> None:
    op.create_table(
        "patrol_grid",
        sa.Column("patrol_id", sa.Uuid(), nullable=False), sa.Column("grid_id", sa.BigInteger(), nullable=False),
        sa.Column("town_id", sa.BigInteger(), nullable=False),
        sa.Column("first_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("seconds", sa.Integer(), server_default=sa.text("0"), nullable=False),
        sa.Column("metres", sa.Float(), server_default=sa.text("0"), nullable=False),
        sa.Column("fixes", sa.Integer(), server_default=sa.text("0"), nullable=False),
        sa.ForeignKeyConstraint(["grid_id"], ["grid.id"], name=op.f("fk_patrol_grid_grid_id")),
        sa.ForeignKeyConstraint(["patrol_id"], ["patrol.id"], name=op.f("fk_patrol_grid_patrol_id"), ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["town_id"], ["grid.id"], name=op.f("fk_patrol_grid_town_id")),
        sa.PrimaryKeyConstraint("patrol_id", "grid_id", name=op.f("pk_patrol_grid")),
    )
    op.create_index("ix_patrol_grid_grid_id_first_at", "patrol_grid", ["grid_id", "first_at"])
    op.create_index("ix_patrol_grid_town_id_first_at", "patrol_grid", ["town_id", "first_at"])


def _patrol_checkin() -> None:
    op.create_table(
        "patrol_checkin",
        sa.Column("patrol_id", sa.Uuid(), nullable=False), sa.Column("serial", sa.Integer(), nullable=False),
        sa.Column("town_id", sa.BigInteger(), nullable=False), sa.Column("grid_id", sa.BigInteger(), nullable=True),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False), sa.Column("given_x", sa.Float(), nullable=False),
        sa.Column("given_y", sa.Float(), nullable=False), sa.Column("accuracy_m", sa.Float(), nullable=True),
        sa.Column("geom", Geometry("POINT", srid=4326, spatial_index=False, nullable=False), nullable=False),
        sa.ForeignKeyConstraint(["grid_id"], ["grid.id"], name=op.f("fk_patrol_checkin_grid_id")),
        sa.ForeignKeyConstraint(["patrol_id"], ["patrol.id"], name=op.f("fk_patrol_checkin_patrol_id"), ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["town_id"], ["grid.id"], name=op.f("fk_patrol_checkin_town_id")),
        sa.PrimaryKeyConstraint("patrol_id", "serial", name=op.f("pk_patrol_checkin")),
    )
    op.create_index(op.f("ix_patrol_checkin_town_id"), "patrol_checkin", ["town_id"])
