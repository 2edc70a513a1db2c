"""Proposals at the desk: asked for, made by the worker, looked at, stopped, taken as one edit that one undo takes back."""

import asyncio
import time
from collections.abc import Sequence
from typing import Any
from zoneinfo import ZoneInfo

import numpy as np
import pytest
import shapely
from sqlalchemy import Connection, text

from gis_app.db.session import Database
from gis_app.domain.proposals import Wish
from gis_app.errors import WanggeError
from gis_app.jobs.queue import WORKER, make_queue
from gis_app.services import proposing
from gis_app.services.proposals import surroundings
from tests.services.desks import ZHANG, Planner, opened

HOMES = 120


@pytest.fixture
def planner(database: Database) -> Planner:
    """A draft of the small town, with households in the west."""
    planner = opened(database)
    rng = np.random.default_rng(3)
    with database.begin() as connection:
        town = connection.execute(text("SELECT DISTINCT town_id FROM grid_version")).scalar_one()
        for number, (lon, lat) in enumerate(rng.uniform((119.905, 30.005), (119.995, 30.095), (HOMES, 2)).tolist()):
            connection.execute(text(
                "INSERT INTO household (town_id, external_id, people_registered, people_present, geom) "
                "VALUES (:town, :name, 3, 2, ST_SetSRID(ST_MakePoint(:lon, :lat), 4326))"
            ), {"town": town, "name": str(number), "lon": lon, "lat": lat})
    return planner


def ask(planner: Planner, wishes: Sequence[Wish], within: str = "A1") -> int:
    with planner.database.begin() as connection:
        return proposing.ask(connection, ZHANG, planner.edition_id, within, wishes)


def read(planner: Planner, run: int) -> Any:
    with planner.database.begin() as connection:
        return proposing.one(connection, ZHANG, planner.edition_id, run)


def taken(connection: Connection, planner: Planner, run: int, number: int) -> dict[str, Any]:
    return proposing.edit_to_take(connection, planner.desk, ZHANG, planner.edition_id, run, number)


def test_the_worker_makes_it_and_a_planner_takes_it(planner: Planner) -> None:
    run = ask(planner, [Wish(3, effort=20), Wish(3, seed=8, effort=20)])
    assert read(planner, run)["state"] == "waiting"
    work(planner.database)
    done = read(planner, run)
    assert (done["state"], done["done"], len(done["result"])) == ("done", 1.0, 2)
    assert sum(grid["figures"]["households"] for grid in done["result"][1]["grids"]) == HOMES
    before = planner.digest
    with planner.database.begin() as connection:
        edit = taken(connection, planner, run, 1)
        assert [row["id"] for row in proposing.asked(connection, ZHANG, planner.edition_id)] == [run]
    assert {"G1", "G2"} < set(edit["areas"]) and len(edit["areas"]) == 3
    after = planner.do(edit).after.draft.coverage
    assert sorted(after.leaves_of("A1")) == sorted(edit["areas"])
    assert after.polygon("A1").symmetric_difference(shapely.box(119.90, 30.00, 120.00, 30.10)).area < 1e-12
    planner.undo()
    assert planner.digest == before


def work(database: Database) -> None:
    """A worker does what is queued."""
    queue = make_queue(database, ZoneInfo("Asia/Shanghai"))

    async def go() -> None:
        async with queue.open_async():
            await queue.run_worker_async(wait=False, install_signal_handlers=False)

    asyncio.run(go())


def test_what_lies_in_the_town_is_read(planner: Planner) -> None:
    """Streams as lines, wider water by its banks, the land of villager groups."""
    with planner.database.begin() as connection:
        town = connection.execute(text("SELECT DISTINCT town_id FROM grid_version")).scalar_one()
        for layer, shape in (("water", shapely.box(119.94, 30.02, 119.95, 30.03)), ("groups", shapely.box(119.90, 30.00, 119.93, 30.10))):
            connection.execute(text("INSERT INTO feature_area (town_id, layer, external_id, geom) VALUES (:town, :layer, '1', ST_Multi(ST_GeomFromText(:shape, 4326)))"),
                               {"town": town, "layer": layer, "shape": shape.wkt})
        found = surroundings(connection, town, np.array([shapely.box(119.90, 30.00, 120.00, 30.10)]))
    assert [shape.geom_type for shape in found.streams] in (["LineString"], ["MultiLineString"])
    assert [shape.area for shape in found.groups] == [pytest.approx(0.003)]
    assert len(found.homes) == HOMES


def test_it_is_stopped_by_whoever_asks(planner: Planner) -> None:
    run = ask(planner, [Wish(3, effort=20)])
    with planner.database.begin() as connection:
        proposing.stop(connection, ZHANG, planner.edition_id, run)
    proposing.make(planner.database, WORKER, run)
    assert (read(planner, run)["state"], read(planner, run)["result"]) == ("stopped", None)


def test_a_worker_that_ends_leaves_what_it_had(planner: Planner) -> None:
    run, begun = ask(planner, [Wish(3, effort=5_000)]), time.monotonic()
    calls = iter(range(1_000_000))
    proposing.make(planner.database, WORKER, run, lambda: next(calls) > 80)
    assert time.monotonic() - begun < 20
    done = read(planner, run)
    assert done["state"] == "stopped" and not done["result"][0]["figures"]["finished"]


@pytest.mark.parametrize(("within", "wish", "code"), [
    ("A2", Wish(3), "propose_no_homes"), ("nowhere", Wish(3), "edit_unknown_grid"), ("E1", Wish(1), "propose_not_drawn"),
    ("A1", Wish(households=(70, 80)), "propose_band"),
])
def test_what_cannot_be_is_noted(planner: Planner, within: str, wish: Wish, code: str) -> None:
    run = ask(planner, [wish], within)
    proposing.make(planner.database, WORKER, run)
    done = read(planner, run)
    assert (done["state"], done["failure"]["code"]) == ("failed", code)
    with planner.database.begin() as connection, pytest.raises(WanggeError) as refused:
        taken(connection, planner, run, 0)
    assert refused.value.code == "not_found"


def test_an_asking_that_is_not_there(planner: Planner) -> None:
    with pytest.raises(WanggeError) as refused:
        read(planner, 999)
    assert refused.value.code == "not_found"
