"""``wangge sample`` into a real database: complete, consistent, repeatable, and only into an empty one."""

import hashlib
from collections.abc import Callable

import pytest
from click.testing import CliRunner, Result
from sqlalchemy import text

from gis_app.cli import wangge
from gis_app.db.session import Database
from tests.conftest import libpq_url

WORDS = ["sample", "town", "--seed", "5", "--until", "2026-03-01", "--incidents", "1200", "--households", "900", "--quarters", "2"]


def run(database: Database, monkeypatch: pytest.MonkeyPatch, *words: str) -> Result:
    monkeypatch.setenv("DATABASE_URL", libpq_url(database))
    return CliRunner().invoke(wangge, [*words])


def one(database: Database, query: str) -> object:
    with database.begin() as connection:
        return connection.execute(text(query)).scalar()


def digest(database: Database, table: str, hidden: str = "''") -> str:
    """All rows of a table in order, less the moments at which they were written."""
    with database.begin() as connection:
        rows = connection.execute(text(f"SELECT (to_jsonb(t) - ARRAY[{hidden}]::text[])::text AS r FROM {table} t ORDER BY 1")).scalars()
        return hashlib.sha256("\n".join(rows).encode()).hexdigest()


@pytest.fixture(scope="module")
def loaded(module_database: Database) -> Database:
    with pytest.MonkeyPatch.context() as patch:
        done = run(module_database, patch, *WORDS)
    assert done.exit_code == 0, done.output
    assert "900 户、1,200 件" in done.output
    return module_database


def test_everything_is_there(loaded: Database) -> None:
    assert one(loaded, "SELECT count(*) FROM grid_version WHERE valid = '(,)'") == 61
    assert one(loaded, "SELECT count(*) FROM edition WHERE state = 'published' AND effective_at IS NULL") == 1
    assert one(loaded, "SELECT count(*) FROM item") == 18
    assert one(loaded, "SELECT count(*) FROM item_class") == 6
    assert one(loaded, "SELECT count(*) FROM department") == 14
    assert one(loaded, "SELECT count(*) FROM household WHERE grid_id IS NOT NULL AND building_id IS NOT NULL") == 900
    assert one(loaded, "SELECT count(DISTINCT layer) FROM feature_area") == 2
    assert one(loaded, "SELECT count(DISTINCT layer) FROM feature_line") == 2
    assert one(loaded, "SELECT count(*) FROM unit WHERE grid_id IS NULL") == 0
    assert one(loaded, "SELECT count(*) > 100 FROM staff_post") is True
    assert one(loaded, "SELECT count(*) FROM audit_event WHERE action = 'sample.load'") == 1


def test_each_incident_has_its_histories_and_its_due_time(loaded: Database) -> None:
    for table in ("incident", "incident_location", "incident_assignment", "incident_text"):
        assert one(loaded, f"SELECT count(*) FROM {table}") == 1200
    assert one(loaded, "SELECT count(*) FROM incident WHERE reported_at >= '2026-03-01 00:00+08'") == 0
    late = "SELECT count(*) FROM incident i JOIN item t ON t.code = i.item_code WHERE due_at <> reported_at + limit_hours * interval '1 hour'"
    assert one(loaded, late) == 0
    last = "SELECT count(*) FROM incident i WHERE state <> (SELECT state FROM incident_status s WHERE s.incident_id = i.id ORDER BY at DESC, id DESC LIMIT 1)"
    assert one(loaded, last) == 0
    assert one(loaded, "SELECT count(*) FROM incident WHERE (grid_id IS NULL) <> (rule = 'outside')") == 0
    stale = "SELECT count(*) FROM incident i JOIN grid_version v ON v.grid_id = i.grid_id WHERE v.code <> i.grid_code"
    assert one(loaded, stale) == 0


def test_sql_agrees_on_the_grid_of_each_point_well_inside(loaded: Database) -> None:
    wrong = """SELECT count(*) FROM incident i JOIN grid_version v ON v.grid_id = i.grid_id
               WHERE i.rule = 'covers' AND NOT i.near_boundary AND NOT ST_Covers(v.geom, i.geom)"""
    assert one(loaded, wrong) == 0


def test_heat_counts_every_incident_that_is_not_void(loaded: Database) -> None:
    assert one(loaded, "SELECT count(*) FROM heat_delta") == 0
    assert one(loaded, "SELECT count(*) > 0 FROM heat_block") is True


def test_a_year_of_rounds_agrees_with_what_grids_reported(loaded: Database) -> None:
    """Nobody signed "nothing found" on a day on which the grid's own people reported something from it."""
    assert one(loaded, "SELECT count(DISTINCT started_at::date) FROM patrol WHERE kind = 'patrol'") >= 364
    assert one(loaded, "SELECT count(*) FROM patrol WHERE ended_at > '2026-03-01 12:00+08' OR kind = 'visit' AND (fixes > 0 OR geom IS NOT NULL)") == 0
    assert one(loaded, "SELECT count(*) FROM patrol_checkin c JOIN patrol p ON p.id = c.patrol_id WHERE p.kind = 'visit'") == 0
    assert one(loaded, "SELECT count(*) > 100 FROM patrol WHERE dropped > 0") is True
    lied = """SELECT count(*) FROM incident i WHERE source IN ('worker', 'head') AND EXISTS (
                SELECT 1 FROM patrol p JOIN staff_post s ON s.id = p.staff_id WHERE p.kind = 'patrol' AND p.found = 0 AND s.grid_id = i.grid_id
                AND (p.started_at AT TIME ZONE 'Asia/Shanghai')::date = (i.reported_at AT TIME ZONE 'Asia/Shanghai')::date)"""
    assert one(loaded, lied) == 0
    rounds = "SELECT {}(n) FROM (SELECT count(*) AS n FROM patrol WHERE kind = 'patrol' AND staff_id IS NOT NULL GROUP BY staff_id) x"
    assert one(loaded, rounds.format("max")) > 250
    assert one(loaded, rounds.format("min")) < 200


def test_inspections_were_carried_out_by_the_services_and_their_findings_are_among_the_incidents(loaded: Database) -> None:
    """A quarter of all five areas, and of the newest one ended, one half done and one a draft."""
    stages = "SELECT string_agg(state || ' ' || n, ', ' ORDER BY state) FROM (SELECT state, count(*) AS n FROM inspection GROUP BY state) x"
    assert one(loaded, stages) == "draft 1, ended 6, issued 1"
    assert one(loaded, "SELECT count(*) FROM inspection i WHERE plan IS NULL OR NOT EXISTS (SELECT FROM inspection_stop s WHERE s.inspection_id = i.id)") == 0
    found = "SELECT count(*) FROM incident i {} JOIN inspection_record r ON r.incident_id = i.id WHERE i.source = 'inspection'"
    assert one(loaded, found.format("")) == one(loaded, "SELECT count(*) FROM incident WHERE source = 'inspection'")
    assert one(loaded, found.format("")) > 5
    assert one(loaded, "SELECT count(*) FROM incident i JOIN inspection_record r ON r.id = i.id WHERE r.made_at <> i.reported_at") == 0
    unentered = """SELECT count(*) FROM inspection i JOIN inspection_stop s ON s.inspection_id = i.id AND s.kind = 'grid' WHERE i.state = 'ended'
                   AND NOT EXISTS (SELECT FROM inspection_record r WHERE r.inspection_id = i.id AND r.kind = 'tick' AND r.grid_id = s.grid_id)"""
    assert one(loaded, unentered) == 0
    assert one(loaded, "SELECT count(DISTINCT inspection_id) FROM patrol WHERE kind = 'inspection'") == 6
    assert one(loaded, "SELECT count(DISTINCT inspection_id) FROM dead_corner") > 3
    assert one(loaded, "SELECT count(*) FROM office_matter m JOIN inspection i ON i.id = m.inspection_id WHERE m.at <> i.ended_at") == 0
    assert one(loaded, "SELECT count(*) FROM office_matter WHERE settled_at >= '2026-03-01 00:00+08'") == 0
    assert one(loaded, "SELECT count(*) FROM inspection_record WHERE made_at >= '2026-03-01 00:00+08'") == 0
    assert one(loaded, "SELECT count(*) FROM procrastinate_jobs") == 0


def test_what_was_due_from_the_last_quarter_is_wished_for_in_the_next(loaded: Database) -> None:
    due = """SELECT count(*) FROM inspection_stop s JOIN inspection i ON i.id = s.inspection_id
             WHERE s.kind = 'extra' AND s.about ->> 'note' LIKE '%上季死角%' AND i.quarter = '2026-01-01'"""
    assert one(loaded, due) > 0
    assert one(loaded, due.replace("2026-01-01", "2025-10-01")) == 0


def test_the_next_report_gets_the_next_number(loaded: Database) -> None:
    assert one(loaded, "SELECT max(right(number, 6)) FROM incident") == "001200"
    assert one(loaded, "SELECT last_value FROM incident_serial") == 1200


def test_again_is_no_change_and_another_is_refused(loaded: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    again = run(loaded, monkeypatch, *WORDS)
    assert again.exit_code == 0
    assert "已经在库里" in again.output
    other = run(loaded, monkeypatch, "sample", "town", "--seed", "6", "--until", "2026-03-01")
    assert other.exit_code == 2
    assert "空库" in other.output
    assert one(loaded, "SELECT count(*) FROM incident") == 1200


def test_the_same_wish_gives_the_same_rows(
    loaded: Database, new_database: Callable[[], Database], monkeypatch: pytest.MonkeyPatch
) -> None:
    second = new_database()
    assert run(second, monkeypatch, *WORDS).exit_code == 0
    for table, hidden in (
        ("grid", "'created_at'"), ("grid_version", "''"), ("building", "''"), ("household", "''"), ("unit", "''"), ("staff_post", "''"),
        ("feature_line", "''"), ("feature_area", "''"), ("incident", "''"), ("incident_location", "''"),
        ("incident_assignment", "''"), ("incident_status", "''"), ("incident_text", "''"),
        ("patrol", "'at'"), ("patrol_grid", "''"), ("patrol_checkin", "''"),
        ("inspection", "''"), ("inspection_team", "'token_sha256'"), ("inspection_plan", "''"), ("inspection_stop", "''"), ("inspection_change", "''"),
        ("inspection_record", "''"), ("dead_corner", "''"), ("office_matter", "''"),
    ):
        assert digest(loaded, table, hidden) == digest(second, table, hidden), table


def test_the_future_is_refused(database: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    done = run(database, monkeypatch, "sample", "town", "--until", "2999-01-01")
    assert done.exit_code == 2
    assert "晚于今天" in done.output
    assert one(database, "SELECT count(*) FROM grid") == 0


def test_a_database_with_anything_in_it_is_refused(database: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    with database.begin() as connection:
        connection.execute(text("INSERT INTO department (code, name_zh, name_en) VALUES ('x', '甲', 'A')"))
    assert run(database, monkeypatch, *WORDS).exit_code == 2
