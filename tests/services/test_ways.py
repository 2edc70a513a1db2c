"""A town's roads as its teams go by them: classes and one-way streets as the layer says."""

import json

import numpy as np
import pytest
from sqlalchemy import Connection, text

from gis_app.domain.routes import travel
from gis_app.services.ways import town_roads
from tests.small_town import publish

STREET = "LINESTRING(119.95 30.02, 119.96 30.02)"
ROUND = "LINESTRING(119.96 30.02, 119.96 30.03, 119.95 30.03, 119.95 30.02)"


@pytest.mark.parametrize(("said", "there", "back"), [("yes", "short", "long"), ("-1", "long", "short"), ("反向", "long", "short"), (None, "short", "short"), ("no", "short", "short")])
def test_one_way_streets(connection: Connection, said: str | None, there: str, back: str) -> None:
    made = publish(connection)
    for name, line, oneway in (("R1", STREET, said), ("R2", ROUND, None)):
        connection.execute(text("INSERT INTO feature_line (town_id, layer, external_id, category, properties, geom) VALUES (:town, 'roads', :name, 'village', CAST(:properties AS jsonb), ST_Multi(ST_GeomFromText(:line, 4326)))"),
                           {"town": made.town_id, "name": name, "line": line, "properties": json.dumps({} if oneway is None else {"oneway": oneway})})
    roads = town_roads(connection, made.town_id)
    assert roads is not None and len(roads) == 2
    seconds = travel(roads, np.array([(119.9505, 30.02), (119.9595, 30.02)]), "car").seconds
    assert [("short" if one < 200 else "long") for one in (seconds[0, 1], seconds[1, 0])] == [there, back]


def test_a_town_without_roads(connection: Connection) -> None:
    assert town_roads(connection, publish(connection).town_id) is None
