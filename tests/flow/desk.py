"""A desk with stages that take no time: a scan is text, its pages parted by form feeds, each "đạt N xã" is a target, each
"Căn cứ Quyết định số N/X" a citation."""

import hashlib
import re
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import sqlalchemy as sa

from models.document import Document
from models.frozen import Text
from models.instrument import Citation, CitationRole
from models.outline import Block, BlockKind, FieldEvidence, Letterhead, Outline
from models.page import Box, Page, PageSource, Word
from models.period import Due
from models.place import PlaceMention
from models.problem import Problem
from models.provenance import Confidence, ExtractorId, record_id
from models.quantity import Change, Comparator
from models.reading import Records
from models.restoration import Edit, EditReason, Restoration
from models.spans import Span
from models.target import Target
from service import jobs
from service.errors import NotADocument
from service.jobs import Desk
from service.reading import Scan, Toolbox
from service.settings import Settings
from service.store import Store, intake
from service.store.tables import ReadingRow

SURE = Confidence(ocr=1, restoration=1, extraction=0.9, overall=0.9)


@dataclass(frozen=True)
class TextScan:
    filename: str
    sha256: str
    texts: tuple[str, ...]
    source: str = "plain_text"

    @property
    def page_count(self) -> int:
        return len(self.texts)


def open_text(content: bytes, filename: str, settings: Settings) -> TextScan:
    try:
        text = content.decode()
    except UnicodeDecodeError as error:
        raise NotADocument(filename) from error
    if text.startswith("\x00"):
        raise NotADocument(filename)
    return TextScan(filename, hashlib.sha256(content).hexdigest(), tuple(text.split("\f")))


def page_of(number: int, text: str) -> Page:
    """Every word is 10 points wide and 10 high, lines 12 points apart."""
    words, line, column = [], 0, 0
    for found in re.finditer(r"\S+|\n", text):
        if found.group() == "\n":
            line, column = line + 1, 0
            continue
        box = Box(page=number, x0=72 + 12 * column, top=72 + 12 * line, x1=82 + 12 * column, bottom=82 + 12 * line)
        words.append(Word(text=found.group(), span=Span(start=found.start(), end=found.end()), box=box, confidence=1))
        column += 1
    return Page(number=number, width_points=595, height_points=842, text=text, words=tuple(words), source=PageSource.PLAIN_TEXT)


@dataclass
class FakeRecogniser:
    """Notes in a file each page that it recognises."""

    seconds: float = 0.0
    journal: Path | None = None

    def recognise(self, scan: Scan, numbers: Sequence[int]) -> Iterator[tuple[Page, tuple[Problem, ...]]]:
        assert isinstance(scan, TextScan)
        for number in numbers:
            time.sleep(self.seconds)
            if self.journal is not None:
                with self.journal.open("a") as file:
                    file.write(f"{scan.sha256} {number}\n")
            yield page_of(number, scan.texts[number - 1]), ()


@dataclass
class FakeRestorer:
    """Gives each word of its table its marks."""

    marks: dict[str, str] = field(default_factory=lambda: {"ngheo": "nghèo"})

    def restore(self, pages: Sequence[Page]) -> Restoration:
        raw = "\f".join(page.text for page in pages)
        edits = [
            Edit(
                raw_span=Span(start=found.start(), end=found.end()),
                restored=self.marks[found.group()],
                reason=EditReason.MARKS,
                confidence=0.9,
            )
            for found in re.finditer(r"\w+", raw)
            if found.group() in self.marks
        ]
        return Restoration(raw_text=raw, edits=tuple(edits))


class FakeOutliner:
    """ "Số: 12/KH-UBND" is the number, one with "?" behind it a doubtful one; every line is a paragraph."""

    def outline(self, document: Document) -> Outline:
        found = re.search(r"Số: (\d+)(\??)/(\S+)", document.text)
        letterhead = Letterhead()
        if found:
            read = document.passage(Span(start=found.start(1), end=found.end(1)))
            evidence = {"number": FieldEvidence(passage=read, confidence=0.4 if found.group(2) else 0.9)}
            letterhead = Letterhead(kind="Kế hoạch", number=found.group(1), symbol=found.group(3), evidence=evidence)
        whole = Block(kind=BlockKind.PARAGRAPH, pieces=(Span(start=0, end=len(document.text)),))
        return Outline(letterhead=letterhead, blocks=(whole,))


class FakePlaceFinder:
    def find_places(self, document: Document, outline: Outline) -> tuple[PlaceMention, ...]:
        return ()


@dataclass
class FakeExtractor:
    seconds: float = 0.0
    indicator: Text = "số xã đạt chuẩn"

    def extract(self, document: Document, outline: Outline, places: tuple[PlaceMention, ...]) -> Records:
        time.sleep(self.seconds)
        targets = [
            Target(
                **_provenance(document, "target", found),
                indicator=self.indicator,
                comparator=Comparator.EQ,
                value=int(found.group(1)),
                unit=found.group(2),
                change=Change.LEVEL,
                due=Due(),
                places=("213",),
            )
            for found in re.finditer(r"đạt (\d+) (\w+)", document.text)
        ]
        citations = [
            Citation(
                **_provenance(document, "citation", found),
                kind="Quyết định",
                number=found.group(1),
                instrument_key=found.group(1),
                issued=None,
                issuer=None,
                about=None,
                role=CitationRole.BASIS,
            )
            for found in re.finditer(r"Căn cứ Quyết định số (\S+)", document.text)
        ]
        return Records(targets=tuple(targets), citations=tuple(citations))


def _provenance(document: Document, kind: str, found: re.Match[str]) -> dict[str, Any]:
    passage = document.passage(Span(start=found.start(), end=found.end()))
    return {
        "id": record_id(document.id, kind, passage.raw_span.start, passage.quote),
        "quote": passage.quote,
        "page": passage.page,
        "text_span": passage.text_span,
        "raw_span": passage.raw_span,
        "boxes": passage.boxes,
        "confidence": SURE,
        "extractor": ExtractorId(name="fake", version="1"),
    }


def toolbox(
    *, page_seconds: float = 0.0, extract_seconds: float = 0.0, journal: Path | None = None, indicator: str = "số xã đạt chuẩn"
) -> Toolbox:
    return Toolbox(
        recogniser=FakeRecogniser(page_seconds, journal),
        restorer=FakeRestorer(),
        outliner=FakeOutliner(),
        place_finder=FakePlaceFinder(),
        extractor=FakeExtractor(extract_seconds, indicator),
    )


def desk_in(directory: Path, **how: object) -> Desk:
    settings = Settings(data_directory=directory)
    return Desk(store=Store.open(settings), settings=settings, open_scan=open_text, toolbox=toolbox(**how))  # type: ignore[arg-type]


def hand_in(desk: Desk, text: str, filename: str = "a.txt") -> str:
    """Take a text in; returns the document's id."""
    content = text.encode()
    sha256 = desk.store.originals.put(content)
    with desk.store.writing() as session:
        intake.add(session, sha256=sha256, filename=filename, media_type="text/plain", size_bytes=len(content))
    return sha256


def read_line(desk: Desk) -> None:
    """Read everything that waits, in this thread, without DBOS."""
    while True:
        with desk.store.reading() as session:
            row = session.scalars(sa.select(ReadingRow).where(ReadingRow.state == "queued").order_by(ReadingRow.id)).first()
        if row is None:
            return
        assert jobs.begin(desk, row.id, row.workflow)
        for step in (jobs.open_document, jobs.recognise_pages, jobs.understand_document):
            if jobs.guarded(desk, step, row.id, row.workflow) != "ok":
                break


def read_text(desk: Desk, text: str, filename: str = "a.txt") -> str:
    """Take a text in and read it; returns the document's id."""
    document_id = hand_in(desk, text, filename)
    read_line(desk)
    return document_id
