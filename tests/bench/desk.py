"""The planner's desk: one edit from the request to the committed answer, with its figures and findings."""

import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from statistics import median
from uuid import uuid4

import numpy as np
import shapely
from flask.testing import FlaskClient

from gis_app.app import create_app
from gis_app.config import Settings
from gis_app.db.queries import bulk
from gis_app.db.session import Database
from gis_app.domain.actors import LOCAL_OPERATOR
from gis_app.domain.grids import GridNode
from gis_app.services.editions import publish_first
from gis_app.web.state import EXTENSION
from tests.bench.databases import databases
from tests.bench.rows import Row, within
from tests.conftest import libpq_url
from tests.domain.coverages import fractal

WHO = {"Wangge-Planner": "bench"}
EDITS, HOMES_A_GRID, GRIDS_A_VILLAGE = 30, 50, 20
GOALS = ((61, 0.1, "镇"), (1200, 0.2, "县"))


def rows(scale: float) -> Iterator[Row]:
    """The median of edits on a town of 61 grids and on a county of 1,200."""
    with databases() as make, tempfile.TemporaryDirectory() as home:
        for grids, goal, name in GOALS:
            number = max(int(grids * scale), 20)
            database = make()
            town = found(database, number)
            app = create_app(Settings.from_env({"DATABASE_URL": libpq_url(database), "WANGGE_HOME": home}))
            took = median(edits(app.test_client(), town))
            app.extensions[EXTENSION].pulse.close()
            app.extensions[EXTENSION].database.close()
            yield within(f"{name}：{number} 个网格，一次修改", took, goal, 1.0, "目标")


def found(database: Database, number: int) -> str:
    """A town in villages, with households; its code."""
    town, cells = "339901200", fractal(number)
    village = [f"{town}{200 + n % max(1, number // GRIDS_A_VILLAGE)}" for n in range(number)]
    nodes = [GridNode(town, "镇", "town", 1, geom=shapely.coverage_union_all(cells))]
    for code in sorted(set(village)):
        ground = shapely.coverage_union_all([cell for cell, own in zip(cells, village, strict=True) if own == code])
        nodes.append(GridNode(code, f"村{code[-3:]}", "village", 2, town, geom=ground))
    serial = {code: 0 for code in village}
    for cell, code in zip(cells, village, strict=True):
        serial[code] += 1
        nodes.append(GridNode(f"{code}{serial[code]:03d}", f"网格{code[-3:]}{serial[code]:03d}", "grid", 3, code, geom=cell))
    homes = number * HOMES_A_GRID
    west, south, east, north = shapely.total_bounds(cells)
    places = shapely.points(np.random.default_rng(1).uniform((west, south), (east, north), (homes, 2)))
    with database.begin() as connection:
        made = publish_first(connection, LOCAL_OPERATOR, nodes)
        bulk.copy_columns(connection, "household", {
            "town_id": [made.town_id] * homes, "external_id": [f"h{n}" for n in range(homes)], "people_registered": [3] * homes,
            "people_present": [2] * homes, "geom": bulk.ewkb(places)})
    return town


def edits(client: FlaskClient, town: str) -> list[float]:
    """Seconds of each edit that was done."""
    edition = client.post("/api/v1/editions", json={"town": town, "name": "bench"}, headers=WHO).json["id"]
    path = Path(f"/api/v1/editions/{edition}")
    grids = [grid for grid in client.get(str(path)).json["grids"] if grid["leaf"]]
    taken, version, rng = [], 0, np.random.default_rng(5)
    for grid in (grids[k] for k in rng.permutation(len(grids))[: 2 * EDITS].tolist()):
        x, y = grid["figures"]["at"]
        edit = {"edit": "split", "grid": grid["code"], "line": [[x, y - 0.1], [x, y + 0.1]], "side": "left", "parts": True}
        start = time.perf_counter()
        answer = client.post(f"{path}/edits", json={"base": version, "key": str(uuid4()), "edit": edit}, headers=WHO)
        if answer.status_code == 201:
            taken.append(time.perf_counter() - start)
            version = answer.json["version"]
        if len(taken) == EDITS:
            break
    return taken
