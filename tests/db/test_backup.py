"""Backup and restore: nothing is lost, nothing damaged is believed, and a refused file changes nothing."""

import json
import tarfile
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import text

from gis_app.db import archive
from gis_app.db.backup import backup_to, restore_from
from gis_app.db.server import Server
from gis_app.db.session import Database
from gis_app.errors import WanggeError
from tests.conftest import libpq_url


def write(database: Database, *answers: int) -> None:
    with database.begin() as connection:
        connection.execute(text("CREATE TABLE IF NOT EXISTS note (answer int)"))
        connection.execute(text("DELETE FROM note"))
        for answer in answers:
            connection.execute(text("INSERT INTO note VALUES (:answer)"), {"answer": answer})


def notes(database: Database) -> list[int]:
    with database.begin() as connection:
        return list(connection.execute(text("SELECT answer FROM note ORDER BY answer")).scalars())


@pytest.fixture
def media(tmp_path: Path) -> Path:
    folder = tmp_path / "home" / "media"
    (folder / "ab").mkdir(parents=True)
    (folder / "ab" / "abcd.jpg").write_bytes(b"photo")
    return folder


@pytest.fixture
def saved(database: Database, media: Path, tmp_path: Path) -> Path:
    """A backup that says 1, 2 and holds one photo; afterwards the database says 3 and another photo lies there."""
    write(database, 1, 2)
    file = tmp_path / "town.backup"
    backup_to(file, libpq_url(database), media, app_version="test")
    write(database, 3)
    (media / "ab" / "later.jpg").write_bytes(b"later")
    return file


def test_a_restore_brings_everything_back(database: Database, media: Path, saved: Path) -> None:
    restore_from(saved, libpq_url(database), media)
    assert notes(database) == [1, 2]
    assert [path.name for path in media.rglob("*.jpg")] == ["abcd.jpg"]
    assert list(media.parent.iterdir()) == [media], "no temporary folder stays"


def test_a_restored_database_is_of_todays_schema(database: Database, media: Path, saved: Path) -> None:
    def columns() -> list[tuple[str, str, str]]:
        with database.begin() as connection:
            found = connection.execute(text(
                "SELECT table_name, column_name, data_type FROM information_schema.columns "
                "WHERE table_schema = 'public' ORDER BY 1, 2"))
            return [(row[0], row[1], row[2]) for row in found]

    before = columns()
    restore_from(saved, libpq_url(database), media)
    assert columns() == before


def test_no_other_database_stays_behind(database: Database, media: Path, saved: Path, server: Server) -> None:
    restore_from(saved, libpq_url(database), media)
    with server.connect() as connection:
        found = connection.execute("SELECT datname FROM pg_database WHERE datname ~ '_(restoring|former)$'").fetchall()
    assert found == []


def test_a_backup_lists_every_file_with_its_proof(saved: Path) -> None:
    manifest = archive.unpack(saved)
    assert [part["path"] for part in manifest["files"]] == ["database.dump", "media/ab/abcd.jpg"]
    assert manifest["app"] == "test" and manifest["schema"] and manifest["made_at"].endswith("+00:00")


def test_a_failed_backup_leaves_the_former_one(database: Database, media: Path, saved: Path) -> None:
    before = saved.read_bytes()
    gone = libpq_url(database).replace(str(database.url.database), "nowhere")
    with pytest.raises(WanggeError) as refused:
        backup_to(saved, gone, media, app_version="test")
    assert refused.value.code == "database_down"
    assert saved.read_bytes() == before and not list(saved.parent.glob(".wangge-*"))


@pytest.mark.parametrize("damage", [
    lambda whole: b"", lambda whole: b"town,grid\n1,2\n", lambda whole: whole[: len(whole) // 2],
    lambda whole: whole[:-1], lambda whole: whole + b"x", lambda whole: whole[:300], lambda whole: b"PGDMP" + whole,
])
def test_a_damaged_file_changes_nothing(damage: object, database: Database, media: Path, saved: Path) -> None:
    saved.write_bytes(damage(saved.read_bytes()))  # type: ignore[operator]
    with pytest.raises(WanggeError, match="备份文件不可用") as refused:
        restore_from(saved, libpq_url(database), media)
    assert refused.value.code == "backup_unusable"
    assert notes(database) == [3] and (media / "ab" / "later.jpg").exists()


def test_a_schema_from_the_future_is_refused(database: Database, media: Path, saved: Path, tmp_path: Path) -> None:
    archive.unpack(saved, tmp_path / "out")
    facts = {"made_at": "2030-01-01T00:00:00+00:00", "app": "9.0", "schema": "9999", "postgresql": 15}
    archive.pack(saved, facts, [(archive.DUMP, tmp_path / "out" / archive.DUMP)])
    with pytest.raises(WanggeError, match="请先升级程序"):
        restore_from(saved, libpq_url(database), media)
    assert notes(database) == [3]


def test_a_dump_that_is_none_is_refused(database: Database, media: Path, saved: Path, tmp_path: Path) -> None:
    (tmp_path / "text").write_text("not a dump")
    archive.pack(saved, {"schema": None}, [(archive.DUMP, tmp_path / "text")])
    with pytest.raises(WanggeError) as refused:
        restore_from(saved, libpq_url(database), media)
    assert refused.value.code == "backup_unusable" and notes(database) == [3]


def test_two_restores_at_once_are_one(database: Database, media: Path, saved: Path) -> None:
    with Server(libpq_url(database)).only_one(7_239_002), pytest.raises(WanggeError, match="另一个恢复"):
        restore_from(saved, libpq_url(database), media)


def packed(folder: Path) -> Path:
    (folder / "a").write_bytes(b"a" * 700)
    archive.pack(folder / "whole", {"made_at": "x"}, [(archive.DUMP, folder / "a"), ("media/p", folder / "a")])
    return folder / "whole"


@given(data=st.data())
def test_every_changed_byte_of_content_is_noticed(tmp_path_factory: pytest.TempPathFactory, data: st.DataObject) -> None:
    file = packed(tmp_path_factory.mktemp("archive"))
    with tarfile.open(file) as tar:
        spans = [(member.offset_data, member.size) for member in tar]
    start, size = data.draw(st.sampled_from(spans))
    content = bytearray(file.read_bytes())
    content[start + data.draw(st.integers(0, size - 1))] ^= data.draw(st.integers(1, 255))
    file.write_bytes(content)
    with pytest.raises(WanggeError) as refused:
        archive.unpack(file)
    assert refused.value.code == "backup_unusable"


@pytest.mark.parametrize("name", ["../outside", "/tmp/outside", "media/../../outside"])
def test_names_that_lead_outside_are_refused(name: str, tmp_path: Path) -> None:
    (tmp_path / "a").write_bytes(b"a")
    archive.pack(tmp_path / "whole", {}, [(name, tmp_path / "a")])
    with pytest.raises(WanggeError):
        archive.unpack(tmp_path / "whole", tmp_path / "out")
    assert not (tmp_path / "outside").exists()


def test_files_beside_the_list_are_refused(tmp_path: Path) -> None:
    file = packed(tmp_path)
    with tarfile.open(file, "a") as tar:
        tar.add(tmp_path / "a", "media/unlisted")
    with pytest.raises(WanggeError, match="清单以外"):
        archive.unpack(file)


@pytest.mark.parametrize(("change", "why"), [({"format": "zip"}, "不是本系统"), ({"version": 2}, "更新的版本")])
def test_other_formats_are_told_apart(change: dict[str, object], why: str, tmp_path: Path) -> None:
    (tmp_path / "a").write_bytes(b"a")
    archive.pack(tmp_path / "whole", change, [("a", tmp_path / "a")])
    with pytest.raises(WanggeError, match=why):
        archive.unpack(tmp_path / "whole")


def test_the_manifest_is_readable_json(tmp_path: Path) -> None:
    with tarfile.open(packed(tmp_path)) as tar:
        member = tar.extractfile(archive.LIST)
        assert member is not None
        assert json.load(member)["format"] == "wangge-backup"
