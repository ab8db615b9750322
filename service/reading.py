"""THE FLOW: a scan goes in, a Reading comes out.

scan ─▶ pages ─▶ restoration ─▶ document ─▶ outline ─▶ places ─▶ records ─▶ Reading
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Protocol

from models.document import Document
from models.outline import Outline
from models.page import Page
from models.place import PlaceMention
from models.problem import Problem
from models.reading import Reading, Records, head_of
from models.restoration import Restoration


class Scan(Protocol):
    """A file that was opened: what it is called, and its pages, each opened when asked for."""

    @property
    def filename(self) -> str: ...
    @property
    def sha256(self) -> str: ...
    @property
    def source(self) -> str: ...
    @property
    def page_count(self) -> int: ...


class Recogniser(Protocol):
    """Scan → pages. Each page comes with the trouble that was met on it."""

    def recognise(self, scan: Scan, numbers: Sequence[int]) -> Iterable[tuple[Page, tuple[Problem, ...]]]:
        """The named pages, in order, recognised in parallel over the cores."""
        ...


class Restorer(Protocol):
    """Raw text → edits, the whole document at once."""

    def restore(self, pages: Sequence[Page]) -> Restoration: ...


class Outliner(Protocol):
    def outline(self, document: Document) -> Outline: ...


class PlaceFinder(Protocol):
    def find_places(self, document: Document, outline: Outline) -> tuple[PlaceMention, ...]: ...


class Extractor(Protocol):
    def extract(self, document: Document, outline: Outline, places: tuple[PlaceMention, ...]) -> Records: ...


@dataclass(frozen=True)
class Toolbox:
    """The stages, built once by bootstrap."""

    recogniser: Recogniser
    restorer: Restorer
    outliner: Outliner
    place_finder: PlaceFinder
    extractor: Extractor


@dataclass(frozen=True)
class Understood:
    """A document with everything that was laid over it."""

    document: Document
    outline: Outline
    reading: Reading


def read(scan: Scan, toolbox: Toolbox) -> Understood:
    """Recognise every page, then understand the whole."""
    recognised = list(toolbox.recogniser.recognise(scan, range(1, scan.page_count + 1)))
    pages = tuple(page for page, _ in recognised)
    problems = tuple(problem for _, found in recognised for problem in found)
    return understand(scan, pages, problems, toolbox)


def understand(scan: Scan, pages: tuple[Page, ...], problems: tuple[Problem, ...], toolbox: Toolbox) -> Understood:
    """Pages → Reading: the part of the flow that needs the whole document at once and no image."""
    document = Document(
        id=scan.sha256,
        filename=scan.filename,
        sha256=scan.sha256,
        source=scan.source,
        pages=pages,
        restoration=toolbox.restorer.restore(pages),
    )
    outline = toolbox.outliner.outline(document)
    places = toolbox.place_finder.find_places(document, outline)
    records = toolbox.extractor.extract(document, outline, places)
    reading = Reading(
        document=head_of(document),
        letterhead=outline.letterhead,
        places=places,
        doubtful=document.restoration.doubts,
        problems=problems,
        **dict(records),
    )
    return Understood(document=document, outline=outline, reading=reading)
