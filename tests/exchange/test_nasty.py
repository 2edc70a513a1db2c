"""The folder of broken and odd files, each by what must become of it."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from gis_app.errors import WanggeError
from gis_app.exchange import table
from gis_app.exchange.frames import read_grids
from gis_app.exchange.guarded import read_guarded
from gis_app.exchange.raw import Raw
from gis_app.exchange.report import Report

Read = Callable[..., Any]

REPAIRED = {
    "invalid_exterior_not_ccw", "invalid_interior_not_cw", "invalid_unclosed", "invalid_feature_id_type",
    "invalid_feature_no_properties", "invalid_feature_properties_is_array", "invalid_geometry_bbox_not4or6",
    "invalid_geometry_bbox_not_list", "invalid_geometry_bbox_not_numbers",
}
ROW_REFUSED = {"invalid_less_three_unique_nodes"}


@pytest.fixture
def nasty(realdata: Path) -> Path:
    return realdata / "nasty"


@pytest.fixture
def grids_here(read_here: Read, monkeypatch: pytest.MonkeyPatch) -> Callable[[Path], tuple[Any, Report]]:
    """``read_grids`` with the reading done in this process."""

    def read(path: Path, *, encoding: str | None = None, name: str | None = None, started: None = None) -> Raw:
        made: Raw = read_here(path, name=name, encoding=encoding)
        return made

    monkeypatch.setattr(table, "read_guarded", read)
    return read_grids


def test_files_that_are_invalid(nasty: Path, grids_here: Read) -> None:
    """Refused with a sentence that names the place, or put right with a note, or refused by row."""
    files = sorted((nasty / "geojson_chrieke").glob("invalid_*/*.geojson"))
    assert len(files) == 33
    for path in files:
        if path.stem in REPAIRED | ROW_REFUSED:
            _, report = grids_here(path)
            assert report.notes, path.stem
            assert bool([one for one in report.refused if one.reason != "不是面"]) is (path.stem in ROW_REFUSED), path.stem
            continue
        with pytest.raises(WanggeError) as refused:
            grids_here(path)
        assert refused.value.code == "geojson_invalid", path.stem
        assert refused.value.params["place"], path.stem


def test_files_that_are_valid(nasty: Path, grids_here: Read) -> None:
    """Read without complaint; only rows that are no polygons are refused, each by number."""
    files = sorted((nasty / "geojson_chrieke" / "valid").glob("*.geojson"))
    assert len(files) == 22
    for path in files:
        frame, report = grids_here(path)
        assert all(one.reason == "不是面" and one.row >= 1 for one in report.refused), path.stem
        assert len(frame) + len({one.row for one in report.refused}) == report.rows, path.stem


@pytest.mark.parametrize(("stem", "kept", "said"), [
    ("problematic_3d_coordinates", 1, "第三维"), ("problematic_4d_coordinates", 1, "第三维"),
    ("problematic_crosses_antimeridian", 0, "180°"), ("problematic_duplicate_nodes", 1, "重复点"),
    ("problematic_outside_lat_lon_boundaries", 0, "超出"), ("problematic_wrong_bbox_coordinate_order", 1, ""),
    ("problematic_zero_length_linestring", 0, "零"), ("problematic_feature_null_geometry", 1, ""),
    ("problematic_crs_defined", 1, ""), ("problematic_geometry_not_wrapped", 1, "裸几何"),
    ("problematic_nested_geometrycollection", 0, "展开"), ("problematic_excessive_vertices", 1, ""),
])
def test_files_that_are_odd(stem: str, kept: int, said: str, nasty: Path, grids_here: Read) -> None:
    [path] = (nasty / "geojson_chrieke").glob(f"problematic_*/{stem}.geojson")
    frame, report = grids_here(path)
    assert len(frame) == kept
    assert any(said in text for text in [*report.notes, *(one.reason for one in report.refused), ""])


def test_a_declared_system_is_converted(nasty: Path, grids_here: Read) -> None:
    frame, report = grids_here(nasty / "geojson_chrieke" / "problematic_structure" / "problematic_crs_defined.geojson")
    assert report.crs == "EPSG:32632"
    west, south, _, _ = frame.total_bounds
    assert (round(west, 1), round(south, 1)) == (13.4, 52.5)


def test_gbk_without_a_word_about_it(nasty: Path) -> None:
    raw = read_guarded(nasty / "shapefile_gbk" / "chinese_poly.shp")
    assert raw.columns["NAME"].to_pylist() == ["黑龙江省"]
    raw = read_guarded(nasty / "shapefile_gbk" / "mapshaper_gbk.dbf")
    assert raw.columns["NAME"].to_pylist() == ["简体国语"]


def test_a_gbk_name_inside_a_zip(nasty: Path) -> None:
    raw = read_guarded(nasty / "zip_gbk_filename_nested.zip")
    assert raw.name == "重庆市渝中区_osm路网_道路.geojson"
    assert len(raw.rows) == 897


@pytest.mark.parametrize(("name", "code"), [
    ("corrupt_too_long.shp", "file_damaged"), ("empty_zipfile.zip", "zip_no_data"),
])
def test_broken_sets_are_refused(name: str, code: str, nasty: Path) -> None:
    with pytest.raises(WanggeError) as refused:
        read_guarded(nasty / "shapefile_broken" / name)
    assert refused.value.code == code


def test_broken_sets_that_can_be_read_by_row(nasty: Path) -> None:
    _, report = read_grids(nasty / "shapefile_broken" / "invalid_coordinates.shp")
    assert [(one.row, one.reason) for one in report.refused] == [(1, "坐标不是有限的数")]
    latin = read_guarded(nasty / "shapefile_broken" / "latin1.shp")
    assert latin.columns["Name"].to_pylist() == ["Ñandú"]
    assert any(".shx" in note for note in latin.notes)
