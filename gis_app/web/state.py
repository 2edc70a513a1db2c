"""What a running application holds: settings, the database, the grids in memory."""

from dataclasses import dataclass, field
from typing import cast

from flask import current_app

from gis_app.config import Settings
from gis_app.db.session import Database
from gis_app.services.desk import Desk
from gis_app.services.health import Pulse
from gis_app.services.locating import Locating

EXTENSION = "wangge"


@dataclass(frozen=True)
class State:
    """One per process."""

    settings: Settings
    database: Database
    locating: Locating
    pulse: Pulse
    desk: Desk = field(default_factory=Desk)


def state() -> State:
    """The present application's state."""
    return cast(State, current_app.extensions[EXTENSION])
