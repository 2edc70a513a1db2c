"""One edit of a draft, of the ground or of the list, read from JSON and done."""

from collections.abc import Mapping
from dataclasses import fields
from typing import Any, NamedTuple

from gis_app.domain.coverage import GAP, Delta
from gis_app.domain.drafts.change import Change, Listed, Rows
from gis_app.domain.drafts.draft import Draft
from gis_app.domain.drafts.listing import LIST_EDITS, ListEdit
from gis_app.domain.edits import EDITS, Edit, read_edit
from gis_app.domain.grids import KINDS
from gis_app.errors import WanggeError

CALLED = {"rename": {"name": "called"}, "list": {"name": "called"}}
"""JSON says ``name``; an edit's own ``name`` is the kind of edit it is."""


class Done(NamedTuple):
    """The draft after an edit, and what the edit changed."""

    draft: Draft
    change: Change


def read_action(said: Mapping[str, Any]) -> Edit:
    """An edit from JSON.

    Raises
    ------
    WanggeError
        ``edit_unknown``; ``bad_request`` with a fault for each unfit field.
    """
    name = str(said.get("edit"))
    if name in LIST_EDITS:
        return LIST_EDITS[name].from_dict({CALLED.get(name, {}).get(field, field): value for field, value in said.items()})
    if name not in EDITS:
        raise WanggeError("edit_unknown", name=name, known="、".join((*EDITS, *LIST_EDITS)))
    return read_edit(said)


def write_action(edit: Edit) -> dict[str, Any]:
    """The JSON that ``read_action`` reads."""
    back = {inner: outer for outer, inner in CALLED.get(edit.name, {}).items()}
    return {back.get(field, field): value for field, value in edit.to_dict().items()}


def perform(draft: Draft, edit: Edit, names: Mapping[str, str] | None = None) -> Done:
    """Do an edit; ``names`` are those of the grids that it makes.

    Raises
    ------
    WanggeError
        The refusal: which grid, where, why.
    """
    if isinstance(edit, ListEdit):
        change = Change.of(edit.plan(draft.coverage), draft.listed, edit.rows(draft.coverage, draft.listed))
        if change == Change():
            raise WanggeError("edit_nothing")
        return Done(draft.apply(change), change)
    delta = edit.apply(draft.coverage).delta
    change = Change.of(delta, draft.listed, _listed_after(draft, edit, delta, names or {}))
    return Done(draft.apply(change), change)


def _listed_after(draft: Draft, edit: Edit, delta: Delta, names: Mapping[str, str]) -> Rows:
    """Merged grids leave the list, new ones come onto it; who answered to one that is gone answers to where it lay."""
    gone = {code for code in delta.gone if code not in delta.come}
    rows = {code: row if row.parent not in gone else row._replace(parent=draft.lies_in(str(row.parent)))
            for code, row in draft.listed.items() if code not in gone}
    for code, unit in delta.come.items():
        if code not in rows and unit.kind != GAP:
            rows[code] = _new_row(draft, _host(draft, edit), code, unit.kind, unit.parent, names)
    return rows


def _host(draft: Draft, edit: Edit) -> str | None:
    """The grid that a new one is cut from or made of, where the edit names one."""
    named = {item.name: getattr(edit, item.name) for item in fields(edit)}
    host = named.get("grid") or next(iter(named.get("grids", ())), None)
    return host if host in draft.listed else None


def _new_row(draft: Draft, host: str | None, code: str, kind: str, ground: str | None, names: Mapping[str, str]) -> Listed:
    called = names.get(code, "").strip() or f"{KINDS[kind].zh} {code}"
    if host is not None and draft.kind(host) == kind:
        return draft.listed[host]._replace(name=called, grid_id=None)
    beside = next((row for other, row in sorted(draft.listed.items()) if draft.kind(other) == kind and draft.lies_in(other) == ground), None)
    level = beside.level if beside else KINDS[kind].level
    return Listed(called, level, draft.town if kind == "enterprise" else ground)
