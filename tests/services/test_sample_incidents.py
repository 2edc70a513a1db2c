"""The sample's incidents stand in the books of the town on whose ground they lie, as reports that are sent in do."""

from zoneinfo import ZoneInfo

import geopandas as gpd
import pandas as pd
import shapely

from gis_app.domain.locate import Locator
from gis_app.services.sample_incidents import numbered, settled

GRIDS = gpd.GeoDataFrame(
    {"code": ["A1", "B1"], "kind": ["grid", "grid"], "level": [3, 3]},
    geometry=[shapely.box(119.0, 30.0, 119.1, 30.1), shapely.box(119.1, 30.0, 119.2, 30.1)], crs=4326,
)


def test_what_happens_across_the_border_is_the_other_towns() -> None:
    #    A1 · |· B1       · (in no grid)
    part = pd.DataFrame({"lon": [119.05, 119.1001, 119.5], "lat": [30.05] * 3, "accuracy_m": [10.0] * 3, "at": [1_700_000_000] * 3})
    found = settled(part, Locator(GRIDS), 25.0, {"A1": "A", "B1": "B"}, "A")
    assert found["grid_code"].tolist()[:2] == ["A1", "B1"]
    assert found["town"].tolist() == ["A", "B", "A"], "what lies in no grid stays with the town that was told"
    assert numbered(found["town"], found["at"], ZoneInfo("Asia/Shanghai"), iter((7, 8, 9))) == ["A-20231115-000007", "B-20231115-000008", "A-20231115-000009"]
