"""A district goes from 623 grids to 673 in one edition, 190 adjusted and 50 new, by script through the services people use."""

import re
from collections import Counter
from datetime import timedelta
from zoneinfo import ZoneInfo

import numpy as np
import pytest
import shapely
from shapely import box
from sqlalchemy import text

from gis_app import clock
from gis_app.db.queries import bulk
from gis_app.db.session import Database
from gis_app.domain.actors import LOCAL_OPERATOR
from gis_app.domain.coverage import OUTSIDE
from gis_app.domain.drafts import Change, Draft
from gis_app.domain.grids import GridNode
from gis_app.errors import WanggeError
from gis_app.services import changes, codes, comparing, drafts, lineage, publishing, sides
from gis_app.services.desk import Desk
from gis_app.services.editions import publish_first
from tests.domain.coverages import fractal
from tests.services.desks import ZHANG, Planner

ZONE = ZoneInfo("Asia/Shanghai")
TOWN, GRIDS, VILLAGES, HOUSEHOLDS = "339901300", 623, 25, 20_000
ADJUSTED, NEW = 190, 50


def villages(cells: np.ndarray) -> np.ndarray:
    """Cells by village: in columns from the west, each cut from the south."""
    x, y = shapely.get_x(shapely.centroid(cells)), shapely.get_y(shapely.centroid(cells))
    column = np.argsort(np.argsort(x)) * 5 // GRIDS
    order = np.lexsort((y, column))
    village = np.empty(GRIDS, dtype=int)
    village[order] = np.arange(GRIDS) * VILLAGES // GRIDS
    return village


def found(database: Database) -> None:
    """The district: a town, 25 villages, 623 grids with natural borders, 20,000 households."""
    cells = fractal(GRIDS, levels=2, seed=11)
    village, serials = villages(cells), Counter[int]()
    nodes = [GridNode(TOWN, "某区", "town", 1, geom=shapely.coverage_union_all(cells))]
    for number in range(VILLAGES):
        ground = shapely.coverage_union_all(cells[village == number])
        nodes.append(GridNode(f"{TOWN}{200 + number}", f"第{number + 1}村", "village", 2, TOWN, geom=ground))
    for cell, number in zip(cells, village.tolist(), strict=True):
        serials[number] += 1
        code = f"{TOWN}{200 + number}{serials[number]:03d}"
        nodes.append(GridNode(code, f"网格{code[-6:]}", "grid", 3, code[:12], geom=cell))
    rng = np.random.default_rng(3)
    west, south, east, north = shapely.total_bounds(cells)
    homes = shapely.points(rng.uniform((west, south), (east, north), (HOUSEHOLDS, 2)))
    with database.begin() as connection:
        made = publish_first(connection, LOCAL_OPERATOR, nodes)
        bulk.copy_columns(connection, "household", {
            "town_id": [made.town_id] * HOUSEHOLDS, "external_id": [f"户{number}" for number in range(HOUSEHOLDS)],
            "people_registered": [3] * HOUSEHOLDS, "people_present": [2] * HOUSEHOLDS, "geom": bulk.ewkb(homes)})


def tried(planner: Planner, edit: dict) -> Draft | None:
    try:
        return planner.do(edit).after.draft
    except WanggeError:
        return None


def split_some(planner: Planner, draft: Draft, touched: set[str]) -> Draft:
    """Fifty grids are cut in two, from north to south or from west to east, whichever leaves both halves whole; the
    smaller half becomes the new grid, so that the larger keeps its code."""
    made = 0
    for code in draft.leaves[::3]:
        shape = draft.coverage.polygon(code)
        west, south, east, north = shape.bounds
        x, y, far = (west + east) / 2, (south + north) / 2, 0.001
        for line, left in (([[x, south - far], [x, north + far]], box(west, south, x, north)),
                           ([[west - far, y], [east + far, y]], box(west, y, east, north))):
            side = "left" if shapely.intersection(shape, left).area < shape.area / 2 else "right"
            after = tried(planner, {"edit": "split", "grid": code, "line": line, "side": side})
            if after is not None:
                draft, made = after, made + 1
                touched.add(code)
                break
        if made == NEW:
            return draft
    raise AssertionError("too few could be split")


def shift_some(planner: Planner, draft: Draft, touched: set[str]) -> Draft:
    """Neighbours that nobody touched yet get another border, pair by pair."""
    for code in draft.leaves:
        for edge in sorted(draft.coverage.faces.get(code, ()), key=lambda edge: edge.digest):
            other = edge.other(code)
            fresh = not {code, other} & touched and OUTSIDE not in edge.faces and draft.listed[other].grid_id and draft.listed[code].grid_id
            if not fresh or len(edge.xy) < 3:
                continue
            at = edge.xy[len(edge.xy) // 2]
            to = at + (np.array(shapely.point_on_surface(draft.coverage.polygon(code)).coords[0]) - at) / 10
            after = tried(planner, {"edit": "move_vertex", "at": at.tolist(), "to": to.tolist()})
            if after is not None:
                draft = after
                touched |= {code, other}
                break
        if len(touched) == ADJUSTED:
            return draft
    raise AssertionError("too few could be shifted")


def recode(planner: Planner) -> None:
    with planner.database.begin() as connection:
        proposal = codes.by_rule(connection, planner.desk, ZHANG, planner.edition_id)
    if proposal:
        planner.do({"edit": "recode", "codes": proposal})


@pytest.fixture(scope="module")
def planner(module_database: Database) -> Planner:
    """The whole work: opened, edited, recoded, published."""
    found(module_database)
    with module_database.begin() as connection:
        edition = drafts.open_draft(connection, ZHANG, TOWN, "六二三到六七三")
    planner, touched = Planner(module_database, Desk(), edition["id"]), set[str]()
    with module_database.begin() as connection:
        draft = drafts.coverage(connection, planner.desk, ZHANG, planner.edition_id).draft
    draft = split_some(planner, draft, touched)
    shift_some(planner, draft, touched)
    recode(planner)
    with module_database.begin() as connection:
        publishing.approve_and_publish(connection, planner.desk, ZHANG, planner.edition_id, clock.today(ZONE) + timedelta(days=1), ZONE)
    return planner


def test_so_many_are_new_and_adjusted(planner: Planner) -> None:
    with planner.database.begin() as connection:
        totals = comparing.compare(connection, Desk(), ZHANG, "now", planner.edition_id)["totals"]
    assert {name: totals[name] for name in ("new", "gone", "changed", "same")} == {
        "new": NEW, "gone": 0, "changed": ADJUSTED, "same": GRIDS - ADJUSTED}


def test_codes_are_whole_and_in_order(planner: Planner) -> None:
    with planner.database.begin() as connection:
        edition = drafts.one(connection, ZHANG, planner.edition_id)
        old, new = sides.before(connection, edition), sides.itself(connection, Desk(), edition)
    assert len(new.shapes) == GRIDS + NEW
    assert all(re.fullmatch(rf"{TOWN}\d{{6}}", code) for code in new.shapes)
    assert old.shapes.keys() <= new.shapes.keys()
    ids = {row["code"]: row["grid_id"] for row in old.leaves}
    assert all(ids[row["code"]] == row["grid_id"] for row in new.leaves if row["code"] in ids)
    for village in {code[:12] for code in new.shapes}:
        serials = sorted(int(code[12:]) for code in new.shapes if code.startswith(village))
        assert serials == list(range(1, len(serials) + 1))


def test_the_succession_is_complete(planner: Planner) -> None:
    with planner.database.begin() as connection:
        rows = lineage.of_edition(connection, Desk(), ZHANG, planner.edition_id)
    for share in ("share_area", "share_households"):
        sums: dict[str, float] = {}
        for row in rows:
            sums[row["old"]] = sums.get(row["old"], 0.0) + (row[share] or 0.0)
        assert len(sums) == GRIDS
        assert [code for code, total in sums.items() if abs(total - 1) > 1e-6 and (share == "share_area" or total)] == []


def test_every_household_is_accounted_for(planner: Planner) -> None:
    with planner.database.begin() as connection:
        told = changes.report(connection, Desk(), ZHANG, planner.edition_id)["households"]
        edition = drafts.one(connection, ZHANG, planner.edition_id)
        made = changes.of_edition(connection, Desk(), ZHANG, planner.edition_id)
        old = Counter(made.old.codes(made.old.locate(made.households)))
        new = Counter(sides.itself(connection, Desk(), edition).codes(made.new.locate(made.households)))
    assert (told["all"], told["lost"], sum(old.values()), sum(new.values())) == (HOUSEHOLDS, 0, HOUSEHOLDS, HOUSEHOLDS)
    assert None not in new
    for row in told["items"]:
        old[row["old"]] -= row["households"]
        old[row["new"]] += row["households"]
    assert +old == +new
    assert told["moved"] == len(told["each"]) == sum(row["households"] for row in told["items"])


def test_undone_to_the_beginning_it_is_what_it_was(planner: Planner) -> None:
    """The log of the published edition still leads back, step by step, to the very coverage that it began with."""
    with planner.database.begin() as connection:
        first = connection.execute(text("SELECT digest FROM draft_state WHERE edition_id = :id AND serial = 0"), {"id": planner.edition_id}).scalar_one()
        rows = connection.execute(text("SELECT change FROM draft_entry WHERE edition_id = :id ORDER BY serial DESC"), {"id": planner.edition_id}).all()
        draft = drafts.coverage(connection, Desk(), ZHANG, planner.edition_id).draft
    for row in rows:
        draft = draft.apply(Change.from_dict(row.change).inverse())
    assert len(rows) >= NEW + (ADJUSTED - NEW) // 2
    assert draft.digest == first

