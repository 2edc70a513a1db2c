"""Labels on the ground become areas: a seamless mosaic whose neighbours share each border vertex bit for bit.

Each stretch of border between two junctions is drawn once, as a line, and both areas are made from that line.
"""

from collections import defaultdict
from itertools import pairwise

import numpy as np
import shapely
from numpy.typing import NDArray

from gis_app.domain.sample.frame import Array, Frame
from gis_app.domain.sample.ground import Ground, Ints

CALMER = ((7, 0.11), (4, 0.08), (2, 0.04), (0, 0.0))
"""Smoothing passes and roughness, tried in turn until no border crosses another; the last cannot fail."""


def stretches(ground: Ground, labels: Ints) -> list[list[int]]:
    """Chains of triangle numbers along which two labels meet, cut where three meet."""
    parted = (labels[ground.edges[:, 0]] != labels[ground.edges[:, 1]]) & (ground.flanks[:, 1] >= 0)
    around: dict[int, list[int]] = defaultdict(list)
    for one, other in ground.flanks[parted].tolist():
        around[one].append(other)
        around[other].append(one)
    junctions = [node for node, others in around.items() if len(others) != 2]
    used: set[tuple[int, int]] = set()
    chains = [_walk(around, start, step, used) for start in junctions for step in around[start]]
    loops = [_walk(around, node, around[node][0], used) for node in around if len(around[node]) == 2]
    return [chain for chain in chains + loops if len(chain) > 1]


def _walk(around: dict[int, list[int]], start: int, step: int, used: set[tuple[int, int]]) -> list[int]:
    """Follow one border from `start` by `step` to the next junction (or back to the start); empty if already drawn."""
    if (start, step) in used:
        return []
    chain = [start, step]
    used |= {(start, step), (step, start)}
    while len(around[step]) == 2 and step != start:
        onward = [node for node in around[step] if node != chain[-2]]
        step = onward[0] if onward else start
        used |= {(chain[-1], step), (step, chain[-1])}
        chain.append(step)
    return chain


def natural(line: Array, rng: np.random.Generator, passes: int, roughness: float) -> Array:
    """A border as a surveyor would find it: corners eased, then midpoints displaced (fractal), ends kept."""
    line = line.copy()
    for _ in range(passes):
        line[1:-1] = 0.25 * line[:-2] + 0.5 * line[1:-1] + 0.25 * line[2:]
    if roughness:
        step = np.diff(line, axis=0)
        across = np.column_stack([-step[:, 1], step[:, 0]]) * rng.normal(0, roughness, (len(step), 1))
        woven = np.empty((2 * len(line) - 1, 2))
        woven[::2], woven[1::2] = line, (line[:-1] + line[1:]) / 2 + across
        line = woven
    return line


def mosaic(ground: Ground, labels: Ints, frame: Frame, rng: np.random.Generator) -> tuple[NDArray[np.object_], Ints]:
    """Areas in lon/lat and the label of each; a label in several pieces has several areas."""
    bare = [_bare(ground, chain) for chain in stretches(ground, labels)]
    for passes, roughness in CALMER:
        lines = [frame.degrees(natural(line, rng, passes, roughness)) for line in bare]
        areas = _areas(lines)
        owners = _owners(areas, frame.degrees(ground.points), labels)
        if owners is not None and shapely.is_valid(areas).all() and shapely.coverage_is_valid(areas):
            return areas, owners
    raise AssertionError("the unsmoothed mosaic is a planar graph and cannot cross itself")


def _bare(ground: Ground, chain: list[int]) -> Array:
    """From the middle of a triangle through the middle of the shared side to the next: such lines never cross."""
    gates = [ground.gates[step] for step in pairwise(chain)]
    line = np.empty((2 * len(chain) - 1, 2))
    line[::2] = ground.middles[chain]
    line[1::2] = ground.points[ground.edges[gates]].mean(axis=1)
    return line


def _areas(lines: list[Array]) -> NDArray[np.object_]:
    drawn = [shapely.linestrings(line[np.r_[True, np.any(np.diff(line, axis=0) != 0, axis=1)]]) for line in lines]
    return np.asarray(shapely.get_parts(shapely.polygonize(drawn)))


def _owners(areas: NDArray[np.object_], points: Array, labels: Ints) -> Ints | None:
    """The commonest label among the ground points inside each area; None if a label lost its place."""
    tree, inner = shapely.STRtree(areas), np.flatnonzero(labels >= 0)
    point, area = tree.query(shapely.points(points[inner]), predicate="within")
    votes = np.zeros((len(areas), labels.max() + 1), dtype=np.int64)
    np.add.at(votes, (area, labels[inner[point]]), 1)
    owners = votes.argmax(axis=1)
    if not votes.any(axis=1).all() or set(owners.tolist()) != set(labels[inner].tolist()):
        return None
    return np.asarray(owners)
