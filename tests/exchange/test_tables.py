"""CSV, XLSX and DBF: encodings by looking, every cell as text, crooked rows refused by number."""

import struct
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from gis_app.errors import WanggeError
from gis_app.exchange.encodings import guess
from gis_app.exchange.readers.dbf import Dbf, choose_encoding
from tests.exchange.conftest import columns_of

Read = Callable[..., Any]


def written(path: Path, text: str, encoding: str = "utf-8") -> Path:
    path.write_bytes(text.encode(encoding))
    return path


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
def test_encoding_by_looking(encoding: str, tmp_path: Path, read_here: Read) -> None:
    raw = read_here(written(tmp_path / "a.csv", "编号,名称,空\n007,“东山”,\n", encoding))
    assert columns_of(raw) == {"编号": ["007"], "名称": ["“东山”"], "空": [None]}
    assert raw.encoding == encoding


def test_an_encoding_that_cannot_be_told_is_asked_for(tmp_path: Path, read_here: Read) -> None:
    path = written(tmp_path / "a.csv", "name\nÑandú é\n", "latin-1")
    with pytest.raises(WanggeError) as refused:
        read_here(path)
    assert refused.value.code == "file_encoding"
    assert columns_of(read_here(path, encoding="latin-1")) == {"name": ["Ñandú é"]}
    with pytest.raises(WanggeError) as refused:
        read_here(path, encoding="utf-8")
    assert refused.value.code == "encoding_wrong"


@pytest.mark.parametrize("separator", [",", ";", "\t", "|"])
def test_separators(separator: str, tmp_path: Path, read_here: Read) -> None:
    assert columns_of(read_here(written(tmp_path / "a.csv", separator.join("ab") + "\n" + separator.join("12")))) == {
        "a": ["1"], "b": ["2"]}


def test_crooked_rows_are_refused_by_number(tmp_path: Path, read_here: Read) -> None:
    raw = read_here(written(tmp_path / "a.csv", 'a,b\n1,2\n3\n"4\nfour",5\n6,7,8\n9,10\n'))
    assert raw.rows.to_pylist() == [1, 3, 5]
    assert [(one["row"], one["reason"]) for one in raw.refused] == [(2, "这一行的列数不是 2"), (4, "这一行的列数不是 2")]
    assert columns_of(raw)["a"] == ["1", "4\nfour", "9"]


def test_odd_headers_and_cells(tmp_path: Path, read_here: Read) -> None:
    raw = read_here(written(tmp_path / "a.csv", "a,,a\n 1 ,'=1+1,x\0y\n"))
    assert columns_of(raw) == {"a": ["1"], "列2": ["=1+1"], "a_2": ["x\ufffdy"]}
    assert read_here(written(tmp_path / "b.csv", "a,b")).rows.to_pylist() == []
    with pytest.raises(WanggeError):
        read_here(written(tmp_path / "c.csv", "\n1,2\n"))


def test_a_workbook(tmp_path: Path, read_here: Read) -> None:
    book = openpyxl.Workbook()
    book.active.title = "空表"
    sheet = book.create_sheet("台账")
    sheet.append(["编号", "时间", "数", None])
    sheet.append([330106012003002, datetime(2026, 3, 5, 14, 20), 0.5, True])
    sheet.append(["=1+1", None, 3.0, "x"])
    book.create_sheet("说明").append(["附注"])
    book.save(tmp_path / "a.xlsx")
    raw = read_here(tmp_path / "a.xlsx")
    cells = columns_of(raw)
    assert cells["编号"][0] == "330106012003002"
    assert cells["时间"] == ["2026-03-05T14:20:00", None]
    assert cells["数"] == ["0.5", "3"]
    assert cells["列4"] == ["true", "x"]
    assert "只读了第一张“台账”" in raw.notes[0]


def dbf(rows: list[bytes], width: int = 10, *, name: bytes = b"NAME", gone: int = -1) -> bytes:
    head = 32 + 32 + 1
    made = struct.pack("<BBBBIHH20x", 3, 126, 1, 1, len(rows), head, width + 1)
    made += name.ljust(11, b"\0") + b"C" + bytes(4) + bytes([width, 0]) + bytes(14) + b"\r"
    return made + b"".join((b"*" if at == gone else b" ") + row.ljust(width) for at, row in enumerate(rows)) + b"\x1a"


@pytest.mark.parametrize(("encoding", "cpg", "chosen", "noted"), [
    ("gbk", None, "gb18030", True), ("gbk", "GBK", "gbk", False), ("gbk", "UTF-8", "gb18030", True), ("gbk", "936", "gbk", False),
    ("utf-8", None, "utf-8", True), ("utf-8", "65001", "utf-8", False), ("utf-8", "nonsense", "utf-8", True),
    ("ascii", None, "utf-8", False),
])
def test_dbf_encodings(encoding: str, cpg: str | None, chosen: str, noted: bool) -> None:
    word = "abc" if encoding == "ascii" else "黑龙江省"
    table = Dbf(dbf([word.encode(encoding)], 20), "a.dbf")
    found, notes = choose_encoding(table, None, cpg)
    assert found == chosen
    assert bool(notes) is noted
    assert table.columns(found, [0])["NAME"].to_pylist() == [word]


def test_a_cell_cut_through_a_character(tmp_path: Path, read_here: Read) -> None:
    cut = "浙江省杭州市西湖区".encode("gbk")[:11]
    (tmp_path / "a.dbf").write_bytes(dbf([cut, "浙江省".encode("gbk"), b"gone"], 11, gone=2))
    raw = read_here(tmp_path / "a.dbf")
    assert columns_of(raw) == {"NAME": ["浙江省杭州", "浙江省"]}
    assert raw.rows.to_pylist() == [1, 2]


@pytest.mark.parametrize("data", [b"", b"\x03" * 20, dbf([])[:40], struct.pack("<BBBBIHH20x", 3, 1, 1, 1, 9, 65, 0) + b"\r"])
def test_broken_dbf(data: bytes) -> None:
    with pytest.raises(WanggeError):
        Dbf(data, "a.dbf")


def test_guessing_looks_at_every_piece() -> None:
    text = ("网格员巡查发现路灯不亮" * 10).encode("gb18030")
    assert guess([text[:7], text[7:]]) == "gb18030"
    assert guess([b"abc"]) == "utf-8"
    assert guess(["多".encode()[:1], "多".encode()[1:]]) == "utf-8"
    assert guess([b"\xff\xff\xff"]) is None
