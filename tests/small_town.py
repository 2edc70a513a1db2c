"""A town that can be reckoned with by hand, its item list, and the application over it.

    30.10 +-----------+-----------+      T   town, all of it
          |    G2     |           |      A1  work area, west: G1, G2
    30.05 +-----------+  G3  [E1] |      A2  work area, east: G3 with E1 cut out of it, U1 not drawn yet
          |    G1     |           |      E1  enterprise 120.04-120.05, 30.04-30.05: answers to T, lies in A2
    30.00 +-----------+-----------+
        119.90      120.00      120.10
"""

from pathlib import Path

from apiflask import APIFlask
from shapely import box
from sqlalchemy import Connection, insert, make_url

from gis_app.app import create_app
from gis_app.config import Settings
from gis_app.db.models.items import Department, Item, ItemClass
from gis_app.db.models.staff import StaffPost
from gis_app.db.session import Database
from gis_app.domain.actors import LOCAL_OPERATOR
from gis_app.domain.grids import GridNode
from gis_app.services.editions import Published, publish_first

PLANT = box(120.04, 30.04, 120.05, 30.05)
NODES = (
    GridNode("T", "青溪镇", "town", 1, geom=box(119.90, 30.00, 120.10, 30.10)),
    GridNode("A1", "西片", "work_area", 2, "T", geom=box(119.90, 30.00, 120.00, 30.10)),
    GridNode("A2", "东片", "work_area", 2, "T", geom=box(120.00, 30.00, 120.10, 30.10)),
    GridNode("G1", "柳湾网格", "grid", 3, "A1", geom=box(119.90, 30.00, 120.00, 30.05), head="周明"),
    GridNode("G2", "石桥网格", "grid", 3, "A1", geom=box(119.90, 30.05, 120.00, 30.10)),
    GridNode("G3", "东岭网格", "grid", 3, "A2", geom=box(120.00, 30.00, 120.10, 30.10).difference(PLANT)),
    GridNode("E1", "青溪茶厂", "enterprise", 3, "T", "A2", geom=PLANT),
    GridNode("U1", "新村网格", "grid", 3, "A2"),
)


def publish(connection: Connection) -> Published:
    """The town's first edition, its items I1 (2 hours) and I2 (72 hours), and a worker with a phone in G1."""
    connection.execute(insert(Department), {"code": "D", "name_zh": "环保办", "name_en": "environment"})
    connection.execute(insert(ItemClass), {"code": "C", "name_zh": "环境", "name_en": "environment"})
    connection.execute(insert(Item), [
        {"code": code, "class_code": "C", "name_zh": name, "name_en": code, "department_code": "D", "limit_hours": hours,
         "limit_text": f"{hours} 小时", "closing_standard": "恢复原状"} for code, name, hours in (("I1", "井盖缺失", 2), ("I2", "垃圾", 72))
    ])
    published = publish_first(connection, LOCAL_OPERATOR, NODES)
    connection.execute(insert(StaffPost), {
        "town_id": published.town_id, "grid_id": published.grid_ids["G1"], "post": "worker", "name": "李青", "phone": "13800000000",
    })
    return published


def application(database: Database, home: Path) -> APIFlask:
    url = make_url(database.url).set(drivername="postgresql").render_as_string(hide_password=False)
    return create_app(Settings.from_env({"DATABASE_URL": url, "WANGGE_HOME": str(home)}))
