"""Nightly dumps: all records in open forms with checksums, a folder a day; listed and sent at /api/v1/dumps."""

import hashlib
import json
import re
import shutil
from collections.abc import Iterator, Sequence
from datetime import date, datetime
from pathlib import Path
from typing import Any

from apiflask import APIBlueprint
from flask import Response, jsonify, send_from_directory

from service import __version__
from service.api.access import needs
from service.api.context import here
from service.api.interchange import entries_of, sends
from service.api.schemas import Out
from service.errors import NotFound
from service.preservation import graph
from service.preservation.calendar import stream_calendar
from service.preservation.facts import Entry, Facts, facts_of
from service.preservation.tables import write_parquet, write_sqlite
from service.settings import Settings
from service.store import Session, Store, changes, documents, records
from service.store.tables import DocumentRow

blueprint = APIBlueprint("dumping", __name__, tag="interchange")

DAY = re.compile(r"\d{4}-\d\d-\d\d")
SUMS = "SHA256SUMS"


def directory(settings: Settings) -> Path:
    return settings.dump_directory or settings.data_directory / "dumps"


def host_url(settings: Settings) -> str:
    """What links in a dump begin with."""
    return f"http://{settings.host}:{settings.port}/"


def is_due(folder: Path, now: datetime, *, at: str) -> bool:
    """Whether the hour ("02:30") has come today and today's dump is not there; one that was slept through is still due."""
    return f"{now:%H:%M}" >= at and not (folder / now.date().isoformat()).exists()


def days(folder: Path) -> Sequence[str]:
    """The dumps that are there, newest first."""
    return sorted((path.name for path in folder.glob("*") if DAY.fullmatch(path.name)), reverse=True)


def write_dump(store: Store, folder: Path, *, day: date, keep: int, host_url: str) -> Path:
    """One day's dump, whole or not at all, as of one moment of the store; an earlier one of that day gives way to it."""
    made, part = folder / day.isoformat(), folder / f".{day.isoformat()}.part"
    shutil.rmtree(part, ignore_errors=True)
    part.mkdir(parents=True)
    with store.reading() as session:
        about = {"vanthu": __version__, "day": day.isoformat(), "change": changes.newest(session)}
        _write_forms(session, part, host_url)
        about["documents"] = len(documents.ids(session))
    (part / "about.json").write_text(json.dumps(about, indent=1))
    sums = "".join(f"{_sha256(path)}  {path.name}\n" for path in sorted(part.iterdir()))
    (part / SUMS).write_text(sums)
    shutil.rmtree(made, ignore_errors=True)
    part.rename(made)
    for old in days(folder)[keep:]:
        shutil.rmtree(folder / old)
    return made


def _write_forms(session: Session, folder: Path, host_url: str) -> None:
    def entries(*kinds: str) -> Iterator[Entry]:
        for kind in kinds:
            yield from entries_of(session, records.Query(kind=kind), host_url)

    def papers() -> Iterator[Facts]:
        for document_id in documents.ids(session):
            yield facts_of(session.get_one(DocumentRow, document_id), host_url=host_url)

    for kind in records.KINDS:
        write_parquet(kind, entries(kind), folder / f"{records.LIST_OF[kind]}.parquet")
    write_sqlite(papers(), entries(*records.KINDS), folder / "vanthu.db")
    with (folder / "deadlines.ics").open("wb") as file:
        file.writelines(stream_calendar(entries("deadline"), name="Thời hạn"))
    cited = graph.write_json_ld(graph.edges_of(tuple(entries("citation"))))
    (folder / "citations.jsonld").write_text(json.dumps(cited, ensure_ascii=False), encoding="utf-8")


def _sha256(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


class DumpOut(Out):
    """`files` maps each file's name to its SHA-256; fetch one at /api/v1/dumps/{day}/{name}, in parts if need be (Range)."""

    day: str
    files: dict[str, str]


class DumpList(Out):
    dumps: list[DumpOut]


@blueprint.get("/dumps")
@needs("reader")
@blueprint.output(DumpList)
def list_dumps() -> Response:
    """The nightly dumps that are kept, newest first, with their checksums."""
    folder = directory(here().settings)
    found: list[dict[str, Any]] = []
    for day in days(folder):
        lines = (folder / day / SUMS).read_text().splitlines()
        found.append({"day": day, "files": {name: sha256 for sha256, name in (line.split("  ", 1) for line in lines)}})
    return jsonify({"dumps": found})


@blueprint.get("/dumps/<day>/<name>")
@needs("reader")
@blueprint.doc(responses=sends("application/octet-stream", is_text=False))
def fetch_dump(day: str, name: str) -> Response:
    """A file of a dump; a broken download goes on with Range."""
    folder = directory(here().settings).absolute() / day
    if not DAY.fullmatch(day) or not (folder / name).is_file() or name.startswith("."):
        raise NotFound(f"{day}/{name}")
    return send_from_directory(folder, name, mimetype="application/octet-stream", conditional=True)
