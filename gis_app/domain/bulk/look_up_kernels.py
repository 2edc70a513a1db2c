"""Kernels that ask the lookup raster (see ``kernels`` for what it holds)."""

# The types stand in each kernel's signature.
# mypy: allow-untyped-defs, allow-untyped-calls, disable-error-code="assignment"

import numpy as np

from gis_app.domain.bulk.compiled import F64, F64_2D, I32, I32_2D, REAL, WHOLE, inlined, kernel
from gis_app.domain.bulk.kernels import FIRST_BORDER_CELL, NO_PLACE, NONE, UNDECIDED, reference, reference_row, side

BATCH = 1024


@inlined
def decide(px, py, c, row, first, x0, y0, sx, sy, records, vertices):
    """The answer in a border cell with the record at ``first``, or UNDECIDED."""
    attempt, answer, end = records[first], records[first + 1], records[first + 2]
    if attempt == NO_PLACE:
        return UNDECIDED
    rx, ry = reference(c, x0, sx, attempt), reference_row(row, y0, sy)
    k = first + 3
    while k < end:
        mark = records[k]
        covers = mark & 1
        while k < end and records[k] == mark:
            v, last = records[k + 1], records[k + 2]
            bx, by = vertices[v, 0], vertices[v, 1]
            before = side(rx, ry, px, py, bx, by)
            if before == 0:
                return UNDECIDED
            while v < last:
                v += 1
                ax, ay, bx, by = bx, by, vertices[v, 0], vertices[v, 1]
                after = side(rx, ry, px, py, bx, by)
                if after == 0:
                    return UNDECIDED
                if after != before:
                    one, two = side(ax, ay, bx, by, px, py), side(ax, ay, bx, by, rx, ry)
                    if one == 0 or two == 0:
                        return UNDECIDED
                    covers ^= one != two
                before = after
            k += 3
        if covers:
            return mark >> 1
    return answer


@kernel(F64, F64, WHOLE, WHOLE, I32, I32, I32, I32, F64_2D, REAL, REAL, REAL, REAL, WHOLE, WHOLE, WHOLE,
        I32_2D)  # fmt: skip
def look_up(lon, lat, begin, end, out, top, blocks, records, vertices,
            x0, y0, sx, sy, nx, ny, shift, room):  # fmt: skip
    """Answer points begin..end; returns how many are UNDECIDED.

    Small batches go through the levels one after the other, so that the first loop, which has neither branches nor
    look-ups, is done for several points at once, and the cache misses of many points overlap; records and vertices
    are touched before they are used. ``room`` (4, BATCH) is to work in.
    """
    cell, inside, waiting, vertex = room
    s, mask, width = np.int32(shift), np.int32((1 << shift) - 1), np.int32((nx >> shift) + 1)
    columns_, rows_ = float(nx), float(ny)
    undecided, touched = 0, 0.0
    for start in range(begin, end, BATCH):
        size = min(start + BATCH, end) - start
        for k in range(size):
            fx, fy = (lon[start + k] - x0) * sx, (lat[start + k] - y0) * sy
            within = (fx >= 0.0) & (fx < columns_) & (fy >= 0.0) & (fy < rows_)
            c, row = np.int32(fx if within else 0.0), np.int32(fy if within else 0.0)
            cell[k] = (row >> s) * width + (c >> s) if within else np.int32(NONE)
            inside[k] = ((row & mask) << s) + (c & mask)
        number = 0
        for k in range(size):
            found = top[cell[k]] if cell[k] >= 0 else np.int32(NONE)
            out[start + k] = found
            waiting[number] = k
            number += found < UNDECIDED
        left = 0
        for w in range(number):
            k = waiting[w]
            found = blocks[((-FIRST_BORDER_CELL - out[start + k]) << (2 * shift)) + inside[k]]
            out[start + k] = found
            waiting[left] = k
            left += found < UNDECIDED
        for w in range(left):
            vertex[w] = records[-FIRST_BORDER_CELL - out[start + waiting[w]] + 4]
        for w in range(left):
            touched += vertices[vertex[w], 0] + vertices[records[-FIRST_BORDER_CELL - out[start + waiting[w]] + 5], 1]
        for w in range(left):
            p = start + waiting[w]
            found = decide(lon[p], lat[p], int((lon[p] - x0) * sx), int((lat[p] - y0) * sy),
                           -FIRST_BORDER_CELL - out[p], x0, y0, sx, sy, records, vertices)  # fmt: skip
            out[p] = found
            undecided += found == UNDECIDED
    vertex[0] = touched > 0.0
    return undecided
