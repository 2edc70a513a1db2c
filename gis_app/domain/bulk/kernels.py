"""Kernels that build the lookup raster: list the border segments of each cell, sweep the rows.

A cell without a border in it has one answer. A cell with borders keeps, for each polygon that has some, the stretches
of vertices that pass through it, and whether the polygon covers the cell's reference point R; a point P of the cell is
then inside if the way from R to P crosses an even (or odd) number of those borders. Each sign of an area is accepted
only where rounding cannot have turned it; otherwise the point is left UNDECIDED, and GEOS decides.

Every segment is listed in each cell that it might touch: columns and rows are monotone in floating point, and where a
segment crosses from row to row the range of columns is widened by far more than rounding can reach.
"""

# The types stand in each kernel's signature.
# mypy: allow-untyped-defs, allow-untyped-calls

from gis_app.domain.bulk.compiled import (
    F64_2D,
    I32,
    I32_2D,
    I64,
    REAL,
    U8,
    WHOLE,
    inlined,
    kernel,
)

NONE, UNDECIDED = -1, -2
FIRST_BORDER_CELL = 3
"""A table entry v <= -3 leads on to place -3 - v of the next level; -1 and more are answers."""

SURE = 3.4e-16
"""Shewchuk's bound for a 2x2 determinant of differences, (3 + 16 eps) eps with eps = 2^-53, rounded up."""

UNDERFLOW = 1e-290

NO_PLACE = -1


@inlined
def side(ax, ay, bx, by, px, py):
    """1 where P lies surely left of A->B, -1 surely right, 0 where rounding might have decided."""
    left = (ax - px) * (by - py)
    right = (ay - py) * (bx - px)
    area = left - right
    doubt = SURE * (abs(left) + abs(right)) + UNDERFLOW
    return 1 if area > doubt else (-1 if area < -doubt else 0)


@inlined
def columns(ax, ay, bx, by, row, x0, y0, sx, sy):
    """First and last column that the segment A-B may touch in a row."""
    west, east = min(ax, bx), max(ax, bx)
    first, last = int((west - x0) * sx), int((east - x0) * sx)
    if first == last or int((ay - y0) * sy) == int((by - y0) * sy):
        return first, last
    below = y0 + row / sy - 1e-6 / sy - 1e-12
    above = y0 + (row + 1) / sy + 1e-6 / sy + 1e-12
    enter = min(max((below - ay) / (by - ay), 0.0), 1.0)
    leave = min(max((above - ay) / (by - ay), 0.0), 1.0)
    one, other = ax + enter * (bx - ax), ax + leave * (bx - ax)
    margin = 1e-6 / sx + 1e-12
    low, high = max(min(one, other) - margin, west), min(max(one, other) + margin, east)
    return int((low - x0) * sx), int((high - x0) * sx)


@kernel(F64_2D, I32, WHOLE, WHOLE, REAL, REAL, REAL, REAL, I64)
def count_by_row(vertices, owner, begin, end, x0, y0, sx, sy, rows):
    """Add to ``rows`` how many cells the segments begin..end touch in each row; returns their sum."""
    total = 0
    for v in range(begin, end):
        if owner[v] < 0:
            continue
        ax, ay, bx, by = vertices[v, 0], vertices[v, 1], vertices[v + 1, 0], vertices[v + 1, 1]
        for row in range(int((min(ay, by) - y0) * sy), int((max(ay, by) - y0) * sy) + 1):
            first, last = columns(ax, ay, bx, by, row, x0, y0, sx, sy)
            rows[row] += last - first + 1
            total += last - first + 1
    return total


@kernel(F64_2D, I32, WHOLE, WHOLE, REAL, REAL, REAL, REAL, I64, I32, I32)
def list_by_row(vertices, owner, begin, end, x0, y0, sx, sy, slot, column, segment):
    """Write each touched cell's column and the segment, at ``slot[row]`` and onwards (``slot`` is moved on)."""
    for v in range(begin, end):
        if owner[v] < 0:
            continue
        ax, ay, bx, by = vertices[v, 0], vertices[v, 1], vertices[v + 1, 0], vertices[v + 1, 1]
        for row in range(int((min(ay, by) - y0) * sy), int((max(ay, by) - y0) * sy) + 1):
            first, last = columns(ax, ay, bx, by, row, x0, y0, sx, sy)
            k = slot[row]
            for c in range(first, last + 1):
                column[k] = c
                segment[k] = v
                k += 1
            slot[row] = k
    return 0


@inlined
def sort_row(begin, end, column, segment, spare, place):
    """Order one row's entries by column, keeping the order of segments within a column (radix sort, two bytes)."""
    for shift in (0, 8):
        place[:] = 0
        for k in range(begin, end):
            place[((column[k] >> shift) & 255) + 1] += 1
        for digit in range(256):
            place[digit + 1] += place[digit]
        for k in range(begin, end):
            digit = (column[k] >> shift) & 255
            spare[place[digit], 0], spare[place[digit], 1] = column[k], segment[k]
            place[digit] += 1
        for k in range(begin, end):
            column[k], segment[k] = spare[k - begin, 0], spare[k - begin, 1]


@kernel(WHOLE, WHOLE, I64, I32, I32, WHOLE, I64, I32_2D, I64, I32)
def sort_rows(row_from, row_to, row_start, column, segment, shift, blocks, spare, place, seen):
    """Sort the entries of rows row_from..row_to and count in ``blocks`` the distinct blocks of each row of blocks.

    A block is 2^shift cells wide and high; row_from is a multiple of its height. Room to work in: ``spare`` (longest
    row, 2), ``place`` (257), ``seen`` (zeros, one a column of blocks).
    """
    for row in range(row_from, row_to):
        sort_row(row_start[row], row_start[row + 1], column, segment, spare, place)
        above = row >> shift
        for k in range(row_start[row], row_start[row + 1]):
            if seen[column[k] >> shift] != above + 1:
                seen[column[k] >> shift] = above + 1
                blocks[above] += 1
    return 0


@inlined
def admit(active, number, rank):
    """Put a rank into the ascending list of active ranks, or take it out if it is there; returns the new length."""
    at = 0
    while at < number and active[at] < rank:
        at += 1
    if at < number and active[at] == rank:
        for k in range(at, number - 1):
            active[k] = active[k + 1]
        return number - 1
    for k in range(number, at, -1):
        active[k] = active[k - 1]
    active[at] = rank
    return number + 1


@inlined
def reference(i, x0, sx, attempt):
    """Longitude of the reference point of a cell in column i: near the middle, elsewhere where that is doubtful."""
    return x0 + (i + 0.5 + 0.0813 * attempt * (1 - 2 * (attempt & 1))) / sx


@inlined
def reference_row(row, y0, sy):
    """Latitude of the reference points of a row."""
    return y0 + (row + 0.5137) / sy


@inlined
def clear_place(low, high, c, row, x0, y0, sx, sy, vertices, segment):
    """Which attempt puts the reference point of a cell surely beside each of its segments, or NO_PLACE."""
    level = reference_row(row, y0, sy)
    for attempt in range(6):
        rx = reference(c, x0, sx, attempt)
        clear = int((rx - x0) * sx) == c
        for k in range(low, high):
            v = segment[k]
            ay, by = vertices[v, 1], vertices[v + 1, 1]
            if clear and (ay > level) != (by > level):
                clear = side(vertices[v, 0], ay, vertices[v + 1, 0], by, rx, level) != 0
        if clear:
            return attempt
    return NO_PLACE


@inlined
def covers_below(low, high, active, number, owner, segment):
    """Best active rank that has no segment among low..high (which are in order of rank): it covers the whole cell."""
    at = low
    for a in range(number):
        while at < high and owner[segment[at]] < active[a]:
            at += 1
        if at == high or owner[segment[at]] != active[a]:
            return active[a]
    return NONE


@inlined
def same_line(low, middle, high, vertices, segment):
    """Whether the segments low..middle and middle..high are bit for bit the same ones, each in either direction."""
    if middle - low != high - middle or middle - low > 16:
        return False
    for k in range(middle, high):
        v, found = segment[k], False
        for m in range(low, middle):
            u = segment[m]
            ahead = vertices[u, 0] == vertices[v, 0] and vertices[u, 1] == vertices[v, 1]
            ahead = ahead and vertices[u + 1, 0] == vertices[v + 1, 0] and vertices[u + 1, 1] == vertices[v + 1, 1]
            back = vertices[u, 0] == vertices[v + 1, 0] and vertices[u, 1] == vertices[v + 1, 1]
            back = back and vertices[u + 1, 0] == vertices[v, 0] and vertices[u + 1, 1] == vertices[v, 1]
            found = found or ahead or back
        if not found:
            return False
    return True


@inlined
def write_runs(run, low, high, c, row, rx, x0, y0, sx, sy, vertices, owner, segment, records, state):
    """Write the stretches of vertices of the polygon that begins at ``low``.

    Returns where its segments end, where its runs end, and its parity at the reference point and behind this cell
    (``state`` is that of the segments passed before).
    """
    level, rank = reference_row(row, y0, sy), owner[segment[low]]
    covers, behind, last_vertex, k = state, state, NONE, low
    while k < high and owner[segment[k]] == rank:
        v = segment[k]
        ax, ay, bx, by = vertices[v, 0], vertices[v, 1], vertices[v + 1, 0], vertices[v + 1, 1]
        if (ay > level) != (by > level):
            covers ^= (side(ax, ay, bx, by, rx, level) < 0) == (by > ay)
            _, final = columns(ax, ay, bx, by, row, x0, y0, sx, sy)
            behind ^= final == c
        if v == last_vertex:
            records[run - 1] = v + 1
        else:
            records[run + 1], records[run + 2] = v, v + 1
            run += 3
        last_vertex = v + 1
        k += 1
    return k, run, covers, behind


@inlined
def write_record(first, low, high, c, row, x0, y0, sx, sy, vertices, owner, segment, answers, records, active, number, passed):
    """Write what a border cell needs; returns its table entry, where the next record goes, and the active ranks.

    Polygons worse than one that covers the whole cell are left out; so is a second polygon with the very line of the
    first, seen from its other side: where the first does not cover, this one does.
    """
    attempt = clear_place(low, high, c, row, x0, y0, sx, sy, vertices, segment)
    rx = reference(c, x0, sx, max(attempt, 0))
    under = covers_below(low, high, active, number, owner, segment)
    run, k, groups, covers_first = first + 3, low, 0, 0
    while k < high:
        begin, mine, rank = k, run, owner[segment[k]]
        k, run, covers, behind = write_runs(run, k, high, c, row, rx, x0, y0, sx, sy, vertices, owner, segment, records,
                                            passed[rank])  # fmt: skip
        if behind != passed[rank]:
            passed[rank] = behind
            number = admit(active, number, rank)
        groups += 1
        if under != NONE and rank > under:
            run = mine
        elif groups == 2 and same_line(low, begin, k, vertices, segment):
            run = mine
            if covers != covers_first:
                under = rank
        elif groups == 1:
            covers_first = covers
        for m in range(mine, run, 3):
            records[m] = answers[rank] * 2 + covers
    found = under if under == NONE else answers[under]
    if run == first + 3:
        return found, first, number
    records[first], records[first + 1], records[first + 2] = attempt, found, run
    return -FIRST_BORDER_CELL - first, run, number


@inlined
def fill_plain(begin, end, row, shift, width, best, block_of, top, blocks):
    """Write the answer of the cells begin..end of a row, none of which has a border."""
    above, inside = row >> shift, (row & ((1 << shift) - 1)) << shift
    for b in range(begin >> shift, ((end - 1) >> shift) + 1):
        if block_of[b] >= 0:
            base = (block_of[b] << (2 * shift)) + inside - (b << shift)
            for cell in range(max(begin, b << shift), min(end, (b + 1) << shift)):
                blocks[base + cell] = best
        elif inside == 0:
            top[above * width + b] = best


@kernel(WHOLE, WHOLE, WHOLE, WHOLE, REAL, REAL, REAL, REAL, F64_2D, I32, I64, I32, I32, I32, I64, I32, I32,
        I32, I32, U8, I64)  # fmt: skip
def sweep(row_from, row_to, nx, shift, x0, y0, sx, sy, vertices, owner, row_start, column, segment,
          answers, block_start, top, blocks, records, active, passed, block_of):  # fmt: skip
    """Walk rows west to east and write what each cell answers.

    For each polygon the parity of the segments passed so far (those that straddle the row's reference latitude, an
    exact comparison) says whether it covers what comes next.

    ``top`` (one entry a block) and ``blocks`` (one a cell of a block that has borders) hold answers, or -3 - i: block
    i, or the record at i. A record is: attempt, what covers the cell below its borders (an answer), where it ends;
    then for each run: answer * 2 + covers R, first vertex, last vertex. Records of a row begin at 6 * row_start[row].

    Room to work in: ``active`` (polygons + 1), ``passed`` (zeros, polygons), ``block_of`` (columns of blocks).
    """
    width, mask = (nx >> shift) + 1, (1 << shift) - 1
    for above in range(row_from >> shift, ((row_to - 1) >> shift) + 1):
        block_of[:] = NONE
        next_block, last_row = block_start[above], min((above + 1) << shift, row_to)
        for k in range(row_start[above << shift], row_start[last_row]):
            block_of[column[k] >> shift] = 0
        for b in range(width):
            if block_of[b] == 0:
                block_of[b] = next_block
                top[above * width + b] = -FIRST_BORDER_CELL - next_block
                next_block += 1
        for row in range(above << shift, last_row):
            low, end, record = row_start[row], row_start[row + 1], 6 * row_start[row]
            number, best, done = 0, NONE, 0
            while low < end:
                c, high = column[low], low
                fill_plain(done, c, row, shift, width, best, block_of, top, blocks)
                while high < end and column[high] == c:
                    high += 1
                found, record, number = write_record(record, low, high, c, row, x0, y0, sx, sy, vertices, owner, segment,
                                                     answers, records, active, number, passed)  # fmt: skip
                blocks[(block_of[c >> shift] << (2 * shift)) + ((row & mask) << shift) + (c & mask)] = found
                best = answers[active[0]] if number > 0 else NONE
                low, done = high, c + 1
            fill_plain(done, width << shift, row, shift, width, best, block_of, top, blocks)
    return 0
