"""The reading process: one file in, one Arrow file out, one JSON line of answer. Started by ``sandbox``, never imported.

A GeoPackage that is asked for in pieces comes as an Arrow stream instead, a refusal as a stream without rows that says it.

pyogrio and pyarrow look for pandas, geopandas and pyproj when they start, a second that nobody here needs: all three
are hidden.
"""

import importlib
import json
import sys
import traceback
from importlib.abc import MetaPathFinder
from pathlib import Path
from typing import Any

from gis_app.errors import WanggeError
from gis_app.exchange import archive, guard
from gis_app.exchange import raw as raws
from gis_app.exchange.sniff import kind_of

READERS = {
    "geojson": "geojson", "gpkg": "gpkg", "shapefile": "shapefile", "dbf": "shapefile", "csv": "csv_table",
    "xlsx": "xlsx", "parquet": "parquet", "gpx": "gpx",
}


class Hidden(MetaPathFinder):
    """Says of heavy packages that they are not installed."""

    def find_spec(self, fullname: str, path: object = None, target: object = None) -> None:
        if fullname in ("pandas", "geopandas", "pyproj"):
            raise ModuleNotFoundError(f"{fullname} is hidden from the reading process", name=fullname)


def read_file(path: Path, name: str, encoding: str | None, work: Path) -> raws.Raw:
    """Find out what the file is, unpack it if need be, and read it."""
    outer, kind = name, kind_of(path, name)
    if kind in ("zip", "xlsx"):
        archive.check_archive(path, name)
    if kind == "zip":
        path, name = archive.unpack(path, name, work)
    elif kind == "gzip":
        path, name = archive.gunzip(path, name, work)
    if name != outer:
        kind = kind_of(path, name)
    if kind not in READERS:
        raise WanggeError("file_unknown", name=name)
    reader = importlib.import_module(f"gis_app.exchange.readers.{READERS[kind]}")
    read: raws.Raw = reader.read(path, name, encoding)
    return read


def answer(request: dict[str, Any]) -> dict[str, Any]:
    """Do what is asked and say how it went; a fault becomes a code and its parameters."""
    name = request["name"]
    try:
        if request["pieces"]:
            importlib.import_module("gis_app.exchange.readers.gpkg").pieces(Path(request["path"]), name, sys.stdout.buffer)
        else:
            raws.write(read_file(Path(request["path"]), name, request["encoding"], Path(request["work"])), Path(request["out"]))
    except WanggeError as refusal:
        return {"code": refusal.code, "params": refusal.params}
    except (MemoryError, RecursionError):
        return {"code": "file_too_large", "params": {"name": name, "what": "读取所需内存", "limit": "4 GB"}}
    except Exception as broken:  # noqa: BLE001  the process boundary: whatever a library says of a broken file becomes one sentence
        traceback.print_exc()
        return {"code": "file_damaged", "params": {"name": name, "why": f"文件损坏或格式有误（{type(broken).__name__}）"}}
    return {}


def main() -> None:
    request = json.load(sys.stdin)
    guard.close_in(request["seconds"])
    sys.meta_path.insert(0, Hidden())
    told = answer(request)
    if not request["pieces"]:
        json.dump(told, sys.stdout)
    elif told:
        raws.write_refusal(told, sys.stdout.buffer)
        sys.exit(1)  # rows may have gone before, and a stream that breaks off must not look like one that ends


if __name__ == "__main__":
    main()
