"""Divisions, grids and their editions, the item list, staff, audit."""

import sqlalchemy as sa
from alembic import op
from geoalchemy2 import Geometry
from sqlalchemy.dialects.postgresql import JSONB, TSTZRANGE, ExcludeConstraint

from gis_app.db.metadata import Ltree

EXTENSIONS = ("postgis", "btree_gist", "ltree", "pg_trgm")

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

TABLES = (
    "department", "division", "idempotency_key", "item_class", "revision", "grid", "item", "audit_event",
    "edition", "grid_level", "required_post", "staff_post", "code_succession", "grid_version",
)


def upgrade() -> None:
    for extension in EXTENSIONS:
        op.execute(f"CREATE EXTENSION IF NOT EXISTS {extension}")
    op.create_table('department',
        sa.Column('code', sa.String(), nullable=False),
        sa.Column('name_zh', sa.String(), nullable=False),
        sa.Column('name_en', sa.String(), nullable=False),
        sa.Column('position', sa.SmallInteger(), server_default='0', nullable=False),
        sa.PrimaryKeyConstraint('code', name=op.f('pk_department'))
    )
    op.create_table('division',
        sa.Column('code', sa.String(), nullable=False),
        sa.Column('name', sa.String(), nullable=False),
        sa.Column('parent_code', sa.String(), nullable=True),
        sa.ForeignKeyConstraint(['parent_code'], ['division.code'], name=op.f('fk_division_parent_code')),
        sa.PrimaryKeyConstraint('code', name=op.f('pk_division'))
    )
    op.create_table('idempotency_key',
        sa.Column('actor', sa.String(), nullable=False),
        sa.Column('route', sa.String(), nullable=False),
        sa.Column('key', sa.String(), nullable=False),
        sa.Column('body_sha256', sa.LargeBinary(), nullable=False),
        sa.Column('status', sa.SmallInteger(), nullable=False),
        sa.Column('response', JSONB(), nullable=False),
        sa.Column('created_at', sa.DateTime(timezone=True), server_default=sa.text('now()'), nullable=False),
        sa.PrimaryKeyConstraint('actor', 'route', 'key', name=op.f('pk_idempotency_key'))
    )
    op.create_index(op.f('ix_idempotency_key_created_at'), 'idempotency_key', ['created_at'])
    op.create_table('item_class',
        sa.Column('code', sa.String(), nullable=False),
        sa.Column('name_zh', sa.String(), nullable=False),
        sa.Column('name_en', sa.String(), nullable=False),
        sa.Column('position', sa.SmallInteger(), server_default='0', nullable=False),
        sa.PrimaryKeyConstraint('code', name=op.f('pk_item_class'))
    )
    op.create_table('revision',
        sa.Column('name', sa.String(), nullable=False),
        sa.Column('value', sa.BigInteger(), server_default='0', nullable=False),
        sa.PrimaryKeyConstraint('name', name=op.f('pk_revision'))
    )
    op.create_table('grid',
        sa.Column('id', sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column('town_id', sa.BigInteger(), nullable=True),
        sa.Column('division_code', sa.String(), nullable=True),
        sa.Column('settings', JSONB(), server_default=sa.text("'{}'"), nullable=False),
        sa.Column('created_at', sa.DateTime(timezone=True), server_default=sa.text('now()'), nullable=False),
        sa.ForeignKeyConstraint(['division_code'], ['division.code'], name=op.f('fk_grid_division_code')),
        sa.ForeignKeyConstraint(['town_id'], ['grid.id'], name=op.f('fk_grid_town_id')),
        sa.PrimaryKeyConstraint('id', name=op.f('pk_grid'))
    )
    op.create_index(op.f('ix_grid_town_id'), 'grid', ['town_id'])
    op.create_table('item',
        sa.Column('code', sa.String(), nullable=False),
        sa.Column('class_code', sa.String(), nullable=False),
        sa.Column('name_zh', sa.String(), nullable=False),
        sa.Column('name_en', sa.String(), nullable=False),
        sa.Column('department_code', sa.String(), nullable=False),
        sa.Column('flow', sa.String(), server_default='dispatched', nullable=False),
        sa.Column('limit_hours', sa.Numeric(precision=8, scale=2), nullable=False),
        sa.Column('limit_text', sa.String(), nullable=False),
        sa.Column('closing_standard', sa.String(), nullable=False),
        sa.Column('bottom_line', sa.Boolean(), server_default='false', nullable=False),
        sa.Column('position', sa.SmallInteger(), server_default='0', nullable=False),
        sa.CheckConstraint("flow IN ('self','dispatched')", name=op.f('ck_item_flow')),
        sa.CheckConstraint('limit_hours > 0', name=op.f('ck_item_limit_hours')),
        sa.ForeignKeyConstraint(['class_code'], ['item_class.code'], name=op.f('fk_item_class_code')),
        sa.ForeignKeyConstraint(['department_code'], ['department.code'], name=op.f('fk_item_department_code')),
        sa.PrimaryKeyConstraint('code', name=op.f('pk_item'))
    )
    op.create_index(op.f('ix_item_class_code'), 'item', ['class_code'])
    op.create_table('audit_event',
        sa.Column('id', sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column('at', sa.DateTime(timezone=True), server_default=sa.text('now()'), nullable=False),
        sa.Column('actor', sa.String(), nullable=False),
        sa.Column('action', sa.String(), nullable=False),
        sa.Column('object_kind', sa.String(), nullable=False),
        sa.Column('object_id', sa.String(), nullable=False),
        sa.Column('town_id', sa.BigInteger(), nullable=True),
        sa.Column('detail', JSONB(), server_default=sa.text("'{}'"), nullable=False),
        sa.ForeignKeyConstraint(['town_id'], ['grid.id'], name=op.f('fk_audit_event_town_id')),
        sa.PrimaryKeyConstraint('id', name=op.f('pk_audit_event'))
    )
    op.create_index(op.f('ix_audit_event_town_id'), 'audit_event', ['town_id'])
    op.create_table('edition',
        sa.Column('id', sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column('town_id', sa.BigInteger(), nullable=False),
        sa.Column('name', sa.String(), nullable=False),
        sa.Column('state', sa.String(), server_default='draft', nullable=False),
        sa.Column('effective_at', sa.DateTime(timezone=True), nullable=True),
        sa.Column('created_at', sa.DateTime(timezone=True), server_default=sa.text('now()'), nullable=False),
        sa.Column('created_by', sa.String(), nullable=False),
        sa.Column('published_at', sa.DateTime(timezone=True), nullable=True),
        sa.Column('published_by', sa.String(), nullable=True),
        sa.CheckConstraint("state IN ('draft','review','published','withdrawn')", name=op.f('ck_edition_state')),
        sa.ForeignKeyConstraint(['town_id'], ['grid.id'], name=op.f('fk_edition_town_id')),
        sa.PrimaryKeyConstraint('id', name=op.f('pk_edition'))
    )
    op.create_index(op.f('ix_edition_town_id'), 'edition', ['town_id'])
    op.create_index('uq_edition_pending', 'edition', ['town_id'], unique=True, postgresql_where=sa.text("state IN ('draft','review')"))
    op.create_table('grid_level',
        sa.Column('id', sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column('town_id', sa.BigInteger(), nullable=True),
        sa.Column('kind', sa.String(), nullable=False),
        sa.Column('level', sa.SmallInteger(), nullable=False),
        sa.Column('name_zh', sa.String(), nullable=False),
        sa.Column('name_en', sa.String(), nullable=False),
        sa.Column('target', JSONB(), server_default=sa.text("'{}'"), nullable=False),
        sa.CheckConstraint("kind IN ('town','work_area','village','grid','micro','enterprise')", name=op.f('ck_grid_level_kind')),
        sa.ForeignKeyConstraint(['town_id'], ['grid.id'], name=op.f('fk_grid_level_town_id')),
        sa.PrimaryKeyConstraint('id', name=op.f('pk_grid_level'))
    )
    op.create_index('uq_grid_level_town_id_kind_level', 'grid_level', [sa.literal_column('coalesce(town_id, 0)'), 'kind', 'level'], unique=True)
    op.create_table('required_post',
        sa.Column('id', sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column('town_id', sa.BigInteger(), nullable=True),
        sa.Column('kind', sa.String(), nullable=False),
        sa.Column('post', sa.String(), nullable=False),
        sa.Column('name_zh', sa.String(), nullable=False),
        sa.Column('name_en', sa.String(), nullable=False),
        sa.Column('count', sa.SmallInteger(), nullable=False),
        sa.CheckConstraint("kind IN ('town','work_area','village','grid','micro','enterprise')", name=op.f('ck_required_post_kind')),
        sa.ForeignKeyConstraint(['town_id'], ['grid.id'], name=op.f('fk_required_post_town_id')),
        sa.PrimaryKeyConstraint('id', name=op.f('pk_required_post'))
    )
    op.create_index('uq_required_post_town_id_kind_post', 'required_post', [sa.literal_column('coalesce(town_id, 0)'), 'kind', 'post'], unique=True)
    op.create_table('staff_post',
        sa.Column('id', sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column('town_id', sa.BigInteger(), nullable=False),
        sa.Column('grid_id', sa.BigInteger(), nullable=False),
        sa.Column('post', sa.String(), nullable=False),
        sa.Column('name', sa.String(), nullable=False),
        sa.Column('phone', sa.String(), nullable=True),
        sa.Column('valid', TSTZRANGE(), server_default=sa.text("'(,)'"), nullable=False),
        sa.ForeignKeyConstraint(['grid_id'], ['grid.id'], name=op.f('fk_staff_post_grid_id')),
        sa.ForeignKeyConstraint(['town_id'], ['grid.id'], name=op.f('fk_staff_post_town_id')),
        sa.PrimaryKeyConstraint('id', name=op.f('pk_staff_post'))
    )
    op.create_index(op.f('ix_staff_post_grid_id'), 'staff_post', ['grid_id'])
    op.create_index(op.f('ix_staff_post_town_id'), 'staff_post', ['town_id'])
    op.create_table('code_succession',
        sa.Column('id', sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column('edition_id', sa.BigInteger(), nullable=False),
        sa.Column('town_id', sa.BigInteger(), nullable=False),
        sa.Column('old_code', sa.String(), nullable=False),
        sa.Column('new_code', sa.String(), nullable=False),
        sa.Column('share_households', sa.Double(), nullable=True),
        sa.Column('share_area', sa.Double(), nullable=True),
        sa.ForeignKeyConstraint(['edition_id'], ['edition.id'], name=op.f('fk_code_succession_edition_id')),
        sa.ForeignKeyConstraint(['town_id'], ['grid.id'], name=op.f('fk_code_succession_town_id')),
        sa.PrimaryKeyConstraint('id', name=op.f('pk_code_succession'))
    )
    op.create_index(op.f('ix_code_succession_edition_id'), 'code_succession', ['edition_id'])
    op.create_index(op.f('ix_code_succession_new_code'), 'code_succession', ['new_code'])
    op.create_index(op.f('ix_code_succession_old_code'), 'code_succession', ['old_code'])
    op.create_index(op.f('ix_code_succession_town_id'), 'code_succession', ['town_id'])
    op.create_geospatial_table('grid_version',
        sa.Column('id', sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column('grid_id', sa.BigInteger(), nullable=False),
        sa.Column('edition_id', sa.BigInteger(), nullable=False),
        sa.Column('town_id', sa.BigInteger(), nullable=False),
        sa.Column('code', sa.String(), nullable=False),
        sa.Column('name', sa.String(), nullable=False),
        sa.Column('kind', sa.String(), nullable=False),
        sa.Column('level', sa.SmallInteger(), nullable=False),
        sa.Column('parent_id', sa.BigInteger(), nullable=True),
        sa.Column('lies_in_id', sa.BigInteger(), nullable=True),
        sa.Column('command_path', Ltree(), nullable=False),
        sa.Column('ground_path', Ltree(), nullable=False),
        sa.Column('geom', Geometry(geometry_type='MULTIPOLYGON', srid=4326, spatial_index=False), nullable=True),
        sa.Column('geom_3857', Geometry(geometry_type='MULTIPOLYGON', srid=3857, spatial_index=False), sa.Computed('ST_Transform(geom, 3857)', persisted=True), nullable=True),
        sa.Column('label_point', Geometry(geometry_type='POINT', srid=4326, spatial_index=False), nullable=True),
        sa.Column('area_m2', sa.Double(), nullable=True),
        sa.Column('valid', TSTZRANGE(), nullable=True),
        ExcludeConstraint((sa.column('code'), '='), (sa.column('valid'), '&&'), where=sa.text('valid IS NOT NULL'), using='gist', name='ex_grid_version_code'),
        ExcludeConstraint((sa.column('grid_id'), '='), (sa.column('valid'), '&&'), where=sa.text('valid IS NOT NULL'), using='gist', name='ex_grid_version_grid'),
        sa.CheckConstraint("kind IN ('town','work_area','village','grid','micro','enterprise')", name=op.f('ck_grid_version_kind')),
        sa.ForeignKeyConstraint(['edition_id'], ['edition.id'], name=op.f('fk_grid_version_edition_id')),
        sa.ForeignKeyConstraint(['grid_id'], ['grid.id'], name=op.f('fk_grid_version_grid_id')),
        sa.ForeignKeyConstraint(['lies_in_id'], ['grid.id'], name=op.f('fk_grid_version_lies_in_id')),
        sa.ForeignKeyConstraint(['parent_id'], ['grid.id'], name=op.f('fk_grid_version_parent_id')),
        sa.ForeignKeyConstraint(['town_id'], ['grid.id'], name=op.f('fk_grid_version_town_id')),
        sa.PrimaryKeyConstraint('id', name=op.f('pk_grid_version'))
    )
    op.create_geospatial_index('idx_grid_version_geom', 'grid_version', ['geom'], postgresql_using='gist')
    op.create_geospatial_index('idx_grid_version_geom_3857', 'grid_version', ['geom_3857'], postgresql_using='gist')
    op.create_geospatial_index('idx_grid_version_label_point', 'grid_version', ['label_point'], postgresql_using='gist')
    op.create_index('ix_grid_version_code', 'grid_version', ['code'])
    op.create_index('ix_grid_version_command_path', 'grid_version', ['command_path'], postgresql_using='gist')
    op.create_index(op.f('ix_grid_version_edition_id'), 'grid_version', ['edition_id'])
    op.create_index(op.f('ix_grid_version_grid_id'), 'grid_version', ['grid_id'])
    op.create_index('ix_grid_version_ground_path', 'grid_version', ['ground_path'], postgresql_using='gist')
    op.create_index(op.f('ix_grid_version_town_id'), 'grid_version', ['town_id'])


def downgrade() -> None:
    for table in reversed(TABLES):
        op.drop_table(table)
