"""Page pictures with what was seen on them: words by certainty, reading order, tables."""

from itertools import pairwise
from pathlib import Path

import cv2

from models.page import Box, Page
from service.scans.page import ScanPage
from service.scans.raster import POINTS_PER_INCH

SURE, FAIR, DOUBTFUL, HANDWRITTEN, TABLE, ORDER = (
    (0, 150, 0),
    (0, 140, 230),
    (0, 0, 220),
    (200, 0, 200),
    (200, 120, 0),
    (160, 160, 0),
)
SURE_FROM, FAIR_FROM = 0.9, 0.7


def draw_page(sheet: ScanPage, page: Page, path: Path) -> None:
    """A PNG of the page: words green where sure, orange where fair, red where doubtful, violet where handwritten; a thin
    line runs from each line of the text to the next; cells of tables are blue."""
    raster = sheet.raster
    pixels = raster.pixels
    canvas = cv2.cvtColor(pixels, cv2.COLOR_GRAY2BGR if pixels.ndim == 2 else cv2.COLOR_RGB2BGR)
    scale = raster.dpi / POINTS_PER_INCH

    def corners(box: Box) -> tuple[tuple[int, int], tuple[int, int]]:
        return (round(box.x0 * scale), round(box.top * scale)), (round(box.x1 * scale), round(box.bottom * scale))

    line_starts = []
    end = -1
    for word in page.words:
        colour = SURE if word.confidence >= SURE_FROM else FAIR if word.confidence >= FAIR_FROM else DOUBTFUL
        cv2.rectangle(canvas, *corners(word.box), HANDWRITTEN if word.is_handwritten else colour, 2)
        if end < 0 or "\n" in page.text[end : word.span.start]:
            line_starts.append(corners(word.box)[0])
        end = word.span.end
    for table in page.tables:
        for cell in table.cells:
            if cell.box is not None:
                cv2.rectangle(canvas, *corners(cell.box), TABLE, 3)
    for a, b in pairwise(line_starts):
        cv2.line(canvas, a, b, ORDER, 2)
    cv2.imwrite(str(path), canvas)
