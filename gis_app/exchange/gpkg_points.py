"""A GeoPackage of points of any size: the reading process sends it through a pipe, piece by piece."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, BinaryIO

import pyarrow as pa

from gis_app.errors import WanggeError
from gis_app.exchange.sandbox import Reading, reading


class GpkgPieces:
    """What is in the file's one layer, and its rows as often as they are asked for.

    Attributes
    ----------
    names
        Its columns, the shapes last; ``shape`` is theirs, ``crs`` the system that the file declares, ``rows`` how many there are.

    Raises
    ------
    WanggeError
        One of the catalogue's ``file_*``.
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        with self._opened() as (_, stream):
            told = _told(stream)
            self.shape: str = told["shape"]
            self.crs: str | None = told["crs"]
            self.rows: int = told["rows"]
            self.notes: tuple[str, ...] = tuple(told["notes"])
            self.names = [name for name in stream.schema.names if name != self.shape] + [self.shape]

    def tables(self) -> Iterator[pa.Table]:
        """The rows in the file's order."""
        with self._opened() as (begun, stream):
            _told(stream)
            for batch in _batches(begun, stream, self._path.name):
                yield pa.Table.from_batches([batch]).select(self.names)
            begun.check_ended()  # a process that dies leaves a stream that merely ends

    @contextmanager
    def _opened(self) -> Iterator[tuple[Reading, pa.ipc.RecordBatchStreamReader]]:
        name = self._path.name
        with reading(self._path, pieces=True) as begun, _bytes_of(begun, name) as pipe:
            try:
                stream = pa.ipc.open_stream(pipe)
            except pa.ArrowInvalid as nothing:
                begun.check_ended()
                raise WanggeError("file_crashed", name=name) from nothing
            yield begun, stream


def _bytes_of(begun: Reading, name: str) -> BinaryIO:
    """What the process says, as bytes; it stays the process's own to close."""
    if begun.child.stdout is None:
        raise WanggeError("file_crashed", name=name)
    return open(begun.child.stdout.fileno(), "rb", closefd=False)


def _told(stream: pa.ipc.RecordBatchStreamReader) -> dict[str, Any]:
    """What stands above the rows; a refusal is raised."""
    told: dict[str, Any] = json.loads(stream.schema.metadata[b"wangge"])
    if "code" in told:
        raise WanggeError(told["code"], **told["params"])
    return told


def _batches(begun: Reading, stream: pa.ipc.RecordBatchStreamReader, name: str) -> Iterator[pa.RecordBatch]:
    try:
        for batch in stream:
            batch.validate(full=True)
            yield batch
    except pa.ArrowInvalid as broken:
        raise WanggeError("file_damaged", name=name, why="GPKG 内容损坏") from broken
    except OSError as cut:  # in the middle of a batch
        begun.check_ended()
        raise WanggeError("file_crashed", name=name) from cut
