"""Document numbers and kinds: read, repaired against closed lists, rendered.

"1466/QD-UBND" → 1466/QĐ-UBND, "278/KHUBND" → 278/KH-UBND, "24/2018/NQ-HPND" → 24/2018/NQ-HĐND, "367 - QĐ/TWĐTN-VP" stays.
What was read is kept beside what it became.
"""

import re
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from functools import cache
from itertools import product
from pathlib import Path
from typing import Any

from extractors.grammar.agencies import issuer_symbols
from extractors.grammar.keys import key_of, words_pattern


@cache
def _data() -> dict[str, Any]:
    with Path(__file__).with_name("instruments.toml").open("rb") as file:
        return tomllib.load(file)


@dataclass(frozen=True)
class DocumentNumber:
    """`serial` is the running number as text ("09", "15a"), `year` stands only in legal norms, `parts` are the symbol's groups.

    `parts` are empty where a paper leaves the symbol out: "Nghị định số 46/2002". Party numbers put the kind before the slash:
    `is_party`. A letter has no kind: its first part is the issuer. `has_slash` where a paper parts its kind from its issuers
    by a slash, as joint ones often do: "88/2016/TTLT/BTC-BTNMT".
    """

    serial: str
    parts: tuple[str, ...]
    year: int | None = None
    is_party: bool = False
    has_slash: bool = False

    def __str__(self) -> str:
        if self.is_party:
            return f"{self.serial}-{self.parts[0]}/{'-'.join(self.parts[1:])}"
        groups = [self.serial, *([str(self.year)] if self.year is not None else []), self.symbol]
        return "/".join(group for group in groups if group)

    @property
    def symbol(self) -> str:
        """What stands after the number in a letterhead: "KH-UBND"."""
        if self.is_party or self.has_slash:
            return f"{self.parts[0]}/{'-'.join(self.parts[1:])}"
        return "-".join(self.parts)

    @property
    def kind(self) -> str | None:
        """The kind that the symbol names, None for letters and laws."""
        kind: str | None = _data()["kinds"].get(self.parts[0]) if self.parts else None
        return kind

    @property
    def issuer_symbol(self) -> str | None:
        if self.kind:
            return self.parts[1] if len(self.parts) > 1 else None
        return self.parts[0] if self.parts else None


@dataclass(frozen=True)
class NumberMention:
    """A number at `start:end` of a line; `doubt` says what was repaired or is still open, "" when it stood as it should."""

    start: int
    end: int
    number: DocumentNumber
    raw: str
    doubt: str = ""


_SERIAL = r"(?<![\w/.,&-])(?P<serial>[0-9OolI]{0,5}[0-9][0-9OolI]{0,5}[a-zđ]?)"
_WORD = r"[^\W\d_][\w&]*"
_TAIL = r"(?:\s?[-–]\s?[^\W_][\w&]*|[.,/&](?=[A-ZĐ])[\w&]+|\.\s(?=(?:UBND|HĐND|UB)(?!\w))\w+)*"
_STATE = re.compile(rf"{_SERIAL}\s?/\s?(?:(?P<year>(?:19|20)\d\d)\s?/\s?)?(?P<symbol>{_WORD}{_TAIL})")
_PARTY = re.compile(rf"{_SERIAL}\s?[-–]\s?(?P<kind>[A-ZĐ][A-Za-zĐđ]{{0,4}})\s?/\s?(?P<symbol>{_WORD}{_TAIL})")

_PARTY_SPACED = re.compile(
    rf"{_SERIAL}\s(?P<kind>[A-ZĐ][A-Za-zĐđ]{{0,4}})\s?/\s?(?P<symbol>(?:\w*TW|TU|HU|QU|Th[UH]|ĐU)(?!\w){_TAIL})"
)
"""A Party number whose hyphen was lost: "16 NQ/TW"."""


@cache
def _known() -> dict[str, str]:
    """Lower case → a part of a symbol as it should be written."""
    parts = [*_data()["kinds"], *issuer_symbols(), *_data()["bodies"]["list"]]
    known: dict[str, str] = {}
    for part in parts:
        known.setdefault(part.lower(), part)
    return known


_MISREAD = {
    "Đ": ("D", "P", "DP", "ĐP", "PH", "B", "Ð", "H"),
    "U": ("Ư", "Ù", "Ú"),
    "Q": ("O", "0", "Ọ"),
    "B": ("8",),
    "g": ("q", "9", "G"),
    "S": ("5",),
}
"""How engines misread the letters of symbols (seen in English-model OCR of real scans)."""
_UNLIKELY = {"Đ": ("D", "Ð"), "U": ("Ư", "Ù", "Ú"), "Q": ("0", "Ọ"), "B": ("8",), "S": ("5",)}
"""Of those, what no symbol is written with: marks lost or added, and digits."""


@cache
def _misreadings(*, is_open: bool) -> dict[str, set[str]]:
    """Misread part in lower case → the known parts it may stand for.

    `is_open` is for the offices at the end of a symbol, which no list holds: "GDPT" is one, and no misread "GDĐT".
    """
    table: dict[str, set[str]] = {}
    for part in _known().values():
        letters = [(letter, *(_UNLIKELY if is_open else _MISREAD).get(letter, ())) for letter in part]
        if sum(len(options) > 1 for options in letters) > 4:
            continue
        for spelling in product(*letters):
            changed = sum(a != b for a, b in zip(spelling, part, strict=True))
            if 0 < changed <= 2:
                table.setdefault("".join(spelling).lower(), set()).add(part)
    return table


def repair_part(part: str, *, is_open: bool = False) -> tuple[str, str]:
    """A group of a symbol as it should be, and the doubt: ("QDP", …) → ("QĐ", ""). `is_open` as in `_misreadings`."""
    low = part.lower()
    if low in _known():
        return _known()[low], ""
    stem = re.sub(r"\d+$", "", low)
    if stem in _known() and stem in {"qh", "ubtvqh"}:
        return _known()[stem] + low[len(stem) :], ""
    meant = _misreadings(is_open=is_open).get(low, set())
    if len(meant) == 1:
        return next(iter(meant)), ""
    if len(meant) > 1:
        return part, f"{part} may be {' or '.join(sorted(meant))}"
    return part.upper() if part.islower() else part, ""


def _split_glued(part: str) -> tuple[str, ...]:
    """ "KHUBND" → ("KH", "UBND"): a lost hyphen between a kind and an issuer that are both in the lists."""
    low = part.lower()
    if low in _known() or len(part) < 4:
        return (part,)
    for at in range(2, len(part) - 1):
        kind, _ = repair_part(part[:at])
        issuer, _ = repair_part(part[at:])
        if (
            kind in _data()["kinds"]
            and (len(issuer) >= 3 or (kind, issuer) == ("NĐ", "CP"))
            and issuer in _known().values()
            and issuer not in _data()["kinds"]
        ):
            return (kind, issuer)
    return (part,)


def _is_symbol(part: str) -> bool:
    letters = [c for c in part if c.isalpha()]
    capitals = sum(c.isupper() for c in letters)
    return part.lower() in _known() or (
        len(part) <= 14 and bool(letters) and capitals >= 0.5 * len(letters) and (len(letters) > 1 or capitals == 1)
    )


def find_numbers(line: str) -> list[NumberMention]:
    """Every document number in a line, left to right."""
    party = [*_PARTY.finditer(line), *(match for match in _PARTY_SPACED.finditer(line) if _is_announced(line[: match.start()]))]
    found = [mention for match in party if (mention := _read(match, line, is_party=True))]
    others = [_read(match, line, is_party=False) for match in _STATE.finditer(line)]
    for mention in (*others, *_without_symbol(line)):
        if mention and not any(mention.start < other.end and other.start < mention.end for other in found):
            found.append(mention)
    return sorted(found, key=lambda mention: mention.start)


_YEAR_ALONE = re.compile(rf"{_SERIAL}\s?/\s?(?P<year>(?:19|20)\d\d)(?!\w|\s?[/-]\s?\w)")
_NORM_BEFORE = re.compile(
    r"\b(?:nghi dinh|thong tu lien tich|thong tu|phap lenh|nghi quyet|quyet dinh|chi thi)\s+(?P<said>so\s*:?\s*)?$"
)


def _without_symbol(line: str) -> Iterator[NumberMention]:
    """ "Nghị định số 46/2002": a norm by its number and year; without "số" the number has two digits, as papers write it."""
    for match in _YEAR_ALONE.finditer(line):
        before = _NORM_BEFORE.search(key_of(line[: match.start()]))
        serial, doubt = _serial(match["serial"])
        if before is not None and (before["said"] or len(serial) > 1):
            number = DocumentNumber(serial, (), int(match["year"]))
            doubts = ["the symbol is not said", doubt]
            yield NumberMention(match.start(), match.end(), number, match.group(), "; ".join(d for d in doubts if d))


_KIND_BEFORE = re.compile(
    r"(?:so|van ban|quyet dinh|ke hoach|cong van|nghi quyet|thong bao|to trinh|huong dan|bao cao|chi thi)\s*:?\s*$"
)


_PARLIAMENT = frozenset({"QH", "UBTVQH"})
_TERM_APART = re.compile(r"\s(?P<term>\d{1,2})(?![\d/.,%-])(?!\s+(?:tháng|điều|khoản))", re.IGNORECASE)
"""The term of the National Assembly after a gap: "16/2004/PL-UBTVQH 11"."""


def _read(match: re.Match[str], line: str, *, is_party: bool) -> NumberMention | None:
    spelled, end = _parts(match["symbol"], is_closed=_CLOSES.match(line, match.end()) is not None)
    if not spelled:
        return None
    year = match.groupdict().get("year")
    groups = [match["kind"], *spelled] if is_party else list(spelled)
    if not is_party:
        groups = [*_split_glued(groups[0]), *groups[1:]]
    if groups[-1] in _PARLIAMENT and (term := _TERM_APART.match(line, match.start("symbol") + end)):
        groups[-1] += term["term"]
        end = term.end() - match.start("symbol")
    listed = 2 if is_party or repair_part(groups[0])[0] in _data()["kinds"] else 1
    repaired = [repair_part(group, is_open=position >= listed) for position, group in enumerate(groups)]
    parts = tuple(part for part, _ in repaired)
    if not _is_number(parts, year, line[: match.start()], is_party=is_party):
        return None
    serial, doubt = _serial(match["serial"])
    raw = line[match.start() : match.start("symbol") + end]
    has_slash = not is_party and len(parts) > 1 and re.match(rf"{parts[0]}\s?/", raw[raw.find(parts[0]) :]) is not None
    number = DocumentNumber(serial, parts, int(year) if year else None, is_party, has_slash)
    doubts = [doubt, *(d for _, d in repaired)]
    if len(parts) == 1 and parts[0].lower() not in _known() and not re.match(r"(?:QH|UBTVQH)\d", parts[0]):
        doubts.append(f"{parts[0]} may have lost a hyphen")
    if re.sub(r"\s", "", raw).replace("–", "-").lower() != str(number).lower():
        doubts.append(f"read as {raw}")
    return NumberMention(match.start(), match.start("symbol") + end, number, raw, "; ".join(d for d in doubts if d))


_CLOSES = re.compile(r"\s*(?:[,;)]|(?:ngày|của|v/v|về)(?!\w)|$)", re.IGNORECASE)
"""What stands after a number that is over."""


def _parts(symbol: str, *, is_closed: bool) -> tuple[tuple[str, ...], int]:
    """The groups of a symbol as far as they look like one, and where they end; `is_closed` as in "1645/BTC - QLCS ngày"."""
    groups: list[str] = []
    end = 0
    for match in re.finditer(r"(\s?[-–/]\s?|[.,]\s?|^)([^\s\-–/.,]+)", symbol):
        mark, group = match.groups()
        is_count = mark == "-" and group.isdecimal() and len(group) <= 3 and groups[-1:] and groups[-1] in _data()["kinds"]
        if not (is_count or _is_symbol(group)) and not (group.islower() and group in _known() and not groups):
            break
        is_known = group.lower() in _known() or repair_part(group)[0] != group
        after_kind = len(groups) == 1 and groups[0] in _data()["kinds"]
        is_part = group.isupper() and (len(group) > 2 if mark.count(" ") > 1 or mark[:1] in tuple("-–/") else len(group) > 1)
        is_last = is_closed and match.end() == len(symbol)
        if groups and " " in mark and not is_known and not (is_part and (after_kind or is_last or mark.count(" ") == 1)):
            break
        is_dotted = bool(groups) and mark.strip() in {".", ","}
        if is_dotted and not (after_kind and group.lower() in _known()):
            if " " in mark:
                break
            groups[-1] += mark + group
        else:
            groups.append(group)
        end = match.end()
    return tuple(groups), end


def _is_number(parts: tuple[str, ...], year: str | None, before: str, *, is_party: bool) -> bool:
    """Whether groups are a symbol: a known kind, a known issuer, a year, or words before that announce a number."""
    kinds = _data()["kinds"]
    if is_party:
        return parts[0] in kinds
    if len(parts) > 1 and (parts[0] in kinds or year is not None):
        return True
    if year is not None and re.match(r"(?:QH|UBTVQH)\d", parts[0]):
        return True
    return _is_announced(before) and len(parts[0]) > 1


def _is_announced(before: str) -> bool:
    return _KIND_BEFORE.search(key_of(before[-24:])) is not None


def _serial(written: str) -> tuple[str, str]:
    """Digits with O and l set right; a last letter ("15a") stays."""
    head, last = (written[:-1], written[-1]) if written[-1].isalpha() and written[-1] not in "OolI" else (written, "")
    digits = re.sub(r"[lI]", "1", re.sub(r"[Oo]", "0", head))
    return digits + last, "" if digits == head else f"digits read as {written}"


_PLAIN_KINDS = frozenset({"Nghị quyết", "Nghị định", "Quyết định", "Kế hoạch", "Tờ trình", "Báo cáo", "Chỉ thị"})
"""Kinds that are written as their symbols say: no "Kế hoạch" bears NQ."""
_TERM = re.compile(r"(?:QH|UBTVQH)(?P<term>\d{1,2})$")


def clashes(number: DocumentNumber, kind: str | None, issued: date | None) -> list[str]:
    """What a number's year and symbol say against the kind and the day that stand beside it; one misread digit is proposed."""
    found = []
    if number.year is not None and issued is not None and number.year != issued.year:
        found.append(f"the number says {number.year}, the day says {issued.year}")
        if sum(a != b for a, b in zip(str(number.year), str(issued.year), strict=True)) == 1:
            found.append(f"đề xuất: {number.year} có thể là {issued.year}, hoặc {issued.year} có thể là {number.year}")
    if number.kind in _PLAIN_KINDS and kind in _PLAIN_KINDS and kind != number.kind and not number.is_party:
        found.append(f"the words say {kind}, the symbol says {number.kind}")
    term = next((match["term"] for part in number.parts if (match := _TERM.match(part))), None)
    first, last = _data()["terms"].get(term, (FIRST_YEAR, LAST_YEAR))
    year = number.year or (issued.year if issued else None)
    if year is not None and not first <= year <= last:
        found.append(f"the symbol says {first}-{last}, the year is {year}")
    return found


FIRST_YEAR, LAST_YEAR = 1900, 2100


def parse_number(text: str) -> DocumentNumber | None:
    """The one document number that a text is."""
    found = find_numbers(text.strip())
    return found[0].number if len(found) == 1 and found[0].end - found[0].start == len(text.strip()) else None


@cache
def kinds_pattern() -> str:
    """A pattern, in the key, for the ways a kind is written before a number; abbreviations are matched apart, with their case."""
    return words_pattern(
        [written for written in _data()["written"] if len(written) > 4 or " " in written or written in {"Luật", "Lệnh"}]
    )


@cache
def _short_kinds() -> re.Pattern[str]:
    short = [written for written in _data()["written"] if len(written) <= 4 and written not in {"Luật", "Lệnh"}]
    return re.compile(r"(?<!\w)(?:" + "|".join(sorted(short, key=len, reverse=True)) + r")(?!\w)")


@cache
def _kinds_by_key() -> dict[str, str]:
    return {key_of(written): kind for written, kind in _data()["written"].items()}


@dataclass(frozen=True)
class KindMention:
    start: int
    end: int
    kind: str


def find_kinds(line: str) -> Iterator[KindMention]:
    """Where kinds of documents are named in a line: "Kế hoạch liên tịch", "QĐ"."""
    key = key_of(line)
    for match in re.finditer(rf"(?<!\w){kinds_pattern()}(?!\w)", key):
        kind = _kinds_by_key().get(" ".join(match.group().split()))
        if kind:
            yield KindMention(match.start(), match.end(), kind)
    for match in _short_kinds().finditer(line):
        yield KindMention(match.start(), match.end(), _data()["written"][match.group()])


@cache
def title_kinds() -> tuple[str, ...]:
    """Kinds that stand alone in capitals above a document's title."""
    return tuple(_data()["titles"]["list"])
