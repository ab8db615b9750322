"""Restored text → outline: letterhead, headings, paragraphs, tables, recipients and signature."""

import logging
import re
import time
from collections.abc import Sequence
from dataclasses import dataclass

from extractors.document_types import type_of
from extractors.grammar.keys import CAPITALS, SMALL, key_of
from models.document import Document
from models.outline import Block, BlockKind, Outline, Table
from models.spans import Span
from service.outline import letterhead, signature, tables, tree
from service.outline.labels import Label
from service.outline.lines import Line, is_closed, lines_of, unframed
from service.outline.paragraphs import Margins, Paragraph, paragraphs_of, split_inline
from service.outline.siblings import told_by_siblings

log = logging.getLogger(__name__)

_RECIPIENTS = re.compile(r"noi nhan\s*[:.;]?")
_PREAMBLE = re.compile(r"(?:can cu|theo de nghi|theo de xuat|thuc hien|xet|tren co so|trien khai|sau khi)\b")
_GROUNDS = re.compile(r"(?:can cu|theo de nghi|xet (?:de nghi|to trinh))\b")
"""What grounds begin with even where they stand as a list; a list of tasks may begin with the other words."""
_ANNEX = re.compile(r"(?:phu luc|bieu(?: mau| so)?)\s*(?:so\s*)?(?:[ivx]+|\d+)?\s*(?:[.:].*)?$")
HEADING_STYLES = frozenset({"annex", "part", "chapter", "section", "subsection", "capital", "roman", "article"})
_BULLET = re.compile(r"[-–+•]")
_ENDS = frozenset({BlockKind.RECIPIENTS, BlockKind.SIGNATURE})
HEADING_LENGTH = 220
"""A numbered paragraph that is longer than this is text and no heading."""


@dataclass
class _Draft:
    """A block before its place in the tree is known."""

    kind: BlockKind
    paragraph: Paragraph | None
    pieces: tuple[Span, ...]
    rows: Sequence[Line] = ()


class DocumentOutliner:
    """Document → Outline."""

    def outline(self, document: Document) -> Outline:
        """Read how the document is built. Never fails: what is not understood is a paragraph."""
        begun = time.perf_counter()
        lines = told_by_siblings(letterhead.parted(unframed(lines_of(document))))
        head = letterhead.read_head(lines, document.text)
        drafts = _drafts(lines, head, document)
        blocks, grids = _blocks(drafts, document)
        read = letterhead.compose(document, head, blocks, lines)
        log.info("outline %d blocks %.2f s", len(blocks), time.perf_counter() - begun)
        known = type_of(read.kind, read.symbol)
        return Outline(letterhead=read, blocks=blocks, tables=grids, document_type=known.name if known else None)


def _drafts(lines: Sequence[Line], head: letterhead.Head, document: Document) -> list[_Draft]:
    text = document.text
    drafts = _head_drafts(lines, head, text)
    body = lines[head.end :]
    margins = Margins(body)
    run: list[Line] = []
    index = 0
    while index < len(body):
        line = body[index]
        if _RECIPIENTS.match(line.key) or _is_list_of_recipients(body, index):
            run, posts = _posts_above(run)
            drafts += _text_drafts(run, margins, text)
            run = []
            index = _take_end(body, index, drafts)
            _give_posts(drafts, posts)
        elif signature.is_whole_signature(line.text):
            drafts += [*_text_drafts(run, margins, text), _Draft(BlockKind.SIGNATURE, None, (line.span,))]
            run = []
            index += 1
        elif _begins_signature(body, index):
            drafts += _text_drafts(run, margins, text)
            run = []
            index = _take_signature(body, index, drafts)
        elif line.is_row:
            drafts += _text_drafts(run, margins, text)
            run = []
            index = _take_rows(body, index, drafts) if line.table is None else _take_ruled(body, index, drafts)
        else:
            run.append(line)
            index += 1
    return drafts + _text_drafts(run, margins, text)


def _head_drafts(lines: Sequence[Line], head: letterhead.Head, text: str) -> list[_Draft]:
    """The letterhead's lines and the title; a title on a line with its kind or number is parted from it."""
    title = tuple(lines[i].span for i in head.title_lines) or tuple(head.title)
    drafts = []
    for index in head.letterhead_lines:
        span = lines[index].span
        start = min((piece.start for piece in title if span.start <= piece.start < span.end), default=span.end)
        left = span.of(text)[: start - span.start].rstrip(" |")
        if left:
            drafts.append(_Draft(BlockKind.LETTERHEAD, None, (Span(start=span.start, end=span.start + len(left)),)))
    return drafts + ([_Draft(BlockKind.TITLE, None, title)] if title else [])


def _is_list_of_recipients(body: Sequence[Line], index: int) -> bool:
    """Bullets after the end of the text, one of them "Lưu: …", whose heading "Nơi nhận" was lost."""
    if index == 0 or not body[index - 1].text.rstrip().endswith(("./.", "./")) or not _BULLET.match(body[index].text):
        return False
    for line in body[index : index + 40]:
        if not _BULLET.match(line.text):
            return False
        if re.match(r"[-–+•]\s*luu\b", line.key):
            return True
    return False


def _text_drafts(run: Sequence[Line], margins: Margins, text: str) -> list[_Draft]:
    drafts = []
    for joined in paragraphs_of(run, margins):
        for paragraph in split_inline(joined, text):
            drafts.append(_Draft(BlockKind.PARAGRAPH, paragraph, paragraph.pieces))
            drafts += [_Draft(BlockKind.FURNITURE, None, (mark.span,)) for mark in paragraph.furniture]
    return drafts


def _take_end(body: Sequence[Line], index: int, drafts: list[_Draft]) -> int:
    """From "Nơi nhận" to the signer's name; both may stand as two cells of one line."""
    line = body[index]
    if line.is_row:
        cells = tables.cells_of(line)
        drafts.append(_Draft(BlockKind.RECIPIENTS, None, (cells[0],)))
        drafts += [_Draft(BlockKind.SIGNATURE, None, (cell,)) for cell in cells[1:2] if len(cell)]
        return index + 1
    end = index + 1
    last_entry = "luu" in line.key
    while end < len(body) and end - index < 40:
        following = body[end]
        if signature.is_signature(following.text) or following.is_row:
            break
        is_entry = re.match(r"[-–+•]", following.text) is not None or not is_closed(body[end - 1].text)
        if (last_entry and re.match(r"[-–+•]", following.text) is None) or (not is_entry and following.gap_before):
            break
        last_entry = last_entry or re.match(r"[-–+•\s]*luu\b", following.key) is not None
        end += 1
    left, right = _columns(body[index:end])
    drafts.append(_Draft(BlockKind.RECIPIENTS, None, left))
    if right:
        name = [one.span for one in body[end : end + 1] if signature.is_signers_name(one.text)]
        drafts.append(_Draft(BlockKind.SIGNATURE, None, (*right, *name)))
        return end + len(name)
    return _take_signature(body, end, drafts)


def _posts_above(run: Sequence[Line]) -> tuple[list[Line], tuple[Span, ...]]:
    """The text, and the signer's post at its end where an engine read it before the recipients beside it."""
    end = len(run)
    while end > 0 and run[end - 1].text.isupper() and signature.is_signature(run[end - 1].text):
        end -= 1
    return list(run[:end]), tuple(line.span for line in run[end:])


def _give_posts(drafts: list[_Draft], posts: tuple[Span, ...]) -> None:
    """The posts to the signature that was found behind the recipients."""
    if not posts:
        return
    if drafts[-1].kind is BlockKind.SIGNATURE:
        posts += drafts.pop().pieces
    drafts.append(_Draft(BlockKind.SIGNATURE, None, posts))


def _columns(lines: Sequence[Line]) -> tuple[tuple[Span, ...], tuple[Span, ...]]:
    """Recipients and what of the signature stands on the same lines."""
    left: list[Span] = []
    right: list[Span] = []
    for line in lines:
        cut = signature.right_column(line.text) or signature.name_beside(line.text)
        if cut is None:
            left.append(line.span)
            continue
        left.append(Span(start=line.span.start, end=line.span.start + len(line.text[:cut].rstrip())))
        right.append(Span(start=line.span.start + cut, end=line.span.end))
    return tuple(left), tuple(right)


def _begins_signature(body: Sequence[Line], index: int) -> bool:
    """ "TM. ỦY BAN NHÂN DÂN" over "CHỦ TỊCH" where no recipients stand before."""
    line, below = body[index], body[index + 1 : index + 2]
    return (
        not line.is_row
        and line.text.isupper()
        and signature.is_for_another(line.text)
        and any(signature.is_post(one.text) for one in below)
    )


def _take_signature(body: Sequence[Line], index: int, drafts: list[_Draft]) -> int:
    end = index
    while end < len(body) and end - index < 8 and len(body[end].text) < 160 and not body[end].is_row:
        text = body[end].text
        named = re.fullmatch(rf"(?:[{CAPITALS}][{SMALL}{CAPITALS}]*\s*){{2,6}}", text) is not None
        is_post = signature.is_signature(text) or signature.is_post(text)
        if end == index and not is_post and not signature.is_signers_name(text):
            break
        if not (is_post or text.isupper() or named or text.startswith("(")):
            break
        end += 1
        if named and not is_post:
            break
    if end > index:
        drafts.append(_Draft(BlockKind.SIGNATURE, None, tuple(one.span for one in body[index:end])))
    return end


def _take_rows(body: Sequence[Line], index: int, drafts: list[_Draft]) -> int:
    """The rows of a table; a lone cell between rows belongs to it."""
    end = index
    while end < len(body):
        if body[end].is_row or _is_stray_cell(body, end):
            end += 1
        else:
            break
    rows = [line for line in body[index:end] if not (line.is_page_number and line.text.strip() == str(line.page))] or body[
        index:end
    ]
    if len(rows) == 1 and signature.is_signature(rows[0].text.split(" | ")[-1]):
        drafts.append(_Draft(BlockKind.SIGNATURE, None, (tables.cells_of(rows[0])[-1],)))
    else:
        drafts.append(_Draft(BlockKind.TABLE, None, (Span(start=rows[0].span.start, end=rows[-1].span.end),), rows))
    return end


def _take_ruled(body: Sequence[Line], index: int, drafts: list[_Draft]) -> int:
    """The rows of a ruled table; it goes on when the next page begins with one, whatever page number or ink stands between."""
    end = last = index
    passed: list[Line] = []
    while end < len(body) and (body[end].table is not None or _is_between_pages(body[end])):
        here, before = body[end], body[last]
        if here.table is None:
            passed.append(here)
        elif here.table == before.table or (
            here.page == before.page + 1
            and not any(line.table is None for line in body[last + 1 : end] if not _is_between_pages(line))
        ):
            last = end
        else:
            break
        end += 1
    rows = [line for line in body[index : last + 1] if line.table is not None]
    drafts.append(_Draft(BlockKind.TABLE, None, tuple(row.span for row in rows), rows))
    drafts += [_Draft(BlockKind.FURNITURE, None, (mark.span,)) for mark in passed if mark.span.start < body[last].span.start]
    return last + 1


def _is_between_pages(line: Line) -> bool:
    """A page number, or a letter at the edge of a page that the rules of the table were read as."""
    at_edge = line.is_first_of_page or line.is_last_of_page
    return line.is_page_number or (at_edge and len(line.text) <= 2 and not any(c.isdigit() for c in line.text))


def _is_stray_cell(body: Sequence[Line], at: int) -> bool:
    """A short line with a row within the next few lines, and no sentence."""
    if _ANNEX.fullmatch(body[at].key) or _RECIPIENTS.match(body[at].key):
        return False
    text = body[at].text
    if re.fullmatch(r"[-–(]?\d[\d.,]*\s*%?\)?", text):
        return True
    nearby = body[at + 1 : at + 8]
    return (
        len(text) < 120
        and not is_closed(text)
        and any(line.is_row for line in nearby)
        and not re.match(r"[-+•]|\d+\.\s|[IVX]+\.\s|[a-zđ]\)", text)
    )


def _blocks(drafts: Sequence[_Draft], document: Document) -> tuple[tuple[Block, ...], tuple[Table, ...]]:
    text = document.text
    labels = [_label(draft, text) for draft in drafts]
    introduces = [draft.paragraph is not None and _last_character(draft, text) == ":" for draft in drafts]
    ends = [draft.kind in _ENDS or letterhead.kind_of_title(draft.pieces[0].of(text)) is not None for draft in drafts]
    skips = [draft.kind is BlockKind.FURNITURE for draft in drafts]
    places = tree.places_of(labels, introduces, ends=ends, skips=skips)
    blocks: list[Block] = []
    grids: list[Table] = []
    annex, annexes, in_preamble = None, 0, True
    for draft, place in zip(drafts, places, strict=True):
        kind = draft.kind
        words = draft.pieces[0].of(text) if draft.pieces else ""
        if draft.paragraph is not None:
            if _ANNEX.match(key_of(words)) and words[:3].isupper():
                annexes += 1
                annex = annexes
            kind = _kind(draft, place, text, in_preamble=in_preamble)
            in_preamble = (
                in_preamble
                and kind in {BlockKind.PREAMBLE, BlockKind.TITLE, BlockKind.PARAGRAPH}
                and (place.label is None or kind is BlockKind.PREAMBLE)
            )
        is_text = draft.paragraph is not None or kind is BlockKind.TABLE
        block = Block(
            kind=kind,
            pieces=draft.pieces,
            label=place.label.text if place.label is not None else "",
            level=place.level if is_text else 0,
            path=place.path if is_text else (),
            ancestors=place.ancestors if is_text else (),
            annex=annex,
        )
        blocks.append(block)
        if kind is BlockKind.TABLE:
            grid = _grid(draft.rows, document)
            grids.append(
                Table(
                    cells=grid.cells,
                    row_count=grid.row_count,
                    column_count=grid.column_count,
                    header_rows=grid.header_rows,
                    caption=_caption(blocks),
                    path=block.path,
                    annex=annex,
                )
            )
    return tuple(blocks), tuple(grids)


def _grid(rows: Sequence[Line], document: Document) -> tables.Grid:
    """A table from its rules where the page has them, else from the rows of the text."""
    keys = list(dict.fromkeys(row.table for row in rows if row.table is not None))
    if not keys:
        return tables.grid_of(rows, document.text)
    starts, restoration = document.page_starts, document.restoration
    pages = [
        [(cell, restoration.text_span(cell.span.shifted(starts[page - 1]))) for cell in document.pages[page - 1].tables[at].cells]
        for page, at in keys
    ]
    return tables.grid_of_ruled(pages, document.text)


def _caption(blocks: Sequence[Block]) -> int | None:
    """The nearest heading above, looked for a few blocks back."""
    for index in range(len(blocks) - 2, max(-1, len(blocks) - 12), -1):
        if blocks[index].kind in {BlockKind.HEADING, BlockKind.TITLE}:
            return index
    return None


def _label(draft: _Draft, text: str) -> Label | None:
    return draft.paragraph.label if draft.paragraph is not None else None


def _last_character(draft: _Draft, text: str) -> str:
    return draft.pieces[-1].of(text).rstrip()[-1:]


def _kind(draft: _Draft, place: tree.Place, text: str, *, in_preamble: bool) -> BlockKind:  # noqa: PLR0911 a list of cases
    words = " ".join(piece.of(text) for piece in draft.pieces)
    if letterhead.kind_of_title(words):
        return BlockKind.TITLE
    label = place.label
    if label is None:
        if in_preamble and _PREAMBLE.match(key_of(words[:40])):
            return BlockKind.PREAMBLE
        if words.isupper() or _ANNEX.fullmatch(key_of(words)):
            return BlockKind.HEADING
        return BlockKind.PARAGRAPH
    if label.style in HEADING_STYLES and (len(words) <= 2 * HEADING_LENGTH or label.style != "article"):
        return BlockKind.HEADING if label.style != "article" or len(words) <= HEADING_LENGTH else BlockKind.PARAGRAPH
    if label.is_bullet:
        return BlockKind.PREAMBLE if in_preamble and _GROUNDS.match(key_of(words[label.length :])) else BlockKind.ITEM
    if len(words) <= HEADING_LENGTH and (place.has_children or words.endswith(":")):
        return BlockKind.HEADING
    return BlockKind.ITEM
