"""Letterhead and text → the days on which a document's places are read, where its own day may not be written.

A paper is not older than the newest act that it cites; so "Nghị định số 278/2025/NĐ-CP ngày 22/10/2025" in a paper without a
day puts it on the map of after 1 July 2025.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from extractors.grammar.dates import each_day_in
from models.outline import Letterhead

_CITED = re.compile(r"\d\s?[/-]\s?(?:(?:19|20)\d\d/)?[A-ZĐ][\wĐđ&/.-]*\s*,?\s*\(?\s*(?=ngày\s*\d)")


@dataclass(frozen=True)
class Days:
    """`possible` are days of issue, earliest first; `stated` is what records give as theirs, `caveat` why it is not certain."""

    possible: tuple[date, ...]
    stated: date | None
    caveat: tuple[str, ...] = ()


def days_of(letterhead: Letterhead, text: str, maps: Sequence[date]) -> Days:
    """The day of issue; else days on which the paper may have been issued, one for each of the `maps` at least."""
    if letterhead.issued is not None:
        return Days((letterhead.issued,), letterhead.issued)
    year, cited = letterhead.subject_year, newest_cited(text)
    if year is not None and (cited is None or cited <= date(year, 12, 31)):
        first, last = date(year, 1, 1), date(year, 12, 31)
        stated = first if cited is None or cited < first else cited
        return Days((stated, last), stated, (f"văn bản không rõ ngày; lấy năm {year}",))
    if cited is not None:
        note = f"văn bản không rõ ngày; không sớm hơn {cited:%d/%m/%Y}, ngày của văn bản được dẫn"
        return Days((cited, *(day for day in maps if day > cited)), None, (note,))
    return Days(tuple(maps), None, ("văn bản không rõ ngày; đơn vị như nhau trên mọi bản đồ có thể",))


def newest_cited(text: str) -> date | None:
    """The day of the newest act that is cited with number and day; a day that is still to come was misread."""
    found = [
        day
        for match in _CITED.finditer(text)
        for start, _, day in each_day_in(text[match.end() : match.end() + 40])
        if start == 0 and day <= date.today()
    ]
    return max(found, default=None)
