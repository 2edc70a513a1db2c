"""The fields of each layer, and the names that Chinese and English files give to their columns.

The order of a field's names is the order of belief: the first that the file has is taken.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType


@dataclass(frozen=True)
class Field:
    """``zh`` is how it is called in messages; ``names`` are compared without case, spaces, dashes and underscores."""

    zh: str
    names: tuple[str, ...]
    required: bool = False


@dataclass(frozen=True)
class Layer:
    """What a row of the layer is. ``shape``: polygon, point, line or any; ``drawn``: whether a row must have one."""

    zh: str
    shape: str
    fields: Mapping[str, Field]
    drawn: bool = True


def _names(text: str) -> tuple[str, ...]:
    return tuple(text.split())


LON = Field("经度", _names("lon lng longitude 经度 经度坐标 gpslon gpslng x jd geomlon 坐标x xcoord"))
LAT = Field("纬度", _names("lat latitude 纬度 纬度坐标 gpslat y wd geomlat 坐标y ycoord"))
ADDRESS = Field("地址", _names("address 地址 详细地址 事发地址 事件地址 诉求地址 门牌 门牌地址 住址 addr streetaddress 位置"))

GRIDS = Layer("网格", "polygon", drawn=False, fields=MappingProxyType({
    "code": Field("编码", _names(
        "code gridcode 网格编码 网格代码 网格编号 编码 代码 wgbm wgdm wgbh xzqhbm xzqhdm 行政区划编码 行政区划代码 编号 "
        "areacode adcode wardid ancid smdid geoid gridid 区划码 id")),
    "name": Field("名称", _names(
        "name gridname 网格名称 名称 网格 网格名 wgmc areaname 单位名称 mc cunshe 村社 label title")),
    "level": Field("级别", _names("level gridlevel 级别 层级 网格级别 网格层级 等级")),
    "kind": Field("类型", _names("kind gridkind 类型 网格类型 类别 性质")),
    "parent": Field("上级", _names(
        "parent parentcode 上级 上级编码 上级网格 上级网格编码 父级 父级编码 所属网格 隶属 所属上级 parentareacode pid")),
    "lies_in": Field("所在", _names("liesin 所在 所在网格 所在编码 坐落 位于 坐落网格")),
    "head": Field("网格长", _names("head gridhead 网格长 负责人 网格长姓名 责任人 wgz")),
}))
INCIDENTS = Layer("事件", "point", fields=MappingProxyType({
    "external_id": Field("外部编号", _names(
        "externalid 外部编号 工单编号 工单号 事件编号 案件编号 诉求编号 流水号 受理编号 编号 servicerequestid ccn orderid "
        "caseid number id 序号")),
    "lon": LON, "lat": LAT,
    "accuracy_m": Field("定位精度", _names("accuracym accuracy 精度 定位精度 误差 精度米")),
    "item": Field("事项", _names(
        "item itemcode 事项 事项名称 事项编码 事件类型 问题类型 案件类型 诉求类型 事件小类 小类 类别 分类 类型 "
        "servicecodedescription offense category type kind")),
    "text": Field("内容", _names(
        "text description 内容 描述 事件描述 问题描述 诉求内容 案件描述 事件内容 情况说明 详情 details comments content")),
    "reported_at": Field("上报时间", _names(
        "reportedat 上报时间 受理时间 登记时间 来电时间 诉求时间 发生时间 事件时间 创建时间 时间 日期 上报日期 adddate "
        "reportdatetime reportdat createdat requesteddatetime datetime date time")),
    "source": Field("来源", _names("source 来源 上报来源 事件来源 诉求来源 渠道 来源渠道")),
    "state": Field("状态", _names("state 状态 事件状态 办理状态 工单状态 处理状态 serviceorderstatus status statuscode")),
    "done_at": Field("办结时间", _names(
        "doneat 办结时间 办结日期 结案时间 结案日期 完成时间 核查时间 resolutiondate closeddate closedat completedat")),
    "address": ADDRESS,
}))
HOUSEHOLDS = Layer("住户", "point", fields=MappingProxyType({
    "id": Field("户号", _names("id externalid householdid 户号 户编号 住户编号 户籍编号 编号 户主编号 序号"), required=True),
    "lon": LON, "lat": LAT,
    "people": Field("人数", _names("people population persons 人数 人口 人口数 户籍人数 家庭人口 户籍人口 peopleregistered 成员数")),
    "people_present": Field("常住人数", _names("peoplepresent 常住人数 常住人口 在家人数 实际居住人数 实住人数")),
    "address": ADDRESS,
}))
UNITS = Layer("单位", "point", fields=MappingProxyType({
    "id": Field("编号", _names("id externalid unitid 编号 统一社会信用代码 信用代码 单位编号 企业编号 序号"), required=True),
    "lon": LON, "lat": LAT,
    "name": Field("名称", _names("name unitname 名称 单位名称 企业名称 店名 字号 商户名称"), required=True),
    "kind": Field("类型", _names("kind type 类型 单位类型 行业 类别 分类 category amenity")),
    "address": ADDRESS,
}))
BUILDINGS = Layer("建筑", "polygon", fields=MappingProxyType({
    "id": Field("编号", _names("id externalid 编号 建筑编号 楼栋编号 房屋编号 osmid fid objectid")),
    "name": Field("名称", _names("name 名称 建筑名称 楼名 小区")),
    "use": Field("用途", _names("use building 用途 建筑用途 使用性质 类型 type")),
    "floors": Field("层数", _names("floors levels buildinglevels 层数 楼层 地上层数")),
}))
LINES = Layer("线", "line", fields=MappingProxyType({
    "id": Field("编号", _names("id externalid 编号 道路编号 osmid fid objectid roadid")),
    "name": Field("名称", _names("name 名称 道路名称 路名 fullname roadname streetname")),
    "category": Field("类别", _names("category class highway waterway 等级 道路等级 类别 类型 type roadtype fclass")),
}))
PATROLS = Layer("巡查", "point", drawn=False, fields=MappingProxyType({
    "round": Field("轮次", _names("round 轮次 轮次编号 巡查编号 巡查单号 任务编号 轨迹 轨迹编号 trackid taskid patrolid 编号 id")),
    "worker": Field("人员", _names("worker 人员 巡查人 巡查人员 网格员 姓名 打卡人 签到人 上报人 user username")),
    "kind": Field("类型", _names("kind 类型 巡查类型 任务类型 打卡类型 type")),
    "time": Field("时间", _names("time 时间 打卡时间 签到时间 定位时间 巡查时间 日期 at datetime timestamp date"), required=True),
    "lon": LON, "lat": LAT,
    "accuracy_m": Field("定位精度", _names("accuracym accuracy 精度 定位精度 误差 精度米")),
    "grid": Field("网格", _names("grid gridcode 网格编码 网格代码 网格编号 所属网格 网格 wgbm")),
    "found": Field("发现件数", _names("found 发现件数 发现问题数 问题数 上报件数 发现数")),
    "signed_by": Field("签字", _names("signedby signed 签字 签字人 审核人 网格长签字 是否签字 确认人")),
    "signed_at": Field("签字时间", _names("signedat 签字时间 审核时间 确认时间")),
}))
ANYTHING = Layer("专题图层", "any", fields=MappingProxyType({
    "id": Field("编号", _names("id externalid 编号 代码 编码 code osmid fid objectid")),
    "lon": LON, "lat": LAT,
    "name": Field("名称", _names("name 名称 标题 title label")),
    "category": Field("类别", _names("category class kind type 类别 类型 分类 等级")),
}))

LAYERS: Mapping[str, Layer] = MappingProxyType({
    "grids": GRIDS, "incidents": INCIDENTS, "households": HOUSEHOLDS, "units": UNITS, "buildings": BUILDINGS,
    "roads": LINES, "patrols": PATROLS,
})
