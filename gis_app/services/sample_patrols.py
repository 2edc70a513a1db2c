"""The patrols of a sample written: generated beside its incidents, cleaned and told by grid as an import does, and copied."""

from collections.abc import Callable
from datetime import date
from typing import Any
from zoneinfo import ZoneInfo

import numpy as np
import pandas as pd
import shapely
from sqlalchemy import Connection

from gis_app import clock
from gis_app.db.queries import bulk
from gis_app.db.queries import sample as queries
from gis_app.domain.locate import Locator
from gis_app.domain.patrols import Cleaned, clean, lines, passed
from gis_app.domain.sample.patrols import Rounds, patrol_year
from gis_app.domain.sample.place import Place
from gis_app.domain.sample.rhythm import DAY_S, Year
from gis_app.services.sample_incidents import DAYS, Written

POST_OF = {"patrol": ("village_worker", "town_worker", "safety_officer"), "visit": ("village_worker", "town_worker"), "sweep": ("head",)}


def write_patrols(
    connection: Connection, place: Place, ids: Written, *, seed: int, until: date, zone: ZoneInfo, advance: Callable[[int], object],
) -> None:
    """A year of rounds that ends with the midnight at which ``until`` begins; what grids reported decides what was found."""
    year, locator = Year(until, DAYS), Locator(place.grids)
    midnight = int(clock.midnight(year.first, zone).timestamp())
    codes = place.grids["code"].tolist()
    grid_ids = np.array([ids.grid_ids[code] for code in codes])
    staff, own = queries.posts(connection), queries.own_reports(connection, clock.midnight(year.first, zone))
    for town, scene in enumerate(place.scenes):
        leaves = np.flatnonzero(place.grids["kind"].isin(("grid", "enterprise")) & (place.grids["town"] == town))
        rounds = patrol_year(seed, town, scene, year, midnight, _own(own, grid_ids[leaves], midnight))
        town_id = ids.grid_ids[place.grids.loc[(place.grids["kind"] == "town") & (place.grids["town"] == town), "code"].iloc[0]]
        _copy(connection, rounds, clean(rounds.fixes, len(rounds.about)), locator, grid_ids, leaves, town_id, staff)
        advance(len(rounds.about))


def _own(reports: pd.DataFrame, grids: "np.ndarray[Any, Any]", midnight: int) -> "np.ndarray[Any, Any]":
    """Reports (leaves, days) that a grid's own people made."""
    counts = np.zeros((len(grids), DAYS), dtype=np.int64)
    leaf = pd.Index(grids).get_indexer(reports["grid_id"])
    day = (reports["at"].to_numpy() - midnight) // DAY_S
    known = (leaf >= 0) & (day >= 0) & (day < DAYS)
    np.add.at(counts, (leaf[known], day[known]), 1)
    return counts


def _copy(connection: Connection, rounds: Rounds, cleaned: Cleaned, locator: Locator, grid_ids: "np.ndarray[Any, Any]",
          leaves: "np.ndarray[Any, Any]", town_id: int, staff: dict[tuple[int, str], int]) -> None:
    about, found = rounds.about, passed(cleaned, locator)
    key = [str(one) for one in about["id"]]
    count = len(about)
    own = grid_ids[leaves][about["leaf"].to_numpy()]
    people = [next(((staff[grid, post], post) for post in POST_OF[kind] if (grid, post) in staff), (None, None))
              for grid, kind in zip(own.tolist(), about["kind"], strict=True)]
    kept = np.bincount(cleaned.fixes.round, minlength=count)
    last = np.full(count, 0)
    np.maximum.at(last, cleaned.fixes.round, cleaned.fixes.at.astype(np.int64))
    start = about["start"].to_numpy()
    visit = (about["kind"] == "visit").to_numpy()
    ways = lines(cleaned, count)
    ways[~about["track"].to_numpy()] = None
    drawn = np.array([way is not None for way in ways], dtype=bool)
    texts = np.full(count, None, dtype=object)
    texts[drawn] = bulk.ewkb(ways[drawn])
    metres = np.bincount(found.round, found.metres, count)
    bulk.copy_columns(connection, "patrol", {
        "id": key, "town_id": [town_id] * count, "external_id": [f"S{number:06d}" for number in range(1, count + 1)], "kind": about["kind"],
        "staff_id": [one for one, _ in people], "post": [post for _, post in people], "started_at": bulk.iso_times(start),
        "ended_at": bulk.iso_times(np.maximum(last, start + np.where(visit, 1800, 0))), "metres": np.round(metres, 1), "fixes": kept,
        "dropped": cleaned.dropped, "found": [None if value < 0 else value for value in about["found"].tolist()],
        "signed_by": ["head" if yes else None for yes in about["signed"].notna()], "signed_at": _moments(about["signed"]),
        "given_crs": ["EPSG:4326"] * count, "geom": texts, "actor": ["sample"] * count,
    })
    rows = np.flatnonzero(visit)
    bulk.copy_columns(connection, "patrol_grid", {
        "patrol_id": [key[number] for number in (*found.round.tolist(), *rows.tolist())], "town_id": [town_id] * (len(found.round) + len(rows)),
        "grid_id": np.concatenate([grid_ids[found.grid], own[rows]]),
        "first_at": bulk.iso_times(np.concatenate([found.first_at.astype(np.int64), start[rows]])),
        "seconds": np.concatenate([np.round(found.seconds).astype(np.int64), np.full(len(rows), 1800)]),
        "metres": np.concatenate([np.round(found.metres, 1), np.zeros(len(rows))]),
        "fixes": np.concatenate([found.fixes, np.zeros(len(rows), dtype=np.int64)]),
    })
    _copy_checkins(connection, rounds, cleaned, locator, grid_ids, town_id, key)


def _copy_checkins(connection: Connection, rounds: Rounds, cleaned: Cleaned, locator: Locator, grid_ids: "np.ndarray[Any, Any]", town_id: int,
                   key: list[str]) -> None:
    fixes = cleaned.fixes.take(~rounds.about["track"].to_numpy()[cleaned.fixes.round])
    at = locator.index(fixes.lon, fixes.lat)
    grids = grid_ids[at].astype(object)
    grids[at < 0] = None
    bulk.copy_columns(connection, "patrol_checkin", {
        "patrol_id": [key[number] for number in fixes.round.tolist()], "town_id": [town_id] * len(fixes), "grid_id": grids,
        "serial": np.arange(len(fixes)) - np.searchsorted(fixes.round, fixes.round), "at": bulk.iso_times(fixes.at.astype(np.int64)),
        "given_x": fixes.lon, "given_y": fixes.lat, "accuracy_m": fixes.accuracy, "geom": bulk.ewkb(shapely.points(fixes.lon, fixes.lat)),
    })


def _moments(seconds: "pd.Series[float]") -> list[str | None]:
    known = seconds.notna().to_numpy()
    told: list[str | None] = [None] * len(seconds)
    for place, moment in zip(np.flatnonzero(known).tolist(), bulk.iso_times(seconds.to_numpy()[known].astype(np.int64)), strict=True):
        told[place] = moment
    return told
