"""Turns readings into something that lasts: documents, pages, records, corrections, changes and search, in one database.

    store = Store.open(settings)
    with store.reading() as session: documents.find(session, document_id)
    with store.writing() as session: corrections.make(session, ...)

Every function takes the session that it works in; a block of `writing()` is one transaction, all or nothing.
"""

import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import sqlalchemy as sa
from sqlalchemy.orm import Session

from service.settings import Settings
from service.store import derived
from service.store.engine import WRITE, database_url, make_engine
from service.store.files import Originals, open_originals
from service.store.schema import upgrade

__all__ = ["Session", "Store"]


@dataclass(frozen=True)
class Store:
    """The database and the originals."""

    url: str
    engine: sa.Engine
    originals: Originals
    directory: Path

    @classmethod
    def open(cls, settings: Settings) -> "Store":
        """Open, and bring the schema and what is derived up to date."""
        settings.data_directory.mkdir(parents=True, exist_ok=True)
        url = database_url(settings)
        engine = make_engine(url)
        upgrade(engine)
        store = cls(url, engine, open_originals(settings.files_url, settings.data_directory / "files"), settings.data_directory)
        with store.reading() as session:
            is_derived = derived.is_up_to_date(session)
        if not is_derived:
            with store.writing() as session:
                derived.bring_up_to_date(session)
        return store

    @contextmanager
    def reading(self) -> Iterator[Session]:
        """A session that sees one moment of the database and writes nothing."""
        with self.engine.connect() as connection, Session(connection, expire_on_commit=False) as session:
            yield session

    @contextmanager
    def writing(self) -> Iterator[Session]:
        """One transaction; SQLite's write lock is taken at once, so that it never has to give up half-way."""
        with (
            self.engine.connect().execution_options(**WRITE) as connection,
            Session(connection, expire_on_commit=False) as session,
        ):
            yield session
            session.commit()

    def last_written(self) -> tuple[int, int] | None:
        """Changes whenever anybody writes to the database, at hardly any cost; None where that cannot be told."""
        if self.engine.dialect.name != "sqlite":
            return None
        try:
            log = Path(f"{self.engine.url.database}-wal").stat()
        except OSError:
            return None
        return log.st_mtime_ns, log.st_size

    def answers(self) -> bool:
        """Whether the database does."""
        try:
            with self.reading() as session:
                session.execute(sa.text("SELECT 1"))
        except sa.exc.SQLAlchemyError:
            return False
        return True

    def is_writable(self) -> bool:
        """Whether something can be kept in the data directory."""
        try:
            with tempfile.TemporaryFile(dir=self.directory, prefix=".ready-") as file:
                file.write(b"ready")
        except OSError:
            return False
        return True

    def free_mb(self) -> int:
        """The room that is left where the data directory is."""
        return shutil.disk_usage(self.directory).free // 1_000_000

    def close(self) -> None:
        self.engine.dispose()
