"""The item list as people read it."""

from collections.abc import Sequence

from sqlalchemy import Connection, RowMapping, select

from gis_app.db.models.items import Department, Item, ItemClass


def every(connection: Connection) -> Sequence[RowMapping]:
    """All items with their class and department, in the list's own order."""
    query = (
        select(
            Item.code, Item.name_zh, Item.name_en, Item.class_code, ItemClass.name_zh.label("class_zh"),
            ItemClass.name_en.label("class_en"), Item.department_code, Department.name_zh.label("department_zh"),
            Department.name_en.label("department_en"), Item.flow, Item.limit_hours, Item.limit_text,
            Item.closing_standard, Item.bottom_line,
        )
        .join(ItemClass, ItemClass.code == Item.class_code)
        .join(Department, Department.code == Item.department_code)
        .order_by(ItemClass.position, ItemClass.code, Item.position, Item.code)
    )
    return connection.execute(query).mappings().all()
