"""What the page is handed at its start: addresses of everything it asks for, the town, the settings. No URL is spelt twice."""

import re
from collections.abc import Mapping
from typing import Any

import shapely
from flask import current_app, url_for

from gis_app import clock
from gis_app.config import Settings
from gis_app.maplayers.declared import layers
from gis_app.resources import folder
from gis_app.services.snapshot import Snapshot

ENDPOINTS = {
    "locate": "locate.locate", "items": "items.every", "incidents": "incidents.page", "incident": "incidents.one",
    "photos": "photos.add", "grid": "grids.one", "grid_tree": "pages.grid_tree", "search": "search.find", "grid_sheet": "prints.grid",
    "heat_legend": "heat.legend", "heat_grids": "heat.grids", "heat_series": "heat.series",
    "heat_report": "heat.report", "board_figures": "board.figures", "board_trend": "board.trend", "board_incidents": "board.incidents",
    "hotspot_searches": "hotspot_searches.ask", "hotspot_search": "hotspot_searches.one", "hotspot_search_stop": "hotspot_searches.stop",
    "hotspot_search_keep": "hotspot_searches.keep",
    "hotspot_cells": "hotspots.cells", "hotspots": "hotspots.page", "hotspot": "hotspots.one", "hotspot_deeds": "hotspots.deed", "hotspot_sheet": "prints.hotspot",
    "inspections": "inspections.page", "inspection_requests": "inspection_requests.page", "inspection_request_withdraw": "inspection_requests.withdraw",
    "map_page": "pages.map_page", "tiles": "tiles.vector", "heat_tiles": "tiles.heat",
    "inspection": "inspections.one", "inspection_setup": "inspections.setup", "inspection_rearrange": "inspections.rearrange", "inspection_plans": "inspections.plan_again",
    "inspection_stop_planning": "inspections.stop_planning", "inspection_moves": "inspections.move", "inspection_locks": "inspections.lock",
    "inspection_pairs": "inspections.pair", "inspection_stops": "inspections.add_stop", "inspection_drop_stop": "inspections.drop_stop",
    "inspection_issue": "inspections.issue", "inspection_plan_pdf": "inspection_reports.plan", "inspection_end": "inspections.end", "inspection_withdraw": "inspections.withdraw", "inspection_report": "inspection_reports.one", "inspection_hotspots": "inspections.hotspots",
    "inspection_report_pdf": "inspection_reports.paper", "inspection_report_html": "inspection_reports.carried",
    "office_matters": "inspection_reports.matters", "office_matter_settle": "inspection_reports.settle",
}
"""Name in the scripts -> endpoint. Arguments stay as ``{name}``, for the script to fill."""

ARGUMENT = re.compile(r"<(?:\w+(?:\([^)]*\))?:)?(\w+)>")

VENDORED = {
    "pbf": "vendor/pbf/index.js", "@mapbox/vector-tile": "vendor/vector-tile/index.js",
    "@mapbox/point-geometry": "vendor/point-geometry/index.js",
}

OWN_FOLDERS = ("desk", "board", "field")
"""Folders under ``js/`` that belong to one page each, of the same name."""

TIANDITU = "https://t{s}.tianditu.gov.cn/%(layer)s_w/wmts?SERVICE=WMTS&REQUEST=GetTile&VERSION=1.0.0&LAYER=%(layer)s" \
    "&STYLE=default&TILEMATRIXSET=w&FORMAT=tiles&TILEMATRIX={z}&TILEROW={y}&TILECOL={x}&tk=%(key)s"
BASEMAPS: Mapping[str, list[dict[str, Any]]] = {
    "town": [],
    "tianditu": [
        {"url": TIANDITU, "layer": layer, "subdomains": "01234567", "max_zoom": 18, "attribution": "天地图", "datum": "cgcs2000"}
        for layer in ("vec", "cva")
    ],
    "amap": [{
        "url": "https://webrd0{s}.is.autonavi.com/appmaptile?lang=zh_cn&size=1&scale=1&style=8&x={x}&y={y}&z={z}",
        "subdomains": "1234", "max_zoom": 18, "attribution": "高德地图", "datum": "gcj02",
    }],
    "osm": [{
        "url": "https://tile.openstreetmap.org/{z}/{x}/{y}.png", "max_zoom": 19,
        "attribution": "© OpenStreetMap contributors", "datum": "wgs84",
    }],
}


def page_config(settings: Settings, held: Snapshot) -> dict[str, Any]:
    """Everything the scripts need to know before they ask for anything."""
    drawn = [town["geom"] for town in held.towns if town["geom"] is not None]
    return {
        "routes": {name: template(endpoint) for name, endpoint in ENDPOINTS.items()},
        "zone": settings.zone.key,
        "now": clock.now().isoformat(),
        "basemap": {"kind": settings.basemap, "tiles": basemap_tiles(settings)},
        "bounds": [float(edge) for edge in shapely.total_bounds(drawn)] if drawn else None,
        "town": town_facts(held),
        "layers": [layer.described() for layer in layers().values()],
    }


def template(endpoint: str) -> str:
    """The address of an endpoint with ``{name}`` for each of its arguments."""
    rule = next(current_app.url_map.iter_rules(endpoint))
    return ARGUMENT.sub(r"{\1}", rule.rule)


def basemap_tiles(settings: Settings) -> list[dict[str, Any]]:
    """Tile sources of the setting, lowest first; the key goes into the address."""
    return [
        {**{name: value for name, value in source.items() if name != "layer"},
         "url": source["url"] % {"layer": source["layer"], "key": settings.basemap_key} if "layer" in source else source["url"]}
        for source in BASEMAPS[settings.basemap]
    ]


def town_facts(held: Snapshot) -> dict[str, Any] | None:
    """Name and area of the one town, its edition and since when; of several, the first's name, how many they are, and what they share."""
    towns = held.towns
    if not towns:
        return None
    areas = [town["area_m2"] for town in towns if town["area_m2"] is not None]
    first = towns[0]
    editions = {(held.editions.get(town["town_id"]), held.since.get(town["town_id"])) for town in towns}
    edition, since = editions.pop() if len(editions) == 1 else (None, None)
    return {
        "name": first["name"], "towns": len(towns), "area_m2": sum(areas), "edition": edition,
        "edition_since": since.isoformat() if since else None,
    }


def tree(held: Snapshot) -> list[dict[str, Any]]:
    """Every grid in force without its shape, in the order of code; ``lies_in`` is the code of its ground."""
    codes = {row["grid_id"]: row["code"] for row in held.rows}
    return [
        {"code": row["code"], "name": row["name"], "kind": row["kind"], "level": row["level"],
         "lies_in": codes.get(row["lies_in_id"]), "area_m2": row["area_m2"], "drawn": row["geom"] is not None}
        for row in held.rows
    ]


def modules(page: str = "map") -> list[str]:
    """Scripts to fetch ahead of the chain of imports that would ask for them one after another; a page's own folder for that page alone."""
    root = folder("static")
    own = sorted(path.relative_to(root).as_posix() for path in (root / "js").rglob("*.js"))
    folders = tuple(f"js/{other}/" for other in OWN_FOLDERS)
    mine = [name for name in own if (name.startswith(f"js/{page}/") if page in OWN_FOLDERS else not name.startswith(folders))]
    ahead = [name for name in mine if name != "js/core/theme.js" and not name.endswith(("words/en.js", "/worker.js"))]
    return ahead if page == "field" else ahead + list(VENDORED.values())


def import_map() -> dict[str, Any]:
    """Names of vendored packages -> their versioned addresses."""
    return {"imports": {name: url_for("static", filename=path) for name, path in VENDORED.items()}}
