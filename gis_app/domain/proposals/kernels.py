"""Border moves one after another: simulated annealing over divisions whose parts stay connected.

One step draws a border between two atoms of different parts and considers giving one atom to the other's part; it is
taken if it makes the division better, or with a chance that falls with the loss and the temperature (Kirkpatrick, Gelatt
and Vecchi 1983; for districts Browdy 1990). The same text runs as machine code over arrays, or without a compiler as
Python over lists; both give the same division.
"""

# The types stand in each kernel's signature.
# mypy: allow-untyped-defs, allow-untyped-calls

import math

from gis_app.domain.bulk.compiled import F64, I64, REAL, inlined, kernel


@inlined
def strain(load, low, high, middle, narrow, wide):
    """How unfit a number of households is: squared shares off the middle, and far dearer off the band."""
    off = (load - middle) / middle
    beyond = max(low - load, load - high, 0.0) / middle
    return narrow * off * off + wide * beyond * beyond


@kernel(I64, I64, F64, I64, I64, F64, F64, I64, I64, I64, I64, F64, REAL, REAL, REAL, REAL, REAL, REAL)
def anneal(start, ends, cost, origin, fixed, homes, load, size, part, seen, queue, chance, low, high, middle, narrow, wide, heat):
    """One step for each three numbers of ``chance`` in [0, 1); returns how many were taken.

    ``start``, ``ends``, ``cost``, ``origin``: the graph row by row, each directed edge with what it costs when cut and the
    atom it starts from. ``fixed`` atoms (1) stay where they are. ``part`` of each atom, ``load`` (households) and ``size`` (atoms) of each part are changed.
    ``seen`` and ``queue`` are room for the search; ``seen`` ends with the number of the last search.
    """
    taken, turn, edges = 0, seen[len(start) - 1], len(ends)
    for k in range(len(chance) // 3):
        edge = int(chance[3 * k] * edges)
        atom, other = origin[edge], ends[edge]
        old, new = part[atom], part[other]
        if old == new or fixed[atom] or size[old] < 2:
            continue
        loss, kin, first = 0.0, 0, -1
        for place in range(start[atom], start[atom + 1]):
            beside = part[ends[place]]
            if beside == old:
                loss += cost[place]
                kin += 1
                first = ends[place]
            elif beside == new:
                loss -= cost[place]
        if kin == 0:
            continue
        weight = homes[atom]
        if weight > 0.0:
            loss += strain(load[old] - weight, low, high, middle, narrow, wide) - strain(load[old], low, high, middle, narrow, wide)
            loss += strain(load[new] + weight, low, high, middle, narrow, wide) - strain(load[new], low, high, middle, narrow, wide)
        if loss > 0.0 and chance[3 * k + 2] >= math.exp(-loss / heat):
            continue
        if kin > 1:
            # Without the atom its old part must stay in one piece: all kin are reached from one of them.
            turn += 1
            seen[atom], seen[first] = turn, turn
            queue[0] = first
            head, tail, found = 0, 1, 1
            left = 0
            for place in range(start[atom], start[atom + 1]):
                left += 1 if part[ends[place]] == old else 0
            while head < tail and found < left:
                at = queue[head]
                head += 1
                for place in range(start[at], start[at + 1]):
                    to = ends[place]
                    if part[to] == old and seen[to] != turn:
                        seen[to] = turn
                        queue[tail] = to
                        tail += 1
                        for kinship in range(start[to], start[to + 1]):
                            if ends[kinship] == atom:
                                found += 1
            if found < left:
                continue
        part[atom] = new
        load[old] -= weight
        load[new] += weight
        size[old] -= 1
        size[new] += 1
        taken += 1
    seen[len(start) - 1] = turn
    return taken
