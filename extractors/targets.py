"""Quantities that shall be reached: "tỷ lệ hộ nghèo giảm còn 4,2%" → indicator, bound, value, unit, change, due date.

Prose is read here, tables in `table_targets`. One target a number; an ellipsis keeps its governor ("có thêm 18 xã …, 01
xã …"); what is said twice is one record that knows both places. What merely exists, was reached already, is allotted, or is
a condition is none.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cached_property

from extractors.base import Carrier, Context, clauses
from extractors.checks import share_doubts
from extractors.due import due_of, find_dues
from extractors.grammar.keys import CAPITALS, key_of
from extractors.grammar.quantities import QuantityMention, find_quantities
from extractors.grammar.tasks import doing_after
from extractors.grammar.units import UnitKind
from extractors.table_targets import find_table_targets
from extractors.target_records import Found, kept, merged
from extractors.target_settings import Setting, settings_of
from extractors.words import anywhere, at_end, at_start, spelled, words
from models.outline import BlockKind
from models.page import PageSource
from models.period import Due
from models.quantity import Change, Comparator, Whole
from models.target import Target

NAME = "targets"


class TargetExtractor:
    """Finds targets in prose and in tables."""

    def __call__(self, doc: Carrier) -> Carrier:
        context: Context = doc._.context
        settings = settings_of(context)
        found = [*_find_prose_targets(context, settings), *find_table_targets(context, settings)]
        context.add(targets=[_record(context, one) for one in merged(found)])
        return doc


def _record(context: Context, found: Found) -> Target:
    return kept(context, found)


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


def _find_prose_targets(context: Context, settings: Sequence[Setting]) -> Iterator[Found]:
    for index, block in context.text_blocks():
        setting = settings[index]
        line = context.line(index)
        if block.kind in {BlockKind.PREAMBLE, BlockKind.TITLE} or (setting.forbids and not _strives_itself(line)):
            continue
        if any(c.isdigit() for c in line) or any(word in line for word in ("nhất", "thiểu", "mười", "mươi")):
            yield from _in_block(context, index, line, setting)


_STRIVES_ITSELF = re.compile(r"\W*(?:[a-z\d]{1,4}[.)]\s*)*phan dau(?!\w)")


def _strives_itself(line: str) -> bool:
    """A point that sets a share as its own goal, whatever its heading is about: "c) Phấn đấu có ít nhất 30% …"."""
    return "%" in line and _STRIVES_ITSELF.match(key_of(line[:60])) is not None


_OPENS_GOALS = re.compile(
    r"\W*(?:[a-z\d]{1,4}[.)]\s*)*(?:(?:ve|cac|mot so|nhung)\s+)*(?:muc tieu|chi tieu)(?! quoc gia|\s*\[)[^:.;]{0,90}:\s"
)
"""A paragraph that says itself what it holds: "Các chỉ tiêu chủ yếu năm 2024 là: …"."""


def _in_block(context: Context, index: int, line: str, setting: Setting) -> Iterator[Found]:
    """Targets of one block, each knowing what stood before it in the same block."""
    if _OPENS_GOALS.match(key_of(line[:160])):
        setting = replace(setting, is_goal=True)
    at = _after_label(line, context.outline.blocks[index].label)
    previous: Found | None = None
    carried: Due | None = None
    reports = strives = False
    last = (-1, -1)
    for begin, end in clauses(line):
        start = max(begin, at)
        if start >= end:
            continue
        clause_due = due_of(line[start:end], year=setting.year)
        ahead = setting.is_future(clause_due)
        reports = (reports or _is_report(line[start:end], ahead=ahead)) and _goal_before(key_of(line[start:end])) is None
        if reports and not setting.is_goal:
            continue
        follows = previous is not None and previous.clause == (index, start)
        lists = previous is not None and previous.clause == last and line[:start].rstrip().endswith(";")
        last = (index, start)
        for segment in segments(line, start, end):
            pattern = judge(
                segment,
                line[start:end],
                setting,
                after_target=previous is not None
                and (previous.clause == (index, start) or (lists and _goes_on(segment, previous) and _is_bare(segment))),
                strives=strives or (lists and _names_a_measure(segment)),
            )
            if pattern is None:
                continue
            found = _read(
                context, (index, start), segment, pattern, setting=setting, previous=previous, carried=carried or clause_due
            )
            if found is None:
                continue
            yield found
            previous = previous if segment.is_aside else found
            follows = True
        if follows and clause_due is not None:
            carried = clause_due
        # "Phấn đấu năm 2022: có thêm …; nâng hạng sao cho 5-10 sản phẩm": the striving lasts to the full stop, and beyond it
        # where a bare share follows ("Có 30% thôn …")
        striving = strives or "phan dau" in key_of(line[start:end])
        goes_on = _GOES_ON.match(key_of(line[end : end + 40])) is not None or (
            previous is not None and _says_alike(key_of(line[end : end + LONGEST_NEXT]))
        )
        strives = (striving and line[:end].rstrip().endswith(";")) or ((striving or follows) and goes_on)


def _names_a_measure(segment: Segment) -> bool:
    """ "…; diện tích nuôi tôm 320 ha": what follows a target after a semicolon in the same manner is one."""
    return segment.quantity.unit.kind is not UnitKind.GUESS and _begins_with_head(key_of(_without_times(segment.before)))


_GOES_ON = re.compile(
    r"\s*(?:(?:(?:co|dat|tren|it nhat|toi thieu|bao dam|dam bao|khoang)\s+)*\d[\d.,]*\s*(?:-\s*\d[\d.,]*\s*)?%|"
    r"co\s+(?:them\s+|it nhat\s+|toi thieu\s+|tren\s+|khoang\s+)*\d[\d.]*\s+(?!(?:\S+\s+){0,6}(?:da|dang)\b))"
)


LONGEST_NEXT = 400
"""Letters of the next sentence that are looked at."""
_NEXT_MEASURE = re.compile(r"\s*[^.;]{0,120}?(?<!\w)(?:tang|giam|dat)(?!\w)(?:\s+[^\s,;.\d]+){0,5}\s+\d[^.;]*%")
_PAST = re.compile(r"(?<!\w)(?:da|dang|uoc dat|hien nay|hien co)(?!\w)")


def _says_alike(rest: str) -> bool:
    """After a target the next sentence sets one of the same make: "Dự toán thu từ xuất khẩu tăng tối thiểu 4-6%"."""
    said = re.split(r"[.;]\s", rest.lstrip(), maxsplit=1)[0]
    return _begins_with_head(said) and _NEXT_MEASURE.match(said) is not None and _PAST.search(said) is None


_MISREAD_LABEL = re.compile(rf"[\w|!]{{1,5}}[^\w\s]?\s+(?=[{CAPITALS}])")
"""What stands for a label that the outline tells otherwise: "2 Khu dân cư", "L MỤC TIÊU"."""


def _after_label(line: str, label: str) -> int:
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
        if _BARE.fullmatch(following) and (not is_weak or ((alike or counted) and match.group().strip() == "và")):
            return match.start(), match.end()
        if alike and next_name is None and match.group().strip() in {",", "và"} and _NEXT_NAME.fullmatch(following):
            next_name = match.start(), match.end()
        if _begins_with_head(following) or _OWN_TIME.match(following):
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


def _begins_with_head(key: str) -> bool:
    """Whether the name of an indicator begins here: "số hộ", and not "số hóa", "số liệu"."""
    return at_start("targets", "indicator_heads").match(key) is not None and re.match(r"\s*so (?:hoa|lieu|do)\b", key) is None


_SHORT_SUBJECT = re.compile(
    r"\s*(?:[^\s,;]+\s+){1,7}(?:dat|tang|giam|con|co|chiem|la|giam con|tang len)\s+(?:(?:khoang|tren|duoi|gan|"
    r"toi thieu|it nhat)\s*)*"
)
_BARE = re.compile(r"\s*(?:(?:khoang|tren|duoi|gan|dat|co|toi thieu|it nhat|them|tu|bang|chiem|tuong duong|tuong ung|ty le)\s*)*")


def _trimmed(line: str, start: int, end: int) -> int:
    while end > start and line[end - 1] in " ;,.…/":
        end -= 1
    return end


_MONTHS_PAST = re.compile(
    r"(?<!\w)(?:\d+|chin|sau|ba) thang (?:dau )?nam(?: \d{4})?(?!\w)|(?<!\w)(?:so voi|cung ky) nam truoc|(?<!\w)cung ky nam \d{4}"
)
_AGAINST_A_YEAR = re.compile(r"(?<!\w)so voi nam \d{4}")
"""What a result is held against, and a goal too where its time lies ahead: "cắt giảm 50% so với năm 2024, xong trong quý II"."""


def _is_report(clause: str, *, ahead: bool = False) -> bool:
    """Results so far: "10 tháng năm 2025 thực hiện 13.966 tỷ đồng"."""
    return (
        spelled("targets", "report_words").search(clause.lower()) is not None
        or _MONTHS_PAST.search(key_of(clause)) is not None
        or (_AGAINST_A_YEAR.search(key_of(clause)) is not None and not ahead)
        or _HAVE_DONE.match(key_of(clause)) is not None
        or _SURPASSED.search(key_of(clause)) is not None
    )


_HAVE_DONE = re.compile(r"\s*(?:co\s+)?\d[\d.]*/\d[\d.]*\s.*(?<!\w)(?:hoan thanh|da)(?!\w).*(?<!\w)dat ty le(?!\w)")
"""What was done so far: "Có 34/34 địa phương hoàn thành việc …, đạt tỷ lệ 100%"."""


_SURPASSED = re.compile(
    r"(?<!\w)(?:vuot|cao hon|thap hon)\s+\d[\d.,]*\s*%?\s+so voi\s+(?:chi tieu|ke hoach|muc tieu|du toan|nghi quyet)"
)
"""A result held against what was set: "đạt 92,4% (vượt 2,4% so với chỉ tiêu)"."""


def _goal_before(key: str) -> re.Match[str] | None:
    return re.search(
        r"(?<!\w)(?:phan dau|quyet tam|dat (?:ra )?muc tieu|muc tieu (?:den|nam|la|tang truong)|chi tieu (?:den|nam|la))(?!\w)",
        key,
    )


_NOT_OF_WHAT = re.compile(
    r"\s*(?:kinh phi|chi phi|gia tri hop dong|von dieu le|muc (?:luong|phat|ho tro|chi|dong|thu)|hoc phi|"
    r"luong|tong muc dau tu|nhu cau von|don gia|gia|so tien|"
    r"muc huong|tong chi|muc tieu|ke hoach|du toan|chi tieu|so voi|cung ky|"
    r"co phan|von gop|von (?:nuoc ngoai|dau tu nuoc ngoai|nha nuoc|dieu le|tu nhan)|"
    r"thue|le phi|dinh muc|tong chi phi|kinh phi|ngan sach|suc lao dong|so phieu|dai bieu|tong so dai bieu)\b"
)


def judge(segment: Segment, clause: str, setting: Setting, *, after_target: bool, strives: bool = False) -> str | None:  # noqa: PLR0911, PLR0912 - a list of cases
    """The pattern by which a quantity is a target, or None. `after_target`: a target stands before it in the same clause."""
    kind, before, after, clause_key = segment.quantity.unit.kind, segment.before_key, segment.after_key, key_of(clause)
    follows = after_target and kind is UnitKind.PERCENT and _is_bare(segment)
    if _is_vetoed(segment, clause, setting, follows=follows, strives=strives):
        return None
    explicit = anywhere("targets", "goal_words").search(clause_key) is not None
    change = _change_word(before)
    striving = re.search(r"(?<!\w)phan dau(?!\w)", key_of(segment.label) + " " + before) is not None or (
        after_target and "phan dau" in clause_key
    )
    goal = setting.is_goal or striving or strives
    if after_target and (change is Change.CUMULATIVE or segment.share_of is not None or re.search(r"\bchiem\b", before)):
        return "elliptical"
    if (
        kind is UnitKind.COUNT
        or kind is UnitKind.GUESS
        or (kind is UnitKind.MEASURE and segment.quantity.unit.name in {"lần", "lượt", "điểm"})
    ):
        return _judge_count(segment, setting, change, goal=goal, after_target=after_target)
    if kind is UnitKind.MONEY and not anywhere("targets", "money_indicators").search(
        key_of(segment.label) + " " + before + " " + after
    ):
        return None if not after_target else ("elliptical" if change is not None else None)
    named = bool(_indicator_before(segment) or segment.label) or (
        kind in {UnitKind.PERCENT, UnitKind.MEASURE}
        and bool(_content(_without_times(re.sub(r",?\s*(?:cụ thể )?như sau\s*:?$", "", segment.after))))
    )
    if goal and (named or after_target):
        return "goal"
    if kind is UnitKind.MEASURE and setting.is_plan and re.search(r"(?<!\w)(?:co them|tang them|them)\s*$", before):
        return "increase"
    if kind is UnitKind.PERCENT and _AIMED_AT.search(before) and setting.is_plan:
        return "aim"
    if kind is UnitKind.MEASURE and _WITH_AIM.search(before) and setting.is_plan:
        return "aim"  # "thăm dò mỏ …, với mục tiêu khoảng 5 triệu tấn trữ lượng"
    if not setting.is_plan:
        return None
    by_then = any(
        mention.strength == 2 and setting.is_future(mention.due)
        for said in (segment.label, segment.text)
        for mention in find_dues(said, year=setting.year)
    )
    if by_then and (named or _content(segment.after)) and kind is not UnitKind.MONEY and _is_done(segment):
        return "by then"
    if follows or (after_target and not named and _is_bare(segment) and due_of(segment.text) is not None):
        return "row"  # "đến năm 2025 có 70% hộ được vay vốn và 50% hộ được tập huấn"
    if after_target and not named:
        return "elliptical" if change is not None else None
    reaches = re.search(r"\b(?:dat|giam con|xuong|tang len|con|bao dam|dam bao|phai co|o muc)\b", before) is not None
    reaches = reaches or key_of(segment.line[segment.quantity.start :]).startswith("dat ")
    future = setting.is_future(due_of(segment.text, year=setting.year))
    if named and reaches and (future or (explicit and kind is UnitKind.PERCENT)):
        return "reach"
    if setting.is_programme and (reaches or change is not None) and _begins_with_head(key_of(_without_times(segment.before))):
        return "reach in plan"
    if (
        kind is UnitKind.PERCENT
        and segment.quantity.value == 100
        and named
        and (explicit or not segment.before.strip(" ,") or reaches)
    ):
        return "all"
    if named and future and change is not None:
        return "change"
    return None


def _is_bare(segment: Segment) -> bool:
    """Nothing but a time and a bound stands before the number."""
    return _BARE.fullmatch(re.sub(r"(?:^|\s)giai doan$", "", key_of(_without_times(segment.before)))) is not None


_WITH_AIM = re.compile(r"(?<!\w)(?:voi|tong|voi tong|dat)\s+muc tieu(?:\s+[^\s,;:.]+){0,4}\s*$")
_AIMED_AT = re.compile(
    r"(?<!\w)(?<!chua )(?:muc tieu|chi tieu)\s+(?:ve\s+)?"
    r"(?:tang truong|toc do|ty le|giai ngan|giam|tang)(?:\s+[^\s,;:]+){0,8}\s*$"
)
"""An aim that is named with its number: "đạt mục tiêu tăng trưởng kinh tế 8%"."""


def _is_done(segment: Segment) -> bool:
    """A verb of doing or reaching stands with the number: "số hóa ít nhất 60% tài liệu", "12.500 mét giá … được số hóa"."""
    if segment.quantity.comparator is not Comparator.EQ or at_end("targets", "tail_verbs").search(segment.before_key):
        return True
    return at_end("targets", "acts.verbs").search(segment.before_key) is not None or " duoc " in segment.after_key


def _judge_count(segment: Segment, setting: Setting, change: Change | None, *, goal: bool, after_target: bool) -> str | None:  # noqa: PLR0911 - a list of cases
    before, quantity = segment.before_key, segment.quantity
    if (
        segment.line[quantity.unit.start].isupper()
        and not quantity.unit.name.isupper()
        and re.match(r"\s+[^\W\d_]", segment.after)
    ):
        return None  # "đường vành đai 3 Thành phố Hồ Chí Minh"
    if (
        quantity.comparator is Comparator.GE
        and re.search(r"tro len\s*$", key_of(segment.line[quantity.start : quantity.end]))
        and not re.search(r"(?<!\w)(?:phan dau|dat)\s*$", before)
        and not key_of(segment.line[quantity.start :]).startswith("dat ")
        and not (setting.is_goal and re.match(r"\s*moi\s", before))
    ):
        return None  # "có từ 06 tiêu chí trở lên": a condition
    acts = (
        at_end("targets", "acts.verbs", "tail_verbs").search(before) is not None
        or anywhere("targets", "acts.verbs").search(before) is not None
    )
    in_row = after_target and not before.strip(" ,")
    if quantity.unit.name in {"câu", "câu hỏi"}:
        return None  # how long an examination is
    is_named_measure = (quantity.unit.name.isupper() and (_begins_with_head(before) or segment.label != "")) or (
        "/" in quantity.unit.name and before.strip(" ,") != ""
    )
    if goal and quantity.unit.kind is UnitKind.GUESS and is_named_measure:
        return "goal count"  # "Chữ đường bình quân: 11 CCS", "sản lượng chế tác 500 cts/năm"
    if quantity.unit.kind is UnitKind.GUESS and not (
        goal and (in_row or change is not None or quantity.comparator is Comparator.GE)
    ):
        return None
    if change is Change.CUMULATIVE and (goal or after_target):
        return "elliptical"
    if re.search(r"\b(?:co them|them|thanh lap them|tang them|thanh lap moi|ket nap|phat trien moi)\s*$", before) and (
        setting.is_plan or goal
    ):
        return "increase"
    is_small = quantity.value < 5 and quantity.unit.kind is not UnitKind.MEASURE
    referred = quantity.comparator is Comparator.EQ and is_small and change is None and not setting.is_goal
    if referred or (not setting.is_goal and not at_end("targets", "acts.verbs", "tail_verbs").search(before) and before.strip()):
        goal = False  # "vận hành 02 bệnh viện": things that are spoken of
    if goal and (acts or not before.strip(" ,") or _begins_with_head(before)):
        return "goal count"
    if after_target and not before.strip(" ,"):
        return "elliptical"
    bounded = quantity.comparator is Comparator.GE or (
        quantity.comparator is Comparator.BETWEEN and quantity.start < quantity.number_start
    )
    if (
        bounded
        and acts
        and setting.is_plan
        and (not setting.in_article or setting.is_future(due_of(segment.text, year=setting.year)))
        and quantity.unit.name != "lần"
    ):
        return "minimum"
    if quantity.comparator is Comparator.APPROX and setting.is_plan and _begins_with_act(_stripped_lead(segment.before)):
        return "about"  # "Đào tạo nghề cho khoảng 2.000 lao động"
    return None


def _is_vetoed(segment: Segment, clause: str, setting: Setting, *, follows: bool, strives: bool = False) -> bool:  # noqa: PLR0911, PLR0912 - a list of cases
    clause_key = key_of(clause)
    kind, before, after = segment.quantity.unit.kind, segment.before_key, segment.after_key
    goal = setting.is_goal or "phan dau" in clause_key
    if setting.is_rule:
        return True
    if setting.is_past and not goal:
        return True
    if (
        (segment.text.isupper() and not segment.label)
        or re.search(r"(?<!\w)(?:doi voi|trong so)\s*$", before)
        or re.match(r"\s*(?:hoac|ke ca)\b", clause_key)
    ):
        return True
    if kind in {UnitKind.COUNT, UnitKind.GUESS} and re.match(r"\s*t[yi] le\b", before) and "dat" not in before.split():
        return True
    if re.search(r"ho tro(?: them)?\s*$", before) and segment.quantity.unit.name.startswith(("lần", "mức", "suất", "tháng")):
        return True
    if kind is UnitKind.MEASURE and re.search(r"nhu cau", before):
        return True
    if re.search(r"(?<!\w)(?:ham luong|nong do|do am)(?!\w)[^,;]*$", before) or _NONE_LEFT.search(before):
        return True
    spans_time = re.match(r"\s*(?:so nam|tuoi tho|so gio)", before) or (
        "thoi gian" in before and segment.quantity.comparator in {Comparator.LE, Comparator.LT} and (goal or setting.is_plan)
    )
    if kind is UnitKind.TIME and not spans_time:
        return True
    if not segment.is_aside and (
        before.count("(") > before.count(")")
        or segment.line[: segment.start].count("(") > segment.line[: segment.start].count(")")
    ):
        return True
    spelled_before = segment.before.lower().replace("đạt được mục tiêu", "đạt mục tiêu")
    if spelled("targets", "reached_words").search(spelled_before) and "phấn đấu" not in spelled_before:
        return True
    if (
        not goal
        and kind is UnitKind.PERCENT
        and re.search(r"(?<!\w)(?:kinh phí|chi phí|phí quản lý|định mức)(?!\w)", spelled_before)
    ):
        return True
    if spelled("targets", "score_words").search(spelled_before):
        return True
    if segment.quantity.unit.name == "điểm" and "chỉ số" not in spelled_before and not setting.is_goal:
        return True
    if re.match(r"\s*(?:doi voi|truong hop|neu|khi)\b", clause_key) and not re.search(r"phan dau|chi tieu", clause_key):
        return True
    if re.search(r"\bco the (?:dieu chinh|giam|tang)", after) or _VOTES.search(after) or _WHOM.search(before):
        return True
    last = " ".join(before.split()[-4:])
    is_output = last.endswith(("dong gop", "dong gop tu")) and _INTO_THE_ECONOMY.match(after) is not None
    if kind in {UnitKind.PERCENT, UnitKind.MONEY} and (
        (_PAID.search(last) is not None and not is_output)
        or (
            _NOT_OF_WHAT.match(after)
            and not ((goal or strives) and re.search(r"(?<!\w)(?:tang|giam)(?!\w)", before))
            and not (
                re.search(r"giai ngan|hoan thanh", before) and (goal or setting.is_programme or segment.quantity.value == 100)
            )
            and not follows
            and not (goal and (_DEPUTIES.match(after) or _STRIVES_FOR.search(before)))
        )
    ):
        return True
    due = due_of(segment.text, year=setting.year)
    return due is not None and due.latest is not None and setting.issued is not None and due.latest < setting.issued


_PAID = re.compile(
    r"(?:ho tro|lai suat|cho vay|muc vay|nam giu|giam gia|phat tien|thuong|dong gop|muc chi|thue suat|"
    r"chiet khau|mien giam|giam thue|lien ke|trich|duoc huong|dieu tiet|phan chia)(?: \S+)?\s*$"
)
"""A share or sum that is paid, lent or held."""
_VOTES = re.compile(r"(?<!\w)(?:dong y|tan thanh|bieu quyet|so phieu|phieu (?:gioi thieu|tin nhiem|bau))(?!\w)")
"""A share of votes: "phải đạt trên 50% thành viên đồng ý"."""
_STRIVES_FOR = re.compile(r"(?<!\w)phan dau(?:\s+(?:dat|khoang|tren|it nhat|toi thieu))*\s*$")
_NONE_LEFT = re.compile(r"(?<!\w)khong con\s+[^,;]*(?<!\w)(?:dat|co|duoi|tren)\s*$")
"""What shall be no more: "không còn xã đạt dưới 15 tiêu chí" sets none of fifteen."""
_DEPUTIES = re.compile(r"\s*(?:tong so\s+)?dai bieu(?!\w)")
_WHOM = re.compile(r"(?<!\w)(?:danh cho|ap dung (?:cho|doi voi))(?!\w)[^,;]*$")
"""Whom a rule is for: "áp dụng cho cơ sở có doanh thu trên 3 tỷ đồng"."""
_INTO_THE_ECONOMY = re.compile(r"\s*(?:vao|cho)\s+(?:tong|GRDP|GDP|grdp|gdp|tang truong|kinh te|nen kinh te|co cau)(?!\w)")
"""A share of output that a trade shall give: "đóng góp 5% vào GRDP"; elsewhere it is money that somebody pays."""


def _change_word(before: str) -> Change | None:  # noqa: PLR0911 - a list of cases
    """What the verb right before the number says of change: "giảm còn" is a level, "giảm" a decrease."""
    stripped = _without_fillers(before)
    if at_end("targets", "change.cumulative").search(stripped) or re.match(r"\s*(?:lũy|luy) ke\b", before):
        return Change.CUMULATIVE
    if at_end("targets", "change.level").search(stripped):
        return Change.LEVEL
    if (rate := _RATE_OF_CHANGE.search(stripped)) and _begins_with_head(stripped[: rate.start()]):
        return Change.DECREASE if rate[1] == "giam" else Change.INCREASE  # "tỷ lệ hộ nghèo duy trì mức giảm 1%/năm"
    if re.search(r"(?:toc do|muc|ty le)\s+(?:tang|giam)(?: truong)?\s*$", stripped):
        return Change.LEVEL  # "tốc độ tăng bình quân 5%/năm": the rate itself is what is set
    if at_end("targets", "change.increase").search(stripped):
        return Change.INCREASE
    if at_end("targets", "change.decrease").search(stripped):
        return Change.DECREASE
    return None


_RATE_OF_CHANGE = re.compile(r"(?<!\w)(?:duy tri |giu |giu o |o )?muc (tang|giam)\s*$")
_FILLERS = re.compile(
    r"(?:\s*(?:binh quan|trung binh|hang nam|moi nam|trong giai doan nay|trong giai doan|trong ky|khoang|tu|"
    r"it nhat|toi thieu|dat|toan tinh|co|tren|duoi|khong duoi|"
    r"(?:den|vao|trong)?\s*(?:cuoi|het)?\s*nam \d{4}|giai doan \d{4}\s*-\s*\d{4}|phan dau|du kien|hon|duoc|,))+\s*$"
)


def _without_fillers(before: str) -> str:
    """ "tăng bình quân hàng năm trong giai đoạn này đạt" → "tăng"; "có thêm tối thiểu" is left with its verb."""
    if at_end("targets", "change.level", "change.increase").search(before):
        return before
    return _FILLERS.sub("", before)


def _read(
    context: Context,
    clause: tuple[int, int],
    segment: Segment,
    pattern: str,
    *,
    setting: Setting,
    previous: Found | None,
    carried: Due | None,
) -> Found | None:
    index = clause[0]
    quantity = segment.quantity
    change = _change_of(segment)
    in_row = previous is not None and previous.clause == clause and not segment.before.strip(" ,")
    if previous is not None and in_row and previous.change in {Change.INCREASE, Change.DECREASE}:
        is_count = pattern in {"elliptical", "goal count"}
        if is_count or (previous.unit == quantity.unit.name and not _TELLS_A_STATE.search(segment.after_key)):
            change = previous.change  # "có thêm 18 xã …, 01 xã …"; "cắt giảm 50% thời gian, 30% chi phí"
    if previous is not None and _goes_on(segment, previous):
        change = previous.change  # "giai đoạn 2016-2020 tăng 9%, giai đoạn 2021-2025 đạt 10%"
    indicator = _indicator(segment, change, previous)
    if not indicator:
        return None
    start = segment.start + len(segment.text) - len(segment.text.lstrip())
    near = quantity.number_start - segment.start
    own = due_of(segment.text, near=near, year=setting.year) or (due_of(segment.label) if segment.label else None)
    same_clause = previous is not None and previous.clause == clause
    due = own or _due_before(carried, previous, same_clause=same_clause) or setting.due
    whole = Whole(value=quantity.whole, unit=quantity.unit.name) if quantity.whole is not None else None
    doubts = [
        *quantity.doubts,
        *_percent_doubts(context, segment),
        *share_doubts(quantity, segment.share_of or (previous.quantity if previous and pattern == "elliptical" else None)),
    ]
    return Found(
        spans=context.spans(index, start, segment.end),
        number_spans=context.spans(index, quantity.start, quantity.end),
        section=context.outline.blocks[index].section,
        indicator=indicator,
        comparator=quantity.comparator,
        value=quantity.value,
        upper=quantity.upper,
        unit=quantity.unit.name,
        change=change,
        of=whole,
        due=due,
        pattern=pattern,
        doubts=tuple(doubts),
        quantity=quantity,
        clause=clause,
    )


_TELLS_A_STATE = re.compile(r"(?<!\w)(?:duoc|co|dat|hoan thanh|su dung|tham gia)(?!\w)")


def _goes_on(segment: Segment, previous: Found) -> bool:
    """Whether a share with nothing but its time says more of what the one before it tells."""
    return (
        previous.quantity is not None
        and segment.quantity.unit.kind is previous.quantity.unit.kind
        and (segment.quantity.unit.kind is UnitKind.PERCENT or segment.quantity.unit.name == previous.quantity.unit.name)
        and segment.share_of is None
        and not segment.label
        and _change_word(segment.before_key) is None
        and not _indicator_before(segment)
        and not _content(_without_times(segment.after))
    )


def _percent_doubts(context: Context, segment: Segment) -> tuple[str, ...]:
    """ "số hóa ít nhất 606 tài liệu" on a scan: engines read the percent sign as a 6, so that 60% is as likely."""
    written = segment.line[segment.quantity.number_start : segment.quantity.number_end]
    if segment.quantity.unit.kind is not UnitKind.COUNT or segment.quantity.comparator is Comparator.EQ:
        return ()
    if re.fullmatch(r"(?:[1-9]\d|100)6", written) is None or context.document.pages[0].source is not PageSource.OCR:
        return ()
    return (f"“{written}” có thể là {written[:-1]}%: dấu % có thể đã bị nhận thành chữ số",)


def _due_before(carried: Due | None, previous: Found | None, *, same_clause: bool) -> Due | None:
    """The due date of the target before it in the clause, else that of the words before."""
    behind = previous.due if previous is not None else None
    return (behind if same_clause else None) or carried or behind


def _change_of(segment: Segment) -> Change:
    change = _change_word(segment.before_key) or _change_ahead(segment)
    if change in {Change.INCREASE, Change.DECREASE} and segment.baseline:
        return Change.LEVEL
    return change or Change.LEVEL


_LEVEL_BEFORE = re.compile(r"(?<!\w)(?:dat|con|len|xuong|o muc|muc|ve|thanh|la|chiem|duoi)(?!\w)(?:\s+\S+){0,3}\s*$")


_VERB_AHEAD = re.compile(r"(?:^|(?<=phan dau )|(?<=, )|(?<=moi nam )|(?<=hang nam )|(?<=keo ))\s*(giam|tang)(?: them)?\s+(?=\w)")


def _change_ahead(segment: Segment) -> Change | None:
    """ "Giảm tỷ lệ hộ nghèo 2%" takes 2 % off; "giảm tỷ lệ hộ nghèo xuống 2%", "dưới 2%" are levels."""
    if segment.quantity.comparator in {Comparator.LT, Comparator.LE} or _LEVEL_BEFORE.search(segment.before_key):
        return None
    verbs = [match for match in _VERB_AHEAD.finditer(segment.before_key) if _begins_with_head(segment.before_key[match.end() :])]
    if not verbs or "," in segment.before_key[verbs[-1].end() :]:
        return None
    return Change.DECREASE if verbs[-1][1] == "giam" else Change.INCREASE


_WHEN_WORDS = re.compile(
    r"(?:\s*,)?\s*(?:ngay\s+)?(?:(?:den|vao|trong|tu|ke tu|den het|het|den cuoi|vao cuoi|truoc)\s+)?(?:cuoi\s+|het\s+|ngay\s+)*$"
)


def _without_times(text: str) -> str:
    """A text with its due dates taken out, for an indicator."""
    for mention in reversed(find_dues(text)):
        text = f"{text[: mention.start].rstrip(' ,')} {text[mention.end :].lstrip(' ,')}"
    return " ".join(text.split()).strip(" ,:-–")


def _stripped_lead(text: str) -> str:
    """ "Phấn đấu đến năm 2030 đạt" → ""; "Tăng tỷ lệ lao động nữ" → "tỷ lệ lao động nữ"."""
    text = re.sub(r"^\s*\(?(?:\d{1,2}|[ivx]+)\)\s*", "", text)
    text = re.sub(r"^\s*(?:[Cc]hỉ tiêu|[Mm]ục tiêu)(?: số)? \d+\s*[:.]?\s*", "", text)
    while (match := at_start("targets", "lead_ins").match(key_of(text))) and _is_spelled(text[: match.end()], "lead_ins"):
        act = at_start("targets", "acts.verbs").match(key_of(text))
        head = at_start("targets", "indicator_heads").match(key_of(text))
        if any(longer is not None and longer.end() > match.end() for longer in (act, head)):
            break  # "nâng hạng", "tăng trưởng" are more than "nâng", "tăng"
        text = text[match.end() :].lstrip(" ,:")
    return text


def _stripped_tail(text: str) -> str:
    while (match := at_end("targets", "tail_verbs").search(key_of(text))) and _is_spelled(text[match.start() :], "tail_verbs"):
        rest = text[: match.start()].rstrip(" ,:(")
        if _MEAN.fullmatch(match.group().strip()) and not _OF_A_RATE.search(key_of(rest)):
            break  # "tuổi thọ trung bình", "thu nhập bình quân" are names
        text = rest
    return text


_MEAN = re.compile(r"binh quan|trung binh")
_OF_A_RATE = re.compile(r"(?<!\w)(?:tang|giam|truong|nam|dat|them|con)$")


def _is_spelled(written: str, name: str) -> bool:
    """Whether a phrase that was found by its key is that phrase, marks and all, or lost its marks: "đầu tư" holds no "từ"."""
    phrase = " ".join(written.lower().split())
    return phrase in words("targets", name) or phrase == key_of(phrase)


def _content(text: str) -> str:
    text = text.strip(" ,.;:-–")
    if text.endswith(")") and text.count("(") < text.count(")"):
        text = text.rstrip(" ,.;:)")
    return text if len(text.split()) >= 1 and re.search(r"[^\W\d_]{2}", text) else ""


def _last_head(key: str) -> int | None:
    """Where the last name of an indicator begins: "…, đạt tốc độ tăng tổng sản phẩm (GDP)" → at "tốc độ"."""
    heads = [match for match in anywhere("targets", "strong_heads").finditer(key) if key[: match.start()][-1:] != "("]
    if not heads:
        return None
    at = len(heads) - 1
    while (
        at
        and len(key[heads[at - 1].end() : heads[at].start()].split()) <= 1
        and "," not in key[heads[at - 1].end() : heads[at].start()]
    ):
        at -= 1
    return heads[at].start()


def _indicator_before(segment: Segment) -> str:
    text = re.sub(r"(?:^|\s)giai đoạn$", "", _stripped_tail(_without_times(segment.before)), flags=re.IGNORECASE)
    if _begins_with_head(key_of(text)):
        return _content(text)
    if len(text.split()) > 8 and (at := _last_head(key_of(text))) is not None:
        return _content(text[at:])
    stripped = _stripped_lead(text)
    return _content(_stripped_tail(stripped))


_NEXT_ACT = re.compile(
    r",\s+(?:chi dao|dong thoi|tap trung|chu trong|phu hop|gop phan|nham|qua do|lam co so|gan voi|tao|uu tien|bao dam|dam bao|"
    r"tien toi|thiet thuc|chao mung)(?!\w).*$"
)
"""What is done besides: "có thêm 09 xã đạt chuẩn, chỉ đạo các xã còn lại …" """


def _is_share(segment: Segment) -> bool:
    return segment.quantity.unit.kind is UnitKind.PERCENT and ("chiem" in segment.before_key or segment.share_of is not None)


_ASIDE_OF_TODAY = re.compile(r"\s*\((?:năm|hiện|ước|tính đến|so với)\s[^()]*\d[^()]*\)\s*$", re.IGNORECASE)
"""How it stands now: "80% người dân hài lòng (năm 2023 đạt 75%)"."""


def _indicator(segment: Segment, change: Change, previous: Found | None) -> str:  # noqa: PLR0911, PLR0912 - a list of cases
    """What is counted, in the document's words, complete enough to stand alone."""
    before = (
        re.sub(r"\s*\btừ\s+[\d.,]+[^,;]{0,40}$", "", _indicator_before(segment))
        if segment.baseline
        else _indicator_before(segment)
    )
    behind = _ASIDE_OF_TODAY.sub("", re.sub(r"^\s*\([^()]*\)", "", segment.after))  # names, conditions, a share
    if segment.quantity.unit.kind is UnitKind.PERCENT and behind.lstrip().startswith(","):
        behind = ""  # "đạt từ 10% trở lên, Chính phủ yêu cầu …": what follows is no part of the name
    if (act := _NEXT_ACT.search(key_of(behind))) is not None:
        behind = behind[: act.start()]
    after = _content(re.sub(r"\s*\([^()]*$|^\s*\(.*$|,?\s*(?:cụ thể )?như sau\s*:?$", "", _without_times(behind)))
    unit = segment.quantity.unit
    has_head = bool(before) and _begins_with_head(key_of(before))
    label = _content(_stripped_lead(_without_times(segment.label))) if segment.label else ""
    if previous is not None and change is Change.CUMULATIVE and not after and not has_head:
        return previous.indicator
    if previous is not None and not before and not after and _is_share(segment):
        return f"tỷ lệ {re.sub('^(?:tổng )?số (?=[^ ])', '', previous.indicator)}"
    if previous is not None and not before and re.match(r"so v[oớ]i", key_of(after)):
        return (
            f"{previous.indicator} {'giảm' if change is Change.DECREASE else 'tăng' if change is Change.INCREASE else ''} {after}"
        )
    if previous is not None and before and not has_head and re.match(r"\s*trong do\b", segment.before_key):
        return f"{previous.indicator} {before}"
    if unit.kind in {UnitKind.PERCENT} and after and not has_head:
        noun = re.sub(r"^(?:tổng\s+)?số\s+", "", after)
        says_more = before and (not _is_verb_only(before) or key_of(before).endswith(" hoa"))
        return _cased(f"tỷ lệ {noun}" + (f" {_cased(before)}" if says_more else ""))
    counted = unit.kind in {UnitKind.COUNT, UnitKind.GUESS} or (unit.kind is UnitKind.MEASURE and bool(after))
    if counted:
        before, after = _last_act(before), _PURPOSE.sub("", after)
    if unit.kind is UnitKind.MEASURE and label and not before:
        return _cased(f"{label} {after}")  # "Diện tích: 500 ha cây ăn quả"
    if counted and has_head and not after and at_start("targets", "indicator_heads").fullmatch(key_of(before)):
        return f"{_cased(before)} {_noun_of(unit.name)}"  # "nâng tổng số lên 24 tổ"
    if counted and _SUBJECT_REACHES.search(segment.before_key) and before and not after and not _begins_with_act(before):
        return _cased(before)  # "năng lực sản xuất giống đạt 500 triệu cây"
    if counted and not has_head:
        noun = f"số {_noun_of(unit.name)} {after}".strip()
        if previous is not None and not (after or before or label):
            same = previous.unit == unit.name
            return previous.indicator if same else _cased(f"{noun} trong {previous.indicator}")
        if label and _begins_with_head(key_of(label)) and not after and not before:
            return _cased(label)
        context = " ".join(_cased(part) for part in (before, label if not after else "") if part)
        return _cased(f"{noun} {context}".strip())
    if before:
        if previous is not None and not after and previous.unit == unit.name and _is_verb_only(before):
            return previous.indicator  # "Trồng 75.000 ha rừng phòng hộ, mỗi năm trồng 15.000 ha"
        if previous is not None and not after and at_start("targets", "indicator_heads").fullmatch(key_of(before)):
            return _cased(f"{before} {_without_head(previous.indicator)}")  # "diện tích cà phê 10 ha, sản lượng 20 tấn"
        if previous is not None and len(before.split()) <= 5 and _is_generic(before):
            return _cased(f"{before} {previous.indicator}")
        if not has_head and not label and unit.kind is UnitKind.PERCENT and (head := _head_of_row(previous, change)):
            return f"{head} {before}"
        if not has_head and unit.kind is UnitKind.PERCENT and re.search(r"(?<!\w)chiem\s*$", segment.before_key):
            return f"tỷ lệ {before}"
        return _cased(before if has_head or not label else f"{label} {before}")
    if label:
        return _cased(label)
    if previous is not None:
        lead = {Change.INCREASE: " tăng", Change.DECREASE: " giảm"}.get(change, "")
        if re.search(r"(?<!\w)(?:tang|giam)(?: truong)?$", key_of(previous.indicator)):
            lead = ""
        return f"{previous.indicator}{lead}"
    return _cased(after)


_PURPOSE = re.compile(r"(?:^|,?\s+)(?:để|nhằm)\s.*$")
"""What a thing is for is no part of its name: "05 doanh nghiệp để dẫn dắt …"."""


def _last_act(before: str) -> str:
    """ "rà soát các cơ sở, lựa chọn" → "lựa chọn": of several verbs the last one has the number."""
    first, comma, last = before.rpartition(", ")
    has_object = at_end("targets", "acts.verbs").search(key_of(first)) is None  # "xây dựng, sửa chữa" are one
    return last if comma and has_object and doing_after(first, 0) and _is_verb_only(last) else before


_HEAD_OF_ROW = re.compile(r"(?:ty|ti) (?:trong|le|suat)(?!\w)")


def _head_of_row(previous: Found | None, change: Change | None) -> str:
    """ "tỷ trọng bánh kẹo 40%, đồ uống 35%": the second is a tỷ trọng too."""
    if previous is None or previous.unit != "%" or change in {Change.INCREASE, Change.DECREASE}:
        return ""
    head = _HEAD_OF_ROW.match(key_of(previous.indicator))
    return previous.indicator[: head.end()] if head else ""


def _without_head(indicator: str) -> str:
    head = at_start("targets", "indicator_heads").match(key_of(indicator))
    return (indicator[head.end() :] if head else indicator).strip() or indicator


_GENERIC = re.compile(
    r"(?:(?:toc do|muc|ty le|ti le)\s+)?(?:tang|giam)(?: truong)?"
    r"(?:\s+(?:binh quan|trung binh|hang nam|moi nam|nam|trong .*|giai doan .*|so voi .*))*|(?:toc do|binh quan)\b.*"
)


def _is_generic(text: str) -> bool:
    """ "tốc độ tăng bình quân" says nothing of what grows."""
    return _GENERIC.fullmatch(key_of(text)) is not None


_SUBJECT_REACHES = re.compile(r"(?<!\w)(?:dat|con|len|la)(?:\s+(?:khoang|tren|duoi|it nhat|toi thieu|duoc|muc))*\s*$")


def _begins_with_act(text: str) -> bool:
    return at_start("targets", "acts.verbs").match(key_of(text)) is not None


def _is_verb_only(text: str) -> bool:
    return at_start("targets", "acts.verbs").match(key_of(text)) is not None and len(text.split()) <= 2


def _noun_of(unit: str) -> str:
    return unit.split("/", maxsplit=1)[0]


def _cased(text: str) -> str:
    """Lower first letter unless the first word is a name or an abbreviation."""
    text = " ".join(text.split())
    first = text.split(" ", 1)[0] if text else ""
    return text[:1].lower() + text[1:] if first[1:].islower() or len(first) == 1 else text
