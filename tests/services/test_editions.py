"""Publishing: the first edition has always been, the next one begins at a midnight to come, the past stays readable."""

from dataclasses import replace
from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from shapely import Point, Polygon, box
from sqlalchemy import Connection, text

from gis_app import clock
from gis_app.domain.actors import LOCAL_OPERATOR
from gis_app.domain.grids import GridNode
from gis_app.errors import WanggeError
from gis_app.services.editions import Published, publish, publish_first
from gis_app.services.snapshot import load
from gis_app.services.upkeep import follow_editions
from tests import small_town

ZONE = ZoneInfo("Asia/Shanghai")
TOMORROW = clock.today(ZONE) + timedelta(days=1)
AT = datetime.combine(TOMORROW, time(), ZONE)
SPLIT = [node for node in small_town.NODES if node.code != "G1"] + [
    GridNode("G1a", "柳湾东网格", "grid", 3, "A1", geom=box(119.96, 30.00, 120.00, 30.05)),
    GridNode("G1b", "柳湾西网格", "grid", 3, "A1", geom=box(119.90, 30.00, 119.96, 30.05)),
]


@pytest.fixture
def first(connection: Connection) -> Published:
    return small_town.publish(connection)


def split(connection: Connection) -> Published:
    return publish(connection, LOCAL_OPERATOR, SPLIT, day=TOMORROW, zone=ZONE, name="分拆柳湾")


def codes_at(connection: Connection, at: datetime) -> set[str]:
    return {row["code"] for row in load(connection, at).rows}


def test_the_first_is_unbounded_below_and_measured(connection: Connection, first: Published) -> None:
    held = load(connection, datetime(1950, 1, 1, tzinfo=UTC))
    by_code = {row["code"]: row for row in held.rows}
    assert set(by_code) == {node.code for node in small_town.NODES}
    assert by_code["U1"]["geom"] is None
    assert by_code["E1"]["area_m2"] == pytest.approx(964.1 * 1108.6, rel=1e-3)
    assert [step["code"] for step in held.paths[by_code["E1"]["grid_id"]]] == ["T", "A2", "E1"]
    assert by_code["E1"]["command_path"] == f"{first.grid_ids['T']}.{first.grid_ids['E1']}"
    assert held.editions == {first.town_id: "第一版"}
    assert held.since == {first.town_id: None}


def test_the_next_closes_the_old_and_leaves_the_past(connection: Connection, first: Published) -> None:
    second = split(connection)
    assert codes_at(connection, AT - timedelta(seconds=1)) == {node.code for node in small_town.NODES}
    assert codes_at(connection, AT) == {node.code for node in SPLIT}
    assert second.grid_ids["G2"] == first.grid_ids["G2"]
    assert second.grid_ids["G1a"] not in first.grid_ids.values()
    held = load(connection, AT)
    assert held.editions == {first.town_id: "分拆柳湾"}
    assert held.since == {first.town_id: AT}
    assert held.span.start == AT
    assert load(connection, clock.now()).span.end == AT


def test_the_succession_of_codes(connection: Connection, first: Published) -> None:
    for number, lon in enumerate((119.91, 119.92, 119.97, 119.98)):
        connection.execute(text(
            "INSERT INTO household (town_id, external_id, grid_id, people_registered, people_present, geom) "
            "VALUES (:town, :id, :grid, 3, 2, ST_SetSRID(ST_MakePoint(:lon, 30.02), 4326))"
        ), {"town": first.town_id, "id": str(number), "grid": first.grid_ids["G1"], "lon": lon})
    split(connection)
    found = {(row.old_code, row.new_code): (row.share_area, row.share_households) for row in connection.execute(text("SELECT * FROM code_succession"))}
    assert found["G1", "G1a"] == (pytest.approx(0.4), 0.5)
    assert found["G1", "G1b"] == (pytest.approx(0.6), 0.5)
    assert found["G2", "G2"] == (pytest.approx(1.0), None)
    assert ("G1", "G2") not in found


def test_households_follow_on_the_day(connection: Connection, first: Published, monkeypatch: pytest.MonkeyPatch) -> None:
    connection.execute(text(
        "INSERT INTO household (town_id, external_id, grid_id, people_registered, people_present, geom) "
        "VALUES (:town, 'h', :grid, 3, 2, ST_SetSRID(ST_MakePoint(119.97, 30.02), 4326))"
    ), {"town": first.town_id, "grid": first.grid_ids["G1"]})
    second = split(connection)
    grid_of = text("SELECT grid_id FROM household")
    assert follow_editions(connection, LOCAL_OPERATOR) == 0
    assert connection.scalar(grid_of) == first.grid_ids["G1"]
    monkeypatch.setattr(clock, "now", lambda: AT + timedelta(minutes=1))
    assert follow_editions(connection, LOCAL_OPERATOR) == 1
    assert connection.scalar(grid_of) == second.grid_ids["G1a"]


def test_heads_are_not_written_twice(connection: Connection, first: Published) -> None:
    publish(connection, LOCAL_OPERATOR, small_town.NODES, day=TOMORROW, zone=ZONE, name="照旧")
    assert connection.scalar(text("SELECT count(*) FROM staff_post WHERE post = 'head'")) == 1


def test_the_past_is_not_rewritten(connection: Connection, first: Published) -> None:
    with pytest.raises(WanggeError) as early:
        publish(connection, LOCAL_OPERATOR, SPLIT, day=clock.today(ZONE), zone=ZONE, name="早")
    assert early.value.code == "edition_past"
    split(connection)
    with pytest.raises(WanggeError) as again:
        publish(connection, LOCAL_OPERATOR, SPLIT, day=TOMORROW, zone=ZONE, name="又")
    assert again.value.code == "edition_past"


def test_one_pending_edition_a_town(connection: Connection, first: Published) -> None:
    connection.execute(text("INSERT INTO edition (town_id, name, created_by) VALUES (:town, '草案', 'local')"), {"town": first.town_id})
    with pytest.raises(WanggeError) as pending:
        split(connection)
    assert pending.value.code == "edition_pending"


def changed(which: str, **values: object) -> list[GridNode]:
    return [replace(node, **values) if node.code == which else node for node in small_town.NODES]


BOWTIE = Polygon([(0, 0), (1, 1), (1, 0), (0, 1)])


@pytest.mark.parametrize(("nodes", "code"), [
    (changed("G1", code=" "), "grid_blank_code"), (changed("G1", code="G2"), "grid_code_twice"),
    (changed("G1", kind="moon"), "grid_bad_kind"), (changed("G1", parent="X"), "grid_unknown_parent"),
    (changed("A1", parent="G1"), "grid_loop"), (changed("G1", kind="town"), "town_count"),
    (changed("G1", geom=BOWTIE), "grid_bad_shape"), (changed("G1", geom=box(179, 0, 181, 1)), "grid_bad_shape"),
    (changed("G1", geom=Point(1, 1)), "grid_bad_shape"), (changed("G1", geom=Polygon()), "grid_bad_shape"),
])
def test_lists_that_are_no_town(connection: Connection, nodes: list[GridNode], code: str) -> None:
    with pytest.raises(WanggeError) as refused:
        publish_first(connection, LOCAL_OPERATOR, nodes)
    assert refused.value.code == code


def test_towns_do_not_take_each_other_s_codes(connection: Connection, first: Published) -> None:
    with pytest.raises(WanggeError) as again:
        publish_first(connection, LOCAL_OPERATOR, small_town.NODES)
    assert again.value.code == "edition_exists"
    other = [GridNode("T2", "白石镇", "town", 1), GridNode("G1", "偷", "grid", 3)]
    with pytest.raises(WanggeError) as taken:
        publish_first(connection, LOCAL_OPERATOR, other)
    assert taken.value.code == "code_in_use"
    publish_first(connection, LOCAL_OPERATOR, other[:1])
    with pytest.raises(WanggeError) as foreign:
        publish(connection, LOCAL_OPERATOR, other, day=TOMORROW, zone=ZONE, name="偷")
    assert foreign.value.code == "code_in_use"
    with pytest.raises(WanggeError) as unknown:
        publish(connection, LOCAL_OPERATOR, [GridNode("T9", "无", "town", 1)], day=TOMORROW, zone=ZONE, name="无")
    assert unknown.value.code == "town_unknown"
