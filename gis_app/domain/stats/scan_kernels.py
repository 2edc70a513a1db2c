"""The scan's inner loop as machine code: the likeliest of all cylinders for one arrangement of the cases."""

# The types stand in the kernel's signature.
# mypy: allow-untyped-defs, allow-untyped-calls

from math import log

from gis_app.domain.bulk.compiled import F64, I32_2D, I64, WHOLE, kernel


@kernel(I32_2D, I64, I32_2D, F64, I64, I64, WHOLE, F64, I64, I64, F64, I64)
def likeliest(order, depth, counts, share, first, after, total, x_log_x, nested, ahead, best, at):
    """Write into ``best[0]`` the highest log likelihood ratio and into ``at`` its centre, circle and span; the first of equal ones.

    ``order`` (centres, circles) are the cells of nested circles, of which ``depth`` are real; ``counts`` (cells, steps); ``share``
    is the share of all cases in each span of steps ``first`` to before ``after``. Room to work in: ``nested`` (steps), ``ahead``
    (steps + 1).

    Since log x <= x - 1, no ratio exceeds total * (seen - expected)^2 / (expected * (total - expected)): logarithms are taken only
    where that could beat the highest so far. A cell in which nothing ever happened leaves the circle before as it was.
    """
    steps = counts.shape[1]
    best[0] = 0.0
    for centre in range(order.shape[0]):
        nested[:] = 0
        inside = 0
        for circle in range(depth[centre]):
            cell = order[centre, circle]
            before = inside
            ahead[0] = 0
            for step in range(steps):
                nested[step] += counts[cell, step]
                inside += counts[cell, step]
                ahead[step + 1] = ahead[step] + nested[step]
            if inside == before:
                continue
            for span in range(len(share)):
                seen = ahead[after[span]] - ahead[first[span]]
                expected = inside * share[span]
                if seen < 2 or seen <= expected:
                    continue
                away = seen - expected
                if total * away * away <= best[0] * expected * (total - expected):
                    continue
                found = x_log_x[seen] - seen * log(expected) + x_log_x[total - seen] - (total - seen) * log(total - expected)
                if found > best[0]:
                    best[0] = found
                    at[0], at[1], at[2] = centre, circle, span
    return 0
