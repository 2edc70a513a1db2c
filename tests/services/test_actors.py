"""What a person does goes through a service that is told who does it."""

import ast
from collections.abc import Iterator
from pathlib import Path

PACKAGE = Path(__file__).parents[2] / "gis_app"
SURFACES = ("web", "cli", "jobs")
TOUCHES = {"connection", "database"}


def functions(module: str) -> dict[str, set[str]]:
    """Name -> parameters of the module's public functions that touch the database."""
    path = PACKAGE / "services" / f"{module}.py"
    found = {}
    for node in ast.parse(path.read_text(encoding="utf-8")).body if path.exists() else ():
        if isinstance(node, ast.FunctionDef):
            names = {part.arg for part in (*node.args.args, *node.args.kwonlyargs)}
            if names & TOUCHES:
                found[node.name] = names
    return found


def calls() -> Iterator[tuple[str, str, str]]:
    """(place, service module, function) of every service that a surface calls."""
    for path in (file for surface in SURFACES for file in sorted((PACKAGE / surface).rglob("*.py"))):
        tree = ast.parse(path.read_text(encoding="utf-8"))
        modules, direct = {}, {}
        for node in ast.walk(tree):
            if isinstance(node, ast.ImportFrom) and node.module == "gis_app.services":
                modules |= {name.asname or name.name: name.name for name in node.names}
            elif isinstance(node, ast.ImportFrom) and (node.module or "").startswith("gis_app.services."):
                direct |= {name.asname or name.name: (str(node.module).split(".")[-1], name.name) for name in node.names}
        for node in ast.walk(tree):
            if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name) and node.value.id in modules:
                yield str(path.relative_to(PACKAGE)), modules[node.value.id], node.attr
            elif isinstance(node, ast.Name) and node.id in direct:
                yield str(path.relative_to(PACKAGE)), *direct[node.id]


def test_every_service_that_a_surface_calls_takes_the_actor() -> None:
    seen = [(place, module, name) for place, module, name in calls() if name in functions(module)]
    assert len(seen) > 10
    nameless = sorted({f"{module}.{name} (called in {place})" for place, module, name in seen
                       if "actor" not in functions(module)[name]})
    assert not nameless, f"nobody is told who does it: {nameless}"
