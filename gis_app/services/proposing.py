"""Proposals at the desk: asked for over a draft, worked out by a job, stopped, looked at, taken as an edit."""

from collections.abc import Callable, Sequence
from dataclasses import asdict
from functools import partial
from typing import Any

import numpy as np
import shapely
from sqlalchemy import Connection, RowMapping

from gis_app.db import audit
from gis_app.db.queries import drafts as draft_queries
from gis_app.db.queries import ground
from gis_app.db.queries import proposals as queries
from gis_app.db.session import Database
from gis_app.domain.actors import Actor
from gis_app.domain.coverage import GAP, Shape
from gis_app.domain.drafts.codes import free_codes
from gis_app.domain.proposals import Wish, propose
from gis_app.domain.proposals.taking import take_edit
from gis_app.errors import WanggeError
from gis_app.services import drafts
from gis_app.services.desk import Desk, head
from gis_app.services.job_watch import Watch, refused
from gis_app.services.proposals import surroundings

TASK = queries.TASK
"""The job's name in the queue."""


def ask(connection: Connection, actor: Actor, edition_id: int, within: str, wishes: Sequence[Wish]) -> int:
    """Ask for one proposal a wish over the grids of a draft inside ``within``; the number to look at it by.

    Raises
    ------
    WanggeError
        ``not_found``, ``edition_not_draft``.
    """
    edition = drafts.one(connection, actor, edition_id)
    if edition["state"] != "draft":
        raise WanggeError("edition_not_draft", name=edition["name"])
    told = [asdict(wish) for wish in wishes]
    run_id = queries.ask(connection, edition_id=edition_id, town_id=edition["town_id"], within=within, wishes=told, actor=actor.name)
    audit.record(connection, actor, "proposal.ask", "edition", edition_id, town_id=edition["town_id"], proposals=len(told))
    return run_id


def one(connection: Connection, actor: Actor, edition_id: int, run_id: int) -> RowMapping:
    """How far it is, and once it is finished its ``result``: ``Proposal.to_dict`` each. Raises ``not_found``."""
    found = queries.run(connection, run_id)
    if found is None or found["edition_id"] != edition_id:
        raise WanggeError("not_found", what=f"划分方案 {run_id}")
    return found


def asked(connection: Connection, actor: Actor, edition_id: int) -> Sequence[RowMapping]:
    """All that were asked for over a draft, the newest first, without their results."""
    return queries.runs(connection, drafts.one(connection, actor, edition_id)["id"])


def stop(connection: Connection, actor: Actor, edition_id: int, run_id: int) -> None:
    """Ask it to end; what it has by then is kept."""
    queries.ask_to_stop(connection, one(connection, actor, edition_id, run_id)["id"])


def make(database: Database, actor: Actor, run_id: int, abort: Callable[[], bool] = lambda: False) -> None:
    """Work it out; what cannot be done is noted as its failure. No transaction is open while it is worked out."""
    try:
        with database.begin() as connection:
            run = queries.run(connection, run_id)
            if run is None:
                return
            present = _present(connection, actor, Desk(), run)
            around = surroundings(connection, run["town_id"], np.array(list(present.values()), dtype=object))
        watch = Watch(database, partial(queries.advance, run_id=run_id), abort)
        wishes = [Wish.from_dict(said) for said in run["wishes"]]
        made = propose(shapely.union_all(list(present.values())), around, wishes, progress=watch, stop=watch.stop)
    except WanggeError as refusal:
        state = "stopped" if refusal.code == "propose_stopped" else "failed"
        with database.begin() as connection:
            queries.finish(connection, run_id, state, failure=refused(refusal))
        return
    with database.begin() as connection:
        queries.finish(connection, run_id, "stopped" if watch.stop.is_set() else "done", result=[proposal.to_dict() for proposal in made])


def edit_to_take(connection: Connection, desk: Desk, actor: Actor, edition_id: int, run_id: int, number: int) -> dict[str, Any]:
    """The edit that takes proposal ``number`` (from 0) into its draft as it is now, codes by rule for new grids.

    Raises
    ------
    WanggeError
        ``not_found``; ``edit_unknown_grid`` where the unit divided is gone by now.
    """
    run = one(connection, actor, edition_id, run_id)
    if not 0 <= number < len(run["result"] or ()):
        raise WanggeError("not_found", what=f"划分方案 {run_id} 的第 {number + 1} 个结果")
    proposed = {grid["key"]: shapely.geometry.shape(grid["polygon"]) for grid in run["result"][number]["grids"]}
    edition = drafts.one(connection, actor, run["edition_id"])
    draft = head(connection, desk, edition).draft
    present = _present(connection, actor, desk, run)
    homes = shapely.get_coordinates(ground.households(connection, run["town_id"]).geometry.to_numpy()).reshape(-1, 2)
    free = free_codes(draft, min(present), draft_queries.codes_ever(connection, run["town_id"]))
    return take_edit(run["within"], proposed, present, homes, free)


def _present(connection: Connection, actor: Actor, desk: Desk, run: RowMapping) -> dict[str, Shape]:
    """The grids of the draft inside the unit, by code; enterprises keep their ground and gaps are no grids."""
    coverage = head(connection, desk, drafts.one(connection, actor, run["edition_id"])).draft.coverage
    within = run["within"]
    if within not in coverage.units:
        raise WanggeError("edit_unknown_grid", grid=within)
    leaves = [leaf for leaf in coverage.leaves_of(within) if coverage.units[leaf].kind not in ("enterprise", GAP)]
    if not leaves:
        raise WanggeError("propose_not_drawn", grid=within)
    return {leaf: coverage.polygon(leaf) for leaf in leaves}
