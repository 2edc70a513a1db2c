"""The command itself: words load late, refusals are sentences, nothing ever shows a traceback."""

import os
import re
import subprocess
import sys
from pathlib import Path

import click
import pytest
from click.testing import CliRunner

from gis_app import __version__, cli
from gis_app.cli import COMMANDS, wangge
from gis_app.cli.progress import progress
from gis_app.config import Settings
from gis_app.errors import Fault, WanggeError


@pytest.fixture
def failing(monkeypatch: pytest.MonkeyPatch) -> list[BaseException]:
    """A word `status` that raises what stands in this list."""
    errors: list[BaseException] = []

    @click.command()
    def command() -> None:
        raise errors[0]

    monkeypatch.setattr(cli.LazyGroup, "get_command", lambda self, ctx, name: command)
    return errors


def test_version() -> None:
    assert __version__ in CliRunner().invoke(wangge, ["--version"]).output


def test_help_names_every_word_without_importing_it() -> None:
    script = "import sys; from gis_app.cli import run\ntry: run(['--help'])\nexcept SystemExit: pass\n" \
             "print([name for name in ('flask', 'sqlalchemy', 'pandas', 'numba') if name in sys.modules])"
    shown = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True).stdout
    assert all(f"\n  {word} " in shown for word in COMMANDS)
    assert shown.endswith("[]\n")


@pytest.mark.parametrize("word", COMMANDS)
def test_every_word_has_help_in_chinese(word: str) -> None:
    shown = CliRunner().invoke(wangge, [word, "--help"])
    assert shown.exit_code == 0, shown.output
    assert any("一" <= letter <= "鿿" for letter in shown.output)
    frame = r"Usage|Options|Commands|Show|OPTIONS|COMMAND|ARGS|TEXT|INTEGER|FLOAT|default|required"
    assert not re.search(frame, shown.output), shown.output


def test_every_inner_word_has_help_in_chinese() -> None:
    for words in (["--help"], ["db", "backup", "--help"], ["check", "grids", "--help"], ["heat", "merge", "--help"]):
        shown = CliRunner().invoke(wangge, words).output
        assert shown.startswith("用法：") and "选项：" in shown and "显示这份说明" in shown
        assert not re.search(r"Usage|Options|Commands|Show|\[OPTIONS", shown), shown


def test_an_unknown_word_is_a_usage_error() -> None:
    assert CliRunner().invoke(wangge, ["fly"]).exit_code == 2


def test_a_refusal_is_a_sentence_with_its_faults(failing: list[BaseException]) -> None:
    failing.append(WanggeError("missing_field", field="lon", errors=[Fault("rows[3].lat", "缺少")]))
    shown = CliRunner().invoke(wangge, ["db"])
    assert shown.exit_code == 2
    assert shown.stderr == "缺少“lon”。\n  rows[3].lat：缺少\n"


def test_interrupted(failing: list[BaseException]) -> None:
    failing.append(KeyboardInterrupt())
    shown = CliRunner().invoke(wangge, ["db"])
    assert (shown.exit_code, shown.stderr.strip()) == (130, "已中断。")


def test_the_machine_s_own_words(failing: list[BaseException]) -> None:
    failing.append(PermissionError(13, "Permission denied", "/x/y"))
    shown = CliRunner().invoke(wangge, ["db"])
    assert shown.exit_code == 2 and shown.stderr.strip() == "读写“/x/y”失败：没有权限"


def test_a_bug_is_logged_not_shown(failing: list[BaseException], monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("WANGGE_HOME", str(tmp_path))
    failing.append(ZeroDivisionError("boom"))
    shown = CliRunner().invoke(wangge, ["db"])
    assert shown.exit_code == 70 and "Traceback" not in shown.output and "boom" not in shown.output
    assert "ZeroDivisionError: boom" in (tmp_path / "wangge-errors.log").read_text()


def test_a_reader_that_left_is_no_error() -> None:
    shown = subprocess.run(f"{sys.executable} -c 'from gis_app.cli import run; run()' --help | head -c 3", shell=True,
                           capture_output=True, text=True, check=True)
    assert shown.stderr == ""


def test_term_unwinds() -> None:
    script = "import os, signal\nfrom gis_app.cli import run, LazyGroup\nimport click\n" \
             "@click.command()\ndef wait():\n try: os.kill(os.getpid(), signal.SIGTERM)\n finally: print('closed')\n" \
             "LazyGroup.get_command = lambda *_: wait\nrun(['db'])"
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout) == (143, "closed\n")


@pytest.mark.parametrize(("name", "code"), [("SIGINT", 130), ("SIGTERM", 143)])
def test_a_thread_that_nobody_can_tell_to_end_is_not_waited_for(name: str, code: int) -> None:
    script = "import os, signal, threading\nfrom gis_app.cli import run, LazyGroup\nimport click\n" \
             "@click.command()\ndef wait():\n threading.Thread(target=threading.Event().wait).start()\n" \
             f" try: os.kill(os.getpid(), signal.{name}); threading.Event().wait(9)\n finally: print('closed')\n" \
             "LazyGroup.get_command = lambda *_: wait\nrun(['db'])"
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=False, timeout=20)
    assert (done.returncode, done.stdout) == (code, "closed\n")


def test_progress_is_two_lines_where_nobody_watches(capsys: pytest.CaptureFixture[str]) -> None:
    with progress("读取", total=3) as step:
        step(1)
        step(2)
    said = capsys.readouterr().err.splitlines()
    assert said[0] == "读取……" and said[1].startswith("读取：3 行，")


def test_progress_is_a_bar_on_a_terminal(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.setattr(sys.stderr, "isatty", lambda: True)
    with progress("读取", total=3) as step:
        step(3)
    assert "3.00/3.00" in capsys.readouterr().err


def test_the_console_script_is_installed() -> None:
    shown = subprocess.run([Path(sys.executable).with_name("wangge"), "--version"], capture_output=True, text=True,
                           check=True, cwd="/", env={"PATH": os.defpath})
    assert __version__ in shown.stdout


@pytest.mark.parametrize(("words", "said"), [
    (["nosuch"], "没有命令 'nosuch'"), (["serve", "--port", "99999"], "--port 不可用：99999 不在范围"),
    (["serve", "--prot", "1"], "没有选项 --prot"), (["check", "grids"], "缺少 FILE"), (["assign", "a", "b"], "缺少 --grids"),
    (["sample", "village"], "没有 'village'，可用"), (["export", "grids", "a.csv", "--at", "soon"], "请写成 2026-03-05"),
    (["check", "grids", "a", "--gap-width", "nan"], "不是有限的数字"), (["db", "restore", "nope"], "没有 'nope'"),
    (["check", "grids", "a", "b"], "多出了 b"), (["serve", "--port"], "--port 后面要有值"),
])  # fmt: skip
def test_a_mistyped_command_is_said_in_chinese(words: list[str], said: str) -> None:
    shown = CliRunner().invoke(wangge, words)
    assert (shown.exit_code, said in shown.stderr) == (2, True), shown.stderr
    assert "用法见 wangge" in shown.stderr or said.endswith("要有值")  # there click does not say which command it was


@pytest.mark.parametrize(("name", "value"), [
    ("PORT", "abc"), ("PORT", "0"), ("PORT", "70000"), ("LOCATE_SNAP_M", "nan"), ("LOCATE_SNAP_M", "x"), ("LOCATE_SNAP_M", "-1"),
    ("WANGGE_ZONE", "Mars"), ("WANGGE_BASEMAP", "google"), ("DATABASE_URL", "mysql://x"),
])  # fmt: skip
def test_a_bad_setting_stops_the_start_and_names_itself(name: str, value: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(name, value)
    shown = CliRunner().invoke(wangge, ["serve"])
    assert (shown.exit_code, f"设置 {name} 的值“{value}”不可用：" in shown.stderr) == (2, True), shown.stderr
    assert "invalid" not in shown.stderr and "could not" not in shown.stderr


def test_a_short_secret_is_refused_by_name_and_not_repeated(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SECRET_KEY", "hunter2")
    shown = CliRunner().invoke(wangge, ["serve"])
    assert (shown.exit_code, "设置 SECRET_KEY 的值" in shown.stderr, "hunter2" in shown.output) == (2, True, False)
    monkeypatch.setenv("SECRET_KEY", "0123456789abcdef")
    assert Settings.from_env().secret_key == "0123456789abcdef"


def test_tianditu_needs_its_key(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("WANGGE_BASEMAP", "tianditu")
    shown = CliRunner().invoke(wangge, ["serve"])
    assert (shown.exit_code, "WANGGE_BASEMAP_KEY" in shown.stderr) == (2, True)
