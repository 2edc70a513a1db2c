"""The recorded succession of codes."""

from collections.abc import Sequence

from sqlalchemy import Connection, RowMapping, select

from gis_app.db.models.grids import CodeSuccession as S


def of_edition(connection: Connection, edition_id: int) -> Sequence[RowMapping]:
    """(old, new, share_area, share_households), by code."""
    query = select(S.old_code.label("old"), S.new_code.label("new"), S.share_area, S.share_households).where(S.edition_id == edition_id)
    return connection.execute(query.order_by(S.old_code.collate("C"), S.new_code.collate("C"))).mappings().all()
