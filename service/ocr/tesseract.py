"""Tesseract 5 with its Vietnamese data, through pytesseract: one process a page, fed lines that were found before."""

import os
import unicodedata
from collections.abc import Sequence
from functools import cached_property

import numpy as np
import pytesseract
from PIL import Image

from service.errors import OcrMissing
from service.ocr.engine import Line, Pixels, Rectangle, Token

os.environ["OMP_THREAD_LIMIT"] = "1"  # without it one page takes four to ten times as long
LANGUAGE = "vie"
LINES_BELOW_ONE_ANOTHER = 6  # page segmentation mode: one block of text
RAW_FORMAT = "PPM"
"""What pytesseract hands the pixels over as: written and read without being packed."""
MARGIN_SHARE = 0.25
GAP_PIXELS = 24


class Tesseract:
    """Reads given lines by setting them below one another on a sheet of their own."""

    name = "tesseract"

    @cached_property
    def version(self) -> str:
        try:
            return f"{pytesseract.get_tesseract_version()}-{LANGUAGE}"
        except (pytesseract.TesseractNotFoundError, SystemExit) as error:
            raise OcrMissing from error

    def read(self, grey: Pixels, boxes: Sequence[Rectangle], *, dpi: float) -> list[Line]:
        if not boxes:
            return []
        sheet, slots = _sheet(grey, boxes)
        image = Image.fromarray(sheet)
        image.format = RAW_FORMAT
        try:
            data = pytesseract.image_to_data(
                image,
                lang=LANGUAGE,
                config=f"--psm {LINES_BELOW_ONE_ANOTHER} --dpi {round(dpi)} -c tessedit_do_invert=0",
                output_type=pytesseract.Output.DICT,
            )
        except pytesseract.TesseractNotFoundError as error:
            raise OcrMissing from error
        tokens: list[list[Token]] = [[] for _ in boxes]
        for index, read in enumerate(data["text"]):
            text = unicodedata.normalize("NFC", read.strip())
            sure = float(data["conf"][index])
            if not text or sure < 0:
                continue
            x, y, w, h = (int(data[key][index]) for key in ("left", "top", "width", "height"))
            slot = next((i for i, (low, high) in enumerate(slots) if low <= y + h / 2 < high), None)
            if slot is None:
                continue
            across = boxes[slot][0] - _margin(boxes[slot])
            down = boxes[slot][1] - _margin(boxes[slot]) - slots[slot][0]
            box = (across + x - GAP_PIXELS, down + y, across + x + w - GAP_PIXELS, down + y + h)
            tokens[slot].append(Token(text=text, box=box, confidence=sure / 100.0, engine=self.name))
        return [
            Line(tokens=tuple(sorted(found, key=lambda token: token.box[0])), box=box)
            for found, box in zip(tokens, boxes, strict=True)
        ]


def _margin(box: Rectangle) -> int:
    return round((box[3] - box[1]) * MARGIN_SHARE)


def _sheet(grey: Pixels, boxes: Sequence[Rectangle]) -> tuple[Pixels, list[tuple[int, int]]]:
    """The boxes' pixels below one another on white, and where each lies: first and last row."""
    height, width = grey.shape
    crops = []
    for x0, y0, x1, y1 in boxes:
        margin = _margin((x0, y0, x1, y1))
        left, top = int(x0) - margin, int(y0) - margin
        right, bottom = int(np.ceil(x1)) + margin, int(np.ceil(y1)) + margin
        crop = np.full((bottom - top, right - left), 255, np.uint8)
        inner = grey[max(0, top) : min(height, bottom), max(0, left) : min(width, right)]
        crop[max(0, -top) : max(0, -top) + inner.shape[0], max(0, -left) : max(0, -left) + inner.shape[1]] = inner
        crops.append(crop)
    wide = max(crop.shape[1] for crop in crops) + 2 * GAP_PIXELS
    high = sum(crop.shape[0] + GAP_PIXELS for crop in crops) + GAP_PIXELS
    sheet: Pixels = np.full((high, wide), 255, np.uint8)
    slots, at = [], GAP_PIXELS
    for crop in crops:
        sheet[at : at + crop.shape[0], GAP_PIXELS : GAP_PIXELS + crop.shape[1]] = crop
        slots.append((at, at + crop.shape[0]))
        at += crop.shape[0] + GAP_PIXELS
    return sheet, slots
