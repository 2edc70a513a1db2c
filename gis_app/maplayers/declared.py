"""Map layers are declared, one folder each under ``layers/``; adding a thematic layer needs no Python."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

import yaml

from gis_app import resources
from gis_app.errors import Both, WanggeError

GEOMETRIES = ("point", "line", "polygon", "line_or_polygon", "raster")
VARIABLE = re.compile(r"--([\w-]+):\s*([^;]+);")


@dataclass(frozen=True)
class Field:
    """One property of a layer's features: what it is called, its unit, what it means."""

    name: str
    zh: str
    en: str
    meaning: str
    unit: str | None = None


@dataclass(frozen=True)
class Layer:
    """A declaration as it stands in ``layers/<id>/layer.yaml``.

    ``source`` is a ``function`` of ours, or the ``table``/``tables`` (and the ``layer`` within a feature table) to take features
    from. ``style`` is a list of pens, the first whose ``when`` fits is used; colours are names of ``static/css/tokens.css``.
    """

    id: str
    title: Mapping[str, str]
    about: Mapping[str, str]
    geometry: str
    source: Mapping[str, Any]
    audience: str
    zooms: tuple[int, int]
    fields: tuple[Field, ...]
    style: tuple[Mapping[str, Any], ...]
    more: Mapping[str, Any]

    def described(self) -> dict[str, Any]:
        """The declaration for pages, colours resolved for both themes by name."""
        return {
            "id": self.id, "name_zh": self.title["zh"], "name_en": self.title["en"],
            "description_zh": self.about["zh"], "description_en": self.about["en"], "geometry": self.geometry,
            "zooms": list(self.zooms), "audience": self.audience, "tiles": f"/tiles/{self.id}/{{z}}/{{x}}/{{y}}"
            + (".png" if self.geometry == "raster" else ".mvt"),
            "fields": [vars(field) for field in self.fields], "legend": [dict(pen) for pen in self.style], **self.more,
        }


@cache
def layers() -> Mapping[str, Layer]:
    """Every declared layer by id, in the order of the folders' names."""
    found = [_read(yaml.safe_load(path.read_text(encoding="utf-8"))) for path in sorted(resources.folder("layers").glob("*/layer.yaml"))]
    return {layer.id: layer for layer in found}


def layer(name: str) -> Layer:
    """The layer called ``name``.

    Raises
    ------
    WanggeError
        ``not_found``.
    """
    if name not in layers():
        raise WanggeError("not_found", what=Both(f"图层 {name}", f"Layer {name}"))
    return layers()[name]


@cache
def colours() -> Mapping[str, str]:
    """The one table of colours (light theme), as the pages have it."""
    text = (resources.folder("static") / "css" / "tokens.css").read_text(encoding="utf-8")
    light = text[text.index(":root {"):text.index("}")]
    return dict(VARIABLE.findall(light))


def _read(given: dict[str, Any]) -> Layer:
    known = {"id", "title", "about", "geometry", "source", "audience", "zooms", "fields", "style"}
    if given["geometry"] not in GEOMETRIES:
        raise ValueError(f"layer {given['id']}: geometry {given['geometry']}")
    return Layer(
        given["id"], given["title"], given["about"], given["geometry"], given["source"], given["audience"],
        (given["zooms"][0], given["zooms"][1]), tuple(Field(name, **field) for name, field in given["fields"].items()),
        tuple(given["style"]), {key: value for key, value in given.items() if key not in known},
    )
