"""The first page: files are handed in, and followed while they are read, also by those who come back later."""

import re
from pathlib import Path

from flask import Blueprint, jsonify, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from werkzeug.datastructures import FileStorage

from service.errors import Busy, InvalidInput, NotFound, TooLarge
from service.scans.kinds import kind_of
from service.store import documents, intake, overview
from service.store.overview import Asked
from service.store.tables import DocumentRow
from service.web import seam
from service.web.papers import estimate, name_of
from service.web.seam import needs

MEDIA_TYPES = {
    "pdf": "application/pdf",
    "tiff": "image/tiff",
    "png": "image/png",
    "jpeg": "image/jpeg",
    "jp2": "image/jp2",
    "text": "text/plain",
}
SAMPLES = Path(__file__).parents[2] / "samples"
"""Documents of this project's own, where it runs from its source; an installed package has none."""
SHA256 = re.compile(r"[0-9a-f]{64}")


def add_to(web: Blueprint) -> None:
    web.add_url_rule("/", "home", home)
    web.add_url_rule("/line", "line", line)
    web.add_url_rule("/latest", "latest", latest)
    web.add_url_rule("/hand-in", "hand_in", hand_in, methods=["POST"])
    web.add_url_rule("/hand-in/sample", "hand_in_sample", hand_in_sample, methods=["POST"])
    web.add_url_rule("/hand-in/known", "known", known)


@needs("reader")
def home() -> ResponseReturnValue:
    return render_template("home.html", section="home", **_latest(), **_line())


@needs("reader")
def latest() -> ResponseReturnValue:
    """What came in last, asked again every few seconds."""
    return render_template("_latest.html", **_latest())


def _latest() -> dict[str, object]:
    with seam.store().reading() as session:
        rows = overview.list_documents(session, Asked(), limit=8)
        total = overview.count_documents(session)
    has_sample = total == 0 and any(SAMPLES.glob("*/scan.pdf"))
    return {"latest": [(row, name_of(row)) for row in rows], "total": total, "has_sample": has_sample}


def _line() -> dict[str, object]:
    with seam.store().reading() as session:
        rows = overview.in_line(session)
        followed = [(row, documents.progress(session, row)) for row in rows[:12]]
        counted = overview.states(session)
    waiting = [{"document": row, "progress": progress, "seconds_left": estimate(progress)} for row, progress in followed]
    in_line = sum(counted.get(state, 0) for state in ("queued", "reading", "paused"))
    return {"line": waiting, "in_line": in_line, "counted": counted}


@needs("reader")
def line() -> ResponseReturnValue:
    """What is waiting and being read, asked again every two seconds."""
    return render_template("_line.html", **_line())


@needs("reviewer")
def known() -> ResponseReturnValue:
    """Whether a file with this SHA-256 is held already, so that it need not be sent."""
    sha256 = request.args.get("sha256", "")
    if not SHA256.fullmatch(sha256):
        raise InvalidInput("sha256: 64 digits")
    with seam.store().reading() as session:
        row = session.get(DocumentRow, sha256)
        if row is None or row.deleted_at is not None:
            return jsonify(known=False)
        return jsonify(known=True, **_taken(row, is_duplicate=True))


@needs("reviewer")
def hand_in() -> ResponseReturnValue:
    """One file; answers with the document that it is, and whether it was there already."""
    file = request.files.get("file")
    if file is None or not file.filename:
        raise InvalidInput("file")
    content = _content(file)
    kind = kind_of(content, file.filename)
    with seam.store().reading() as session:
        if overview.states(session).get("queued", 0) >= seam.settings().max_waiting:
            raise Busy
    sha256 = seam.store().originals.put(content)
    with seam.store().writing() as session:
        added = intake.add(
            session,
            sha256=sha256,
            filename=request.form.get("name") or file.filename,
            media_type=MEDIA_TYPES[str(kind)],
            size_bytes=len(content),
            added_by=seam.name(),
        )
        if not added.is_duplicate:
            seam.audit(session, "document.add", sha256, filename=added.document.filename)
        answer = _taken(added.document, is_duplicate=added.is_duplicate)
    return jsonify(answer), 200 if added.is_duplicate else 202


@needs("reviewer")
def hand_in_sample() -> ResponseReturnValue:
    """The shortest of the samples, for whoever has no scan at hand; leads to its page, where its reading can be watched."""
    scans = sorted(SAMPLES.glob("*/scan.pdf"), key=lambda path: path.stat().st_size)
    if not scans:
        raise NotFound("no samples")
    content, name = scans[0].read_bytes(), f"{scans[0].parent.name}.pdf"
    sha256 = seam.store().originals.put(content)
    with seam.store().writing() as session:
        intake.add(
            session, sha256=sha256, filename=name, media_type=MEDIA_TYPES["pdf"], size_bytes=len(content), added_by=seam.name()
        )
        seam.audit(session, "document.add", sha256, filename=name)
    return redirect(url_for("web.document", document_id=sha256), 303)


def _content(file: FileStorage) -> bytes:
    most = seam.settings().max_file_mb * 1_000_000
    content = file.stream.read(most + 1)
    if len(content) > most:
        raise TooLarge(f"{seam.settings().max_file_mb} MB")
    return content


def _taken(row: DocumentRow, *, is_duplicate: bool) -> dict[str, object]:
    return {
        "id": row.id,
        "name": name_of(row),
        "state": row.state,
        "is_duplicate": is_duplicate,
        "address": url_for("web.document", document_id=row.id),
        "said": seam.say("handin.duplicate", name=name_of(row)) if is_duplicate else seam.say("handin.taken"),
    }
