"""What every test may ask for: a real PostGIS of its own, databases cloned from one migrated template, the real data.

The server is a private cluster in a temporary folder, or the one that DATABASE_URL named when the tests began. Nothing
of the checkout's own ``var/`` is touched.
"""

import fcntl
import itertools
import os
import shutil
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import hypothesis
import pytest
from sqlalchemy import Connection, make_url

from gis_app.config import Settings
from gis_app.db.cluster import Cluster
from gis_app.db.migrate import upgrade
from gis_app.db.server import Server
from gis_app.db.session import Database
from gis_app.errors import WanggeError

ROOT = Path(__file__).parents[1]
TEMPLATE = f"wangge_template_{os.getpid()}"
STALE_S = 3600

hypothesis.settings.register_profile("wangge", deadline=None, max_examples=50)
hypothesis.settings.load_profile("wangge")


@pytest.fixture(scope="session")
def realdata() -> Path:
    """The folder of real places; a CI run must have it, anybody else may go without."""
    folder = Path(os.environ.get("WANGGE_REALDATA") or ROOT.parent / "shared" / "data")
    if not folder.is_dir():
        reason = f"no real data at {folder} (set WANGGE_REALDATA)"
        (pytest.fail if os.environ.get("CI") == "true" else pytest.skip)(reason)
    return folder


@pytest.fixture(scope="session", autouse=True)
def own_environment() -> Iterator[str | None]:
    """Settings as on a fresh machine, with a home that is thrown away; gives the DATABASE_URL that was set before."""
    given = os.environ.get("DATABASE_URL")
    with open_folder() as home, pytest.MonkeyPatch.context() as patch:
        for name in ("DATABASE_URL", "PORT", "SECRET_KEY", "LOCATE_SNAP_M", "WANGGE_ZONE", "WANGGE_BASEMAP"):
            patch.delenv(name, raising=False)
        patch.setenv("WANGGE_HOME", str(home))
        yield given


@pytest.fixture(scope="session")
def server_url(own_environment: str | None) -> Iterator[str]:
    """A running PostGIS server, for tests only."""
    if own_environment is not None:
        yield own_environment
        return
    sweep()
    with open_folder() as home, Cluster(home).in_use() as url:
        yield url


@pytest.fixture(scope="session")
def server(server_url: str) -> Server:
    return Server(server_url)


@pytest.fixture(scope="session")
def empty_database(server: Server, server_url: str) -> Iterator[Callable[[], Database]]:
    """Makes databases without any table, each dropped at the end."""
    with _maker(server, server_url, "template1") as make:
        yield make


@pytest.fixture(scope="session")
def new_database(server: Server, server_url: str) -> Iterator[Callable[[], Database]]:
    """Makes migrated, empty databases: clones of one template, 0.1 s each, each dropped at the end."""
    server.create(TEMPLATE)
    template = Database(_at(server_url, TEMPLATE))
    try:
        upgrade(template)
        template.close()
        with _maker(server, server_url, TEMPLATE) as make:
            yield make
    finally:
        template.close()
        server.drop(TEMPLATE)


@pytest.fixture
def database(new_database: Callable[[], Database], server: Server) -> Iterator[Database]:
    """A migrated, empty database for one test."""
    made = new_database()
    yield made
    made.close()
    server.drop(str(made.url.database))


@pytest.fixture(scope="module")
def module_database(new_database: Callable[[], Database]) -> Database:
    """A migrated, empty database that the tests of one file share."""
    return new_database()


@pytest.fixture(scope="session")
def session_database(new_database: Callable[[], Database]) -> Database:
    """A migrated, empty database that nobody commits to."""
    return new_database()


@pytest.fixture
def connection(session_database: Database) -> Iterator[Connection]:
    """A transaction that is rolled back at the end of the test."""
    with session_database.engine.connect() as opened, opened.begin() as transaction:
        yield opened
        transaction.rollback()


@pytest.fixture
def database_env(database: Database, monkeypatch: pytest.MonkeyPatch) -> Database:
    """The test's own database, named in DATABASE_URL, for commands that read the settings."""
    monkeypatch.setenv("DATABASE_URL", libpq_url(database))
    return database


@pytest.fixture
def settings(database_env: Database) -> Settings:
    return Settings.from_env()


def libpq_url(database: Database) -> str:
    """Its address as people write it."""
    return database.url.set(drivername="postgresql").render_as_string(hide_password=False)


@contextmanager
def open_folder() -> Iterator[Path]:
    """A temporary folder with a short path that the server's user can enter (pytest's own are closed to him)."""
    folder = Path(tempfile.mkdtemp(prefix="wangge-test-", dir="/tmp"))
    folder.chmod(0o755)
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def sweep() -> None:
    """Stop and remove what test runs left behind that were killed an hour or longer ago; one process at a time."""
    with Path(f"/tmp/wangge-sweep-{os.geteuid()}.lock").open("a", encoding="utf-8") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        for left in Path("/tmp").glob("wangge-test-*"):
            with suppress(FileNotFoundError):
                if left.stat().st_uid == os.geteuid() and time.time() - left.stat().st_mtime >= STALE_S:
                    remove(left)


def remove(left: Path) -> None:
    """Remove a home whose server runs no more, or runs for nobody."""
    cluster = Cluster(left)
    if cluster.running():
        with suppress(WanggeError), cluster.in_use():
            pass
    if not cluster.running():
        shutil.rmtree(left, ignore_errors=True)


def _at(url: str, name: str) -> str:
    return make_url(url).set(drivername="postgresql+psycopg", database=name).render_as_string(hide_password=False)


@contextmanager
def _maker(server: Server, url: str, template: str) -> Iterator[Callable[[], Database]]:
    made: list[Database] = []
    serials = itertools.count(1)

    def make() -> Database:
        name = f"wangge_{template.rpartition('_')[0] or 'empty'}_{os.getpid()}_{next(serials)}"
        server.create(name, template=template)
        made.append(Database(_at(url, name)))
        return made[-1]

    try:
        yield make
    finally:
        for database in made:
            database.close()
            server.drop(str(database.url.database))
