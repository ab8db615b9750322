"""Many files at once: a folder or a ZIP is taken in file by file, goes on where it stopped, and says what it refused."""

import hashlib
import logging
import mimetypes
import time
import unicodedata
import zipfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import sqlalchemy as sa

from service.errors import TooLarge, VanthuError
from service.settings import Settings
from service.store import Store, intake, people
from service.store.tables import ImportRow

log = logging.getLogger(__name__)

SUFFIXES = (".pdf", ".tif", ".tiff", ".png", ".jpg", ".jpeg", ".jp2", ".txt")
SETTLED_SECONDS = 3.0
"""A file in a watched folder is taken when it has not changed for so long: whoever writes it may not be done."""
MOST_IN_AN_ARCHIVE = 200_000


@dataclass(frozen=True)
class Candidate:
    """A file to be taken in; `origin` names it for good, so that a second import knows it."""

    origin: str
    name: str
    size_bytes: int
    modified: str
    content: Callable[[], bytes]


@dataclass(frozen=True)
class Taken:
    """What became of a file: added, duplicate, known (from an earlier import) or refused."""

    name: str
    outcome: str
    reason: str = ""


def candidates(source: Path) -> Iterator[Candidate]:
    """The documents in a folder (with those below it) or a ZIP, by name. Links, hidden files and other kinds are left out."""
    if source.is_dir():
        yield from _in_folder(source)
    elif zipfile.is_zipfile(source):
        yield from _in_archive(source)
    else:
        yield _file(source.resolve(), source)


def _in_folder(folder: Path) -> Iterator[Candidate]:
    root = folder.resolve()
    for path in sorted(root.rglob("*")):
        is_hidden = any(part.startswith(".") for part in path.relative_to(root).parts)
        if path.is_file() and not path.is_symlink() and not is_hidden and path.suffix.lower() in SUFFIXES:
            yield _file(root, path)


def _file(root: Path, path: Path) -> Candidate:
    status = path.stat()
    return Candidate(
        origin=_short(str(path.resolve())),
        name=path.name,
        size_bytes=status.st_size,
        modified=str(status.st_mtime_ns),
        content=path.read_bytes,
    )


def _in_archive(file: Path) -> Iterator[Candidate]:
    archive = zipfile.ZipFile(file)
    entries = [e for e in archive.infolist() if not e.is_dir() and Path(e.filename).suffix.lower() in SUFFIXES]
    if len(entries) > MOST_IN_AN_ARCHIVE:
        raise TooLarge(f"{file.name} holds {len(entries)} files")
    for entry in sorted(entries, key=lambda e: e.filename):
        if Path(entry.filename).name.startswith((".", "__MACOSX")) or entry.filename.startswith("__MACOSX"):
            continue
        yield Candidate(
            origin=_short(f"{file.resolve()}!{entry.filename}"),
            name=Path(entry.filename).name,
            size_bytes=entry.file_size,
            modified=f"{entry.date_time}-{entry.CRC}",
            content=lambda entry=entry: _unpacked(archive, entry),  # type: ignore[misc]
        )


def _unpacked(archive: zipfile.ZipFile, entry: zipfile.ZipInfo) -> bytes:
    """No more than the archive says that there is, so that a small archive cannot fill the memory."""
    with archive.open(entry) as file:
        content = file.read(entry.file_size + 1)
    if len(content) != entry.file_size:
        raise TooLarge(f"{entry.filename} is not as large as its archive says")
    return content


def _short(origin: str) -> str:
    """At most 512 code points: a long path keeps its end and is told apart by its hash."""
    return origin if len(origin) <= 512 else f"{hashlib.sha256(origin.encode()).hexdigest()}:{origin[-440:]}"


def take_in(store: Store, settings: Settings, candidate: Candidate, *, by: str, priority: int = intake.BULK) -> Taken:
    """Take one file in, unless an earlier import did and it has not changed since."""
    with store.reading() as session:
        known = session.get(ImportRow, candidate.origin)
    if known is not None and (known.size_bytes, known.modified) == (candidate.size_bytes, candidate.modified):
        return Taken(candidate.name, "known")
    sha256, error_code, outcome, reason = None, None, "", ""
    try:
        if candidate.size_bytes > settings.max_file_mb * 1024 * 1024:
            raise TooLarge(candidate.name)
        content = candidate.content()
        sha256 = store.originals.put(content)
    except (VanthuError, OSError, zipfile.BadZipFile) as error:
        error_code = error.code if isinstance(error, VanthuError) else "file_unreadable"
        outcome, reason = "refused", str(error)
    with store.writing() as session:
        if sha256 is not None:
            added = intake.add(
                session,
                sha256=sha256,
                filename=unicodedata.normalize("NFC", candidate.name)[:255],
                media_type=mimetypes.guess_type(candidate.name)[0] or "application/octet-stream",
                size_bytes=len(content),
                priority=priority,
                added_by=by,
            )
            outcome = "duplicate" if added.is_duplicate else "added"
            if not added.is_duplicate:
                people.audit(session, by, "document.add", sha256, filename=candidate.name)
        row = known or ImportRow(origin=candidate.origin)
        row.size_bytes, row.modified, row.document_id, row.error_code = (
            candidate.size_bytes,
            candidate.modified,
            sha256,
            error_code,
        )
        session.merge(row)
    return Taken(candidate.name, outcome, reason)


def watch(store: Store, settings: Settings, folder: Path, *, until: Callable[[], bool], each: Callable[[Taken], None]) -> None:
    """Take in whatever is put into a folder, when it has settled; nothing in it is ever moved or removed."""
    while not until():
        for candidate in candidates(folder):
            if time.time() - int(candidate.modified) / 1e9 < SETTLED_SECONDS:
                continue
            try:
                taken = take_in(store, settings, candidate, by="watched folder")
            except sa.exc.OperationalError:
                log.warning("the database does not answer; will try again")
                break
            if taken.outcome != "known":
                each(taken)
        time.sleep(1.0)
