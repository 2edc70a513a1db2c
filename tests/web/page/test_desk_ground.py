"""The hand catches on what lies on the ground, a proposal can be stopped, and a draft is held against what is published."""

from collections.abc import Callable
from typing import Any

import geopandas as gpd
import numpy as np
import pytest
import shapely
from playwright.sync_api import expect
from sqlalchemy import Connection

from gis_app.db.queries import ground
from tests.web.page.hand import Hand
from tests.web.page.lie import Lie
from tests.web.page.test_desk_morning import METRES, worker

BESIDE_M, LEG_M = 4.0, 50.0
KINDS = ("roads", "buildings")


def metric(shapes: Any) -> Any:
    return shapely.transform(shapes, lambda xy: xy * METRES)


def drawn(connection: Connection, town_id: int) -> dict[str, Any]:
    """What hands catch on, in metres, each kind as one multi-line."""
    frames = {"roads": ground.features(connection, town_id, "roads"), "water": ground.features(connection, town_id, "water", areas=True),
              "buildings": ground.buildings(connection, town_id)}
    return {kind: metric(shapely.union_all(outlines(frame))) for kind, frame in frames.items()}


def outlines(frame: gpd.GeoDataFrame) -> Any:
    shapes = frame.geometry.to_numpy()
    return np.where(shapely.get_dimensions(shapes) == 2, shapely.boundary(shapes), shapes)


def lonely(lie: Lie, kind: str, lines: dict[str, Any]) -> tuple[np.ndarray, np.ndarray]:
    """A place on a line of a kind, in metres, well inside a grid and far from anything else; and the way off it to where nothing lies."""
    everything = shapely.union_all(list(lines.values()))
    for grid in lie.plain:
        inside = metric(lie.shape(grid)).buffer(-2 * LEG_M)
        for part in shapely.get_parts(lines[kind].intersection(inside)):
            ends = np.array([part.interpolate(share, normalized=True).coords[0] for share in (0.48, 0.5, 0.52)])
            along = (ends[2] - ends[0]) / np.hypot(*(ends[2] - ends[0]))
            for off in (np.array([-along[1], along[0]]), np.array([along[1], -along[0]])):
                pressed = shapely.Point(ends[1] + BESIDE_M * off)
                rest = everything.difference(shapely.Point(ends[1]).buffer(0.8 * LEG_M))
                if part.length > 8 and rest.distance(pressed) > 0.5 * LEG_M and abs(everything.distance(pressed) - BESIDE_M) < 0.2:
                    return ends[1], off
    pytest.fail(f"no lonely place on {kind}")


@pytest.mark.parametrize("kind", KINDS)
def test_the_hand_catches_on_the_ground(kind: str, open_desk: Callable[..., Hand], desk_town: Any, draft: int) -> None:
    before = Lie.of(desk_town.database, draft)
    with desk_town.database.begin() as connection:
        lines = drawn(connection, desk_town.locating.snapshot().towns[0]["town_id"])
    place, off = lonely(before, kind, lines)
    side = np.array([-off[1], off[0]])
    outline = [place + BESIDE_M * off, place + LEG_M * (off + side), place + LEG_M * (off - side)]
    hand = open_desk(draft)
    hand.go((place / METRES).tolist(), 18)
    hand.until("[...desk.stage.ground.loaded.values()].filter(({coords}) => coords.z === stage.map.getZoom()).length >= 4")
    hand.page.wait_for_load_state("networkidle")
    hand.tool("carve")
    hand.line([(corner / METRES).tolist() for corner in (*outline, outline[0])])
    hand.page.locator("#proposal-name").fill("路边新厂")
    hand.apply()
    hand.settled(1)
    after = Lie.of(desk_town.database, draft)
    [new] = set(after.coverage.leaves) - set(before.coverage.leaves)
    corners = shapely.points(metric(after.coverage.polygon(new)).exterior.coords)
    nearest = corners[np.argmin(shapely.distance(corners, shapely.Point(outline[0])))]
    assert lines[kind].distance(shapely.Point(outline[0])) > BESIDE_M - 0.3
    assert lines[kind].distance(nearest) < 0.3, "tiles are drawn so finely"


def test_a_proposal_is_stopped_and_what_it_had_is_kept(open_desk: Callable[..., Hand], desk_town: Any, draft: int) -> None:
    hand = open_desk(draft)
    page = hand.page
    with worker(desk_town):
        hand.tool("propose")
        page.locator("#propose-within").select_option(index=0)
        page.locator("#propose-count").fill("12")
        page.locator("#propose-variants").fill("3")
        page.locator("#propose-ask").click()
        page.locator("#propose-stop").click()
        expect(page.locator(".progress-row")).to_have_count(0, timeout=60_000)
    state = hand.until("desk.proposing.underWay ? null : desk.proposing.run.state")
    assert state in ("stopped", "done")
    expect(page.locator("#propose-ask, #propose-take").first).to_be_visible()
    assert hand.version == 0


def test_a_draft_is_held_against_what_is_published(open_desk: Callable[..., Hand], desk_town: Any, draft: int) -> None:
    before = Lie.of(desk_town.database, draft)
    hand = open_desk(draft)
    page, grid = hand.page, before.plain[0]
    hand.choose(grid)
    hand.tool("split")
    hand.line(before.across(grid))
    page.locator("#hint-finish").click()
    page.locator("#proposal-name").fill("新分网格")
    hand.apply()
    hand.settled(1)
    page.get_by_role("button", name="对比", exact=True).click()
    left, right = page.locator(".compare select").nth(0), page.locator(".compare select").nth(1)
    published = left.locator("option", has_text="已发布").first.get_attribute("value")
    assert published is not None
    left.select_option(published)
    right.select_option(str(draft))
    rows = page.locator(".compare tbody tr")
    expect(rows.filter(has_text="新分网格")).to_have_count(1)
    right.select_option(published)
    expect(page.locator(".compare .empty")).to_be_visible()
