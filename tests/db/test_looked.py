"""Which grids were looked at: by a round with a position, a visit, or a head's signature; and by nothing else."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import Connection, insert

from gis_app.db.models.patrols import Patrol, PatrolGrid
from gis_app.db.queries.patrols import looked
from gis_app.services.incidents import uuid7
from tests import small_town

NOON = datetime(2026, 3, 5, 4, tzinfo=UTC)
SPAN = (NOON - timedelta(days=1), NOON + timedelta(days=1))


def go(connection: Connection, made: Any, grid: str, *, at: datetime = NOON, fixes: int = 0, **about: Any) -> None:
    values = {"kind": "patrol"} | about
    patrol = {"id": uuid7(), "town_id": made.town_id, "started_at": at, "ended_at": at, "actor": "t", **values}
    connection.execute(insert(Patrol), {"external_id": str(patrol["id"]), **patrol})
    connection.execute(insert(PatrolGrid), {
        "patrol_id": patrol["id"], "grid_id": made.grid_ids[grid], "town_id": made.town_id, "first_at": at, "seconds": 90,
        "metres": 120.5, "fixes": fixes,
    })


def test_a_quiet_grid_is_not_a_seen_one(connection: Connection) -> None:
    made = small_town.publish(connection)
    assert looked(connection, made.town_id, *SPAN) == {}
    go(connection, made, "G1", fixes=7)
    go(connection, made, "G1", signed_by="head", signed_at=NOON, found=0)
    go(connection, made, "G2", kind="visit")
    go(connection, made, "G3")
    assert looked(connection, made.town_id, *SPAN) == {
        made.grid_ids["G1"]: {"patrols": 2, "visits": 0, "nil_returns": 1, "minutes": 3.0, "metres": 241.0},
        made.grid_ids["G2"]: {"patrols": 0, "visits": 1, "nil_returns": 0, "minutes": 1.5, "metres": 120.5},
    }


@pytest.mark.parametrize(("at", "counts"), [(SPAN[0], True), (SPAN[1], False), (SPAN[0] - timedelta(seconds=1), False)])
def test_the_span_is_half_open(connection: Connection, at: datetime, counts: bool) -> None:
    made = small_town.publish(connection)
    go(connection, made, "G1", at=at, fixes=1)
    assert bool(looked(connection, made.town_id, *SPAN)) is counts


def test_a_signed_round_with_findings_is_no_nil_return(connection: Connection) -> None:
    made = small_town.publish(connection)
    go(connection, made, "G1", signed_by="head", signed_at=NOON, found=2)
    assert looked(connection, made.town_id, *SPAN)[made.grid_ids["G1"]]["nil_returns"] == 0
