"""A file as it came out of the reading process: text columns and shapes, in the coordinates of the file."""

import sys
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
import pyarrow as pa
import shapely
from numpy.typing import NDArray

from gis_app.exchange import raw
from gis_app.exchange.guarded import read_guarded
from gis_app.exchange.report import Refused
from gis_app.exchange.sandbox import Reading

Objects = NDArray[np.object_]

FEW = 100_000
"""Up to here one by one costs less than what it avoids (see ``_objects``)."""
FARTHEST = 1e9
"""No system of coordinates has larger numbers."""


@dataclass
class Table:
    """Rows of a file.

    ``columns`` hold str or None. ``shapes`` hold shapely geometries or None in the file's own coordinates; it is None
    where the file has no shapes at all. ``declared`` is the system the file names (EPSG:n or a WKT), if any. Rows in
    ``refused`` are still present, without a shape, unless the reader could make no row of them.
    """

    name: str
    kind: str
    columns: dict[str, Objects]
    rows: NDArray[np.int64]
    shapes: Objects | None = None
    declared: str | None = None
    encoding: str | None = None
    notes: list[str] = field(default_factory=list)
    refused: list[Refused] = field(default_factory=list)

    def __len__(self) -> int:
        return len(self.rows)

    @property
    def total(self) -> int:
        """All rows of the file, also those that could not even be cut into columns."""
        return len(set(self.rows.tolist()) | {one.row for one in self.refused})

    def refuse(self, row: int, place: str, reason: str) -> None:
        self.refused.append(Refused(row, place, reason))


def read_table(path: Path, *, encoding: str | None = None, name: str | None = None, started: Reading | None = None) -> Table:
    """Read a file behind the walls; see ``guarded.read_guarded`` for what is refused and what ``started`` is."""
    given = read_guarded(path, encoding=None if encoding in (None, "auto") else encoding, name=name, started=started)
    table = Table(
        name=given.name, kind=given.kind, rows=_objects(given.rows).astype(np.int64), declared=given.crs,
        encoding=given.encoding,
        columns={column: _objects(cells) for column, cells in given.columns.items()},
        notes=list(given.notes), refused=[Refused(**one) for one in given.refused],
    )
    if given.shapes is not None:
        table.shapes = _shapes(given, table)
    return table


def _objects(cells: pa.Array) -> Objects:
    """The cells as Python objects; a few of them one by one, because ``to_numpy`` imports pandas, half a second."""
    if len(cells) > FEW or "pandas" in sys.modules:
        return np.asarray(cells.to_numpy(zero_copy_only=False), dtype=object)
    made: Objects = np.empty(len(cells), dtype=object)
    made[:] = cells.to_pylist()
    return made


def _shapes(given: raw.Raw, table: Table) -> Objects:
    """Shapes out of WKB: flat, finite, of usable size; what is not becomes None and is refused by row."""
    assert given.shapes is not None
    wkb = _objects(given.shapes)
    found = shapely.from_wkb(wkb, on_invalid="ignore")
    shapes: Objects = shapely.force_2d(found) if shapely.has_z(found).any() else found
    broken = np.array([cell is not None for cell in wkb], dtype=bool) & shapely.is_missing(found)
    reasons = ((broken, "图形数据损坏"), (_not_finite(shapes), "坐标不是有限的数"))
    for where, reason in reasons:
        for row in table.rows[where]:
            table.refused.append(Refused(int(row), "geometry", reason))
        shapes[where] = None
    shapes[shapely.is_empty(shapes)] = None
    return shapes


def _not_finite(shapes: Objects) -> NDArray[np.bool_]:
    flagged = np.zeros(len(shapes), dtype=bool)
    if not (np.abs(shapely.get_coordinates(shapes)) < FARTHEST).all():  # rarely: whose they are takes longer to say
        coordinates, owner = shapely.get_coordinates(shapes, return_index=True)
        flagged[owner[~(np.abs(coordinates) < FARTHEST).all(axis=1)]] = True
    return flagged
