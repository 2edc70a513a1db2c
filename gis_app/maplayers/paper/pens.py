"""How things are drawn on paper. Each differs from every other in pattern, dash or width too: copies are black and white."""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

INK, GREY, PALE = "#14232b", "#5f6f78", "#8a979e"


@dataclass(frozen=True)
class Lettering:
    """Size in millimetres (the height of a Chinese character); a lower ``rank`` is placed first."""

    size: float = 2.5
    weight: int = 400
    colour: str = INK
    rank: int = 5


@dataclass(frozen=True)
class Pen:
    """``zh``: what the legend says, blank for what needs no explaining. Widths and dashes in millimetres.

    ``fill``: a colour, or ``#name`` of a pattern of ``PATTERNS``. ``core``: colour and width of a second line over the first.
    ``symbol``: how a point is drawn; ``disc`` holds a number.
    """

    zh: str
    line: str | None = None
    width: float = 0.0
    dash: tuple[float, ...] = ()
    fill: str | None = None
    core: tuple[str, float] | None = None
    symbol: str | None = None
    lettering: Lettering = Lettering()


def _stripes(colour: str, gap: float, width: float, angle: int, ground: str = "none") -> str:
    return (f'width="{gap}" height="{gap}" patternUnits="userSpaceOnUse" patternTransform="rotate({angle})">'
            f'<rect width="{gap}" height="{gap}" fill="{ground}"/><rect width="{width}" height="{gap}" fill="{colour}"/>')


PATTERNS: Mapping[str, str] = MappingProxyType({
    "water": _stripes("#86aabb", 0.9, 0.14, 90, "#dfebf1"),
    "firm": _stripes("#7261a3", 1.8, 0.2, 45),
    "changed": _stripes("#0b6b8a", 1.4, 0.28, 135),
    "new": _stripes("#14232b", 2.2, 0.22, 45) + '<rect width="2.2" height="0.22" fill="#14232b"/>',
    "gone": 'width="1.8" height="1.8" patternUnits="userSpaceOnUse"><circle cx="0.9" cy="0.9" r="0.28" fill="#14232b"/>',
    "moved": _stripes("#45555e", 1.6, 0.25, 45),
    "hot": _stripes("#b2182b", 2.2, 0.22, 0, "rgba(224,114,92,0.22)"),
})

PENS: Mapping[str, Pen] = MappingProxyType({
    "water": Pen("水面", line="#6f9db3", width=0.15, fill="#water", lettering=Lettering(2.2, 400, "#2c6076", 6)),
    "stream": Pen("溪流", line="#6f9db3", width=0.45, lettering=Lettering(2.2, 400, "#2c6076", 6)),
    "building": Pen("房屋", line="#85806f", width=0.08, fill="#cfcabd"),
    "lane": Pen("巷道", line="#8c8c84", width=0.2),
    "road": Pen("村道", line="#6b6b64", width=0.85, core=("#ffffff", 0.45), lettering=Lettering(2.1, 400, GREY, 7)),
    "main": Pen("主要道路", line="#3c3c38", width=1.2, core=("#ffffff", 0.75), lettering=Lettering(2.3, 400, INK, 4)),
    "hot": Pen("热点（经检验）", line="#8e1b20", width=0.35, fill="#hot"),
    "veil": Pen("", fill="rgba(236,239,241,0.72)"),
    "town": Pen("镇界", line=INK, width=0.9, dash=(4.0, 0.9, 0.7, 0.9), lettering=Lettering(3.6, 700, INK, 1)),
    "area": Pen("工作区界", line="#2c4048", width=0.6, dash=(3.0, 0.8), lettering=Lettering(3.2, 700, INK, 1)),
    "grid": Pen("网格界", line=GREY, width=0.35, lettering=Lettering(2.6, 400, "#2b3f49", 3)),
    "micro": Pen("微网格界", line=GREY, width=0.25, dash=(1.2, 0.7), lettering=Lettering(2.2, 400, "#2b3f49", 4)),
    "firm": Pen("企业网格", line="#7261a3", width=0.35, fill="#firm", lettering=Lettering(2.4, 400, "#4a3d75", 3)),
    "subject": Pen("本网格界线", line=INK, width=0.95, lettering=Lettering(4.0, 700, INK, 0)),
    "was": Pen("原界线", line=INK, width=0.45, dash=(1.4, 1.0)),
    "now": Pen("新界线", line=INK, width=0.7),
    "moved": Pen("易手的土地", line="#45555e", width=0.15, fill="#moved"),
    "new": Pen("新设网格", line=INK, width=0.3, fill="#new"),
    "gone": Pen("撤销网格", line=INK, width=0.3, fill="#gone"),
    "changed": Pen("调整网格", line=INK, width=0.3, fill="#changed"),
    "office": Pen("村委会", symbol="square", line=INK, fill=INK, lettering=Lettering(2.4, 400, INK, 2)),
    "point": Pen("点位", symbol="circle", line="#ffffff", fill=INK, lettering=Lettering(2.2, 400, INK, 4)),
    "stop": Pen("停靠点（序号）", symbol="disc", line=INK, fill="#ffffff", lettering=Lettering(2.2, 400, INK, 4)),
    **{f"route-{number}": Pen(f"第 {number} 组路线", line=colour, width=0.9, dash=dash) for number, (colour, dash) in enumerate((
        ("#0072b2", ()), ("#d55e00", (3.0, 1.0)), ("#009e73", (0.9, 0.9)), ("#7261a3", (3.0, 0.8, 0.8, 0.8)),
        ("#8f5600", (5.0, 1.5)), (INK, (0.4, 1.0)),
    ), 1)},
})
"""By name. What is drawn with a pen bears its name in the legend, unless the layer gives it another."""

ROUTES = tuple(name for name in PENS if name.startswith("route-"))
