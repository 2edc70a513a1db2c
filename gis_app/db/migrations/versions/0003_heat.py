"""Heat: blocks of counts, deltas; outlines of grids for tiles."""

import sqlalchemy as sa
from alembic import op
from geoalchemy2 import Geometry

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

TABLES = ("heat_block", "heat_delta", "heat_grid", "heat_item", "heat_state", "grid_outline")
SMALL = ("z", "x", "y", "span", "item", "source")


def upgrade() -> None:
    op.create_table('heat_block',
        *(sa.Column(name, sa.SmallInteger(), autoincrement=False, nullable=False) for name in SMALL),
        sa.Column('start', sa.Date(), nullable=False),
        sa.Column('groups', sa.LargeBinary(), nullable=False),
        sa.Column('detail', sa.LargeBinary(), nullable=True),
        sa.PrimaryKeyConstraint(*SMALL, 'start', name=op.f('pk_heat_block'))
    )
    # The bytes are packed already; compressing them again costs time on every tile.
    op.execute("ALTER TABLE heat_block ALTER groups SET STORAGE EXTERNAL, ALTER detail SET STORAGE EXTERNAL")
    op.create_table('heat_delta',
        sa.Column('id', sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column('x', sa.Integer(), nullable=False),
        sa.Column('y', sa.Integer(), nullable=False),
        sa.Column('reported_at', sa.DateTime(timezone=True), nullable=False),
        sa.Column('item_code', sa.String(), nullable=True),
        sa.Column('source', sa.String(), nullable=False),
        sa.Column('town_id', sa.BigInteger(), nullable=False),
        sa.Column('grid_id', sa.BigInteger(), nullable=True),
        sa.Column('n', sa.SmallInteger(), nullable=False),
        sa.PrimaryKeyConstraint('id', name=op.f('pk_heat_delta'))
    )
    op.create_index('ix_heat_delta_x_y', 'heat_delta', ['x', 'y'])
    op.create_table('heat_grid',
        sa.Column('town_id', sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column('span', sa.SmallInteger(), autoincrement=False, nullable=False),
        sa.Column('start', sa.Date(), nullable=False),
        sa.Column('counts', sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint('town_id', 'span', 'start', name=op.f('pk_heat_grid'))
    )
    op.create_table('heat_item',
        sa.Column('id', sa.SmallInteger(), sa.Identity(always=False, start=2), nullable=False),
        sa.Column('code', sa.String(), nullable=False),
        sa.PrimaryKeyConstraint('id', name=op.f('pk_heat_item')),
        sa.UniqueConstraint('code', name=op.f('uq_heat_item_code'))
    )
    op.create_table('heat_state',
        sa.Column('id', sa.SmallInteger(), autoincrement=False, nullable=False),
        sa.Column('zone', sa.String(), nullable=False),
        sa.Column('revision', sa.BigInteger(), nullable=False),
        sa.CheckConstraint('id = 1', name=op.f('ck_heat_state_single')),
        sa.PrimaryKeyConstraint('id', name=op.f('pk_heat_state'))
    )
    op.create_geospatial_table('grid_outline',
        sa.Column('version_id', sa.BigInteger(), nullable=False),
        sa.Column('zoom', sa.SmallInteger(), nullable=False),
        sa.Column('geom', Geometry(geometry_type='MULTIPOLYGON', srid=3857, spatial_index=False, nullable=False), nullable=False),
        sa.ForeignKeyConstraint(['version_id'], ['grid_version.id'], name=op.f('fk_grid_outline_version_id'), ondelete='CASCADE'),
        sa.PrimaryKeyConstraint('version_id', 'zoom', name=op.f('pk_grid_outline'))
    )
    op.create_geospatial_index('idx_grid_outline_geom', 'grid_outline', ['geom'], postgresql_using='gist')


def downgrade() -> None:
    op.execute("DROP FUNCTION IF EXISTS wangge_heat_came, wangge_heat_went, wangge_heat_changed, wangge_heat_emptied CASCADE")
    for table in TABLES:
        op.drop_table(table)
