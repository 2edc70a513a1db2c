"""What an inspection owes: key places by their period, units in shares, what the last one left, each with why."""

from collections.abc import Sequence
from datetime import UTC, date, datetime
from uuid import UUID

import numpy as np
import pytest
import shapely
from sqlalchemy import Connection, insert, text

from gis_app.db.models.inspections import DeadCorner, Inspection, InspectionRecord
from gis_app.domain.actors import LOCAL_OPERATOR
from gis_app.domain.inspections import Settings, Wish
from gis_app.domain.inspections.covering import Corner, pieces, stops_for
from gis_app.domain.patrols.seeing import Seen
from gis_app.errors import WanggeError
from gis_app.services.inspection_owed import owed_wishes
from tests.small_town import publish

QUARTER, LAST, BEFORE = date(2026, 10, 1), date(2026, 7, 1), date(2026, 4, 1)
SEEN = "INSERT INTO unit (town_id, external_id, name, kind, grid_id, known_since, geom) VALUES (:town, :name, :name, :kind, :grid, '2026-03-01', ST_SetSRID(ST_MakePoint(119.95, 30.02), 4326))"


@pytest.fixture
def town(connection: Connection) -> tuple[Connection, int, dict[str, int]]:
    made = publish(connection)
    for number, kind in enumerate(("学校", "企业", "商店", "商店", "商店", "商店", "餐饮")):
        connection.execute(text(SEEN), {"town": made.town_id, "name": f"U-{number}", "kind": kind, "grid": made.grid_ids["G1"]})
    return connection, made.town_id, made.grid_ids


def owed(town: tuple[Connection, int, dict[str, int]], quarter: date = QUARTER) -> dict[str, Wish]:
    connection, town_id, ids = town
    return {wish.id: wish for wish in owed_wishes(connection, town_id, ids["A1"], {ids["G1"]: "G1", ids["G2"]: "G2"}, Settings(), quarter)}


def inspected(town: tuple[Connection, int, dict[str, int]], quarter: date, ticks: Sequence[str] = (), left: Sequence[tuple[str, str, float, str | None]] = ()) -> None:
    """An ended inspection of A1 in which these wishes were ticked off and these corners left."""
    connection, town_id, ids = town
    made = UUID(int=quarter.toordinal())
    connection.execute(insert(Inspection), {
        "id": made, "town_id": town_id, "area_id": ids["A1"], "area_code": "A1", "area_name": "西片", "quarter": quarter, "days": [], "checklist": [],
        "created_by": LOCAL_OPERATOR.name, "state": "ended", "ended_at": datetime(quarter.year, quarter.month, 20, tzinfo=UTC)})
    for number, wish in enumerate(ticks):
        connection.execute(insert(InspectionRecord), {
            "id": UUID(int=1000 * quarter.toordinal() + number), "inspection_id": made, "town_id": town_id, "team": 1, "kind": "tick", "wish": wish, "digest": b"", "body": {},
            "made_at": datetime(quarter.year, quarter.month, 9, tzinfo=UTC)})
    for kind, ref, lat, unseen in left:
        connection.execute(insert(DeadCorner), {
            "inspection_id": made, "town_id": town_id, "kind": kind, "ref": ref, "label": f"{kind} {ref}", "grid_id": ids["G1"], "metres": 900.0 if kind == "road" else None,
            "geom": f"SRID=4326;POINT(119.92 {lat})", "unseen": unseen})


def test_key_places_are_due_and_the_others_come_in_shares(town: tuple[Connection, int, dict[str, int]]) -> None:
    wishes = owed(town)
    assert {name: wish.kind for name, wish in wishes.items()} == {
        "unit:U-0": "key_place", "unit:U-1": "key_place", "unit:U-6": "key_place", "unit:U-2": "never"}
    assert wishes["unit:U-0"].windows and wishes["unit:U-0"].note == "学校，应查：从未联查过" and wishes["unit:U-0"].prize == 20
    assert all(wish.owed == 1 and not wish.required for wish in wishes.values())
    inspected(town, BEFORE)
    late = owed(town, date(2027, 4, 1))
    assert len(late) == 7 and late["unit:U-2"].owed == 2 and late["unit:U-2"].note == "商店，应查：从未联查过，逾期 1 个季度"


def test_what_was_ticked_off_this_quarter_is_not_due(town: tuple[Connection, int, dict[str, int]]) -> None:
    inspected(town, QUARTER, ["unit:U-0"])
    inspected(town, LAST, ["unit:U-1", "unit:U-2"])
    inspected(town, date(2025, 10, 1), ["unit:U-3"])
    wishes = owed(town)
    assert "unit:U-0" not in wishes and "unit:U-2" not in wishes
    assert wishes["unit:U-1"].note == "企业，应查：上次 2026年第三季度" or wishes["unit:U-1"].note.startswith("企业，应查：")
    assert wishes["unit:U-3"].note == "商店，应查：本年尚未查到，上次 2025年第四季度" and wishes["unit:U-3"].kind == "extra"


def test_what_the_last_one_left_is_due_and_the_longer_the_sooner(town: tuple[Connection, int, dict[str, int]]) -> None:
    connection, _, _ = town
    number = connection.execute(text("SELECT id::text FROM unit WHERE external_id = 'U-5'")).scalar_one()
    inspected(town, BEFORE, left=[("building", "1", 30.01, None), ("building", "9", 30.04, None)])
    inspected(town, LAST, left=[("building", "1", 30.01, None), ("building", "2", 30.0101, None), ("building", "3", 30.03, None), ("unit", number, 30.02, None)])
    wishes = owed(town)
    assert {name: (wish.owed, wish.label) for name, wish in wishes.items() if name.startswith("extra:")} == {
        "extra:building:1": (2, "building 1等 2 处"), "extra:building:3": (1, "building 3"), "extra:building:9": (0, "building 9")}
    assert wishes["extra:building:9"].note == "2026年第二季度的死角，此后查到过" and wishes["extra:building:9"].prize == 0.25
    assert wishes["extra:building:1"].note == "应查：2026年第二季度以来一直没有查到" and wishes["extra:building:3"].note == "应查：上季死角"
    assert (wishes["unit:U-5"].kind, wishes["unit:U-5"].note) == ("extra", "商店，应查：上季死角")
    later = owed(town, date(2027, 1, 1))
    assert later["extra:building:3"].owed == 2 and later["extra:building:3"].note == "应查：2026年第三季度的死角"


def test_unseen_road_is_gone_along_piece_by_piece(town: tuple[Connection, int, dict[str, int]]) -> None:
    inspected(town, LAST, left=[("road", "7:4", 30.03, "SRID=4326;MULTILINESTRING((119.92 30.03, 119.93 30.03), (119.94 30.03, 119.9405 30.03))")])
    stops = {name: wish for name, wish in owed(town).items() if name.startswith("extra:")}
    assert len(stops) == 7 and all(wish.service_min == 3 and wish.note == "应查：上季死角" for wish in stops.values())
    line = shapely.from_wkt("MULTILINESTRING((119.92 30.03, 119.93 30.03), (119.94 30.03, 119.9405 30.03))")
    seen = Seen(np.array([shapely.Point(wish.place) for wish in stops.values()], dtype=object), 100.0)
    assert seen.unseen(np.array([line], dtype=object))[0][0] == 0


def test_a_kind_may_be_due_less_often(town: tuple[Connection, int, dict[str, int]]) -> None:
    connection, town_id, _ = town
    connection.execute(text("""UPDATE grid SET settings = '{"inspection": {"key_places": {"学校": null, "企业": {"points": 3, "minutes": 30, "every": 2},
                            "商店": {"points": 2, "minutes": 10, "hours": ["09:00-11:00"], "skills": ["食品"]}}}}' WHERE id = :town"""), {"town": town_id})
    inspected(town, LAST, ["unit:U-1", "unit:U-2"])
    wishes = owed(town)
    assert "unit:U-1" not in wishes and wishes["unit:U-2"].skills == {"食品"} and wishes["unit:U-2"].service_min == 10
    assert owed(town, date(2027, 1, 1))["unit:U-1"].owed == 1 and wishes["unit:U-0"].kind == "never"
    connection.execute(text("""UPDATE grid SET settings = '{"inspection": {"key_places": {"学校": {"points": 1, "minutes": 9, "every": 0}}}}' WHERE id = :town"""), {"town": town_id})
    with pytest.raises(WanggeError) as refused:
        owed(town)
    assert refused.value.field == "every"


def test_stops_see_every_corner_and_few_do() -> None:
    rng = np.random.default_rng(3)
    houses = [Corner("building", str(number), "", "G", (float(lon), float(lat))) for number, (lon, lat) in enumerate(rng.uniform((119.9, 30.0), (119.92, 30.02), (80, 2)))]
    stops = stops_for(houses, 100.0)
    seen = Seen(np.array([shapely.Point(stop.place) for stop in stops], dtype=object), 100.0)
    assert (seen.nearest(np.array([shapely.Point(one.place) for one in houses], dtype=object)) <= 100.001).all()
    assert sorted(at for stop in stops for at in stop.sees) == list(range(80)) and len(stops) < 80
    assert stops_for(houses, 100.0, [house.place for house in houses]) == [] == stops_for([], 100.0)
    assert [round(length) for _, length in pieces(shapely.LineString([(119.9, 30.0), (119.905, 30.0)]), 200.0)] == [161, 161, 161]
