"""What a planner does to a coverage, one edit a file: each refuses with a reason or gives the delta that does it."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any

from gis_app.domain.edits.divide import Divide
from gis_app.domain.edits.edit import Applied, Edit
from gis_app.domain.edits.split import Split
from gis_app.errors import WanggeError

EDITS: Mapping[str, type[Edit]] = MappingProxyType({edit.name: edit for edit in (Split, Divide)})
"""Every edit by its name in JSON."""

__all__ = ["EDITS", "Applied", "Edit", "read_edit"]


def read_edit(said: Mapping[str, Any]) -> Edit:
    """An edit from JSON: ``{"edit": name, ...its fields}``.

    Raises
    ------
    WanggeError
        ``edit_unknown``, ``bad_request`` with a fault for each unfit field.
    """
    name = str(said.get("edit"))
    if name not in EDITS:
        raise WanggeError("edit_unknown", name=name, known="、".join(EDITS))
    return EDITS[name].from_dict(said)
