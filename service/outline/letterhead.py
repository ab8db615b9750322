"""The lines above the text proper → letterhead: issuer over parent, number and symbol, place and date, kind and title.

Columns may come as cells ("A | B"), run together on one line, or one after the other; each line is cut where the national motto,
the date or the number begins, so that what is left of them is the left column.
"""

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from functools import cache

from rapidfuzz import fuzz

from extractors.grammar import agencies
from extractors.grammar.instruments import parse_number, title_kinds
from extractors.grammar.keys import CAPITALS, SMALL, key_of, words_pattern
from extractors.grammar.names import surname_read_as
from models.document import Document
from models.outline import Block, BlockKind, FieldCandidate, FieldEvidence, Letterhead
from models.spans import Span
from service.outline.elsewhere import days_elsewhere, numbers_elsewhere
from service.outline.gazette import GazetteHeading, read_gazette_heading
from service.outline.lines import CELL_BREAK, Line
from service.outline.located import located
from service.outline.signature import Signature, name_after_archive, read_signature, split_recipients

TOP_LINES = 60
"""A letterhead that is not over after so many lines is none."""

MOTTOES = ("cong hoa xa hoi chu nghia viet nam", "doc lap - tu do - hanh phuc", "dang cong san viet nam")

_DATE = re.compile(
    r"(?:(?P<place>[^,|:/]{2,45}?)\s*[,.;]\s*)?ngay\s*(?P<day>\d{1,2}|\S{0,4}?|[\s.…_\-]*)\s*thang\s*"
    r"(?P<month>\d{1,2}|\S{0,4}?|[\s.…_\-]*)\s*nam\s*(?P<year>\d{4})"
)
_SYMBOL = r"(?P<symbol>[A-ZĐÂƯa-zđ][\wĐđ&.-]*(?:\s?[-–/]\s?[\wĐđ&]+)*)"
_NUMBER = re.compile(rf"(?P<number>\d[\d .]{{0,7}}?[a-zđ]?|[.…_\s]*)\s*(?P<mark>[/-])\s*{_SYMBOL}")
_UNREADABLE_NUMBER = re.compile(rf"(?P<number>\S{{1,8}}?)\s*(?P<mark>/)\s*{_SYMBOL}(?=\s|$)")
_NUMBER_LABEL = re.compile(
    r"(?:^|\s)s[oóốô6éeổòở0]{1,2}\s?[:.;,]\s*|^(?-i:S)[oóốô6é]\s?(?=\d)|^(?-i:S)\S{1,2}\s?[:.;]\s*(?=\d{1,6}\s?[/-])",
    re.IGNORECASE,
)
_ABOUT = re.compile(r"\bv\s*/\s*v\b\s*[:.]?\s*|^ve\s+(?=\w)")
_PREAMBLE = re.compile(
    r"(?:can cu\b|theo de nghi\b|thuc hien\b|trien khai\b|xet\b|kinh gui\b|tren co so\b|nham\b|de\s+\w|sau khi\b"
    r"|ngay \d|trong thoi gian\b|theo\b|tra loi\b|phuc dap\b|tiep theo\b)"
)


@cache
def _titles() -> re.Pattern[str]:
    return re.compile(rf"(?P<kind>{words_pattern(title_kinds())})\s*[.:]?$")


LONGEST_TITLE = 600
LONGEST_NAME = 45
"""A line above the title that is longer and not in capitals is a sentence."""

REPAIRED, DIGITS_FOR_LETTERS, UNREAD, NO_SURNAME = 0.9, 0.6, 0.1, 0.6
"""How sure a repaired symbol is, a number some of whose digits were read as letters, a field that could not be read, and a
signer's name that begins with no surname there is."""


@dataclass
class Head:
    """What was read above the text; spans are of the restored text. `end` is the index of the first line after the title."""

    left: list[Span] = field(default_factory=list)
    number: str | None = None
    symbol: str | None = None
    number_span: Span | None = None
    issued: date | None = None
    number_read: str = ""  # as read, where a hand or an engine left no number
    symbol_read: str = ""  # as read, where it was repaired
    date_read: str = ""  # as read, where it is no day
    month_read: tuple[int, int] | None = None  # year and month, where they were read
    place: str | None = None
    place_span: Span | None = None
    date_span: Span | None = None
    kind: str | None = None
    kind_span: Span | None = None
    title: list[Span] = field(default_factory=list)
    letterhead_lines: list[int] = field(default_factory=list)
    title_lines: list[int] = field(default_factory=list)
    end: int = 0
    is_over: bool = False  # whom it is sent to was met, so that text follows


def motto_in(key: str) -> tuple[int, int] | None:
    """Where a national or Party motto stands in a line's key, misread or not."""
    for motto in MOTTOES:
        if len(key) < len(motto) - 6:
            continue
        found = fuzz.partial_ratio_alignment(motto, key, score_cutoff=78)
        if found:
            return found.dest_start, found.dest_end
    return None


def kind_of_title(line: str) -> str | None:
    """The kind that a line in capitals names alone: "KẾ HOẠCH" → "Kế hoạch"."""
    match = _titles().fullmatch(key_of(line.strip(" *_-")))
    if not match or not agencies.is_upper(line):
        return None
    words = line.strip(" *_-.:").lower()
    return words[0].upper() + words[1:]


def fragments(line: Line) -> list[Span]:
    """A line cut into the parts of its columns; mottoes are left out."""
    spans, at = [], line.span.start
    for cell in line.text.split(CELL_BREAK):
        spans += _uncrossed(cell, at)
        at += len(cell) + len(CELL_BREAK)
    return spans


def _uncrossed(cell: str, at: int) -> list[Span]:
    motto = motto_in(key_of(cell))
    if motto:
        before, after = cell[: motto[0]], cell[motto[1] :]
        return [*_uncrossed(before, at), *_uncrossed(after, at + motto[1])]
    text = cell.strip(" ~_*|—–-")
    if len([c for c in text if c.isalnum()]) < 2:
        return []
    start = at + cell.index(text)
    return [Span(start=start, end=start + len(text))]


def read_head(lines: Sequence[Line], text: str) -> Head:
    """Read the top of a document; `Head.end` is 0 when there is no letterhead at all."""
    head = Head()
    index, state = 0, "top"
    while index < min(len(lines), TOP_LINES):
        line = lines[index]
        if head.number_span is None and (heading := read_gazette_heading(line.text)) is not None:
            _take_heading(heading, line, index, head)
            head.end, state = index + 1, "title"
            index += 1
            continue
        if state == "title" and head.date_span is None and (dated := _DATE.fullmatch(line.key)):
            _take_date(dated, line.span, head, text)
            head.letterhead_lines.append(index)
            head.end = index + 1
            index += 1
            continue
        if state == "top":
            if kind := kind_of_title(line.text):
                head.kind, head.kind_span = kind, line.span
                head.title_lines.append(index)
                head.end, state = index + 1, "title"
                index += 1
                continue
            if _is_bare_title(line, head):
                index = _take_title(lines, index, head, text)
                break
            if _begins_body(line, head) or _is_prose(line, head):
                break
            _take(line, index, head, text)
            head.end = index + 1
            index += 1
        else:
            index = _take_title(lines, index, head, text)
            break
    if head.number is None and head.symbol is None and head.issued is None and head.kind is None:
        return _without_letterhead(lines, text)
    return head


def _take_heading(heading: GazetteHeading, line: Line, index: int, head: Head) -> None:
    spans = {name: span.shifted(line.span.start) for name, span in heading.spans.items()}
    head.letterhead_lines.append(index)
    head.number, head.symbol, head.number_span = heading.number.serial, heading.number.symbol, spans["number"]
    head.issued, head.date_span = heading.issued, spans.get("issued")
    head.left += [spans["body"]] if "body" in spans else []
    head.title += [spans["title"]] if "title" in spans else []
    if head.kind is None and "kind" in spans:
        words = heading.spans["kind"].of(line.text)
        head.kind, head.kind_span = words[0] + words[1:].lower(), spans["kind"]


_RUN_ON = re.compile(rf"[^{SMALL}]{{16,}}\s(?=[{CAPITALS}][{SMALL}])")


def parted(lines: Sequence[Line]) -> list[Line]:
    """The same lines; a title in capitals that runs on into the text ends its line: "THÔNG BÁO … ĐỒNG NAI Ngày 20 tháng 11 …"."""
    in_title = False
    for index, line in enumerate(lines[:TOP_LINES]):
        if line.is_row:
            continue
        begins = line.text[:4].isupper() and re.match(rf"{words_pattern(title_kinds())}(?!\w)", line.key) is not None
        match = _RUN_ON.match(line.text) if begins or in_title else None
        if match and len(line.text) > LONGEST_NAME:
            title, at = line.text[: match.end()].rstrip(), line.span.start + match.end()
            first = replace(line, span=Span(start=line.span.start, end=line.span.start + len(title)), text=title)
            rest = replace(line, span=Span(start=at, end=line.span.end), text=line.text[match.end() :], gap_before=True)
            return [*lines[:index], first, rest, *lines[index + 1 :]]
        in_title = (begins or in_title) and line.text.isupper()
    return list(lines)


def _without_letterhead(lines: Sequence[Line], text: str) -> Head:
    """A text that begins with its title: "Kế hoạch hỗ trợ hộ nghèo …"."""
    if not lines or len(lines[0].text) > LONGEST_TITLE:
        return Head()
    line = lines[0]
    is_above_grounds = len(lines) > 1 and (lines[1].key.startswith("can cu ") or _body_under_title(lines, 1) is not None)
    if line.text.endswith(";") or (line.text.endswith(".") and not is_above_grounds):
        return Head()
    match = re.match(rf"{words_pattern(title_kinds())}(?=\s)", line.key)
    if not match or not line.text[0].isupper():
        return Head()
    kind_span = Span(start=line.span.start, end=line.span.start + match.end())
    count = 1
    while count < min(4, len(lines)) and _goes_on(lines[count]):
        count += 1
    title = [_stripped(Span(start=kind_span.end, end=line.span.end), text), *(more.span for more in lines[1:count])]
    words = kind_span.of(text).lower()
    body = _body_under_title(lines, count)
    return Head(
        left=[body] if body is not None else [],
        kind=words[0].upper() + words[1:],
        kind_span=kind_span,
        title=title,
        title_lines=list(range(count)),
        letterhead_lines=[count] if body is not None else [],
        end=count if body is None else count + 1,
    )


_HEAD_OF_A_BODY = re.compile(r"(?:chu tich|bo truong|thu tuong|giam doc|(?:tong )?cuc truong)\b")
_SESSION = re.compile(r"\s+khoa\s+[ivx\d]+\b.*$")


def _body_under_title(lines: Sequence[Line], at: int) -> Span | None:
    """ "Ủy ban nhân dân tỉnh Hà Nam" alone between the title and the grounds: who enacts."""
    if at + 1 >= len(lines) or not re.match(r"can cu\b|xet\b|khoa\b|theo\b", lines[at + 1].key):
        return None
    line = lines[at]
    is_body = agencies.begins_with_head(line.text) or _HEAD_OF_A_BODY.match(line.key)
    if not is_body or line.is_row or len(line.text) > 2 * LONGEST_NAME or line.text.endswith((".", ";", ":", ",")):
        return None
    session = _SESSION.search(line.key)
    return Span(start=line.span.start, end=line.span.start + session.start()) if session else line.span


def _goes_on(line: Line) -> bool:
    starts_low = line.text[0].islower() or (line.text[0].isdigit() and line.label is None)
    return starts_low and not line.gap_before


def _is_prose(line: Line, head: Head) -> bool:
    """A sentence or an item of a list where no number, day or title was met yet: this text has no letterhead."""
    label = line.label if not (head.left or head.number_span or head.date_span or line.is_row) else None
    if label is not None and label.style in {"number", "letter"} and len(line.text) > LONGEST_NAME:
        return True
    if (
        head.number_span is not None
        or head.date_span is not None
        or line.is_row
        or len(line.text) <= 45
        or agencies.is_upper(line.text)
    ):
        return False
    return motto_in(line.key) is None and _DATE.search(line.key) is None and _NUMBER_LABEL.search(line.text) is None


def _is_bare_title(line: Line, head: Head) -> bool:
    """A title in capitals whose kind was lost: it stands after number and date and names no body."""
    if head.number_span is None or head.title or line.is_row or not agencies.is_upper(line.text) or len(line.text) < 25:
        return False
    return (
        motto_in(line.key) is None
        and not re.match(r"(?!ban hanh)" + agencies.heads_pattern().pattern, line.key)
        and _NUMBER_LABEL.search(line.text) is None
        and not re.match(words_pattern(title_kinds()), line.key)
    )


def _begins_body(line: Line, head: Head) -> bool:
    if head.title and not line.is_row and re.match(r"[-–+•]\s", line.text):
        return True  # whom a letter goes to, where "Kính gửi" was lost
    if head.title and not line.is_row and line.text.endswith((".", ":")):
        return True  # the subject of a letter is no sentence
    if head.is_over or line.key.startswith("kinh gui") or (line.key.startswith("can cu ") and not line.is_row):
        return True
    seen = head.date_span is not None or head.number_span is not None
    is_long = len(line.text) > 300 and not agencies.is_upper(line.text)
    return seen and not line.is_row and (_PREAMBLE.match(line.key) is not None or is_long)


def _take(line: Line, index: int, head: Head, text: str) -> None:
    head.letterhead_lines.append(index)
    for span in fragments(line):
        _take_fragment(span, head, text)


def _take_fragment(span: Span, head: Head, text: str) -> None:
    part = span.of(text)
    if head.number_span is None and _NUMBER_LABEL.match(part) and _take_number(span, head, text):
        return
    dated = _DATE.search(key_of(part)) if head.date_span is None else None
    if dated and not re.match(rf",\s.*?[{SMALL}]", part[dated.end() :]):
        if dated.start() > 0:
            _take_fragment(Span(start=span.start, end=span.start + dated.start()), head, text)
        _take_date(dated, span, head, text)
        if len(part) - dated.end() > 3:
            _take_fragment(Span(start=span.start + dated.end(), end=span.end), head, text)
        return
    if head.number_span is None and _take_number(span, head, text):
        return
    if head.number_span is None and _take_symbol_alone(span, head, text):
        return
    if head.kind is None and _take_kind_and_title(span, head, text):
        return
    about = _ABOUT.search(key_of(part))
    if about or head.title:
        head.title.append(
            span if about is None else Span(start=span.start + about.start() + (part[about.start()] == " "), end=span.end)
        )
        return
    if head.number_span is None and head.date_span is None and len(part) > 2:
        head.left.append(_stripped(span, text))


_ADDRESS = re.compile(r"\s+(?:điện|yêu cầu|gửi)\s*:\s*$")


def _take_kind_and_title(span: Span, head: Head, text: str) -> bool:
    """ "CÔNG ĐIỆN V/V PHÁT ĐỘNG …" in one cell; the sender's name and "điện:" after the title are left out."""
    part = span.of(text)
    match = re.match(rf"{words_pattern(title_kinds())}(?=\s)", key_of(part))
    if not match or (not part.isupper() and not _ADDRESS.search(part)):
        return False
    if not (head.left or head.number_span) and not key_of(part).startswith(" ve viec ", match.end()):
        return False
    by_symbol = _kind_by_symbol(head, text)
    kind_end = match.end()
    if by_symbol is not None and key_of(part).startswith(f"{key_of(by_symbol)} "):
        kind_end = len(by_symbol)  # "THÔNG BÁO KẾT LUẬN CỦA …" under 653/TB-VPCP: the title begins with "Kết luận"
    if not part[:kind_end].isupper() or len(part) < kind_end + 8:
        return False
    kind = part[0] + part[1:kind_end].lower()
    if by_symbol not in {None, kind, "Công văn"}:
        return False
    head.kind_span = Span(start=span.start, end=span.start + kind_end)
    head.kind = kind
    end = len(part)
    if address := _ADDRESS.search(part):
        at = part.rfind(head.left[-1].of(text), kind_end, address.start()) if head.left else 0
        end = at if at > 0 else address.start()
        head.is_over = True
    if sender := _sender_after(part[:end], head, text):
        if not head.left:
            head.left.append(Span(start=span.start + sender.start("body"), end=span.start + sender.end("body")))
        end = sender.start()
    head.title.append(_stripped(Span(start=span.start + kind_end, end=span.start + end), text))
    return True


_HEADS_OF = r"(?:(?:chu tich|giam doc|bo truong|cuc truong|truong ban|thu tuong)\s+)?"


_UNNAMED = re.compile(r"(?:uy ban|hoi dong) nhan dan (?:tinh|thanh pho|huyen|quan|thi xa|xa|phuong|dac khu)\b")
"""A council as its own territory calls it, without the name."""


def _sender_after(title: str, head: Head, text: str) -> re.Match[str] | None:
    """The issuer that enacts, run on to the title: "… PHÁT TRIỂN CHÍNH PHỦ SỐ THỦ TƯỚNG CHÍNH PHỦ / Căn cứ …"."""
    named = [span.of(text) for span in head.left]
    bodies = {" ".join(key_of(name).split()) for name in ["thủ tướng chính phủ", *named, *map(agencies.write_out, named)]}
    bodies |= {unit.group() for body in bodies if (unit := _UNNAMED.match(body))}
    names = words_pattern(tuple(body for body in bodies if len(body.split()) > 2))
    return re.search(rf"(?<! cua)(?<! tai)(?<! gui)(?<! trinh)(?<! va)(?<!,)\s+{_HEADS_OF}(?P<body>{names})\s*$", key_of(title))


def _stripped(span: Span, text: str) -> Span:
    part = span.of(text)
    inner = part.strip(" -–_~*.")
    start = span.start + part.index(inner)
    return Span(start=start, end=start + len(inner))


def _take_date(match: re.Match[str], span: Span, head: Head, text: str) -> None:
    day, month, year = match["day"], match["month"], match["year"]
    head.date_span = Span(start=span.start + match.start(), end=span.start + match.end())
    if match["place"]:
        head.place_span = _stripped(Span(start=span.start + match.start("place"), end=span.start + match.end("place")), text)
        head.place = head.place_span.of(text)
    try:
        head.issued = date(int(year), int(month), int(day))
    except ValueError:
        head.date_read = span.of(text)[match.start() : match.end()]
    head.month_read = (int(year), int(month)) if month.isdecimal() else None


def _repaired_number(read: str, symbol: str) -> str | None:
    """The digits that letters were read for, "51" for "5l", where no other reading is as near; else None."""
    parsed = parse_number(f"{read}/{symbol}")
    return parsed.serial if parsed and re.search(r"\d", read) else None


def _take_number(span: Span, head: Head, text: str) -> bool:
    part = span.of(text)
    label = _NUMBER_LABEL.search(part)
    at = label.end() if label else 0
    match = (_NUMBER.match(part, at) or _UNREADABLE_NUMBER.match(part, at)) if label else _NUMBER.fullmatch(part)
    if not match or (not label and not match["number"].strip()):
        return False
    if label and label.start() > 3:
        head.left.append(_stripped(Span(start=span.start, end=span.start + label.start()), text))
    number = re.sub(r"[\s.]", "", match["number"])
    symbol = re.sub(r"\s+", "", match["symbol"]).rstrip(".-")
    if match["mark"] == "/" and (scrawl := _scrawl_before(symbol)):
        number, symbol = f"{number}/{scrawl}", symbol[len(scrawl) + 1 :]
    head.number = number if re.fullmatch(r"\d{1,6}[a-hđ]?", number) else _repaired_number(number, symbol)
    head.number_read = number if number != head.number else ""
    head.symbol = _repaired_symbol(match["mark"], symbol)
    head.symbol_read = symbol if symbol != head.symbol else ""
    head.number_span = Span(start=span.start + match.start("number"), end=span.start + match.end())
    rest = Span(start=span.start + match.end(), end=span.end)
    if len(rest.of(text).strip()) > 3:
        _take_fragment(_stripped(rest, text), head, text)
    return True


SHORTEST_KIND = 2


def _scrawl_before(symbol: str) -> str:
    """ "Z" in "Z/KH-UBND": what a hand wrote and an engine parted from the number by a stroke that was none."""
    first, slash, rest = symbol.partition("/")
    whole, alone = parse_number(f"1/{symbol}"), parse_number(f"1/{rest}")
    is_symbol = whole is not None and (whole.kind is not None or whole.has_slash)
    is_scrawl = len(first) < SHORTEST_KIND or (alone is not None and alone.kind is not None)
    return first if slash and not is_symbol and is_scrawl else ""


_SYMBOL_ALONE = re.compile(rf"[^\w\s]{{0,3}}\s*/\s*{_SYMBOL}")


def _take_symbol_alone(span: Span, head: Head, text: str) -> bool:
    """ "/KH-SYT": the number before it was written by hand and not read."""
    match = _SYMBOL_ALONE.fullmatch(span.of(text))
    parsed = parse_number(f"1/{match['symbol']}") if match else None
    if match is None or parsed is None or parsed.kind is None:
        return False
    head.symbol = parsed.symbol
    head.symbol_read = match["symbol"] if match["symbol"] != parsed.symbol else ""
    head.number_span = Span(start=span.start + match.start("symbol"), end=span.end)
    return True


def _repaired_symbol(mark: str, symbol: str) -> str:
    """ "KH-BCPH" → "KH-BCĐ"; a symbol that the grammar does not know stands as read."""
    parsed = parse_number(f"1{mark}{symbol}") if mark == "/" else parse_number(f"1-{symbol}")
    return parsed.symbol if parsed is not None else symbol


def _take_title(lines: Sequence[Line], index: int, head: Head, text: str) -> int:
    """The lines under the kind; returns the index after them."""
    taken = len(head.title)
    while index < len(lines) and taken < 8:
        line = lines[index]
        if taken and (
            line.gap_before
            or (_PREAMBLE.match(line.key) and not agencies.is_upper(line.text))
            or (agencies.begins_with_head(line.text) and agencies.is_upper(line.text))
        ):
            break
        if taken and (line.label or lines[index - 1].text.endswith((".", ":"))):
            break
        if taken and not agencies.is_upper(line.text) and agencies.is_upper(lines[index - 1].text):
            break
        if line.key.startswith("can cu") or line.key.startswith("kinh gui") or len(line.text) > 600:
            break
        head.title.append(line.span)
        head.title_lines.append(index)
        taken += 1
        index += 1
    head.end = index
    return index


def compose(document: Document, head: Head, blocks: Sequence[Block], lines: Sequence[Line]) -> Letterhead:
    """The letterhead's fields from what was read at the top and at the end of the document."""
    text = document.text
    bodies = _bodies(head, text) or _enacting_body(blocks, text)
    issuer, parent = (bodies[-1], bodies[0] if len(bodies) > 1 else None) if bodies else (None, None)
    signed = next((block for block in blocks if block.kind is BlockKind.SIGNATURE), None)
    names = _signature_of(signed, text)
    recipients = next((block for block in blocks if block.kind is BlockKind.RECIPIENTS), None)
    title = _title(head, text)
    kind = head.kind or _kind_by_symbol(head, text)
    return Letterhead(
        issuer=issuer,
        parent_issuer=parent,
        kind=kind,
        number=head.number,
        symbol=head.symbol,
        issued=head.issued,
        place=head.place,
        title=title,
        signatory_name=names.name or None,
        signatory_position=names.position or None,
        signing_authority=names.authority or None,
        recipients=split_recipients(recipients.running(text).line) if recipients else (),
        subject_year=_year(title),
        evidence=_with_what_others_say(
            _with_doubtful_name(_evidence(document, head, signed, recipients), names.name, recipients, text),
            document,
            head,
            lines,
        ),
    )


def _kind_by_symbol(head: Head, text: str) -> str | None:
    """Where no line names the kind: what the symbol says, and a letter when the symbol names none.

    The Party writes QĐ for decisions and for rules ("Quy định"): then the paper's own words for itself tell.
    """
    if head.symbol is None:
        return None
    parsed = parse_number(f"1/{head.symbol}")
    kind = parsed.kind if parsed else None
    if kind == "Quyết định" and "/" in head.symbol and text.count("Quy định này") > text.count("Quyết định này"):
        return "Quy định"
    if kind == "Chỉ thị" and (_title(head, text) or "").lower().startswith("v/v"):
        return "Công văn"  # "5363/CT-CS V/v …": CT is the tax department, and a directive has no line of V/v
    return kind or "Công văn"


def _bodies(head: Head, text: str) -> tuple[str, ...]:
    names = _bodies_as_read(head, text)
    said = f"{text}\ntỉnh {head.place} thành phố {head.place}" if head.place else text
    written = (_ends_with_place(agencies.write_out(agencies.running_case(name, said)), head.place) for name in names)
    return tuple(_NAME_OF_UNIT.sub(lambda unit: unit["type"] + unit["name"].title(), name) for name in written)


def _bodies_as_read(head: Head, text: str) -> list[str]:
    lines = [" ".join(span.of(text).split()) for span in head.left]
    if not any(lines):
        return []
    starts = {len(" ".join(lines[:count])) + 1 for count in range(1, len(lines))}
    return [name for name in agencies.split_bodies(" ".join(lines), starts) if not _NO_ISSUER.search(key_of(name))]


_NAME_OF_UNIT = re.compile(
    r"(?P<type>(?<!\w)(?:(?:[Tt]ỉnh|[Tt]hành|[Hh]uyện|[Qq]uận|[Tt]hị) ủy|tỉnh|thành phố|huyện|quận|thị xã|thị trấn|xã|phường"
    r"|đặc khu)\s)"
    rf"(?P<name>(?!hội\b)[{SMALL}]+(?:\s[{SMALL}]+){{1,3}})$"
)
"""What ends a body's name after the type of a unit is that unit's name, whether or not the text says it again."""
_NO_ISSUER = re.compile(r"\d{3}|(?<!\w)(?:can cu|ve viec|so:)(?!\w)")
"""What stands in no body's name: a number, the grounds of a decision, its title."""


def _ends_with_place(name: str, place: str | None) -> str:
    """A body of the place where the paper was signed bears its name as the date line writes it."""
    if place is None or not key_of(name).endswith(f" {key_of(place)}"):
        return name
    return name[: len(name) - len(place)] + place if name[-len(place) :].islower() else name


_ENACTS = re.compile(
    rf"(?P<body>[{CAPITALS}][^,;.]{{3,90}}?)\s+(?:xây dựng|ban hành|thông báo|báo cáo|đề nghị|yêu cầu|trình)\s+(?:Kế hoạch"
    r"|Quyết định|Chương trình|Đề án|Chỉ thị|Hướng dẫn)"
)


def _enacting_body(blocks: Sequence[Block], text: str) -> tuple[str, ...]:
    """ "UBND Thành phố xây dựng Kế hoạch …" at the start of the text names the issuer when no letterhead does."""
    for block in blocks[:12]:
        match = _ENACTS.match(block.running(text).line)
        if match and agencies.heads_pattern().match(key_of(match["body"])):
            return (_with_territory(agencies.write_out(match["body"]), text),)
    return ()


def _with_territory(name: str, text: str) -> str:
    """ "Ủy ban nhân dân Thành phố" of a text that speaks of one city alone is that city's."""
    unit = re.search(r"(?:tỉnh|thành phố|huyện|quận|thị xã|xã|phường)$", name, re.IGNORECASE)
    if not unit:
        return name
    named = re.findall(rf"(?i:{unit.group()})\s+((?:[{CAPITALS}][{SMALL}]+\s?){{2,4}})", text)
    counts = Counter(found.strip() for found in named)
    return f"{name} {counts.most_common(1)[0][0]}" if len(counts) == 1 else name


def _signature_of(block: Block | None, text: str) -> Signature:
    return read_signature("\n".join(piece.of(text) for piece in block.pieces)) if block else Signature()


def _title(head: Head, text: str) -> str | None:
    words = " ".join(" ".join(span.of(text) for span in head.title).split())
    cased = agencies.running_case(words, text)
    return cased[:1].upper() + cased[1:] if words else None


def _year(title: str | None) -> int | None:
    named = re.findall(
        r"(?<!đến )(?<!tầm nhìn )năm\s+((?:19|20)\d\d)(?!\s*[-–]\s*\d|[/\d]|\s+(?:trở )?về trước)", (title or "").lower()
    )
    return int(named[0]) if len(set(named)) == 1 else None


def _evidence(document: Document, head: Head, signed: Block | None, recipients: Block | None) -> dict[str, FieldEvidence]:
    spans: dict[str, tuple[Span, ...]] = {
        **_bodies_at(head, document.text),
        "title": tuple(head.title),
        **_signed_at(signed, document.text),
        "recipients": recipients.pieces if recipients else (),
    }
    for name, span in (
        ("number", head.number_span),
        ("symbol", head.number_span),
        ("issued", head.date_span),
        ("place", head.place_span),
        ("kind", head.kind_span),
    ):
        spans[name] = (span,) if span is not None else ()
    found = {}
    for name, pieces in spans.items():
        if pieces:
            passage = document.passage(*pieces)
            found[name] = _doubted(name, head, FieldEvidence(passage=passage, confidence=min(passage.ocr, passage.restoration)))
    return found


def _bodies_at(head: Head, text: str) -> dict[str, tuple[Span, ...]]:
    """Each body's own lines; all of them for the issuer where its words do not stand together."""
    names = _bodies_as_read(head, text)
    above = located(names[0], head.left, text) if len(names) > 1 else ()
    return {"issuer": (located(names[-1], head.left, text) if names else ()) or tuple(head.left), "parent_issuer": above}


def _signed_at(signed: Block | None, text: str) -> dict[str, tuple[Span, ...]]:
    """Name, post and authority each where they stand; the whole signature for a name whose words do not stand together."""
    if signed is None:
        return {}
    names = _signature_of(signed, text)
    return {
        "signatory_name": located(names.name, signed.pieces, text) or signed.pieces,
        "signatory_position": located(names.position, signed.pieces, text),
        "signing_authority": located(names.authority, signed.pieces, text),
    }


def _doubted(name: str, head: Head, evidence: FieldEvidence) -> FieldEvidence:
    """What was read and did not become the value stays as a candidate: "4/(" or "5l" for a number, "KH-BCPH" for KH-BCĐ."""
    read = {"number": head.number_read, "symbol": head.symbol_read, "issued": head.date_read}.get(name, "")
    if not read:
        return evidence
    share = REPAIRED if name == "symbol" else DIGITS_FOR_LETTERS if name == "number" and head.number else UNREAD
    candidate = FieldCandidate(text=read, confidence=share if share == UNREAD else 1 - share)
    return FieldEvidence(passage=evidence.passage, confidence=evidence.confidence * share, candidates=(candidate,))


def _with_doubtful_name(
    evidence: dict[str, FieldEvidence], name: str, recipients: Block | None, text: str
) -> dict[str, FieldEvidence]:
    """A name is doubtful that begins with no surname there is; the surname that it is but for the marks is a candidate.

    Where none stands in the signature, one at the end of the recipients beside it is a candidate.
    """
    beside = name_after_archive(recipients.pieces[-1].of(text)) if recipients is not None and not name else None
    if beside is not None and "signatory_name" in evidence:
        candidate = FieldCandidate(text=beside, confidence=NO_SURNAME / 2)
        unread = evidence["signatory_name"].model_copy(update={"confidence": UNREAD, "candidates": (candidate,)})
        return evidence | {"signatory_name": unread}
    first, _, rest = name.partition(" ")
    surname = surname_read_as(first) if name else None
    if not name or surname == first or "signatory_name" not in evidence:
        return evidence
    read = evidence["signatory_name"]
    candidates = (FieldCandidate(text=f"{surname} {rest}", confidence=NO_SURNAME),) if surname is not None else ()
    doubted = read.model_copy(update={"confidence": read.confidence * NO_SURNAME, "candidates": candidates})
    return evidence | {"signatory_name": doubted}


def _with_what_others_say(
    evidence: dict[str, FieldEvidence], document: Document, head: Head, lines: Sequence[Line]
) -> dict[str, FieldEvidence]:
    """A number and a day that are doubtful, with the candidates that the rest of the paper, its signature and its name give."""
    said = dict(evidence)
    below = lines[head.end :]
    if "number" in said and said["number"].is_doubtful:
        said["number"] = _with(said["number"], numbers_elsewhere(document, below, head.symbol))
    if "issued" in said and said["issued"].is_doubtful:
        said["issued"] = _with(said["issued"], days_elsewhere(document, below, head.symbol, month=head.month_read))
    return said


def _with(evidence: FieldEvidence, said: Sequence[FieldCandidate]) -> FieldEvidence:
    return evidence.model_copy(update={"candidates": (*said, *evidence.candidates)})
