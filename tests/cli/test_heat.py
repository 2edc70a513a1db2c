"""``wangge heat``: what it says it did, it did."""

from click.testing import CliRunner

from gis_app.cli import wangge
from gis_app.db.session import Database
from tests import heat_town


def test_merge_then_rebuild(database_env: Database) -> None:
    with database_env.begin() as connection:
        rows = heat_town.report(connection, heat_town.publish(connection), 30)
    counted = sum(row["state"] != "void" for row in rows)
    merged = CliRunner().invoke(wangge, ["heat", "merge"])
    assert (merged.exit_code, merged.stdout) == (0, f"已并入 {counted} 条变动。\n")
    with database_env.begin() as connection:
        stored = heat_town.stored(connection)
    rebuilt = CliRunner().invoke(wangge, ["heat", "rebuild"])
    assert (rebuilt.exit_code, rebuilt.stdout) == (0, f"已统计 {counted} 件事件。\n")
    with database_env.begin() as connection:
        assert heat_town.stored(connection) == stored
