"""A border follows what is drawn on the ground between two presses: here the line of a parcel."""

from collections.abc import Callable
from typing import Any

import shapely
from playwright.sync_api import expect
from sqlalchemy import text

from tests.web.page.hand import Hand
from tests.web.page.lie import Lie, corner, towards


def test_a_border_follows_a_parcel_line(open_desk: Callable[..., Hand], desk_town: Any, draft: int) -> None:
    """
    ::

        other     A            the parcel: start, A, end, B; the way over A is the shorter one
          start ╱   ╲ end
        ───────○─────○──────   the border
        grid    ╲   ╱
                  B
    """
    before = Lie.of(desk_town.database, draft)
    grid = before.plain[0]
    other, edge = before.beside(grid)
    middle = len(edge.xy) // 2
    start, end = (tuple(edge.xy[at].tolist()) for at in (middle - 1, middle + 1))
    near, far = towards(corner(edge), before.inside(other), 0.05), towards(corner(edge), before.inside(grid), 0.3)
    parcel = shapely.MultiPolygon([shapely.Polygon([start, near, end, far])])
    with desk_town.database.begin() as connection:
        connection.execute(text("INSERT INTO feature_area (town_id, layer, external_id, geom) "
                                "SELECT town_id, 'parcels', 'p1', ST_GeomFromText(:shape, 4326) FROM edition WHERE id = :id"),
                           {"shape": parcel.wkt, "id": draft})
    hand = open_desk(draft)
    hand.choose(grid)
    hand.go(corner(edge), 17)
    hand.until("[...desk.stage.ground.loaded.values()].some(({answers}) => Object.values(answers[5] ?? {}).flat().length)")
    hand.tool("follow")
    hand.press(start)
    hand.press(end)
    expect(hand.page.locator(".moves tbody tr")).to_have_count(1)
    hand.apply()
    hand.settled(1)
    after = Lie.of(desk_town.database, draft)
    assert after.shape(grid).boundary.distance(shapely.Point(near)) < 2e-6, "within a fifth of a metre: tiles are drawn so finely"
    assert {code for code in before.grids if after.shape(code) != before.shape(code)} == {grid, other}
