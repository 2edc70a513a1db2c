"""A planner's morning: a township comes as a file, is repaired, a village is split, a border drawn along a stream, a factory
carved out, grids proposed, the editions compared, the new one reviewed, published, and printed.
"""

import json
import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import shapely
from playwright.sync_api import Page, expect
from shapely.ops import substring

from gis_app import clock
from gis_app.db.queries import grids as grid_queries
from gis_app.db.queries import ground
from gis_app.domain.coverage.edge import Edge, Point
from tests.conftest import libpq_url
from tests.web.page.hand import Hand
from tests.web.page.lie import Lie, ring

METRES = np.array([96_400.0, 110_900.0])
MINE = "2027年网格图"


@contextmanager
def worker(town: Any) -> Iterator[None]:
    """What ``wangge serve`` runs beside itself."""
    run = [sys.executable, "-c", "from gis_app.cli import run; run()", "worker", "--attached"]
    env = {**os.environ, "DATABASE_URL": libpq_url(town.database)}
    with subprocess.Popen(run, env=env, stdin=subprocess.PIPE, stdout=subprocess.DEVNULL) as process:
        try:
            yield
        finally:
            assert process.stdin is not None
            process.stdin.close()
            process.wait(10)


def township(town: Any, folder: Path) -> Path:
    """The town's grids as a clerk has them in a file: one with a hole to its neighbour, one over the next, one without a code."""
    with town.database.begin() as connection:
        rows = grid_queries.shapes_in_force(connection, clock.now())
    codes = {row["grid_id"]: row["code"] for row in rows}
    shapes = {row["code"]: shapely.from_wkb(row["wkb"]) if "wkb" in row else row["geom"] for row in rows}
    whole = (row["code"] for row in rows if row["kind"] == "grid" and shapely.get_num_interior_rings(shapely.get_geometry(shapes[row["code"]], 0)) == 0)
    drawn = sorted(whole, key=lambda code: -shapes[code].area)
    holed, over = drawn[0], drawn[-1]
    shapes[holed] = shapes[holed].difference(shapely.Polygon(ring(shapely.maximum_inscribed_circle(shapes[holed]).coords[0], 40)))
    shapes[over] = shapes[over].buffer(0.0002, join_style="mitre").intersection(shapes[codes_town(rows)])
    features = [{"type": "Feature", "geometry": shapely.geometry.mapping(shapes[row["code"]]), "properties": {
        "code": row["code"], "name": row["name"], "level": row["level"], "kind": row["kind"], "parent": codes.get(row["parent_id"]), "lies_in": codes.get(row["lies_in_id"]),
    }} for row in rows if shapes[row["code"]] is not None]
    features.append({"type": "Feature", "geometry": features[-1]["geometry"], "properties": {"name": "没有编码", "level": 3, "kind": "奇怪"}})
    file = folder / f"{MINE}.geojson"
    file.write_text(json.dumps({"type": "FeatureCollection", "features": features}, ensure_ascii=False), encoding="utf-8")
    return file


def codes_town(rows: Any) -> str:
    return next(str(row["code"]) for row in rows if row["kind"] == "town")


def by_the_stream(town: Any, lie: Lie) -> tuple[Edge, Point, Point, Any]:
    """A border that crosses a stream once: where, the corner near it farthest along it with nothing between, and the streams."""
    with town.database.begin() as connection:
        streams = shapely.union_all(ground.features(connection, town.locating.snapshot().towns[0]["town_id"], "water").geometry.to_numpy())
    flat = shapely.transform(streams, lambda xy: xy * METRES)
    lines = {edge: shapely.transform(edge.line, lambda xy: xy * METRES) for edge in lie.coverage.edges}
    best: tuple[float, Any] = (0.0, None)
    for edge, line in lines.items():
        met = shapely.get_coordinates(line.intersection(flat))
        if not all(face in lie.grids for face in edge.faces) or len(met) != 1:
            continue
        others = shapely.union_all([other for mine, other in lines.items() if mine is not edge and other.distance(line) < 200])
        stream = min(shapely.get_parts(shapely.line_merge(flat)), key=lambda part: part.distance(shapely.Point(met[0])))
        for xy in (edge.xy[1:-1] * METRES).tolist():
            along = substring(stream, *sorted(stream.project(shapely.Point(place)) for place in (met[0], xy)))
            if stream.distance(shapely.Point(xy)) < 70 and along.length > best[0] and not others.intersects(along):
                best = along.length, (edge, tuple((met[0] / METRES).tolist()), tuple((np.array(xy) / METRES).tolist()))
    assert best[1]
    return (*best[1], streams)


def test_a_planner_s_morning(new_page: Callable[..., Page], desk_town: Any, tmp_path: Path, watched: Any) -> None:
    page = new_page(desk_town.url)
    page.goto(f"{desk_town.url}/desk")
    page.locator("#planner-name").fill("王规划")
    page.keyboard.press("Enter")
    with worker(desk_town):
        hand = bring_in(page, township(desk_town, tmp_path))
        edition = int(hand.ask("draft.id"))
        look = lambda: Lie.of(desk_town.database, edition)
        repair(hand)
        split(hand, look)
        along_the_stream(hand, desk_town, look)
        carve(hand, look)
        propose(hand, look)
        compare(hand)
        publish(hand)
        printed(hand)


def bring_in(page: Page, file: Path) -> Hand:
    page.get_by_role("button", name="导入", exact=True).click()
    expect(page.locator("#import-fault")).to_have_text("请选择文件。")
    page.locator("#import-file").set_input_files(file)
    page.get_by_role("button", name="导入", exact=True).click()
    expect(page.locator(".importing")).to_contain_text("拒收 1 行")
    expect(page.locator(".importing .blocks li")).to_contain_text(["第"])
    page.locator("#import-open").click()
    hand = Hand(page).ready()
    expect(page.locator("h1")).to_contain_text(MINE)
    return hand


def repair(hand: Hand) -> None:
    """What blocks publishing is named, gone to, and mended with a preview; what overlapped was settled and is told."""
    page = hand.page
    errors = int(hand.ask("draft.counts.errors"))
    assert errors > 0
    page.get_by_role("button", name=f"发布（先修复 {errors} 项）").click()
    expect(page.locator("#dialog .blocks li")).to_have_count(errors)
    page.locator("#dialog .blocks button").first.click()
    page.locator("#tab-findings").click()
    expect(page.locator("#settled")).to_contain_text("理顺了")
    while int(hand.ask("draft.counts.errors")):
        version = hand.version
        page.locator(".finding:has(.red) .does button").nth(1).click()
        expect(page.locator(".outcome")).to_contain_text("解决")
        hand.apply()
        hand.settled(version + 1)
        page.locator("#tab-findings").click()
    expect(page.locator(".panel-foot .btn.main")).to_have_text("送审")


def split(hand: Hand, look: Callable[[], Lie]) -> None:
    before = look()
    grid = before.plain[0]
    hand.choose(grid)
    hand.tool("split")
    hand.line(before.across(grid))
    hand.page.locator("#hint-finish").click()
    hand.page.locator("#proposal-name").fill("新分网格")
    hand.apply()
    hand.settled(before.version + 1)
    assert len(look().grids) == len(before.grids) + 1


def along_the_stream(hand: Hand, town: Any, look: Callable[[], Lie]) -> None:
    before = look()
    edge, start, end, streams = by_the_stream(town, before)
    hand.go(((start[0] + end[0]) / 2, (start[1] + end[1]) / 2), 17)
    hand.page.wait_for_load_state("networkidle")
    hand.tool("follow")
    hand.press(start)
    hand.press(end)
    hand.apply()
    hand.settled(before.version + 1)
    bank = shapely.transform(shapely.transform(streams, lambda xy: xy * METRES).buffer(3), lambda xy: xy / METRES)
    drawn = [shapely.union_all([one.line for one in lie.coverage.edges if set(one.faces) == set(edge.faces)]) for lie in (before, look())]
    assert drawn[1].intersection(bank).length > drawn[0].intersection(bank).length + 100 / METRES[0]


def carve(hand: Hand, look: Callable[[], Lie]) -> None:
    before = look()
    grid = before.plain[1]
    hand.choose(grid)
    hand.tool("carve")
    outline = ring(before.inside(grid), 70)
    hand.line([*outline, outline[0]])
    hand.page.locator("#proposal-name").fill("青溪新厂")
    hand.apply()
    hand.settled(before.version + 1)
    hand.page.locator("#tab-figures").click()
    expect(hand.page.locator(".chosen-head")).to_contain_text("企业网格")


def propose(hand: Hand, look: Callable[[], Lie]) -> None:
    """Two proposals side by side for one work area; the better balanced one is taken."""
    page, before = hand.page, look()
    hand.tool("propose")
    page.locator("#propose-within").select_option(index=1)
    within = page.locator("#propose-within").input_value()
    page.locator("#propose-count").fill("4")
    page.locator("#propose-variants").fill("2")
    page.locator("#propose-ask").click()
    expect(page.locator(".progress-row")).to_be_visible()
    expect(page.locator("input[name=proposal]")).to_have_count(2, timeout=60_000)
    expect(page.locator("[data-row=spread] td")).to_have_count(3)
    page.locator("input[name=proposal]").nth(1).check()
    page.locator("#propose-take").click()
    expect(page.locator(".moves tbody tr").first).to_be_visible()
    hand.apply()
    hand.settled(before.version + 1)
    after = look()
    assert len([leaf for leaf in after.coverage.leaves_of(within) if leaf in after.grids]) == 4
    assert abs(after.area() - before.area()) < 1e-12


def compare(hand: Hand) -> None:
    page = hand.page
    page.get_by_role("button", name="对比", exact=True).click()
    rows = page.locator(".compare tbody tr")
    expect(rows.first).to_be_visible()
    expect(page.locator(".compare")).to_contain_text("新增")
    page.locator("input.wipe").focus()
    page.keyboard.press("Home")
    page.get_by_role("button", name="左右并排").click()
    expect(page.locator(".twin canvas").first).to_be_visible()
    page.locator(".compare .square").click()
    expect(page.locator(".twin")).to_have_count(0)


def publish(hand: Hand) -> None:
    page = hand.page
    for error in range(int(hand.ask("draft.counts.errors"))):
        pytest.fail(f"still blocked: {hand.ask('draft.findings.filter((one) => one.severity === `error`)[arg].fix', error)}")
    page.locator(".panel-foot .btn.wide").click()
    page.locator("#review-note").fill("请领导审")
    for act, state in (("review", "审核中"), ("approve", "已通过")):
        page.locator(f"[data-act={act}]").click()
        expect(page.locator("#dialog [aria-current=step]")).to_have_text(state)
    page.locator("[data-act=publish]").click()
    expect(page.locator("#dialog [aria-current=step]")).to_have_text("已发布")
    expect(page.locator("#dialog .note.green")).to_contain_text("起生效")


def printed(hand: Hand) -> None:
    with hand.page.expect_download(timeout=60_000) as coming:
        hand.page.get_by_role("button", name="打印变更报告").click()
    assert Path(coming.value.path()).read_bytes().startswith(b"%PDF-")
