"""``gis_app.load``: a layer as a frame from which nobody can be found, and quick to import."""

import subprocess
import sys
from datetime import date

import geopandas as gpd
import pytest
from sqlalchemy import insert, text

import gis_app
from gis_app.db.models.incidents import IncidentText
from gis_app.db.models.register import Household
from gis_app.db.session import Database
from gis_app.errors import WanggeError
from gis_app.services import loading
from tests import heat_town


@pytest.fixture
def town(database_env: Database) -> Database:
    with database_env.begin() as connection:
        made = heat_town.publish(connection)
        rows = heat_town.report(connection, made, 120)
        connection.execute(insert(IncidentText), [{"incident_id": row["id"], "town_id": made.town_id, "text": "张三家门口", "address": "一组 5 号"} for row in rows])
        connection.execute(text("UPDATE incident SET item_given = '李四说的', item_code = NULL WHERE number LIKE '%1'"))
        connection.execute(insert(Household), [
            {"town_id": made.town_id, "external_id": f"户{n}", "grid_id": made.grid_ids["G1"], "geom": "SRID=4326;POINT(119.805 30.005)",
             "address": f"{n} 号", "people_registered": 3, "people_present": 2, "source": "import"} for n in range(4)
        ])
    return database_env


def test_nobody_can_be_found_in_what_is_loaded(town: Database) -> None:
    frame = gis_app.load("incidents")
    assert frame.crs == 4326
    assert str(frame.reported_at.dtype) == "datetime64[us, Asia/Shanghai]"
    assert {"id", "item", "source", "state", "due_at", "done_at", "grid_code"} <= set(frame.columns)
    assert not {"number", "external_id", "item_given", "text", "address"} & set(frame.columns)
    said = frame.drop(columns="geometry").to_csv()
    with town.begin() as connection:
        real = {str(one) for one in connection.scalars(text("SELECT id FROM incident WHERE state <> 'void'"))}
    assert len(frame) == len(real)
    assert not any(word in said for word in (*real, "张三", "李四", "5 号"))
    assert frame.id.is_unique
    assert frame.id.equals(gis_app.load("incidents").id), "the same thing has the same hash again"


def test_who_was_granted_it_sees_more_and_it_is_written_down(town: Database) -> None:
    frame = gis_app.load("incidents", identified=True)
    assert set(frame.text) == {"张三家门口"}
    assert frame.number.str.startswith("T-").all()
    with town.begin() as connection:
        last = connection.execute(text("SELECT action, object_id, detail FROM audit_event ORDER BY id DESC LIMIT 1")).one()
    assert (last.action, last.object_id, last.detail) == ("layer.load", "incidents", {"rows": len(frame), "identified": True})


def test_a_load_can_be_narrowed(town: Database) -> None:
    everything = gis_app.load("incidents")
    first, last = date(2026, 1, 1), date(2026, 2, 28)
    some = gis_app.load("incidents", first=first, last=last, within="W1", source="own")
    kept = everything[everything.reported_at.dt.date.between(first, last) & everything.grid_code.isin(["G1", "G2", "G3"]) & everything.source.isin(["worker", "head"])]
    assert sorted(some.id) == sorted(kept.id)
    assert 0 < len(some) < len(everything)
    with pytest.raises(WanggeError, match="来源|source|可用"):
        gis_app.load("incidents", source="neighbour")


def test_as_of_a_day_is_as_hidden_and_as_narrow(town: Database) -> None:
    everything, day = gis_app.load("incidents", within="W1"), date(2026, 1, 31)
    then = gis_app.load("incidents", within="W1", at=day)
    assert sorted(then.id) == sorted(everything[everything.reported_at.dt.date <= day].id)
    assert 0 < len(then) < len(everything)
    assert set(then.columns) == set(everything.columns)
    assert set(gis_app.load("incidents", at=day, identified=True).text) == {"张三家门口"}


def test_who_heads_a_grid_is_told_only_if_granted(town: Database) -> None:
    assert "head" not in gis_app.load("grids").columns
    assert "head" in gis_app.load("grids", identified=True).columns


def test_households_are_counts_unless_granted(town: Database) -> None:
    counted = gis_app.load("households")
    assert isinstance(counted, gpd.GeoDataFrame)
    assert counted[["code", "households", "people_registered", "people_present"]].to_dict("records") == [
        {"code": "G1", "households": 4, "people_registered": 12, "people_present": 8}]
    assert counted.geometry.iloc[0].geom_type == "MultiPolygon"
    assert len(gis_app.load("households", identified=True)) == 4


@pytest.mark.parametrize("layer", ["grids", "patrols", "roads", "units"])
def test_other_layers_are_frames_too(town: Database, layer: str) -> None:
    frame = gis_app.load(layer)
    assert frame.crs == 4326
    assert (len(frame) == 9) == (layer == "grids")


def test_an_unknown_layer_is_refused_by_name(town: Database) -> None:
    with pytest.raises(WanggeError) as refused:
        gis_app.load("villains")
    assert refused.value.code == "layer_unknown"


def test_the_library_is_quick_to_import() -> None:
    told = "import sys, gis_app; print(sorted({'geopandas', 'sqlalchemy', 'folium', 'matplotlib', 'flask', 'numpy'} & set(sys.modules)))"
    said = subprocess.run([sys.executable, "-c", told], capture_output=True, text=True, check=True)
    assert said.stdout.strip() == "[]"
    assert gis_app.load is loading.load
    assert callable(gis_app.folium_map)
    with pytest.raises(AttributeError):
        gis_app.nothing  # noqa: B018
