"""Which column holds which field: as said with ``--map``, else guessed from Chinese and English names, always shown."""

import re
from collections.abc import Mapping, Sequence

from gis_app.errors import WanggeError
from gis_app.exchange.fields import Layer

JOINERS = re.compile(r"[\s_\-:：.()（）\[\]]+")


def plain(name: str) -> str:
    """A column's name as it is compared: without case, spaces, dashes, brackets."""
    return JOINERS.sub("", name).lower()


def guess(layer: Layer, columns: Sequence[str], said: Mapping[str, str] | None = None) -> dict[str, str]:
    """Field -> column. A column serves one field; what was said comes first.

    Raises
    ------
    WanggeError
        ``field_unknown`` or ``column_unknown`` for a wrong ``--map``; ``field_missing`` for a required field.
    """
    mapping = _said(layer, columns, said or {})
    free = {plain(column): column for column in reversed(columns) if column not in mapping.values()}
    for name, field in layer.fields.items():
        found = next((free[alias] for alias in map(plain, (name, *field.names)) if alias in free), None)
        if name not in mapping and found is not None:
            mapping[name] = found
            free = {short: column for short, column in free.items() if column != found}
    for name, field in layer.fields.items():
        if field.required and name not in mapping:
            raise WanggeError("field_missing", name=name, known="、".join(columns[:30]))
    return {name: mapping[name] for name in layer.fields if name in mapping}


def parse_maps(pairs: Sequence[str]) -> dict[str, str]:
    """``FIELD=COLUMN`` of the command line."""
    parsed = {}
    for pair in pairs:
        name, equals, column = pair.partition("=")
        if not equals:
            raise WanggeError("bad_value", field="--map", why=f"“{pair}”应写成 字段=列名")
        parsed[name.strip()] = column.strip()
    return parsed


def _said(layer: Layer, columns: Sequence[str], said: Mapping[str, str]) -> dict[str, str]:
    known = {plain(column): column for column in columns}
    for name, column in said.items():
        if name not in layer.fields:
            raise WanggeError("field_unknown", name=name, known="、".join(layer.fields))
        if column not in columns and plain(column) not in known:
            raise WanggeError("column_unknown", column=column, known="、".join(columns[:30]))
    return {name: column if column in columns else known[plain(column)] for name, column in said.items()}
