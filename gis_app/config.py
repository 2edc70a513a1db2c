"""One settings object, read once at start from the environment; a bad value stops the start and names itself."""

import math
import os
import secrets
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, fields
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from gis_app.errors import WanggeError

SHORTEST_SECRET = 16


def _port(text: str) -> int:
    if not (text.isascii() and text.isdigit() and 1 <= int(text) <= 65535):
        raise ValueError("应为 1 到 65535 的整数")
    return int(text)


def _metres(text: str) -> float:
    try:
        metres = float(text)
    except ValueError:
        metres = math.nan
    if not 0 <= metres <= 1000:
        raise ValueError("应在 0 到 1000 米之间")
    return metres


def _zone(text: str) -> ZoneInfo:
    try:
        return ZoneInfo(text)
    except (KeyError, ValueError, OSError) as unknown:
        raise ValueError("不是时区名，例如 Asia/Shanghai") from unknown


def _database(text: str) -> str | None:
    if text and not text.startswith(("postgresql://", "postgres://", "postgresql+psycopg://")):
        raise ValueError("应以 postgresql:// 开头")
    return text or None


def _secret(text: str) -> str:
    if 0 < len(text) < SHORTEST_SECRET:
        raise ValueError(f"至少要 {SHORTEST_SECRET} 个字符")
    return text


def _basemap(text: str) -> str:
    if text not in ("town", "tianditu", "amap", "osm"):
        raise ValueError("可用 town（本镇图层）、tianditu、amap、osm")
    return text


def _setting(name: str, default: str, parse: Callable[[str], Any], doc: str, *, secret: bool = False) -> Any:
    return field(metadata={"env": name, "default": default, "parse": parse, "doc": doc, "secret": secret})


@dataclass(frozen=True)
class Settings:
    """Every setting, its environment variable and its meaning (README's table is checked against this)."""

    database_url: str | None = _setting("DATABASE_URL", "", _database, "已有的 PostgreSQL/PostGIS；不设则用自带的私有库")
    port: int = _setting("PORT", "8000", _port, "网页端口")
    home: Path = _setting("WANGGE_HOME", "var", lambda text: Path(text).resolve(), "数据、照片、日志所在文件夹")
    secret_key: str = _setting("SECRET_KEY", "", _secret, "签名用的密钥，至少 16 个字符；不设则首次启动时生成并存入 WANGGE_HOME",
                              secret=True)
    locate_snap_m: float = _setting("LOCATE_SNAP_M", "25", _metres, "落在网格外多少米以内归入最近网格")
    zone: ZoneInfo = _setting("WANGGE_ZONE", "Asia/Shanghai", _zone, "本地时区")
    basemap: str = _setting("WANGGE_BASEMAP", "town", _basemap, "底图：town、tianditu、amap、osm")
    basemap_key: str = _setting("WANGGE_BASEMAP_KEY", "", str, "天地图的密钥（tk）")

    @classmethod
    def from_env(cls, environ: Mapping[str, str] | None = None) -> "Settings":
        """Read the settings.

        Raises
        ------
        WanggeError
            ``bad_setting``, naming the variable, its value and what would be right.
        """
        source = os.environ if environ is None else environ
        made = cls(**{item.name: _read(item.metadata, source) for item in fields(cls)})
        if made.basemap == "tianditu" and not made.basemap_key:
            raise WanggeError("bad_setting", name="WANGGE_BASEMAP_KEY", value="", why="用天地图要有密钥（tk）")
        return made


def _read(meta: Mapping[str, Any], source: Mapping[str, str]) -> Any:
    text = source.get(meta["env"], "").strip() or meta["default"]
    try:
        return meta["parse"](text)
    except ValueError as wrong:
        shown = "…" if meta["secret"] else text
        raise WanggeError("bad_setting", name=meta["env"], value=shown, why=str(wrong)) from wrong


def secret_of(home: Path) -> str:
    """The signing key of this home, made at the first start and readable by its owner only."""
    place = home / "secret_key"
    home.mkdir(parents=True, exist_ok=True)
    try:
        handle = os.open(place, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        return place.read_text(encoding="ascii").strip()
    with os.fdopen(handle, "w", encoding="ascii") as out:
        out.write(secrets.token_hex(32))
    return place.read_text(encoding="ascii")
