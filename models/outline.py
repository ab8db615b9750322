"""How a document is built: letterhead, headings, blocks of running text, tables, signature."""

from datetime import date
from enum import StrEnum
from functools import cached_property
from itertools import accumulate

from pydantic import Field

from models.frozen import Frozen, Share, Text
from models.page import Candidate
from models.passage import Passage
from models.restoration import DOUBTFUL_BELOW
from models.spans import Span, cover


class CandidateSource(StrEnum):
    """Who speaks for a candidate of a letterhead field."""

    READ = "read"  # the field itself, as an engine saw it
    TEXT = "text"  # another place of the same paper: an annex's heading, a running head
    SIGNATURE = "signature"  # what the digital signature says
    FILENAME = "filename"


class FieldCandidate(Candidate):
    """What a letterhead field may be; `passage` is the other place of the paper that says so."""

    source: CandidateSource = CandidateSource.READ
    passage: Passage | None = None


class FieldEvidence(Frozen):
    """Where a letterhead field was read, how surely, and what else it could be."""

    passage: Passage
    confidence: Share
    candidates: tuple[FieldCandidate, ...] = ()

    @property
    def is_doubtful(self) -> bool:
        return self.confidence < DOUBTFUL_BELOW


class Letterhead(Frozen):
    """The fields of records.md; None where the paper does not say. `evidence` is keyed by field name."""

    issuer: Text | None = None
    parent_issuer: Text | None = None
    kind: Text | None = None
    number: Text | None = None
    symbol: Text | None = None
    issued: date | None = None
    place: Text | None = None
    title: Text | None = None
    signatory_name: Text | None = None
    signatory_position: Text | None = None
    signing_authority: Text | None = None
    recipients: tuple[Text, ...] = ()
    subject_year: int | None = None
    evidence: dict[str, FieldEvidence] = Field(default_factory=dict)


class BlockKind(StrEnum):
    LETTERHEAD = "letterhead"
    TITLE = "title"
    PREAMBLE = "preamble"  # a "Căn cứ …" or "Theo đề nghị …" clause before the text proper
    HEADING = "heading"
    PARAGRAPH = "paragraph"
    ITEM = "item"  # a bullet or lettered point
    TABLE = "table"
    RECIPIENTS = "recipients"
    SIGNATURE = "signature"
    FURNITURE = "furniture"  # page numbers, running heads, footnote marks


class Block(Frozen):
    """A unit of running text: one paragraph, heading or bullet, whole even when it runs over lines and pages.

    `pieces` are spans of the restored text in order, usually one; a page number that stands between two lines of a sentence
    lies between two pieces. `path` numbers the headings above, such as ("III", "6"); `ancestors` are those headings' block
    indices, outermost first; `label` is the block's own number or bullet ("6.", "a)", "-"). `annex` is None in the main text.
    """

    kind: BlockKind
    pieces: tuple[Span, ...]
    label: Text = ""
    level: int = 0
    path: tuple[Text, ...] = ()
    ancestors: tuple[int, ...] = ()
    annex: int | None = None

    @property
    def span(self) -> Span:
        return cover(self.pieces)

    def running(self, text: str) -> "RunningText":
        return RunningText(text=text, pieces=self.pieces)

    @property
    def section(self) -> str | None:
        return ".".join(self.path) or None


class RunningText(Frozen):
    """The pieces of a block read as one line: each white-space character is a space, pieces are joined by one space.

    Offsets of `line` map to spans of the document's restored text with `spans`.
    """

    text: str
    pieces: tuple[Span, ...]

    @cached_property
    def line(self) -> str:
        return " ".join("".join(" " if c.isspace() else c for c in piece.of(self.text)) for piece in self.pieces)

    @cached_property
    def _starts(self) -> tuple[int, ...]:
        return (0, *accumulate(len(piece) + 1 for piece in self.pieces))

    def spans(self, start: int, end: int) -> tuple[Span, ...]:
        """The spans of the restored text behind `line[start:end]`, one for each piece it touches."""
        found = []
        for piece, at in zip(self.pieces, self._starts, strict=False):
            low, high = max(start, at), min(end, at + len(piece))
            if low < high:
                found.append(Span(start=piece.start + low - at, end=piece.start + high - at))
        return tuple(found)


class Cell(Frozen):
    """A cell of a table; `pieces` as in Block, empty for an empty cell. Merged cells span rows or columns."""

    row: int
    column: int
    row_span: int = 1
    column_span: int = 1
    pieces: tuple[Span, ...] = ()
    text: Text = ""


class Table(Frozen):
    """`header_rows` rows of headings over the columns; `caption` is the block index of the heading above, if any."""

    cells: tuple[Cell, ...]
    row_count: int
    column_count: int
    header_rows: int = 0
    caption: int | None = None
    path: tuple[Text, ...] = ()
    annex: int | None = None

    @cached_property
    def _grid(self) -> dict[tuple[int, int], Cell]:
        return {
            (row, column): cell
            for cell in self.cells
            for row in range(cell.row, cell.row + cell.row_span)
            for column in range(cell.column, cell.column + cell.column_span)
        }

    def cell(self, row: int, column: int) -> Cell | None:
        """The cell that covers a place of the grid."""
        return self._grid.get((row, column))


class Outline(Frozen):
    """A document's build. `blocks` are in reading order; a table has one TABLE block that `Table` details by `tables` order."""

    letterhead: Letterhead
    blocks: tuple[Block, ...]
    tables: tuple[Table, ...] = ()
    document_type: str | None = None
