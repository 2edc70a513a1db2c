"""The attribute table of a Shapefile, decoded cell by cell: GBK without a word about it is the rule in China."""

import struct
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import pyarrow as pa

from gis_app.errors import WanggeError
from gis_app.exchange.encodings import check_encoding, guess
from gis_app.exchange.readers.cells import text_of, unique_names

NUMBERS = {"65001": "utf-8", "936": "gbk", "54936": "gb18030", "950": "big5", "1252": "cp1252", "88591": "latin-1"}
WIDEST = 4
"""Bytes of the longest character: a cell cut to its width may have lost up to three of them."""
DELETED = b"*"


@dataclass(frozen=True)
class Field:
    name: bytes
    kind: str
    start: int
    width: int


class Dbf:
    """The records of one DBF file, held as bytes."""

    def __init__(self, data: bytes, name: str) -> None:
        if len(data) < 33:
            raise WanggeError("file_damaged", name=name, why="DBF 不完整")
        self.count, head, self.length = struct.unpack_from("<IHH", data, 4)
        self.fields = list(_fields(data[:head]))
        self.body = data[head:]
        if not self.fields or self.length < 2:
            raise WanggeError("file_damaged", name=name, why="DBF 没有字段")
        self.count = min(self.count, len(self.body) // self.length)

    def cells(self, field: Field) -> Iterator[bytes]:
        for record in range(self.count):
            start = record * self.length + field.start
            yield self.body[start:start + field.width].rstrip(b" \0")

    def deleted(self) -> list[bool]:
        return [self.body[record * self.length:][:1] == DELETED for record in range(self.count)]

    def words(self) -> bytes:
        """The high-byte text of the table, cut ends left out, for guessing."""
        parts = [field.name for field in self.fields]
        for field in self.fields:
            if field.kind == "C":
                parts += [_uncut(cell, field.width) for cell in self.cells(field) if not cell.isascii()]
        return b" ".join(parts)

    def columns(self, encoding: str, rows: Sequence[int]) -> dict[str, pa.Array]:
        """The given records as text columns."""
        names = unique_names([field.name.decode(encoding, "replace") for field in self.fields])
        made = {}
        for name, field in zip(names, self.fields, strict=True):
            cells = list(self.cells(field))
            made[name] = pa.array([_text(cells[row], field, encoding) for row in rows], type=pa.string())
        return made


def choose_encoding(table: Dbf, given: str | None, cpg: str | None) -> tuple[str, list[str]]:
    """What was asked for, else what the .cpg says if the bytes agree, else what they look like; with notes."""
    if given:
        return check_encoding(given), []
    words = table.words()
    said = _from_cpg(cpg)
    if said and _decodes(words, said):
        return said, []
    notes = [f".cpg 写的编码 {cpg} 与内容不符，已按内容判断"] if said else []
    seen = guess([words])
    if seen is not None:
        shown = "GBK" if seen == "gb18030" else seen.upper()
        return seen, [*notes, f"没有可用的 .cpg，文字按内容判断为 {shown}"] if not words.isascii() else notes
    return "cp1252", [*notes, "文字编码看不出来，暂按西文读出；如有乱码请用 --encoding 指明"]


def _from_cpg(cpg: str | None) -> str | None:
    if not cpg:
        return None
    plain = cpg.strip().lower().replace("oem ", "").replace("ansi ", "").replace("cp", "")
    name = NUMBERS.get(plain.replace("iso-8859-1", "88591").replace("iso8859-1", "88591").strip(), cpg.strip())
    try:
        return check_encoding(name)
    except WanggeError:
        return None


def _decodes(words: bytes, encoding: str) -> bool:
    try:
        words.decode(encoding)
    except UnicodeDecodeError:
        return False
    return True


def _fields(head: bytes) -> Iterator[Field]:
    start = 1
    for place in range(32, len(head) - 31, 32):
        if head[place] == 0x0D:
            return
        name = head[place:place + 11].split(b"\0")[0]
        kind, width = chr(head[place + 11]), head[place + 16]
        yield Field(name, kind, start, width)
        start += width


def _uncut(cell: bytes, width: int) -> bytes:
    """Without the torn end of a cell that fills its width."""
    drops = range(WIDEST if len(cell) == width else 1)
    whole = (cell[:len(cell) - drop] for encoding in ("utf-8", "gb18030") for drop in drops
             if _decodes(cell[:len(cell) - drop], encoding))
    return next(whole, cell)


def _text(cell: bytes, field: Field, encoding: str) -> str | None:
    if field.kind != "C":
        plain = cell.strip().decode("latin-1").strip("*\0 ")
        if field.kind == "D" and len(plain) == 8 and plain.isdigit():
            return None if plain == "00000000" else f"{plain[:4]}-{plain[4:6]}-{plain[6:]}"
        return _number(plain) if field.kind in "NF" else text_of(plain)
    text = cell.decode(encoding, "replace")
    torn = len(cell) == field.width
    return text_of(text.rstrip("\ufffd") if torn else text)


def _number(plain: str) -> str | None:
    """Whole numbers lose the decimals that the table pads them with."""
    if "." in plain and "e" not in plain.lower():
        plain = plain.rstrip("0").rstrip(".")
    return plain or None
