"""docs/architecture.md tells the truth: its rooms, its arrows and its states are made from the code.

``python -m tests.test_architecture`` writes the generated parts anew.
"""

import re
from functools import partial
from pathlib import Path

import grimp

from gis_app.domain.incidents import MOVES, STATES

DOC = Path(__file__).parents[1] / "docs" / "architecture.md"
ROOMS = ("app", "web", "cli", "jobs", "services", "db", "exchange", "maplayers", "domain",
         "errors", "clock", "config", "resources")


def arrows() -> str:
    """Each room and the rooms it imports, read from the import graph."""
    graph = grimp.build_graph("gis_app")
    found: dict[str, set[str]] = {room: set() for room in ROOMS}
    for module in graph.modules:
        for imported in graph.find_modules_directly_imported_by(module):
            one, other = (name.split(".")[1] if "." in name else "" for name in (module, imported))
            if one and other and one != other:
                found[one].add(other)
    lines = [f"{room:<10}-> {', '.join(r for r in ROOMS if r in found[room]) or '(nothing)'}" for room in ROOMS]
    return "```text\n" + "\n".join(lines) + "\n```"


def states() -> str:
    """The table of states and moves."""
    rows = ["| 状态 state | 可以 move | 到 next | 谁 who | 须填 needs |", "| --- | --- | --- | --- | --- |"]
    for code, state in STATES.items():
        moves = [move for move in MOVES if move.before == code]
        rows += [
            f"| {state.zh} `{code}` | {move.zh} {move.en} | {STATES[move.after].zh} `{move.after}` "
            f"| {', '.join(sorted(move.who))} | {', '.join(sorted(move.needs)) or '–'} |"
            for move in moves
        ] or [f"| {state.zh} `{code}` | – | – | – | – |"]
    return "\n".join(rows)


GENERATED = {"arrows": arrows, "states": states}


def block(name: str) -> re.Pattern[str]:
    return re.compile(rf"(<!-- {name}: generated -->\n).*?(<!-- end -->)", re.S)


def test_the_generated_parts_are_those_of_today() -> None:
    text = DOC.read_text(encoding="utf-8")
    for name, make in GENERATED.items():
        found = block(name).search(text)
        assert found, f"docs/architecture.md has no part {name}"
        assert make() in found.group(0), f"{name} is out of date: run python -m tests.test_architecture"


def test_every_file_named_in_the_picture_exists() -> None:
    text = DOC.read_text(encoding="utf-8")
    named = set(re.findall(r"`((?:gis_app|sql|layers|static|tests|deploy|notebooks)/[\w./-]+)`", text))
    assert named, "the document names no file"
    missing = sorted(name for name in named if not (DOC.parents[1] / name).exists())
    assert not missing, f"named but not there: {missing}"


if __name__ == "__main__":
    page = DOC.read_text(encoding="utf-8")
    for part, maker in GENERATED.items():
        page = block(part).sub(partial(lambda made, found: f"{found.group(1)}{made}\n{found.group(2)}", maker()), page)
    DOC.write_text(page, encoding="utf-8")
