"""The item list (事项清单): class -> item, each with its department, limit and closing standard. Data, never code."""

from decimal import Decimal

from sqlalchemy import CheckConstraint, ForeignKey, Numeric, SmallInteger
from sqlalchemy.orm import Mapped, mapped_column

from gis_app.db.metadata import Base


class Department(Base):
    """A line or station that reports are sent to (派出所、环保办……)."""

    __tablename__ = "department"
    code: Mapped[str] = mapped_column(primary_key=True)
    name_zh: Mapped[str]
    name_en: Mapped[str]
    position: Mapped[int] = mapped_column(SmallInteger, server_default="0")


class ItemClass(Base):
    __tablename__ = "item_class"
    code: Mapped[str] = mapped_column(primary_key=True)
    name_zh: Mapped[str]
    name_en: Mapped[str]
    position: Mapped[int] = mapped_column(SmallInteger, server_default="0")


class Item(Base):
    """One item. ``limit_hours`` is in plain hours until the working calendar comes; ``limit_text`` is as written."""

    __tablename__ = "item"
    __table_args__ = (
        CheckConstraint("flow IN ('self','dispatched')", name="flow"),
        CheckConstraint("limit_hours > 0", name="limit_hours"),
    )
    code: Mapped[str] = mapped_column(primary_key=True)
    class_code: Mapped[str] = mapped_column(ForeignKey("item_class.code"), index=True)
    name_zh: Mapped[str]
    name_en: Mapped[str]
    department_code: Mapped[str] = mapped_column(ForeignKey("department.code"))
    flow: Mapped[str] = mapped_column(server_default="dispatched")
    limit_hours: Mapped[Decimal] = mapped_column(Numeric(8, 2))
    limit_text: Mapped[str]
    closing_standard: Mapped[str]
    bottom_line: Mapped[bool] = mapped_column(server_default="false")
    position: Mapped[int] = mapped_column(SmallInteger, server_default="0")
