"""The heading that the Official Gazette and law databases give a norm: body, number and day on one line in capitals.

"CỦA BỘ TÀI CHÍNH SỐ 12/2010/TT-BTC NGÀY 20 THÁNG 01 NĂM 2010", "NGHỊ ĐỊNH SỐ 7/2006/NĐ-CP NGÀY 10/01/2006 VỀ …".
"""

import re
from dataclasses import dataclass
from datetime import date
from functools import cache

from extractors.grammar import agencies
from extractors.grammar.instruments import DocumentNumber, parse_number, title_kinds
from extractors.grammar.keys import key_of, words_pattern
from models.spans import Span


@dataclass(frozen=True)
class GazetteHeading:
    """What the line says; spans are of the line, None where it does not say it."""

    number: DocumentNumber
    issued: date | None
    spans: dict[str, Span]


@cache
def _pattern() -> re.Pattern[str]:
    return re.compile(
        rf"(?:(?P<kind>{words_pattern(title_kinds())})\s+)?(?:cua\s+(?P<body>[^;:.]{{3,110}}?)\s+)?"
        r"so\s*:?\s*(?P<number>\d\S*(?:\s?[-/]\s?[^\W\d]\S*)*)"
        r"(?P<issued>\s*,?\s*ngay\s+(?P<day>\d{1,2})\s*(?:thang|[/.-])\s*(?P<month>\d{1,2})\s*(?:nam|[/.-])\s*(?P<year>\d{4}))?"
        r"(?:\s+(?P<title>(?:ve|quy dinh|ban hanh|huong dan|sua doi|phe duyet)\s.+))?"
    )


def read_gazette_heading(line: str) -> GazetteHeading | None:
    """The heading that a line is; None where it names neither a body nor a kind beside the number."""
    match = _pattern().fullmatch(key_of(line)) if agencies.is_upper(line) else None
    if match is None or not (match["kind"] or match["body"]):
        return None
    number = parse_number(line[match.start("number") : match.end("number")])
    if number is None:
        return None
    spans = {
        name: Span(start=match.start(name), end=match.end(name))
        for name in ("kind", "body", "number", "issued", "title")
        if match[name]
    }
    return GazetteHeading(number, _day(match), spans)


def _day(match: re.Match[str]) -> date | None:
    try:
        return date(int(match["year"]), int(match["month"]), int(match["day"])) if match["issued"] else None
    except ValueError:
        return None
