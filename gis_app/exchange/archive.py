"""Archives: looked at before they are opened, names read in the encoding they were written in, one data file taken.

Chinese archivers write entry names as GBK bytes without the UTF-8 flag, which Python shows as box-drawing letters.
"""

import gzip
import stat
import zipfile
import zlib
from collections.abc import Callable, Iterable
from pathlib import Path, PurePosixPath

from gis_app.errors import WanggeError

MAX_ENTRIES = 2_000
MAX_BYTES = 2 * 1024**3
MAX_RATIO = 200
"""Uncompressed over compressed; a text table of repeated words reaches about 60."""
SMALL_BYTES = 8 * 1024**2
"""What stays below this may be packed as tightly as it likes."""
CHUNK = 1024**2

DATA = (".shp", ".gpkg", ".geojson", ".json", ".csv", ".tsv", ".xlsx", ".parquet")
BESIDE_SHP = (".shp", ".shx", ".dbf", ".prj", ".cpg")


def check_archive(path: Path, name: str) -> None:
    """Refuse an archive that would fill the disk, point outside itself or hide its content.

    Raises
    ------
    WanggeError
        ``zip_unsafe``, ``file_damaged``.
    """
    entries = _entries(path, name)
    total = sum(entry.file_size for entry in entries)
    packed = sum(entry.compress_size for entry in entries)
    faults: Iterable[tuple[bool, str]] = (
        (len(entries) > MAX_ENTRIES, f"条目超过 {MAX_ENTRIES} 个"),
        (total > MAX_BYTES, f"解开后超过 {MAX_BYTES // 1024**3} GB"),
        (total > SMALL_BYTES and total > MAX_RATIO * max(packed, 1), f"压缩比超过 {MAX_RATIO}，疑为压缩炸弹"),
        (packed > path.stat().st_size, "条目互相重叠，疑为压缩炸弹"),
        (any(entry.flag_bits & 1 for entry in entries), "有加密条目"),
        (any(_points_outside(entry_name(entry)) for entry in entries), "条目名指向压缩包之外"),
        (any(stat.S_ISLNK(entry.external_attr >> 16) for entry in entries), "含符号链接"),
    )
    for wrong, why in faults:
        if wrong:
            raise WanggeError("zip_unsafe", name=name, why=why)


def entry_name(entry: zipfile.ZipInfo) -> str:
    """An entry's path as its author wrote it: UTF-8 where flagged or valid, else GB18030."""
    if entry.flag_bits & 0x800:
        return entry.filename
    raw = entry.orig_filename.encode("cp437", errors="replace")
    for encoding in ("utf-8", "gb18030"):
        try:
            return raw.decode(encoding).replace("\\", "/")
        except UnicodeDecodeError:
            continue
    return entry.filename


def unpack(path: Path, name: str, into: Path) -> tuple[Path, str]:
    """Take the one data file (a Shapefile with its companions) out of a checked archive.

    Returns
    -------
    The file in ``into``, under a plain name of our own, and the name its author gave it.
    """
    entries = {entry_name(entry): entry for entry in _entries(path, name) if _is_content(entry)}
    chosen = [inner for inner in entries if inner.lower().endswith(DATA)]
    if not chosen:
        raise WanggeError("zip_no_data", name=name)
    if len(chosen) > 1:
        names = "、".join(PurePosixPath(inner).name for inner in chosen[:5])
        raise WanggeError("zip_many", name=name, count=len(chosen), names=names)
    stem, ending = chosen[0][:-len(PurePosixPath(chosen[0]).suffix)], PurePosixPath(chosen[0]).suffix.lower()
    with zipfile.ZipFile(path) as opened:
        for inner, entry in entries.items():
            other = PurePosixPath(inner).suffix.lower()
            if inner == chosen[0] or (ending == ".shp" and other in BESIDE_SHP and inner[:-len(other)] == stem):
                _extract(opened, entry, into / f"data{other}", name)
    return into / f"data{ending}", PurePosixPath(chosen[0]).name


def gunzip(path: Path, name: str, into: Path) -> tuple[Path, str]:
    """The file inside a ``.gz``, within the same limits."""
    inner = name.removesuffix(".gz").removesuffix(".GZ")
    target = into / f"data{PurePosixPath(inner).suffix.lower() or '.csv'}"
    limit = max(SMALL_BYTES, min(MAX_BYTES, MAX_RATIO * path.stat().st_size))
    try:
        with gzip.open(path) as source:
            _copy(source.read, target, limit, name)
    except (OSError, EOFError, zlib.error) as broken:
        raise WanggeError("file_damaged", name=name, why="压缩数据损坏") from broken
    return target, inner


def _entries(path: Path, name: str) -> list[zipfile.ZipInfo]:
    try:
        with zipfile.ZipFile(path) as opened:
            return opened.infolist()
    except (zipfile.BadZipFile, ValueError, NotImplementedError, OSError) as broken:
        raise WanggeError("file_damaged", name=name, why="压缩包损坏") from broken


def _points_outside(inner: str) -> bool:
    return inner.startswith("/") or ".." in PurePosixPath(inner).parts or inner[1:2] == ":"


def _is_content(entry: zipfile.ZipInfo) -> bool:
    parts = PurePosixPath(entry_name(entry)).parts
    return not entry.is_dir() and "__MACOSX" not in parts and not parts[-1].startswith(".")


def _extract(opened: zipfile.ZipFile, entry: zipfile.ZipInfo, target: Path, name: str) -> None:
    try:
        with opened.open(entry) as source:
            _copy(source.read, target, entry.file_size, name)
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError) as broken:
        raise WanggeError("file_damaged", name=name, why="压缩包里的数据损坏") from broken


def _copy(read: Callable[[int], bytes], target: Path, limit: int, name: str) -> None:
    """Write at most ``limit`` bytes: an entry may lie about its size."""
    left = limit
    with target.open("wb") as out:
        while chunk := read(CHUNK):
            left -= len(chunk)
            if left < 0:
                raise WanggeError("zip_unsafe", name=name, why="解开后比声明的大，疑为压缩炸弹")
            out.write(chunk)
