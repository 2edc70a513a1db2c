"""The private cluster under everything that happens to a machine: killed servers, long paths, closed and lost folders."""

import os
import pwd
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import psycopg
import pytest

from gis_app.db import place
from gis_app.db.cluster import Cluster
from gis_app.db.postmaster import inhabited, serving
from gis_app.db.server import Server
from gis_app.errors import WanggeError
from tests.conftest import open_folder


@pytest.fixture(scope="module")
def home() -> Iterator[Path]:
    """A home whose cluster the tests of this file share, each leaving it stopped or running as it likes."""
    with open_folder() as folder:
        yield folder
        Cluster(folder).down()


@pytest.fixture
def cluster(home: Path) -> Cluster:
    cluster = Cluster(home)
    cluster.up()
    return cluster


def ask(cluster: Cluster, question: str) -> object:
    with psycopg.connect(cluster.url()) as connection:
        found = connection.execute(question.encode()).fetchone()
    assert found is not None
    return found[0]


def kill(cluster: Cluster) -> None:
    server = cluster.running()
    assert server is not None
    os.kill(server.pid, signal.SIGKILL)
    while cluster.running() is not None:
        time.sleep(0.01)


def test_starts_once_and_stops_once(cluster: Cluster) -> None:
    assert not cluster.up()
    assert cluster.down() and not cluster.down()
    assert cluster.running() is None
    assert cluster.up()


def test_no_port_is_open_and_the_disk_is_trusted(cluster: Cluster) -> None:
    assert ask(cluster, "SHOW listen_addresses") == ""
    for setting in ("fsync", "full_page_writes", "synchronous_commit", "data_checksums"):
        assert ask(cluster, f"SHOW {setting}") == "on"


def test_only_its_owner_may_enter(cluster: Cluster) -> None:
    server = cluster.running()
    assert server is not None
    assert server.sockets.stat().st_mode & 0o077 == 0
    assert cluster.root.stat().st_mode & 0o077 == 0


def test_root_does_not_run_the_server(cluster: Cluster) -> None:
    server = cluster.running()
    assert server is not None
    assert Path(f"/proc/{server.pid}").stat().st_uid == cluster.owner.uid != 0


def test_two_callers_at_once_start_one_server(home: Path) -> None:
    Cluster(home).down()
    with ThreadPoolExecutor(4) as pool:
        started = list(pool.map(lambda _: Cluster(home).up(), range(4)))
    assert sorted(started) == [False, False, False, True]


def test_survives_kill_9_with_its_data(cluster: Cluster) -> None:
    with psycopg.connect(cluster.url()) as connection:
        connection.execute("CREATE TABLE IF NOT EXISTS kept AS SELECT 42 AS answer")
    kill(cluster)
    assert cluster.up()
    assert ask(cluster, "SELECT answer FROM kept") == 42


def test_a_lock_file_naming_another_program_does_not_block(cluster: Cluster) -> None:
    sockets = cluster.running()
    assert sockets is not None
    kill(cluster)
    while inhabited(cluster.data):
        time.sleep(0.05)
    for lock in (cluster.data / "postmaster.pid", sockets.sockets / f".s.PGSQL.{sockets.port}.lock"):
        lines = lock.read_text().splitlines()
        lock.write_text("\n".join([str(os.getpid()), *lines[1:]]) + "\n")
    assert serving(cluster.data) is None
    assert cluster.up()


def test_a_half_made_data_folder_is_made_again() -> None:
    with open_folder() as home:
        cluster = Cluster(home)
        (cluster.root / "data.new").mkdir()
        with cluster.in_use():
            assert ask(cluster, "SELECT current_database()") == "wangge"


def test_the_last_user_stops_what_was_started_for_users(home: Path) -> None:
    Cluster(home).down()
    first, second = Cluster(home), Cluster(home)
    with first.in_use():
        with second.in_use():
            pass
        assert first.running() is not None
    assert first.running() is None


def test_what_was_started_to_stay_stays(cluster: Cluster) -> None:
    with cluster.in_use():
        pass
    assert cluster.running() is not None


def test_up_keeps_what_a_user_started(home: Path) -> None:
    Cluster(home).down()
    with Cluster(home).in_use():
        assert not Cluster(home).up()
    assert Cluster(home).running() is not None


def test_killed_users_do_not_count(home: Path) -> None:
    Cluster(home).down()
    script = f"from pathlib import Path; from gis_app.db.cluster import Cluster; import os\n" \
             f"with Cluster(Path({str(home)!r})).in_use(): os.kill(os.getpid(), 9)"
    subprocess.run([sys.executable, "-c", script], check=False)
    assert Cluster(home).running() is not None
    with Cluster(home).in_use():
        pass
    assert Cluster(home).running() is None


def test_a_long_path_puts_the_socket_elsewhere_and_a_lost_folder_holds_nothing_up() -> None:
    """Removing the folder leaves the old server on its socket for a minute: the new one takes another number."""
    with open_folder() as folder:
        home = folder / ("很长的文件夹名" * 4)
        cluster = Cluster(home)
        cluster.up()
        lost = cluster.running()
        assert lost is not None
        assert len(os.fsencode(lost.sockets)) < place.SOCKET_PATH_LIMIT
        shutil.rmtree(home)
        again = Cluster(home)
        try:
            assert again.up()
            fresh = again.running()
            assert fresh is not None and fresh.sockets == lost.sockets and fresh.port != lost.port
            os.kill(lost.pid, 0)
        finally:
            os.kill(lost.pid, signal.SIGQUIT)
            again.down()
            shutil.rmtree(lost.sockets, ignore_errors=True)


def test_two_homes_live_side_by_side(cluster: Cluster) -> None:
    with open_folder() as other, Cluster(other).in_use():
        assert ask(Cluster(other), "SELECT count(*) FROM pg_tables WHERE tablename = 'kept'") == 0
        assert cluster.running() is not None
    assert cluster.running() is not None


def test_closed_parents_move_roots_cluster(monkeypatch: pytest.MonkeyPatch) -> None:
    if os.geteuid():
        pytest.skip("only root's cluster runs as somebody else")
    with open_folder() as folder, open_folder() as elsewhere:
        monkeypatch.setattr(place, "ELSEWHERE", elsewhere)
        folder.chmod(0o700)
        cluster = Cluster(folder / "var")
        assert cluster.root.parent == elsewhere
        assert (folder / "var" / "pg").readlink() == cluster.root
        folder.chmod(0o755)
        assert Cluster(folder / "var").root == cluster.root, "a folder opened later hides nothing"


def test_root_serves_a_users_cluster_as_that_user() -> None:
    if os.geteuid():
        pytest.skip("only root may become somebody else")
    with open_folder() as folder:
        (folder / "pg").mkdir()
        os.chown(folder / "pg", pwd.getpwnam("nobody").pw_uid, pwd.getpwnam("nobody").pw_gid)
        with Cluster(folder).in_use():
            server = Cluster(folder).running()
            assert server is not None
            assert Path(f"/proc/{server.pid}").stat().st_uid == pwd.getpwnam("nobody").pw_uid


def test_a_folder_closed_later_is_named() -> None:
    if os.geteuid():
        pytest.skip("only root's cluster runs as somebody else")
    with open_folder() as folder:
        assert Cluster(folder / "var").root == folder / "var" / "pg"
        folder.chmod(0o700)
        with pytest.raises(WanggeError, match="x 权限") as refused:
            Cluster(folder / "var").up()
    assert refused.value.code == "cluster_closed"


def test_somebody_elses_folder_is_left_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    with open_folder() as folder:
        (folder / "pg").mkdir()
        nobody = pwd.getpwnam("nobody").pw_uid
        monkeypatch.setattr(os, "geteuid", lambda: nobody)
        with pytest.raises(WanggeError) as refused:
            Cluster(folder).up()
    assert refused.value.code == "cluster_foreign"


def test_looking_makes_nothing() -> None:
    with open_folder() as folder:
        cluster = Cluster(folder / "var")
        assert not cluster.exists and cluster.running() is None and not cluster.down()
        assert not (folder / "var").exists()


def test_a_bad_setting_is_told_with_postgres_own_words(cluster: Cluster) -> None:
    cluster.down()
    local = cluster.data / "local.conf"
    good = local.read_text()
    local.write_text("shared_buffers = 'many'\n")
    try:
        with pytest.raises(WanggeError, match="shared_buffers") as refused:
            cluster.up()
    finally:
        local.write_text(good)
    assert refused.value.code == "cluster_failed"


def test_a_stopped_server_is_down(home: Path) -> None:
    Cluster(home).down()
    with pytest.raises(WanggeError) as refused:
        Cluster(home).url()
    assert refused.value.code == "database_down"


def test_versions_and_size(cluster: Cluster) -> None:
    server = Server(cluster.url())
    assert server.versions().postgresql.split(".")[0] == str(server.major())
    assert server.versions().postgis is None
    assert server.size() > 1_000_000


def test_half_a_data_folder_is_refused_and_left_alone() -> None:
    with open_folder() as folder:
        cluster = Cluster(folder)
        cluster.data.mkdir()
        with pytest.raises(WanggeError) as refused:
            cluster.up()
        assert "PG_VERSION" in str(refused.value) and cluster.data.exists()


def test_old_homes_of_killed_runs_are_swept_by_two_at_once() -> None:
    """One is half removed, one is still served: both go, whoever comes first, and a young one stays."""
    with open_folder() as half, open_folder() as served, open_folder() as young:
        Cluster(half).data.mkdir()
        cluster = Cluster(served)
        cluster.up(keep=False)
        for folder in (half, served):
            os.utime(folder, (0, 0))
        both = [subprocess.Popen([sys.executable, "-c", "from tests.conftest import sweep; sweep()"]) for _ in range(2)]
        assert [sweeping.wait(60) for sweeping in both] == [0, 0]
        assert not half.exists() and not served.exists() and young.exists()
        assert not inhabited(cluster.data)
