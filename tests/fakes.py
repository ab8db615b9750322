"""Stages that do as they are told; they enter by the seam of service/reading.py, nothing of ours is patched."""

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from models.document import PAGE_BREAK, Document
from models.outline import Outline
from models.page import Page
from models.place import PlaceMention
from models.problem import Problem
from models.reading import Records
from models.restoration import Restoration
from service.reading import Scan, Toolbox
from tests.builders import make_outline, make_page, make_restoration


@dataclass(frozen=True)
class FakeScan:
    """A scan that holds its text already."""

    text: str = "Kế hoạch năm 2025."
    filename: str = "scan.pdf"
    source: str = "pdf"

    @property
    def sha256(self) -> str:
        return hashlib.sha256(self.text.encode()).hexdigest()

    @property
    def page_count(self) -> int:
        return len(self.text.split(PAGE_BREAK))


@dataclass
class FakeRecogniser:
    """Reads the text of a FakeScan, and writes down every page it was asked for."""

    asked: list[int] = field(default_factory=list)
    problems: dict[int, tuple[Problem, ...]] = field(default_factory=dict)

    def recognise(self, scan: Scan, numbers: Sequence[int]) -> Iterable[tuple[Page, tuple[Problem, ...]]]:
        if not isinstance(scan, FakeScan):
            raise TypeError("the fake recogniser reads fake scans only")
        pages = scan.text.split(PAGE_BREAK)
        for number in numbers:
            self.asked.append(number)
            yield make_page(pages[number - 1], number=number), self.problems.get(number, ())


class FailingRecogniser:
    """Fails at a page, as an engine does that was killed."""

    def __init__(self, error: Exception, *, at_page: int = 1) -> None:
        self.error, self.at_page, self.inner = error, at_page, FakeRecogniser()

    def recognise(self, scan: Scan, numbers: Sequence[int]) -> Iterable[tuple[Page, tuple[Problem, ...]]]:
        for number in numbers:
            if number == self.at_page:
                raise self.error
            yield from self.inner.recognise(scan, [number])


@dataclass(frozen=True)
class FakeRestorer:
    """Lays the given (read, restored) pairs over the text, from left to right; pairs that are not there are passed over."""

    edits: tuple[tuple[str, str], ...] = ()

    def restore(self, pages: Sequence[Page]) -> Restoration:
        raw_text = PAGE_BREAK.join(page.text for page in pages)
        return make_restoration(raw_text, [pair for pair in self.edits if pair[0] in raw_text])


@dataclass(frozen=True)
class FakeOutliner:
    letterhead: dict[str, Any] = field(default_factory=dict)

    def outline(self, document: Document) -> Outline:
        return make_outline(document, **self.letterhead)


@dataclass(frozen=True)
class FakePlaceFinder:
    def find_places(self, document: Document, outline: Outline) -> tuple[PlaceMention, ...]:
        return ()


@dataclass(frozen=True)
class FakeExtractor:
    records: Records = field(default_factory=Records)

    def extract(self, document: Document, outline: Outline, places: tuple[PlaceMention, ...]) -> Records:
        return self.records


def fake_toolbox(
    *,
    edits: tuple[tuple[str, str], ...] = (),
    records: Records | None = None,
    recogniser: FakeRecogniser | None = None,
    **letterhead: Any,
) -> Toolbox:
    """A toolbox of fakes; further names are fields of the letterhead."""
    return Toolbox(
        recogniser=recogniser or FakeRecogniser(),
        restorer=FakeRestorer(edits),
        outliner=FakeOutliner(dict(letterhead)),
        place_finder=FakePlaceFinder(),
        extractor=FakeExtractor(records or Records()),
    )
