"""The peers of ``tests/bench/proposals.py``, each in a process of its own so that it can be ended in time.

    python -m tests.bench.proposals_peers NAME GRAPH.npz COUNT SECONDS OUT.npy

Each divides the same graph into COUNT parts of equal households, as its documentation shows, and writes the part of each
atom. What looks on and on (chains) gets SECONDS after its first division.
"""

import sys
import time
import warnings
from functools import partial
from typing import Any

import numpy as np

EPSILON = 0.05
"""Gerrychain's documentation allows parts to be so far from the mean."""


def gerrychain(graph: Any, count: int, seconds: float) -> np.ndarray:
    """A recursive tree division, then short bursts of ReCom for fewer cut edges."""
    import random

    import networkx as nx
    from gerrychain import Graph, Partition, constraints, updaters
    from gerrychain.optimization import SingleMetricOptimizer
    from gerrychain.proposals import recom

    random.seed(7)
    drawn = nx.Graph()
    drawn.add_nodes_from((atom, {"homes": int(homes)}) for atom, homes in enumerate(graph["homes"]))
    drawn.add_edges_from(graph["pairs"].tolist())
    begun = time.monotonic()
    first = Partition.from_random_assignment(
        Graph.from_networkx(drawn), count, EPSILON, "homes", updaters={"homes": updaters.Tally("homes"), "cut_edges": updaters.cut_edges}
    )
    moves = partial(recom, pop_col="homes", pop_target=graph["homes"].sum() / count, epsilon=EPSILON, node_repeats=1)
    within = constraints.within_percent_of_ideal_population(first, EPSILON, pop_key="homes")
    chain = SingleMetricOptimizer(moves, [within], first, lambda division: len(division["cut_edges"]), maximize=False)
    for _ in chain.short_bursts(10, 10_000):
        if time.monotonic() - begun > seconds:
            break
    names = {name: number for number, name in enumerate(sorted(set(chain.best_part.assignment.values())))}
    return np.array([names[chain.best_part.assignment[atom]] for atom in range(len(graph["homes"]))])


def spopt(method: str, graph: Any, count: int, seconds: float) -> np.ndarray:
    """Regions of atoms near each other; none of these methods balances households, max-p keeps a minimum."""
    import geopandas as gpd
    import libpysal
    import shapely
    from spopt import region

    beside: dict[int, list[int]] = {atom: [] for atom in range(len(graph["homes"]))}
    for one, other in graph["pairs"].tolist():
        beside[one].append(other)
        beside[other].append(one)
    weights = libpysal.weights.W(beside, silence_warnings=True)
    x, y = graph["middle"].T
    frame = gpd.GeoDataFrame({"x": x, "y": y, "homes": graph["homes"]}, geometry=shapely.points(x, y))
    made = {
        "WardSpatial": lambda: region.WardSpatial(frame, weights, ["x", "y"], count),
        "Skater": lambda: region.Skater(frame, weights, ["x", "y"], count),
        "RegionKMeansHeuristic": lambda: region.RegionKMeansHeuristic(graph["middle"], count, weights),
        "MaxPHeuristic": lambda: region.MaxPHeuristic(frame, weights, ["x", "y"], "homes", 0.9 * graph["homes"].sum() / count),
    }[method]()
    made.solve()
    return np.unique(np.asarray(made.labels_), return_inverse=True)[1]


if __name__ == "__main__":
    warnings.simplefilter("ignore")
    name, given, many, limit, out = sys.argv[1:]
    solve = gerrychain if name == "gerrychain" else partial(spopt, name)
    np.save(out, solve(np.load(given), int(many), float(limit)))
