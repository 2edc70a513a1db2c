"""What each finding's repair does: shown first, with who gains and loses what, then done as one edit that one undo takes back."""

from collections.abc import Sequence

import numpy as np
import pytest
import shapely
from shapely import LineString, box
from sqlalchemy import insert, text

from gis_app.db.models.grids import GridLevel
from gis_app.db.queries import bulk
from gis_app.db.session import Database
from gis_app.domain.actors import LOCAL_OPERATOR
from gis_app.domain.grids import GridNode
from gis_app.services import drafts, findings, outcome
from gis_app.services.desk import Desk
from gis_app.services.editing import Wish
from gis_app.services.editions import publish_first
from tests.services.desks import ZHANG, Planner

TOWN, VILLAGE = "330106001", "330106001002"
X, Y, S = 120.0, 30.0, 0.01
ENCLAVE = box(X + 0.004, Y + 0.004, X + 0.005, Y + 0.005)
TEETH = [(X + S, Y + 0.0002)] + [(X + S + (0.0004 if n % 2 else 0), Y + 0.0002 + n * 0.00005) for n in range(190)] + [(X + S, Y + 0.0099)]
"""A border that somebody drew with a shaking hand."""
RIVER = LineString([(X + 2.8 * S, Y - 0.001), (X + 2.8 * S, Y + S + 0.001)])


def square(column: float, row: float, wide: float = 1.0) -> shapely.Polygon:
    return box(X + column * S, Y + row * S, X + (column + wide) * S, Y + (row + 1) * S)


def shapes() -> dict[str, shapely.Geometry]:
    """Eight grids in two rows, each with its own fault.

    ::

        005 │ 006 │ 007 │ 9      9    a code that no rule made
        ────┼─────┼─────┼────    006  a part of it lies in 001; 007 nobody lives there; 005 holds most homes
        001 < 002 │ 003 │ 004    001 and 002 have a ragged border; a river cuts 003; a house stands on 003 | 004
    """
    ragged = shapely.Polygon([(X, Y), (X + S, Y), *TEETH, (X + S, Y + S), (X, Y + S)])
    row = {"001": ragged.difference(ENCLAVE), "002": square(1, 0).difference(ragged), "003": square(2, 0), "004": square(3, 0),
           "005": square(0, 1), "006": square(1, 1).union(ENCLAVE), "007": square(2, 1)}
    return {**{f"{VILLAGE}{serial}": shape for serial, shape in row.items()}, "9": square(3, 1)}


def planner_of(database: Database) -> Planner:
    drawn = shapes()
    whole = shapely.union_all(list(drawn.values()))
    nodes = [GridNode(TOWN, "青溪镇", "town", 1, geom=whole), GridNode(VILLAGE, "东村", "village", 2, TOWN, geom=whole)]
    nodes += [GridNode(code, f"网格{code[-3:]}", "grid", 3, VILLAGE, geom=shape) for code, shape in drawn.items()]
    rng = np.random.default_rng(3)
    columns = [(0, 1, 60), (0, 0, 20), (1, 0, 20), (2, 0, 20), (3, 0, 3), (1, 1, 20), (3, 1, 20)]
    homes = np.concatenate([rng.uniform((X + (c + 0.1) * S, Y + (r + 0.1) * S), (X + (c + 0.75) * S, Y + (r + 0.9) * S), (n, 2)) for c, r, n in columns])
    with database.begin() as connection:
        town = publish_first(connection, LOCAL_OPERATOR, nodes).town_id
        add(connection, "household", town, shapely.points(homes), people_registered=3, people_present=2)
        house = box(X + 3 * S - 0.0002, Y + 0.005, X + 3 * S + 0.0001, Y + 0.0052)
        add(connection, "building", town, [shapely.MultiPolygon([house])])
        add(connection, "feature_line", town, [shapely.MultiLineString([RIVER])], layer="water", category="river")
        lane = LineString([(X + 2.1 * S, Y + 0.002), (X + 2.5 * S, Y + 0.002)])
        add(connection, "feature_line", town, [shapely.MultiLineString([lane])], layer="roads", category="lane")
        connection.execute(insert(GridLevel), {"town_id": town, "kind": "grid", "level": 3, "name_zh": "网格", "name_en": "grid",
                                               "target": {"households": [5, 50]}})
        edition = drafts.open_draft(connection, ZHANG, TOWN, "整理")
    return Planner(database, Desk(), edition["id"])


def add(connection, table: str, town: int, drawn: Sequence[shapely.Geometry], **same) -> None:
    count = len(drawn)
    bulk.copy_columns(connection, table, {
        "town_id": [town] * count, "external_id": [f"{table}{n}" for n in range(count)], **{name: [value] * count for name, value in same.items()},
        "geom": bulk.ewkb(np.array(drawn, dtype=object))})


@pytest.fixture(scope="module")
def planner(module_database: Database) -> Planner:
    return planner_of(module_database)


def found(planner: Planner) -> dict[str, list[dict]]:
    """The findings by rule."""
    told: dict[str, list[dict]] = {}
    with planner.database.begin() as connection:
        for one in findings.page(connection, planner.desk, ZHANG, planner.edition_id, None)["items"]:
            told.setdefault(one["rule"], []).append(one)
    return told


@pytest.mark.parametrize(("rule", "grid", "edit", "gains"), [
    ("too_large", "005", "split", None), ("too_small", "004", "merge", {"households": 3, "buildings": 0}),
    ("without_people", "007", "merge", {"households": 0}), ("not_contiguous", "006", "transfer_part", {"households": 0}),
    ("cut_by_barrier", "003", "transfer", {"households": 0, "buildings": 1}), ("on_the_line", "003", "transfer", {}),
    ("badly_shaped", "001", "simplify", {}), ("code_prefix", "9", "recode", None),
])
def test_it_mends_what_was_found(planner: Planner, rule: str, grid: str, edit: str, gains: dict[str, int] | None) -> None:
    [finding] = [one for one in found(planner)[rule] if one["grids"][0].endswith(grid)]
    assert finding["at"]
    assert finding["area_m2"] or rule == "code_prefix"
    [repair] = finding["repairs"]
    assert repair["edit"]["edit"] == edit
    assert repair["zh"] != repair["en"]
    before = planner.digest
    with planner.database.begin() as connection:
        shown = outcome.preview(connection, planner.desk, ZHANG, planner.edition_id, Wish(planner.seen, "", edit=repair["edit"]))
    assert finding["id"] in shown["findings"]["gone"]
    assert planner.digest == before, "a preview stores nothing"
    if gains is not None:
        move = max(shown["moves"], key=lambda move: move["area_m2"])
        assert {name: move[name] for name in gains} == gains
        assert {"from", "to", "area_m2", "households", "buildings", "open_incidents"} <= set(move)
    planner.do(repair["edit"])
    assert rule not in found(planner) or finding["id"] not in {one["id"] for one in found(planner)[rule]}
    planner.undo()
    assert planner.digest == before


def test_halves_have_equal_homes(planner: Planner) -> None:
    [finding] = found(planner)["too_large"]
    with planner.database.begin() as connection:
        shown = outcome.preview(connection, planner.desk, ZHANG, planner.edition_id, Wish(planner.seen, "", edit=finding["repairs"][0]["edit"]))
    counts = {grid["code"]: grid["figures"]["households"] for grid in shown["grids"] if grid["leaf"]}
    assert (counts[f"{VILLAGE}005"], counts[f"{VILLAGE}008"]) == (30, 30)


def test_a_code_that_a_grid_once_had_is_proposed_to_no_other(planner: Planner) -> None:
    """012 was given up long ago."""
    with planner.database.begin() as connection:
        connection.execute(text("UPDATE grid_version SET code = :code WHERE code = :old"), {"code": f"{VILLAGE}012", "old": f"{VILLAGE}001"})
        told = findings.page(connection, Desk(), ZHANG, planner.edition_id, None)["items"]
        connection.rollback()
    [repair] = next(one for one in told if one["rule"] == "code_prefix")["repairs"]
    assert repair["edit"]["codes"] == {"9": f"{VILLAGE}013"}
