"""Lines along ground points, drawn as nature and road builders would: eased, with ends and meeting points kept."""

from collections import defaultdict

import numpy as np

from gis_app.domain.sample.frame import Array
from gis_app.domain.sample.ground import Ground

Step = tuple[int, int]


def eased(line: Array, passes: int = 2) -> Array:
    """Corners cut by quarters (Chaikin), first and last point kept."""
    for _ in range(passes if len(line) > 2 else 0):
        cut = np.empty((2 * len(line) - 2, 2))
        cut[::2] = 0.75 * line[:-1] + 0.25 * line[1:]
        cut[1::2] = 0.25 * line[:-1] + 0.75 * line[1:]
        cut[0], cut[-1] = line[0], line[-1]
        line = cut
    return line


def smoothed(line: Array, passes: int) -> Array:
    """Each inner point moved toward its neighbours, ends kept."""
    line = line.copy()
    for _ in range(passes):
        line[1:-1] = 0.25 * line[:-2] + 0.5 * line[1:-1] + 0.25 * line[2:]
    return line


def edge_key(one: int, other: int) -> Step:
    """The name of a ground edge: its two points, smaller first."""
    return (one, other) if one < other else (other, one)


def network(ground: Ground, steps: dict[Step, int], keep: set[int]) -> list[tuple[Array, int, list[int]]]:
    """A set of ground edges, each with a class, as lines cut where they meet, change class or pass a point of `keep`.

    Returns each line in metres, its class, and its ground points; lines that meet share their end exactly.
    """
    around: dict[int, set[int]] = defaultdict(set)
    for one, other in steps:
        around[one].add(other)
        around[other].add(one)
    knots = {node for node, others in around.items() if node in keep or _is_knot(node, others, steps)}
    done: set[Step] = set()
    lines = []
    for knot in sorted(knots):
        for turn in sorted(around[knot]):
            chain = _follow(knot, turn, around, knots, done)
            if chain:
                lines.append((eased(smoothed(ground.points[chain], 2)), steps[edge_key(chain[0], chain[1])], chain))
    return lines


def _is_knot(node: int, others: set[int], steps: dict[Step, int]) -> bool:
    return len(others) != 2 or len({steps[edge_key(node, other)] for other in others}) > 1


def _follow(knot: int, turn: int, around: dict[int, set[int]], knots: set[int], done: set[Step]) -> list[int]:
    if edge_key(knot, turn) in done:
        return []
    chain = [knot, turn]
    done.add(edge_key(knot, turn))
    while chain[-1] not in knots:
        ahead = next(iter(around[chain[-1]] - {chain[-2]}))
        done.add(edge_key(chain[-1], ahead))
        chain.append(ahead)
    return chain
