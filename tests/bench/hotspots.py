"""Statistics of places beside their peers: contiguity, Gi*, density, emerging hotspots, planted heaps."""

import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator

import geopandas as gpd
import numpy as np
import shapely
from libpysal.graph import Graph
from libpysal.weights import Queen, W
from scipy import sparse
from sklearn.neighbors import KernelDensity

from gis_app.domain.stats.conditional import ranks
from gis_app.domain.stats.contiguity import contiguity
from gis_app.domain.stats.emerging import emerging
from gis_app.domain.stats.gi_star import closed_form, gi_star
from gis_app.domain.stats.kde import Raster, density
from gis_app.domain.stats.neighbours import Neighbours
from tests.bench.rows import Row, best, faster, median, within
from tests.conftest import ROOT
from tests.domain.coverages import fractal
from tests.domain.stats.places import board, planted, quiet

CELLS = 50_000
EMERGING_S, POWER, ALARMS, HEAP_TIMES = 10.0, 0.9, 0.05, 2.5
EVERY = 16
"""Of the raster's cells in each direction, every so many is asked of sklearn; its cost is the same for each."""

Part = Callable[[float], Iterator[Row]]

FRESH = """
import sys, numpy as np
from scipy import sparse
values, matrix = np.load(sys.argv[1]), sparse.load_npz(sys.argv[2])
{work}
np.save(sys.argv[3], p)
"""
OURS = "from gis_app.domain.stats.conditional import ranks; from gis_app.domain.stats.neighbours import Neighbours\np = ranks(values, Neighbours(matrix)).folded"
THEIRS = ("import warnings; warnings.simplefilter('ignore'); import esda; from libpysal.graph import Graph\n"
          "p = esda.G_Local(values, Graph.from_sparse(matrix.tocoo()), transform='B', star=True, permutations=999, keep_simulations=False, "
          "seed=1, n_jobs=1).p_sim")  # fmt: skip


def rows(scale: float) -> Iterator[Row]:
    for part in PARTS.values():
        yield from part(scale)


def _contiguity(scale: float) -> Iterator[Row]:
    cells = _cells(scale)
    shapes = fractal(cells, levels=5)
    side = int(cells**0.5)
    x, y = (each.ravel() for each in np.meshgrid(np.arange(side), np.arange(side)))
    plain = np.asarray(shapely.box(x, y, x + 1, y + 1), dtype=object)
    for name, one, goal in ((f"queen of {cells} cells of {shapely.get_num_coordinates(shapes).mean():.0f} vertices", shapes, 10.0),
                            (f"queen of {side * side} squares", plain, 1.0)):
        begun = time.perf_counter()
        graph = Graph.build_contiguity(gpd.GeoSeries(one), rook=False, strict=False)
        peer = time.perf_counter() - begun
        same = abs(contiguity(one).matrix - sparse.csr_array(graph.sparse > 0).astype(float)).sum() == 0
        ours = best(lambda one=one: contiguity(one), 3)
        yield faster(f"{name}, links {'identical' if same else 'DIFFER'}", ours, peer, goal, "libpysal Graph")
        if one is shapes:
            begun = time.perf_counter()
            listed = Queen.from_dataframe(gpd.GeoDataFrame(geometry=one), use_index=False, silence_warnings=True)
            peer = time.perf_counter() - begun
            same = abs(contiguity(one).matrix - sparse.csr_array(listed.sparse > 0).astype(float)).sum() == 0
            yield faster(f"{name}, links {'identical' if same else 'DIFFER'}", ours, peer, goal, "libpysal Queen")


def _cells(scale: float) -> int:
    return max(400, int(CELLS * scale))


def _squares(cells: int) -> tuple[Neighbours, np.ndarray]:
    place = board(int(cells**0.5))
    return place.links, quiet(place, np.random.default_rng(1))


def _closed(scale: float) -> Iterator[Row]:
    import esda  # compiles for seconds: only where it is measured

    links, values = _squares(_cells(scale))
    graph = Graph.from_sparse(links.matrix.tocoo())
    starred = graph.assign_self_weight(1)
    listed = W.from_sparse(sparse.csr_matrix(links.with_self))
    ours = best(lambda: closed_form(values, links), 20)
    for name, weights, goal in (("W", listed, 100.0), ("Graph", starred, 3.0)):
        peer = median(lambda weights=weights: esda.G_Local(values, weights, transform="B", star=True, permutations=0))
        far = float(np.abs(esda.G_Local(values, weights, transform="B", star=True, permutations=0).Zs - closed_form(values, links)).max())
        yield faster(f"Gi* closed form, {len(values)} cells, z within {far:.0e}", ours, peer, goal, f"esda on {name}")


def _permutations(scale: float) -> Iterator[Row]:
    import esda  # as above

    links, values = _squares(_cells(scale))
    with tempfile.TemporaryDirectory() as folder:
        np.save(f"{folder}/v.npy", values)
        sparse.save_npz(f"{folder}/m.npz", links.matrix)
        ours, mine = _fresh(OURS, folder)
        theirs, other = _fresh(THEIRS, folder)
    apart = float(np.abs(mine - other).max())
    yield faster(f"Gi* 999 permutations, fresh process, p within {apart:.3f}", ours, theirs, 3.0, "esda, import and compiling in it")
    graph = Graph.from_sparse(links.matrix.tocoo())
    esda.G_Local(values[:400], _part(graph, links, 400), transform="B", star=True, permutations=9, n_jobs=1)
    peer = median(lambda: esda.G_Local(values, graph, transform="B", star=True, permutations=999, keep_simulations=False, seed=1, n_jobs=1), 1)
    yield faster("Gi* 999 permutations, warm", best(lambda: ranks(values, links), 3), peer, 1.0, "esda, compiled")


def _part(graph: Graph, links: Neighbours, cells: int) -> Graph:
    return Graph.from_sparse(links.matrix[:cells][:, :cells].tocoo())


def _fresh(work: str, folder: str) -> tuple[float, np.ndarray]:
    begun = time.perf_counter()
    subprocess.run([sys.executable, "-c", FRESH.format(work=work), f"{folder}/v.npy", f"{folder}/m.npz", f"{folder}/p.npy"], check=True,
                   cwd=ROOT, env={**os.environ, "PYTHONPATH": str(ROOT)})  # fmt: skip
    return time.perf_counter() - begun, np.load(f"{folder}/p.npy")


def _density(scale: float) -> Iterator[Row]:
    rng = np.random.default_rng(3)
    middles = rng.uniform(2000, 18_000, (40, 2))
    number = max(10_000, int(1_000_000 * scale))
    xy = middles[rng.integers(0, 40, number)] + rng.normal(0, 700, (number, 2))
    raster = Raster(0, 0, 20_000 / 512, 512, 512)
    ours = best(lambda: density(xy, raster, 250.0, kernel="gaussian"), 3)
    few = xy[:number // 10]
    east, north = raster.centres()
    at = np.column_stack([each.ravel() for each in np.meshgrid(east[::EVERY], north[::EVERY])])
    begun = time.perf_counter()
    exact = np.exp(KernelDensity(bandwidth=250.0).fit(few).score_samples(at)) * len(few) * 1e6
    peer = (time.perf_counter() - begun) * EVERY**2 * 10
    field = density(few, raster, 250.0, kernel="gaussian").per_km2
    wrong = float(np.abs(field[::EVERY, ::EVERY].ravel() - exact).max() / field.max())
    yield faster(f"density of {number} points on 512 x 512, error {wrong:.2%} of the peak", ours, peer, 20.0,
                 f"sklearn, {len(few)} points on every {EVERY}th cell, scaled")  # fmt: skip


def _emerging(scale: float) -> Iterator[Row]:
    place = board(int(max(100, int(5000 * scale)) ** 0.5) + 1)
    counts = np.random.default_rng(2).poisson(2, (place.side**2, 24)).astype(float)
    yield within(f"emerging hotspots, {place.side**2} cells x 24 months", best(lambda: emerging(counts, place.links), 3), EMERGING_S, 1.0, "the limit")


def _planted(scale: float) -> Iterator[Row]:
    place, rng, places = board(20), np.random.default_rng(11), 200
    found, alarms = 0, 0
    for _ in range(places):
        values, heap = planted(place, rng, times=HEAP_TIMES)
        found += bool(gi_star(values, place.links).confidence[heap[4]] >= 95)
        alarms += bool((gi_star(quiet(place, rng), place.links).confidence >= 95).any())
    yield Row(f"heaps of 3 x 3 with {HEAP_TIMES:g} x 4 incidents found, of {places}", found, places, found / places, POWER, unit="count")
    yield Row("places of chance alone with a false alarm", alarms, places, alarms / places, ALARMS, at_least=False, unit="count")


PARTS: dict[str, Part] = {"queen": _contiguity, "closed": _closed, "permutations": _permutations, "density": _density, "emerging": _emerging, "planted": _planted}
"""Groups of rows that can be run alone (``--only hotspots.closed``); queen takes minutes, for its peers do, the others seconds."""
