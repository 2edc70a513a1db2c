"""What a planner does to a coverage, one edit a file: each refuses with a reason or gives the delta that does it."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any

from gis_app.domain.edits.carve import Carve
from gis_app.domain.edits.delete_vertex import DeleteVertex
from gis_app.domain.edits.divide import Divide
from gis_app.domain.edits.draw import Draw
from gis_app.domain.edits.edit import Applied, Edit
from gis_app.domain.edits.fill import Fill
from gis_app.domain.edits.follow import Follow
from gis_app.domain.edits.insert_vertex import InsertVertex
from gis_app.domain.edits.merge import Merge
from gis_app.domain.edits.move_border import MoveBorder
from gis_app.domain.edits.move_segment import MoveSegment
from gis_app.domain.edits.move_vertex import MoveVertex
from gis_app.domain.edits.reshape import Reshape
from gis_app.domain.edits.simplify import Simplify
from gis_app.domain.edits.split import Split
from gis_app.domain.edits.take_proposal import TakeProposal
from gis_app.domain.edits.transfer import Transfer
from gis_app.domain.edits.transfer_buildings import TransferBuildings
from gis_app.domain.edits.transfer_part import TransferPart
from gis_app.errors import WanggeError

EDITS: Mapping[str, type[Edit]] = MappingProxyType({edit.name: edit for edit in (
    Draw, Carve, Split, Divide, Merge, Transfer, TransferPart, TransferBuildings, Fill,
    MoveVertex, MoveSegment, MoveBorder, InsertVertex, DeleteVertex, Reshape, Follow, Simplify, TakeProposal,
)})
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
