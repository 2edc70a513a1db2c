"""Locating and reporting over HTTP, each beside a bare route of the same server, measured in turns."""

import json
import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from datetime import date
from random import Random
from zoneinfo import ZoneInfo

from sqlalchemy import text

from gis_app.db.session import Database
from gis_app.domain.actors import LOCAL_OPERATOR
from gis_app.services.incidents import uuid7
from gis_app.services.sample import Wish, load
from tests.bench.databases import databases
from tests.bench.load import alternate, get, post
from tests.bench.rows import Row

GOAL = 0.6
START_S = 60


def rows(scale: float = 1.0) -> Iterator[Row]:
    """Requests a second, ours over the bare route's; two processes of 32 threads, eight connections."""
    seconds = max(0.5, 2.0 * scale)
    with databases() as make:
        database = make()
        box, item = furnish(database)
        rng = Random(7)

        def somewhere() -> tuple[float, float]:
            return rng.uniform(box[0], box[2]), rng.uniform(box[1], box[3])

        def locate() -> bytes:
            lon, lat = somewhere()
            return get(f"/api/v1/locate?lon={lon:.6f}&lat={lat:.6f}")

        def report() -> bytes:
            lon, lat = somewhere()
            body = json.dumps({"lon": lon, "lat": lat, "item": item, "text": "井盖缺失"}).encode()
            return post("/api/v1/incidents", body, Idempotency_Key=str(uuid7()))

        with serving(database) as port:
            ours, peer = alternate(port, (locate, lambda: get("/bench/empty")), seconds=seconds)
            yield Row("GET /api/v1/locate", ours, peer, ours / peer, GOAL, "empty JSON route", unit="1/s")
            ours, peer = alternate(port, (report, lambda: post("/bench/insert", b"{}")), seconds=seconds)
            yield Row("POST /api/v1/incidents", ours, peer, ours / peer, GOAL, "bare durable INSERT", unit="1/s")


def furnish(database: Database) -> tuple[tuple[float, float, float, float], str]:
    """A sample town and the peer's table; the town's box in degrees and the code of an item."""
    wish = Wish("town", 7, date(2026, 3, 1), incidents=2000, households=2000)
    load(database, LOCAL_OPERATOR, wish, zone=ZoneInfo("Asia/Shanghai"), snap_m=25.0,
         progress=lambda *_: nullcontext(lambda _: None))  # fmt: skip
    with database.begin() as connection:
        connection.execute(text("CREATE TABLE bench_insert (id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, body text)"))
        box = connection.execute(text(
            "SELECT ST_XMin(e), ST_YMin(e), ST_XMax(e), ST_YMax(e) FROM (SELECT ST_Extent(geom) AS e FROM grid_version) t"
        )).one()
        item = connection.execute(text("SELECT min(code) FROM item")).scalar_one()
    return (box[0], box[1], box[2], box[3]), item


@contextmanager
def serving(database: Database) -> Iterator[int]:
    """Our server in processes of its own, on a free port."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    environ = {**os.environ, "DATABASE_URL": database.url.render_as_string(hide_password=False)}
    server = subprocess.Popen([sys.executable, "-m", "tests.bench.api_server", str(port)], env=environ, stdout=subprocess.DEVNULL)
    try:
        _wait(port, server)
        yield port
    finally:
        server.terminate()
        server.wait(30)


def _wait(port: int, server: "subprocess.Popen[bytes]") -> None:
    until = time.monotonic() + START_S
    while time.monotonic() < until:
        if server.poll() is not None:
            break
        try:
            socket.create_connection(("127.0.0.1", port), 1).close()
            time.sleep(1)
            return
        except OSError:
            time.sleep(0.2)
    raise RuntimeError("the server did not start")
