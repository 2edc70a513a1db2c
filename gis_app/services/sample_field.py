"""What the phones of made-up inspections sent: findings as the incidents that they become, records as ``fieldwork.take`` keeps them."""

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

import numpy as np
import pandas as pd
import shapely
from sqlalchemy import Connection, RowMapping

from gis_app import clock
from gis_app.db.queries import bulk
from gis_app.domain.inspections import Wish
from gis_app.domain.routes import Network
from gis_app.domain.sample import names
from gis_app.domain.sample.carrying import Sent
from gis_app.domain.sample.history import Items, live_through
from gis_app.domain.sample.place import Place
from gis_app.domain.sample.turns import Turn
from gis_app.domain.sample.words import WORDS
from gis_app.services.sample_incidents import Written, copy_incidents, numbered, settled
from gis_app.services.snapshot import Snapshot


@dataclass(frozen=True, eq=False)
class Area:
    """A work area: its row, the number of its town and its own in the town, its leaf grids, its inspections."""

    row: Mapping[str, Any]
    town: int
    number: int
    leaves: Sequence[Mapping[str, Any]]
    turns: Sequence[Turn]


@dataclass(frozen=True, eq=False)
class Town:
    """What the inspections of one town share."""

    number: int
    place: Place
    items: Items
    ids: Written
    held: Snapshot
    roads: Network | None
    seed: int
    until: date
    zone: ZoneInfo

    @property
    def end(self) -> datetime:
        """The midnight at which the sample ends."""
        return clock.midnight(self.until, self.zone)


def write_findings(
    connection: Connection, rng: np.random.Generator, town: Town, area: Area, found: Sequence[tuple[UUID, Sent]], wishes: Mapping[str, Wish],
) -> None:
    """Findings as the incidents that they become, with what was done about them since."""
    scene = town.place.scenes[town.number]
    hamlet = scene.nearest_hamlet(scene.frame.metres(np.array([[one.x, one.y] for _, one in found])))
    kinds = {leaf["code"]: leaf["kind"] for leaf in area.leaves}
    said = [
        wish.label if kinds.get(wish.grid) == "enterprise" else scene.place_words[place]
        for wish, place in zip((wishes[str(one.wish)] for _, one in found), hamlet.tolist(), strict=True)
    ]
    reports = pd.DataFrame({
        "id": [key for key, _ in found], "item": [one.item for _, one in found], "source": "inspection", "at": [one.at for _, one in found],
        "given_x": [one.x for _, one in found], "given_y": [one.y for _, one in found], "given_crs": "wgs84", "lon": [one.x for _, one in found],
        "lat": [one.y for _, one in found], "accuracy_m": [one.accuracy for _, one in found],
        "text": [_words(rng, str(one.item), words) for (_, one), words in zip(found, said, strict=True)],
        "address": [names.TOWNS[town.number] + scene.place_words[place] for place in hamlet.tolist()],
    })
    fate, status = live_through(rng, reports, town.items, int(town.end.timestamp()))
    reports = reports.join(fate)
    heads = {town_id: str(row["code"]) for town_id, row in town.held.by_town.items()}
    towns = {str(row["code"]): heads[row["town_id"]] for row in town.held.rows}
    reports = settled(reports, town.held.locator, town.held.snap_m, towns, heads[area.row["town_id"]])
    reports["number"] = numbered(reports["town"], reports["at"], town.zone, iter(bulk.reserve(connection, "incident_serial", len(reports))))
    copy_incidents(connection, reports, status, town.ids)


def _words(rng: np.random.Generator, item: str, place: str) -> str:
    return str(rng.choice(WORDS[item][0])).replace("{p}", place).replace("巡查", "联查")


def write_records(connection: Connection, inspection: RowMapping, town: Town, sent: Sequence[tuple[UUID, Sent]], wishes: Mapping[str, Wish]) -> None:
    """What came from the phones, as ``fieldwork.take`` keeps it."""
    moments = bulk.iso_times(np.array([one.at for _, one in sent], dtype=np.int64))
    at = [None if one.x is None else bulk.ewkb(np.array([shapely.Point(one.x, one.y)]))[0] for _, one in sent]
    grids = [None if one.wish is None else town.ids.grid_ids.get(wishes[one.wish].grid) for _, one in sent]
    bodies = [{**({"why": one.why} if one.why else {}), **({"way": [list(fix) for fix in one.way]} if one.way else {})} for _, one in sent]
    bulk.copy_columns(connection, "inspection_record", {
        "id": [str(key) for key, _ in sent], "inspection_id": [str(inspection["id"])] * len(sent), "town_id": [inspection["town_id"]] * len(sent),
        "team": [one.team for _, one in sent], "kind": [one.kind for _, one in sent], "wish": [one.wish for _, one in sent], "grid_id": grids,
        "item": [one.item for _, one in sent], "answer": [one.answer for _, one in sent],
        "incident_id": [str(key) if one.kind == "finding" else None for key, one in sent], "body": [json.dumps(body) for body in bodies],
        "digest": ["\\x" + hashlib.sha256(f"{key}{one}".encode()).hexdigest() for key, one in sent], "accuracy_m": [one.accuracy for _, one in sent],
        "geom": at, "made_at": moments, "at": moments,
    })
