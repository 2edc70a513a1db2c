"""create_app: settings, then the engine, then the blueprints. Nothing is connected here: a worker connects after its fork."""

from typing import Any

from apiflask import APIFlask

from gis_app import __version__
from gis_app.config import Settings, secret_of
from gis_app.db.session import Database
from gis_app.errors import WanggeError
from gis_app.resources import folder
from gis_app.services.health import Pulse
from gis_app.services.locating import Locating
from gis_app.web import boardpage, deskpage, hooks, openapi, pages, problems, static_files, tiles
from gis_app.web.api import (
    board,
    changes,
    editions,
    edits,
    fieldwork,
    grids,
    health,
    heat,
    hotspot_searches,
    hotspots,
    imports,
    incidents,
    inspection_reports,
    inspection_requests,
    inspections,
    items,
    layers,
    locate,
    photos,
    prints,
    proposals,
    reviews,
    search,
)
from gis_app.web.state import EXTENSION, State

BLUEPRINTS = (pages.bp, deskpage.bp, health.bp, locate.bp, items.bp, incidents.bp, photos.bp, grids.bp, search.bp, layers.bp, heat.bp, tiles.bp,
              editions.bp, edits.bp, reviews.bp, changes.bp, proposals.bp, imports.bp, prints.bp, boardpage.bp, board.bp,
              inspections.bp, inspection_reports.bp, inspection_requests.bp, fieldwork.bp, hotspots.bp, hotspot_searches.bp)
LARGEST_REQUEST = 9 * 1024 * 1024
STATEMENT_TIMEOUT_S = 15
PARTS = 20  # of a multipart form


def create_app(settings: Settings | None = None, *, database_url: str | None = None) -> APIFlask:
    """The application. ``database_url`` stands in for the settings' where the private cluster is used."""
    settings = settings or Settings.from_env()
    url = database_url or settings.database_url
    if url is None:
        raise WanggeError("database_down")
    app = APIFlask(
        "gis_app", title="网格 Wangge", version=__version__, docs_path=None, json_errors=False, static_folder=None,  # type: ignore[arg-type]
        template_folder=str(folder("templates")),
    )
    app.config.update(
        SECRET_KEY=settings.secret_key or secret_of(settings.home), MAX_CONTENT_LENGTH=LARGEST_REQUEST,
        MAX_FORM_PARTS=PARTS, SESSION_COOKIE_SAMESITE="Lax", OPENAPI_VERSION="3.1.0", AUTO_SERVERS=False,
        SPEC_FORMAT="json",
    )
    database = Database(url, pool_size=12, zone=settings.zone.key, statement_timeout_s=STATEMENT_TIMEOUT_S)
    app.extensions[EXTENSION] = State(
        settings, database, Locating(database, settings.locate_snap_m), Pulse(database.url, settings.home)
    )
    _assemble(app, settings)
    return app


def _assemble(app: APIFlask, settings: Settings) -> None:
    problems.register(app)
    static_files.register(app)
    hooks.register(app, settings)
    for blueprint in BLUEPRINTS:
        app.register_blueprint(blueprint)

    @app.spec_processor  # type: ignore[arg-type]
    def describe(spec: dict[str, Any]) -> dict[str, Any]:
        return openapi.describe(app, spec)
