"""Words that files use for sources, states and kinds, and what they are called here."""

import re
from collections.abc import Mapping
from types import MappingProxyType

from gis_app.domain.grids import KINDS

SOURCES: Mapping[str, str] = MappingProxyType({
    **{name: name for name in ("worker", "head", "resident", "hotline", "department", "datacheck", "inspection")},
    "网格员": "worker", "网格员上报": "worker", "巡查": "worker", "日常巡查": "worker", "网格长": "head",
    "群众": "resident", "居民": "resident", "村民": "resident", "群众上报": "resident", "市民": "resident",
    "热线": "hotline", "12345": "hotline", "12345热线": "hotline", "政务热线": "hotline", "热线转办": "hotline",
    "部门": "department", "部门移交": "department", "上级交办": "department",
    "数据比对": "datacheck", "数据核查": "datacheck", "联查": "inspection", "联合检查": "inspection", "季度联查": "inspection",
})
STATES: Mapping[str, str] = MappingProxyType({
    **{name: name for name in ("reported", "accepted", "dispatched", "handling", "handled", "verified", "closed",
                               "archived", "void")},
    "已上报": "reported", "上报": "reported", "待受理": "reported", "待处理": "reported", "open": "reported", "new": "reported",
    "已受理": "accepted", "受理": "accepted", "立案": "accepted", "已立案": "accepted", "accept": "accepted",
    "已派单": "dispatched", "已派遣": "dispatched", "待处置": "dispatched", "assigned": "dispatched",
    "处置中": "handling", "处理中": "handling", "办理中": "handling", "进行中": "handling", "inprogress": "handling",
    "已处置": "handled", "已处理": "handled", "待核查": "handled", "resolved": "handled", "已核查": "verified",
    "已结案": "closed", "结案": "closed", "办结": "closed", "已办结": "closed", "已完成": "closed", "完成": "closed",
    "closedincomplete": "closed", "duplicateclosed": "void", "overdueclosed": "closed",
    "已归档": "archived", "归档": "archived", "作废": "void", "已作废": "void", "撤销": "void", "cancelled": "void",
    "canceled": "void", "voided": "void", "duplicate": "void", "重复": "void", "duplicateopen": "void", "duplicateopened": "void",
    "closedincompleteinformation": "closed", "overdueopen": "handling",
})
GRID_KINDS: Mapping[str, str] = MappingProxyType({
    **{name.replace("_", ""): name for name in KINDS}, **{kind.zh: name for name, kind in KINDS.items()},
    "乡": "town", "乡镇": "town", "街道": "town", "镇级": "town", "片区": "work_area", "工作片": "work_area", "大网格": "work_area",
    "村": "village", "社区": "village", "建制村": "village", "自然村": "grid", "村网格": "grid", "小网格": "grid", "基础网格": "grid",
    "微格": "micro", "村民小组": "micro", "村民组": "micro", "企业": "enterprise", "园区": "enterprise", "专属网格": "enterprise",
})
ROUNDS: Mapping[str, str] = MappingProxyType({
    **{name: name for name in ("patrol", "sweep", "visit")},
    "巡查": "patrol", "日巡查": "patrol", "日常巡查": "patrol", "每日巡查": "patrol", "零报告": "patrol", "打卡": "patrol", "签到": "patrol",
    "排查": "sweep", "月排查": "sweep", "集中排查": "sweep", "走访": "visit", "入户走访": "visit", "入户": "visit",
})
NIL_WORDS = ("零报告",)
UNSIGNED = ("否", "未签", "未签字", "no", "false", "0", "无")
KIND_OF_LEVEL: Mapping[int, str] = MappingProxyType({1: "town", 2: "work_area", 3: "grid", 4: "micro"})

FIGURES = "零一二三四五六七八九"
LEVEL = re.compile(r"(?:第|level|l)?\s*(\d|[一二三四五六七八九])\s*(?:级.*|层.*)?", re.IGNORECASE)


def plain(word: str) -> str:
    """A word as it is compared."""
    return re.sub(r"[\s_\-（）()]+", "", word).lower()


def level_of(word: str) -> int | None:
    """3, 三级, 三级网格, level 3."""
    found = LEVEL.fullmatch(word.strip())
    if found is None:
        return None
    return int(found[1]) if found[1].isdigit() else FIGURES.index(found[1])
