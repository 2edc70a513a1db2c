"""Files of every kind, made on the spot: small honest ones, and hostile ones."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from gis_app.exchange.child import read_file
from gis_app.exchange.raw import Raw

SQUARE = [[[120.0, 30.0], [120.01, 30.0], [120.01, 30.01], [120.0, 30.01], [120.0, 30.0]]]


@pytest.fixture
def read_here(tmp_path: Path) -> Callable[..., Raw]:
    """The reading process's work, done in this process, so that its lines are counted."""
    work = tmp_path / "work"
    work.mkdir()

    def read(path: Path, *, name: str | None = None, encoding: str | None = None) -> Raw:
        return read_file(path, name or path.name, encoding, work)

    return read


@pytest.fixture
def geojson(tmp_path: Path) -> Callable[..., Path]:
    """A GeoJSON file of whatever is given."""

    def write(root: Any, name: str = "file.geojson") -> Path:
        path = tmp_path / name
        path.write_text(root if isinstance(root, str) else json.dumps(root, ensure_ascii=False), encoding="utf-8")
        return path

    return write


def feature(coordinates: Any = SQUARE, kind: str = "Polygon", **properties: Any) -> dict[str, Any]:
    return {"type": "Feature", "properties": properties, "geometry": {"type": kind, "coordinates": coordinates}}


def collection(*features: Any, **more: Any) -> dict[str, Any]:
    return {"type": "FeatureCollection", "features": list(features), **more}


def columns_of(raw: Raw) -> dict[str, list[str | None]]:
    return {name: cells.to_pylist() for name, cells in raw.columns.items()}
