"""Photos: decided by their content, freed of what the camera wrote, kept by their hash."""

from io import BytesIO
from pathlib import Path

import pytest
from apiflask import APIFlask
from flask.testing import FlaskClient
from PIL import Image
from werkzeug.datastructures import FileStorage
from werkzeug.test import TestResponse, encode_multipart

from gis_app.web.state import EXTENSION

GPS, ORIENTATION, MAKER = 0x8825, 0x0112, 0x010F


def picture(kind: str = "JPEG", size: tuple[int, int] = (40, 20), mode: str = "RGB", **more: object) -> bytes:
    out = BytesIO()
    Image.new(mode, size, "red" if mode == "RGB" else 0).save(out, kind, **more)
    return out.getvalue()


def from_a_phone() -> bytes:
    exif = Image.Exif()
    exif[ORIENTATION], exif[MAKER] = 6, "Phone"
    exif.get_ifd(GPS)[1] = "N"
    exif.get_ifd(GPS)[2] = (30.0, 1.0, 12.0)
    return picture(exif=exif)


@pytest.fixture(scope="module")
def incident(app: APIFlask) -> str:
    body = {"lon": 119.95, "lat": 30.02, "item": "I1", "text": "井盖缺失"}
    return app.test_client().post("/api/v1/incidents", json=body).json["id"]


def send(client: FlaskClient, incident: str, content: bytes, name: str = "photo") -> TestResponse:
    boundary, body = encode_multipart({name: FileStorage(BytesIO(content), filename="a.exe")})
    form = f'multipart/form-data; boundary="{boundary}"'
    return client.post(f"/api/v1/incidents/{incident}/photos", data=body, content_type=form)


def test_what_the_camera_wrote_is_not_kept(app: APIFlask, client: FlaskClient, incident: str) -> None:
    sent = from_a_phone()
    assert Image.open(BytesIO(sent)).getexif().get_ifd(GPS)
    answer = send(client, incident, sent)
    assert answer.status_code == 201, answer.text
    told = answer.json
    kept = client.get(told["href"])
    assert (kept.status_code, kept.content_type) == (200, "image/jpeg")
    shown = Image.open(BytesIO(kept.data))
    assert shown.size == (20, 40)  # upright
    assert not shown.getexif()
    home = app.extensions[EXTENSION].settings.home
    assert [path.stem for path in (home / "media").rglob("*.*")] == [told["sha256"]]


def test_the_same_photo_again_is_one(client: FlaskClient, incident: str) -> None:
    first, again = send(client, incident, picture("PNG")), send(client, incident, picture("PNG"))
    assert (first.status_code, again.status_code) == (201, 201)
    assert again.json["sha256"] == first.json["sha256"]
    assert again.json["id"] is None
    story = client.get(f"/api/v1/incidents/{incident}").json
    assert [photo["sha256"] for photo in story["photos"]].count(first.json["sha256"]) == 1


@pytest.mark.parametrize(("kind", "mode"), [("PNG", "RGBA"), ("PNG", "P"), ("PNG", "L"), ("WEBP", "RGB"), ("JPEG", "CMYK")])
def test_kinds(client: FlaskClient, incident: str, kind: str, mode: str) -> None:
    assert send(client, incident, picture(kind, mode=mode)).status_code == 201


@pytest.mark.parametrize("content", [
    b"", b"GIF89a", b"<svg xmlns='http://www.w3.org/2000/svg'/>", picture()[:200], picture("GIF"), picture("TIFF"), b"\x89PNG\r\n\x1a\n" + b"\x00" * 60,
])
def test_what_is_no_photo(client: FlaskClient, incident: str, content: bytes) -> None:
    answer = send(client, incident, content)
    assert (answer.status_code, answer.json["code"]) == (400, "bad_photo")


def test_limits(client: FlaskClient, incident: str) -> None:
    assert send(client, incident, b"\xff\xd8" + b"x" * (8 * 1024 * 1024)).status_code == 413
    assert send(client, incident, b"x" * (10 * 1024 * 1024)).status_code == 413
    bomb = picture("PNG", size=(9000, 9000), mode="1")
    assert send(client, incident, bomb).status_code == 400
    assert send(client, incident, picture(), name="file").json["code"] == "missing_field"


def test_where_there_is_none(client: FlaskClient, incident: str) -> None:
    nobody = "01890a5d-ac96-774b-bcce-b302099a8057"
    assert send(client, nobody, picture()).status_code == 404
    assert client.get(f"/api/v1/incidents/{incident}/photos/{'0' * 64}").status_code == 404
    assert client.post(f"/api/v1/incidents/{incident}/photos", data=b"x", content_type="image/jpeg").status_code == 415


def test_a_lost_file_is_said_to_be(app: APIFlask, client: FlaskClient, incident: str) -> None:
    told = send(client, incident, picture("PNG", size=(3, 3))).json
    home: Path = app.extensions[EXTENSION].settings.home
    next((home / "media").rglob(f"{told['sha256']}.*")).unlink()
    assert client.get(told["href"]).status_code == 404
