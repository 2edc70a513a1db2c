"""Places that people put on the list themselves, beside all that is found for them."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any, Self

from gis_app.domain.inspections.wishes import KINDS, Wish
from gis_app.errors import Both, WanggeError

MOST_POINTS, MOST_MINUTES = 100.0, 480.0


@dataclass(frozen=True)
class OwnStop:
    """``place`` is lon/lat (WGS-84), ``category`` any word, ``points`` what it is worth unless it is ``required``; ``serial`` counts within its inspection."""

    name: str
    place: tuple[float, float]
    category: str = ""
    points: float = KINDS["extra"].prize
    minutes: float = KINDS["extra"].service_min
    required: bool = False
    reason: str = ""
    serial: int = 0
    grid: str = ""

    def __post_init__(self) -> None:
        if not self.name.strip():
            raise WanggeError("missing_field", field="name")
        for field, most, value in (("points", MOST_POINTS, self.points), ("minutes", MOST_MINUTES, self.minutes)):
            if not 0 <= value <= most:
                raise WanggeError("bad_value", field=field, why=Both(f"应在 0 到 {most:g} 之间", f"it must be 0 to {most:g}"))

    @property
    def id(self) -> str:
        return f"own:{self.serial}"

    @property
    def wish(self) -> Wish:
        note = "，".join(part for part in (self.category, self.reason or "手工添加") if part)
        return Wish(self.id, "extra", self.place, self.grid, self.name, required=self.required, prize=self.points, service_min=self.minutes, refers=self.id, note=note)

    def to_dict(self) -> dict[str, Any]:
        return asdict(self)

    @classmethod
    def from_dict(cls, told: Mapping[str, Any]) -> Self:
        lon, lat = told["place"]
        return cls(**{**told, "place": (float(lon), float(lat))})
