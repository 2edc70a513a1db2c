"""Raw stretches of border are joined into edges that run from node to node.

A node is a place where another number of stretches than two ends; where just two meet, they are one edge.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from typing import NamedTuple

import numpy as np

from gis_app.domain.coverage.edge import Edge, Point, written


class Step(NamedTuple):
    """One stretch, walked ahead or back."""

    number: int
    ahead: bool


def joined(raw: Sequence[Edge], elsewhere: Callable[[Point], int]) -> frozenset[Edge]:
    """Edges out of stretches that meet at their ends only.

    Parameters
    ----------
    elsewhere
        How many ends of other edges, not among ``raw``, lie at a place.
    """
    leaving: dict[Point, list[Step]] = defaultdict(list)
    for number, edge in enumerate(raw):
        leaving[edge.ends[0]].append(Step(number, ahead=True))
        leaving[edge.ends[1]].append(Step(number, ahead=False))
    nodes = {place for place, steps in leaving.items() if len(steps) + elsewhere(place) != 2}
    used: set[int] = set()
    return frozenset(
        _edge(raw, _walk(raw, step, leaving, nodes, used), free=place not in nodes)
        for place in (*nodes, *leaving) for step in leaving[place] if step.number not in used
    )


def count_ends(edges: Iterable[Edge]) -> dict[Point, int]:
    """How many ends lie at each node; an edge that closes on itself has two at its own."""
    ends: dict[Point, int] = defaultdict(int)
    for edge in edges:
        for end in edge.ends:
            ends[end] += 1
    return ends


def _walk(raw: Sequence[Edge], step: Step, leaving: dict[Point, list[Step]], nodes: set[Point], used: set[int]) -> list[Step]:
    """From one node on to the next, or around until a used stretch is met."""
    chain: list[Step] = []
    while step.number not in used:
        used.add(step.number)
        chain.append(step)
        place = raw[step.number].ends[step.ahead]
        if place in nodes:
            break
        arrived = Step(step.number, not step.ahead)
        step = next((onward for onward in leaving[place] if onward != arrived), arrived)
    return chain


def _edge(raw: Sequence[Edge], chain: list[Step], *, free: bool) -> Edge:
    parts = [raw[number].xy if ahead else raw[number].xy[::-1] for number, ahead in chain]
    xy = np.vstack([parts[0], *(part[1:] for part in parts[1:])])
    first = raw[chain[0].number]
    left, right = first.faces if chain[0].ahead else first.faces[::-1]
    return written(xy, left, right, free=free)
