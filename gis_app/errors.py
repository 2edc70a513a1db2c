"""One catalogue of everything that can go wrong, with the sentence a person reads.

Code raises ``WanggeError("code", ...)``; it never writes a sentence of its own and knows no HTTP. The table below
gives each code its HTTP status and its sentence in Chinese and English. A test holds that every code raised anywhere
stands here, and that every sentence can be filled from the parameters its code is raised with.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Entry:
    """How one error is answered: HTTP status, and the sentence in both languages (``str.format`` templates)."""

    status: int
    zh: str
    en: str


@dataclass(frozen=True)
class Fault:
    """One faulty place inside a larger refusal: which field, and why (a sentence)."""

    field: str
    reason: str


CATALOGUE: dict[str, Entry] = {
    # --- requests
    "not_found": Entry(404, "没有找到{what}。", "{what} was not found."),
    "method_not_allowed": Entry(405, "这个地址不支持该操作。", "This address does not support that method."),
    "bad_request": Entry(400, "请求无法读懂：{why}", "The request could not be read: {why}"),
    "missing_field": Entry(400, "缺少“{field}”。", "“{field}” is missing."),
    "bad_number": Entry(400, "“{field}”不是有效的数字。", "“{field}” is not a finite number."),
    "bad_position": Entry(400, "经纬度超出范围：经度 -180 到 180，纬度 -90 到 90。",
                          "The position is out of range: longitude -180 to 180, latitude -90 to 90."),
    "bad_time": Entry(400, "“{field}”不是可识别的时间，请写成 2026-03-05T14:20:00+08:00。",
                      "“{field}” is not a time; write it like 2026-03-05T14:20:00+08:00."),
    "future_time": Entry(400, "上报时间比现在晚了 10 分钟以上，请核对手机或电脑的时钟。",
                         "The report's time is more than 10 minutes ahead; check the device's clock."),
    "bad_crs": Entry(400, "不认识的坐标系“{crs}”，可用 wgs84、cgcs2000、gcj02、bd09 或 EPSG:编号。",
                     "Unknown coordinate system “{crs}”: use wgs84, cgcs2000, gcj02, bd09 or EPSG:n."),
    "bad_value": Entry(400, "“{field}”的值不可用：{why}", "The value of “{field}” cannot be used: {why}"),
    "too_large": Entry(413, "内容过大，上限 {limit}。", "Too large: the limit is {limit}."),
    "unsupported_media": Entry(415, "不支持这种内容类型，请用 {allowed}。", "Unsupported content type: use {allowed}."),
    "idempotency_conflict": Entry(422, "这个提交编号已用于另一份内容，请刷新后重新提交。",
                                  "This idempotency key was used with another body; reload and submit again."),
    "internal": Entry(500, "服务出错，已记录（编号 {ref}）。请稍后重试，仍不行请把编号告诉管理员。",
                      "The service failed (reference {ref}). Try again; if it persists give the reference to the admin."),
    # --- settings and the machine
    "bad_setting": Entry(500, "设置 {name} 的值“{value}”不可用：{why}", "Setting {name} has an unusable value “{value}”: {why}"),
    "database_down": Entry(503, "数据库暂时连不上，请运行 wangge db status 查看。",
                           "The database cannot be reached; run wangge db status."),
    "loopback_only": Entry(500, "暂无账号体系，只能监听本机 127.0.0.1，不能监听 {host}；否则任何人都能改动数据。",
                           "There are no accounts yet: the server listens on 127.0.0.1 only, not on {host}, "
                           "because anybody could change the data."),
}


class WanggeError(Exception):
    """A refusal with a code of the catalogue.

    Parameters
    ----------
    code
        Key of ``CATALOGUE``.
    field
        The input field at fault, if one is; also available to the sentence as ``{field}``.
    errors
        Further faults, each with its own field (for forms and rows).
    params
        What the sentence needs. Never personal data: sentences reach logs.
    """

    def __init__(self, code: str, *, field: str | None = None, errors: Iterable[Fault] = (), **params: Any) -> None:
        self.code = code
        self.field = field
        self.errors = tuple(errors)
        self.params = params if field is None else {"field": field, **params}
        super().__init__(self.sentence("zh"))

    @property
    def status(self) -> int:
        return CATALOGUE[self.code].status

    def sentence(self, language: str = "zh") -> str:
        """The sentence for a person, in ``zh`` or ``en``."""
        entry = CATALOGUE[self.code]
        return (entry.en if language == "en" else entry.zh).format(**self.params)
