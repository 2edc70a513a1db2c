"""GeoJSON by our own hand: structure refuses the file and names the place, a shape refuses its row, oddities are noted."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import shapely

from gis_app.errors import WanggeError
from tests.exchange.conftest import SQUARE, collection, columns_of, feature

Read = Callable[..., Any]
Write = Callable[..., Path]


@pytest.mark.parametrize(("root", "place"), [
    ([], "根"), ({"type": "Topology"}, "type"), ({"type": "gdal_streamed_alg", "command_line": "gdal vector"}, "type"),
    ({}, "type"), ({"type": "FeatureCollection"}, "features"), ({"type": "FeatureCollection", "features": {}}, "features"),
    (collection(None), "features[0]"), (collection(feature(), {"type": "feature"}), "features[1].type"),
    (collection({"type": "Feature", "properties": {}}), "features[0].geometry"),
    (collection({"type": "Feature", "properties": 2, "geometry": None}), "features[0].properties"),
    (collection({"type": "Feature", "properties": {}, "geometry": "x"}), "features[0].geometry"),
    (collection(feature(), feature([["1", 2]], "LineString")), "features[1].geometry.coordinates[0][0]"),
    (collection(feature([1.0], "Point")), "features[0].geometry.coordinates"),
    (collection(feature([[[1, 2], 3]])), "features[0].geometry.coordinates[0][1]"),
    (collection(feature([[[1, 2], [True, 3], [4, 5.5], [1, 2], [1]]])), "features[0].geometry.coordinates[0][1][0]"),
    (collection(feature({"x": 1})), "features[0].geometry.coordinates"),
    (collection(feature(kind="Circle")), "features[0].geometry.type"),
    ({"type": "GeometryCollection"}, "根.geometries"), ({"type": "GeometryCollection", "geometries": [3]}, "根.geometries[0]"),
])
def test_wrong_structure_names_its_place(root: Any, place: str, read_here: Read, geojson: Write) -> None:
    with pytest.raises(WanggeError) as refused:
        read_here(geojson(root))
    assert refused.value.code == "geojson_invalid"
    assert refused.value.params["place"] == place


@pytest.mark.parametrize("text", ['{"type": ', "{'type': 1}", '{"type":"FeatureCollection","features":[]} trailing',
                                  "[" * 200_000, '{"a":' * 100_000, '{"a": 1' + "0" * 5_000 + "}"])
def test_no_json_at_all(text: str, read_here: Read, geojson: Write) -> None:
    with pytest.raises(WanggeError) as refused:
        read_here(geojson(text))
    assert refused.value.code == "json_invalid"


@pytest.mark.parametrize(("coordinates", "kind", "reason"), [
    ("[[[1,2],[NaN,3],[4,5],[1,2]]]", "Polygon", "有限"), ("[Infinity, 0]", "Point", "有限"), ("[1e400, 0]", "Point", "有限"),
    (f"[1{'0' * 400}, 0]", "Point", "有限"), ("[[[1,2],[3,4],[1,2]]]", "Polygon", "少于 3"), ("[[1,2],[1,2]]", "LineString", "零"),
    ("[[]]", "Polygon", "没有坐标"), ("[[], [[1,2]]]", "MultiLineString", "没有坐标"),
])
def test_a_shape_that_cannot_be_built_refuses_its_row(coordinates: str, kind: str, reason: str, read_here: Read,
                                                      geojson: Write) -> None:
    good = '{"type":"Feature","properties":{"n":1},"geometry":{"type":"Point","coordinates":[120,30]}}'
    bad = f'{{"type":"Feature","properties":{{"n":2}},"geometry":{{"type":"{kind}","coordinates":{coordinates}}}}}'
    raw = read_here(geojson(f'{{"type":"FeatureCollection","features":[{good},{bad}]}}'))
    [refused] = raw.refused
    assert refused["row"] == 2
    assert reason in refused["reason"]
    assert raw.shapes.to_pylist()[0] is not None
    assert raw.shapes.to_pylist()[1] is None


@pytest.mark.parametrize(("given", "note"), [
    (feature([120.0, 30.0, 7.5], "Point"), "第三维"), (feature([SQUARE[0][:-1]]), "闭合"),
    (feature([SQUARE[0][::-1]]), "方向"), (feature([[*SQUARE[0][:2], *SQUARE[0][1:]]]), "重复点"),
    (feature() | {"bbox": [1, 2, 3]}, "bbox"), (feature() | {"id": {}}, "id"), (feature() | {"properties": []}, "空数组"),
    ({"type": "Feature", "geometry": None}, "properties"), (feature([], "Point"), "空几何"),
])
def test_legal_oddities_are_noted(given: dict[str, Any], note: str, read_here: Read, geojson: Write) -> None:
    raw = read_here(geojson(collection(given)))
    assert not raw.refused
    assert any(note in said for said in raw.notes), raw.notes


def test_mixed_dimensions_and_whole_numbers(read_here: Read, geojson: Write) -> None:
    raw = read_here(geojson(collection(feature([[0, 0], [1, 0, 5], [1, 1]], "LineString"))))
    assert shapely.from_wkb(raw.shapes[0].as_py()).wkt == "LINESTRING (0 0, 1 0, 1 1)"


def test_a_collection_is_flattened(read_here: Read, geojson: Write) -> None:
    point = {"type": "Point", "coordinates": [1, 2]}
    nested = {"type": "GeometryCollection", "geometries": [point, {"type": "GeometryCollection", "geometries": [point]}]}
    raw = read_here(geojson(nested))
    assert shapely.from_wkb(raw.shapes[0].as_py()).wkt == "GEOMETRYCOLLECTION (POINT (1 2), POINT (1 2))"
    for _ in range(20):
        nested = {"type": "GeometryCollection", "geometries": [nested]}
    assert "嵌套太深" in read_here(geojson(nested)).refused[0]["reason"]


@pytest.mark.parametrize(("crs", "declared"), [
    ({"type": "name", "properties": {"name": "urn:ogc:def:crs:OGC:1.3:CRS84"}}, "EPSG:4326"),
    ({"type": "name", "properties": {"name": "urn:ogc:def:crs:EPSG::4549"}}, "EPSG:4549"),
    ({"type": "name", "properties": {"name": "EPSG:4490"}}, "EPSG:4490"),
])
def test_named_systems_are_believed(crs: Any, declared: str, read_here: Read, geojson: Write) -> None:
    assert read_here(geojson(collection(crs=crs))).crs == declared


@pytest.mark.parametrize("crs", [
    {"type": "link", "properties": {"href": "http://127.0.0.1:9/crs", "type": "proj4"}}, {"type": "name"}, "EPSG:4326",
    {"type": "name", "properties": {"name": "/vsicurl/http://x"}}, {"type": "EPSG", "properties": {"code": 4326}},
])
def test_other_crs_members_are_dropped_with_a_note(crs: Any, read_here: Read, geojson: Write) -> None:
    raw = read_here(geojson(collection(feature(), crs=crs)))
    assert raw.crs is None
    assert "已忽略" in raw.notes[0]


def test_values_become_text_the_same_way(read_here: Read, geojson: Write) -> None:
    raw = read_here(geojson(collection(
        feature(code=330106012003002, share=0.5, whole=7.0, yes=True, none=None, blank=" ", deep={"a": [1]}, nul="a\0b"),
        feature(code="330106012003003") | {"id": 5})))
    cells = columns_of(raw)
    assert cells["code"] == ["330106012003002", "330106012003003"]
    assert (cells["share"][0], cells["whole"][0], cells["yes"][0], cells["deep"][0]) == ("0.5", "7", "true", '{"a": [1]}')
    assert cells["none"] == cells["blank"] == [None, None]
    assert cells["nul"][0] == "a\ufffdb"
    assert cells["id"] == [None, "5"]


def test_lone_surrogates_can_be_stored(read_here: Read, geojson: Write) -> None:
    raw = read_here(geojson('{"type":"FeatureCollection","features":[{"type":"Feature","geometry":null,'
                            '"properties":{"name":"a\\ud800b","\\ud800":"c"}}]}'))
    assert columns_of(raw)["name"] == ["a\ufffdb"]


@pytest.mark.parametrize("encoding", ["utf-8-sig", "gb18030", "utf-16"])
def test_chinese_in_other_encodings(encoding: str, read_here: Read, tmp_path: Path) -> None:
    path = tmp_path / "a.json"
    path.write_bytes('{"type":"Feature","properties":{"名称":"东山弄社区第二网格"},"geometry":null}'.encode(encoding))
    raw = read_here(path)
    assert columns_of(raw) == {"名称": ["东山弄社区第二网格"]}
    assert raw.encoding == encoding


def test_too_many_columns(read_here: Read, geojson: Write) -> None:
    with pytest.raises(WanggeError) as refused:
        read_here(geojson(collection(*(feature(**{f"c{n}": 1}) for n in range(1_200)))))
    assert refused.value.code == "file_too_large"
