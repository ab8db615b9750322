"""Quantities that shall be reached: "tỷ lệ hộ nghèo giảm còn 4,2%" → indicator, bound, value, unit, change, due date.

Prose is read here, tables in `table_targets`. One target a number; an ellipsis keeps its governor ("có thêm 18 xã …, 01
xã …"); what is said twice is one record that knows both places. What merely exists, was reached already, is allotted, or is
a condition is none.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from extractors.base import Carrier, Context, clauses
from extractors.checks import share_doubts
from extractors.due import due_of
from extractors.grammar.keys import key_of
from extractors.grammar.units import UnitKind
from extractors.table_targets import find_table_targets
from extractors.target_indicators import change_of, change_word, content_of, indicator_before, indicator_of, without_times
from extractors.target_judging import goal_before, is_bare, is_report, judge
from extractors.target_records import Found, kept, merged
from extractors.target_segments import Segment, after_label, begins_with_head, segments
from extractors.target_settings import Setting, settings_of
from models.outline import BlockKind
from models.page import PageSource
from models.period import Due
from models.quantity import Change, Comparator, Whole

NAME = "targets"


class TargetExtractor:
    """Finds targets in prose and in tables."""

    def __call__(self, doc: Carrier) -> Carrier:
        context: Context = doc._.context
        settings = settings_of(context)
        found = [*_find_prose_targets(context, settings), *find_table_targets(context, settings)]
        context.add(targets=[kept(context, one) for one in merged(found)])
        return doc


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
    at = after_label(line, context.outline.blocks[index].label)
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
        reports = (reports or is_report(line[start:end], ahead=ahead)) and goal_before(key_of(line[start:end])) is None
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
                and (previous.clause == (index, start) or (lists and _goes_on(segment, previous) and is_bare(segment))),
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
    return segment.quantity.unit.kind is not UnitKind.GUESS and begins_with_head(key_of(without_times(segment.before)))


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
    return begins_with_head(said) and _NEXT_MEASURE.match(said) is not None and _PAST.search(said) is None


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
    change = change_of(segment)
    in_row = previous is not None and previous.clause == clause and not segment.before.strip(" ,")
    if previous is not None and in_row and previous.change in {Change.INCREASE, Change.DECREASE}:
        is_count = pattern in {"elliptical", "goal count"}
        if is_count or (previous.unit == quantity.unit.name and not _TELLS_A_STATE.search(segment.after_key)):
            change = previous.change  # "có thêm 18 xã …, 01 xã …"; "cắt giảm 50% thời gian, 30% chi phí"
    if previous is not None and _goes_on(segment, previous):
        change = previous.change  # "giai đoạn 2016-2020 tăng 9%, giai đoạn 2021-2025 đạt 10%"
    indicator = indicator_of(segment, change, previous)
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
        and change_word(segment.before_key) is None
        and not indicator_before(segment)
        and not content_of(without_times(segment.after))
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
