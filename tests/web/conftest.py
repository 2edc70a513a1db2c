"""The application over the small town: one database a file."""

from collections.abc import Iterator

import pytest
from apiflask import APIFlask
from flask.testing import FlaskClient

from gis_app.db.session import Database
from gis_app.web.state import EXTENSION
from tests import small_town


@pytest.fixture(scope="module")
def app(module_database: Database, tmp_path_factory: pytest.TempPathFactory) -> Iterator[APIFlask]:
    with module_database.begin() as connection:
        small_town.publish(connection)
    made = small_town.application(module_database, tmp_path_factory.mktemp("home"))
    yield made
    made.extensions[EXTENSION].pulse.close()
    made.extensions[EXTENSION].database.close()


@pytest.fixture
def client(app: APIFlask) -> FlaskClient:
    return app.test_client()
