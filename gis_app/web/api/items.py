"""GET /api/v1/items: the item list."""

from typing import Any

from flask import Blueprint, Response
from sqlalchemy import RowMapping

from gis_app.domain.actors import LOCAL_OPERATOR
from gis_app.services import items
from gis_app.web.answers import answer
from gis_app.web.routes import declares
from gis_app.web.schemas import items as schemas
from gis_app.web.state import state

bp = Blueprint("items", __name__, url_prefix="/api/v1")


@bp.get("/items")
@declares(answer={"application/json": schemas.ANSWER}, problems=(503,))
def every() -> Response:
    """The item list: what may be reported, who handles it, within which limit, and how it is closed."""
    with state().database.begin() as connection:
        rows = items.every(connection, LOCAL_OPERATOR)
    return answer({"items": [_item(row) for row in rows], "next": None})


def _item(row: RowMapping) -> dict[str, Any]:
    return {
        "code": row["code"], "name": row["name_zh"], "name_en": row["name_en"],
        "class": {"code": row["class_code"], "name": row["class_zh"], "name_en": row["class_en"]},
        "department": {"code": row["department_code"], "name": row["department_zh"], "name_en": row["department_en"]},
        "flow": row["flow"], "limit_hours": row["limit_hours"], "limit": row["limit_text"],
        "closing_standard": row["closing_standard"], "bottom_line": row["bottom_line"],
    }
