"""A record of a team's phone as it came: a stop ticked off or not reached, an answer, a finding, a piece of the way."""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

SKIPS = {"closed": "无人、锁门", "no_way": "道路不通", "no_time": "时间不够", "weather": "天气原因"}
ANSWERS = {"normal": "正常", "problem": "有问题", "inapplicable": "不适用"}


@dataclass(frozen=True)
class Record:
    """One record as a phone sent it; ``id`` is its own UUIDv7. ``x``, ``y`` in ``crs``; ``body`` is all that came."""

    id: UUID
    kind: str
    made_at: datetime
    wish: str | None = None
    item: str | None = None
    answer: str | None = None
    text: str | None = None
    why: str | None = None
    x: float | None = None
    y: float | None = None
    crs: str = "wgs84"
    accuracy_m: float | None = None
    way: tuple[tuple[float, float, float, float | None], ...] = ()
    body: Mapping[str, Any] | None = None

    @property
    def digest(self) -> bytes:
        """Tells another record under the same id from the same one sent again."""
        return hashlib.sha256(json.dumps(self.body or {}, sort_keys=True).encode()).digest()
