"""One town and its year, made once for all tests of the sample."""

import json
import time
from datetime import date

import numpy as np
import pandas as pd
import pytest

from gis_app.domain.sample.history import Items
from gis_app.domain.sample.incidents import report_year
from gis_app.domain.sample.place import Place, make_place
from gis_app.domain.sample.rhythm import Year
from gis_app.resources import folder

SEED, HOUSEHOLDS, INCIDENTS = 7, 12_000, 6_000
YEAR = Year(date(2026, 11, 24), 365)
FIRST_S = int(pd.Timestamp(YEAR.first, tz="Asia/Shanghai").timestamp())


@pytest.fixture(scope="session")
def made() -> tuple[Place, float]:
    """The town and the processor seconds that it took."""
    started = time.process_time()
    return make_place(SEED, 1, HOUSEHOLDS), time.process_time() - started


@pytest.fixture(scope="session")
def town(made: tuple[Place, float]) -> Place:
    return made[0]


@pytest.fixture(scope="session")
def reports(town: Place) -> pd.DataFrame:
    return report_year(SEED, 0, town.scenes[0], INCIDENTS, YEAR, FIRST_S)


@pytest.fixture(scope="session")
def items() -> Items:
    rows = json.loads((folder("layers") / "items" / "items.json").read_text(encoding="utf-8"))["items"]
    return Items(
        [row["code"] for row in rows], np.array([row["department"] for row in rows]),
        np.array([row["department"] for row in rows]), np.array([float(row["limit_hours"]) for row in rows]),
        np.array([row["flow"] == "self" for row in rows]),
    )
