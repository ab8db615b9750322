"""Everything that was read from one document: what `vanthu read --json` prints."""

from models.assignment import Assignment
from models.deadline import Deadline
from models.decision import Decision
from models.document import Document
from models.frozen import Frozen, Text
from models.instrument import Citation, Instrument
from models.outline import Letterhead
from models.place import PlaceMention
from models.problem import Problem
from models.restoration import Edit
from models.target import Target


class DocumentHead(Frozen):
    """The document as a Reading carries it: without words and edits."""

    id: str
    filename: Text
    sha256: str
    source: str
    page_count: int
    text: Text
    raw_text: Text


def head_of(document: Document) -> DocumentHead:
    return DocumentHead(
        id=document.id,
        filename=document.filename,
        sha256=document.sha256,
        source=document.source,
        page_count=document.page_count,
        text=document.text,
        raw_text=document.raw_text,
    )


class Records(Frozen):
    """What the extractors find in one document."""

    targets: tuple[Target, ...] = ()
    decisions: tuple[Decision, ...] = ()
    citations: tuple[Citation, ...] = ()
    deadlines: tuple[Deadline, ...] = ()
    assignments: tuple[Assignment, ...] = ()
    instruments: tuple[Instrument, ...] = ()


class Reading(Frozen):
    """The contract of records.md."""

    document: DocumentHead
    letterhead: Letterhead
    targets: tuple[Target, ...] = ()
    decisions: tuple[Decision, ...] = ()
    citations: tuple[Citation, ...] = ()
    deadlines: tuple[Deadline, ...] = ()
    assignments: tuple[Assignment, ...] = ()
    places: tuple[PlaceMention, ...] = ()
    instruments: tuple[Instrument, ...] = ()
    doubtful: tuple[Edit, ...] = ()
    problems: tuple[Problem, ...] = ()
