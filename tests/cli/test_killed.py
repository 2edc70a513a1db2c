"""The server is killed while planners work: what it had answered is there once, whatever it had not can be sent again."""

import itertools
import json
import os
import signal
import socket
import subprocess
import sys
import threading
import time
import urllib.request
from collections.abc import Callable
from http.client import HTTPException
from urllib.parse import quote
from uuid import uuid4

import pytest

from gis_app.config import Settings
from gis_app.db.session import Database
from gis_app.domain.drafts import Draft
from gis_app.services import drafts, editing
from gis_app.services.desk import Desk
from tests.services.desks import Planner, opened

START_S = 60
WHO = {"Wangge-Planner": quote("张规划"), "Content-Type": "application/json"}


@pytest.fixture
def port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@pytest.fixture
def planner(settings: Settings, database: Database) -> Planner:
    return opened(database)


def started(port: int) -> subprocess.Popen[bytes]:
    run = [sys.executable, "-c", "from gis_app.cli import run; run()", "serve", "--port", str(port), "--workers", "1"]
    process = subprocess.Popen(run, env=dict(os.environ), stdout=subprocess.DEVNULL, start_new_session=True)
    until = time.monotonic() + START_S
    while not answers(port):
        assert time.monotonic() < until
        assert process.poll() is None
        time.sleep(0.1)
    return process


def answers(port: int) -> bool:
    try:
        with urllib.request.urlopen(f"http://127.0.0.1:{port}/healthz", timeout=5):
            return True
    except OSError:
        return False


def killed(process: subprocess.Popen[bytes]) -> None:
    """SIGKILL to the server and its workers at once."""
    os.killpg(process.pid, signal.SIGKILL)
    process.wait(10)


def send(port: int, edition: int, body: dict) -> dict:
    request = urllib.request.Request(f"http://127.0.0.1:{port}/api/v1/editions/{edition}/edits", json.dumps(body).encode(), WHO)
    with urllib.request.urlopen(request, timeout=30) as answer:
        return json.load(answer)


def until_dead(work: Callable[[dict], dict], sent: list[dict], told: dict[str, int]) -> None:
    """One corner after another, as fast as the server answers; ``told``: serial by key of what was answered."""
    for number in itertools.count():
        edit = {"edit": "insert_vertex", "at": [round(119.9005 + number / 5000, 6), 30.05]}
        sent.append({"base": len(told), "key": str(uuid4()), "edit": edit})
        try:
            told[sent[-1]["key"]] = work(sent[-1])["version"]
        except (OSError, HTTPException):
            return


def test_killed_in_the_middle_of_an_edit(planner: Planner, port: int) -> None:
    sent, told = list[dict](), dict[str, int]()
    server = started(port)
    worker = threading.Thread(target=until_dead, args=(lambda body: send(port, planner.edition_id, body), sent, told))
    worker.start()
    while len(told) < 5:
        time.sleep(0.01)
    killed(server)
    worker.join(30)
    assert not worker.is_alive()
    assert len(sent) == len(told) + 1, "one was under way"
    server = started(port)
    try:
        last = send(port, planner.edition_id, sent[-1])
    finally:
        killed(server)
    told[sent[-1]["key"]] = last["version"]
    assert list(told.values()) == list(range(1, len(sent) + 1))
    with planner.database.begin() as connection:
        version, log, _ = editing.log(connection, planner.actor, planner.edition_id, 0, 500, delta=False)
        draft = drafts.coverage(connection, Desk(), planner.actor, planner.edition_id).draft
    assert (version, [entry["edit"]["at"] for entry in log]) == (len(sent), [body["edit"]["at"] for body in sent])
    assert {tuple(body["edit"]["at"]) for body in sent} <= corners(draft)
    planner.seen = version
    for _ in sent:
        left = planner.undo().after.draft
    assert not {tuple(body["edit"]["at"]) for body in sent} & corners(left)


def corners(draft: Draft) -> set[tuple[float, float]]:
    return {(round(x, 9), round(y, 9)) for x, y in draft.coverage.polygon("G1").exterior.coords}
