"""Density over a town in cells, held against chance: what the same number of incidents would do if any place were as likely."""

from typing import Any

import numpy as np
import shapely
from numpy.typing import NDArray
from scipy.special import ndtr

from gis_app.domain.stats import kde
from gis_app.domain.stats.fdr import q_values
from gis_app.domain.stats.kde import Raster
from gis_app.domain.stats.levels import confidence
from gis_app.domain.stats.neighbours import Bools, Floats
from gis_app.domain.stats.spots import confidence_classes
from gis_app.services.heat import Asked
from gis_app.services.hotspot_counts import looked_in_cells
from gis_app.services.hotspot_ground import Ground, covered
from gis_app.services.hotspot_wish import Found, Progress, Wish

RADIUS_M, SIZE_M = 250.0, 100.0
MOST_SHUFFLES = 199
BATCH = 4


def density(wish: Wish, asked: Asked, grids: Ground, looked: Bools, places: Floats, counts: Floats, progress: Progress) -> Found:
    """Density by square or hexagon of counts at places (metres in the town's plane).

    z is by how many standard deviations the density lies above its mean over scatterings of as many incidents over the town's
    ground, at most ``MOST_SHUFFLES`` of them; what lies outside it is left out.
    """
    radius, size = wish.radius_m or RADIUS_M, wish.size_m or SIZE_M
    kind = "hex" if wish.cells == "hex" else "square"
    ground = covered(grids, kind, size)
    whole = grids.whole
    inside = shapely.contains_xy(whole, places) if len(places) else np.zeros(0, dtype=bool)
    places, counts = places[inside], counts[inside]
    raster = Raster.around(tuple(shapely.total_bounds(ground.metres)), max(1, round(float(np.ptp(shapely.total_bounds(ground.metres)[::2])) / size)))
    column, row = ((ground.middles - (raster.west, raster.south)) // raster.cell_m).astype(int).T
    found = kde.density(places, raster, radius, weights=counts).per_km2[row, column]
    number, rng = int(counts.sum()), np.random.default_rng(wish.seed)
    turns = min(wish.turns, MOST_SHUFFLES)
    sums, squares = np.zeros(len(found)), np.zeros(len(found))
    for turn in range(turns):
        scattered = kde.density(_anywhere(whole, number, rng), raster, radius).per_km2[row, column]
        sums, squares = sums + scattered, squares + scattered**2
        progress((turn + 1) / turns)
    z = _z(found, sums, squares, turns)
    p = 2 * ndtr(-np.abs(z))
    seen = looked_in_cells(ground, grids, looked, np.zeros((len(found), 1), np.int64))[:, 0]
    p[~seen] = np.nan
    q = q_values(p)
    columns: dict[str, NDArray[Any]] = {
        "per_km2": found, "looked": seen, "z": np.where(seen, z, np.nan), "p": p, "q": q, "class": confidence_classes(confidence(z, q), seen),
    }
    parameters = {"statistic": "kde", "kernel": "quartic", "radius_m": radius, "incidents": number, "shuffles": turns,
                  "against": "uniform", "correction": "fdr", "cells": {"kind": kind, "size_m": size, "chosen": "asked" if wish.size_m else "usual"}}
    return Found(wish, asked, ground, columns, (), parameters)


def _anywhere(whole: Any, number: int, rng: np.random.Generator) -> Floats:
    """So many places in the ground, any as likely as any other."""
    west, south, east, north = shapely.bounds(whole)
    share = max(float(whole.area) / ((east - west) * (north - south)), 1e-6)
    kept = [np.empty((0, 2))]
    missing = number
    while missing > 0:
        tried = rng.uniform((west, south), (east, north), (int(missing / share * 1.1) + BATCH, 2))
        fit = tried[shapely.contains_xy(whole, tried)][:missing]
        kept.append(fit)
        missing -= len(fit)
    return np.concatenate(kept)


def _z(found: Floats, sums: Floats, squares: Floats, turns: int) -> Floats:
    if turns < 2:
        return np.full(len(found), np.nan)
    mean = sums / turns
    spread = np.sqrt(np.maximum(squares / turns - mean**2, 0.0) * turns / (turns - 1))
    return np.divide(found - mean, spread, out=np.zeros(len(found)), where=spread > 0)
