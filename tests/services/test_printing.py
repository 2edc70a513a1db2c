"""What is printed: real PDF on A4, pages that say what is there and what is not, and nothing fetched from outside."""

import importlib
import re
import zlib
from collections.abc import Iterator
from dataclasses import replace
from html import unescape
from types import ModuleType
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import text

from gis_app.db.session import Database
from gis_app.domain.actors import LOCAL_OPERATOR
from gis_app.domain.grids import GridNode
from gis_app.errors import WanggeError
from gis_app.services import changes, changes_paper, grid_sheet
from gis_app.services.desk import Desk
from gis_app.services.editions import publish_first
from gis_app.services.printing import Page, printed
from tests.services.desks import SPLIT, ZHANG, Planner, opened

ZONE = ZoneInfo("Asia/Shanghai")
A4_POINTS = (595.28, 841.89)


@pytest.fixture(scope="module")
def planner(module_database: Database) -> Iterator[Planner]:
    """G1 is split at 119.96; four households and an open incident on its ground, and a stream along its north."""
    planner = opened(module_database)
    with module_database.begin() as connection:
        town = connection.scalar(text("SELECT town_id FROM edition LIMIT 1"))
        for name, lon in {"H-1": 119.91, "H-2": 119.92, "H-3": 119.98, "H-4": 120.045}.items():
            connection.execute(text(
                "INSERT INTO household (town_id, external_id, people_registered, people_present, geom, address) "
                "VALUES (:town, :id, 3, 2, ST_SetSRID(ST_MakePoint(:lon, 30.045), 4326), '柳湾 7 号')"), {"town": town, "id": name, "lon": lon})
        connection.execute(text(
            "INSERT INTO incident (id, number, town_id, source, item_code, state, reported_at, geom, grid_code, rule, near_boundary) "
            "VALUES (gen_random_uuid(), 'T-1', :town, 'worker', 'I1', 'handling', now() - interval '1 day', "
            "ST_SetSRID(ST_MakePoint(119.91, 30.02), 4326), 'G1', 'covers', false)"), {"town": town})
        connection.execute(text(
            "INSERT INTO feature_line (town_id, layer, external_id, category, name, geom) VALUES (:town, 'water', 'S1', 'stream', '柳溪', "
            "ST_Multi(ST_SetSRID(ST_MakeLine(ST_MakePoint(119.90, 30.05), ST_MakePoint(120.00, 30.05)), 4326)))"), {"town": town})
    planner.do(SPLIT, names={"G1a": "柳湾<script>西网格"})
    return planner


def sheet(planner: Planner, code: str, *, drafted: bool = False) -> Page:
    with planner.database.begin() as connection:
        if drafted:
            return grid_sheet.of_edition(connection, planner.desk, ZHANG, planner.edition_id, code, ZONE)
        return grid_sheet.in_force(connection, planner.desk, LOCAL_OPERATOR, code, ZONE)


def report(planner: Planner) -> Page:
    with planner.database.begin() as connection:
        return changes_paper.page(connection, planner.desk, ZHANG, planner.edition_id, ZONE)


def words(page: Page) -> str:
    """The page's text with its spaces made one."""
    body = page.markup().partition("<body>")[2]
    return re.sub(r"\s+", " ", unescape(re.sub(r"<[^>]*>", " ", body)))


def test_the_sheet_says_what_is_known_of_a_grid(planner: Planner) -> None:
    said = words(sheet(planner, "G1"))
    for part in ("青溪镇网格登记表", "柳湾网格", "第一版", "青溪镇 › 西片", "head 周明", "worker 李青", "东至 东岭网格", "北至 石桥网格（以柳溪为界）", "西至 镇界",
                 "户数 3 户", "现住人口 6 人", "近一年事件 1 件", "比例尺 1∶", "北", "石桥网格 G2"):
        assert part in said, part
    assert "13800000000" not in said
    assert "草案" not in said
    assert "编制" not in said  # nobody gave a name: there is a line to sign on


def test_area_and_border_are_those_on_the_ellipsoid(planner: Planner) -> None:
    figures = sheet(planner, "G1").content["figures"]
    assert figures.area_m2 == pytest.approx(9_647_000 * 5.543, rel=0.002)
    assert f"{figures.area_m2 / 666.6667:,.1f}".replace(",", " ") in words(sheet(planner, "G1"))


def test_a_grid_of_a_draft_is_marked_as_such(planner: Planner) -> None:
    page = sheet(planner, "G1a", drafted=True)
    said = words(page)
    assert "草案 二〇二六年调整（尚未生效）" in said
    assert "编制：张规划" in said
    assert "（尚未配备）" in said
    assert "东至 柳湾网格" in said
    assert "<script>" not in page.markup()
    assert "柳湾&lt;script&gt;西网格" in page.markup()


def test_a_higher_grid_adds_up_its_own(planner: Planner) -> None:
    page = sheet(planner, "A2")
    assert page.content["figures"].counts.households == 1
    assert "西至 西片" in words(page)
    assert page.content["inside"] == []
    assert "内另有 青溪茶厂" in words(sheet(planner, "G3"))


def test_what_cannot_be_printed_is_said(planner: Planner) -> None:
    with pytest.raises(WanggeError, match="新村网格 U1 还没有划定"):
        sheet(planner, "U1")
    with pytest.raises(WanggeError, match="没有找到网格 NONE"):
        sheet(planner, "NONE")
    with pytest.raises(WanggeError, match="没有找到网格 G1b"):
        sheet(planner, "G1b", drafted=True)


def test_the_pdf_is_real(planner: Planner) -> None:
    made = printed(sheet(planner, "G1"))
    assert made.pdf.startswith(b"%PDF-")
    assert made.pages == 1
    assert made.filename == "柳湾网格 G1 网格登记表.pdf"
    width, height = page_boxes(made.pdf)[0]
    assert (width, height) == pytest.approx(A4_POINTS, abs=0.1)


def page_boxes(pdf: bytes) -> list[tuple[float, float]]:
    """Width and height of each page in points, from the objects in the file."""
    packed = re.findall(rb"/Type /ObjStm.*?stream\r?\n(.*?)\r?\nendstream", pdf, re.S)
    objects = b"".join([pdf, *(zlib.decompress(part) for part in packed)])
    found = re.findall(rb"/MediaBox \[0 0 ([\d.]+) ([\d.]+)\]", objects)
    return [(float(width), float(height)) for width, height in found]


def test_the_change_report_accounts_for_everything(planner: Planner) -> None:
    page = report(planner)
    said = words(page)
    with planner.database.begin() as connection:
        told = changes.report(connection, planner.desk, ZHANG, planner.edition_id)
    for part in ("青溪镇网格变更报告", "新设网格 1 个", "撤销网格 0 个", "调整网格 1 个", "换格住户 2 户", "换格未结事件 1 件", "全镇登记住户 4 户",
                 "变更之前", "变更之后", "H-1 H-2", "（空岗）", "head 周明", "移交签字", "编制：张规划", "T-1 井盖缺失 处置中", "七、换网格的未结事件"):
        assert part in said, part
    assert len(told["handovers"]) == 1
    assert "H-3" not in said
    assert "柳湾 7 号" not in said
    assert page.markup().count('class="paper-map"') == 3  # before, after, and the one area in which ground moves
    assert "<script>" not in page.markup()
    assert "G1 柳湾网格 G1a" in said  # the succession
    made = printed(page)
    assert len(page_boxes(made.pdf)) == made.pages >= 2


def test_a_long_report_says_that_it_is_cut_and_where_the_rest_is(planner: Planner, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(changes_paper, "MOST_HOUSEHOLDS", 1)
    said = words(report(planner))
    assert "共 2 户，本报告印出前 1 户；全部名单见同一版本的 Excel 变更清单。" in said
    assert "H-2" not in said
    assert "换格住户 2 户" in said


def test_nothing_is_fetched_for_a_page(planner: Planner, tmp_path: object) -> None:
    page = sheet(planner, "G1")
    map_ = replace(page.content["map"], svg='<img src="file:///etc/hostname">')
    with pytest.raises(WanggeError) as refused:
        printed(replace(page, content={**page.content, "map": map_}))
    assert refused.value.code == "print_address"


def test_missing_libraries_are_named(planner: Planner, monkeypatch: pytest.MonkeyPatch) -> None:
    def absent(name: str) -> ModuleType:
        raise OSError("cannot load library 'libpango-1.0-0'")

    monkeypatch.setattr(importlib, "import_module", absent)
    with pytest.raises(WanggeError, match="apt-get install -y libpango-1.0-0"):
        printed(sheet(planner, "G1"))


def test_a_draft_that_changes_nothing_says_so(database: Database) -> None:
    idle = opened(database)
    said = words(report(idle))
    for part in ("没有新设或撤销的网格。", "没有界线有调整的网格。", "没有编码变更。", "无须移交"):
        assert part in said, part


def test_a_town_s_first_edition_has_no_before(planner: Planner) -> None:
    with planner.database.begin() as connection:
        first = connection.scalar(text("SELECT min(id) FROM edition"))
        page = changes_paper.page(connection, planner.desk, ZHANG, first, ZONE)
    said = words(page)
    assert "首版，自始有效" in said
    assert "变更之前" not in said
    assert "新设网格 4 个" in said  # U1 is not drawn yet
    assert "换格住户 4 户" in said


def test_a_town_without_shapes_is_reported_without_maps(database: Database) -> None:
    with database.begin() as connection:
        made = publish_first(connection, LOCAL_OPERATOR, [GridNode("T", "青溪镇", "town", 1), GridNode("G", "柳湾网格", "grid", 3, "T")])
        page = changes_paper.page(connection, Desk(), ZHANG, made.edition_id, ZONE)
    assert "paper-map" not in page.markup().partition("<body>")[2]
    assert "没有新设或撤销的网格。" in words(page)
