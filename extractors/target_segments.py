"""Cuts a sentence of prose into what it says of each of its numbers."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cached_property

from extractors.grammar.keys import CAPITALS, key_of
from extractors.grammar.quantities import QuantityMention, find_quantities
from extractors.grammar.units import UnitKind
from extractors.words import at_start
from models.quantity import Comparator


@dataclass(frozen=True)
class Segment:
    """The part `start:end` of a line that states one quantity; `label` is what stands before a colon ("Cấp xã")."""

    line: str
    start: int
    end: int
    quantity: QuantityMention
    label: str = ""
    baseline: bool = False  # "từ 23 … xuống 18": a starting value stands before
    share_of: QuantityMention | None = None  # "87/129 xã (đạt 67,4%)", "87/129 xã, bằng 67,4%"
    is_aside: bool = False  # it stands in brackets, and the words go on behind them

    @property
    def text(self) -> str:
        return self.line[self.start : self.end]

    @cached_property
    def before(self) -> str:
        return self.line[self.start : self.quantity.start]

    @cached_property
    def before_key(self) -> str:
        return key_of(self.before)

    @cached_property
    def after(self) -> str:
        return self.line[self.quantity.end : self.end]

    @cached_property
    def after_key(self) -> str:
        return key_of(self.after)

    @cached_property
    def key(self) -> str:
        return key_of(self.text)


_MISREAD_LABEL = re.compile(rf"[\w|!]{{1,5}}[^\w\s]?\s+(?=[{CAPITALS}])")
"""What stands for a label that the outline tells otherwise: "2 Khu dân cư", "L MỤC TIÊU"."""


def after_label(line: str, label: str) -> int:
    begin = len(label) if label and line.startswith(label) else 0
    if label and not begin and (misread := _MISREAD_LABEL.match(line)):
        begin = misread.end()
    match = re.compile(r"\s*(?:[-–+*•]\s*)?").match(line, begin)
    return match.end() if match else begin


_LABEL = re.compile(r"[^:;.]{2,90}:\s+")
_CUT = re.compile(r",\s+|\s+và\s+|\s+[-–]\s+|:\s+|\)\s+|(?<=[%\w])\s*\(")


def segments(line: str, start: int, end: int) -> list[Segment]:
    """The statements of a clause, one for each quantity that is not nested in another's words."""
    quantities = [q for q in find_quantities(line) if start <= q.start and q.end <= end and not _names_a_period(line, q)]
    found: list[Segment] = []
    label, begin = "", start
    for number, quantity in enumerate(quantities):
        if match := _LABEL.match(line, begin, quantity.start):
            last = match
            while following := _LABEL.match(line, last.end(), quantity.start):
                last = following
            label, begin = line[begin : last.end()].rstrip(": "), last.end()
        previous = quantities[number - 1] if number else None
        baseline = False
        share_of = _part_before(line, found, quantity)
        aside = _share_aside(line, share_of, quantity) if share_of is not None else _striving_aside(line, begin, quantity)
        if aside is not None:
            found.append(Segment(line, *aside, quantity, share_of=share_of, is_aside=True))
            continue
        if previous is not None:
            between = key_of(line[previous.end : quantity.start])
            if _is_baseline(key_of(line[begin : previous.start]), between):
                baseline = True
                if found and found[-1].quantity is previous:
                    found.pop()
            else:
                cut = _cut_between(line, previous, quantity)
                if cut is None:
                    continue  # nested: "100% xã mỗi quý có ít nhất 04 tin"
                _end_last(line, found, cut[0])
                begin = cut[1]
                if match := _LABEL.match(line, begin, quantity.start):
                    label, begin = line[begin : match.end()].rstrip(": "), match.end()
        found.append(Segment(line, begin, _trimmed(line, begin, end), quantity, label, baseline, share_of))
    return found


_PERIOD_AFTER = re.compile(r"\s*(?:,?\s*(?:giai doan\s+)?\d{4}\s*[-–]\s*\d{4}|toi|tiep theo|qua|lien tuc|mot lan)(?!\w)")
_PERIOD_BEFORE = re.compile(r"(?<!\w)(?:binh quan|trung binh|ke hoach|chien luoc|trong|tong ket|so ket|sau|moi|hang)\s*$")


def _names_a_period(line: str, quantity: QuantityMention) -> bool:
    """ "bình quân 5 năm khoảng 16%", "Kế hoạch 5 năm 2021-2025": so many years name a time and count nothing."""
    if quantity.unit.name != "năm" or quantity.comparator is not Comparator.EQ:
        return False
    before = key_of(line[max(0, quantity.start - 24) : quantity.start])
    return _PERIOD_AFTER.match(key_of(line), quantity.end) is not None or _PERIOD_BEFORE.search(before) is not None


def _end_last(line: str, found: list[Segment], at: int) -> None:
    """The last statement that is no aside ends where the next one begins."""
    last = next((i for i in reversed(range(len(found))) if not found[i].is_aside), None)
    if last is not None:
        found[last] = replace(found[last], end=_trimmed(line, found[last].start, at))


_SHARE_VERBS = re.compile(r"\s*[,(]?\s*(?:(?:dat|chiem|bang|tuong duong|tuong ung|ty le|ti le|khoang)\s*)*")
_SAYS_A_SHARE = re.compile(
    r"[^;.()]*,\s+(?:chiem|bang|tuong duong|tuong ung|dat ty le|dat ti le)\s+(?:(?:ty le|ti le|khoang)\s+)*"
)


def _part_before(line: str, found: Sequence[Segment], quantity: QuantityMention) -> QuantityMention | None:
    """The part of a whole that a share behind it says again: 87/129 xã before "(đạt 67,4%)" or "đạt chuẩn, bằng 67,4%"."""
    part = next((segment.quantity for segment in reversed(found) if not segment.is_aside), None)
    if part is None or part.whole is None or quantity.unit.kind is not UnitKind.PERCENT:
        return None
    between = key_of(line[part.end : quantity.start])
    return part if _SHARE_VERBS.fullmatch(between) or _SAYS_A_SHARE.fullmatch(between) else None


def _share_aside(line: str, part: QuantityMention, quantity: QuantityMention) -> tuple[int, int] | None:
    """What stands in the brackets around a share and nothing else."""
    opened = line.find("(", part.end, quantity.start)
    closed = re.compile(r"\s*\)").match(line, quantity.end)
    return (opened + 1, quantity.end) if opened >= 0 and closed is not None else None


_SAYS_MORE = re.compile(r"\s*(?:phan dau|gop phan (?:dat|dua|nang)|chiem)(?!\w)")


def _striving_aside(line: str, begin: int, quantity: QuantityMention) -> tuple[int, int] | None:
    """What stands in brackets that set a goal: "đẩy mạnh giải ngân (phấn đấu đạt 95% kế hoạch)"."""
    opened = line.rfind("(", begin, quantity.start)
    if opened < 0 or ")" in line[opened : quantity.start] or not _SAYS_MORE.match(key_of(line[opened + 1 :])):
        return None
    closed = line.find(")", quantity.end)
    return (opened + 1, closed) if closed >= 0 else None


_BASELINE = re.compile(r"[^,;]{0,60}?(?:len|xuong|den|con|thanh)(?:\s+(?:den|con|duoi|tren|dat|muc|khoang))*\s*$")


def _is_baseline(before: str, between: str) -> bool:
    """ "giảm từ 23 ca … xuống 18 ca": the first number is where it starts."""
    return re.search(r"(?<!\w)(?:tu|tu muc)\s*$", before) is not None and _BASELINE.match(between) is not None


def _cut_between(line: str, first: QuantityMention, second: QuantityMention) -> tuple[int, int] | None:  # noqa: PLR0911 - a list of cases
    """Where the statement of one quantity ends and the next one's begins; None when the next is nested in it."""
    low, high = first.end, second.start
    alike = first.unit.kind is second.unit.kind and first.unit.kind in {UnitKind.PERCENT, UnitKind.MEASURE, UnitKind.MONEY}
    counted = {first.unit.kind, second.unit.kind} <= {UnitKind.COUNT, UnitKind.GUESS}
    next_name: tuple[int, int] | None = None
    for match in _CUT.finditer(line, low, high):
        following = key_of(line[match.end() : high])
        if line[low : match.start()].count("(") > line[low : match.start()].count(")") and not match.group().startswith(")"):
            continue
        if match.group().strip() in {"("}:
            continue
        is_weak = match.group().strip() in {"và", "-", "–"}
        if BARE.fullmatch(following) and (not is_weak or ((alike or counted) and match.group().strip() == "và")):
            return match.start(), match.end()
        if alike and next_name is None and match.group().strip() in {",", "và"} and _NEXT_NAME.fullmatch(following):
            next_name = match.start(), match.end()
        if begins_with_head(following) or _OWN_TIME.match(following):
            return match.start(), match.end()
        listed = re.search(r"(?:co quan|don vi|cac)\s*$", key_of(line[low : match.start()])) and re.match(
            r"\s*to chuc\b", following
        )
        if not is_weak and not listed and at_start("targets", "openers", "acts.verbs").match(following):
            return match.start(), match.end()
        if not is_weak and _SHORT_SUBJECT.fullmatch(following):
            return match.start(), match.end()
        if is_weak and _BOUNDED_NEXT.fullmatch(following) and second.comparator is Comparator.GE:
            return match.start(), match.end()
        if is_weak and re.match(r"\s*(?:tang|giam|dat|co them|luy ke|chiem|gop phan|phan dau|nang)\b", following):
            return match.start(), match.end()
    timed = _TIMED.search(key_of(line[low:high])) if alike else None
    return (low + timed.start(), low + timed.start(1)) if timed is not None else next_name


_BOUNDED_NEXT = re.compile(r"\s*(?:co|dat|phai co|bao dam co|dam bao co)\s*")
"""The next statement has its own verb and bound: "… và có ít nhất 08 phòng"."""
_OWN_TIME = re.compile(
    r"\s*(?:(?:den|vao|trong|truoc)\s+)?(?:(?:het|cuoi|ngay)\s+)*"
    r"(?:nam\s+\d{4}|\d{1,2}/\d{1,2}/\d{4}|(?:thang|quy)\s+[\divx]+(?:/|\s+nam)|giai doan\s+(?:den nam\s+)?\d{4})"
)
"""What follows has a due date of its own: ", đến hết năm 2026 hoàn thành 100%"."""
_TIMED = re.compile(
    r"\s+(?:va\s+)?((?:(?:den|vao|trong)\s+)?(?:(?:het|cuoi)\s+)*(?:nam\s+|giai doan\s+(?:den nam\s+)?)\d{4}(?:\s*-\s*\d{4})?"
    r"(?:\s+(?:dat|la|con|chiem|tang|giam|khoang|tren|duoi|len|xuong|o muc|it nhat|toi thieu|phan dau|du kien))+\s*)$"
)
"""The same without a sign before it: "đạt 8% giai đoạn 2026-2030 đạt 9%"."""
_NEXT_NAME = re.compile(
    r"\s*(?!phu hop|tuong|so voi|thay|bang|trong|tren|khong|de |nham|gop|voi|theo|moi |co |la )"
    r"(?:[^\s,;:()\d%]+\s+){1,14}(?:(?:khoang|tren|duoi|gan|toi thieu|it nhat)\s*)*"
)
"""The next thing in a row of things with their numbers: "bánh kẹo 40%, đồ uống khoảng 35% và gia vị 25%"."""


def begins_with_head(key: str) -> bool:
    """Whether the name of an indicator begins here: "số hộ", and not "số hóa", "số liệu"."""
    return at_start("targets", "indicator_heads").match(key) is not None and re.match(r"\s*so (?:hoa|lieu|do)\b", key) is None


_SHORT_SUBJECT = re.compile(
    r"\s*(?:[^\s,;]+\s+){1,7}(?:dat|tang|giam|con|co|chiem|la|giam con|tang len)\s+(?:(?:khoang|tren|duoi|gan|"
    r"toi thieu|it nhat)\s*)*"
)
BARE = re.compile(r"\s*(?:(?:khoang|tren|duoi|gan|dat|co|toi thieu|it nhat|them|tu|bang|chiem|tuong duong|tuong ung|ty le)\s*)*")


def _trimmed(line: str, start: int, end: int) -> int:
    while end > start and line[end - 1] in " ;,.…/":
        end -= 1
    return end
