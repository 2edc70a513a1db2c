"""The planner's desk: log of edits, saved states, locks, comments, steps of a review; editions count versions."""

import sqlalchemy as sa
from alembic import op
from geoalchemy2 import Geometry
from sqlalchemy.dialects.postgresql import JSONB

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

TABLES = ("edition_step", "draft_comment", "draft_lock", "draft_state", "draft_entry")
BEFORE = "('draft','review')"
AFTER = "('draft','review','approved')"


def upgrade() -> None:
    op.add_column("edition", sa.Column("version", sa.Integer(), server_default=sa.text("0"), nullable=False))
    _states(AFTER)
    for make in (_entries, _states_kept, _locks, _comments, _steps):
        make()


def downgrade() -> None:
    """An approved edition goes back to being in review."""
    for table in TABLES:
        op.drop_table(table)
    op.execute("UPDATE edition SET state = 'review' WHERE state = 'approved'")
    _states(BEFORE)
    op.drop_column("edition", "version")


def _states(pending: str) -> None:
    op.drop_index("uq_edition_pending", "edition")
    op.drop_constraint(op.f("ck_edition_state"), "edition")
    op.create_check_constraint(op.f("ck_edition_state"), "edition", f"state IN {pending[:-1]},'published','withdrawn')")
    op.create_index("uq_edition_pending", "edition", ["town_id"], unique=True, postgresql_where=sa.text(f"state IN {pending}"))


def _whose(table: str) -> list[sa.Constraint]:
    return [
        sa.ForeignKeyConstraint(["edition_id"], ["edition.id"], name=op.f(f"fk_{table}_edition_id")),
        sa.ForeignKeyConstraint(["town_id"], ["grid.id"], name=op.f(f"fk_{table}_town_id")),
    ]


def _by() -> list[sa.Column]:
    return [
        sa.Column("actor", sa.String(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
    ]


def _ids(*, serial: bool = True) -> list[sa.Column]:
    number = [sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False)] if serial else []
    return [*number, sa.Column("edition_id", sa.BigInteger(), nullable=False), sa.Column("town_id", sa.BigInteger(), nullable=False)]


def _entries() -> None:
    op.create_table(
        "draft_entry", *_ids(),
        sa.Column("serial", sa.Integer(), nullable=False), sa.Column("base", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False), sa.Column("of", sa.Integer(), nullable=True),
        sa.Column("edit", JSONB(), nullable=True), sa.Column("zh", sa.String(), nullable=False),
        sa.Column("en", sa.String(), nullable=False), sa.Column("change", JSONB(), nullable=False),
        sa.Column("key", sa.String(), nullable=False), sa.Column("asked", JSONB(), nullable=False), *_by(),
        sa.CheckConstraint("kind IN ('edit','undo','redo','restore')", name=op.f("ck_draft_entry_kind")),
        *_whose("draft_entry"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_draft_entry")),
        sa.UniqueConstraint("edition_id", "serial", name=op.f("uq_draft_entry_edition_id_serial")),
        sa.UniqueConstraint("edition_id", "key", name=op.f("uq_draft_entry_edition_id_key")),
    )
    op.create_index(op.f("ix_draft_entry_town_id"), "draft_entry", ["town_id"])


def _states_kept() -> None:
    op.create_table(
        "draft_state", *_ids(serial=False), sa.Column("serial", sa.Integer(), nullable=False),
        sa.Column("digest", sa.String(), nullable=False), sa.Column("state", JSONB(), nullable=False),
        sa.Column("settled", JSONB(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        *_whose("draft_state"), sa.PrimaryKeyConstraint("edition_id", "serial", name=op.f("pk_draft_state")),
    )
    op.create_index(op.f("ix_draft_state_town_id"), "draft_state", ["town_id"])


def _locks() -> None:
    op.create_table(
        "draft_lock", *_ids(serial=False), sa.Column("code", sa.String(), nullable=False), *_by(), *_whose("draft_lock"),
        sa.PrimaryKeyConstraint("edition_id", "code", name=op.f("pk_draft_lock")),
    )
    op.create_index(op.f("ix_draft_lock_town_id"), "draft_lock", ["town_id"])


def _comments() -> None:
    op.create_table(
        "draft_comment", *_ids(), sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("answers", sa.BigInteger(), nullable=True), sa.Column("code", sa.String(), nullable=True),
        sa.Column("text", sa.String(), nullable=False),
        sa.Column("geom", Geometry("POINT", srid=4326, spatial_index=False, nullable=False), nullable=False), *_by(),
        sa.Column("settled_at", sa.DateTime(timezone=True), nullable=True), sa.Column("settled_by", sa.String(), nullable=True),
        *_whose("draft_comment"),
        sa.ForeignKeyConstraint(["answers"], ["draft_comment.id"], name=op.f("fk_draft_comment_answers")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_draft_comment")),
    )
    op.create_index(op.f("ix_draft_comment_edition_id"), "draft_comment", ["edition_id"])
    op.create_index(op.f("ix_draft_comment_town_id"), "draft_comment", ["town_id"])
    op.create_index("idx_draft_comment_geom", "draft_comment", ["geom"], postgresql_using="gist")


def _steps() -> None:
    op.create_table(
        "edition_step", *_ids(), sa.Column("action", sa.String(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False), sa.Column("note", sa.String(), nullable=False), *_by(),
        sa.CheckConstraint("action IN ('open','send','approve','return','withdraw','publish')", name=op.f("ck_edition_step_action")),
        *_whose("edition_step"), sa.PrimaryKeyConstraint("id", name=op.f("pk_edition_step")),
    )
    op.create_index("ix_edition_step_edition", "edition_step", ["edition_id", "id"])
    op.create_index(op.f("ix_edition_step_town_id"), "edition_step", ["town_id"])
