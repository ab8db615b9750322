"""PDF files: opened with pypdfium2, drawn without annotations, their text layer and signatures apart."""

import ctypes
import logging
import threading
import unicodedata
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from types import ModuleType
from typing import TYPE_CHECKING

import numpy as np
import pypdfium2 as pdfium
import pypdfium2.raw as pdfium_c

from models.problem import Problem
from service.errors import DamagedScan, EncryptedScan, NoPages, PageLimit, PixelLimit
from service.scans.layer import LayerWord, judge
from service.scans.legacy import to_unicode
from service.scans.page import ScanPage
from service.scans.raster import POINTS_PER_INCH, Raster

if TYPE_CHECKING:
    from service.settings import Settings

log = logging.getLogger(__name__)
PASSWORD_NEEDED = 4  # FPDF_ERR_PASSWORD
DRAWN_DPI = 200.0
"""For pages without a scanned picture, and the least for those with one: both engines read 200 dpi as well as 300."""
FINEST_DPI = 300.0
FINEST_DPI_IN_HASTE = DRAWN_DPI
"""In mode "fast" a page scanned at 300 dpi is read in 0.6 of the time, with one word more lost in 745 on two such pages."""
FAST = "fast"
PICTURE_COVERS = 0.5
END_OF_FILE, END_SOUGHT_BYTES = b"%%EOF", 16_384
"""A whole file ends so, but for what mail programs and signers hang on."""
MEGA = 1_000_000
LARGEST_DRAWN_MEGAPIXELS = 60.0

_one_at_a_time = threading.RLock()
"""pdfium keeps state for the whole process and is not safe in several threads: who uses a file holds this."""


@dataclass(frozen=True)
class PdfScan:
    """A PDF file; `content` is what opens, which is the repaired file where the original did not.

    `is_damaged` says that something may be missing: it was repaired, or its end is.
    """

    content: bytes
    filename: str
    sha256: str
    page_count: int
    max_megapixels: float
    finest_dpi: float = FINEST_DPI
    is_damaged: bool = False
    source: str = "pdf"

    def open_page(self, number: int) -> ScanPage:
        """Read what stands on a page beside its picture; DamagedScan where the page cannot be loaded."""
        with _page(self.content, number) as page:
            width, height = page.get_size()
            pictures = _pictures(page, width, height)
            if any(w * h > self.max_megapixels * MEGA for w, h, _ in pictures):
                raise PixelLimit(f"page {number}")
            words = _words(page, width, height)
            drawn_rules = sum(1 for _ in page.get_objects(filter=[pdfium_c.FPDF_PAGEOBJ_PATH], max_depth=3))
            is_lost = self.is_damaged and next(iter(page.get_objects(max_depth=1)), None) is None
        words, encoding = to_unicode(words)
        judgement = judge(words)
        dpi, native = _dpi(pictures, width, height, self.finest_dpi)
        reason = judgement.reason if words else "no text layer"
        return ScanPage(
            number=number,
            width_points=width,
            height_points=height,
            draw=partial(_draw, self.content, number, dpi, native),
            layer=tuple(words),
            layer_is_good=judgement.is_good,
            is_picture=any(share >= PICTURE_COVERS for *_, share in pictures),
            drawn_rules=drawn_rules,
            reason=f"{reason} ({encoding})" if encoding else reason,
            asides=_annotation_text(self.content, number),
            problems=(*((FILE_REPAIRED,) if self.is_damaged and number == 1 else ()), *((_lost(number),) if is_lost else ())),
        )


def open_pdf(content: bytes, filename: str, sha256: str, settings: "Settings") -> PdfScan:
    """Open or repair; EncryptedScan, DamagedScan, NoPages or PageLimit where that cannot be."""
    repaired = None
    try:
        count = _count(content)
    except DamagedScan:
        repaired = _repair().repaired(content)
        count = _count(repaired)
    if count == 0:
        raise NoPages(filename)
    if count > settings.max_pages:
        raise PageLimit(f"{count} > {settings.max_pages}")
    return PdfScan(
        content=content if repaired is None else repaired,
        filename=filename,
        sha256=sha256,
        page_count=count,
        max_megapixels=settings.max_page_megapixels,
        finest_dpi=FINEST_DPI_IN_HASTE if settings.ocr_mode == FAST else FINEST_DPI,
        is_damaged=repaired is not None or END_OF_FILE not in content[-END_SOUGHT_BYTES:],
    )


FILE_REPAIRED = Problem(
    code="file_repaired",
    message_vi="Tệp PDF bị hỏng, đã sửa để đọc.",
    message_en="The PDF file was damaged and was repaired for reading.",
    advice_vi="Kiểm tra đủ trang; nếu thiếu, quét lại.",
    advice_en="Check that no page is missing; scan again if one is.",
)


def _lost(number: int) -> Problem:
    """A page of a damaged file that holds nothing any more is no blank page."""
    return Problem(
        code="page_lost",
        page=number,
        message_vi="Tệp hỏng, nội dung trang này đã mất.",
        message_en="The file is damaged and what was on this page is lost.",
        advice_vi="Lấy lại tệp gốc, hoặc quét lại trang.",
        advice_en="Get the file anew, or scan the page again.",
    )


@contextmanager
def _file(content: bytes) -> Iterator[pdfium.PdfDocument]:
    """The opened file, for this thread alone until it is closed; EncryptedScan or DamagedScan where it cannot be read."""
    with _one_at_a_time:
        try:
            document = pdfium.PdfDocument(content)
        except pdfium.PdfiumError as error:
            if getattr(error, "err_code", None) == PASSWORD_NEEDED and _repair().needs_password(content):
                raise EncryptedScan from error
            raise DamagedScan(str(error)) from error
        try:
            yield document
        except pdfium.PdfiumError as error:
            raise DamagedScan(str(error)) from error
        finally:
            document.close()  # closes its pages too; nothing is left to the garbage collector, which runs in any thread


def _repair() -> ModuleType:
    """Brings a library that sound files do not need."""
    from service.scans import repair

    return repair


def _count(content: bytes) -> int:
    with _file(content) as document:
        count = len(document)
        if count:
            document[0].close()
        return count


@contextmanager
def _page(content: bytes, number: int) -> Iterator[pdfium.PdfPage]:
    with _file(content) as document:
        try:
            page = document[number - 1]
        except pdfium.PdfiumError as error:
            raise DamagedScan(f"page {number}: {error}") from error
        yield page
        page.close()


def _pictures(page: pdfium.PdfPage, width: float, height: float) -> list[tuple[int, int, float]]:
    """Pixel width and height of each picture on the page, and the share of the page that it covers."""
    found = []
    for picture in page.get_objects(filter=[pdfium_c.FPDF_PAGEOBJ_IMAGE], max_depth=5):
        left, bottom, right, top = picture.get_bounds()
        across, down = picture.get_px_size()
        found.append((across, down, max(0.0, right - left) * max(0.0, top - bottom) / (width * height)))
    return found


def _dpi(pictures: list[tuple[int, int, float]], width: float, height: float, finest: float) -> tuple[float, float | None]:
    """What to draw at, and what the page was scanned at where one picture is the page."""
    scans = [(across, down) for across, down, share in pictures if share >= PICTURE_COVERS]
    native = max((max(pair) / max(width, height) * POINTS_PER_INCH for pair in scans), default=None)
    dpi = DRAWN_DPI if native is None else min(finest, max(DRAWN_DPI, native))
    inches = width * height / POINTS_PER_INCH**2
    return min(dpi, (LARGEST_DRAWN_MEGAPIXELS * MEGA / inches) ** 0.5), native


def _draw(content: bytes, number: int, dpi: float, native: float | None) -> Raster:
    with _page(content, number) as page:
        bitmap = page.render(scale=dpi / POINTS_PER_INCH, may_draw_forms=False, draw_annots=False, rev_byteorder=True)
        pixels = np.array(bitmap.to_numpy()[:, :, :3])
        bitmap.close()
    return Raster(pixels=pixels, dpi=dpi, native_dpi=native)


def _words(page: pdfium.PdfPage, width: float, height: float) -> list[LayerWord]:
    """The words of the content stream with their boxes, in the file's order; annotations are not among them."""
    text_page = page.get_textpage()
    count = text_page.count_chars()
    text = text_page.get_text_range(0, count) if count else ""
    if len(text) != count:  # surrogate pairs and the like: offsets would not agree
        text = "".join(chr(pdfium_c.FPDFText_GetUnicode(text_page, i) or 32) for i in range(count))
    boxes = _char_boxes(page, text_page, count, width, height)
    words: list[LayerWord] = []
    start: int | None = None
    for i in range(count + 1):
        blank = i == count or text[i].isspace() or text[i] == "\x00"
        if blank and start is not None:
            piece = [boxes[k] for k in range(start, i)]
            box = (min(b[0] for b in piece), min(b[1] for b in piece), max(b[2] for b in piece), max(b[3] for b in piece))
            words.append(LayerWord(unicodedata.normalize("NFC", text[start:i]), box))
            start = None
        elif not blank and start is None:
            start = i
    text_page.close()
    return words


def _char_boxes(
    page: pdfium.PdfPage, text_page: pdfium.PdfTextPage, count: int, width: float, height: float
) -> list[tuple[float, float, float, float]]:
    """One box a character, on the page as it is shown: turned with /Rotate, y downwards."""
    left, right, bottom, top = (ctypes.c_double() for _ in range(4))
    origin_x, origin_y, *_ = page.get_cropbox()
    boxes = []
    for i in range(count):
        pdfium_c.FPDFText_GetCharBox(text_page, i, left, right, bottom, top)
        x0, x1 = left.value - origin_x, right.value - origin_x
        y0, y1 = bottom.value - origin_y, top.value - origin_y
        boxes.append(_turned((x0, y0, x1, y1), page.get_rotation(), width, height))
    return boxes


def _turned(
    box: tuple[float, float, float, float], rotation: int, width: float, height: float
) -> tuple[float, float, float, float]:
    x0, y0, x1, y1 = box
    if rotation == 90:
        return (y0, x0, y1, x1)
    if rotation == 180:
        return (width - x1, y0, width - x0, y1)
    if rotation == 270:
        return (width - y1, height - x1, width - y0, height - x0)
    return (x0, height - y1, x1, height - y0)


def _annotation_text(content: bytes, number: int) -> tuple[str, ...]:
    """What a page's annotations say, such as "Người ký: … Thời gian ký: …": the words that flattening them adds."""
    with _page(content, number) as page:
        if pdfium_c.FPDFPage_GetAnnotCount(page) == 0:
            return ()
        before = _text(page)
        if pdfium_c.FPDFPage_Flatten(page, pdfium_c.FLAT_NORMALDISPLAY) != pdfium_c.FLATTEN_SUCCESS:
            return ()
        flattened = page.pdf[number - 1]
        after = _text(flattened)
        flattened.close()
    added = after.removeprefix(before) if after.startswith(before) else after.removesuffix(before)
    said = " ".join(added.split())
    return (said,) if said and said != " ".join(before.split()) else ()


def _text(page: pdfium.PdfPage) -> str:
    text_page = page.get_textpage()
    text = text_page.get_text_range()
    text_page.close()
    return unicodedata.normalize("NFC", text)
