"""20,000 households into 60 grids: how equal the grids are and how long the borders between them, beside other engines.

All divide the same graph of atoms, for raw metres of border. spopt and gerrychain are no dependencies: without them
(``pip install spopt gerrychain``; ``WANGGE_BENCH_PYTHON`` may name another environment's Python that has them) a line
says so instead of the row.
"""

import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from threading import Event

import numpy as np
import shapely
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components

from gis_app.domain.proposals import Ground, Surroundings, Taste, Wish, survey
from gis_app.domain.proposals.dividing import divide, homes_settled
from gis_app.domain.sample.place import Place, make_place
from tests.bench.rows import Row, faster, within

HOUSEHOLDS, GRIDS = 20_000, 60
PLAIN = Taste(road=1.0, stream=1.0, border=1.0, whole=0.0)
"""Every metre counts the same, as for the peers, who know no roads."""
PEERS = ("gerrychain", "WardSpatial", "RegionKMeansHeuristic", "Skater", "MaxPHeuristic")
PATIENCE = 3.0
"""Peers are ended after so many times what we took, and at least after LEAST_S."""
LEAST_S = 60.0
TIMES_BETTER = 0.8


def rows(scale: float) -> Iterator[Row]:
    place = make_place(7, 1, round(HOUSEHOLDS * scale))
    count = max(2, round(GRIDS * scale))
    ground, settled, surveyed = _ground(place, count)
    begun = time.perf_counter()
    part = divide(ground, settled, Wish(count, taste=PLAIN), lambda _: None, Event())
    took = time.perf_counter() - begun
    assert _pieces(ground, part) == count
    for engine in PEERS:
        yield from _beside(engine, ground, part, count, took, scale)
    usual = divide(ground, settled, Wish(count), lambda _: None, Event())
    yield within(f"{count} grids, usual taste: spread ‰", _spread(ground, usual), _spread(ground, part), None, "plain taste", "count")
    yield within(f"{count} grids, usual taste: metres of border off roads and streams", _metres(ground, usual, off_roads=True),
                 _metres(ground, part, off_roads=True), None, "plain taste", "count")
    yield faster(f"survey of {len(place.households):,} households into {len(ground.homes):,} atoms", surveyed, took, None, "the division")


def _ground(place: Place, count: int) -> tuple[Ground, np.ndarray, float]:
    grids = place.grids[place.grids["kind"] == "grid"].geometry.to_numpy()
    area = shapely.union_all(grids)
    frames = (place.buildings, place.roads, place.streams)
    homes = shapely.get_coordinates(place.households.geometry.to_numpy())
    people = place.households["people_present"].to_numpy(dtype=float)
    around = Surroundings(homes, people, *(np.asarray(frame.geometry.to_numpy()) for frame in frames))
    begun = time.perf_counter()
    here = around.within(area)
    ground = survey(area, here, count)
    return ground, homes_settled(ground, ground.plane.metres(here.homes)), time.perf_counter() - begun


def _beside(engine: str, ground: Ground, part: np.ndarray, count: int, took: float, scale: float) -> Iterator[Row]:
    limit = max(LEAST_S * scale, PATIENCE * took)
    begun = time.perf_counter()
    theirs = _peer(engine, ground, count, max(took, LEAST_S * scale / 3), limit)
    if isinstance(theirs, str):
        print(f"   {engine}: {theirs}", flush=True)
        return
    name = f"{engine} ({time.perf_counter() - begun:.0f} s, {_pieces(ground, theirs)} pieces)"
    # What we took stands in each row's work; the peer's time has its own process's start in it.
    work = f"{len(ground.homes):,} atoms into {count} in {took:.1f} s"
    yield within(f"{work}: spread ‰", _spread(ground, part), _spread(ground, theirs), TIMES_BETTER, name, "count")
    yield within(f"{work}: metres of border", _metres(ground, part), _metres(ground, theirs), TIMES_BETTER, name, "count")


def _peer(engine: str, ground: Ground, count: int, seconds: float, limit: float) -> np.ndarray | str:
    """The peer's parts, or why there are none."""
    python = os.environ.get("WANGGE_BENCH_PYTHON", sys.executable)
    with tempfile.TemporaryDirectory() as folder:
        graph, out = Path(folder) / "graph.npz", Path(folder) / "parts.npy"
        np.savez(graph, pairs=ground.beside.pairs, homes=ground.homes, middle=ground.middle)
        command = [python, "-m", "tests.bench.proposals_peers", engine, str(graph), str(count), str(seconds), str(out)]
        try:
            done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=limit)
        except subprocess.TimeoutExpired:
            return f"no answer within {limit:.0f} s"
        if done.returncode:
            return (done.stderr.strip().splitlines() or ["failed"])[-1]
        return np.asarray(np.load(out))


def _spread(ground: Ground, part: np.ndarray) -> float:
    """(Most - fewest) / mean households, in thousandths."""
    homes = np.bincount(part, ground.homes)
    return float(np.ptp(homes) / homes.mean() * 1000)


def _metres(ground: Ground, part: np.ndarray, *, off_roads: bool = False) -> float:
    one, other = part[ground.beside.pairs.T]
    length = ground.beside.open if off_roads else ground.beside.length
    return float(length[one != other].sum())


def _pieces(ground: Ground, part: np.ndarray) -> int:
    one, other = ground.beside.pairs.T
    inner = part[one] == part[other]
    edges = coo_array((np.ones(inner.sum()), (one[inner], other[inner])), shape=(len(part), len(part)))
    return int(connected_components(edges, directed=False)[0])
