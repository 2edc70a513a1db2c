"""Made-up inspections for tests: places in a field some kilometres wide, straight ways, teams at its middle."""

from datetime import date
from typing import Any

import numpy as np

from gis_app.domain.inspections import Inspection, Settings, Team, Wish

WEST, SOUTH = 119.80, 30.00
DAYS = (date(2026, 10, 8), date(2026, 10, 9))
STEADY = Settings(iterations=400)


def wish(name: str, x: float = 0.0, y: float = 0.0, **said: Any) -> Wish:
    """A key place ``x``, ``y`` thousandths of a degree (some 100 m) from the corner of the field."""
    given = {"kind": "key_place", "place": (WEST + x / 1000, SOUTH + y / 1000), "grid": "G1", "label": name, "prize": 3.0, **said}
    return Wish(id=name, **given)


def grid(name: str, x: float, y: float, **said: Any) -> Wish:
    return wish(name, x, y, **{"kind": "grid", "grid": name, "required": True, "prize": 0.0, "service_min": 25.0, **said})


def team(name: str, **said: Any) -> Team:
    return Team(**{"id": name, "name": f"{name}组", "start": (WEST + 0.02, SOUTH + 0.02), **said})


def field(seed: int = 3, *, grids: int = 11, wishes: int = 24, teams: int = 3, days: int = 2, **said: Any) -> Inspection:
    """An area with grids and wishes strewn over it."""
    rng = np.random.default_rng(seed)
    places = rng.uniform(0, 40, (grids + wishes, 2)).round(2).tolist()
    asked = [grid(f"G{k}", *places[k]) for k in range(grids)]
    asked += [wish(f"W{k}", *places[grids + k], grid=f"G{k % grids}", prize=float(rng.integers(1, 5))) for k in range(wishes)]
    return Inspection("A1", DAYS[:days], tuple(team(f"T{k}") for k in range(teams)), tuple(asked), **{"settings": STEADY, "seed": seed, **said})
