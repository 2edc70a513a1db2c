"""The hotspot's sheet: one A4 page with its ground, months, sightings and what was done, in a clerk's words."""

from datetime import UTC, datetime

import pytest
from sqlalchemy import Connection

from gis_app import clock
from gis_app.domain.actors import LOCAL_OPERATOR
from gis_app.domain.stats.emerging_classes import NAMES
from gis_app.services import hotspot_sheet, hotspots_store, inspection_requests
from gis_app.services.desk import Desk
from gis_app.services.inspection_requests import Ask
from gis_app.services.printing import printed
from gis_app.services.snapshot import load
from tests import planted_spots, small_town
from tests.inspected_town import NOON, ZONE


def test_one_sheet_says_where_how_strong_and_what_was_done(connection: Connection, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(clock, "now", lambda: NOON)
    town = small_town.publish(connection)
    spot = planted_spots.plant(connection, town.town_id, at=datetime(2026, 10, 1, tzinfo=UTC))
    held = load(connection, NOON)
    for number in range(7):
        hotspots_store.note(connection, LOCAL_OPERATOR, spot, f"第 {number} 次清理")
    inspection_requests.ask(connection, LOCAL_OPERATOR, held, Ask(spot, None, True, "投诉集中"))
    page = hotspot_sheet.page(connection, Desk(), LOCAL_OPERATOR, held, spot, ZONE)
    assert page.filename == "青溪镇 热点单 垃圾 2026-09-30.pdf"
    said = page.markup()
    for words in ("柳湾网格", "Gi* 检验，强度 5.0", "热点（99%）", "本热点", "西片2026年第四季度（必查：投诉集中）", "第 6 次清理", "26-10"):
        assert words in said, words
    assert "第 1 次清理" not in said
    made = printed(page)
    assert (made.pages, made.pdf[:4]) == (1, b"%PDF")


@pytest.mark.parametrize("name", [*sorted(set(NAMES) - {"none", "not_looked"}), "hot_99", "cold_90", "cluster"])
def test_every_class_has_a_clerks_word(name: str) -> None:
    assert any(word in hotspot_sheet.said(name) for word in ("热点", "冷点", "聚集"))
