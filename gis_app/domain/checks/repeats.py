"""Values that stand more than once."""

from collections.abc import Iterator, Sequence


def repeated(values: Sequence[str]) -> Iterator[tuple[str, tuple[int, ...]]]:
    """Each non-blank value that occurs more than once, with its rows."""
    rows: dict[str, list[int]] = {}
    for row, value in enumerate(values):
        if value:
            rows.setdefault(value, []).append(row)
    for value, found in rows.items():
        if len(found) > 1:
            yield value, tuple(found)
