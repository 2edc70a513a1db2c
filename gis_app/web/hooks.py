"""What happens around every request: one function before, one after, in an order that can be read here."""

from typing import Any

from flask import Flask, Request, Response
from flask.sessions import NullSession, SessionInterface
from werkzeug.routing import IntegerConverter, Map

from gis_app.config import Settings
from gis_app.web import compress, guard, requests_log

LARGEST_SERIAL = 2**63 - 1


class NoSessions(SessionInterface):
    """Nobody signs in yet: no cookie is read, signed or set."""

    def open_session(self, app: Flask, request: Request) -> Any:
        return NullSession()


class Serial(IntegerConverter):
    """A number in an address that a database can hold; a longer one names nothing."""

    def __init__(self, map: Map, fixed_digits: int = 0, min: int | None = None, max: int | None = None, signed: bool = False) -> None:
        super().__init__(map, fixed_digits, min, max if signed else LARGEST_SERIAL, signed)


def register(app: Flask, settings: Settings) -> None:
    """Check every request, mark, compress and log every answer."""
    tiles = guard.BASEMAP_HOSTS[settings.basemap]
    app.session_interface = NoSessions()
    app.url_map.converters["int"] = Serial
    app.jinja_env.globals["csp_nonce"] = guard.csp_nonce

    @app.before_request
    def before() -> None:
        requests_log.begin()
        guard.check_sender()

    @app.after_request
    def after(response: Response) -> Response:
        return requests_log.end(compress.squeeze(guard.mark(response, tiles)))
