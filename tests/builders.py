"""Builds pages, documents, outlines and records from plain text; name only what matters to your test.

document = make_document("KẾ HOẠCH\\nĐến năm 2025 đạt 80%.\\fTrang hai.")
target = make_target(document, "đạt 80%", value="80", unit="%")
"""

import hashlib
import re
from collections.abc import Iterable, Sequence
from datetime import date
from decimal import Decimal
from itertools import count
from typing import Any

from models.assignment import Assignment, AssignmentRole
from models.deadline import Deadline, Relation
from models.decision import Act, Decision
from models.document import PAGE_BREAK, Document
from models.instrument import Citation, CitationRole
from models.outline import Block, BlockKind, Letterhead, Outline
from models.page import Box, Page, PageSource, Word
from models.period import Due
from models.place import PlaceMention, PlaceStatus, PlaceType
from models.provenance import Confidence, ExtractorId, Record, record_id
from models.quantity import Change, Comparator
from models.reading import Reading, head_of
from models.restoration import Edit, EditReason, Restoration
from models.spans import Span
from models.target import Target

A4_POINTS = (595.0, 842.0)
CHARACTER_POINTS, LINE_POINTS, MARGIN_POINTS = 5.0, 16.0, 72.0


def span_of(text: str, words: str, *, nth: int = 0) -> Span:
    """Where `words` stand in `text`; `nth` counts their occurrences from 0."""
    at = -1
    for _ in range(nth + 1):
        at = text.find(words, at + 1)
        if at < 0:
            raise ValueError(f"{words!r} does not stand {nth + 1} times in the text")
    return Span(start=at, end=at + len(words))


def make_box(line: int, column: int, length: int, *, page: int = 1) -> Box:
    """The box of a run of characters on a typewriter's page."""
    x0, top = MARGIN_POINTS + column * CHARACTER_POINTS, MARGIN_POINTS + line * LINE_POINTS
    return Box(page=page, x0=x0, top=top, x1=x0 + length * CHARACTER_POINTS, bottom=top + LINE_POINTS - 4)


def make_page(
    text: str, *, number: int = 1, source: PageSource = PageSource.OCR, confidence: float = 0.95, **fields: Any
) -> Page:
    """A page whose words stand where a typewriter would have put them; plain text has no words."""
    words: list[Word] = []
    if source is not PageSource.PLAIN_TEXT:
        at = 0
        for line_number, line in enumerate(text.split("\n")):
            for match in re.finditer(r"\S+", line):
                box = make_box(line_number, match.start(), len(match.group()), page=number)
                span = Span(start=at + match.start(), end=at + match.end())
                words.append(Word(text=match.group(), span=span, box=box, confidence=confidence))
            at += len(line) + 1
    width, height = A4_POINTS
    return Page(number=number, width_points=width, height_points=height, text=text, words=tuple(words), source=source, **fields)


def make_restoration(raw_text: str, edits: Iterable[tuple[str, str] | Edit] = (), **fields: Any) -> Restoration:
    """Edits are given as Edit, or as (read, restored) pairs that are looked up from left to right."""
    made, at = [], 0
    for edit in edits:
        if isinstance(edit, Edit):
            made.append(edit)
        else:
            read, restored = edit
            start = raw_text.index(read, at)
            span = Span(start=start, end=start + len(read))
            made.append(Edit(raw_span=span, restored=restored, reason=EditReason.MARKS, confidence=0.9))
        at = made[-1].raw_span.end
    return Restoration(raw_text=raw_text, edits=tuple(made), **fields)


def make_document(
    text: str | Sequence[Page],
    *,
    edits: Iterable[tuple[str, str] | Edit] = (),
    filename: str = "scan.pdf",
    page_source: PageSource = PageSource.OCR,
    source: str = "pdf",
) -> Document:
    """A document from its raw text, pages parted by a form feed, or from pages; `edits` as for make_restoration."""
    if isinstance(text, str):
        pages = tuple(make_page(part, number=n, source=page_source) for n, part in enumerate(text.split(PAGE_BREAK), 1))
    else:
        pages = tuple(text)
    raw_text = PAGE_BREAK.join(page.text for page in pages)
    sha256 = hashlib.sha256(raw_text.encode()).hexdigest()
    restoration = make_restoration(raw_text, edits)
    return Document(id=sha256, filename=filename, sha256=sha256, source=source, pages=pages, restoration=restoration)


LABELS = (  # how a line begins, what it is, its level
    (re.compile(r"Căn cứ|Theo đề nghị|Thực hiện "), BlockKind.PREAMBLE, 0),
    (re.compile(r"(?:Điều \d+\.|[IVX]+\.)"), BlockKind.HEADING, 1),
    (re.compile(r"\d+\."), BlockKind.HEADING, 2),
    (re.compile(r"[a-zđ]\)|[-+]"), BlockKind.ITEM, 3),
)


def make_blocks(text: str) -> tuple[Block, ...]:
    """One block a line, headings numbered by how the line begins ("I.", "1.", "a)", "-")."""
    blocks: list[Block] = []
    above: list[tuple[int, int, str]] = []
    for match in re.finditer(r"[^\n\f]*\S[^\n\f]*", text):
        line = match.group()
        found = ((kind, level, hit.group()) for pattern, kind, level in LABELS if (hit := pattern.match(line.strip())))
        kind, level, label = next(found, (BlockKind.PARAGRAPH, 0, ""))
        if kind is BlockKind.HEADING:
            above = [entry for entry in above if entry[0] < level]
        blocks.append(
            Block(
                kind=kind,
                pieces=(Span(start=match.start(), end=match.end()),),
                label=label,
                level=level,
                path=tuple(name for _, _, name in above) + ((label.rstrip("."),) if kind is BlockKind.HEADING else ()),
                ancestors=tuple(index for _, index, _ in above),
            )
        )
        if kind is BlockKind.HEADING:
            above.append((level, len(blocks) - 1, label.rstrip(".")))
    return tuple(blocks)


def make_outline(
    document: Document, *, blocks: Sequence[Block] | None = None, document_type: str | None = None, **letterhead: Any
) -> Outline:
    """An outline with one block a line unless `blocks` are given; further names are fields of the letterhead."""
    return Outline(
        letterhead=Letterhead(**letterhead),
        blocks=tuple(blocks) if blocks is not None else make_blocks(document.text),
        document_type=document_type,
    )


_serial = count()


def provenance(document: Document, quote: str, *, kind: str = "record", confidence: float = 0.9) -> dict[str, Any]:
    """The fields that every record has, for the words `quote` of the restored text."""
    passage = document.passage(span_of(document.text, quote))
    shares = Confidence(ocr=passage.ocr, restoration=passage.restoration, extraction=confidence, overall=confidence)
    return {
        "id": record_id(document.id, kind, quote, next(_serial)),
        "quote": passage.quote,
        "page": passage.page,
        "text_span": passage.text_span,
        "raw_span": passage.raw_span,
        "boxes": passage.boxes,
        "confidence": shares,
        "extractor": ExtractorId(name="builder", version="1"),
    }


def make_target(document: Document, quote: str, *, value: str | Decimal = "1", due: date | None = None, **fields: Any) -> Target:
    defaults = {"indicator": quote, "comparator": Comparator.EQ, "unit": "", "change": Change.LEVEL, "due": Due(latest=due)}
    return Target(**provenance(document, quote, kind="target"), **{**defaults, "value": Decimal(value), **fields})


def make_deadline(document: Document, quote: str, *, latest: date | None = None, **fields: Any) -> Deadline:
    defaults = {"written": quote, "relation": Relation.BY, "earliest": None, "latest": latest, "task": quote}
    return Deadline(**provenance(document, quote, kind="deadline"), **{**defaults, **fields})


def make_citation(document: Document, quote: str, *, number: str | None = None, **fields: Any) -> Citation:
    defaults = {"kind": None, "number": number, "issued": None, "issuer": None, "about": None, "role": CitationRole.MENTIONS}
    return Citation(**provenance(document, quote, kind="citation"), **{**defaults, **fields})


def make_decision(document: Document, quote: str, **fields: Any) -> Decision:
    defaults = {"clause": None, "act": Act.OTHER, "matter": quote}
    return Decision(**provenance(document, quote, kind="decision"), **{**defaults, **fields})


def make_assignment(document: Document, quote: str, *, body: str = "Sở Nội vụ", **fields: Any) -> Assignment:
    defaults = {"body": body, "role": AssignmentRole.LEAD, "task": quote}
    return Assignment(**provenance(document, quote, kind="assignment"), **{**defaults, **fields})


def make_place_mention(document: Document, quote: str, *, code: str | None = None, **fields: Any) -> PlaceMention:
    """`quote` such as "xã Quảng Minh": the type is read from its first words, the name is the rest."""
    kind = next((t for t in PlaceType if quote.startswith(f"{t} ")), None)
    defaults = {
        "name": quote.removeprefix(f"{kind} "),
        "type": kind,
        "code": code,
        "parent_code": None,
        "as_of": None,
        "status": PlaceStatus.RESOLVED if code else PlaceStatus.NOT_FOUND,
    }
    return PlaceMention(**provenance(document, quote, kind="place"), **{**defaults, **fields})


LISTS: dict[type[Record], str] = {
    Target: "targets",
    Decision: "decisions",
    Citation: "citations",
    Deadline: "deadlines",
    Assignment: "assignments",
    PlaceMention: "places",
}


def make_reading(document: Document, *records: Record, **letterhead: Any) -> Reading:
    """A reading that holds `records`, each in the list of its kind; further names are fields of the letterhead."""
    lists = {name: tuple(r for r in records if isinstance(r, kind)) for kind, name in LISTS.items()}
    return Reading(document=head_of(document), letterhead=Letterhead(**letterhead), **lists)
