"""Photos of an incident: add one, see one."""

from contextlib import closing

from flask import Blueprint, Response, request

from gis_app.domain.actors import LOCAL_OPERATOR
from gis_app.errors import WanggeError
from gis_app.services import photos
from gis_app.web.answers import JSON, answer
from gis_app.web.reading import uuid_of
from gis_app.web.routes import declares
from gis_app.web.schemas import common
from gis_app.web.schemas import incidents as schemas
from gis_app.web.state import state

bp = Blueprint("photos", __name__, url_prefix="/api/v1/incidents/<incident_id>/photos")
FORM = "multipart/form-data"
PATH = {"incident_id": schemas.ID}
IMAGE = {"type": "string", "format": "binary"}


@bp.post("")
@declares(path=PATH, body={FORM: schemas.PHOTO_FORM}, answer={JSON: schemas.PHOTO}, status=201,
          problems=(400, 403, 404, 413, 415, 503))
def add(incident_id: str) -> Response:
    """Add a photo (field ``photo``). What the camera wrote into it, its position too, is not kept."""
    incident, here, content = uuid_of(incident_id, "incident_id"), state(), sent_photo()
    with here.database.begin() as connection:
        photo = photos.add(connection, LOCAL_OPERATOR, here.settings.home, incident, content)
    return answer({"id": photo.id, "sha256": photo.sha256, "media_type": photo.media_type, "size": photo.size,
                   "href": f"{request.path}/{photo.sha256}"}, 201)


@bp.get("/<sha256>")
@declares(path={**PATH, "sha256": common.text(pattern="^[0-9a-f]{64}$")},
          answer={kind: IMAGE for kind, _ in photos.FORMATS.values()}, problems=(400, 404, 503))
def one(incident_id: str, sha256: str) -> Response:
    """A photo of an incident."""
    here = state()
    with here.database.begin() as connection:
        place, media_type = photos.find(connection, LOCAL_OPERATOR, here.settings.home, uuid_of(incident_id, "incident_id"), sha256)
    response = Response(place.read_bytes(), mimetype=media_type)
    response.headers["Cache-Control"] = "private, no-cache"
    response.set_etag(sha256)
    response.make_conditional(request)
    return response


def sent_photo() -> bytes:
    """The field ``photo`` of a form, one byte beyond the largest at the most. Raises ``unsupported_media``, ``missing_field``."""
    if request.mimetype != FORM:
        raise WanggeError("unsupported_media", allowed=FORM)
    sent = request.files.get("photo")
    if sent is None:
        raise WanggeError("missing_field", field="photo")
    with closing(sent):
        return bytes(sent.stream.read(photos.LARGEST_BYTES + 1))
