"""The incidents of a sample written: generated, given their grid by the rule of place, and copied, a chunk at a time."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any
from zoneinfo import ZoneInfo

import geopandas as gpd
import numpy as np
import pandas as pd
from sqlalchemy import Connection

from gis_app import clock
from gis_app.db.queries import bulk
from gis_app.domain.locate import Locator
from gis_app.domain.sample import names
from gis_app.domain.sample.chance import stream
from gis_app.domain.sample.history import Items, live_through
from gis_app.domain.sample.incidents import report_year
from gis_app.domain.sample.place import Place, split
from gis_app.domain.sample.rhythm import Year

DAYS = 365
CHUNK = 50_000
DESK = {"resident": "resident", "hotline": "12345热线办"}
PEOPLE = {"worker": "网格员", "head": "网格长", "inspection": "联查组"}


@dataclass(frozen=True)
class Written:
    """What the incidents refer to: ids by code of grids and of their versions."""

    grid_ids: dict[str, int]
    version_ids: dict[str, int]


def write_incidents(
    connection: Connection, place: Place, items: Items, ids: Written, *, seed: int, until: date, count: int,
    zone: ZoneInfo, snap_m: float, advance: Callable[[int], object],
) -> None:
    """A year of incidents that ends with the midnight at which `until` begins.

    One that happens across a town's border belongs to the town on whose ground it lies, as a report that is sent in does.
    """
    year, locator = Year(until, DAYS), Locator(place.grids)
    start, end = (int(clock.midnight(day, zone).timestamp()) for day in (year.first, until))
    serials = iter(bulk.reserve(connection, "incident_serial", count))
    heads = {town: _town_code(place, town) for town in range(len(place.scenes))}
    towns = {code: heads[town] for code, town in zip(place.grids["code"], place.grids["town"], strict=True)}
    for town, wanted in enumerate(split(count, place.weight).tolist()):
        reports = report_year(seed, town, place.scenes[town], wanted, year, start)
        fate, status = live_through(stream(seed, "history", town), reports, items, end)
        reports = reports.join(fate)
        reports["address"] = [names.TOWNS[town] + place.scenes[town].place_words[h] for h in reports["hamlet"]]
        for part, rows in _chunks(reports, status):
            found = settled(part, locator, snap_m, towns, heads[town])
            found["number"] = numbered(found["town"], found["at"], zone, serials)
            copy_incidents(connection, found, rows, ids)
            advance(len(part))


def _town_code(place: Place, town: int) -> str:
    return str(place.grids.loc[(place.grids["kind"] == "town") & (place.grids["town"] == town), "code"].iloc[0])


def numbered(towns: "pd.Series[str]", at: "pd.Series[int]", zone: ZoneInfo, serials: Iterator[int]) -> list[str]:
    """Town-date-serial, as a report that is sent in gets it."""
    days = pd.to_datetime(at, unit="s", utc=True).dt.tz_convert(zone).dt.strftime("%Y%m%d")
    return [f"{code}-{day}-{next(serials):06d}" for code, day in zip(towns, days, strict=True)]


def _chunks(reports: pd.DataFrame, status: pd.DataFrame) -> Iterator[tuple[pd.DataFrame, pd.DataFrame]]:
    """Parts of the reports with their status rows, numbered within the part."""
    for start in range(0, len(reports), CHUNK):
        part = reports.iloc[start : start + CHUNK].reset_index(drop=True)
        low, high = np.searchsorted(status["incident"], (start, start + len(part)))
        rows = status.iloc[low:high].assign(incident=status["incident"].iloc[low:high] - start)
        yield part, rows.reset_index(drop=True)


def located(part: pd.DataFrame, locator: Locator, snap_m: float) -> pd.DataFrame:
    """With the grid of each by the rule of place."""
    points = gpd.GeoSeries(gpd.points_from_xy(part["lon"], part["lat"]), crs="EPSG:4326")
    found = locator.assign(points, snap_m=snap_m, accuracy=part["accuracy_m"].to_numpy())
    part = part.assign(geom=bulk.ewkb(np.asarray(points.values)))
    return part.join(found)


def settled(part: pd.DataFrame, locator: Locator, snap_m: float, towns: Mapping[str, str], told: str) -> pd.DataFrame:
    """Located, with the code of the town whose grid each lies in; of what lies in none, the town that was told."""
    found = located(part, locator, snap_m)
    return found.assign(town=found["grid_code"].map(towns).fillna(told))


def copy_incidents(connection: Connection, part: pd.DataFrame, status: pd.DataFrame, ids: Written) -> None:
    """Parents first: the incident, then what happened to it."""
    at = bulk.iso_times(part["at"].to_numpy())
    codes = [code if isinstance(code, str) else None for code in part["grid_code"]]
    grids = [ids.grid_ids[code] if code else None for code in codes]
    actor = [DESK.get(source) or PEOPLE.get(source) or "镇网格办" for source in part["source"]]
    town = [ids.grid_ids[code] for code in part["town"]]
    key: list[Any] = part["id"].tolist()
    ended = part["done"].to_numpy()
    done = [None if stop < 0 else said for stop, said in zip(ended, bulk.iso_times(ended), strict=True)]
    place = {"rule": part["rule"], "near_boundary": part["near_boundary"], "distance_m": part["distance_m"]}
    bulk.copy_columns(connection, "incident", {
        "id": key, "number": part["number"], "town_id": town, "source": part["source"], "item_code": part["item"],
        "state": part["state"], "reported_at": at, "due_at": bulk.iso_times(part["due"].to_numpy()), "done_at": done,
        "geom": part["geom"], "accuracy_m": part["accuracy_m"], "grid_id": grids, "grid_code": codes, **place,
        "created_at": at,
    })
    bulk.copy_columns(connection, "incident_location", {
        "incident_id": key, "town_id": town, "given_x": part["given_x"], "given_y": part["given_y"],
        "given_crs": part["given_crs"], "accuracy_m": part["accuracy_m"], "lon": part["lon"], "lat": part["lat"],
        "actor": actor, "at": at,
    })
    bulk.copy_columns(connection, "incident_assignment", {
        "incident_id": key, "town_id": town, "grid_id": grids,
        "grid_version_id": [ids.version_ids[code] if code else None for code in codes], **place, "actor": actor, "at": at,
    })
    bulk.copy_columns(connection, "incident_text", {
        "incident_id": key, "town_id": town, "text": part["text"], "address": part["address"],
    })
    bulk.copy_columns(connection, "incident_status", {
        "incident_id": [key[number] for number in status["incident"]], "town_id": [town[number] for number in status["incident"]],
        "state": status["state"], "department_code": status["department"], "note": status["note"],
        "actor": status["actor"], "at": bulk.iso_times(status["at"].to_numpy()),
    })
