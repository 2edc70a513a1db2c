"""A stranger's file as rows: read behind the walls, checked on arrival."""

from pathlib import Path

from gis_app.exchange import raw
from gis_app.exchange.sandbox import Reading, reading


def read_guarded(path: Path, *, encoding: str | None = None, name: str | None = None, seconds: int | None = None,
                 started: Reading | None = None) -> raw.Raw:
    """The file's rows, or a refusal; nothing that the file does reaches this process.

    Parameters
    ----------
    started
        The reading, where it was started earlier.

    Raises
    ------
    WanggeError
        One of the catalogue's ``file_*``, ``zip_*``, ``geojson_invalid``, ``json_invalid``, ``encoding_*``.
    """
    if started is not None:
        return raw.read(started.arrow_file())
    with reading(path, encoding=encoding, name=name, seconds=seconds) as begun:
        return raw.read(begun.arrow_file())
