"""The file that a backup is: a plain tar whose first member lists every other with its size and SHA-256.

    manifest.json     what it is, made when, by which version, and the list
    manifest.sha256   so that a damaged list is noticed too
    database.dump     pg_dump's custom format
    media/...         photos, named by their content

Reading proves the whole file before it hands out anything: one missing, added or changed byte of content is refused.
"""

import hashlib
import io
import json
import os
import tarfile
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from pathlib import Path, PurePosixPath
from typing import IO, Any

from gis_app.errors import WanggeError

FORMAT, VERSION = "wangge-backup", 1
LIST, SEAL, DUMP, MEDIA = "manifest.json", "manifest.sha256", "database.dump", "media"
LIST_LIMIT = 512 * 1024 * 1024
BLOCK = 1024 * 1024


@dataclass(frozen=True)
class Part:
    """One file inside."""

    path: str
    size: int
    sha256: str


def pack(target: Path, facts: dict[str, Any], files: Iterable[tuple[str, Path]]) -> None:
    """Write the archive and force it to the disk.

    Parameters
    ----------
    facts
        What the manifest tells besides the list (JSON values).
    files
        Pairs of name inside and file outside; the files must not change meanwhile.
    """
    pairs = list(files)
    parts = [Part(name, path.stat().st_size, digest(path)) for name, path in pairs]
    body = {"format": FORMAT, "version": VERSION, **facts, "files": [asdict(part) for part in parts]}
    text = json.dumps(body, ensure_ascii=False, indent=1).encode()
    with target.open("wb") as out:
        with tarfile.open(fileobj=out, mode="w", format=tarfile.PAX_FORMAT) as tar:
            _add(tar, LIST, text)
            _add(tar, SEAL, hashlib.sha256(text).hexdigest().encode())
            for name, path in pairs:
                tar.add(path, name, recursive=False)
        out.flush()
        os.fsync(out.fileno())


def unpack(source: Path, target: Path | None = None) -> dict[str, Any]:
    """Prove the archive whole, writing its files under ``target`` on the way if one is given; returns the manifest.

    Raises
    ------
    WanggeError
        ``backup_unusable``, saying what is wrong with the file.
    """
    try:
        with tarfile.open(source, mode="r:") as tar:
            manifest = _manifest(tar)
            for part in manifest["files"]:
                _part(tar, Part(**part), target)
            if tar.next() is not None:
                raise _unusable("里面有清单以外的文件")
            if source.stat().st_size != _whole_size(tar.getmembers()[-1]):
                raise _unusable("文件不完整，或后面多出了内容")
    except (tarfile.TarError, EOFError) as broken:
        raise _unusable("它不是备份文件，或者不完整") from broken
    return manifest


def digest(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _whole_size(last: tarfile.TarInfo) -> int:
    """Bytes of a tar that ends with this member: its blocks, two empty ones, filled up to whole records."""
    end = last.offset_data + (-(-last.size // tarfile.BLOCKSIZE) + 2) * tarfile.BLOCKSIZE
    return -(-end // tarfile.RECORDSIZE) * tarfile.RECORDSIZE


def _add(tar: tarfile.TarFile, name: str, content: bytes) -> None:
    member = tarfile.TarInfo(name)
    member.size = len(content)
    tar.addfile(member, io.BytesIO(content))


def _manifest(tar: tarfile.TarFile) -> dict[str, Any]:
    text = _small(tar, LIST)
    if hashlib.sha256(text).hexdigest().encode() != _small(tar, SEAL):
        raise _unusable("清单已损坏")
    manifest: dict[str, Any] = json.loads(text)
    if manifest.get("format") != FORMAT:
        raise _unusable("它不是本系统的备份")
    if manifest.get("version") != VERSION:
        raise _unusable("它由更新的版本生成，请先升级程序")
    return manifest


def _small(tar: tarfile.TarFile, name: str) -> bytes:
    member = tar.next()
    if member is None or member.name != name or not member.isreg() or member.size > LIST_LIMIT:
        raise _unusable("它不是本系统的备份")
    return _stream(tar, member).read()


def _part(tar: tarfile.TarFile, part: Part, target: Path | None) -> None:
    """Check the next member against the list, and write it out."""
    member = tar.next()
    if member is None or member.name != part.path or not member.isreg() or member.size != part.size:
        raise _unusable(f"“{part.path}”缺失或大小不符")
    name = PurePosixPath(part.path)
    if name.is_absolute() or ".." in name.parts:
        raise _unusable(f"“{part.path}”不是合法的文件名")
    proof = hashlib.sha256()
    stream = _stream(tar, member)
    out: IO[bytes] = io.BytesIO()
    if target is not None:
        (target / name).parent.mkdir(parents=True, exist_ok=True)
        out = (target / name).open("xb")
    with out:
        while block := stream.read(BLOCK):
            proof.update(block)
            if target is not None:
                out.write(block)
    if proof.hexdigest() != part.sha256:
        raise _unusable(f"“{part.path}”的内容已损坏")


def _stream(tar: tarfile.TarFile, member: tarfile.TarInfo) -> IO[bytes]:
    stream = tar.extractfile(member)
    assert stream is not None, "regular members have content"
    return stream


def _unusable(why: str) -> WanggeError:
    return WanggeError("backup_unusable", why=why)
