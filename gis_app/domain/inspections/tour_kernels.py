"""One long tour made shorter: 2-opt and Or-opt moves among near neighbours, shaken again and again (iterated local search).

Two neighbouring stretches change places (the double bridge of Martin, Otto and Felten 1991, kept local), what they touched
is mended, and the tour is kept unless it became longer. Ways there and back may differ: turning a stretch round counts
its ways backwards. The place at position 0 stays there. The same text runs as machine code or as Python.
"""

# The types stand in each kernel's signature.
# mypy: allow-untyped-defs, allow-untyped-calls

from gis_app.domain.bulk.compiled import F64, I32_2D, I64, inlined, kernel


@inlined
def turned(tour, pos, one, other):
    """Turn the stretch between two positions round."""
    while one < other:
        tour[one], tour[other] = tour[other], tour[one]
        pos[tour[one]], pos[tour[other]] = one, other
        one += 1
        other -= 1
    if one == other:
        pos[tour[one]] = one


@inlined
def summed(tour, d, there, back, first):
    """Ways along the tour, and against it, from position 0 to each."""
    if first <= 1:
        there[0], back[0], first = 0, 0, 1
    for k in range(first, len(tour)):
        there[k] = there[k - 1] + d[tour[k - 1], tour[k]]
        back[k] = back[k - 1] + d[tour[k], tour[k - 1]]


@inlined
def turn_gain(tour, d, there, back, one, other):
    """What turning the stretch ``one``..``other`` round saves."""
    count = len(tour)
    before, after = tour[one - 1], tour[(other + 1) % count]
    first, last = tour[one], tour[other]
    old = d[before, first] + d[last, after] + there[other] - there[one]
    return old - d[before, last] - d[first, after] - back[other] + back[one]


@inlined
def shift_gain(tour, d, there, back, one, other, goal, flipped):
    """What moving the stretch ``one``..``other`` behind position ``goal`` saves; ``flipped`` (1): turned round."""
    count = len(tour)
    before, after = tour[one - 1], tour[(other + 1) % count]
    first, last = tour[one], tour[other]
    left, right = tour[goal], tour[(goal + 1) % count]
    gain = d[before, first] + d[last, after] - d[before, after] + d[left, right]
    if flipped == 1:
        return gain - d[left, last] - d[first, right] + there[other] - there[one] - back[other] + back[one]
    return gain - d[left, first] - d[last, right]


@inlined
def shifted(tour, pos, one, other, goal, flipped):
    """Move a stretch behind ``goal``, which lies outside; returns the first position that changed."""
    if flipped == 0:
        turned(tour, pos, one, other)
    if goal > other:
        turned(tour, pos, other + 1, goal)
        turned(tour, pos, one, goal)
        return one
    turned(tour, pos, goal + 1, one - 1)
    turned(tour, pos, goal + 1, other)
    return goal + 1


@inlined
def asked(queue, queued, ends, place):
    """Put a place at the end of the queue unless it waits already; ``ends`` are the queue's head and length."""
    if queued[place] == 0:
        queued[place] = 1
        queue[(ends[0] + ends[1]) % len(queue)] = place
        ends[1] += 1


@inlined
def around(tour, queue, queued, ends, position):
    """Ask for the places on both sides of the gap before a position."""
    count = len(tour)
    asked(queue, queued, ends, tour[(position - 1) % count])
    asked(queue, queued, ends, tour[position % count])


@inlined
def improved(place, tour, pos, d, near, there, back, queue, queued, ends):
    """Make the first move that joins a place to a near one and saves something; returns what it saved."""
    count = len(tour)
    at = pos[place]
    reach = max(d[tour[at - 1], place], d[place, tour[(at + 1) % count]])
    for k in range(near.shape[1]):
        other = near[place, k]
        if d[place, other] >= reach:
            break
        to = pos[other]
        low, high = min(at, to), max(at, to)
        gain = turn_gain(tour, d, there, back, low + 1, high)
        if gain > 0:
            turned(tour, pos, low + 1, high)
            summed(tour, d, there, back, low + 1)
            around(tour, queue, queued, ends, low + 1)
            around(tour, queue, queued, ends, high + 1)
            return gain
        if low > 0 and high - low > 1:
            gain = turn_gain(tour, d, there, back, low, high - 1)
            if gain > 0:
                turned(tour, pos, low, high - 1)
                summed(tour, d, there, back, low)
                around(tour, queue, queued, ends, low)
                around(tour, queue, queued, ends, high)
                return gain
        for length in range(3):
            for side in range(4):
                # The place at the head of the stretch or at its tail, beside the near one's head or tail.
                one, last = (at, at + length) if side < 2 else (at - length, at)
                goal = to if side % 2 == 0 else to - 1
                flipped = 0 if side == 0 or side == 3 else 1
                if one < 1 or last >= count or goal < 0 or (goal >= one - 1 and goal <= last):
                    continue
                gain = shift_gain(tour, d, there, back, one, last, goal, flipped)
                if gain > 0:
                    first = shifted(tour, pos, one, last, goal, flipped)
                    summed(tour, d, there, back, first)
                    around(tour, queue, queued, ends, one)
                    around(tour, queue, queued, ends, last + 1)
                    if goal > last:
                        around(tour, queue, queued, ends, goal - length)
                    else:
                        around(tour, queue, queued, ends, goal + 1)
                        around(tour, queue, queued, ends, goal + length + 2)
                    around(tour, queue, queued, ends, goal + 1)
                    return gain
    return 0


@kernel(I32_2D, I32_2D, I64, I64, I64, I64, I64, I64, I64, I64, F64)
def shake(d, near, tour, pos, kept, there, back, queue, queued, ends, chance):
    """One shake for each three numbers of ``chance`` in [0, 1); ``tour`` and ``kept`` end as the shortest tour seen.

    ``d`` are the ways, ``near`` the nearest places of each, nearest first. ``pos`` is the position of each place. What waits
    in ``queue`` is mended first. The other arrays are room. Returns the length.
    """
    count = len(tour)
    summed(tour, d, there, back, 1)
    best = there[count - 1] + d[tour[count - 1], tour[0]]
    for k in range(-1, len(chance) // 3):
        if k >= 0:
            # Two stretches beside each other change places: the first moves behind the second.
            reach = min(50, (count - 1) // 3)
            one = 1 + int(chance[3 * k] * (count - 1 - 2 * reach))
            middle = one + int(chance[3 * k + 1] * reach)
            goal = middle + 1 + int(chance[3 * k + 2] * reach)
            shifted(tour, pos, one, middle, goal, 0)
            summed(tour, d, there, back, one)
            around(tour, queue, queued, ends, one)
            around(tour, queue, queued, ends, one + goal - middle)
            around(tour, queue, queued, ends, goal + 1)
        while ends[1] > 0:
            place = queue[ends[0]]
            ends[0] = (ends[0] + 1) % len(queue)
            ends[1] -= 1
            queued[place] = 0
            while improved(place, tour, pos, d, near, there, back, queue, queued, ends) > 0:
                pass
        total = there[count - 1] + d[tour[count - 1], tour[0]]
        if total <= best:
            best = total
            for at in range(count):
                kept[at] = tour[at]
        else:
            for at in range(count):
                tour[at] = kept[at]
                pos[kept[at]] = at
            summed(tour, d, there, back, 1)
    return best
