"""Hotspots: runs, the places they called, how each run saw them, what was done about them."""

import sqlalchemy as sa
from alembic import op
from geoalchemy2 import Geometry
from sqlalchemy.dialects.postgresql import ARRAY, JSONB

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None

NOW = sa.text("now()")


def upgrade() -> None:
    _run()
    _hotspot()
    _sighting()
    _deed()


def downgrade() -> None:
    for table in ("hotspot_deed", "hotspot_sighting", "hotspot", "hotspot_run"):
        op.drop_table(table)


def _asked() -> list[sa.Column]:
    return [
        sa.Column("id", sa.Uuid(), nullable=False), sa.Column("town_id", sa.BigInteger(), nullable=False),
        sa.Column("method", sa.String(), nullable=False), sa.Column("cells", sa.String(), nullable=False),
        sa.Column("items", ARRAY(sa.Text()), nullable=False), sa.Column("sources", ARRAY(sa.Text()), nullable=False),
    ]  # fmt: skip


def _run() -> None:
    op.create_table(
        "hotspot_run", *_asked(),
        sa.Column("first_day", sa.Date(), nullable=False), sa.Column("last_day", sa.Date(), nullable=False),
        sa.Column("seed", sa.BigInteger(), nullable=False), sa.Column("parameters", JSONB(), nullable=False),
        sa.Column("counts", JSONB(), nullable=False), sa.Column("actor", sa.String(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), server_default=NOW, nullable=False),
        sa.CheckConstraint("method IN ('gi_star','emerging','scan')", name=op.f("ck_hotspot_run_method")),
        sa.CheckConstraint("first_day <= last_day", name=op.f("ck_hotspot_run_period")),
        sa.ForeignKeyConstraint(["town_id"], ["grid.id"], name=op.f("fk_hotspot_run_town_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_hotspot_run")),
    )
    op.create_index(op.f("ix_hotspot_run_town_id"), "hotspot_run", ["town_id"])


def _hotspot() -> None:
    op.create_table(
        "hotspot", *_asked(), sa.Column("found_at", sa.DateTime(timezone=True), server_default=NOW, nullable=False),
        sa.ForeignKeyConstraint(["town_id"], ["grid.id"], name=op.f("fk_hotspot_town_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_hotspot")),
    )
    op.create_index(op.f("ix_hotspot_town_id"), "hotspot", ["town_id"])


def _sighting() -> None:
    op.create_table(
        "hotspot_sighting",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("hotspot_id", sa.Uuid(), nullable=False), sa.Column("run_id", sa.Uuid(), nullable=False),
        sa.Column("class", sa.String(), nullable=False), sa.Column("strength", sa.Float(), nullable=False),
        sa.Column("p", sa.Float(), nullable=False), sa.Column("q", sa.Float(), nullable=False),
        sa.Column("count", sa.Integer(), nullable=False), sa.Column("grids", ARRAY(sa.Text()), nullable=False),
        sa.Column("geom", Geometry("MULTIPOLYGON", srid=4326, nullable=False, spatial_index=False), nullable=False),
        sa.ForeignKeyConstraint(["hotspot_id"], ["hotspot.id"], name=op.f("fk_hotspot_sighting_hotspot_id")),
        sa.ForeignKeyConstraint(["run_id"], ["hotspot_run.id"], name=op.f("fk_hotspot_sighting_run_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_hotspot_sighting")),
        sa.UniqueConstraint("hotspot_id", "run_id", name=op.f("uq_hotspot_sighting_hotspot_id_run_id")),
    )
    op.create_index(op.f("ix_hotspot_sighting_run_id"), "hotspot_sighting", ["run_id"])
    op.create_index("idx_hotspot_sighting_geom", "hotspot_sighting", ["geom"], postgresql_using="gist")


def _deed() -> None:
    op.create_table(
        "hotspot_deed",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("hotspot_id", sa.Uuid(), nullable=False), sa.Column("inspection_id", sa.Uuid(), nullable=True),
        sa.Column("note", sa.String(), nullable=False), sa.Column("actor", sa.String(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), server_default=NOW, nullable=False),
        sa.ForeignKeyConstraint(["hotspot_id"], ["hotspot.id"], name=op.f("fk_hotspot_deed_hotspot_id")),
        sa.ForeignKeyConstraint(["inspection_id"], ["inspection.id"], name=op.f("fk_hotspot_deed_inspection_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_hotspot_deed")),
    )
    op.create_index(op.f("ix_hotspot_deed_hotspot_id"), "hotspot_deed", ["hotspot_id"])
    op.create_index(op.f("ix_hotspot_deed_inspection_id"), "hotspot_deed", ["inspection_id"])
