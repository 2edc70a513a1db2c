"""What a report shows beside its tables: dead corners by name in few lines, quarters as bars."""

from gis_app.services import inspection_shown


def corner(kind: str, label: str, grid: str, metres: float | None = None) -> dict[str, object]:
    return {"kind": kind, "label": label, "grid": grid, "metres": metres}


def test_every_corner_is_named_and_pieces_of_a_road_are_added_together() -> None:
    told = {"town": "青溪镇", "corners": [
        corner("building", "青溪镇石桥村 4号", "甲格"), corner("road", "巷道（甲格段）", "甲格", 60.4), corner("building", "青溪镇石桥村 9号", "甲格"),
        corner("road", "巷道（甲格段）", "甲格", 40.0), corner("road", "X301县道（甲格段）", "甲格", 1200.0), corner("unit", "陈记药店", "乙格"),
    ]}
    assert inspection_shown.corners(told) == [
        {"grid": "乙格", "kind": "单位", "many": "1 家", "names": "陈记药店"},
        {"grid": "甲格", "kind": "房屋", "many": "2 栋", "names": "石桥村 4号、石桥村 9号"},
        {"grid": "甲格", "kind": "道路", "many": "1,300 米", "names": "巷道 100 米（2 段）、X301县道 1,200 米"},
    ]


def test_charts_go_from_the_oldest_quarter_to_this_one() -> None:
    lines = [{"said": "2026年第四季度", "inspected": True, "buildings": 3, "road_m": 500, "findings": 4, "missed": 1},
             {"said": "2026年第三季度", "inspected": False, "buildings": None, "road_m": None, "findings": 7, "missed": None}]
    made = inspection_shown.charts({"quarters": lines})
    assert len(made) == 3
    assert all(chart.index("26年三季") < chart.index("26年四季") for chart in made)
    assert all(">—<" in chart for chart in made), "a quarter without an inspection has no bar, whatever was found otherwise"
