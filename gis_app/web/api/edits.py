"""/api/v1/editions/{id}/edits and undo, redo, restore: each answered only after it is committed."""

from typing import Any

from flask import Blueprint, Response, request

from gis_app.services import editing, outcome
from gis_app.services.editing import Wish
from gis_app.web.answers import JSON, answer
from gis_app.web.api.editions import REFUSED, asked
from gis_app.web.planners import WHO, body, onlooker, planner, switch, thing
from gis_app.web.reading import Reader
from gis_app.web.routes import declares
from gis_app.web.schemas import editions as schemas
from gis_app.web.state import state

bp = Blueprint("edits", __name__, url_prefix="/api/v1/editions/<int:edition_id>")
MOST = 2**31 - 1
LONGEST_KEY = 200
EDIT_REFUSED = (*REFUSED, 422)


@bp.post("/edits")
@declares(path=schemas.PATH, headers=WHO, body={JSON: schemas.EDIT}, answer={JSON: schemas.DONE}, status=201, problems=EDIT_REFUSED)
def edit(edition_id: int) -> Response:
    """One edit of a draft or its refusal; with ``preview`` only who would gain and lose what."""
    given = body()
    if not switch(given, "preview"):
        return _do(edition_id, _wish(given, "edit", edit=_edit(given), names=_names(given)))
    here = state()
    wish = Wish(_version(given, "base"), "", edit=_edit(given), names=_names(given))
    with here.database.begin() as connection:
        return answer(outcome.preview(connection, here.desk, planner(), edition_id, wish))


@bp.post("/undo")
@declares(path=schemas.PATH, headers=WHO, body={JSON: schemas.TURN}, answer={JSON: schemas.DONE}, status=201, problems=EDIT_REFUSED)
def undo(edition_id: int) -> Response:
    """Take the last edit that stands back."""
    return _do(edition_id, _wish(body(), "undo"))


@bp.post("/redo")
@declares(path=schemas.PATH, headers=WHO, body={JSON: schemas.TURN}, answer={JSON: schemas.DONE}, status=201, problems=EDIT_REFUSED)
def redo(edition_id: int) -> Response:
    """Do again what was taken back last."""
    return _do(edition_id, _wish(body(), "redo"))


@bp.post("/restore")
@declares(path=schemas.PATH, headers=WHO, body={JSON: schemas.RESTORE}, answer={JSON: schemas.DONE}, status=201, problems=EDIT_REFUSED)
def restore(edition_id: int) -> Response:
    """Bring an earlier state back, as a new edit."""
    given = body()
    given.required("to")
    return _do(edition_id, _wish(given, "restore", to=_version(given, "to")))


@bp.get("/edits")
@declares(path=schemas.PATH, query=schemas.LOG_QUERY, answer={JSON: schemas.LOG}, problems=(400, 404, 503))
def log(edition_id: int) -> Response:
    """Who did what, oldest first; ``after`` and ``delta`` let a desk catch up with the others."""
    given = asked()
    after, limit = given.whole("after", 0, least=0, most=MOST), given.whole("limit", 100, least=1, most=500)
    delta = given.choice("delta", ("true", "false"), "false") == "true"
    with state().database.begin() as connection:
        version, items, following = editing.log(connection, onlooker(), edition_id, after, limit, delta=delta)
    return answer({"items": items, "version": version, "next": None if following is None else _next(following)})


def _next(after: int) -> str:
    others = "".join(f"&{name}={value}" for name in ("limit", "delta") if (value := request.args.get(name)))
    return f"{request.path}?after={after}{others}"


def _do(edition_id: int, wish: Wish) -> Response:
    here, actor = state(), planner()
    done = editing.do(here.database, here.desk, actor, edition_id, wish)
    with here.database.begin() as connection:
        return answer(outcome.done_told(connection, here.desk, actor, done), 201)


def _wish(given: Reader, kind: str, **more: Any) -> Wish:
    return Wish(_version(given, "base"), given.text("key", longest=LONGEST_KEY), kind, rebase=switch(given, "auto_rebase"), **more)


def _version(given: Reader, field: str) -> int:
    given.required(field)
    return given.whole(field, 0, least=0, most=MOST)


def _edit(given: Reader) -> dict[str, Any]:
    given.required("edit")
    return thing(given, "edit")


def _names(given: Reader) -> dict[str, str]:
    return {str(code): str(name)[:100] for code, name in thing(given, "names").items()}
