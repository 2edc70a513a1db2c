"""Incidents with their histories, the register, the features of the ground."""

import sqlalchemy as sa
from alembic import op
from geoalchemy2 import Geometry
from sqlalchemy.dialects.postgresql import JSONB

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

TABLES = (
    "building", "feature_area", "feature_line", "feature_point", "incident", "unit", "household",
    "incident_location", "incident_photo", "incident_status", "incident_text", "incident_assignment",
)


def upgrade() -> None:
    op.execute(sa.schema.CreateSequence(sa.Sequence("incident_serial")))
    op.create_geospatial_table('building',
        sa.Column('id', sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column('town_id', sa.BigInteger(), nullable=False),
        sa.Column('external_id', sa.String(), nullable=False),
        sa.Column('name', sa.String(), nullable=True),
        sa.Column('use', sa.String(), nullable=True),
        sa.Column('floors', sa.SmallInteger(), nullable=True),
        sa.Column('geom', Geometry(geometry_type='MULTIPOLYGON', srid=4326, spatial_index=False, nullable=False), nullable=False),
        sa.Column('geom_3857', Geometry(geometry_type='MULTIPOLYGON', srid=3857, spatial_index=False, nullable=False), sa.Computed('ST_Transform(geom, 3857)', persisted=True), nullable=False),
        sa.ForeignKeyConstraint(['town_id'], ['grid.id'], name=op.f('fk_building_town_id')),
        sa.PrimaryKeyConstraint('id', name=op.f('pk_building')),
        sa.UniqueConstraint('town_id', 'external_id', name=op.f('uq_building_town_id_external_id'))
    )
    op.create_geospatial_index('idx_building_geom', 'building', ['geom'], postgresql_using='gist')
    op.create_geospatial_index('idx_building_geom_3857', 'building', ['geom_3857'], postgresql_using='gist')
    op.create_index(op.f('ix_building_town_id'), 'building', ['town_id'])
    op.create_geospatial_table('feature_area',
        sa.Column('geom', Geometry(geometry_type='MULTIPOLYGON', srid=4326, spatial_index=False, nullable=False), nullable=False),
        sa.Column('geom_3857', Geometry(geometry_type='MULTIPOLYGON', srid=3857, spatial_index=False, nullable=False), sa.Computed('ST_Transform(geom, 3857)', persisted=True), nullable=False),
        sa.Column('id', sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column('town_id', sa.BigInteger(), nullable=False),
        sa.Column('layer', sa.String(), nullable=False),
        sa.Column('external_id', sa.String(), nullable=False),
        sa.Column('category', sa.String(), nullable=True),
        sa.Column('name', sa.String(), nullable=True),
        sa.Column('properties', JSONB(), server_default=sa.text("'{}'"), nullable=False),
        sa.ForeignKeyConstraint(['town_id'], ['grid.id'], name=op.f('fk_feature_area_town_id')),
        sa.PrimaryKeyConstraint('id', name=op.f('pk_feature_area')),
        sa.UniqueConstraint('town_id', 'layer', 'external_id', name=op.f('uq_feature_area_town_id_layer_external_id'))
    )
    op.create_geospatial_index('idx_feature_area_geom', 'feature_area', ['geom'], postgresql_using='gist')
    op.create_geospatial_index('idx_feature_area_geom_3857', 'feature_area', ['geom_3857'], postgresql_using='gist')
    op.create_index(op.f('ix_feature_area_layer'), 'feature_area', ['layer'])
    op.create_index(op.f('ix_feature_area_town_id'), 'feature_area', ['town_id'])
    op.create_geospatial_table('feature_line',
        sa.Column('geom', Geometry(geometry_type='MULTILINESTRING', srid=4326, spatial_index=False, nullable=False), nullable=False),
        sa.Column('geom_3857', Geometry(geometry_type='MULTILINESTRING', srid=3857, spatial_index=False, nullable=False), sa.Computed('ST_Transform(geom, 3857)', persisted=True), nullable=False),
        sa.Column('id', sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column('town_id', sa.BigInteger(), nullable=False),
        sa.Column('layer', sa.String(), nullable=False),
        sa.Column('external_id', sa.String(), nullable=False),
        sa.Column('category', sa.String(), nullable=True),
        sa.Column('name', sa.String(), nullable=True),
        sa.Column('properties', JSONB(), server_default=sa.text("'{}'"), nullable=False),
        sa.ForeignKeyConstraint(['town_id'], ['grid.id'], name=op.f('fk_feature_line_town_id')),
        sa.PrimaryKeyConstraint('id', name=op.f('pk_feature_line')),
        sa.UniqueConstraint('town_id', 'layer', 'external_id', name=op.f('uq_feature_line_town_id_layer_external_id'))
    )
    op.create_geospatial_index('idx_feature_line_geom', 'feature_line', ['geom'], postgresql_using='gist')
    op.create_geospatial_index('idx_feature_line_geom_3857', 'feature_line', ['geom_3857'], postgresql_using='gist')
    op.create_index(op.f('ix_feature_line_layer'), 'feature_line', ['layer'])
    op.create_index(op.f('ix_feature_line_town_id'), 'feature_line', ['town_id'])
    op.create_geospatial_table('feature_point',
        sa.Column('geom', Geometry(geometry_type='POINT', srid=4326, spatial_index=False, nullable=False), nullable=False),
        sa.Column('geom_3857', Geometry(geometry_type='POINT', srid=3857, spatial_index=False, nullable=False), sa.Computed('ST_Transform(geom, 3857)', persisted=True), nullable=False),
        sa.Column('id', sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column('town_id', sa.BigInteger(), nullable=False),
        sa.Column('layer', sa.String(), nullable=False),
        sa.Column('external_id', sa.String(), nullable=False),
        sa.Column('category', sa.String(), nullable=True),
        sa.Column('name', sa.String(), nullable=True),
        sa.Column('properties', JSONB(), server_default=sa.text("'{}'"), nullable=False),
        sa.ForeignKeyConstraint(['town_id'], ['grid.id'], name=op.f('fk_feature_point_town_id')),
        sa.PrimaryKeyConstraint('id', name=op.f('pk_feature_point')),
        sa.UniqueConstraint('town_id', 'layer', 'external_id', name=op.f('uq_feature_point_town_id_layer_external_id'))
    )
    op.create_geospatial_index('idx_feature_point_geom', 'feature_point', ['geom'], postgresql_using='gist')
    op.create_geospatial_index('idx_feature_point_geom_3857', 'feature_point', ['geom_3857'], postgresql_using='gist')
    op.create_index(op.f('ix_feature_point_layer'), 'feature_point', ['layer'])
    op.create_index(op.f('ix_feature_point_town_id'), 'feature_point', ['town_id'])
    op.create_geospatial_table('incident',
        sa.Column('id', sa.Uuid(), nullable=False),
        sa.Column('number', sa.String(), nullable=False),
        sa.Column('town_id', sa.BigInteger(), nullable=False),
        sa.Column('source', sa.String(), nullable=False),
        sa.Column('external_id', sa.String(), nullable=True),
        sa.Column('item_code', sa.String(), nullable=True),
        sa.Column('item_given', sa.String(), nullable=True),
        sa.Column('state', sa.String(), server_default='reported', nullable=False),
        sa.Column('reported_at', sa.DateTime(timezone=True), nullable=False),
        sa.Column('due_at', sa.DateTime(timezone=True), nullable=True),
        sa.Column('geom', Geometry(geometry_type='POINT', srid=4326, spatial_index=False, nullable=False), nullable=False),
        sa.Column('geom_3857', Geometry(geometry_type='POINT', srid=3857, spatial_index=False, nullable=False), sa.Computed('ST_Transform(geom, 3857)', persisted=True), nullable=False),
        sa.Column('accuracy_m', sa.Double(), nullable=True),
        sa.Column('grid_id', sa.BigInteger(), nullable=True),
        sa.Column('grid_code', sa.String(), nullable=True),
        sa.Column('rule', sa.String(), nullable=False),
        sa.Column('near_boundary', sa.Boolean(), nullable=False),
        sa.Column('distance_m', sa.Double(), nullable=True),
        sa.Column('created_at', sa.DateTime(timezone=True), server_default=sa.text('now()'), nullable=False),
        sa.CheckConstraint("rule IN ('covers','boundary','nearest','outside','corrected')", name=op.f('ck_incident_rule')),
        sa.CheckConstraint("source IN ('worker','head','resident','hotline','department','datacheck','inspection')", name=op.f('ck_incident_source')),
        sa.CheckConstraint("state IN ('reported','accepted','dispatched','handling','handled','verified','closed','archived','void')", name=op.f('ck_incident_state')),
        sa.ForeignKeyConstraint(['grid_id'], ['grid.id'], name=op.f('fk_incident_grid_id')),
        sa.ForeignKeyConstraint(['item_code'], ['item.code'], name=op.f('fk_incident_item_code')),
        sa.ForeignKeyConstraint(['town_id'], ['grid.id'], name=op.f('fk_incident_town_id')),
        sa.PrimaryKeyConstraint('id', name=op.f('pk_incident')),
        sa.UniqueConstraint('number', name=op.f('uq_incident_number')),
        sa.UniqueConstraint('source', 'external_id', name=op.f('uq_incident_source_external_id'))
    )
    op.create_geospatial_index('idx_incident_geom', 'incident', ['geom'], postgresql_using='gist')
    op.create_geospatial_index('idx_incident_geom_3857', 'incident', ['geom_3857'], postgresql_using='gist')
    op.create_index('ix_incident_grid_reported', 'incident', ['grid_id', sa.literal_column('reported_at DESC'), sa.literal_column('id DESC')])
    op.create_index('ix_incident_item_reported', 'incident', ['item_code', sa.literal_column('reported_at DESC'), sa.literal_column('id DESC')])
    op.create_index('ix_incident_reported', 'incident', [sa.literal_column('reported_at DESC'), sa.literal_column('id DESC')])
    op.create_index('ix_incident_state_reported', 'incident', ['state', sa.literal_column('reported_at DESC'), sa.literal_column('id DESC')])
    op.create_index(op.f('ix_incident_town_id'), 'incident', ['town_id'])
    op.create_index('ix_incident_unassigned', 'incident', [sa.literal_column('reported_at DESC')], postgresql_where=sa.text('grid_id IS NULL'))
    op.create_geospatial_table('unit',
        sa.Column('id', sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column('town_id', sa.BigInteger(), nullable=False),
        sa.Column('external_id', sa.String(), nullable=False),
        sa.Column('grid_id', sa.BigInteger(), nullable=True),
        sa.Column('name', sa.String(), nullable=False),
        sa.Column('kind', sa.String(), nullable=True),
        sa.Column('address', sa.String(), nullable=True),
        sa.Column('geom', Geometry(geometry_type='POINT', srid=4326, spatial_index=False, nullable=False), nullable=False),
        sa.Column('geom_3857', Geometry(geometry_type='POINT', srid=3857, spatial_index=False, nullable=False), sa.Computed('ST_Transform(geom, 3857)', persisted=True), nullable=False),
        sa.ForeignKeyConstraint(['grid_id'], ['grid.id'], name=op.f('fk_unit_grid_id')),
        sa.ForeignKeyConstraint(['town_id'], ['grid.id'], name=op.f('fk_unit_town_id')),
        sa.PrimaryKeyConstraint('id', name=op.f('pk_unit')),
        sa.UniqueConstraint('town_id', 'external_id', name=op.f('uq_unit_town_id_external_id'))
    )
    op.create_geospatial_index('idx_unit_geom', 'unit', ['geom'], postgresql_using='gist')
    op.create_geospatial_index('idx_unit_geom_3857', 'unit', ['geom_3857'], postgresql_using='gist')
    op.create_index(op.f('ix_unit_grid_id'), 'unit', ['grid_id'])
    op.create_index(op.f('ix_unit_town_id'), 'unit', ['town_id'])
    op.create_geospatial_table('household',
        sa.Column('id', sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column('town_id', sa.BigInteger(), nullable=False),
        sa.Column('external_id', sa.String(), nullable=False),
        sa.Column('building_id', sa.BigInteger(), nullable=True),
        sa.Column('grid_id', sa.BigInteger(), nullable=True),
        sa.Column('people_registered', sa.SmallInteger(), nullable=False),
        sa.Column('people_present', sa.SmallInteger(), nullable=False),
        sa.Column('address', sa.String(), nullable=True),
        sa.Column('geom', Geometry(geometry_type='POINT', srid=4326, spatial_index=False, nullable=False), nullable=False),
        sa.Column('geom_3857', Geometry(geometry_type='POINT', srid=3857, spatial_index=False, nullable=False), sa.Computed('ST_Transform(geom, 3857)', persisted=True), nullable=False),
        sa.CheckConstraint('people_registered >= 0 AND people_present >= 0', name=op.f('ck_household_people')),
        sa.ForeignKeyConstraint(['building_id'], ['building.id'], name=op.f('fk_household_building_id')),
        sa.ForeignKeyConstraint(['grid_id'], ['grid.id'], name=op.f('fk_household_grid_id')),
        sa.ForeignKeyConstraint(['town_id'], ['grid.id'], name=op.f('fk_household_town_id')),
        sa.PrimaryKeyConstraint('id', name=op.f('pk_household')),
        sa.UniqueConstraint('town_id', 'external_id', name=op.f('uq_household_town_id_external_id'))
    )
    op.create_geospatial_index('idx_household_geom', 'household', ['geom'], postgresql_using='gist')
    op.create_geospatial_index('idx_household_geom_3857', 'household', ['geom_3857'], postgresql_using='gist')
    op.create_index(op.f('ix_household_building_id'), 'household', ['building_id'])
    op.create_index(op.f('ix_household_grid_id'), 'household', ['grid_id'])
    op.create_index(op.f('ix_household_town_id'), 'household', ['town_id'])
    op.create_table('incident_location',
        sa.Column('id', sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column('incident_id', sa.Uuid(), nullable=False),
        sa.Column('town_id', sa.BigInteger(), nullable=False),
        sa.Column('given_x', sa.Double(), nullable=False),
        sa.Column('given_y', sa.Double(), nullable=False),
        sa.Column('given_crs', sa.String(), nullable=False),
        sa.Column('accuracy_m', sa.Double(), nullable=True),
        sa.Column('lon', sa.Double(), nullable=False),
        sa.Column('lat', sa.Double(), nullable=False),
        sa.Column('reason', sa.String(), nullable=True),
        sa.Column('actor', sa.String(), nullable=False),
        sa.Column('at', sa.DateTime(timezone=True), server_default=sa.text('now()'), nullable=False),
        sa.ForeignKeyConstraint(['incident_id'], ['incident.id'], name=op.f('fk_incident_location_incident_id')),
        sa.ForeignKeyConstraint(['town_id'], ['grid.id'], name=op.f('fk_incident_location_town_id')),
        sa.PrimaryKeyConstraint('id', name=op.f('pk_incident_location'))
    )
    op.create_index(op.f('ix_incident_location_incident_id'), 'incident_location', ['incident_id'])
    op.create_table('incident_photo',
        sa.Column('id', sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column('incident_id', sa.Uuid(), nullable=False),
        sa.Column('town_id', sa.BigInteger(), nullable=False),
        sa.Column('sha256', sa.String(), nullable=False),
        sa.Column('media_type', sa.String(), nullable=False),
        sa.Column('size', sa.Integer(), nullable=False),
        sa.Column('actor', sa.String(), nullable=False),
        sa.Column('at', sa.DateTime(timezone=True), server_default=sa.text('now()'), nullable=False),
        sa.ForeignKeyConstraint(['incident_id'], ['incident.id'], name=op.f('fk_incident_photo_incident_id'), ondelete='CASCADE'),
        sa.ForeignKeyConstraint(['town_id'], ['grid.id'], name=op.f('fk_incident_photo_town_id')),
        sa.PrimaryKeyConstraint('id', name=op.f('pk_incident_photo')),
        sa.UniqueConstraint('incident_id', 'sha256', name=op.f('uq_incident_photo_incident_id_sha256'))
    )
    op.create_index(op.f('ix_incident_photo_incident_id'), 'incident_photo', ['incident_id'])
    op.create_table('incident_status',
        sa.Column('id', sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column('incident_id', sa.Uuid(), nullable=False),
        sa.Column('town_id', sa.BigInteger(), nullable=False),
        sa.Column('state', sa.String(), nullable=False),
        sa.Column('department_code', sa.String(), nullable=True),
        sa.Column('note', sa.String(), nullable=True),
        sa.Column('actor', sa.String(), nullable=False),
        sa.Column('at', sa.DateTime(timezone=True), server_default=sa.text('now()'), nullable=False),
        sa.CheckConstraint("state IN ('reported','accepted','dispatched','handling','handled','verified','closed','archived','void')", name=op.f('ck_incident_status_state')),
        sa.ForeignKeyConstraint(['department_code'], ['department.code'], name=op.f('fk_incident_status_department_code')),
        sa.ForeignKeyConstraint(['incident_id'], ['incident.id'], name=op.f('fk_incident_status_incident_id')),
        sa.ForeignKeyConstraint(['town_id'], ['grid.id'], name=op.f('fk_incident_status_town_id')),
        sa.PrimaryKeyConstraint('id', name=op.f('pk_incident_status'))
    )
    op.create_index(op.f('ix_incident_status_incident_id'), 'incident_status', ['incident_id'])
    op.create_table('incident_text',
        sa.Column('incident_id', sa.Uuid(), nullable=False),
        sa.Column('town_id', sa.BigInteger(), nullable=False),
        sa.Column('text', sa.String(), nullable=False),
        sa.Column('address', sa.String(), nullable=True),
        sa.Column('reporter_name', sa.String(), nullable=True),
        sa.Column('reporter_phone', sa.String(), nullable=True),
        sa.ForeignKeyConstraint(['incident_id'], ['incident.id'], name=op.f('fk_incident_text_incident_id'), ondelete='CASCADE'),
        sa.ForeignKeyConstraint(['town_id'], ['grid.id'], name=op.f('fk_incident_text_town_id')),
        sa.PrimaryKeyConstraint('incident_id', name=op.f('pk_incident_text'))
    )
    op.create_table('incident_assignment',
        sa.Column('id', sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column('incident_id', sa.Uuid(), nullable=False),
        sa.Column('town_id', sa.BigInteger(), nullable=False),
        sa.Column('grid_id', sa.BigInteger(), nullable=True),
        sa.Column('grid_version_id', sa.BigInteger(), nullable=True),
        sa.Column('rule', sa.String(), nullable=False),
        sa.Column('near_boundary', sa.Boolean(), nullable=False),
        sa.Column('distance_m', sa.Double(), nullable=True),
        sa.Column('reason', sa.String(), nullable=True),
        sa.Column('actor', sa.String(), nullable=False),
        sa.Column('at', sa.DateTime(timezone=True), server_default=sa.text('now()'), nullable=False),
        sa.CheckConstraint("rule IN ('covers','boundary','nearest','outside','corrected')", name=op.f('ck_incident_assignment_rule')),
        sa.ForeignKeyConstraint(['grid_id'], ['grid.id'], name=op.f('fk_incident_assignment_grid_id')),
        sa.ForeignKeyConstraint(['grid_version_id'], ['grid_version.id'], name=op.f('fk_incident_assignment_grid_version_id')),
        sa.ForeignKeyConstraint(['incident_id'], ['incident.id'], name=op.f('fk_incident_assignment_incident_id')),
        sa.ForeignKeyConstraint(['town_id'], ['grid.id'], name=op.f('fk_incident_assignment_town_id')),
        sa.PrimaryKeyConstraint('id', name=op.f('pk_incident_assignment'))
    )
    op.create_index(op.f('ix_incident_assignment_incident_id'), 'incident_assignment', ['incident_id'])


def downgrade() -> None:
    for table in reversed(TABLES):
        op.drop_table(table)
    op.execute(sa.schema.DropSequence(sa.Sequence("incident_serial")))
