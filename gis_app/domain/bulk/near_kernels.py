"""Kernels of nearness: how far a point is from the next border that matters, in the metric plane at the point."""

# The types stand in each kernel's signature.
# mypy: allow-untyped-defs, allow-untyped-calls

import math

import numpy as np

from gis_app.domain.bulk.compiled import (
    F64,
    F64_2D,
    I32,
    I64,
    REAL,
    U8,
    WHOLE,
    inlined,
    kernel,
)
from gis_app.domain.places import DEGREE, ECCENTRICITY_2, SAME_M, SEMI_MAJOR_M

FAR = np.inf
NONE = -1


@kernel(WHOLE, WHOLE, WHOLE, I64, I32, I32)
def mark_bins(row_from, row_to, nx, row_start, column, bin_start):
    """Where each bin's segments begin, for rows already sorted by column."""
    for row in range(row_from, row_to):
        k = row_start[row]
        for c in range(nx):
            while k < row_start[row + 1] and column[k] < c:
                k += 1
            bin_start[row * nx + c] = k
    return 0


@inlined
def square(px, py, kx, ky, ax, ay, bx, by):
    """Squared metres from P to the segment A-B; kx, ky are metres per degree at P."""
    ax, ay, bx, by = (ax - px) * kx, (ay - py) * ky, (bx - px) * kx, (by - py) * ky
    ex, ey = bx - ax, by - ay
    length = ex * ex + ey * ey
    along = -(ax * ex + ay * ey)
    if along >= length:
        return bx * bx + by * by
    if along > 0.0:
        ax, ay = ax + along / length * ex, ay + along / length * ey
    return ax * ax + ay * ay


@inlined
def bins(at, reach, origin, scale, number):
    """First and last bin within ``reach`` degrees of ``at`` (first > last where there is none)."""
    low, high = (at - reach - origin) * scale, (at + reach - origin) * scale
    if high < 0.0 or low >= number:
        return 1, 0
    return int(max(low, 0.0)), int(min(high, number - 1.0))


@kernel(F64, F64, I32, F64, F64, WHOLE, WHOLE, F64, U8, I32, F64_2D, I32, I32, I32, I32, U8, REAL,
        REAL, REAL, REAL, REAL, WHOLE, WHOLE)  # fmt: skip
def measure(lon, lat, winner, limit, snap, begin, end, distance, touching, nearest,
            vertices, owner, class_, bin_start, segment, quiet, quiet_m, x0, y0, sx, sy, nx, ny):  # fmt: skip
    """For points begin..end: metres to the next place with another answer (FAR beyond the limit), whether some border
    passes through the point to within SAME_M, and for points that nothing covers the grid to snap to.

    A point in a ``quiet`` bin has no border within ``quiet_m``. Elsewhere the window around it grows until it holds the nearest border or reaches the limit.
    """
    for p in range(begin, end):
        px, py, best = lon[p], lat[p], winner[p]
        distance[p], touching[p], nearest[p] = FAR, 0, NONE
        farthest = max(limit[p], SAME_M) if best >= 0 else max(limit[p], SAME_M, snap[p])
        fx, fy = (px - x0) * sx, (py - y0) * sy
        if farthest <= quiet_m and fx >= 0.0 and fx < nx and fy >= 0.0 and fy < ny and quiet[int(fy) * nx + int(fx)]:
            continue
        phi = py * DEGREE
        w2 = 1.0 - ECCENTRICITY_2 * math.sin(phi) ** 2
        normal = SEMI_MAJOR_M / math.sqrt(w2)
        kx, ky = DEGREE * normal * math.cos(phi), DEGREE * normal * (1.0 - ECCENTRICITY_2) / w2
        least, reach = FAR, min(farthest, max(0.75 * ky / sy, 20.0))
        while True:
            lon_reach, lat_reach = reach / kx * 1.000001 + 1e-12, reach / ky * 1.000001 + 1e-12
            first, last = bins(px, lon_reach, x0, sx, nx)
            low, high = bins(py, lat_reach, y0, sy, ny)
            for row in range(low, high + 1):
                for k in range(bin_start[row * nx + first], bin_start[row * nx + last + 1]):
                    v = segment[k]
                    rank = owner[v]
                    d2 = square(px, py, kx, ky, vertices[v, 0], vertices[v, 1], vertices[v + 1, 0], vertices[v + 1, 1])
                    if d2 <= SAME_M * SAME_M:
                        touching[p] = 1
                    if d2 < least and (best < 0 or rank <= best):
                        least = d2
            if least <= reach * reach or reach >= farthest:
                break
            reach = min(2.0 * reach, farthest)
        least = math.sqrt(least)
        if least <= farthest:
            distance[p] = least
        if best < 0 and snap[p] > 0.0 and least <= snap[p]:
            lon_reach, lat_reach = snap[p] / kx * 1.000001 + 1e-12, snap[p] / ky * 1.000001 + 1e-12
            first, last = bins(px, lon_reach, x0, sx, nx)
            low, high = bins(py, lat_reach, y0, sy, ny)
            # the most specific within reach, then the nearest of those, then the best rank among equally near ones
            finest, close = 1 << 30, FAR
            for choosing in range(2):
                for row in range(low, high + 1):
                    for k in range(bin_start[row * nx + first], bin_start[row * nx + last + 1]):
                        v = segment[k]
                        rank = owner[v]
                        d = math.sqrt(square(px, py, kx, ky, vertices[v, 0], vertices[v, 1],
                                             vertices[v + 1, 0], vertices[v + 1, 1]))  # fmt: skip
                        if choosing == 0:
                            if d <= snap[p] and (class_[rank] < finest or (class_[rank] == finest and d < close)):
                                finest, close = class_[rank], d
                        elif class_[rank] == finest and d <= min(close + SAME_M, snap[p]):
                            nearest[p] = rank if nearest[p] == NONE else min(nearest[p], rank)
    return 0
