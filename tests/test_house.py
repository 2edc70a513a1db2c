"""The house stands: rooms, files, metadata, the lock, the wheel, and a README that leaves no setting or command out."""

import ast
import configparser
import dataclasses
import json
import re
import shutil
import statistics
import subprocess
import sys
import zipfile
from collections.abc import Iterator
from importlib.metadata import packages_distributions
from pathlib import Path

import click
import pytest

from gis_app.cli import wangge
from gis_app.config import Settings
from gis_app.db.session import Database
from tests.conftest import ROOT, libpq_url

SOURCES = sorted((ROOT / "gis_app").rglob("*.py"))
README = (ROOT / "README.md").read_text(encoding="utf-8")
CONFIG = configparser.RawConfigParser()
CONFIG.read(ROOT / "setup.cfg", encoding="utf-8")
OUTSIDE = re.compile(r"""(src=|url\(|from |import |import\(|fetch\(|tileLayer\(|<link[^>]*href=)[ ('"]*https?://""")


def requirements(text: str) -> set[str]:
    """Names of a list of requirements, as package indexes write them."""
    names = (re.split(r"[\[<>=~!; ]", line.strip(), maxsplit=1)[0] for line in text.splitlines())
    return {name.lower().replace("_", "-") for name in names if name and not name.startswith("#")}


def declared() -> set[str]:
    extras = CONFIG["options.extras_require"]
    return requirements(CONFIG["options"]["install_requires"]).union(*(requirements(extras[key]) for key in extras))


def test_imports_go_one_way() -> None:
    done = subprocess.run([Path(sys.executable).with_name("lint-imports"), "--config", "setup.cfg", "--no-cache"], cwd=ROOT,
                          capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout


def test_no_file_holds_two_ideas() -> None:
    lengths = {path.relative_to(ROOT).as_posix(): len(path.read_text(encoding="utf-8").splitlines()) for path in SOURCES}
    assert {name: length for name, length in lengths.items() if length > 450} == {}
    assert statistics.median(lengths.values()) <= 120


def test_the_pages_ask_nothing_outside() -> None:
    pages = [path for folder in ("static", "gis_app/web/templates") for path in (ROOT / folder).rglob("*.*")
             if path.suffix in (".js", ".css", ".html") and "vendor" not in path.parts]
    assert pages
    assert [path.name for path in pages if OUTSIDE.search(path.read_text(encoding="utf-8"))] == []


def test_every_package_is_listed() -> None:
    found = {".".join(path.parent.relative_to(ROOT).parts) for path in SOURCES}
    assert set(CONFIG["options"]["packages"].split()) == found | {"gis_app.layers", "gis_app.sql", "gis_app.static"}


def test_every_import_is_declared() -> None:
    """What the code imports is asked for by name, and does not come along with something else by luck."""
    owners = packages_distributions()
    missing = set()
    for path in SOURCES:
        for module in imported(path):
            top = module.partition(".")[0]
            if top in sys.stdlib_module_names or top == "gis_app":
                continue
            names = {name.lower().replace("_", "-") for name in owners.get(top, [top])}
            if not names & declared():
                missing.add((path.name, top))
    assert missing == set()


def imported(path: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.level == 0 and node.module:
            yield node.module


def test_the_lock_pins_everything_and_names_no_place() -> None:
    lock = (ROOT / "requirements.lock").read_text(encoding="utf-8")
    assert declared() <= requirements(lock)
    assert all("==" in line for line in lock.splitlines() if line and not line.startswith("#"))
    for text in (lock, (ROOT / "package-lock.json").read_text(encoding="utf-8")):
        assert "://" not in text and "resolved" not in text


def test_pyproject_only_says_how_to_build() -> None:
    text = (ROOT / "pyproject.toml").read_text(encoding="utf-8")
    assert re.findall(r"^\[(.+)\]$", text, re.M) == ["build-system"]


def test_front_end_packages_are_pinned() -> None:
    wanted = json.loads((ROOT / "package.json").read_text(encoding="utf-8"))
    assert all(re.fullmatch(r"\d+\.\d+\.\d+", version) for version in wanted["dependencies"].values())
    for source in wanted["vendor"].values():
        assert any(source.startswith(f"{name}/") for name in wanted["dependencies"]), source


@pytest.mark.parametrize("script", sorted((ROOT / "deploy").glob("*.sh")) + [ROOT / ".ci" / "run"], ids=lambda path: path.name)
def test_scripts_are_well_formed(script: Path) -> None:
    subprocess.run(["bash", "-n", script], check=True)
    assert script.name == "steps.sh" or script.stat().st_mode & 0o111


def test_ci_runs_the_tests() -> None:
    assert "make test" in (ROOT / ".ci" / "run").read_text(encoding="utf-8")


def test_the_licence_is_apache() -> None:
    text = (ROOT / "LICENSE").read_text(encoding="utf-8")
    assert "Apache License" in text and "END OF TERMS AND CONDITIONS" in text
    assert CONFIG["metadata"]["license"] == "Apache-2.0"


def test_the_readme_begins_with_the_two_commands() -> None:
    commands = re.findall(r"make \w+", README)
    assert commands[:2] == ["make demo", "make test"]
    assert README.index("make test") < 400


@pytest.mark.parametrize("name", [item.metadata["env"] for item in dataclasses.fields(Settings)])
def test_every_setting_is_documented(name: str) -> None:
    assert f"| `{name}` |" in README


def words(command: click.Command, path: str) -> Iterator[str]:
    """Every word that can be typed, with those before it."""
    if not isinstance(command, click.Group):
        yield path
        return
    context = click.Context(command)
    for name in command.list_commands(context):
        inner = command.get_command(context, name)
        assert inner is not None
        yield from words(inner, f"{path} {name}")


def test_every_command_is_documented() -> None:
    assert [path for path in words(wangge, "wangge") if path not in README] == []


def test_every_make_target_is_explained() -> None:
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    targets = set(re.findall(r"^(\w+):", makefile, re.M)) - {"help"}
    assert targets == set(re.findall(r'echo "make (\w+)', makefile))
    assert all(f"make {target}" in README for target in targets)


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The wheel, built from a copy, so that the checkout stays clean."""
    folder = tmp_path_factory.mktemp("wheel")
    for name in ("gis_app", "layers", "sql", "static"):
        shutil.copytree(ROOT / name, folder / name, ignore=shutil.ignore_patterns("__pycache__"))
    for name in ("setup.cfg", "pyproject.toml", "README.md", "LICENSE"):
        shutil.copy(ROOT / name, folder)
    subprocess.run([sys.executable, "-m", "build", "--wheel", "--no-isolation", "--outdir", folder / "dist", folder],
                   capture_output=True, text=True, check=True)
    return next((folder / "dist").glob("*.whl"))


def test_the_wheel_carries_what_is_not_python(wheel: Path) -> None:
    inside = set(zipfile.ZipFile(wheel).namelist())
    for folder, place in (("layers", "layers"), ("sql", "sql"), ("static", "static"), ("gis_app/web/templates", "web/templates")):
        files = [path for path in (ROOT / folder).rglob("*") if path.is_file() and not path.name.startswith(".")]
        assert files, folder
        assert {f"gis_app/{place}/{path.relative_to(ROOT / folder).as_posix()}" for path in files} <= inside
    assert not any(name.startswith(("tests/", "layers/", "static/")) for name in inside)


STARTED = """
import sys
from pathlib import Path
import gis_app
from gis_app.app import create_app
from gis_app.config import Settings
from gis_app.db.migrate import upgrade
from gis_app.db.session import Database
from gis_app.resources import PACKAGE, folder
assert PACKAGE.is_relative_to(sys.prefix), PACKAGE
assert all(folder(name).is_relative_to(PACKAGE) for name in ("layers", "sql", "static", "templates"))
settings = Settings.from_env()
upgrade(Database(settings.database_url))
client = create_app(settings, database_url=settings.database_url).test_client()
print(client.get("/healthz").status_code, client.get("/").status_code, client.get("/api/v1/items").status_code)
"""


def test_the_wheel_starts(wheel: Path, tmp_path: Path, database: Database) -> None:
    """In an environment of its own that borrows only the libraries."""
    subprocess.run([sys.executable, "-m", "venv", "--without-pip", tmp_path / "venv"], check=True)
    python = tmp_path / "venv" / "bin" / "python"
    site = next((tmp_path / "venv" / "lib").glob("python*/site-packages"))
    (site / "libraries.pth").write_text(next(path for path in sys.path if path.endswith("site-packages")) + "\n")
    subprocess.run([sys.executable, "-m", "pip", "--python", python, "install", "-qq", "--no-deps", "--no-index",
                    "--ignore-installed", wheel], check=True)
    environment = {"PATH": "/usr/bin:/bin", "DATABASE_URL": libpq_url(database), "WANGGE_HOME": str(tmp_path / "var")}
    said = subprocess.run([python.with_name("wangge"), "--version"], cwd=tmp_path, env=environment, capture_output=True,
                          text=True, check=True)
    assert "wangge" in said.stdout
    said = subprocess.run([python, "-c", STARTED], cwd=tmp_path, env=environment, capture_output=True, text=True, check=False)
    assert said.stdout.split() == ["200", "200", "200"], said.stderr
