"""Archives and workbooks that are not what they seem; read in this process, the walls are tested beside."""

import gzip
import json
import stat
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from gis_app.errors import WanggeError
from gis_app.exchange.archive import entry_name
from tests.exchange.conftest import collection, columns_of, feature

Read = Callable[..., Any]


@pytest.fixture
def refusal(read_here: Read) -> Callable[[Path], str]:
    """The code that a file is refused with."""

    def ask(path: Path) -> str:
        with pytest.raises(WanggeError) as refused:
            read_here(path)
        return refused.value.code

    return ask


def zipped(path: Path, **entries: bytes) -> Path:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as packed:
        for name, content in entries.items():
            packed.writestr(name.replace("__", "/").replace("_dot_", "."), content)
    return path


def test_zip_bombs(tmp_path: Path, refusal: Callable[[Path], str]) -> None:
    assert refusal(zipped(tmp_path / "bomb.zip", a_dot_geojson=b"0" * 50_000_000)) == "zip_unsafe"
    assert refusal(zipped(tmp_path / "many.zip", **dict.fromkeys((f"f{n}" for n in range(2_100)), b""))) == "zip_unsafe"
    bomb = tmp_path / "bomb.csv.gz"
    bomb.write_bytes(gzip.compress(b"a,b\n" * 20_000_000))
    assert refusal(bomb) == "zip_unsafe"


def test_zip_entries_that_lead_astray(tmp_path: Path, refusal: Callable[[Path], str]) -> None:
    link = zipfile.ZipInfo("a.geojson")
    link.external_attr = (stat.S_IFLNK | 0o777) << 16
    with zipfile.ZipFile(tmp_path / "link.zip", "w") as packed:
        packed.writestr(link, "/etc/passwd")
    assert refusal(tmp_path / "link.zip") == "zip_unsafe"
    for name in ("../a.geojson", "/etc/a.geojson", "x/../../a.geojson", "C:\\a.geojson"):
        with zipfile.ZipFile(tmp_path / "out.zip", "w") as packed:
            packed.writestr(name, "{}")
        assert refusal(tmp_path / "out.zip") == "zip_unsafe"


def test_zips_without_or_with_too_much(tmp_path: Path, refusal: Callable[[Path], str]) -> None:
    one = json.dumps(collection()).encode()
    assert refusal(zipped(tmp_path / "none.zip", readme_dot_md=b"x")) == "zip_no_data"
    assert refusal(zipped(tmp_path / "two.zip", a_dot_geojson=one, b__c_dot_geojson=one)) == "zip_many"
    whole = zipped(tmp_path / "cut.zip", a_dot_geojson=one * 50).read_bytes()
    (tmp_path / "cut.zip").write_bytes(whole[:-30])
    assert refusal(tmp_path / "cut.zip") in ("file_damaged", "file_disguised")


def test_a_workbook_of_entities_and_one_that_unfolds(tmp_path: Path, refusal: Callable[[Path], str]) -> None:
    entity = b'<?xml version="1.0"?><!DOCTYPE b [<!ENTITY a "ha">' + b"".join(
        b'<!ENTITY a%d "%s">' % (n, b"&a%d;" % (n - 1) * 10 if n else b"ha" * 10) for n in range(12)) + b"]><workbook>&a11;</workbook>"
    laugh = zipped(tmp_path / "laugh.xlsx", **{"xl__workbook_dot_xml": entity, "[Content_Types]_dot_xml": b"<Types/>"})
    assert refusal(laugh) in ("file_damaged", "file_empty")
    big = zipped(tmp_path / "big.xlsx", xl__workbook_dot_xml=b"<w/>", xl__s_dot_xml=b" " * 60_000_000)
    assert refusal(big) == "zip_unsafe"


def test_names_in_gbk_and_nested_folders(tmp_path: Path, read_here: Read) -> None:
    """As Chinese archivers write them: GBK bytes, no UTF-8 flag."""
    name = "重庆/道路.geojson"
    path = tmp_path / "gbk.zip"
    with zipfile.ZipFile(path, "w") as packed:
        packed.writestr("X" * len(name.encode("gbk")), json.dumps(collection(feature(name="甲"))))
        packed.writestr("__MACOSX/._x.geojson", "rubbish")
        packed.writestr(".DS_Store", "rubbish")
    path.write_bytes(path.read_bytes().replace(b"X" * len(name.encode("gbk")), name.encode("gbk")))
    raw = read_here(path)
    assert raw.name == "道路.geojson"
    assert columns_of(raw) == {"name": ["甲"]}


def test_names_in_utf8_with_and_without_the_flag() -> None:
    flagged = zipfile.ZipInfo("道路.geojson")
    flagged.flag_bits |= 0x800
    assert entry_name(flagged) == "道路.geojson"
    assert entry_name(zipfile.ZipInfo("道路.geojson".encode().decode("cp437"))) == "道路.geojson"
    assert entry_name(zipfile.ZipInfo("plain/a.geojson")) == "plain/a.geojson"


def test_a_zipped_table_and_a_gzipped_one(tmp_path: Path, read_here: Read) -> None:
    with zipfile.ZipFile(tmp_path / "t.zip", "w") as packed:
        packed.writestr("表.csv", "编号,经度\n1,120\n")
    raw = read_here(tmp_path / "t.zip")
    assert (raw.kind, columns_of(raw)) == ("csv", {"编号": ["1"], "经度": ["120"]})
    (tmp_path / "t.csv.gz").write_bytes(gzip.compress("编号\n甲\n".encode("gb18030")))
    raw = read_here(tmp_path / "t.csv.gz")
    assert (raw.name, raw.encoding, columns_of(raw)) == ("t.csv", "gb18030", {"编号": ["甲"]})
    (tmp_path / "cut.csv.gz").write_bytes(gzip.compress(b"a,b\n" * 1000)[:-20])
    with pytest.raises(WanggeError) as refused:
        read_here(tmp_path / "cut.csv.gz")
    assert refused.value.code == "file_damaged"
