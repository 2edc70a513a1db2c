"""The catalogue of errors: every code that is raised stands in it, and every sentence can be filled and read."""

import ast
import string
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import pytest

from gis_app.errors import CATALOGUE, Fault, WanggeError

PACKAGE = Path(__file__).parents[1] / "gis_app"
OWN_PARAMETERS = {"errors", "told"}


class Raised(NamedTuple):
    """One place that makes a ``WanggeError``."""

    where: str
    codes: tuple[str, ...]
    given: frozenset[str]
    spread: bool


def raised() -> Iterator[Raised]:
    for path in sorted(PACKAGE.rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if not (isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "WanggeError"):
                continue
            literals = tuple(spelt(node.args[0])) if node.args else ()
            named = frozenset(keyword.arg for keyword in node.keywords if keyword.arg)
            spread = any(keyword.arg is None for keyword in node.keywords)
            yield Raised(f"{path.relative_to(PACKAGE)}:{node.lineno}", literals, named - OWN_PARAMETERS, spread)


def spelt(code: ast.expr) -> Iterator[str]:
    """The codes written out in an argument; a variable gives none."""
    if isinstance(code, ast.Constant):
        yield str(code.value)
    elif isinstance(code, ast.IfExp):
        yield from (*spelt(code.body), *spelt(code.orelse))


PLACES = list(raised())


def placeholders(sentence: str) -> set[str]:
    return {name.split(".")[0].split("[")[0] for _, name, _, _ in string.Formatter().parse(sentence) if name}


def test_the_scan_finds_the_places() -> None:
    assert len(PLACES) > 50
    assert sum(bool(place.codes) for place in PLACES) > 50


@pytest.mark.parametrize("place", [place for place in PLACES if place.codes], ids=lambda place: place.where)
def test_what_is_raised_stands_in_the_catalogue_and_fills_its_sentence(place: Raised) -> None:
    for code in place.codes:
        assert code in CATALOGUE, f"{place.where} raises {code}, which has no sentence"
        entry = CATALOGUE[code]
        if not place.spread:
            missing = (placeholders(entry.zh) | placeholders(entry.en)) - place.given
            assert not missing, f"{place.where}: the sentence of {code} needs {missing}"


def test_both_languages_say_the_same_things() -> None:
    for code, entry in CATALOGUE.items():
        assert 400 <= entry.status < 600, code
        assert placeholders(entry.zh) == placeholders(entry.en), code


def test_no_sentence_is_dead() -> None:
    text = "\n".join(path.read_text(encoding="utf-8") for path in PACKAGE.rglob("*.py") if path.name != "errors.py")
    dead = [code for code in CATALOGUE if f'"{code}"' not in text]
    assert not dead, f"nobody raises {dead}"


def test_chinese_sentences_are_chinese() -> None:
    for code, entry in CATALOGUE.items():
        assert any("\u4e00" <= letter <= "\u9fff" for letter in entry.zh), code
        assert not entry.zh.endswith("!") and "！" not in entry.zh, code


def test_a_refusal_carries_its_field_its_faults_and_both_sentences() -> None:
    refusal = WanggeError("missing_field", field="lon", errors=[Fault("lon", "空白")])
    assert (refusal.code, refusal.status, refusal.field) == ("missing_field", 400, "lon")
    assert refusal.errors == (Fault("lon", "空白"),)
    assert refusal.sentence("zh") == str(refusal) == "缺少“lon”。"
    assert refusal.sentence("en") == "“lon” is missing."
