"""A made-up place loaded into an empty database: one transaction, or nothing."""

import json
from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager
from dataclasses import asdict, dataclass
from datetime import date, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import numpy as np
import pandas as pd
from sqlalchemy import Connection

from gis_app.db import audit
from gis_app.db.queries import bulk
from gis_app.db.queries import sample as queries
from gis_app.db.session import Database
from gis_app.domain.actors import Actor
from gis_app.domain.grids import GridNode
from gis_app.domain.locate import Locator
from gis_app.domain.sample import names
from gis_app.domain.sample.history import Items
from gis_app.domain.sample.place import Place, make_place
from gis_app.domain.sample.staff import required_posts
from gis_app.errors import WanggeError
from gis_app.resources import folder
from gis_app.services import heat_store, hotspots_follow
from gis_app.services.editions import publish_first
from gis_app.services.sample_field import Area
from gis_app.services.sample_incidents import Written, write_incidents
from gis_app.services.sample_inspections import all_areas, begun_on, write_inspections
from gis_app.services.sample_patrols import write_patrols

TOWNS = {"town": 1, "county": 20}
Progress = Callable[[str, int | None, str], AbstractContextManager[Callable[[int], object]]]
LEVELS: tuple[tuple[str, int, str, str, dict[str, Any]], ...] = (
    ("town", 1, "镇", "town", {}), ("work_area", 2, "工作区", "work area", {}),
    ("grid", 3, "网格", "grid", {"households": [300, 500]}), ("enterprise", 3, "企业网格", "enterprise grid", {}),
)
HISTORIES = ("incident", "incident_location", "incident_assignment", "incident_status", "incident_text")
REGISTER = ("feature_line", "feature_area", "building", "household", "unit", "staff_post")
ROUNDS = ("patrol", "patrol_grid", "patrol_checkin")
INSPECTIONS = ("inspection", "inspection_plan", "inspection_stop", "inspection_record", "dead_corner", "office_matter")
LOOKED_BACK = {"town": 3, "county": 1}
"""Months in which hotspots were looked for already."""
LOADED = ("grid_version", *REGISTER, *HISTORIES, *ROUNDS)


@dataclass(frozen=True)
class Wish:
    """Which sample: `kind` town or county, and the totals of the whole place. Equal wishes give equal rows.

    `quarters` of joint inspections, the newest included; what they find is among the incidents.
    """

    kind: str
    seed: int
    until: date
    incidents: int
    households: int
    quarters: int = 0

    @property
    def mark(self) -> dict[str, Any]:
        """What is noted at each town, so that the same sample is recognised."""
        return {**asdict(self), "until": self.until.isoformat()}


def load(
    database: Database, actor: Actor, wish: Wish, *, zone: ZoneInfo, snap_m: float, progress: Progress
) -> bool:
    """Make and store the place; False where this very sample is there already and nothing was done.

    Raises
    ------
    WanggeError
        ``sample_not_empty`` where the database holds anything else.
    """
    with database.begin() as connection:
        present = queries.present(connection)
        if present == wish.mark:
            return False
        if present is not None:
            raise WanggeError("sample_not_empty")
        bulk.restart_serials(connection)
        with progress("生成地形、网格、道路和房屋", None, "户") as advance:
            place = make_place(wish.seed, TOWNS[wish.kind], wish.households)
            advance(len(place.households))
        _write(connection, actor, wish, place, zone, snap_m, progress)
    with progress("统计热力", heat_store.STEPS, "步") as advance:
        heat_store.rebuild(database, actor, zone, advance)
    return True


def _write(
    connection: Connection, actor: Actor, wish: Wish, place: Place, zone: ZoneInfo, snap_m: float, progress: Progress
) -> None:
    items = _write_lists(connection)
    ids = _publish(connection, actor, wish, place)
    towns = _town_ids(place, ids)
    with progress("写入道路、房屋和住户", None, "行") as advance, bulk.built_afterwards(connection, REGISTER):
        advance(_write_ground(connection, place, towns))
        advance(_write_register(connection, place, towns, ids))
    each = wish.incidents / TOWNS[wish.kind]
    areas = all_areas(connection, wish.until, wish.quarters)
    ordinary = wish.incidents - sum(turn.findings(len(area.leaves), each) for area in areas for turn in area.turns)
    with progress("写入事件", ordinary, "件") as advance, bulk.built_afterwards(connection, HISTORIES):
        write_incidents(connection, place, items, ids, seed=wish.seed, until=wish.until, count=ordinary, zone=zone,
                        snap_m=snap_m, advance=advance)
    with progress("写入巡查记录", None, "轮") as advance, bulk.built_afterwards(connection, ROUNDS):
        write_patrols(connection, place, ids, seed=wish.seed, until=wish.until, zone=zone, advance=advance)
    bulk.analyze(connection, LOADED)
    months = _looked_months(wish, areas)
    heat_store.count(connection, actor, zone)
    with progress("识别热点", len(months), "个月") as advance:
        hotspots_follow.look_back(connection, actor, zone, months, advance)
    if wish.quarters:
        with progress("写入季度联查", sum(len(area.turns) for area in areas), "次") as advance:
            write_inspections(connection, place, items, ids, areas, seed=wish.seed, until=wish.until, incidents=each, zone=zone, snap_m=snap_m,
                              advance=advance)
    bulk.analyze(connection, (*LOADED, *INSPECTIONS))
    audit.record(connection, actor, "sample.load", "deployment", names.COUNTY_CODE, sample=wish.mark)


def _looked_months(wish: Wish, areas: Sequence[Area]) -> set[date]:
    """The months in which hotspots were looked for: the last ones, and those in which an inspection was begun."""
    last = wish.until.replace(day=1)
    months = {(last - timedelta(days=28 * back)).replace(day=1) for back in range(LOOKED_BACK[wish.kind])}
    return months | {begun_on(turn, wish.until).replace(day=1) for area in areas for turn in area.turns}


def _write_lists(connection: Connection) -> Items:
    """The county, the levels, the posts, the departments and the item list (``layers/items``)."""
    given = json.loads((folder("layers") / "items" / "items.json").read_text(encoding="utf-8"))
    queries.insert_division(connection, names.COUNTY_CODE, names.COUNTY)
    queries.insert_levels(connection, LEVELS)
    queries.insert_posts(connection, required_posts().to_dict("records"))
    queries.insert_items(connection, given)
    department = {row["code"]: row["name_zh"] for row in given["departments"]}
    rows = given["items"]
    return Items(
        [row["code"] for row in rows], np.array([row["department"] for row in rows]),
        np.array([department[row["department"]] for row in rows]),
        np.array([float(row["limit_hours"]) for row in rows]), np.array([row["flow"] == "self" for row in rows]),
    )


def _publish(connection: Connection, actor: Actor, wish: Wish, place: Place) -> Written:
    """Each town's first edition, unbounded below."""
    grid_ids: dict[str, int] = {}
    for _, rows in place.grids.groupby("town", sort=True):
        nodes = [
            GridNode(row.code, row.name, row.kind, int(row.level), _code(row.parent), _code(row.lies_in), row.geometry)
            for row in rows.itertuples(index=False)
        ]
        published = publish_first(connection, actor, nodes, division_code=names.COUNTY_CODE, settings={"sample": wish.mark})
        grid_ids |= published.grid_ids
    return Written(grid_ids, queries.version_ids(connection))


def _code(value: object) -> str | None:
    return value if isinstance(value, str) else None


def _town_ids(place: Place, ids: Written) -> np.ndarray[Any, Any]:
    towns = place.grids[place.grids["kind"] == "town"].sort_values("town")
    return np.array([ids.grid_ids[code] for code in towns["code"]])


def _write_ground(connection: Connection, place: Place, towns: np.ndarray[Any, Any]) -> int:
    """Roads and water, as lines and areas, and land cover."""
    rows = 0
    for table, layer, frame in (
        ("feature_line", "roads", place.roads), ("feature_line", "water", place.streams),
        ("feature_area", "water", place.water), ("feature_area", "landcover", place.cover),
    ):
        rows += bulk.copy_columns(connection, table, {
            "town_id": towns[frame["town"]], "layer": [layer] * len(frame), "external_id": frame["external_id"],
            "category": frame["category"], "name": frame["name"] if "name" in frame else [None] * len(frame),
            "geom": bulk.ewkb(bulk.multi(np.asarray(frame.geometry.values))),
        })
    return rows


def _write_register(connection: Connection, place: Place, towns: np.ndarray[Any, Any], ids: Written) -> int:
    """Buildings, households, units and the people on post."""
    numbers = np.array(bulk.reserve(connection, "building_id_seq", len(place.buildings)))
    locator = Locator(place.grids)
    codes = place.grids["code"].tolist()

    def lies_in(frame: Any) -> list[int | None]:
        found = locator.index(frame.geometry.x.to_numpy(), frame.geometry.y.to_numpy())
        return [ids.grid_ids[codes[k]] if k >= 0 else None for k in found.tolist()]

    def common(frame: pd.DataFrame) -> dict[str, Any]:
        return {"town_id": towns[frame["town"]], "external_id": frame["external_id"]}

    buildings, households, units, staff = place.buildings, place.households, place.units, place.staff
    rows = bulk.copy_columns(connection, "building", {
        "id": numbers, **common(buildings), "use": buildings["use"], "floors": buildings["floors"],
        "geom": bulk.ewkb(bulk.multi(np.asarray(buildings.geometry.values))),
    })
    rows += bulk.copy_columns(connection, "household", {
        **common(households), "building_id": numbers[households["building"]], "grid_id": lies_in(households),
        "people_registered": households["people_registered"], "people_present": households["people_present"],
        "address": households["address"], "geom": bulk.ewkb(np.asarray(households.geometry.values)),
    })
    rows += bulk.copy_columns(connection, "unit", {
        **common(units), "grid_id": lies_in(units), "name": units["name"], "kind": units["kind"],
        "address": units["address"], "geom": bulk.ewkb(np.asarray(units.geometry.values)),
    })
    rows += bulk.copy_columns(connection, "staff_post", {
        "town_id": towns[staff["town"]], "grid_id": [ids.grid_ids[code] for code in staff["code"]],
        "post": staff["post"], "name": staff["name"], "phone": staff["phone"],
    })
    return rows
