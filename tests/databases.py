"""Fixtures for everything that is kept: each test that asks for `desk` runs on SQLite and on PostgreSQL."""

import itertools
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from service.jobs import Desk
from service.settings import Settings
from service.store import Store
from tests.flow.desk import open_text, toolbox
from tests.postgresql import PostgresqlServer

_numbers = itertools.count(1)


@pytest.fixture(scope="session")
def postgresql() -> Iterator[PostgresqlServer]:
    try:
        server = PostgresqlServer()
    except (FileNotFoundError, KeyError) as missing:
        pytest.skip(f"PostgreSQL is not installed here: {missing}")
    template = server.url("template_vanthu")
    Store.open(Settings(data_directory=server.directory / "unused", database_url=template)).close()
    yield server
    server.stop()


@pytest.fixture(scope="session")
def empty_sqlite(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A database file at the newest schema."""
    directory = tmp_path_factory.mktemp("empty")
    Store.open(Settings(data_directory=directory)).close()
    return directory / "vanthu.sqlite"


@pytest.fixture(params=["sqlite", "postgresql"])
def settings(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Settings]:
    if request.param == "sqlite":
        shutil.copy(request.getfixturevalue("empty_sqlite"), tmp_path)
        yield Settings(data_directory=tmp_path)
        return
    server = request.getfixturevalue("postgresql")
    name = f"test_{next(_numbers)}"
    yield Settings(data_directory=tmp_path, database_url=server.url(name, "template_vanthu"))
    server.drop(name)


@pytest.fixture
def desk(settings: Settings) -> Iterator[Desk]:
    made = Desk(store=Store.open(settings), settings=settings, open_scan=open_text, toolbox=toolbox())
    yield made
    made.store.close()
