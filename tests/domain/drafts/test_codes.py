"""Codes by rule: rows from north to south, each west to east; kept where a grid mostly stays; never given twice.

    30.02 +------+------+
          |  1   |  2   |     village 339901100200, two rows of two grids
    30.01 +------+------+
          |  3   |  4   |
    30.00 +------+------+
       120.00  120.01  120.02
"""

from itertools import islice

import pytest
from shapely import box

from gis_app.domain.coverage import Unit, from_polygons
from gis_app.domain.drafts import Draft, Listed, perform, read_action
from gis_app.domain.drafts.codes import free_codes, free_enterprise_codes, proposed
from gis_app.errors import WanggeError

TOWN, VILLAGE = "339901100", "339901100200"
CELLS = {"a": (0, 1), "b": (1, 1), "c": (0, 0), "d": (1, 0)}


def village(names: dict[str, str], known: bool = True) -> Draft:
    shapes = {names.get(key, key): box(120 + x / 100, 30 + y / 100, 120.01 + x / 100, 30.01 + y / 100) for key, (x, y) in CELLS.items()}
    units = {code: Unit(VILLAGE) for code in shapes} | {VILLAGE: Unit(TOWN, "village"), TOWN: Unit(None, "town")}
    listed = {code: Listed(code, 3, units[code].parent, number if known else None) for number, code in enumerate(units, 1)}
    return Draft(from_polygons(shapes, units), listed)


def test_new_grids_are_numbered_in_rows() -> None:
    assert proposed(village({}, known=False), {}, ()) == {key: f"{VILLAGE}{number:03d}" for number, key in enumerate("abcd", 1)}


def test_a_code_once_given_is_never_given_again() -> None:
    used = {f"{VILLAGE}041"}
    assert proposed(village({}, known=False), {}, used)["a"] == f"{VILLAGE}042"
    assert list(islice(free_codes(village({}), "a", used), 2)) == [f"{VILLAGE}042", f"{VILLAGE}043"]


def test_a_grid_that_mostly_stays_keeps_its_code() -> None:
    draft = village({key: f"{VILLAGE}{number:03d}" for number, key in enumerate("abcd", 1)})
    old = {row.grid_id: (code, draft.coverage.polygon(code)) for code, row in draft.listed.items() if code in draft.coverage.faces}
    cut = {"edit": "split", "grid": f"{VILLAGE}001", "line": [[120.004, 30], [120.004, 30.03]], "new": "new", "side": "left"}
    assert proposed(perform(draft, read_action(cut)).draft, old, ()) == {"new": f"{VILLAGE}005"}
    most = cut | {"line": [[120.008, 30], [120.008, 30.03]]}
    assert proposed(perform(draft, read_action(most)).draft, old, set(draft.listed)) == {"new": f"{VILLAGE}005", f"{VILLAGE}001": f"{VILLAGE}006"}


def test_enterprises_have_codes_of_their_own() -> None:
    draft = village({})
    assert next(free_enterprise_codes(draft, ())) == f"{TOWN}Q01"
    plant = {"edit": "carve", "parent": VILLAGE, "new": "E07", "area": [[[120.002, 30.002], [120.004, 30.002], [120.004, 30.004]]]}
    assert next(free_enterprise_codes(perform(draft, read_action(plant)).draft, ())) == "E08"


def test_a_village_that_is_full() -> None:
    with pytest.raises(WanggeError) as refused:
        next(free_codes(village({}), "a", {f"{VILLAGE}999"}))
    assert refused.value.code == "code_no_rule"
