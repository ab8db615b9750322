"""One opened page → its Page: picture made ready, lines found, read and put in order."""

import logging
import time
from typing import Protocol

from models.page import Page, PageSource
from models.problem import Problem
from service.ocr.assemble import assemble
from service.ocr.colours import names_in
from service.ocr.engine import Line, OcrEngine, Pixels, Rectangle, Token, around
from service.ocr.furniture import LEAST_CONFIDENCE, LEAST_CONFIDENCE_IN_A_TABLE, part
from service.ocr.handwriting import mark
from service.ocr.layout import in_order, merged_cells, page_in_order, rows_of
from service.ocr.quality import measure, problems_of
from service.ocr.rules import cut_at_cells, find_rules, overlooked_figures, table_of
from service.ocr.spacing import spaced
from service.ocr.trueocr_engine import TrueOcr

log = logging.getLogger(__name__)
BEST = "best"


class Picture(Protocol):
    """Grey pixels with the way back to the page; see service.scans.picture."""

    @property
    def grey(self) -> Pixels: ...
    @property
    def coloured(self) -> Pixels | None: ...
    @property
    def dpi(self) -> float: ...
    @property
    def native_dpi(self) -> float | None: ...
    @property
    def turned_degrees(self) -> float: ...
    @property
    def skew_degrees(self) -> float: ...
    def page_box(self, box: Rectangle) -> Rectangle: ...
    def turned(self, quarter_turns: int) -> "Picture": ...
    def levelled(self) -> "Picture": ...


class LayerWord(Protocol):
    @property
    def text(self) -> str: ...
    @property
    def box(self) -> Rectangle: ...


class Sheet(Protocol):
    """An opened page; see service.scans.page.ScanPage."""

    @property
    def number(self) -> int: ...
    @property
    def width_points(self) -> float: ...
    @property
    def height_points(self) -> float: ...
    @property
    def ready(self) -> Page | None: ...
    @property
    def layer(self) -> tuple[LayerWord, ...]: ...
    @property
    def layer_is_whole(self) -> bool: ...
    @property
    def reason(self) -> str: ...
    @property
    def asides(self) -> tuple[str, ...]: ...
    @property
    def problems(self) -> tuple[Problem, ...]: ...
    @property
    def picture(self) -> Picture: ...
    @property
    def fingerprint(self) -> str: ...


class PageReader:
    """Loads the engines once; reads page after page."""

    def __init__(self, mode: str) -> None:
        self.mode = mode
        self._engine = TrueOcr()
        self._second = _second_engine() if mode == BEST else None

    def read(self, sheet: Sheet) -> tuple[Page, tuple[Problem, ...]]:
        if sheet.ready is not None:
            return sheet.ready, sheet.problems
        if sheet.layer_is_whole:
            return _from_layer(sheet), sheet.problems
        return self._recognise(sheet)

    def _recognise(self, sheet: Sheet) -> tuple[Page, tuple[Problem, ...]]:
        started = time.perf_counter()
        flat = sheet.picture.levelled()
        turns = self._engine.quarter_turns(flat.grey)
        picture = sheet.picture.turned(turns).levelled() if turns else flat
        rules = find_rules(picture.grey, picture.dpi)
        boxes = cut_at_cells(self._engine.find_lines(rules.unruled), rules.tables, rules.unruled)
        boxes += overlooked_figures(boxes, rules.tables, rules.unruled)
        lines = self._engine.read(rules.unruled, boxes, dpi=picture.dpi)
        lines = self._second_look(lines, rules.unruled, picture.dpi)
        if picture.coloured is not None:
            lines += names_in(picture.coloured, self._engine, dpi=picture.dpi)
        lines = [spaced(line) for line in lines]
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
        )
        if sheet.number == 1:
            running = mark(running, page_height=picture.grey.shape[0])
        page = assemble(
            page_in_order(running, rules.tables),
            number=sheet.number,
            size_points=(sheet.width_points, sheet.height_points),
            page_box=picture.page_box,
            source=PageSource.OCR,
            source_reason=f"{sheet.reason}; it leaves out much of the page" if sheet.layer else sheet.reason,
            asides=[*sheet.asides, *aside],
            quality=quality,
            rotation_degrees=picture.turned_degrees + picture.skew_degrees,
        )
        log.info("recognised page=%d words=%d seconds=%.2f", sheet.number, len(page.words), time.perf_counter() - started)
        return page, (*sheet.problems, *found)

    def _second_look(self, lines: list[Line], grey: Pixels, dpi: float) -> list[Line]:
        """In mode "best" the lines that the first engine is unsure of are read by the second and both are merged."""
        if self._second is None:
            return lines
        from service.ocr.merge import is_unsure, merged

        unsure = [i for i, line in enumerate(lines) if line.confidence >= LEAST_CONFIDENCE and is_unsure(line)]
        again = self._second.read(grey, [lines[i].box for i in unsure], dpi=dpi)
        looked = list(lines)
        for i, second in zip(unsure, again, strict=True):
            looked[i] = merged(lines[i], second)
        log.info("looked again at %d of %d lines", len(unsure), len(lines))
        return looked


def _second_engine() -> OcrEngine:
    """Loaded only where it is used: it brings libraries that take a while."""
    from service.ocr.tesseract import Tesseract

    return Tesseract()


def _from_layer(sheet: Sheet) -> Page:
    """A Page from a text layer that was judged good: its words, in our own reading order."""
    tokens = [Token(text=word.text, box=word.box, confidence=1.0, engine="text_layer") for word in sheet.layer if word.text]
    lines = [line for row in rows_of(tokens, lambda token: token.box) for line in _broken_at_gaps(row)]
    running, aside = part(lines, page_height=sheet.height_points)
    return assemble(
        in_order(running),
        number=sheet.number,
        size_points=(sheet.width_points, sheet.height_points),
        page_box=lambda box: box,
        source=PageSource.TEXT_LAYER,
        source_reason=sheet.reason,
        asides=[*sheet.asides, *aside],
    )


def _broken_at_gaps(row: list[Token]) -> list[Line]:
    """The tokens of a row as lines, a new one after white of more than a line's height."""
    groups: list[list[Token]] = []
    for token in row:
        tall = token.box[3] - token.box[1]
        if groups and token.box[0] - groups[-1][-1].box[2] < 1.2 * max(tall, 4.0):
            groups[-1].append(token)
        else:
            groups.append([token])
    return [Line(tokens=tuple(group), box=around([token.box for token in group])) for group in groups]
