"""/api/v1/heat/...: the scale of the density, the table of grids, the series of the slider. One period rules each answer."""

from datetime import date
from typing import Any
from urllib.parse import quote

from flask import Blueprint, Response, current_app, request
from sqlalchemy import Connection

from gis_app import clock
from gis_app.domain.actors import LOCAL_OPERATOR
from gis_app.domain.grids import KINDS
from gis_app.domain.sources import source_set
from gis_app.domain.stats import heat as rules
from gis_app.domain.stats.periods import Period, period
from gis_app.errors import WanggeError
from gis_app.maplayers import ramp
from gis_app.services import heat, heat_tables, reports
from gis_app.services.heat import Asked, Scales
from gis_app.web.answers import JSON, answer
from gis_app.web.reading import DAY, Reader
from gis_app.web.routes import declares
from gis_app.web.schemas import common
from gis_app.web.schemas import heat as schemas
from gis_app.web.state import state

bp = Blueprint("heat", __name__, url_prefix="/api/v1/heat")

COUNTED = schemas.COUNTED
HEAT = schemas.HEAT
BASES = schemas.BASES
SCALES = Scales()
DEFAULT_RADIUS_M = 250.0
DEFAULT_ZOOM = 13


@bp.get("/legend")
@declares(query={**HEAT, "z": common.WHOLE, "theme": schemas.THEME}, answer={JSON: schemas.LEGEND}, problems=(400, 503))
def legend() -> Response:
    """One scale for all tiles of a zoom: its top, the stops of its colours, and the radius that is really drawn."""
    asked = _reader()
    zoom, radius, dark = asked.whole("z", DEFAULT_ZOOM, least=0, most=22), read_radius(asked), read_dark(asked)
    with state().database.begin() as connection:
        wanted = read_asked(connection, asked)
        scale = SCALES.of(connection, LOCAL_OPERATOR, zoom, wanted, radius)
    return answer({
        **said(wanted.period), "z": zoom, "max": scale.max, "radius_m": round(scale.radius_m, 1), "radius_asked_m": radius,
        "unit": {"zh": "件/平方公里", "en": "incidents per km²"}, "stops": ramp.stops(scale.max, dark=dark),
    })


@bp.get("/grids")
@declares(query={**COUNTED, **schemas.TABLE}, answer={JSON: schemas.GRIDS}, problems=(400, 503))
def grids() -> Response:
    """Grids by count, by count per 1,000 residents and by the share they found themselves, and what lies in none."""
    asked = _reader()
    level, basis = asked.choice("level", KINDS, "grid"), asked.choice("basis", BASES, BASES[0])
    with state().database.begin() as connection:
        wanted = read_asked(connection, asked)
        table = heat_tables.grids(connection, LOCAL_OPERATOR, wanted, level, basis)
    return answer({**said(wanted.period), **table})


@bp.get("/series")
@declares(query={**COUNTED, "step": schemas.STEP}, answer={JSON: schemas.SERIES}, problems=(400, 503))
def series() -> Response:
    """Counts by day, week or month of the period, for the time slider; none is left out, and they add up to the total."""
    asked = _reader()
    step = asked.choice("step", heat_tables.STEPS, "day")
    with state().database.begin() as connection:
        wanted = read_asked(connection, asked)
        items = heat_tables.series(connection, LOCAL_OPERATOR, wanted, step)
    return answer({**said(wanted.period), "step": step, "items": items, "total": sum(item["count"] for item in items)})


@bp.get("/report")
@declares(query={**HEAT, "basis": schemas.BASIS}, answer={"text/html": common.text()}, problems=(400, 404, 503))
def report() -> Response:
    """One self-contained HTML file that opens with no network: density and counts by grid, never points or texts."""
    asked = _reader()
    radius, basis = read_radius(asked), asked.choice("basis", BASES, BASES[0])
    with state().database.begin() as connection:
        made = reports.heat_page(connection, LOCAL_OPERATOR, read_asked(connection, asked), radius, basis)
    response: Response = current_app.response_class(made.html, mimetype="text/html")
    response.headers["Content-Disposition"] = f"attachment; filename=\"heat.html\"; filename*=UTF-8''{quote(made.filename)}"
    response.headers["Cache-Control"] = "no-store"
    return response


def read_asked(connection: Connection, asked: Reader) -> Asked:
    """Period, items and sources; without a period the last 90 days."""
    given = read_period_or_none(connection, asked)
    return Asked(
        given or heat.default_period(connection, LOCAL_OPERATOR, asked.zone), tuple(sorted(set(asked.choices("item")))),
        source_set(asked.choices("source")), asked.zone,
    )


def read_period_or_none(connection: Connection, asked: Reader) -> Period | None:
    """The whole local days of ``from`` to ``to``; None where neither is given. An open end reaches to the data's."""
    if not asked.has("from") and not asked.has("to"):
        return None
    whole = heat.whole_time(connection, LOCAL_OPERATOR, asked.zone)
    first, last = _day(asked, "from", whole.first), _day(asked, "to", whole.last)
    if not asked.has("from"):
        first = min(first, last)
    return period(first, max(first, last) if not asked.has("to") else last)


def read_radius(asked: Reader) -> float:
    """The kernel's radius in true metres."""
    given = asked.number_or_none("radius_m", least=rules.RADIUS_M[0], most=rules.RADIUS_M[1])
    return DEFAULT_RADIUS_M if given is None else given


def read_dark(asked: Reader) -> bool:
    """Whether the colours will lie on the dark theme's ground."""
    return asked.choice("theme", schemas.THEMES, schemas.THEMES[0]) == "dark"


def _day(asked: Reader, field: str, otherwise: date) -> date:
    if not asked.has(field):
        return otherwise
    value = str(asked.given[field])
    if not DAY.fullmatch(value):
        return asked.instant(field).astimezone(asked.zone).date()
    try:
        return clock.midnight(date.fromisoformat(value), asked.zone).date()
    except (ValueError, OverflowError) as wrong:
        raise WanggeError("bad_time", field=field) from wrong


def said(chosen: Period) -> dict[str, Any]:
    """The one period, said in every answer."""
    return {"from": chosen.first.isoformat(), "to": chosen.last.isoformat(), "days": chosen.days}


def _reader() -> Reader:
    return Reader(request.args, state().settings.zone, as_text=True)
