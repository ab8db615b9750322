"""Plain text that an OCR left: pages parted by a form feed, or by a line that begins with a lone space."""

import re
import unicodedata
from dataclasses import dataclass
from functools import cached_property

from models.page import Page, PageSource
from service.errors import NothingToDraw, PageLimit
from service.scans.page import ScanPage
from service.scans.raster import Raster

A4_POINTS = (595.0, 842.0)
LONE_SPACE = re.compile(r"^ (?=\S)", re.MULTILINE)


def split_pages(text: str) -> list[str]:
    """The pages of a text, each without its mark: "a\\fb" → ["a", "b"]; without a form feed, "a\\n b" → ["a\\n", "b"].

    A lone space parts pages only where indentation is not how the text is written, that is where few lines begin so.
    """
    if "\f" in text:
        pages = text.split("\f")
        return pages[:-1] if len(pages) > 1 and not pages[-1].strip() else pages
    lines = [line for line in text.splitlines() if line.strip()]
    marked = sum(bool(LONE_SPACE.match(line)) for line in lines)
    if marked == 0 or marked > len(lines) / 10:
        return [text]
    starts = [match.start() for match in LONE_SPACE.finditer(text)]
    pieces = [text[a:b] for a, b in zip([0, *starts], [*starts, len(text)], strict=True)]
    return [piece.removeprefix(" ") for piece in pieces if piece.strip()]


@dataclass(frozen=True)
class TextScan:
    """A text file; every page is ready."""

    text: str
    filename: str
    sha256: str
    max_pages: int
    source: str = "text"

    @cached_property
    def _pages(self) -> list[str]:
        composed = unicodedata.normalize("NFC", self.text.replace("\r\n", "\n").replace("\r", "\n").replace("\x0b", "\n"))
        pages = split_pages(composed)
        if len(pages) > self.max_pages:
            raise PageLimit(f"{len(pages)} > {self.max_pages}")
        return pages

    @property
    def page_count(self) -> int:
        return len(self._pages)

    def open_page(self, number: int) -> ScanPage:
        width, height = A4_POINTS
        text = self._pages[number - 1]
        ready = Page(
            number=number,
            width_points=width,
            height_points=height,
            text=text if text.endswith("\n") else f"{text}\n",
            source=PageSource.PLAIN_TEXT,
            source_reason="plain text file",
        )
        return ScanPage(number=number, width_points=width, height_points=height, draw=_no_picture, ready=ready)


def _no_picture() -> Raster:
    raise NothingToDraw
