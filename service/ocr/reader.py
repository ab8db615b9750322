"""One opened page → its Page: picture made ready, lines found, read and put in order."""

import logging
import time

from models.page import Page, PageSource
from models.problem import Problem
from service.ocr.assemble import assemble
from service.ocr.colours import names_in
from service.ocr.columns import with_odd_ones_doubted
from service.ocr.engine import Line, OcrEngine
from service.ocr.furniture import LEAST_CONFIDENCE, LEAST_CONFIDENCE_IN_A_TABLE, part
from service.ocr.handwriting import mark, mark_annex
from service.ocr.layer import read_layer
from service.ocr.layout import merged_cells, page_in_order
from service.ocr.lookalikes import told_apart
from service.ocr.pens import with_coloured_print, with_pens
from service.ocr.posts import with_whole_posts
from service.ocr.quality import measure, problems_of
from service.ocr.rules import Rules, cut_at_cells, find_rules, overlooked_figures, table_of
from service.ocr.sheet import Sheet
from service.ocr.signers import with_surnames
from service.ocr.spacing import spaced
from service.ocr.specks import with_decimal_marks, with_stops
from service.ocr.trueocr_engine import TrueOcr

log = logging.getLogger(__name__)
BEST, LAYER = "best", "layer"
LOST = "page_lost"
"""Of a page that a damaged file lost it is not said that it is blank as well."""


class PageReader:
    """Loads the engines once; reads page after page."""

    def __init__(self, mode: str) -> None:
        self.mode = mode
        self._engine = TrueOcr()
        self._second = _second_engine() if mode == BEST else None

    def read(self, sheet: Sheet) -> tuple[Page, tuple[Problem, ...]]:
        if sheet.ready is not None:
            return sheet.ready, sheet.problems
        return self._recognise(sheet) if self.recognises(sheet) else (read_layer(sheet), sheet.problems)

    def recognises(self, sheet: Sheet) -> bool:
        """Whether a page's print has to be read; of other pages the text is there."""
        return sheet.ready is None and not (self.mode == LAYER and sheet.layer) and not sheet.layer_is_whole

    def _recognise(self, sheet: Sheet) -> tuple[Page, tuple[Problem, ...]]:
        started = time.perf_counter()
        flat = sheet.picture.levelled()
        turns = self._engine.quarter_turns(flat.grey)
        picture = sheet.picture.turned(turns).levelled() if turns else flat
        grey, stamped = picture.grey, list[Line]()
        if picture.penned is not None:
            grey, stamped = with_coloured_print(grey, picture.penned, self._engine, dpi=picture.dpi)
        rules = find_rules(grey, picture.dpi)
        boxes = cut_at_cells(self._engine.find_lines(rules.unruled), rules.tables, rules.unruled)
        boxes += overlooked_figures(boxes, rules.tables, rules.unruled)
        lines = self._engine.read(rules.unruled, boxes, dpi=picture.dpi)
        lines = with_whole_posts(self._second_look(lines, rules, picture.dpi), rules.unruled, self._engine, dpi=picture.dpi)
        if picture.penned is not None:
            is_first = sheet.number == 1
            lines = with_pens(lines, grey, picture.penned, self._engine, dpi=picture.dpi, is_first=is_first)
        if picture.coloured is not None:
            lines += names_in(picture.coloured, self._engine, dpi=picture.dpi)
        lines = with_surnames([told_apart(spaced(line)) for line in lines])
        lines = with_decimal_marks(with_stops(lines, rules.unruled), rules.unruled)
        lines = with_odd_ones_doubted(lines, rules.tables)
        tabled = [line for line in lines if table_of(line.box, rules.tables) is not None]
        free, aside = part([line for line in lines if line not in tabled], page_height=picture.grey.shape[0])
        running = free + [line for line in tabled if line.tokens and line.confidence >= LEAST_CONFIDENCE_IN_A_TABLE]
        quality = measure(running)
        found = problems_of(
            running,
            picture.grey,
            number=sheet.number,
            quality=quality,
            native_dpi=picture.native_dpi,
            turned=picture.turned_degrees,
            untabled=free,
            merged_cells=merged_cells(running, rules.tables),
            dropped=[line for line in lines if line.tokens and line.confidence < LEAST_CONFIDENCE],
        )
        by_hand = mark if sheet.number == 1 else mark_annex
        running = by_hand(running, page_height=picture.grey.shape[0])
        page = assemble(
            page_in_order(running, rules.tables),
            number=sheet.number,
            size_points=(sheet.width_points, sheet.height_points),
            page_box=picture.page_box,
            source=PageSource.OCR,
            source_reason=f"{sheet.reason}; it leaves out much of the page" if sheet.layer_is_good else sheet.reason,
            asides=[*sheet.asides, *aside, *(line.text for line in stamped)],
            quality=quality,
            rotation_degrees=picture.turned_degrees + picture.skew_degrees,
        )
        log.info("recognised page=%d words=%d seconds=%.2f", sheet.number, len(page.words), time.perf_counter() - started)
        is_lost = any(problem.code == LOST for problem in sheet.problems)
        return page, sheet.problems if is_lost else (*sheet.problems, *found)

    def _second_look(self, lines: list[Line], rules: Rules, dpi: float) -> list[Line]:
        """In mode "best" the lines that the first engine is unsure of are read by the second and both are merged.

        What it can make nothing of is no print, unless it stands in a table: there it may be a lone figure.
        """
        if self._second is None:
            return lines
        from service.ocr.merge import is_unsure, merged

        unsure = [i for i, line in enumerate(lines) if is_unsure(line)]
        printed = [i for i in unsure if lines[i].confidence >= LEAST_CONFIDENCE]
        figures = [i for i in unsure if i not in printed and table_of(lines[i].box, rules.tables) is not None]
        looked = list(lines)
        for group in (printed, figures):  # apart: among lines of print a lone figure is taken for a letter
            again = self._second.read(rules.unruled, [lines[i].box for i in group], dpi=dpi)
            for i, second in zip(group, again, strict=True):
                looked[i] = merged(lines[i], second)
        log.info("looked again at %d of %d lines", len(printed) + len(figures), len(lines))
        return looked


def _second_engine() -> OcrEngine:
    """Loaded only where it is used: it brings libraries that take a while."""
    from service.ocr.tesseract import Tesseract

    return Tesseract()
