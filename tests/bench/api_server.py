"""Our application on gunicorn with two routes more: an empty JSON answer, and one bare durable INSERT."""

import sys

from flask import Response
from sqlalchemy import text

from gis_app.app import create_app
from gis_app.cli.serve import Server
from gis_app.config import Settings
from gis_app.db.prepared import prepare
from gis_app.web.answers import answer
from gis_app.web.routes import declares
from gis_app.web.state import state

INSERT = text("INSERT INTO bench_insert (body) VALUES (:body)")


class BenchServer(Server):
    def load(self) -> object:
        app = create_app(self.settings, database_url=self.url)
        app.add_url_rule("/bench/empty", "bench_empty", empty)
        app.add_url_rule("/bench/insert", "bench_insert", bare_insert, methods=["POST"])
        return app


@declares()
def empty() -> Response:
    return answer({})


@declares()
def bare_insert() -> Response:
    with state().database.begin() as connection:
        connection.execute(INSERT, {"body": "井盖缺失"})
    return answer({}, 201)


if __name__ == "__main__":
    settings = Settings.from_env()
    prepare(str(settings.database_url))
    BenchServer(settings, str(settings.database_url), port=int(sys.argv[1]), workers=2, threads=32).run()
