"""POST /api/v1/imports/grids: a town's grids from a file that the planner has, as ``wangge import grids`` takes them."""

import tempfile
from contextlib import closing
from pathlib import Path

from flask import Blueprint, Response, request

from gis_app.errors import WanggeError
from gis_app.services.exchange import Order, import_file
from gis_app.web.answers import JSON, answer
from gis_app.web.planners import WHO, planner
from gis_app.web.reading import Reader
from gis_app.web.routes import declares
from gis_app.web.schemas import imports as schemas
from gis_app.web.state import state

bp = Blueprint("imports", __name__, url_prefix="/api/v1/imports")
FORM = "multipart/form-data"
LARGEST_BYTES = 64 * 1024 * 1024
SHOWN = 100


@bp.post("/grids")
@declares(headers=WHO, body={FORM: schemas.FORM}, answer={JSON: schemas.REPORT}, status=201, problems=(400, 403, 404, 409, 413, 415, 422, 503))
def grids() -> Response:
    """Grids from a file (field ``file``): a town's first edition is published, any later one becomes a draft."""
    if request.mimetype != FORM:
        raise WanggeError("unsupported_media", allowed=FORM)
    request.max_content_length = LARGEST_BYTES
    actor, here = planner(), state()
    given = Reader(request.form, here.settings.zone, as_text=True)
    town, sent = given.text_or_none("town", longest=100), request.files.get("file")
    if sent is None or not sent.filename:
        raise WanggeError("missing_field", field="file")
    order = Order("grids", here.settings.zone, here.settings.locate_snap_m, town=town)
    name = Path(sent.filename).name
    with closing(sent), tempfile.TemporaryDirectory(prefix="wangge-upload-") as folder:
        place = Path(folder) / f"grids{''.join(Path(name).suffixes[-2:])}"
        sent.save(place)
        report = import_file(here.database, actor, place, order, name=name)
    return answer({"editions": [], **report.told(SHOWN)}, 201)

