"""What a paper says of its own number and day outside its letterhead, where clerks wrote them by hand.

"(Kèm theo Công văn số 429/VPĐP-HCTH ngày 13/10/2017" above an annex, a running head, the digital signature's time, the file's
name "429-vpdp.pdf". Each is a candidate with its source and never becomes the value by itself.
"""

import re
from collections.abc import Iterator, Sequence
from datetime import date
from functools import cache

from extractors.grammar.dates import parse_date, render_date
from extractors.grammar.instruments import kinds_pattern
from extractors.grammar.keys import key_of
from models.document import Document
from models.outline import CandidateSource, FieldCandidate
from models.spans import Span
from service.outline.lines import Line

SAID_IN_TEXT, SIGNED, NAMED_SO = 0.7, 0.5, 0.4
"""How much each source is worth. A paper is mostly signed on its day; a file may be named for another paper."""
OTHER_MONTH = 0.5
"""What is left of a day that does not lie in the month that was read beside the missing one."""
LONGEST_HEADING = 200

_SERIAL = re.compile(r"\d{1,5}[a-hđ]?")
_SIGNED = re.compile(
    r"(?:thoi gian ky|ngay ky|signing time|signed on)\s*:?\s*(?:(?P<day>\d{1,2})[./-](?P<month>\d{1,2})[./-](?P<year>\d{4})"
    r"|(?P<y>\d{4})[./-](?P<m>\d{1,2})[./-](?P<d>\d{1,2}))"
)
_DAY = re.compile(r"ngay\s+(?P<day>\d{1,2})\s*(?:[/.-]\s*\d{1,2}\s*[/.-]\s*\d{4}|thang\s+\d{1,2}\s+nam\s+\d{4})")


@cache
def _mention() -> re.Pattern[str]:
    """ "ke hoach so 12/kh-ubnd" in the key; the number may be written by hand as well and be read as anything."""
    return re.compile(
        rf"(?P<kind>{kinds_pattern()})\s+(?:so\b\s*:?)?(?P<number>[^/()]{{0,12}}?)\s*[/-]\s*"
        r"(?P<symbol>[a-z][\w&]*(?:\s?[-/]\s?[\w&]+)*)"
    )


def numbers_elsewhere(document: Document, lines: Sequence[Line], symbol: str | None) -> tuple[FieldCandidate, ...]:
    """Candidates for the number of a paper whose symbol is known, the surest first."""
    if symbol is None:
        return ()
    said = [_candidate(document, span, words) for _, span, words in _own_mentions(document, lines, symbol) if words]
    named = _in_filename(document.filename, symbol)
    said += [FieldCandidate(text=named, confidence=NAMED_SO, source=CandidateSource.FILENAME)] if named else []
    return _surest(said)


def days_elsewhere(
    document: Document, lines: Sequence[Line], symbol: str | None, *, month: tuple[int, int] | None
) -> tuple[FieldCandidate, ...]:
    """Candidates for the day, as "13/10/2017"; `month` is the year and month that were read beside a day that was not."""
    said = []
    for rest, _, _ in _own_mentions(document, lines, symbol) if symbol is not None else ():
        found = _DAY.search(key_of(rest.of(document.text)))
        day = parse_date(rest.of(document.text)[found.start() : found.end()]) if found else None
        if found and day:
            span = Span(start=rest.start + found.start(), end=rest.start + found.end())
            said.append(_candidate(document, span, render_date(day, form="slash")))
    said += [
        FieldCandidate(text=render_date(day, form="slash"), confidence=SIGNED, source=CandidateSource.SIGNATURE)
        for day in _signed_on(document)
    ]
    return _surest([_in_month(one, month) for one in said])


def _own_mentions(document: Document, lines: Sequence[Line], symbol: str) -> Iterator[tuple[Span, Span, str]]:
    """What follows a mention of the paper itself, where the mention stands, and its number; "" where that is none."""
    for start in _headings(lines):
        text = document.text[start : start + LONGEST_HEADING]
        match = _mention().search(key_of(text))
        if match is None or match.start() > LONGEST_HEADING / 2 or _bare(match["symbol"]) != _bare(symbol):
            continue
        number = re.sub(r"[\s.]", "", match["number"])
        at = Span(start=start + match.start("kind"), end=start + match.end())
        yield Span(start=at.end, end=start + len(text)), at, number if _SERIAL.fullmatch(number) else ""


def _headings(lines: Sequence[Line]) -> Iterator[int]:
    """Where lines begin that may speak of the paper itself: "(Kèm theo …" and the heads of later pages."""
    for line in lines:
        opens = re.match(r"[\W_]*(?:(?:ban hanh|gui)\s+)?kem theo\b", line.key)
        is_head = line.page > 1 and (line.is_first_of_page or line.is_last_of_page) and len(line.text) < LONGEST_HEADING / 2
        if opens or (is_head and _mention().match(line.key)):
            yield line.span.start


def _candidate(document: Document, span: Span, words: str) -> FieldCandidate:
    passage = document.passage(span)
    sure = SAID_IN_TEXT * min(passage.ocr, passage.restoration)
    return FieldCandidate(text=words, confidence=sure, source=CandidateSource.TEXT, passage=passage)


def _in_filename(filename: str, symbol: str) -> str | None:
    """ "418-kh-ubnd.pdf" and "KH 418 UBND.pdf" under the symbol KH-UBND → "418"; None where a name says several or none."""
    pieces = re.findall(r"\d+|[a-z]+", key_of(filename.rpartition(".")[0] or filename))
    groups = re.findall(r"[a-z]+", key_of(symbol))
    joined = "".join(groups)
    found = set()
    for at, piece in enumerate(pieces):
        if not piece.isdecimal() or len(piece) > 5:
            continue
        after = [other for other in pieces[at + 1 :] if not other.isdecimal()]
        is_before = bool(after) and at + 1 < len(pieces) and not pieces[at + 1].isdecimal() and after[0] in (groups[0], joined)
        is_after = at > 0 and pieces[at - 1] in (groups[0], joined)
        if is_before or is_after:
            found.add(piece)
    return found.pop() if len(found) == 1 else None


def _signed_on(document: Document) -> Iterator[date]:
    """The days that digital signatures on the first and the last page name."""
    for page in {0: document.pages[0], 1: document.pages[-1]}.values():
        for aside in page.asides:
            for match in _SIGNED.finditer(key_of(aside)):
                parts = [match[name] for name in (("year", "month", "day") if match["day"] else ("y", "m", "d"))]
                try:
                    yield date(*map(int, parts))
                except ValueError:
                    continue


def _in_month(candidate: FieldCandidate, month: tuple[int, int] | None) -> FieldCandidate:
    day = parse_date(candidate.text)
    if month is None or day is None or (day.year, day.month) == month:
        return candidate
    return candidate.model_copy(update={"confidence": candidate.confidence * OTHER_MONTH})


def _surest(candidates: Sequence[FieldCandidate]) -> tuple[FieldCandidate, ...]:
    """Each value once, with the source that can be looked at; sources that agree make it likelier."""
    found: dict[str, FieldCandidate] = {}
    for one in sorted(candidates, key=lambda candidate: (candidate.passage is None, -candidate.confidence)):
        first = found.setdefault(one.text, one)
        if first is not one and first.source is not one.source:
            both = 1 - (1 - first.confidence) * (1 - one.confidence)
            found[one.text] = first.model_copy(update={"confidence": both})
    return tuple(sorted(found.values(), key=lambda candidate: -candidate.confidence))


def _bare(symbol: str) -> str:
    return re.sub(r"[^a-z]", "", key_of(symbol))
