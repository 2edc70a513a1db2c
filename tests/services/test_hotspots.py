"""Hotspots of a small town out of kept counts: what is called, what nobody looked at, what goes on from one looking to the next."""

import re
from collections.abc import Iterator
from datetime import date, datetime, timedelta
from uuid import UUID, uuid4
from zoneinfo import ZoneInfo

import numpy as np
import pytest
import shapely
from sqlalchemy import Connection, event, insert, text

from gis_app import clock
from gis_app.db.models.incidents import Incident
from gis_app.db.models.patrols import Patrol, PatrolGrid
from gis_app.db.session import Database
from gis_app.domain.actors import LOCAL_OPERATOR
from gis_app.domain.grids import GridNode
from gis_app.domain.sources import source_set
from gis_app.domain.stats.neighbours import choose_band
from gis_app.domain.stats.periods import Period
from gis_app.errors import WanggeError
from gis_app.services import heat_store, hotspots, hotspots_follow, hotspots_store
from gis_app.services.editions import publish_first
from gis_app.services.heat import Asked
from gis_app.services.hotspot_frames import as_frame
from gis_app.services.hotspots import Wish
from tests.heat_town import UNTIL

ZONE = ZoneInfo("Asia/Shanghai")
LAST = date(2026, 3, 31)
SIDE = 8
WEST, SOUTH, STEP = 119.8, 30.0, 0.004
HEAP = {(column, row) for column in (4, 5, 6) for row in (4, 5, 6)}


@pytest.fixture(scope="module")
def town(module_database: Database) -> Iterator[Database]:
    """64 square grids; two incidents a month in each, five times as many in a heap of nine, none in the first column."""
    cells = {f"G{column}{row}": (column, row) for column in range(SIDE) for row in range(SIDE)}
    shapes = {code: shapely.box(WEST + c * STEP, SOUTH + r * STEP, WEST + (c + 1) * STEP, SOUTH + (r + 1) * STEP) for code, (c, r) in cells.items()}
    nodes = [GridNode("T", "青溪镇", "town", 1, geom=shapely.union_all(list(shapes.values())))]
    nodes += [GridNode(code, f"{code}网格", "grid", 2, "T", geom=shape) for code, shape in shapes.items()]
    with module_database.begin() as connection:
        made = publish_first(connection, LOCAL_OPERATOR, nodes)
        rng = np.random.default_rng(1)
        rows = [row for code, place in cells.items() if place[0] > 0 for row in _reports(rng, code, place, made)]
        connection.execute(insert(Incident), [{**row, "id": UUID(int=k), "number": f"T-{k}"} for k, row in enumerate(rows)])
    heat_store.merge(module_database, LOCAL_OPERATOR, ZONE)
    yield module_database


def _reports(rng: np.random.Generator, code: str, place: tuple[int, int], made: object) -> Iterator[dict]:
    for month in range(12):
        for _ in range(rng.poisson(10 if place in HEAP and month < 6 else 2)):
            lon, lat = WEST + (place[0] + rng.random()) * STEP, SOUTH + (place[1] + rng.random()) * STEP
            at = UNTIL - timedelta(days=30 * month + float(rng.uniform(0, 29)))
            yield {"town_id": made.town_id, "source": "resident" if rng.random() < 0.5 else "worker", "item_code": None, "state": "reported",
                   "reported_at": at, "due_at": at, "grid_id": made.grid_ids[code], "grid_code": code, "rule": "covers",
                   "near_boundary": False, "geom": f"SRID=4326;POINT({lon} {lat})"}  # fmt: skip


def asked(days: int = 180, last: date = LAST, sources: tuple[str, ...] = ()) -> Asked:
    return Asked(Period(last - timedelta(days=days - 1), last), (), source_set(sources), ZONE)


def look(town: Database, wish: Wish, question: Asked) -> hotspots.Found:
    with town.begin() as connection:
        return hotspots.find(connection, LOCAL_OPERATOR, "T", question, wish)


def classes(found: hotspots.Found) -> dict[str, str]:
    return dict(zip(found.ground.keys, found.columns["class"].tolist(), strict=True))


def test_the_heap_is_hot_and_the_silent_column_is_not_cold(town: Database) -> None:
    found = look(town, Wish(permutations=99), asked())
    told = classes(found)
    assert told["G55"] == "hot_99"
    assert {told[f"G0{row}"] for row in range(SIDE)} == {"not_looked"}
    assert np.isnan(found.columns["z"][found.ground.keys.index("G00")])
    assert len(found.spots) >= 1
    assert {"G45", "G54", "G55", "G56", "G65"} <= {found.ground.keys[cell] for cell in found.spots[0].cells} <= {f"G{c}{r}" for c, r in HEAP}
    assert found.columns["count"].sum() == _plain_count(town, asked())


def _plain_count(town: Database, question: Asked) -> int:
    with town.begin() as connection:
        return int(connection.execute(text("SELECT count(*) FROM incident WHERE (reported_at AT TIME ZONE 'Asia/Shanghai')::date BETWEEN :a AND :b"),
                                      {"a": question.period.first, "b": question.period.last}).scalar_one())


def _went(connection: Connection, code: str, *, kind: str = "patrol", signed: bool = False, found: int | None = None, months_ago: int = 0) -> None:
    """A round to a grid in March, or so many months of 30 days before; a nil return has no position, only the head's signature."""
    grid = connection.execute(text("SELECT grid_id, town_id FROM grid_version WHERE code = :code"), {"code": code}).one()
    at, patrol = UNTIL - timedelta(days=5 + 30 * months_ago), uuid4()
    connection.execute(insert(Patrol), {"id": patrol, "town_id": grid.town_id, "kind": kind, "external_id": str(patrol), "post": "worker", "actor": "x", "started_at": at, "ended_at": at,
                                        "found": found, "signed_at": at if signed else None, "signed_by": "周明" if signed else None})  # fmt: skip
    connection.execute(insert(PatrolGrid), {"patrol_id": patrol, "grid_id": grid.grid_id, "town_id": grid.town_id, "first_at": at, "fixes": 0 if signed else 3})


@pytest.mark.parametrize("cells", ["grids", "square"])
def test_a_signed_nil_return_and_a_round_are_a_look(town: Database, cells: str) -> None:
    """Of the silent column G00 signed that there was nothing and G01 was patrolled: quiet now, and tested; the rest nobody saw."""
    with town.engine.connect() as connection, connection.begin() as undone:
        _went(connection, "G00", signed=True, found=0)
        _went(connection, "G01")
        found = hotspots.find(connection, LOCAL_OPERATOR, "T", asked(), Wish(cells=cells, size_m=400, permutations=0))
        undone.rollback()
    seen = {name for name, class_ in zip(found.ground.names, found.columns["class"].tolist(), strict=True) if class_ != "not_looked"}
    assert {"G00网格", "G01网格"} <= seen
    assert not {"G03网格", "G04网格", "G05网格"} & seen


def test_rounds_are_what_counts_are_held_against(town: Database) -> None:
    """Twice as many rounds, half the rate; no rate where nobody went."""
    with town.engine.connect() as connection, connection.begin() as undone:
        for code in [f"G{column}{row}" for column in range(1, SIDE) for row in range(SIDE)]:
            for _ in range(4 if code == "G55" else 2):
                _went(connection, code, kind="visit")
        found = hotspots.find(connection, LOCAL_OPERATOR, "T", asked(), Wish(basis="effort", permutations=0))
        undone.rollback()
    value, count = found.columns["value"], found.columns["count"]
    assert np.isnan(value[found.ground.keys.index("G00")])
    one, other = (found.ground.keys.index(code) for code in ("G55", "G45"))
    assert value[one] / value[other] == pytest.approx(count[one] / 4 / (count[other] / 2), rel=0.15)
    assert found.parameters["basis"] == "effort"


def test_no_question_reads_incidents(town: Database) -> None:
    """Kept sums only, in as many statements for the whole town whatever the period; so the cost does not grow with incidents."""
    asked_of: list[str] = []

    def listen(_connection: object, _cursor: object, statement: str, *_: object) -> None:
        asked_of.append(statement)

    for wish in (Wish(permutations=0), Wish("moran"), Wish("emerging"), Wish(cells="hex", permutations=0), Wish("scan", permutations=9)):
        with town.begin() as connection:
            event.listen(connection, "before_cursor_execute", listen)
            hotspots.find(connection, LOCAL_OPERATOR, "T", Asked(Period(date(2025, 4, 1), LAST), (), source_set([]), ZONE), wish)
            event.remove(connection, "before_cursor_execute", listen)
    assert len(asked_of) >= 5
    assert not [one for one in asked_of if re.search(r"\b(FROM|JOIN) incident\b", one)]


def test_own_and_others_are_tested_apart(town: Database) -> None:
    found = look(town, Wish(permutations=0), asked())
    assert (found.columns["own_count"] + found.columns["others_count"] == found.columns["count"]).all()
    place = found.ground.keys.index("G55")
    assert found.columns["own_class"][place] == found.columns["others_class"][place] == "hot_99"
    alone = look(town, Wish(permutations=0), asked(sources=("own",)))
    assert alone.columns["z"] == pytest.approx(found.columns["own_z"], nan_ok=True)


@pytest.mark.parametrize("cells", ["hex", "square"])
def test_cells_of_a_lattice_add_up_and_find_the_heap(town: Database, cells: str) -> None:
    found = look(town, Wish(cells=cells, size_m=300, permutations=0), asked())
    assert abs(int(found.columns["count"].sum()) - _plain_count(town, asked())) <= 0.02 * _plain_count(town, asked())
    heap = shapely.box(WEST + 4 * STEP, SOUTH + 4 * STEP, WEST + 7 * STEP, SOUTH + 7 * STEP)
    hot = [shape for shape, name in zip(found.ground.shapes, found.columns["class"], strict=True) if name in ("hot_95", "hot_99")]
    assert shapely.union_all(hot).intersection(heap).area > 0.7 * heap.area
    assert "not_looked" in set(found.columns["class"].tolist())


def test_what_emerges_month_by_month(town: Database) -> None:
    found = look(town, Wish("emerging"), Asked(Period(date(2025, 4, 1), LAST), (), source_set([]), ZONE))
    assert classes(found)["G55"] in ("consecutive_hot", "new_hot", "sporadic_hot", "intensifying_hot")
    assert found.parameters["steps"] == 12
    with pytest.raises(WanggeError) as short:
        look(town, Wish("emerging"), asked(days=90))
    assert short.value.code == "stats_too_few"


def test_a_quiet_grid_is_followed_only_through_the_months_in_which_somebody_went(town: Database) -> None:
    """Of the silent column G00 was seen in every month, G01 in the last only, G02 in all but the last three: one of them is known to be quiet."""
    with town.engine.connect() as connection, connection.begin() as undone:
        for month in range(12):
            _went(connection, "G00", months_ago=month)
            if month > 2:
                _went(connection, "G02", months_ago=month)
        _went(connection, "G01", kind="visit")
        found = hotspots.find(connection, LOCAL_OPERATOR, "T", Asked(Period(date(2025, 4, 1), LAST), (), source_set([]), ZONE), Wish("emerging"))
        undone.rollback()
    told = classes(found)
    assert told["G00"] != "not_looked" and told["G01"] == told["G02"] == told["G03"] == "not_looked"
    assert dict(zip(found.ground.keys, found.columns["looked"].tolist(), strict=True))["G00"] is True


def test_the_scan_finds_where_and_since_when(town: Database) -> None:
    """The heap began 180 days before the end; the scan looks at 280 days."""
    found = look(town, Wish("scan", permutations=49, radius_m=800), asked(days=280))
    assert found.spots[0].class_ == "cluster"
    assert found.spots[0].p <= 0.05
    assert "G55" in {found.ground.keys[cell] for cell in found.spots[0].cells}


def test_density_is_high_where_the_heap_is(town: Database) -> None:
    found = look(town, Wish("kde", radius_m=400, size_m=200, permutations=19), asked())
    top = found.ground.shapes[int(np.argmax(found.columns["per_km2"]))]
    assert shapely.box(WEST + 4 * STEP, SOUTH + 4 * STEP, WEST + 7 * STEP, SOUTH + 7 * STEP).contains(top.centroid)
    assert {"z", "p", "q", "class"} <= set(found.columns)


@pytest.mark.parametrize("links", ["rook", "nearest", "band"])
def test_other_neighbours_say_how_they_were_chosen(town: Database, links: str) -> None:
    found = look(town, Wish(links=links, permutations=0), asked())
    said = found.parameters["neighbours"]
    assert said["rule"] == links
    assert found.columns["z"][found.ground.keys.index("G55")] > 2
    assert links != "band" or said["chosen"] in ("peak", "least")


def test_a_band_is_chosen_from_the_cells_that_are_tested(town: Database) -> None:
    """The silent column has no rate and no say in the width: it is what the seen cells alone would choose, and has its reason."""
    with town.engine.connect() as connection, connection.begin() as undone:
        for code in [f"G{column}{row}" for column in range(1, SIDE) for row in range(SIDE)]:
            _went(connection, code)
        found = hotspots.find(connection, LOCAL_OPERATOR, "T", asked(), Wish(basis="effort", links="band", permutations=0))
        undone.rollback()
    seen = found.columns["looked"]
    alone = choose_band(found.ground.middles[seen], found.columns["value"][seen])
    said = found.parameters["neighbours"]
    assert seen.sum() == SIDE * (SIDE - 1)
    assert (said["metres"], said["chosen"], said["tried"]) == (alone.metres, alone.reason, [list(one) for one in alone.tried])
    assert max(z for _, z in alone.tried) > 2
    assert look(town, Wish(basis="people", links="band", permutations=0), asked()).columns["class"].tolist().count("hot_99") == 0, "nobody lives here: nothing is tested"


def test_households_can_be_what_counts_are_held_against(town: Database) -> None:
    """Twice as many homes, half the rate; two people a home, half of that again."""
    with town.engine.connect() as connection, connection.begin() as undone:
        homes = {"G55": 300, "G45": 150} | {f"G{column}{row}": 200 for column in (2, 3) for row in range(SIDE)}
        for code, number in homes.items():
            connection.execute(text("INSERT INTO household (town_id, external_id, grid_id, people_registered, people_present, geom) "
                                    "SELECT town_id, code || '-' || n, grid_id, 3, 2, ST_PointOnSurface(geom) FROM grid_version, generate_series(1, :number) n "
                                    "WHERE code = :code"), {"code": code, "number": number})  # fmt: skip
        by = {basis: hotspots.find(connection, LOCAL_OPERATOR, "T", asked(), Wish(basis=basis, permutations=0)) for basis in ("households", "people")}
        undone.rollback()
    one, other = (by["households"].ground.keys.index(code) for code in ("G55", "G45"))
    value, count = by["households"].columns["value"], by["households"].columns["count"]
    assert value[one] / value[other] == pytest.approx(count[one] / 300 / (count[other] / 150), rel=0.15)
    assert by["people"].columns["value"] == pytest.approx(value / 2, nan_ok=True)
    assert by["households"].parameters["basis"] == "households"


def test_words_that_do_not_fit_are_refused(town: Database) -> None:
    for wish in (Wish("guess"), Wish(cells="round"), Wish(links="bishop"), Wish(basis="people", cells="hex")):
        with pytest.raises(WanggeError) as refused:
            look(town, wish, asked())
        assert refused.value.code == "bad_value"
    with town.begin() as connection, pytest.raises(WanggeError) as unknown:
        hotspots.find(connection, LOCAL_OPERATOR, "X", asked(), Wish())
    assert unknown.value.code == "town_unknown"


def test_a_rate_needs_people(town: Database) -> None:
    """No households in this town: no rate, so nothing is called."""
    found = look(town, Wish(basis="people", permutations=0), asked())
    assert np.isnan(found.columns["z"]).all()


def test_a_hotspot_goes_on_with_its_history_and_deeds(town: Database) -> None:
    with town.engine.connect() as connection, connection.begin() as undone:
        first = _keep(connection, asked(last=date(2026, 2, 28)))
        again = _keep(connection, asked())
        assert first[0] == again[0]
        hotspots_store.note(connection, LOCAL_OPERATOR, again[0], "已列入四月联查")
        told = hotspots_store.one(connection, LOCAL_OPERATOR, again[0])
        assert [one["last_day"] for one in told["history"]] == [LAST, date(2026, 2, 28)]
        assert told["deeds"][0]["note"] == "已列入四月联查"
        assert "G55" in told["grids"]
        rows, more = hotspots_store.page(connection, LOCAL_OPERATOR, town="T", method="gi_star", limit=1)
        assert len(rows) == 1
        assert (more is None) == (len(set(first) | set(again)) == 1)
        with pytest.raises(WanggeError) as gone:
            hotspots_store.one(connection, LOCAL_OPERATOR, UUID(int=5))
        assert gone.value.code == "not_found"
        undone.rollback()


def _keep(connection: Connection, question: Asked) -> list[UUID]:
    return hotspots_store.keep(connection, LOCAL_OPERATOR, hotspots.find(connection, LOCAL_OPERATOR, "T", question, Wish(permutations=0)))


def test_each_month_every_town_is_looked_at_again(town: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    """In the middle of April: January to March."""
    monkeypatch.setattr(clock, "now", lambda: datetime(2026, 4, 15, tzinfo=ZONE))
    assert hotspots_follow.follow(town, LOCAL_OPERATOR, ZONE) == 1
    with town.begin() as connection:
        rows, _ = hotspots_store.page(connection, LOCAL_OPERATOR, limit=5)
    assert {(row["first_day"], row["last_day"]) for row in rows} == {(date(2026, 1, 1), LAST)}
    assert any("G55" in row["grids"] for row in rows)


def test_a_density_is_not_kept(town: Database) -> None:
    found = look(town, Wish("kde", permutations=2), asked())
    with town.begin() as connection, pytest.raises(WanggeError):
        hotspots_store.keep(connection, LOCAL_OPERATOR, found)


def test_the_frame_says_how_to_do_it_again(town: Database) -> None:
    frame = as_frame(look(town, Wish(permutations=19, seed=5), asked()))
    assert {"code", "z", "p", "q", "class", "seed", "parameters", "hotspot"} <= set(frame.columns)
    assert frame.crs == "EPSG:4326"
    assert set(frame["seed"]) == {5}
    assert '"rule": "queen"' in frame["parameters"].iloc[0]
