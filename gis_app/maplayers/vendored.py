"""folium without a network: each script and style it would fetch is put into the page from ``static/vendor``, or is left out.

folium names its files by address, per class. Importing this module replaces those of ``folium.Map`` once, by one table; an address
that the table does not know raises, so that a new version of folium cannot quietly ask the outside.
"""

import base64
import re
from collections.abc import Sequence
from pathlib import Path

import folium

from gis_app.errors import WanggeError
from gis_app.resources import folder

# What our maps draw needs Leaflet alone: no popups (jQuery), no Bootstrap, no icon fonts.
TABLE: dict[str, str | None] = {
    "https://cdn.jsdelivr.net/npm/leaflet@1.9.3/dist/leaflet.js": "leaflet/leaflet.js",
    "https://cdn.jsdelivr.net/npm/leaflet@1.9.3/dist/leaflet.css": "leaflet/leaflet.css",
    "https://code.jquery.com/jquery-3.7.1.min.js": None,
    "https://cdn.jsdelivr.net/npm/bootstrap@5.2.2/dist/js/bootstrap.bundle.min.js": None,
    "https://cdnjs.cloudflare.com/ajax/libs/Leaflet.awesome-markers/2.0.2/leaflet.awesome-markers.js": None,
    "https://cdn.jsdelivr.net/npm/bootstrap@5.2.2/dist/css/bootstrap.min.css": None,
    "https://netdna.bootstrapcdn.com/bootstrap/3.0.0/css/bootstrap-glyphicons.css": None,
    "https://cdn.jsdelivr.net/npm/@fortawesome/fontawesome-free@6.2.0/css/all.min.css": None,
    "https://cdnjs.cloudflare.com/ajax/libs/Leaflet.awesome-markers/2.0.2/leaflet.awesome-markers.css": None,
    "https://cdn.jsdelivr.net/gh/python-visualization/folium/folium/templates/leaflet.awesome.rotate.min.css": None,
}
KINDS = {".js": "text/javascript", ".css": "text/css", ".png": "image/png"}
PICTURE = re.compile(r"url\(([\w./-]+\.png)\)")
OUTSIDE = re.compile(r"""<(?:script|link|img|iframe)\b[^>]*\b(?:src|href)\s*=\s*["']?((?:https?:)?//[^"'\s>]+)""", re.IGNORECASE)


def inlined(links: Sequence[tuple[str, str]]) -> list[tuple[str, str]]:
    """folium's list of names and addresses, each address replaced by the file itself.

    Raises
    ------
    WanggeError
        ``outside_address`` for one the table does not know; ``vendor_missing`` where a file was not fetched at set-up.
    """
    kept = []
    for name, address in links:
        if address not in TABLE and not address.startswith("data:"):
            raise WanggeError("outside_address", address=address)
        path = TABLE.get(address)
        if address.startswith("data:") or path is not None:
            kept.append((name, address if path is None else _data(folder("static") / "vendor" / path)))
    return kept


def check_inside(page: str) -> str:
    """The page itself, if nothing in it is fetched from elsewhere.

    Raises
    ------
    WanggeError
        ``outside_address``.
    """
    found = OUTSIDE.search(page)
    if found:
        raise WanggeError("outside_address", address=found.group(1))
    return page


def _data(path: Path) -> str:
    if not path.is_file():
        raise WanggeError("vendor_missing", name=path.name)
    content = path.read_bytes()
    if path.suffix == ".css":
        content = PICTURE.sub(lambda found: f"url({_data(path.parent / found.group(1))})", content.decode()).encode()
    return f"data:{KINDS[path.suffix]};base64,{base64.b64encode(content).decode('ascii')}"


folium.Map.default_js = inlined(folium.Map.default_js)
folium.Map.default_css = inlined(folium.Map.default_css)
