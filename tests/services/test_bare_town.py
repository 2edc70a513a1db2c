"""A town with borders and nothing else: no items, incidents, patrols, units or roads. What needs none of them is done."""

from datetime import date
from pathlib import Path

import pytest

from gis_app import clock
from gis_app.db.session import Database
from gis_app.domain.actors import LOCAL_OPERATOR
from gis_app.domain.inspections import Team
from gis_app.domain.sources import source_set
from gis_app.domain.stats.periods import Period
from gis_app.services import (
    heat_store,
    hotspots,
    inspection_files,
    inspection_plan_paper,
    inspection_plans,
    inspection_prints,
    inspections,
)
from gis_app.services.desk import Desk
from gis_app.services.editions import publish_first
from gis_app.services.heat import Asked
from gis_app.services.hotspots import Wish
from gis_app.services.printing import printed
from gis_app.services.snapshot import load
from tests import inspected_town, small_town
from tests.inspected_town import DAYS, NOON, QUICK, ZONE

YEAR = Period(date(2025, 10, 1), date(2026, 9, 30))


@pytest.fixture
def bare(database: Database, monkeypatch: pytest.MonkeyPatch) -> Database:
    monkeypatch.setattr(clock, "now", lambda: NOON)
    with database.begin() as connection:
        publish_first(connection, LOCAL_OPERATOR, small_town.NODES)
    return database


def test_nothing_is_hot_where_nothing_happened(bare: Database) -> None:
    heat_store.merge(bare, LOCAL_OPERATOR, ZONE)
    with bare.begin() as connection:
        for cells in ("grids", "square"):
            found = hotspots.find(connection, LOCAL_OPERATOR, "T", Asked(YEAR, (), source_set(()), ZONE), Wish(cells=cells, size_m=400, permutations=0))
            assert not found.spots


def test_a_plan_is_written_in_all_its_files(bare: Database, tmp_path: Path) -> None:
    made = inspection_plans.plan(bare, LOCAL_OPERATOR, "A1", DAYS, lambda start: [Team("1", "一组", start)], settings=QUICK)
    assert made.plan.figures["grids_entered"] == made.plan.figures["grids"] == 2
    inspection_files.write_all(tmp_path, made, ZONE)
    begins = {"timetable.xlsx": b"PK", "stops.geojson": b"{", "routes.gpx": b"<?xml", "plan.ics": b"BEGIN:VCALENDAR"}
    assert all((tmp_path / name).read_bytes().startswith(first) for name, first in begins.items())
    assert "柳湾网格" in (tmp_path / "stops.geojson").read_text(encoding="utf-8")
    assert printed(inspection_plan_paper.page(made.prepared, made.plan, LOCAL_OPERATOR, ZONE)).pdf.startswith(b"%PDF")


def test_an_inspection_begins_is_planned_and_printed(bare: Database) -> None:
    begun = inspected_town.again(bare, {})
    with bare.begin() as connection:
        held = load(connection, NOON)
        _, plan = inspection_prints.stored(connection, Desk(), LOCAL_OPERATOR, held, begun.id)
        assert plan.figures["grids_entered"] == 2
        page = inspection_prints.plan(connection, Desk(), LOCAL_OPERATOR, held, begun.id, ZONE)
        assert inspections.one(connection, LOCAL_OPERATOR, begun.id)["state"] == "draft"
    assert printed(page).pdf.startswith(b"%PDF")
