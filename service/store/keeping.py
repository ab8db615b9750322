"""Looking after what is kept: checked against its hashes, copied whole, put back."""

import io
import json
import sqlite3
import subprocess
import tarfile
import tempfile
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

import sqlalchemy as sa

from service import __version__
from service.errors import BackupUnreadable, Conflict, OriginalAltered, OriginalMissing
from service.settings import Settings
from service.store import Store
from service.store.engine import WRITE, database_url, make_engine
from service.store.files import open_originals
from service.store.schema import newest, upgrade, version
from service.store.tables import DocumentRow, ReadingRow, WorkerRow

FORM = 1
ORIGINALS = "originals/"


@dataclass
class Report:
    good: int = 0
    missing: list[str] = field(default_factory=list)
    altered: list[str] = field(default_factory=list)
    unknown: list[str] = field(default_factory=list)
    database: str = "ok"

    @property
    def is_sound(self) -> bool:
        return not self.missing and not self.altered and self.database == "ok"

    def as_dict(self) -> dict[str, Any]:
        return {**asdict(self), "is_sound": self.is_sound}


def check(store: Store, *, each: Callable[[str, str], None] | None = None) -> Report:
    """Every document's original against its hash, every file against the documents, the database against itself."""
    report = Report(database=_database(store))
    with store.reading() as session:
        known = set(session.scalars(sa.select(DocumentRow.id)))
    for sha256 in sorted(known):
        try:
            store.originals.get(sha256)
        except OriginalAltered:
            report.altered.append(sha256)
        except OriginalMissing:
            report.missing.append(sha256)
        else:
            report.good += 1
            continue
        if each is not None:
            each(sha256, "altered" if sha256 in report.altered else "missing")
    report.unknown = sorted(set(store.originals.names()) - known)
    return report


def _database(store: Store) -> str:
    if version(store.engine) != newest():
        return "the schema is not at its newest version"
    if store.engine.dialect.name != "sqlite":
        return "ok"
    with store.reading() as session:
        found = [str(row[0]) for row in session.execute(sa.text("PRAGMA integrity_check"))]
    return "; ".join(found[:5])


# ── backup ──────────────────────────────────────────────────────────────────────────────────────────────────────────────


def back_up(store: Store, to: Path) -> int:
    """Write one .tar with the database as it is at one moment, and all originals; returns how many these are.

    The service may go on meanwhile: originals never change, and one that comes later is in neither part.
    """
    with tempfile.TemporaryDirectory() as scratch, tarfile.open(to, "x:") as archive:
        database = Path(scratch) / "database"
        _copy_database(store, database)
        names = sorted(_ids_in_copy(store, database))
        said = {
            "form": FORM,
            "vanthu": __version__,
            "schema": version(store.engine),
            "kind": store.engine.dialect.name,
            "originals": len(names),
        }
        _add(archive, "backup.json", json.dumps(said).encode())
        archive.add(database, "database")
        for name in names:
            _add(archive, ORIGINALS + name, store.originals.get(name))
    return len(names)


def _add(archive: tarfile.TarFile, name: str, content: bytes) -> None:
    entry = tarfile.TarInfo(name)
    entry.size, entry.mode = len(content), 0o440
    archive.addfile(entry, io.BytesIO(content))


def _copy_database(store: Store, to: Path) -> None:
    if store.engine.dialect.name == "sqlite":
        source = sa.make_url(store.url).database
        with closing(sqlite3.connect(str(source))) as live, closing(sqlite3.connect(to)) as copy:
            live.backup(copy)
        return
    _run("pg_dump", "--format=custom", "--exclude-schema=dbos", f"--file={to}", _libpq(store.url))


def _libpq(url: str) -> str:
    return sa.make_url(url).set(drivername="postgresql").render_as_string(hide_password=False)


def _run(*command: str) -> None:
    try:
        subprocess.run(command, check=True, capture_output=True)
    except FileNotFoundError as missing:
        raise BackupUnreadable(f"{command[0]} is not installed") from missing
    except subprocess.CalledProcessError as failed:
        raise BackupUnreadable(f"{command[0]}: {failed.stderr.decode(errors='replace')[-300:]}") from failed


def _ids_in_copy(store: Store, database: Path) -> Iterator[str]:
    """The originals that the copy needs; for PostgreSQL those of now, of which the copy knows all but the latest."""
    if store.engine.dialect.name == "sqlite":
        with closing(sqlite3.connect(database)) as copy:
            yield from (row[0] for row in copy.execute("SELECT id FROM documents"))
        return
    with store.reading() as session:
        yield from session.scalars(sa.select(DocumentRow.id))


def put_back(settings: Settings, backup: Path) -> int:
    """Fill an empty data directory (and an empty database) from a backup; returns how many originals it held.

    Conflict when something is there already. What was being read when the backup was made is put in line again.
    """
    url = database_url(settings)
    if _is_in_use(url):
        raise Conflict("there is a database already; restore into an empty place")
    try:
        archive = tarfile.open(backup)  # noqa: SIM115 entered below
    except (tarfile.TarError, OSError) as error:
        raise BackupUnreadable(str(backup)) from error
    with archive:
        said = json.loads(_member(archive, "backup.json"))
        if said["form"] != FORM or said["kind"] != sa.make_url(url).get_backend_name():
            raise BackupUnreadable(f"a backup of {said['kind']} in form {said['form']}")
        settings.data_directory.mkdir(parents=True, exist_ok=True)
        originals = open_originals(settings.files_url, settings.data_directory / "files")
        for entry in archive:
            if entry.name.startswith(ORIGINALS) and entry.isfile():
                content = _member(archive, entry.name)
                if originals.put(content) != entry.name.removeprefix(ORIGINALS):
                    raise BackupUnreadable(f"{entry.name} was altered in the backup")
        _put_database(url, _member(archive, "database"))
    engine = make_engine(url)
    upgrade(engine)
    _start_over(engine)
    engine.dispose()
    return int(said["originals"])


def _is_in_use(url: str) -> bool:
    if url.startswith("sqlite"):
        return Path(str(sa.make_url(url).database)).exists()
    engine = make_engine(url)
    try:
        return version(engine) is not None
    finally:
        engine.dispose()


def _member(archive: tarfile.TarFile, name: str) -> bytes:
    try:
        file = archive.extractfile(name)
    except KeyError as missing:
        raise BackupUnreadable(f"{name} is not in it") from missing
    if file is None:
        raise BackupUnreadable(f"{name} is no file in it")
    return file.read()


def _put_database(url: str, content: bytes) -> None:
    if url.startswith("sqlite"):
        Path(str(sa.make_url(url).database)).write_bytes(content)
        return
    with tempfile.NamedTemporaryFile() as file:
        file.write(content)
        file.flush()
        _run("pg_restore", "--no-owner", "--exit-on-error", f"--dbname={_libpq(url)}", file.name)


def _start_over(engine: sa.Engine) -> None:
    """The line of jobs is not in a backup: what was handed out is handed out anew, and no worker of then lives."""
    with engine.connect().execution_options(**WRITE) as connection, connection.begin():
        unfinished = ReadingRow.state.in_(("queued", "reading"))
        connection.execute(
            sa.update(ReadingRow).where(unfinished).values(state="queued", dispatched_at=None, workflow=ReadingRow.workflow + 1)
        )
        connection.execute(sa.update(DocumentRow).where(DocumentRow.state == "reading").values(state="queued"))
        connection.execute(sa.update(WorkerRow).values(state="dead"))
