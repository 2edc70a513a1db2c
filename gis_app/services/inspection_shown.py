"""How a report of an inspection is shown on paper and in the file: quarters as bars, dead corners by name in few lines."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import Any

from gis_app.maplayers.paper import Bar, bars

KINDS = {"building": "房屋", "unit": "单位", "road": "道路"}
UNITS = {"building": "栋", "unit": "家"}


def charts(told: Mapping[str, Any]) -> tuple[str, ...]:
    """Over the quarters, the oldest first: buildings and road not seen, findings with those that daily patrols missed."""
    lines = list(reversed(told["quarters"]))
    labels = [_short(line["said"]) for line in lines]

    def of(title: str, name: str, part: str | None = None) -> str:
        return bars(title, [Bar(label, line[name] if line["inspected"] else None, line[part] if part else None) for label, line in zip(labels, lines, strict=True)])

    return (of("没有看到的房屋（栋）", "buildings"), of("没有看到的道路（米）", "road_m"), of("发现问题（件，深色为日常未报）", "findings", "missed"))


def _short(said: str) -> str:
    """2026年第四季度 as 26年四季."""
    return said[2:5] + said[6:8]


def corners(told: Mapping[str, Any]) -> list[dict[str, Any]]:
    """Every dead corner by name, a line a grid and kind: houses by their address, pieces of one road added together."""
    heaps: dict[tuple[str, str], list[Mapping[str, Any]]] = defaultdict(list)
    for corner in told["corners"]:
        heaps[corner["grid"] or "", corner["kind"]].append(corner)
    order = list(KINDS)
    return [{"grid": grid, "kind": KINDS[kind], "many": _many(kind, heap), "names": _names(kind, heap, told["town"])}
            for (grid, kind), heap in sorted(heaps.items(), key=lambda one: (one[0][0], order.index(one[0][1])))]


def _many(kind: str, heap: Sequence[Mapping[str, Any]]) -> str:
    return f"{sum(one['metres'] or 0 for one in heap):,.0f} 米" if kind == "road" else f"{len(heap)} {UNITS[kind]}"


def _names(kind: str, heap: Sequence[Mapping[str, Any]], town: str) -> str:
    if kind != "road":
        return "、".join(one["label"].removeprefix(town) for one in heap)
    metres: dict[str, list[float]] = defaultdict(list)
    for one in heap:
        metres[one["label"].partition("（")[0]].append(one["metres"] or 0)
    return "、".join(f"{name} {sum(each):,.0f} 米" + (f"（{len(each)} 段）" if len(each) > 1 else "") for name, each in metres.items())
