"""Who is on which post: the 1+1+1+N of a village grid, secretary and director of a work area, heads everywhere."""

import geopandas as gpd
import pandas as pd

from gis_app.domain.sample import names
from gis_app.domain.sample.chance import stream

REQUIRED = (
    ("town", "head", "一级网格长", "Level-1 head", 2),
    ("work_area", "secretary", "工作区书记", "Work-area secretary", 1),
    ("work_area", "director", "二级网格长", "Work-area director", 1),
    ("grid", "head", "网格长", "Grid head", 1),
    ("grid", "town_worker", "镇级网格员", "Town worker", 1),
    ("grid", "village_worker", "村级网格员", "Village worker", 1),
    ("grid", "contact", "联络员", "Contact", 2),
    ("enterprise", "head", "企业网格长", "Enterprise-grid head", 1),
    ("enterprise", "safety_officer", "安全员", "Safety officer", 1),
)
"""Kind, post, its names, and how many are needed. Contacts: at least two, often more."""

VACANT = 0.02


def required_posts() -> pd.DataFrame:
    """The table of posts that each kind of grid must have."""
    return pd.DataFrame(REQUIRED, columns=["kind", "post", "name_zh", "name_en", "count"])


def staff(seed: int, nodes: gpd.GeoDataFrame) -> pd.DataFrame:
    """Columns town, code, post, name, phone. A few posts are vacant, so that the fault can be seen."""
    rng = stream(seed, "staff")
    rows = []
    for town, code, kind in zip(nodes["town"], nodes["code"], nodes["kind"], strict=True):
        for _, post, _, _, count in (row for row in REQUIRED if row[0] == kind):
            more = int(rng.integers(0, 4)) if post == "contact" else 0
            vacant = kind in ("grid", "enterprise") and rng.random() < VACANT
            rows += [(town, code, post)] * (0 if vacant else count + more)
    frame = pd.DataFrame(rows, columns=["town", "code", "post"])
    frame["name"] = names.people(rng, len(frame))
    frame["phone"] = names.phones(rng, len(frame))
    return frame
