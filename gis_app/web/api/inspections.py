"""/api/v1/inspections: joint inspections of work areas, from the first plan to the report; and the office's list."""

from datetime import date
from typing import Any
from uuid import UUID

from flask import Blueprint, Response, request, url_for

from gis_app import clock
from gis_app.domain.actors import Actor
from gis_app.domain.inspections.calendar import next_working
from gis_app.domain.inspections.pairs import RULES
from gis_app.domain.quarters import quarter_of
from gis_app.errors import Both, WanggeError
from gis_app.services import (
    inspection_deciding,
    inspection_ending,
    inspection_hotspots,
    inspection_setup,
    inspection_views,
    inspections,
)
from gis_app.services.inspection_setup import Setup
from gis_app.services.inspections import Order
from gis_app.web import inspection_asking as asking
from gis_app.web.answers import JSON, answer
from gis_app.web.inspection_asking import day_of, wants
from gis_app.web.planners import WHO, body, onlooker, switch, thing
from gis_app.web.reading import Reader, uuid_of
from gis_app.web.routes import declares
from gis_app.web.schemas import inspections as schemas
from gis_app.web.state import state

bp = Blueprint("inspections", __name__, url_prefix="/api/v1/inspections")
REFUSED = (400, 403, 404, 409, 413, 415, 503)
BY = {name: {**described, "required": False} for name, described in WHO.items()}
"""Whose name stands beside what was done; the operator's without it."""


@bp.get("")
@declares(query=schemas.QUARTER, answer={JSON: schemas.LIST}, problems=(400, 503))
def page() -> Response:
    """Every work area with its inspection of a quarter, and the town's sums; and the first working day that one could still be held on."""
    here = state()
    asked = Reader(request.args, here.settings.zone, as_text=True)
    quarter = quarter_of(day_of(asked, "quarter") if asked.has("quarter") else clock.today(here.settings.zone))
    with here.database.begin() as connection:
        told = inspection_views.of_town(connection, onlooker(), here.locating.snapshot(), quarter)
    return answer({**told, "first_day": next_working(max(quarter, clock.today(here.settings.zone)))})


@bp.post("")
@declares(headers=BY, body={JSON: schemas.ASK}, answer={JSON: schemas.ONE}, status=201, problems=REFUSED)
def begin() -> Response:
    """Begin the inspection of a work area; its first plan is worked out by the worker."""
    given, here, actor = body(), state(), onlooker()
    order = Order(given.text("area", longest=100), _days(given), _teams(given), thing(given, "settings"), wants(given))
    with here.database.begin() as connection:
        held = here.locating.snapshot()
        made = inspections.begin(connection, actor, held, order)
        inspection_deciding.check_named(connection, actor, held, made, order.wants)
        return _answer(connection, actor, made, 201)


@bp.get("/<inspection_id>")
@declares(path=schemas.PATH, answer={JSON: schemas.ONE}, problems=(400, 404, 503))
def one(inspection_id: str) -> Response:
    """An inspection with the plan that stands, and how far it has come."""
    with state().database.begin() as connection:
        return _answer(connection, onlooker(), _id(inspection_id))


@bp.get("/<inspection_id>/hotspots")
@declares(path=schemas.PATH, answer={JSON: schemas.HOT_PLACES}, problems=(400, 404, 503))
def hotspots(inspection_id: str) -> Response:
    """The hot places that the plan that stands refers to, each with its ground, who goes there, and what was found."""
    here, asked = state(), _id(inspection_id)
    with here.database.begin() as connection:
        inspections.one(connection, onlooker(), asked)
        return answer({"items": inspection_hotspots.places(connection, onlooker(), here.locating.snapshot(), asked), "next": None})


@bp.post("/<inspection_id>/plans")
@declares(path=schemas.PATH, headers=BY, answer={JSON: schemas.ONE}, status=202, problems=REFUSED)
def plan_again(inspection_id: str) -> Response:
    """Have it planned anew; what is locked stays where it is, once issued all that is in it."""
    actor, asked = onlooker(), _id(inspection_id)
    with state().database.begin() as connection:
        inspections.plan_again(connection, actor, asked)
        return _answer(connection, actor, asked, 202)


@bp.post("/<inspection_id>/plans/rearrange")
@declares(path=schemas.PATH, headers=BY, body={JSON: schemas.REARRANGE}, answer={JSON: schemas.ONE}, status=202, problems=REFUSED)
def rearrange(inspection_id: str) -> Response:
    """Have an issued one planned from nothing but what is done and what is locked, with a reason: teams may get other stops."""
    given, actor, asked = body(), onlooker(), _id(inspection_id)
    reason = given.text("reason", longest=200)
    with state().database.begin() as connection:
        inspections.rearrange(connection, actor, asked, reason)
        return _answer(connection, actor, asked, 202)


@bp.post("/<inspection_id>/plans/stop")
@declares(path=schemas.PATH, headers=BY, answer={JSON: schemas.ONE}, problems=REFUSED)
def stop_planning(inspection_id: str) -> Response:
    """Ask the planning to end; the best plan by then is kept."""
    actor, asked = onlooker(), _id(inspection_id)
    with state().database.begin() as connection:
        inspections.stop_planning(connection, actor, asked)
        return _answer(connection, actor, asked)


@bp.post("/<inspection_id>/setup")
@declares(path=schemas.PATH, headers=BY, body={JSON: schemas.SETUP}, answer={JSON: schemas.ONE}, status=202, problems=REFUSED)
def setup(inspection_id: str) -> Response:
    """Change days and teams of a draft, with a reason; planned anew. What was decided and no longer can hold is named in the last of ``changes``."""
    given, here, actor, asked = body(), state(), onlooker(), _id(inspection_id)
    said = Setup(_days(given) if given.has("days") else None, _teams(given, told=True) if given.has("teams") else None)
    reason = given.text("reason", longest=200)
    with here.database.begin() as connection:
        inspection_setup.change(connection, actor, here.locating.snapshot(), asked, said, reason)
        return _answer(connection, actor, asked, 202)


@bp.post("/<inspection_id>/moves")
@declares(path=schemas.PATH, headers=BY, body={JSON: schemas.MOVE}, answer={JSON: schemas.ONE}, status=202, problems=REFUSED)
def move(inspection_id: str) -> Response:
    """Put a stop to a team and a day, with a reason; the rest is planned anew around it."""
    given, actor, asked = body(), onlooker(), _id(inspection_id)
    wish, team = given.text("wish", longest=200), given.whole("team", 0, least=1, most=100)
    day, reason = day_of(given, "day"), given.text("reason", longest=200)
    with state().database.begin() as connection:
        inspections.move(connection, actor, asked, wish, team, day, reason)
        return _answer(connection, actor, asked, 202)


@bp.post("/<inspection_id>/locks")
@declares(path=schemas.PATH, headers=BY, body={JSON: schemas.LOCK}, answer={JSON: schemas.ONE}, problems=REFUSED)
def lock(inspection_id: str) -> Response:
    """Keep a stop with its team and day, or let it go again; with a reason."""
    given, actor, asked = body(), onlooker(), _id(inspection_id)
    wish, reason, locked = given.text("wish", longest=200), given.text("reason", longest=200), switch(given, "locked")
    with state().database.begin() as connection:
        inspections.lock(connection, actor, asked, wish, reason, locked=locked)
        return _answer(connection, actor, asked)


@bp.post("/<inspection_id>/pairs")
@declares(path=schemas.PATH, headers=BY, body={JSON: schemas.PAIR}, answer={JSON: schemas.ONE}, status=202, problems=REFUSED)
def pair(inspection_id: str) -> Response:
    """Fix a grid or a stop to a team, or keep a team out of it, or take that back; with a reason, and planned anew."""
    given, here, actor, asked = body(), state(), onlooker(), _id(inspection_id)
    rule = given.choice("rule", RULES, given.text("rule", longest=20))
    reason, said = given.text("reason", longest=200), asking.pair(given, rule, "pair")
    with here.database.begin() as connection:
        if switch(given, "lift"):
            inspection_deciding.unpair(connection, actor, asked, said, reason)
        else:
            inspection_deciding.pair(connection, actor, here.locating.snapshot(), asked, said)
        return _answer(connection, actor, asked, 202)


@bp.post("/<inspection_id>/stops")
@declares(path=schemas.PATH, headers=BY, body={JSON: schemas.STOP_ADDED}, answer={JSON: schemas.ONE}, status=202, problems=REFUSED)
def add_stop(inspection_id: str) -> Response:
    """Add a place of one's own, with a reason; planned anew."""
    given, here, actor, asked = body(), state(), onlooker(), _id(inspection_id)
    given.text("reason", longest=200)
    said = asking.stop(given, "stop")
    with here.database.begin() as connection:
        inspection_deciding.add_stop(connection, actor, here.locating.snapshot(), asked, said)
        return _answer(connection, actor, asked, 202)


@bp.post("/<inspection_id>/stops/drop")
@declares(path=schemas.PATH, headers=BY, body={JSON: schemas.STOP_DROPPED}, answer={JSON: schemas.ONE}, status=202, problems=REFUSED)
def drop_stop(inspection_id: str) -> Response:
    """Take an added place out again, with a reason; planned anew."""
    given, actor, asked = body(), onlooker(), _id(inspection_id)
    wish, reason = given.text("wish", longest=200), given.text("reason", longest=200)
    with state().database.begin() as connection:
        inspection_deciding.drop_stop(connection, actor, asked, wish, reason)
        return _answer(connection, actor, asked, 202)


@bp.post("/<inspection_id>/issue")
@declares(path=schemas.PATH, headers=BY, body={JSON: schemas.ISSUE}, answer={JSON: schemas.LINKS}, problems=REFUSED)
def issue(inspection_id: str) -> Response:
    """Hand the plan to the teams: one link a team, shown this once. Issuing again must be asked for: it ends the links before."""
    actor, asked, again = onlooker(), _id(inspection_id), bool(request.content_length) and switch(body(), "again")
    with state().database.begin() as connection:
        links = inspections.issue(connection, actor, asked, again=again)
    made = answer({"links": [{"team": number, "name": name, "href": url_for("fieldwork.page", token=token)} for number, name, token in links]})
    made.headers["Cache-Control"] = "no-store"
    return made


@bp.post("/<inspection_id>/end")
@declares(path=schemas.PATH, headers=BY, answer={JSON: schemas.ONE}, problems=REFUSED)
def end(inspection_id: str) -> Response:
    """End it: the links die, dead corners are named, what is unsolved goes to the office's list."""
    here, actor, asked = state(), onlooker(), _id(inspection_id)
    with here.database.begin() as connection:
        inspection_ending.end(connection, actor, here.locating.snapshot(), asked)
        return _answer(connection, actor, asked)


@bp.post("/<inspection_id>/withdraw")
@declares(path=schemas.PATH, headers=BY, answer={JSON: schemas.ONE}, problems=REFUSED)
def withdraw(inspection_id: str) -> Response:
    """Take back a draft that was begun by mistake; once issued it can only be ended."""
    actor, asked = onlooker(), _id(inspection_id)
    with state().database.begin() as connection:
        inspections.withdraw(connection, actor, asked)
        return _answer(connection, actor, asked)


def _answer(connection: Any, actor: Actor, inspection_id: UUID, status: int = 200) -> Response:
    return answer(inspection_views.one(connection, actor, state().locating.snapshot(), inspection_id), status)


def _id(text: str) -> UUID:
    return uuid_of(text, "inspection_id")


def _days(given: Reader) -> tuple[date, ...]:
    said = given.required("days")
    if not isinstance(said, list) or not said:
        raise WanggeError("bad_value", field="days", why=Both("应为日期的列表", "a list of days is needed"))
    return tuple(_day(given, day) for day in said)


def _day(given: Reader, day: Any) -> date:
    return day_of(Reader({"days": day}, given.zone, as_text=False), "days")


def _teams(given: Reader, *, told: bool = False) -> tuple[dict[str, Any], ...]:
    """The teams' own members, each of the kind that it should be; what they mean is the service's matter. ``told``: only those that are there, the number too."""
    said = given.required("teams")
    if not isinstance(said, list) or not said or not all(isinstance(team, dict) for team in said):
        raise WanggeError("bad_value", field="teams", why=Both("应为小组的列表", "a list of teams is needed"))
    readers = [Reader(team, given.zone, as_text=False) for team in said]
    if not told:
        return tuple(map(_team, readers))
    return tuple({name: value for name, value in {**_team(one), "number": one.whole("number", 0, least=1, most=1000) if one.has("number") else None}.items() if one.has(name)}
                 for one in readers)


def _team(said: Reader) -> dict[str, Any]:
    start = said.given.get("start")
    if start is not None:
        if not isinstance(start, list) or len(start) != 2:
            raise WanggeError("bad_position", field="teams")
        point = Reader({"lon": start[0], "lat": start[1]}, said.zone, as_text=False)
        start = (point.number("lon"), point.number("lat"))
        if not (abs(start[0]) <= 180 and abs(start[1]) <= 90):
            raise WanggeError("bad_position", field="teams")
    return {
        "name": said.text_or_none("name", longest=20), "hours": said.text_or_none("hours", longest=20), "mode": said.text_or_none("mode", longest=20), "start": start,
        **{name: _texts(said, name) for name in ("people", "skills")}, "days": [_day(said, day).isoformat() for day in _texts(said, "days")],
    }


def _texts(said: Reader, field: str) -> list[str]:
    value = said.given.get(field) or []
    if not isinstance(value, list) or len(value) > 50:
        raise WanggeError("bad_value", field=field, why=Both("应为文字的列表，最多 50 个", "a list of texts is needed, of 50 at most"))
    return [Reader({field: word}, said.zone, as_text=False).text(field, longest=20) for word in value]
