"""The one way to a database: SQLite with WAL, where a write takes the lock at its beginning, or PostgreSQL."""

from pathlib import Path
from typing import Any

import sqlalchemy as sa

from service.settings import Settings

WRITE = {"vanthu_write": True}


def database_url(settings: Settings) -> str:
    """The URL that is set, in the form that names psycopg; else the SQLite file in the data directory."""
    if settings.database_url is None:
        return f"sqlite:///{settings.data_directory.absolute() / 'vanthu.sqlite'}"
    url = settings.database_url
    for prefix in ("postgres://", "postgresql://"):
        if url.startswith(prefix):
            return "postgresql+psycopg://" + url[len(prefix) :]
    return url


def make_engine(url: str) -> sa.Engine:
    if url.startswith("sqlite"):
        return _sqlite(url)
    return sa.create_engine(url, pool_size=10, max_overflow=20, pool_pre_ping=True)


def _sqlite(url: str) -> sa.Engine:
    file = sa.make_url(url).database
    if file and file != ":memory:":
        Path(file).parent.mkdir(parents=True, exist_ok=True)
    engine = sa.create_engine(url, connect_args={"timeout": 60, "check_same_thread": False}, pool_size=10, max_overflow=30)

    @sa.event.listens_for(engine, "connect")
    def _set_up(connection: Any, _: Any) -> None:
        connection.isolation_level = None  # so that the BEGIN below is the only one
        cursor = connection.cursor()
        for pragma in (
            "journal_mode=WAL",
            "synchronous=NORMAL",
            "foreign_keys=ON",
            "busy_timeout=60000",
            "cache_size=-65536",
            "mmap_size=268435456",
        ):
            cursor.execute(f"PRAGMA {pragma}")
        cursor.close()

    @sa.event.listens_for(engine, "begin")
    def _begin(connection: sa.Connection) -> None:
        is_write = connection.get_execution_options().get("vanthu_write")
        connection.exec_driver_sql("BEGIN IMMEDIATE" if is_write else "BEGIN")

    return engine
