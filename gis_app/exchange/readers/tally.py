"""Notes counted: one sentence for a thing that was put right, however many rows had it."""

from collections import Counter


class Tally:
    """Counts rows per sentence, keeping the first row's number."""

    def __init__(self) -> None:
        self._counts: Counter[str] = Counter()
        self._first: dict[str, int] = {}

    def add(self, sentence: str, row: int) -> None:
        self._counts[sentence] += 1
        self._first.setdefault(sentence, row)

    def sentences(self) -> list[str]:
        return [f"{sentence}（{count} 行，首见第 {self._first[sentence]} 行）" for sentence, count in self._counts.items()]
