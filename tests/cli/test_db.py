"""``wangge db`` as a technician types it."""

import json
import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace

import pytest
from click.testing import CliRunner, Result

from gis_app.cli import db_data, wangge
from gis_app.db import binaries
from gis_app.db.cluster import Cluster
from gis_app.db.session import Database
from tests.conftest import open_folder

WANGGE = Path(sys.executable).with_name("wangge")


def db(*words: str) -> Result:
    return CliRunner().invoke(wangge, ["db", *words])


@pytest.fixture(scope="module")
def private() -> Iterator[Path]:
    with open_folder() as folder:
        yield folder
        Cluster(folder).down()


@pytest.fixture
def home(private: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("WANGGE_HOME", str(private))
    return private


def test_up_status_migrate_down(home: Path) -> None:
    assert db("status").exit_code == 3
    assert "已启动" in db("up").output and "已在运行" in db("up").output
    assert json.loads(db("status", "--json").output)["empty"] is True
    assert "空库" in db("migrate").output and db("checkpoint").exit_code == 0 and "无需升级" in db("migrate").output
    shown = db("status").output
    assert all(word in shown for word in ("运行中", "PostgreSQL：", "PostGIS：3.", "GEOS：3.", "磁盘余量：", str(home)))
    assert "已停止" in db("down").output and "没有在运行" in db("down").output


def test_run_stops_what_it_started(home: Path) -> None:
    db("down")
    done = subprocess.run([WANGGE, "db", "run", "--", WANGGE, "db", "status", "--json"], capture_output=True, text=True,
                          check=False)
    assert done.returncode == 0 and json.loads(done.stdout)["running"] is True
    assert Cluster(home).running() is None


def test_run_tells_the_command_s_own_exit(home: Path) -> None:
    assert subprocess.run([WANGGE, "db", "run", "--", "sh", "-c", "exit 7"], check=False).returncode == 7
    assert subprocess.run([WANGGE, "db", "run", "--", "sh", "-c", "kill -9 $$"], check=False).returncode == 137


@pytest.mark.parametrize("to_group", [True, False])
def test_term_ends_run_its_command_and_the_database(home: Path, to_group: bool) -> None:
    db("down")
    watch = subprocess.Popen([WANGGE, "db", "run", "--", "sh", "-c", "echo here; exec sleep 60"], stdout=subprocess.PIPE,
                             start_new_session=True)
    with watch:
        assert watch.stdout is not None and watch.stdout.readline() == b"here\n"
        begun = time.monotonic()
        (os.killpg if to_group else os.kill)(watch.pid, signal.SIGTERM)
        assert watch.wait(10) == 143
    assert time.monotonic() - begun < 3
    assert Cluster(home).running() is None


def test_a_server_of_ones_own(database_env: Database) -> None:
    assert "连接正常" in db("up").output
    assert "管理员" in db("down").output
    facts = json.loads(db("status", "--json").output)
    assert facts["where"] == "DATABASE_URL" and facts["schema"] == facts["schema_newest"] and facts["empty"] is True


def test_backup_and_restore(database_env: Database, tmp_path: Path) -> None:
    file = tmp_path / "a.backup"
    assert "已备份到" in db("backup", str(file)).output
    assert db("restore", str(file), "--yes").output == "已恢复。\n"
    file.write_bytes(file.read_bytes()[:5000])
    refused = db("restore", str(file), "--yes")
    assert refused.exit_code == 2 and "数据没有任何改动" in refused.stderr
    assert db("restore", str(tmp_path / "none")).exit_code == 2


def test_a_restore_that_nobody_confirmed_is_refused(home: Path, tmp_path: Path) -> None:
    (tmp_path / "a.backup").write_bytes(b"anything")
    refused = db("restore", str(tmp_path / "a.backup"))
    assert (refused.exit_code, "请加 --yes" in refused.stderr) == (2, True)


def test_a_restore_asks_at_a_terminal(home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "a.backup").write_bytes(b"anything")
    monkeypatch.setattr(db_data, "sys", SimpleNamespace(stdin=SimpleNamespace(isatty=lambda: True)))
    asked = CliRunner().invoke(wangge, ["db", "restore", str(tmp_path / "a.backup")], input="n\n")
    assert "继续吗" in asked.output and asked.exit_code == 130


def test_a_backup_makes_no_folders(home: Path, tmp_path: Path) -> None:
    refused = db("backup", str(tmp_path / "typo" / "a.backup"))
    assert (refused.exit_code, f"没有文件夹 {tmp_path / 'typo'}" in refused.stderr) == (2, True)
    assert not (tmp_path / "typo").exists()


def test_no_postgres_says_the_line_to_run(home: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(binaries, "DEBIAN", tmp_path)
    monkeypatch.setattr(shutil, "which", lambda name: None)
    binaries.installed.cache_clear()
    try:
        refused = db("up") if Cluster(home).running() is None else db("down")
        assert refused.exit_code == 2 and "apt-get install postgresql-" in refused.stderr
    finally:
        binaries.installed.cache_clear()


def test_a_server_that_is_not_there(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DATABASE_URL", "postgresql://127.0.0.1:9/none")
    for words in (["up"], ["migrate"]):
        refused = db(*words)
        assert refused.exit_code == 2 and "数据库暂时连不上" in refused.stderr
    told = db("status")
    assert told.exit_code == 3 and "请核对 DATABASE_URL" in told.output
    assert json.loads(db("status", "--json").output)["running"] is False
