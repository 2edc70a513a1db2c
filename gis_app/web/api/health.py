"""GET /healthz: can the service do its work?"""

from flask import Blueprint, Response

from gis_app.web.answers import JSON, answer
from gis_app.web.routes import declares
from gis_app.web.schemas import common
from gis_app.web.state import state

bp = Blueprint("health", __name__)
WELL = common.thing({"status": common.text(enum=["ok", "degraded"])}, reason=common.text())


@bp.get("/healthz")
@declares(answer={JSON: WELL})
def healthz() -> Response:
    """200 where all is well, else 503 with the reason in a word; within a second in either case."""
    wrong = state().pulse.feel()
    if wrong is None:
        return answer({"status": "ok"})
    return answer({"status": "degraded", "reason": wrong}, 503)
