"""What a hotspot is a hotspot of, in words: everything, a class of items, or the items by name."""

from collections import defaultdict
from collections.abc import Sequence

from sqlalchemy import Connection

from gis_app.db.queries import items as queries
from gis_app.errors import Both

MOST = 3
"""So many items are named; of more it is said how many they are."""
EVERYTHING = Both("全部事项", "all items")


class ItemNames:
    """Reads the item list once, and says lists of item codes."""

    def __init__(self, connection: Connection) -> None:
        rows = queries.every(connection)
        self.names = {row["code"]: Both(row["name_zh"], row["name_en"] or row["name_zh"]) for row in rows}
        self.classes: dict[str, list[str]] = defaultdict(list)
        self.class_names = {row["class_code"]: Both(row["class_zh"], row["class_en"] or row["class_zh"]) for row in rows}
        for row in rows:
            self.classes[row["class_code"]].append(row["code"])

    def said(self, codes: Sequence[str]) -> Both:
        """Nothing named means everything."""
        if not codes:
            return EVERYTHING
        whole = next((name for name, mine in self.classes.items() if len(mine) > 1 and set(mine) == set(codes)), None)
        if whole is not None:
            return self.class_names[whole]
        named = [self.names.get(code, Both(code, code)) for code in codes]
        more = len(named) > MOST
        return Both("、".join(one.zh for one in named[:MOST]) + (f"等 {len(named)} 项" if more else ""),
                    ", ".join(one.en for one in named[:MOST]) + (f" and {len(named) - MOST} more" if more else ""))
