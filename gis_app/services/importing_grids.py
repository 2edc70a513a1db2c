"""A town's grids from a file: its first edition is published, any later one becomes a draft for the planner."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from pathlib import PurePath
from zoneinfo import ZoneInfo

import geopandas as gpd
from sqlalchemy import Connection

from gis_app import clock
from gis_app.db import audit
from gis_app.db.queries import editions as queries
from gis_app.db.queries import importing
from gis_app.domain.actors import Actor
from gis_app.domain.checks import check
from gis_app.domain.grids import KINDS, GridNode, arrange
from gis_app.errors import WanggeError
from gis_app.exchange.grid_rows import made_up_town, nodes_of
from gis_app.exchange.report import Report
from gis_app.services import editions

SEAMS = ("overlap", "gap", "hole", "outside_parent", "not_noded")


@dataclass(frozen=True)
class Wish:
    """``town``: the code of the town that the grids belong to; ``day``: when a draft is to take effect."""

    town: str | None
    day: date | None
    zone: ZoneInfo


def import_grids(connection: Connection, actor: Actor, frame: gpd.GeoDataFrame, report: Report, wish: Wish) -> None:
    """Store the grids; what became of them stands in ``report.outcome``.

    Raises
    ------
    WanggeError
        ``town_needed``; what publishing refuses.
    """
    town = wish.town or _only_town(connection, frame)
    nodes = nodes_of(frame, report, town=town)
    if not nodes:
        return
    _note_seams(frame, report)
    if report.dry_run:
        queries.lend_numbers(connection)
    for tree in _towns(connection, nodes, town, report):
        ordered = arrange(tree)
        known = queries.holders(connection, [ordered[0].code], clock.now()).get(ordered[0].code)
        if known is None:
            made = editions.publish_first(connection, actor, ordered)
            _tell(report, "published", made.edition_id, ordered[0].code)
        else:
            edition_id = _draft(connection, actor, ordered, known.town_id, wish)
            _tell(report, "draft", edition_id, ordered[0].code)
            report.notes.append(_draft_note(ordered[0].code, edition_id, dry_run=report.dry_run))
    report.stored = len(nodes)


def _only_town(connection: Connection, frame: gpd.GeoDataFrame) -> str | None:
    """The deployment's town where there is just one; a file that brings its own needs none."""
    codes = importing.town_codes(connection, clock.now())
    return codes[0] if len(codes) == 1 else None


def _towns(connection: Connection, nodes: Sequence[GridNode], town: str | None, report: Report) -> list[list[GridNode]]:
    """The nodes of each town, the town among them."""
    own = [node.code for node in nodes if node.kind == "town"]
    if not own:
        return [[_missing_town(connection, nodes, town, report), *nodes]]
    if len(own) == 1:
        return [list(nodes)]
    over = {node.code: node.parent for node in nodes}
    trees: dict[str, list[GridNode]] = {code: [] for code in own}
    for node in nodes:
        root = _root(node.code, over)
        if root not in trees:
            raise WanggeError("grid_no_town", code=node.code)
        trees[root].append(node)
    return list(trees.values())


def _root(code: str, over: dict[str, str | None]) -> str:
    seen = {code}
    while (above := over.get(code)) is not None:
        if above in seen:
            raise WanggeError("grid_loop", code=code)
        seen.add(above)
        code = above
    return code


def _missing_town(connection: Connection, nodes: Sequence[GridNode], town: str | None, report: Report) -> GridNode:
    """The town as it is in force, else one made for the grids, not drawn."""
    if town is None and len(importing.town_codes(connection, clock.now())) > 1:
        raise WanggeError("town_needed")
    code = town or made_up_town(nodes)
    stored = importing.town_node(connection, code, clock.now())
    if stored is not None:
        return stored
    report.notes.append(f"名单里没有镇，已用编码 {code} 建一个（未划定）")
    return GridNode(code, PurePath(report.file).stem, "town", KINDS["town"].level)


def _draft(connection: Connection, actor: Actor, nodes: Sequence[GridNode], town_id: int, wish: Wish) -> int:
    """Store the nodes as the town's pending edition: versions without a range."""
    day = wish.day or clock.today(wish.zone) + timedelta(days=1)
    at = clock.midnight(day, wish.zone)
    editions.check_publishable(connection, nodes[0].code, town_id, at, wish.zone)
    held = queries.holders(connection, [node.code for node in nodes], clock.now())
    foreign = sorted(code for code, holder in held.items() if holder.town_id != town_id)
    if foreign:
        raise WanggeError("code_in_use", code=foreign[0])
    ids = {code: holder.grid_id for code, holder in held.items()}
    new = [node for node in nodes if node.code not in ids]
    ids |= zip((node.code for node in new), queries.new_grids(connection, len(new)), strict=True)
    queries.insert_grids(connection, [
        {"id": ids[node.code], "town_id": town_id, "division_code": None, "settings": {}} for node in new
    ])
    edition_id = queries.insert_edition(
        connection, town_id=town_id, name=_title(at), state="draft", effective_at=at, created_by=actor.name,
    )
    queries.insert_versions(connection, editions.version_rows(nodes, ids, edition_id, None))
    audit.record(connection, actor, "edition.draft", "edition", edition_id, town_id=town_id, grids=len(nodes))
    return edition_id


def _title(at: datetime) -> str:
    return f"{at:%Y-%m-%d} 导入的草案"


def _draft_note(town: str, edition_id: int, *, dry_run: bool) -> str:
    stored = "将存为草案" if dry_run else f"存为草案（第 {edition_id} 号），尚未生效"
    return f"镇 {town} 已有发布的版本，这份{stored}"


def _tell(report: Report, state: str, edition_id: int, town: str) -> None:
    """A dry run says what would become of the file; its number is nobody's."""
    number = None if report.dry_run else edition_id
    report.outcome.setdefault("editions", []).append({"id": number, "state": state, "town": town})


def _note_seams(frame: gpd.GeoDataFrame, report: Report) -> None:
    """Faults along the seams don't stop a publication (the rule of place answers everywhere); they are said."""
    if frame.geometry.notna().sum() < 2:
        return
    found = [finding.rule for finding in check(frame) if finding.rule in SEAMS]
    if found:
        counts = "，".join(f"{rule} {found.count(rule)}" for rule in SEAMS if rule in found)
        report.notes.append(f"边界有 {len(found)} 处不严密（{counts}），运行 wangge check grids 查看")
