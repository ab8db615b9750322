from collections.abc import Iterator

import pytest
from flask.testing import FlaskClient

from service.app import create_app
from service.jobs import Desk
from tests.databases import desk, empty_sqlite, postgresql, settings
from tests.flow.desk import open_text

__all__ = ["desk", "empty_sqlite", "postgresql", "settings"]


@pytest.fixture
def client(desk: Desk) -> Iterator[FlaskClient]:
    """Somebody at this machine, without accounts."""
    app = create_app(
        desk.settings, store=desk.store, open_scan=open_text, territory=desk.territory, with_pages=False, testing=True
    )
    with app.test_client() as client:
        yield client
