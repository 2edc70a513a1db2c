"""/api/v1/board/...: what the leader's page shows, and the incidents behind each of its numbers. One period rules each answer."""

from flask import Blueprint, Response, request
from sqlalchemy import Connection

from gis_app.domain.actors import LOCAL_OPERATOR
from gis_app.domain.sources import GROUPS
from gis_app.services import board, heat, heat_tables
from gis_app.services.heat import Asked
from gis_app.web.answers import JSON, answer, next_path
from gis_app.web.api.heat import read_period_or_none, said
from gis_app.web.api.incidents import row_told
from gis_app.web.cursors import read_moment, write_moment
from gis_app.web.reading import Reader
from gis_app.web.routes import declares
from gis_app.web.schemas import board as schemas
from gis_app.web.schemas import incidents as lists
from gis_app.web.state import state

bp = Blueprint("board", __name__, url_prefix="/api/v1/board")


@bp.get("/figures")
@declares(query=schemas.FIGURES_QUERY, answer={JSON: schemas.FIGURES}, problems=(400, 404, 503))
def figures() -> Response:
    """Numbers of the period with those of the period before, and by node; rows and what lies in none add up to the numbers."""
    asked = _reader()
    within, level = _within(asked), _level(asked)
    with state().database.begin() as connection:
        wanted = read_asked(connection, asked)
        told = board.figures(connection, LOCAL_OPERATOR, wanted, within, level)
    return answer({**said(wanted.period), **told})


@bp.get("/trend")
@declares(query=schemas.TREND_QUERY, answer={JSON: schemas.TREND}, problems=(400, 404, 503))
def trend() -> Response:
    """The course of the period by day, week or month, and its items."""
    asked = _reader()
    within, step = _within(asked), asked.choice("step", heat_tables.STEPS, "day")
    with state().database.begin() as connection:
        wanted = read_asked(connection, asked)
        told = board.trend(connection, LOCAL_OPERATOR, wanted, within, step)
    return answer({**said(wanted.period), "step": step, **told})


@bp.get("/incidents")
@declares(query=schemas.BEHIND_QUERY, answer={JSON: lists.LIST}, problems=(400, 404, 503))
def incidents() -> Response:
    """The incidents that one number counts, the newest first: reports by when they were made, limits by when they ended."""
    asked = _reader()
    limit = asked.whole("limit", lists.DEFAULT_LIMIT, least=1, most=lists.MOST)
    within, level, node = _within(asked), _level(asked), asked.text_or_none("node", longest=100)
    number, before = asked.choice("number", board.NUMBERS, board.NUMBERS[0]), read_moment(asked)
    with state().database.begin() as connection:
        rows, following = board.behind(
            connection, LOCAL_OPERATOR, read_asked(connection, asked), within=within, level=level, node=node, number=number, before=before, limit=limit,
        )
    cursor = None if following is None else write_moment(following)
    return answer({"items": [row_told(row) for row in rows], "next": next_path(cursor)})


def read_asked(connection: Connection, asked: Reader) -> Asked:
    """The period, every item and source; without a period the last 90 days."""
    given = read_period_or_none(connection, asked)
    return Asked(given or heat.default_period(connection, LOCAL_OPERATOR, asked.zone), (), GROUPS["all"], asked.zone)


def _within(asked: Reader) -> str | None:
    return asked.text_or_none("within", longest=100)


def _level(asked: Reader) -> str | None:
    return asked.choice("level", schemas.LEVELS, "") or None


def _reader() -> Reader:
    return Reader(request.args, state().settings.zone, as_text=True)
