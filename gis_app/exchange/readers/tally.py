"""Notes counted: one sentence for a thing that was put right, however many rows had it."""


class Tally:
    """Counts rows per sentence, keeping the first row's number; rows come in order."""

    def __init__(self) -> None:
        self._seen: dict[str, tuple[int, int, int]] = {}

    def add(self, sentence: str, row: int) -> None:
        count, first, last = self._seen.get(sentence, (0, row, 0))
        self._seen[sentence] = (count + (row != last), first, row)

    def sentences(self) -> list[str]:
        return [f"{sentence}（{count} 行，首见第 {first} 行）" for sentence, (count, first, _) in self._seen.items()]
