"""Scan + document → PDF/A-2b whose text layer is the restored text, under page images that are left as they were.

OCRmyPDF does the work; the engine that it is given reads nothing and hands over our words.
"""

import io
import logging
from collections.abc import Mapping
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from typing import Any

import ocrmypdf
import pikepdf
from ocrmypdf import hookimpl
from ocrmypdf._plugin_manager import get_plugin_manager
from ocrmypdf.exceptions import PdfaConversionFailedError
from ocrmypdf.hocrtransform import BoundingBox, OcrClass, OcrElement
from ocrmypdf.pluginspec import OcrEngine, OrientationConfidence
from PIL import Image

from models.document import Document
from models.page import Box, Page, PageSource, hull
from service import __version__
from service.errors import NotADocument
from service.preservation.words import PlacedPage, PlacedWord, place_words

log = logging.getLogger(__name__)

EXIF_ORIENTATION = 0x0112
SHOWING = ("Tj", "TJ", "'", '"')
INVISIBLE = 3
"""Text rendering mode of a layer under an image."""
GAP = 0.18
"""Readers of PDF part two words where the gap is wider than a tenth of the letters' height."""


@dataclass(frozen=True)
class Searchable:
    """`is_archival`: pikepdf's validator found it to be PDF/A-2b; an original without its fonts can make that impossible."""

    content: bytes
    is_archival: bool


def make_searchable(content: bytes, document: Document) -> Searchable:
    """The file as handed in (PDF or image), with the restored text under every page that was recognised.

    A page whose own text layer was good keeps that layer. NotADocument for plain text, which has no pages to lie under.
    """
    if all(page.source is PageSource.PLAIN_TEXT for page in document.pages):
        raise NotADocument("a plain text has no page images")
    words = {placed.page.number: placed for placed in place_words(document)}
    recognised = [page.number for page in document.pages if page.source is PageSource.OCR]
    how: dict[str, Any] = {}
    if content.startswith(b"%PDF"):
        content, recognised = _prepared(content, recognised, words)
    else:
        content, how["image_dpi"] = _as_picture(content, document.pages[0])
    try:
        return Searchable(_lay(content, recognised, words, output_type="pdfa-2", **how), is_archival=True)
    except PdfaConversionFailedError as error:
        log.warning("searchable, but not PDF/A: %s", error)
    return Searchable(_lay(content, recognised, words, output_type="pdf", **how), is_archival=False)


def _as_picture(content: bytes, page: Page) -> tuple[bytes, int]:
    """An image file, and the dots per inch that it was read at, for photographs do not say any.

    An image is left as it is unless it is see-through or made for printing presses: a page shows those in no one way.
    """
    with Image.open(io.BytesIO(content)) as image:
        turned = image.getexif().get(EXIF_ORIENTATION, 1) > 4
        dpi = round((image.height if turned else image.width) / page.width_points * 72)
        if image.mode not in ("RGBA", "LA", "CMYK") and "transparency" not in image.info:
            return content, dpi
        opaque = image.convert("RGB")
        if image.mode != "CMYK":
            opaque = Image.new("RGB", image.size, "white")
            opaque.paste(image, mask=image.convert("RGBA").getchannel("A"))
        output = io.BytesIO()
        opaque.save(output, "PNG", dpi=(dpi, dpi), exif=image.getexif())
    return output.getvalue(), dpi


def _lay(content: bytes, recognised: list[int], words: Mapping[int, PlacedPage], **how: Any) -> bytes:
    """One run of OCRmyPDF. Its internal way to PDF/A leaves page images bit for bit, which Ghostscript does not promise."""
    output = io.BytesIO()
    plugin_manager = get_plugin_manager()
    plugin_manager.pluggy_manager.register(OurWords(words))
    ocrmypdf.ocr(
        io.BytesIO(content),
        output,
        mode="redo" if recognised else "skip",
        pages=",".join(map(str, recognised)) or None,
        pdfa_backend="internal",
        optimize=0,
        jobs=1,
        use_threads=True,
        rasterizer="ghostscript",  # pdfium in this process belongs to one thread at a time (service/scans/pdf.py)
        progress_bar=False,
        language=["vie"],
        invalidate_digital_signatures=True,
        plugin_manager=plugin_manager,
        **how,
    )
    return output.getvalue()


def _prepared(content: bytes, recognised: list[int], words: Mapping[int, PlacedPage]) -> tuple[bytes, list[int]]:
    """A PDF without old text layers under the recognised pages and without what happens when it is opened; page images stay.

    A recognised page that prints most of its text itself needs no layer and is left out of the pages that get one.
    """
    output, bare = io.BytesIO(), []
    with pikepdf.open(io.BytesIO(content)) as pdf:
        if "/AcroForm" in pdf.Root:  # a signature's field; what it shows becomes part of the page
            pdf.flatten_annotations()
            for page in pdf.pages:
                others = [one for one in page.get("/Annots", ()) if one.get("/Subtype") != pikepdf.Name.Widget]
                page.obj["/Annots"] = pikepdf.Array(others)
        for name in ("/OpenAction", "/AA", "/AcroForm", "/Perms"):
            if name in pdf.Root:
                del pdf.Root[name]
        for number in recognised:
            shown, rest = _split_layer(pdf.pages[number - 1])
            ours = sum(len(word.text) for line in words[number].lines for word in line)
            if shown < ours / 2:
                bare.append(number)
                page = pdf.pages[number - 1]
                if shown == 0:
                    rest = _outside_text(rest)
                    kept = {key: value for key, value in page.resources.items() if key != "/Font"}
                    page.obj["/Resources"] = pikepdf.Dictionary(kept)
                page.Contents = pdf.make_stream(pikepdf.unparse_content_stream(rest))
        pdf.save(output)
    return output.getvalue(), bare


def _split_layer(page: pikepdf.Page) -> tuple[int, list[Any]]:
    """How many letters (about) a page prints visibly, and its instructions without those that write invisible text."""
    mode, kept_modes, shown = 0, [], 0
    rest: list[Any] = []
    for instruction in pikepdf.parse_content_stream(page):
        operator = str(instruction.operator)
        if operator == "q":
            kept_modes.append(mode)
        elif operator == "Q":
            mode = kept_modes.pop() if kept_modes else 0
        elif operator == "Tr":
            mode = int(instruction.operands[0])
        elif operator in SHOWING:
            if mode == INVISIBLE:
                continue
            shown += sum(len(bytes(part)) for part in _strings(instruction.operands)) // 2
        rest.append(instruction)
    return shown, rest


def _outside_text(instructions: list[Any]) -> list[Any]:
    """Without whole text objects, so that no font is asked for."""
    rest, is_text = [], False
    for instruction in instructions:
        operator = str(instruction.operator)
        is_text = (is_text or operator == "BT") and operator != "ET"
        if not is_text and operator not in ("ET", "Tf"):
            rest.append(instruction)
    return rest


def _strings(operands: Any) -> list[pikepdf.String]:
    """The strings that a text operator shows, those of TJ's array included."""
    found = []
    for operand in operands:
        if isinstance(operand, pikepdf.String):
            found.append(operand)
        elif isinstance(operand, pikepdf.Array):
            found += [part for part in operand if isinstance(part, pikepdf.String)]
    return found


class OurWords:
    """The OCRmyPDF plugin that puts our words in the engine's place.

    It draws no page either: the engine looks at nothing but the picture's size, and pdfium, which would draw it, may not be
    used here while another thread of the process draws pages with it.
    """

    def __init__(self, pages: Mapping[int, PlacedPage]) -> None:
        self.engine = WordsEngine(pages)

    @hookimpl(tryfirst=True)
    def get_ocr_engine(self) -> OcrEngine:
        return self.engine

    @hookimpl(tryfirst=True)
    def rasterize_pdf_page(self, output_file: Path, raster_dpi: Any, page_dpi: Any, pageno: int) -> Path:
        """White paper of the page's size."""
        page = self.engine.pages[pageno].page
        size = (round(page.width_points / 72 * raster_dpi.x), round(page.height_points / 72 * raster_dpi.y))
        Image.new("1", size, 1).save(output_file, dpi=tuple(page_dpi or raster_dpi))
        return output_file


class WordsEngine(OcrEngine):
    """An engine that recognises nothing: it lays our words out over the picture of the page."""

    def __init__(self, pages: Mapping[int, PlacedPage]) -> None:
        self.pages = pages

    @staticmethod
    def version() -> str:
        return __version__

    @staticmethod
    def creator_tag(options: Any) -> str:
        return f"vanthu {__version__}"

    def __str__(self) -> str:
        return "vanthu"

    @staticmethod
    def languages(options: Any) -> set[str]:
        return {"vie"}

    @staticmethod
    def get_orientation(input_file: Path, options: Any) -> OrientationConfidence:
        return OrientationConfidence(angle=0, confidence=0.0)

    @staticmethod
    def get_deskew(input_file: Path, options: Any) -> float:
        return 0.0

    @staticmethod
    def supports_generate_ocr() -> bool:
        return True

    @staticmethod
    def generate_hocr(input_file: Path, output_hocr: Path, output_text: Path, options: Any) -> None:
        raise NotImplementedError

    @staticmethod
    def generate_pdf(input_file: Path, output_pdf: Path, output_text: Path, options: Any) -> None:
        raise NotImplementedError

    def generate_ocr(self, input_file: Path, options: Any, page_number: int = 0) -> tuple[OcrElement, str]:  # type: ignore[override]
        """The words of a page (counted from 0) in pixels of its picture."""
        with Image.open(input_file) as image:
            width, height, dpi = image.width, image.height, float(image.info.get("dpi", (72, 72))[0])
        placed = self.pages[page_number + 1]
        scale = (width / placed.page.width_points, height / placed.page.height_points)
        page = OcrElement(
            ocr_class=OcrClass.PAGE,
            bbox=BoundingBox(left=0, top=0, right=width, bottom=height),
            dpi=dpi,
            page_number=page_number,
            children=[_line(line, scale) for line in placed.lines],
        )
        return page, "\n".join(" ".join(word.text for word in line) for line in placed.lines)


def _line(words: tuple[PlacedWord, ...], scale: tuple[float, float]) -> OcrElement:
    around = _pixels(hull(word.box for word in words), scale)
    boxes = [_pixels(word.box, scale) for word in words]
    gap = GAP * around.height
    for box, after in pairwise(boxes):
        if box.left < after.left:
            box.right = max(box.left + 1, min(box.right, after.left - gap))
            after.left = max(after.left, min(box.right + gap, after.right - 1))
    return OcrElement(
        ocr_class=OcrClass.LINE,
        bbox=around,
        children=[
            OcrElement(ocr_class=OcrClass.WORD, bbox=box, text=word.text, confidence=word.confidence, language="vie")
            for word, box in zip(words, boxes, strict=True)
        ],
    )


def _pixels(box: Box, scale: tuple[float, float]) -> BoundingBox:
    across, down = scale
    return BoundingBox(left=box.x0 * across, top=box.top * down, right=box.x1 * across, bottom=box.bottom * down)
