"""The item list."""

from collections.abc import Iterable, Sequence

from sqlalchemy import Connection, RowMapping

from gis_app.db.queries import items as queries
from gis_app.domain.actors import Actor
from gis_app.errors import Both, WanggeError


def every(connection: Connection, actor: Actor) -> Sequence[RowMapping]:
    """All items with class, department, limit and closing standard, in the list's own order."""
    return queries.every(connection)


def meant(connection: Connection, actor: Actor, codes: Iterable[str]) -> tuple[str, ...]:
    """Codes of items, those of classes read as all items of the class.

    Raises
    ------
    WanggeError
        ``bad_value`` naming a code that the list does not have.
    """
    rows = queries.every(connection)
    known = {row["code"]: [row["code"]] for row in rows}
    for row in rows:
        known.setdefault(row["class_code"], []).append(row["code"])
    strange = next((code for code in codes if code not in known), None)
    if strange is not None:
        raise WanggeError("bad_value", field="item", why=Both(f"事项清单里没有“{strange}”", f"the item list has no “{strange}”"))
    return tuple(sorted({item for code in codes for item in known[code]}))
