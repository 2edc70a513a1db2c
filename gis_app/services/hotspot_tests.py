"""Each method's test of counted cells, as columns by cell, hotspots and parameters."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from gis_app.domain.sources import OTHERS, OWN
from gis_app.domain.stats.emerging import emerging
from gis_app.domain.stats.gi_star import gi_star
from gis_app.domain.stats.moran import QUADRANTS, local_moran
from gis_app.domain.stats.neighbours import Bools, Floats, Indices, Neighbours
from gis_app.domain.stats.rates import rates
from gis_app.domain.stats.scan import Scan, scan
from gis_app.domain.stats.spots import LEAST_CONFIDENCE, Spot, confidence_classes, spots
from gis_app.services.hotspot_counts import steps_of
from gis_app.services.hotspot_ground import linked
from gis_app.services.hotspot_wish import Found, Progress

MOST_P = 0.05
LONGEST_WEEKS = 8
APART: Mapping[str, frozenset[str]] = {"own": OWN, "others": OTHERS}
"""Sources that are tested by themselves beside all that were asked for."""


@dataclass(frozen=True, eq=False)
class Counted:
    """The cells with counts by step, and which were looked at: by step where cells are followed, else over the whole period (one column).

    ``people`` is what counts are held against (None: nothing); ``apart`` are the counts of the whole period over the sources of ``APART``.
    """

    found: Found
    counts: Indices
    looked: Bools
    people: Floats | None
    apart: Mapping[str, Indices]


def tested(given: Counted, progress: Progress) -> Found:
    """What the wish's method makes of the counts."""
    method = given.found.wish.method
    if method == "scan":
        return _scan(given, progress)
    return {"gi_star": _gi_star, "emerging": _emerging, "moran": _moran}[method](given)


def _gi_star(given: Counted) -> Found:
    """Gi* of the asked sources, and beside it of what the grid found itself and of what others found."""
    wish, looked, counts = given.found.wish, given.looked[:, 0], given.counts[:, 0]
    values = _held_against(counts, given.people)
    taking_part = looked & ~np.isnan(values)
    links = linked(given.found.ground, wish.links, values, taking_part)
    known = gi_star(values, links, looked=taking_part, permutations=wish.turns, seed=wish.seed)
    classes = confidence_classes(known.confidence, looked)
    columns: dict[str, NDArray[Any]] = {"count": counts, "value": values, "looked": looked, "z": known.z, "p": known.p, "q": known.q}
    if known.simulated is not None:
        columns["p_sim"] = _spread(known.simulated.two_sided, known.looked)
    columns["class"] = classes
    if given.people is not None:
        columns["few"] = looked & rates(counts.astype(float), given.people).small
    for name, apart in given.apart.items():
        columns |= _apart(given, links, name, apart)
    called = np.abs(known.confidence) >= LEAST_CONFIDENCE
    held = spots(classes, called, np.nan_to_num(known.z), _one(known.p), _one(known.q), links)
    return _made(given, columns, held, {**known.parameters, "basis": wish.basis})


def _apart(given: Counted, links: Neighbours, name: str, counts: Indices) -> dict[str, NDArray[Any]]:
    values = _held_against(counts, given.people)
    looked = given.looked[:, 0]
    known = gi_star(values, links, looked=looked & ~np.isnan(values))
    return {f"{name}_count": counts, f"{name}_z": known.z, f"{name}_q": known.q, f"{name}_class": confidence_classes(known.confidence, looked)}


def _moran(given: Counted) -> Found:
    """Which cells are alike or unlike their neighbours; z is how far the neighbours' sum lies from chance, positive for alike."""
    wish, looked, counts = given.found.wish, given.looked[:, 0], given.counts[:, 0]
    values = counts.astype(float)
    links = linked(given.found.ground, wish.links, values, looked)
    known = local_moran(values, links, looked=looked, permutations=wish.turns, seed=wish.seed)
    called = known.called(MOST_P)
    classes = np.where(called, np.array(QUADRANTS)[known.quadrant], np.where(looked, "none", "not_looked"))
    columns: dict[str, NDArray[Any]] = {"count": counts, "looked": looked, "index": known.index, "z": known.z, "p": known.p, "q": known.q, "class": classes}
    held = spots(classes, called, np.nan_to_num(known.z), _one(known.p), _one(known.q), links, family=lambda name: name)
    return _made(given, columns, held, known.parameters)


def _emerging(given: Counted) -> Found:
    counts, ever = given.counts, np.asarray(given.looked.any(axis=1))
    links = linked(given.found.ground, given.found.wish.links, counts.sum(axis=1).astype(float), ever)
    known = emerging(counts.astype(float), links, looked=given.looked)
    looked = known.looked
    hot = (known.q <= MOST_P) & (known.z > 0)
    columns: dict[str, NDArray[Any]] = {
        "count": counts.sum(axis=1), "looked": looked, "z": known.z[:, -1], "p": known.p[:, -1], "q": known.q[:, -1],
        "steps_hot": hot.sum(axis=1), "trend_z": np.where(looked, known.trend.z, np.nan), "trend_p": np.where(looked, known.trend.p, np.nan),
        "class": known.classes,
    }  # fmt: skip
    called = ~np.isin(known.classes, ["none", "not_looked"])
    z = np.nan_to_num(known.z)
    best = np.where(np.char.endswith(known.classes, "_cold"), z.min(axis=1), z.max(axis=1))
    held = spots(known.classes, called, best, _one(known.p).min(axis=1), _one(known.q).min(axis=1), links, family=lambda name: name)
    return _made(given, columns, held, known.parameters)


def _scan(given: Counted, progress: Progress) -> Found:
    wish, ground, counts, looked = given.found.wish, given.found.ground, given.counts, given.looked[:, 0]
    radius = wish.radius_m or 0.25 * float(np.ptp(ground.middles, axis=0).max())
    known = scan(ground.middles, counts, radius_m=radius, longest=LONGEST_WEEKS, permutations=wish.turns, seed=wish.seed, progress=progress)
    number, p, z = np.zeros(len(ground.keys), np.int64), np.full(len(ground.keys), np.nan), np.full(len(ground.keys), np.nan)
    for place, cluster in enumerate(known.clusters, 1):
        cells = list(cluster.cells)
        number[cells], p[cells], z[cells] = place, cluster.p, np.sqrt(2 * cluster.llr)
    classes = np.where(p <= MOST_P, "cluster", np.where(looked, "none", "not_looked"))
    columns: dict[str, NDArray[Any]] = {"count": counts.sum(axis=1), "looked": looked, "z": z, "p": p, "q": p, "cluster": number, "class": classes}
    held = [Spot(one.cells, "cluster", one.ratio, one.p, one.p) for one in known.clusters if one.p <= MOST_P]
    return _made(given, columns, held, {**known.parameters, "clusters": _told(known, given)})


def _told(known: Scan, given: Counted) -> list[dict[str, Any]]:
    """Each cluster with its own weeks."""
    steps = steps_of(given.found.asked.period, "week")
    return [
        {"number": place, "from": steps[one.first].first.isoformat(), "to": steps[one.last].last.isoformat(), "observed": one.observed,
         "expected": round(one.expected, 3), "ratio": round(one.ratio, 3), "llr": round(one.llr, 3), "p": one.p, "radius_m": round(one.radius_m, 1)}
        for place, one in enumerate(known.clusters, 1)
    ]


def _made(given: Counted, columns: dict[str, NDArray[Any]], held: list[Spot], parameters: dict[str, Any]) -> Found:
    asked = given.found
    return Found(asked.wish, asked.asked, asked.ground, columns, tuple(held), {**parameters, **asked.parameters})


def _held_against(counts: Indices, people: Floats | None) -> Floats:
    """Counts, or smoothed rates per 1,000 (NaN where there is nobody or nobody went)."""
    return counts.astype(float) if people is None else rates(counts.astype(float), people).smoothed


def _spread(values: Floats, where: Bools) -> Floats:
    found = np.full(len(where), np.nan)
    found[where] = values
    return found


def _one(p: Floats) -> Floats:
    return np.nan_to_num(p, nan=1.0)

