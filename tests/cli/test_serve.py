"""``wangge serve``: where it may listen, what it says, how fast it ends, and how it tells of a broken database."""

import json
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from gis_app.cli.serve import command
from gis_app.config import Settings
from gis_app.db.session import Database
from gis_app.errors import WanggeError
from tests import small_town

START_S = 60


@pytest.fixture
def port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@pytest.fixture
def running(settings: Settings, database: Database, port: int) -> Iterator[subprocess.Popen[str]]:
    """The command in a process of its own, already answering."""
    with database.begin() as connection:
        small_town.publish(connection)
    run = [sys.executable, "-c", "from gis_app.cli import run; run()", "serve", "--port", str(port), "--workers", "1"]
    process = subprocess.Popen(run, env=dict(os.environ), stdout=subprocess.PIPE, text=True, start_new_session=True)
    try:
        until = time.monotonic() + START_S
        while status(port) != 200:
            assert time.monotonic() < until
            assert process.poll() is None
            time.sleep(0.1)
        yield process
    finally:
        if process.poll() is None:
            process.kill()
        process.communicate()


def status(port: int, path: str = "/healthz") -> int:
    try:
        with urllib.request.urlopen(f"http://127.0.0.1:{port}{path}", timeout=10) as answer:
            json.load(answer)
            return int(answer.status)
    except urllib.error.HTTPError as refused:
        with refused:
            return refused.code
    except OSError:
        return 0


def test_it_serves_says_where_and_ends_at_once(running: subprocess.Popen[str], port: int) -> None:
    assert status(port, "/api/v1/locate?lon=119.95&lat=30.02") == 200
    begun = time.monotonic()
    running.send_signal(signal.SIGTERM)
    said, _ = running.communicate(timeout=10)
    assert time.monotonic() - begun < 3
    assert running.returncode == 0
    assert said.splitlines()[-1] == f"网格已启动：http://127.0.0.1:{port}（Ctrl-C 停止）"
    assert status(port) == 0


def test_what_is_asked_of_the_worker_is_done_beside_it(running: subprocess.Popen[str], port: int) -> None:
    edition = post(port, "/api/v1/editions", {"town": "T", "name": "调整"})["id"]
    asked = f"/api/v1/editions/{edition}/proposals"
    run = post(port, asked, {"within": "A1", "wishes": [{"count": 2}]})["id"]
    until = time.monotonic() + START_S
    while told(port, f"{asked}/{run}")["state"] in ("waiting", "running"):
        assert time.monotonic() < until
        time.sleep(0.1)
    worker = Path(f"/proc/{running.pid}/task/{running.pid}/children").read_text().split()
    running.kill()  # not even asked to end: the worker notices
    while any(Path(f"/proc/{child}").exists() for child in worker):
        assert time.monotonic() < until
        time.sleep(0.1)


def told(port: int, path: str) -> dict[str, Any]:
    with urllib.request.urlopen(f"http://127.0.0.1:{port}{path}", timeout=10) as answer:
        return dict(json.load(answer))


def post(port: int, path: str, body: dict[str, Any]) -> dict[str, Any]:
    headers = {"Content-Type": "application/json", "Wangge-Planner": "test"}
    request = urllib.request.Request(f"http://127.0.0.1:{port}{path}", json.dumps(body).encode(), headers)
    with urllib.request.urlopen(request, timeout=10) as answer:
        return dict(json.load(answer))


@pytest.mark.parametrize("host", ["0.0.0.0", "192.168.1.2", "::"])
def test_it_listens_on_this_machine_only(settings: Settings, host: str) -> None:
    with pytest.raises(WanggeError) as refused:
        CliRunner().invoke(command, ["--host", host], catch_exceptions=False)
    assert refused.value.code == "loopback_only"
    assert host in refused.value.sentence()


def test_a_taken_port_is_named(settings: Settings) -> None:
    with socket.socket() as holder:
        holder.bind(("127.0.0.1", 0))
        holder.listen()
        taken = holder.getsockname()[1]
        with pytest.raises(WanggeError) as refused:
            CliRunner().invoke(command, ["--port", str(taken)], catch_exceptions=False)
    assert refused.value.code == "port_taken"
