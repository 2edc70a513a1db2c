"""What a reader hands over: text columns and shapes as WKB, with what it noted and which rows it had to refuse.

It travels from the reading process as an Arrow file: a format that is checked on arrival, unlike a pickle, which could
run whatever a broken reader was made to say.
"""

import json
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, BinaryIO

import pyarrow as pa

SHAPE, ROW = "__wkb", "__row"


@dataclass
class Raw:
    """Rows as read.

    ``columns`` hold text or null; ``shapes`` WKB or null, or nothing at all where the file has no shapes; ``rows`` the
    number of each row as a person counts (1 is the first row of data). ``crs`` is what the file declares, if anything.
    """

    name: str
    kind: str
    columns: dict[str, pa.Array]
    rows: pa.Array
    shapes: pa.Array | None = None
    crs: str | None = None
    encoding: str | None = None
    notes: list[str] = field(default_factory=list)
    refused: list[dict[str, Any]] = field(default_factory=list)

    def refuse(self, row: int, place: str, reason: str) -> None:
        self.refused.append({"row": row, "field": place, "reason": reason})


def write(raw: Raw, path: Path) -> None:
    arrays = {ROW: raw.rows, **({} if raw.shapes is None else {SHAPE: raw.shapes}), **raw.columns}
    told = {"name": raw.name, "kind": raw.kind, "crs": raw.crs, "encoding": raw.encoding, "notes": raw.notes,
            "refused": raw.refused}
    schema = pa.schema([(name, array.type) for name, array in arrays.items()],
                       metadata={"wangge": json.dumps(told, ensure_ascii=False).encode("utf-8", "replace")})
    table = pa.Table.from_arrays(list(arrays.values()), schema=schema)
    with pa.OSFile(str(path), "wb") as sink, pa.ipc.new_file(sink, schema) as writer:
        writer.write_table(table)


def write_refusal(told: dict[str, Any], out: BinaryIO) -> None:
    """What an Arrow stream says where there are no rows to give."""
    with pa.ipc.new_stream(out, pa.schema([], metadata={"wangge": json.dumps(told)})):
        pass


def read(path: Path) -> Raw:
    """What the reading process wrote, checked."""
    with pa.memory_map(str(path)) as source:
        table = pa.ipc.open_file(source).read_all()
    table.validate(full=True)
    told = json.loads(table.schema.metadata[b"wangge"])
    columns = {name: _whole(table.column(name)) for name in table.column_names}
    rows, shapes = columns.pop(ROW), columns.pop(SHAPE, None)
    return Raw(columns=columns, rows=rows, shapes=shapes, **told)


def _whole(column: pa.ChunkedArray) -> pa.Array:
    """The column in one piece, without a copy where it is in one already."""
    return column.chunk(0) if column.num_chunks == 1 else column.combine_chunks()
