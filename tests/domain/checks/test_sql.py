"""The checks in Python and in SQL say the same of the same drawing."""

from collections.abc import Callable, Iterator
from typing import Any

import geopandas as gpd
import numpy as np
import pytest
import shapely
from geoalchemy2.shape import from_shape
from sqlalchemy import Connection, insert, text

from gis_app.db.models.grids import Edition, Grid, GridLevel, GridVersion
from gis_app.db.models.register import Building, Household
from gis_app.db.session import Database
from gis_app.domain.checks import Band, Finding, Surroundings, check
from tests.domain.checks.faults import around, town

TWINS = {"overlap", "gap", "hole", "outside_parent", "invalid", "not_contiguous", "duplicate_code", "missing_code",
         "too_large", "too_small", "badly_shaped", "without_people", "on_the_line"}
BANDS = {("grid", 3): Band(area_m2=(400_000, 900_000)), ("village", 2): Band(area_m2=(None, 4_000_000))}
SEEDS = (*range(14), 56, 69)
Told = tuple[str, str, tuple[str, ...], float | None]


@pytest.fixture(scope="module")
def checked(new_database: Callable[[], Database]) -> Iterator[Connection]:
    """One connection whose drawings are never committed."""
    with new_database().engine.connect() as opened, opened.begin() as transaction:
        yield opened
        transaction.rollback()


@pytest.mark.parametrize("seed", SEEDS)
def test_sql_says_what_python_says(checked: Connection, seed: int) -> None:
    frame, known = town(seed), around(seed)
    known = Surroundings(known.households, known.buildings, known.roads, known.water, BANDS)
    asked = TWINS if shapely.is_valid(frame.geometry.dropna().to_numpy()).all() else {"invalid", "duplicate_code", "missing_code"}
    edition = draw(checked, frame, known)
    rows = checked.execute(text("SELECT rule, severity, codes, area_m2 FROM wangge_check(:edition)"), {"edition": edition})
    theirs = [key(row.rule, row.severity, row.codes, row.area_m2) for row in rows if row.rule in asked]
    ours = [key(one.rule, one.severity, one.grids, one.area_m2) for one in check(frame, surroundings=known) if one.rule in asked]
    agree(ours, theirs)


def test_the_random_towns_show_every_rule() -> None:
    shown = {one.rule for seed in SEEDS for one in seen(seed)}
    assert shown >= TWINS - {"badly_shaped"}


def test_a_long_grid_is_badly_shaped_for_both(checked: Connection) -> None:
    frame = town(1, faults=0)
    west, south, _, north = frame.total_bounds
    frame.loc[4, "geometry"] = shapely.box(west, south, west + 1e-4, north)
    found = [one for one in check(frame, surroundings=Surroundings()) if one.rule == "badly_shaped"]
    edition = draw(checked, frame, Surroundings())
    told = checked.execute(text("SELECT codes FROM wangge_check_shapes(:edition) WHERE rule = 'badly_shaped'"), {"edition": edition})
    assert [one.grids for one in found] == [tuple(row.codes) for row in told] == [(frame["code"].iloc[4],)]


def test_what_is_not_drawn_is_passed_by(checked: Connection) -> None:
    frame = town(3, faults=0)
    frame.loc[[1, 6], "geometry"] = None
    ours = [key(one.rule, one.severity, one.grids, one.area_m2) for one in check(frame)]
    rows = checked.execute(text("SELECT * FROM wangge_check(:edition)"), {"edition": draw(checked, frame, Surroundings())})
    assert ours
    agree(ours, [key(row.rule, row.severity, row.codes, row.area_m2) for row in rows if row.rule in ("gap", "hole", "overlap")])


def seen(seed: int) -> list[Finding]:
    known = around(seed)
    return check(town(seed), surroundings=Surroundings(known.households, known.buildings, bands=BANDS))


def key(rule: str, severity: str, codes: Any, area: float | None) -> Told:
    return rule, severity, tuple(sorted(codes)), None if area is None or rule in ("invalid", "missing_code") else float(area)


def agree(ours: list[Told], theirs: list[Told]) -> None:
    """The same findings; areas to a thousandth, or to what the widths of roundings leave."""
    ours, theirs = (sorted(told, key=lambda one: (*one[:3], one[3] or 0.0)) for told in (ours, theirs))
    assert [one[:3] for one in ours] == [one[:3] for one in theirs]
    for mine, other in zip(ours, theirs, strict=True):
        assert (mine[3] is None) == (other[3] is None)
        if mine[3] is not None:
            assert other[3] == pytest.approx(mine[3], rel=2e-3, abs=0.5), mine[:3]


def draw(connection: Connection, frame: gpd.GeoDataFrame, known: Surroundings) -> int:
    """A draft edition with the frame's grids, the register and the bands; gives its id."""
    ids = [connection.execute(insert(Grid).returning(Grid.id), {}).scalar_one() for _ in range(len(frame))]
    place = dict(zip(frame["code"], ids, strict=True))
    edition: int = connection.execute(insert(Edition).returning(Edition.id), {
        "town_id": ids[0], "name": "草案", "state": "draft", "created_by": "test"}).scalar_one()
    over = [place.get(code) for code in frame["parent"]]
    paths: list[str] = []
    for own, up in zip(ids, over, strict=True):
        paths.append(str(own) if up is None else f"{paths[ids.index(up)]}.{own}")
    connection.execute(insert(GridVersion), [
        {"grid_id": own, "edition_id": edition, "town_id": ids[0], "code": row.code, "name": row.name, "kind": row.kind,
         "level": row.level, "parent_id": up, "lies_in_id": up, "command_path": path, "ground_path": path,
         "geom": None if row.geometry is None else multi(row.geometry), "label_point": None, "area_m2": None, "valid": None}
        for own, up, path, row in zip(ids, over, paths, frame.itertuples(index=False), strict=True)])
    connection.execute(text("DELETE FROM grid_level"))
    connection.execute(insert(GridLevel), [
        {"town_id": ids[0], "kind": kind, "level": level, "name_zh": kind, "name_en": kind, "target": {"area_m2": list(band.area_m2)}}
        for (kind, level), band in BANDS.items()])
    register(connection, ids[0], known)
    return edition


def register(connection: Connection, town_id: int, known: Surroundings) -> None:
    if known.buildings is not None:
        connection.execute(insert(Building), [
            {"town_id": town_id, "external_id": str(n), "geom": multi(shape)} for n, shape in enumerate(known.buildings.geometry)])
    if known.households is not None:
        connection.execute(insert(Household), [
            {"town_id": town_id, "external_id": str(n), "people_registered": 0, "people_present": int(heads), "geom": from_shape(shape, 4326)}
            for n, (heads, shape) in enumerate(zip(known.households["people_present"], known.households.geometry, strict=True))])


def multi(shape: shapely.Geometry) -> Any:
    parts = shapely.get_parts(np.array([shape], dtype=object))
    return from_shape(shapely.multipolygons(parts), 4326)
