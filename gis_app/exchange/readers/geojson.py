"""GeoJSON, read by our own hand: GDAL would accept 18 of 33 broken files and follow links of a valid one.

Wrong structure refuses the file and names the place; a shape that can't be built refuses its row; legal oddities
(a third coordinate, other winding, a bare geometry) are taken with a note.
"""

import json
from pathlib import Path
from typing import Any, NoReturn

import pyarrow as pa
import shapely

from gis_app.errors import WanggeError
from gis_app.exchange.encodings import decode
from gis_app.exchange.raw import Raw
from gis_app.exchange.readers import geojson_crs
from gis_app.exchange.readers.cells import check_size, row_numbers, text_column
from gis_app.exchange.readers.geojson_shapes import GEOMETRIES, RowFault, Shapes
from gis_app.exchange.readers.tally import Tally

Feature = tuple[dict[str, Any] | None, dict[str, Any], str]
"""Geometry, properties, and the place in the file for messages."""


def read(path: Path, name: str, encoding: str | None) -> Raw:
    """The features of one GeoJSON file.

    Raises
    ------
    WanggeError
        ``json_invalid``, ``geojson_invalid``, ``file_encoding``, ``file_too_large``.
    """
    text, used = decode(path.read_bytes(), encoding, name)
    tally = Tally()
    root = _parse(text)
    features = _features(root, tally)
    crs, dropped = geojson_crs.declared(root)
    raw = Raw(name=name, kind="geojson", columns=_columns([properties for _, properties, _ in features], name),
              rows=row_numbers(len(features)), crs=crs, encoding=used)
    raw.shapes = _shapes(features, raw, tally)
    raw.notes = ([dropped] if dropped else []) + tally.sentences()
    return raw


def _parse(text: str) -> dict[str, Any]:
    try:
        root = json.loads(text)
    except json.JSONDecodeError as wrong:
        raise WanggeError("json_invalid", place=f"第 {wrong.lineno} 行第 {wrong.colno} 列", why="不是 JSON") from wrong
    except RecursionError as deep:
        raise WanggeError("json_invalid", place="全文", why="嵌套太深") from deep
    except ValueError as wrong:
        raise WanggeError("json_invalid", place="全文", why="数字太长") from wrong
    if not isinstance(root, dict):
        wrong_at("根", "应为对象")
    return root


def _features(root: dict[str, Any], tally: Tally) -> list[Feature]:
    kind = root.get("type")
    if kind == "FeatureCollection":
        listed = root.get("features")
        if not isinstance(listed, list):
            wrong_at("features", "缺少" if listed is None else "应为数组")
        check_size("GeoJSON", 0, len(listed))
        _check_bbox(root, tally, 1)
        return [_feature(one, f"features[{place}]", place + 1, tally) for place, one in enumerate(listed)]
    if kind == "Feature":
        return [_feature(root, "根", 1, tally)]
    if kind in GEOMETRIES:
        tally.add("裸几何，没有包成 Feature", 1)
        _check_bbox(root, tally, 1)
        return [(root, {}, "根")]
    wrong_at("type", "缺少" if kind is None else f"不认识“{str(kind)[:30]}”（区分大小写）")


def _feature(given: Any, place: str, row: int, tally: Tally) -> Feature:
    if not isinstance(given, dict):
        wrong_at(place, "应为对象")
    if given.get("type") != "Feature":
        wrong_at(f"{place}.type", "应为 Feature")
    if "geometry" not in given:
        wrong_at(f"{place}.geometry", "缺少（没有图形时应写 null）")
    geometry = given["geometry"]
    if geometry is not None and not isinstance(geometry, dict):
        wrong_at(f"{place}.geometry", "应为对象或 null")
    _check_bbox(given, tally, row)
    if geometry is not None:
        _check_bbox(geometry, tally, row)
    return geometry, _properties(given, place, row, tally), f"{place}.geometry"


def _properties(given: dict[str, Any], place: str, row: int, tally: Tally) -> dict[str, Any]:
    properties = given.get("properties")
    if "properties" not in given:
        tally.add("缺少 properties，按没有属性处理", row)
    if properties is None or properties == []:
        if properties == []:
            tally.add("properties 是空数组，按没有属性处理", row)
        properties = {}
    if not isinstance(properties, dict):
        wrong_at(f"{place}.properties", "应为对象或 null")
    if "id" not in given or "id" in properties:
        return properties
    if isinstance(given["id"], str | int | float):
        return {**properties, "id": given["id"]}
    tally.add("id 不是文字或数字，已忽略", row)
    return properties


def _check_bbox(given: dict[str, Any], tally: Tally, row: int) -> None:
    """A wrong bbox is never used, so it is no reason to refuse; it is mentioned."""
    box = given.get("bbox")
    if box is None:
        return
    numbers = isinstance(box, list) and all(isinstance(value, int | float) for value in box)
    if not numbers or len(box) not in (4, 6) or box[1] > box[len(box) // 2 + 1]:
        tally.add("bbox 有误，已忽略", row)


def _columns(properties: list[dict[str, Any]], name: str) -> dict[str, pa.Array]:
    keys: dict[str, None] = {}
    for one in properties:
        keys.update(dict.fromkeys(one))
        check_size(name, len(keys), 0)
    columns: dict[str, pa.Array] = {}
    for key in keys:
        shown = key.encode("utf-8", "replace").decode().replace("\0", "")
        columns[shown] = text_column(one.get(key) for one in properties)
    return columns


def _shapes(features: list[Feature], raw: Raw, tally: Tally) -> pa.Array:
    shapes: list[bytes | None] = []
    for row, (geometry, _, place) in enumerate(features, 1):
        try:
            built = None if geometry is None else Shapes(tally, row).build(geometry, place)
        except RowFault as fault:
            raw.refuse(row, fault.place, fault.reason)
            built = None
        shapes.append(None if built is None else shapely.to_wkb(built))
    return pa.array(shapes, type=pa.binary())


def wrong_at(place: str, why: str) -> NoReturn:
    raise WanggeError("geojson_invalid", place=place, why=why)
