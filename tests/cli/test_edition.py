"""``wangge edition``: a draft's life from the terminal."""

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from openpyxl import load_workbook

from gis_app.cli import wangge
from gis_app.db.session import Database
from gis_app.services import drafts
from gis_app.services.desk import Desk
from tests import small_town
from tests.services.desks import SPLIT, ZHANG, Planner


@pytest.fixture
def town(database_env: Database) -> Database:
    with database_env.begin() as connection:
        small_town.publish(connection)
    return database_env


def run(*words: str) -> Result:
    return CliRunner().invoke(wangge, ["edition", *words])


def test_from_new_to_published(town: Database, tmp_path: Path) -> None:
    made = run("new", "二〇二六年调整", "--town", "T", "--planner", "张规划")
    assert made.exit_code == 0, made.output
    assert "4 个网格，0 处须处理" in made.output
    again = run("new", "又一版", "--town", "T")
    assert (again.exit_code, "未发布的草案" in again.stderr) == (2, True)
    with town.begin() as connection:
        edition = drafts.by_name(connection, ZHANG, "T", "二〇二六年调整")
    Planner(town, Desk(), edition["id"]).do(SPLIT)
    checked = run("check", "二〇二六年调整", "--town", "T", "--report", str(tmp_path / "c.json"))
    assert checked.exit_code == 0, checked.output
    assert json.loads((tmp_path / "c.json").read_text())["errors"] == 0
    told = run("diff", "二〇二六年调整", "--town", "T", "--report", str(tmp_path / "d.xlsx"))
    assert "新增 G1a" in told.output
    assert "新增 1，取消 0，调整 1，未动 3" in told.output
    assert "移交" in load_workbook(tmp_path / "d.xlsx").sheetnames
    early = run("publish", "二〇二六年调整", "--town", "T", "--at", "2020-01-01")
    assert (early.exit_code, "不能改写过去" in early.stderr) == (2, True)
    done = run("publish", "二〇二六年调整", "--town", "T", "--at", "2199-01-01")
    assert (done.exit_code, "自 2199-01-01 起生效" in done.output) == (0, True), done.output
    assert run("publish", "二〇二六年调整", "--town", "T").exit_code == 2
    restated = run("restate", "二〇二六年调整", "--town", "T", "--from", "2026-01-01", "--to", "2026-06-30", "--report", str(tmp_path / "r.xlsx"))
    assert "G1a" in restated.output and "事件 0 → 0，住户 0 → 0，单位 0 → 0" in restated.output
    assert load_workbook(tmp_path / "r.xlsx").sheetnames == ["按网格", "事件", "住户", "单位"]
    assert run("restate", "二〇二六年调整", "--town", "T", "--report", str(tmp_path / "no" / "r.xlsx")).exit_code == 2


def test_what_is_not_there(town: Database) -> None:
    assert "没有名为" in run("check", "无此版", "--town", "T").stderr
    assert "没有编码为 X 的镇" in run("new", "x", "--town", "X").stderr
