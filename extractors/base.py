"""What extractors share: the context they read from, and how a record gets its provenance.

Each extractor is a component over `spacy.blank("xx")` that needs no tokens. It finds the `Context` in `doc._.context`, and
adds what it found with `context.add`; later extractors read it from `context.records`.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, Protocol

from extractors.grammar.keys import CAPITALS, SMALL
from models.document import Document
from models.outline import Block, BlockKind, Outline, RunningText
from models.place import PlaceMention
from models.provenance import Confidence, ExtractorId, Record, record_id
from models.reading import Records
from models.spans import Span, cover

VERSION = "0.1"
"""Of the extractors together; part of every record's `extractor`."""

TEXT_KINDS = frozenset({BlockKind.PREAMBLE, BlockKind.HEADING, BlockKind.PARAGRAPH, BlockKind.ITEM, BlockKind.TITLE})
"""Blocks that hold running text in which records may stand."""


class Carrier(Protocol):
    """What goes from extractor to extractor with the context in `_.context`: a spaCy Doc, or what carries it alike."""

    @property
    def _(self) -> Any: ...


class Extractor(Protocol):
    """One kind of record. Called with what carries the document's context, and gives it back."""

    def __call__(self, doc: Carrier) -> Carrier: ...


@dataclass
class Context:
    """One document while its records are being found. `records` holds what earlier extractors found."""

    document: Document
    outline: Outline
    places: tuple[PlaceMention, ...] = ()
    records: Records = field(default_factory=Records)

    def add(self, **found: Sequence[Record]) -> None:
        """Keep an extractor's records: `context.add(citations=found)`."""
        self.records = self.records.model_copy(update={kind: tuple(records) for kind, records in found.items()})

    @cached_property
    def running(self) -> tuple[RunningText, ...]:
        """Each block as running text, in the order of `outline.blocks`."""
        return tuple(block.running(self.document.text) for block in self.outline.blocks)

    def line(self, index: int) -> str:
        """A block's text as one line."""
        return self.running[index].line

    def text_blocks(self) -> Iterator[tuple[int, Block]]:
        """The blocks of running text, with their index."""
        return ((i, block) for i, block in enumerate(self.outline.blocks) if block.kind in TEXT_KINDS)

    def spans(self, index: int, start: int, end: int) -> tuple[Span, ...]:
        """Spans of the restored text behind `line(index)[start:end]`."""
        return self.running[index].spans(start, end)

    def places_in(self, spans: Iterable[Span]) -> tuple[PlaceMention, ...]:
        """The place mentions that lie in any of some spans."""
        whole = cover(spans)
        return tuple(place for place in self.places if whole.holds(place.text_span))

    def evidence(
        self,
        kind: str,
        extractor: str,
        index: int,
        start: int,
        end: int,
        *,
        confidence: float,
        identity: Sequence[object] = (),
        doubts: Sequence[str] = (),
    ) -> dict[str, Any]:
        """The fields that every record carries, for the words `line(index)[start:end]`.

        `kind` names the record in its id ("citation"), `identity` is what tells it from others at the same words.
        `confidence` is the extractor's own; the overall figure is set when all records are there.
        """
        return self.evidence_at(
            kind,
            extractor,
            self.spans(index, start, end),
            section=self.outline.blocks[index].section,
            confidence=confidence,
            identity=identity,
            doubts=doubts,
        )

    def evidence_at(
        self,
        kind: str,
        extractor: str,
        spans: Sequence[Span],
        *,
        section: str | None,
        confidence: float,
        identity: Sequence[object] = (),
        doubts: Sequence[str] = (),
    ) -> dict[str, Any]:
        """As `evidence`, for spans of the restored text."""
        passage = self.document.passage(*spans)
        return {
            "id": record_id(self.document.id, kind, passage.text_span.start, passage.text_span.end, *identity),
            "quote": passage.quote,
            "page": passage.page,
            "text_span": passage.text_span,
            "raw_span": passage.raw_span,
            "boxes": passage.boxes,
            "confidence": Confidence(
                ocr=passage.ocr,
                restoration=passage.restoration,
                extraction=confidence,
                overall=confidence * min(1.0, passage.ocr, passage.restoration),
            ),
            "extractor": ExtractorId(name=extractor, version=VERSION),
            "section": section,
            "doubts": tuple(doubts),
        }


_NUMERAL = "|".join(rf"(?<=\b{word} [IVX])" for word in ("lục", "quý", "Quý", "mục", "Mục", "hạng", "nhóm", "vùng"))
"""A numeral of one letter ends a sentence where an initial does not: "theo Phụ lục V. Các đơn vị …"."""
_SENTENCE_END = re.compile(
    rf"(?<!\bTP)(?<!\bTT)(?<!\bTM)(?<!\bKT)(?<!\bTX)(?:(?<!\b[A-ZĐ])|{_NUMERAL})[.!?](?:[\"”’)]*)\s+(?=[\"“(]?[{CAPITALS}\d-]|\([ivx]{{1,4}}\)\s)|;\s+"
    rf"|(?<=[{SMALL}\d%)])\s+(?=(?:Bình quân|Tỷ lệ|Tốc độ|Thu nhập|Phấn đấu|Duy trì)\s[{SMALL}])"  # its full stop was lost
)
LONGEST_ASIDE = 300
"""Letters; a parenthesis that is longer was misread or never closed."""


def clauses(line: str) -> Iterator[tuple[int, int]]:
    """Where the clauses of a line stand: cut after full stops and semicolons, but not after a semicolon in parentheses.

    White space at their ends is left out.
    """
    start = 0
    for match in _SENTENCE_END.finditer(line):
        if match.group()[0] == ";" and _is_aside(line, start, match.start()):
            continue
        end = match.start() + len(match.group().rstrip())
        if line[start:end].strip():
            yield start, end
        start = match.end()
    if line[start:].strip():
        yield start, len(line.rstrip())


def _is_aside(line: str, start: int, at: int) -> bool:
    """Whether parentheses stand open at a place, which close before the next ones open."""
    opened = line.rfind("(", max(start, at - LONGEST_ASIDE), at)
    if opened < 0 or line.find(")", opened, at) >= 0:
        return False
    closed = line.find(")", at, opened + LONGEST_ASIDE)
    return closed >= 0 and line.find("(", at, closed) < 0
