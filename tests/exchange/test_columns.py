"""Column names of real files, Chinese and English."""

import pytest

from gis_app.errors import WanggeError
from gis_app.exchange.columns import guess, parse_maps
from gis_app.exchange.fields import (
    ANYTHING,
    GRIDS,
    HOUSEHOLDS,
    INCIDENTS,
    LAYERS,
    LINES,
)


def test_the_605_grids() -> None:
    columns = ["BZ", "CS_XZQHBM", "QX_XZQHBM", "Shape_Leng", "XZQHBM", "ZJ_XZQHBM", "areaCode", "areaName", "cunshe", "name", "parentAreaCode", "parentAreaName", "quxian", "yhzzywid", "zhenjie"]
    assert guess(GRIDS, columns) == {"code": "XZQHBM", "name": "name", "parent": "parentAreaCode"}


def test_the_service_requests() -> None:
    columns = ["SERVICEREQUESTID", "SERVICECODE", "SERVICECODEDESCRIPTION", "ADDDATE", "RESOLUTIONDATE", "SERVICEORDERSTATUS", "STATUS_CODE", "STREETADDRESS", "XCOORD", "YCOORD", "LATITUDE", "LONGITUDE", "WARD", "GEOM_LON", "GEOM_LAT"]
    found = guess(INCIDENTS, columns)
    assert (found["lon"], found["lat"]) == ("LONGITUDE", "LATITUDE")
    assert (found["external_id"], found["item"], found["reported_at"]) == ("SERVICEREQUESTID", "SERVICECODEDESCRIPTION", "ADDDATE")


def test_a_hotline_table() -> None:
    columns = ["工单编号", "受理时间", "诉求类型", "诉求内容", "经度", "纬度", "来源", "办理状态", "诉求地址"]
    assert guess(INCIDENTS, columns) == {
        "external_id": "工单编号", "lon": "经度", "lat": "纬度", "item": "诉求类型", "text": "诉求内容", "reported_at": "受理时间",
        "source": "来源", "state": "办理状态", "address": "诉求地址"}


def test_the_contract_s_own_names_always_work() -> None:
    for layer in LAYERS.values():
        assert guess(layer, list(layer.fields)) == {name: name for name in layer.fields}


def test_case_spaces_and_brackets_do_not_matter() -> None:
    assert guess(GRIDS, ["网格 编码", "Grid_Name"]) == {"code": "网格 编码", "name": "Grid_Name"}
    assert guess(LINES, ["ROADTYPE", "OBJECTID"]) == {"id": "OBJECTID", "category": "ROADTYPE"}


def test_what_is_said_comes_first() -> None:
    assert guess(GRIDS, ["code", "other"], {"code": "other"}) == {"code": "other"}
    assert guess(GRIDS, ["code", "Other One"], {"name": "other_one"}) == {"code": "code", "name": "Other One"}


@pytest.mark.parametrize(("said", "code"), [({"nonsense": "a"}, "field_unknown"), ({"name": "nowhere"}, "column_unknown")])
def test_wrong_maps(said: dict[str, str], code: str) -> None:
    with pytest.raises(WanggeError) as refused:
        guess(ANYTHING, ["a"], said)
    assert refused.value.code == code


def test_a_required_field() -> None:
    with pytest.raises(WanggeError) as refused:
        guess(HOUSEHOLDS, ["经度", "纬度"])
    assert refused.value.code == "field_missing"


def test_maps_of_the_command_line() -> None:
    assert parse_maps(["code=XZQHBM", "name = a=b"]) == {"code": "XZQHBM", "name": "a=b"}
    with pytest.raises(WanggeError):
        parse_maps(["code"])
