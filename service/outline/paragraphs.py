"""Lines → paragraphs: a sentence that runs over lines or pages is one, and unrelated text is never glued to it."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from extractors.grammar.agencies import is_upper
from extractors.grammar.keys import CAPITALS, SMALL
from models.spans import Span
from service.outline.labels import Label, label_of
from service.outline.lines import Line, is_closed

WRAPPED_WIDTH = 160
"""No line of a page of paper has more letters than this; longer lines are whole paragraphs of plain text."""

INDENT = 6
"""How many letters narrower the first line of a paragraph is: it is indented, or a heading in bold."""


@dataclass
class Paragraph:
    """Lines that belong together; `label` is what the first begins with. Mutable only while lines are being joined."""

    lines: list[Line]
    label: Label | None = None
    cut: Span | None = None  # the part of a single long line, where one line holds several paragraphs
    furniture: list[Line] = field(default_factory=list)

    @property
    def pieces(self) -> tuple[Span, ...]:
        if self.cut is not None:
            return (self.cut,)
        pieces: list[Span] = []
        for line in self.lines:
            if pieces and self._touch(pieces[-1], line):
                pieces[-1] = Span(start=pieces[-1].start, end=line.span.end)
            else:
                pieces.append(line.span)
        return tuple(pieces)

    def _touch(self, piece: Span, line: Line) -> bool:
        return not line.is_first_of_page and not any(piece.end <= mark.span.start < line.span.start for mark in self.furniture)

    @property
    def start(self) -> int:
        return self.cut.start if self.cut else self.lines[0].span.start


_BODY_START = re.compile(
    r"(?:can cu\b|theo de nghi\b|theo de xuat\b|xet\b|kinh gui\s*:|noi nhan\s*:|quyet dinh\s*:|quyet nghi\s*:"
    r"|phu luc\b|dieu\s+\d+\s*[.:])"
)
_LAST_WORD = re.compile(rf"[{CAPITALS}\d&-]{{1,12}}[.;,]")
"""The last word of a sentence alone on its line, in capitals: "… Bộ Chính trị và Ban Bí thư khóa / XIII;"."""
_DANGLING_DASH = re.compile(rf"[-–]\s*(?:[{SMALL}]|\d)")


NARROWEST = 40
"""Lines of fewer letters than this are no wrapped text but a list of short ones."""


class Margins:
    """How wide the lines of a document run, by its own boxes or, for plain text, by letters."""

    def __init__(self, lines: Sequence[Line]) -> None:
        lengths = sorted(len(line.text) for line in lines if not line.is_row)
        self.width = lengths[int(0.9 * (len(lengths) - 1))] if lengths else 0
        near = sum(0.75 * self.width <= length <= 1.25 * self.width for length in lengths)
        self.is_wrapped = (
            NARROWEST <= self.width <= WRAPPED_WIDTH and near >= 0.3 * len(lengths) and lengths[-1] <= 2 * WRAPPED_WIDTH
        )
        self._rights = _edges(lines, "right", 0.85)
        self._lefts = _edges(lines, "left", 0.3)

    def is_full(self, line: Line, following: Line, *, is_first: bool = False) -> bool:
        """Whether a line runs so far that the next word would not have fitted."""
        word = following.text.split(" ", 1)[0]
        right = self._rights.get(line.page)
        if line.right is not None and line.left is not None and right is not None:
            letter_width = (line.right - line.left) / max(1, len(line.text))
            return line.right + letter_width * (len(word) + 1) > right - 2 * letter_width
        indent = INDENT if is_first else 0
        return len(line.text) + indent + 1 + len(word) >= 0.88 * self.width

    def is_indented(self, line: Line) -> bool:
        left = self._lefts.get(line.page)
        return line.left is not None and left is not None and line.left > left + 14


def _edges(lines: Sequence[Line], side: str, share: float) -> dict[int, float]:
    pages: dict[int, list[float]] = {}
    for line in lines:
        value = getattr(line, side)
        if value is not None:
            pages.setdefault(line.page, []).append(value)
    return {page: sorted(values)[int(share * (len(values) - 1))] for page, values in pages.items()}


def paragraphs_of(lines: Sequence[Line], margins: Margins) -> list[Paragraph]:
    """Join the lines of running text; page numbers become furniture between the pieces."""
    found: list[Paragraph] = []
    passed: list[Line] = []
    for line in lines:
        if line.is_page_number:
            passed.append(line)
            continue
        label = line.label
        if found and _continues(found[-1], line, label, margins):
            found[-1].lines.append(line)
            found[-1].furniture += passed
        else:
            found.append(Paragraph([line], label))
        passed = []
    return found


def _continues(paragraph: Paragraph, line: Line, label: Label | None, margins: Margins) -> bool:  # noqa: PLR0911 a list of cases
    last = paragraph.lines[-1]
    if last.is_row or line.is_row:
        return False
    closed = is_closed(last.text)
    if label is not None:
        return not closed and _DANGLING_DASH.match(line.text) is not None and _is_dangling(last, line, margins)
    if _BODY_START.match(line.key) and (line.text[0].isupper() or closed):
        return False
    starts_low = line.text[0].islower() or line.text[0].isdigit() or line.text[0] in ",;.)%”"
    if not margins.is_wrapped:
        return not closed and starts_low and not _looks_like_heading(line)
    full = margins.is_full(last, line, is_first=len(paragraph.lines) == 1 and not closed)
    if is_upper(last.text) != is_upper(line.text) and len(line.text) > 3 and not starts_low:
        return full and not closed and not line.gap_before and _LAST_WORD.fullmatch(line.text) is not None
    if closed and last.text.endswith((";", ",")) and line.text[0].islower() and not line.gap_before:
        return True
    if closed and last.text.endswith(":") and line.text[0].islower() and not line.gap_before:
        return full
    if closed:
        tail = last.text.rstrip("”\"')")
        return full and tail.endswith(".") and not line.gap_before and not margins.is_indented(line) and not tail.endswith("./.")
    if (line.gap_before and not line.is_first_of_page and not starts_low) or (margins.is_indented(line) and not full):
        return False
    return starts_low or full


def _is_dangling(last: Line, line: Line, margins: Margins) -> bool:
    """A dash that belongs to "2021\n- 2025" or "kinh tế\n- xã hội" and begins no bullet."""
    follows_number = last.text[-1:].isdigit() and re.match(r"[-–]\s*\d", line.text) is not None
    low_word = re.match(rf"[-–]\s*[{SMALL}]", line.text) is not None
    return follows_number or (low_word and (not margins.is_wrapped or margins.is_full(last, line)))


def _looks_like_heading(line: Line) -> bool:
    return is_upper(line.text) and len(line.text) > 8


_INLINE = re.compile(
    rf"(?<=[.;:])\s+(?=(?:\d{{1,2}}\.\s+[{CAPITALS}]|[a-zđ]\)\s+[{CAPITALS}]|(?:[IVX]{{1,4}})\.\s+[{CAPITALS}]"
    rf"|[-+]\s+[{CAPITALS}]))"
)
LONG_LINE = 900


def split_inline(paragraph: Paragraph, text: str) -> list[Paragraph]:
    """A cell that holds a whole letter, cut at the numbers inside: "… yêu cầu: 1. Chủ tịch … 2. Bộ trưởng …".

    Only long lines whose inner labels count up from 1 or a are cut.
    """
    pieces = paragraph.pieces
    if len(pieces) != 1 or len(pieces[0]) < LONG_LINE:
        return [paragraph]
    line, offset = pieces[0].of(text), pieces[0].start
    cuts, last = [0], dict[str, int]()
    for match in _INLINE.finditer(line):
        label = label_of(line[match.end() : match.end() + 12])
        if label is None:
            continue
        if label.is_bullet or label.value == last.get(label.style, 0) + 1:
            cuts.append(match.end())
            if label.style == "number":
                last.pop("letter", None)
            last[label.style] = label.value
    if len(cuts) == 1:
        return [paragraph]
    found = []
    for start, end in zip(cuts, [*cuts[1:], len(line)], strict=True):
        part = line[start:end].rstrip()
        found.append(Paragraph(paragraph.lines, label_of(part), Span(start=offset + start, end=offset + start + len(part))))
    return found
