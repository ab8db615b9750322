"""Limits of time that bind a task → deadlines.

"Sở Nội vụ … xong trong tháng 4/2022" → within April 2022, what is to be done, by whom. The year of a target, a
programme's period, the day of a cited document and what is past are no deadlines.
"""

import re
from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta
from itertools import pairwise

from extractors.base import Carrier, Context, clauses
from extractors.grammar.bodies import heading_body, split_list, subject_of
from extractors.grammar.keys import CAPITALS, SMALL, key_of
from extractors.grammar.limits import Limit, find_limits
from extractors.grammar.tasks import asked_late
from models.deadline import Deadline, Recurrence
from models.instrument import Citation
from models.outline import Block, BlockKind, Table
from models.period import Precision
from models.spans import Span

NAME = "deadlines"
ONE_YEAR = timedelta(days=365)


@dataclass(frozen=True)
class Clock:
    """What a document's times are read against: the year it is about, the day it was signed."""

    year: int | None
    signed: date | None
    not_before: date | None = None  # what ended before this day binds nobody any more


class DeadlineExtractor:
    """Component: adds `deadlines` to the context."""

    def __call__(self, doc: Carrier) -> Carrier:
        context: Context = doc._.context
        clock = clock_of(context)
        cited = _cited_by_block(context)
        found: list[Deadline] = []
        for index, block in context.text_blocks():
            if block.kind is not BlockKind.TITLE:
                found += read_block(context, index, block, clock, cited.get(index, []))
        for table in context.outline.tables:
            found += read_table(context, table, clock)
        context.add(deadlines=found)
        return doc


def clock_of(context: Context) -> Clock:
    """The year comes from the title, else from the day of issue; a paper with neither leaves times without a year alone.

    A paper without a day of issue is not older than what it cites.
    """
    head = context.outline.letterhead
    cited = max((citation.issued for citation in context.records.citations if citation.issued), default=None)
    return Clock(head.subject_year or (head.issued.year if head.issued else None), head.issued, head.issued or cited)


def _cited_by_block(context: Context) -> dict[int, list[tuple[int, int]]]:
    """For each block, the stretches of its line that citations take up as far as their day."""
    cited: dict[int, list[tuple[int, int]]] = {}
    starts = [(block.pieces[0].start, block.span.end, index) for index, block in context.text_blocks() if block.pieces]
    for citation in context.records.citations:
        for start, index in _blocks_at(starts, citation.text_span):
            line_start = citation.text_span.start - start
            cited.setdefault(index, []).append((line_start, line_start + _cited_length(citation)))
    return cited


def _blocks_at(starts: list[tuple[int, int, int]], span: Span) -> Iterator[tuple[int, int]]:
    at = bisect_right(starts, (span.start, 1 << 60, 0)) - 1
    if at >= 0 and starts[at][0] <= span.start < starts[at][1]:
        yield starts[at][0], starts[at][2]


_DAY_END = re.compile(r"ngày[^;,]{0,20}?\d{4}|\d{1,2}/\d{1,2}/\d{4}")


def _cited_length(citation: Citation) -> int:
    """How much of a citation's quote its number and its day take up."""
    at = citation.quote.find(citation.number_raw or "")
    end = max(at, 0) + len(citation.number_raw or citation.kind or "")
    day = _DAY_END.search(citation.quote, end, end + 90) if citation.issued is not None else None
    return day.end() if day else end


def read_block(context: Context, index: int, block: Block, clock: Clock, cited: list[tuple[int, int]]) -> Iterator[Deadline]:
    """The deadlines of one block of running text."""
    line = context.line(index)
    if not _MAY_HOLD.search(line):
        return
    limits = find_limits(line, year=clock.year, signed=clock.signed, taken=cited)
    if not limits:
        return
    follows = False  # a deadline was met earlier in this line
    for begin, end in _marked(line):
        asked = asked_late(line[begin:end])
        if asked is None and block.kind is BlockKind.PREAMBLE:
            continue
        start = begin + asked[0] if asked is not None else begin
        inside = _joined([_in_its_year(limit, clock) for limit in limits if start <= limit.start < end])
        for position, limit in enumerate(inside):
            previous = inside[position - 1].end if position else start
            if is_deadline(line, limit, (start, end), clock) or (follows and _closes_part(line, limit, (previous, end), clock)):
                stop = _next_part(line, limit, end) if position + 1 < len(inside) and limit.cue != "every" else end
                yield read(context, index, block, limit, (start, stop), previous=previous)
                follows = follows or limit.latest is not None


_INLINE_MARK = re.compile(r":\s+(?=\((?:\d{1,2}|[ivx]{1,4})\)\s)")
_ITS_MARK = re.compile(r"\((?:\d{1,2}|[ivx]{1,4})\)\s+")


def _marked(line: str) -> Iterator[tuple[int, int]]:
    """The clauses of a line, cut before "(1)" after a colon too: "Xây dựng chiến lược: (1) Thanh tra … ban hành; (2) …"."""
    for start, end in clauses(line):
        mark = _INLINE_MARK.search(line, start, end)
        if mark is not None:
            yield start, mark.start() + 1
        begin = mark.end() if mark is not None else start
        own = _ITS_MARK.match(line, begin, end)
        yield own.end() if own else begin, end


_NEXT_PART = re.compile(r"\s*,\s*")


def _next_part(line: str, limit: Limit, end: int) -> int:
    """Where the part of a clause ends that a limit closes, when the next part begins with its own verb."""
    key = key_of(line)
    comma = _NEXT_PART.match(key, limit.end, end)
    return limit.end if comma and _TASK_VERB.match(key, comma.end()) else end


def _closes_part(line: str, limit: Limit, part: tuple[int, int], clock: Clock) -> bool:
    """ "…, hoàn thành trong tháng 12, triển khai thực hiện trong năm 2026": a year that closes a part after another deadline."""
    if limit.cue != "within" or limit.precision is not Precision.YEAR or limit.latest is None or limit.year_is_assumed:
        return False
    key = key_of(line)
    begin = _part_start(line, part[0], limit.start)
    is_last = not key[limit.end : part[1]].strip(" ,;./")
    is_past = clock.not_before is not None and limit.latest < clock.not_before
    return is_last and not is_past and (_TASK_VERB.match(key, begin) or _DIGITISE.match(key, begin)) is not None


_DIGITISE = re.compile(r"so hoa\b")


_MAY_HOLD = re.compile(
    r"\d|[Qq]u[ýíyi]\s+[IVi]|[Tt]háng một lần|[Hh][ằà]ng|[Mm]ỗi|[Đđ]ịnh kỳ|cuối năm|hang|dinh ky", re.IGNORECASE
)


def _in_its_year(limit: Limit, clock: Clock) -> Limit:
    """A day without a year that was past when the paper was signed means the next one, and says that it is not sure."""
    first, last = limit.earliest, limit.latest
    if not limit.year_is_assumed or last is None or clock.signed is None or last >= clock.signed:
        return limit
    return replace(
        limit,
        earliest=first + ONE_YEAR if first is not None else None,
        latest=last + ONE_YEAR,
        doubts=(*limit.doubts, "the year is not said"),
    )


def _joined(limits: list[Limit]) -> list[Limit]:
    """ "Từ tháng 1/2010 … trước 30/9/2010": an open start and a closed end are one limit; "hằng năm … trước ngày 15/12" too."""
    limits = [
        limit
        for limit, after in zip(limits, [*limits, None][1:], strict=True)
        if not (limit.cue == "habit" and after is not None and after.cue == "every" and after.every is limit.every)
    ]
    for position, (habit, day) in enumerate(pairwise(limits)):
        if (
            habit.cue == "habit"
            and habit.every is Recurrence.YEAR
            and day.cue in {"before", "by"}
            and day.precision is Precision.DAY
            and day.year_is_assumed
        ):
            merged = replace(day, cue="every", earliest=None, latest=None, every=Recurrence.YEAR, doubts=())
            return _joined([*limits[:position], merged, *limits[position + 2 :]])
    if (
        len(limits) == 2
        and limits[0].cue == "from"
        and limits[1].cue in {"before", "by"}
        and limits[1].latest
        and limits[0].earliest
    ):
        first, last = limits
        if first.earliest is not None and last.latest is not None and first.earliest <= last.latest:
            return [replace(last, earliest=first.earliest)]
    return limits


_NO_TASK = re.compile(
    r"\b(?:co hieu luc|het hieu luc|ap dung tu|ap dung ke tu|tinh den|tinh tu|so voi|cung ky|da duoc|da ban hanh|da ky"
    r"|ke tu ngay|duoc thong qua|nhiem ky|uoc thuc hien|uoc dat|bi anh huong)\b[^,;]{0,40}$"
)
_CASE = re.compile(r"\s*(?:[-+]\s*|\d+[.)]\s*|[a-z]\)\s*)?(?:doi voi|truong hop|doi tuong|nguoi)\b")
_THEN = re.compile(r"[^,;.]{0,80}(?:\bthi\b|,\s*(?:thuc hien|ap dung|duoc|phai|tiep tuc)\b)")
_AIMS = re.compile(
    r"\s*(?:[-+]\s*|[\divx]+(?:\.\d+)*[.)]\s*|[a-z]\)\s*)?(?:muc tieu|chi tieu|phuong huong|dinh huong|tam nhin)\b[^,;:.]*$"
)
"""A heading over aims: "2. Mục tiêu cụ thể đến hết năm 2023"."""
_CONDITION = re.compile(r"\b(?:doi voi|truong hop|neu)\b[^,;:]*$")
_STATE_GOES_ON = re.compile(r"\s*(?:tro di|tro ve truoc|den nay|(?:ma|thi)\b)")
"""What follows a day that ends or begins a state: "sử dụng đất trước ngày 01/7/2014 mà không có giấy tờ"."""
_TASK_VERB = re.compile(
    r"\b(?:hoan thanh|xong|hoan thien|trinh|bao cao|gui|to chuc|trien khai|ban hanh|xay dung|ra soat|lap|tham muu"
    r"|thuc hien|phe duyet|tham dinh|tham tra|nop|cung cap|dang ky|kien toan|thanh lap|tong hop|so ket|tong ket"
    r"|danh gia|khai mac|phat dong|hop|lam viec|kiem tra|khac phuc|giai ngan|ban giao|cong bo|thong ke|cap nhat"
    r"|phan bo|giao|giai quyet|xem xet|quyet dinh|tra loi|thong bao|tra|khoi cong|hoan tat|nghiem thu|quyet toan"
    r"|ket thuc|tuyen truyen|tap huan|don doc|huong dan|de xuat|cu(?! the)|ra quan|to chuc|in an|phat hanh|dieu tra|khao sat"
    r"|chuyen|niem yet|dang tai|tiep nhan|bo tri|ky|y kien|chi tra|duoc|dat)\b"
)
_IS_TARGET = re.compile(
    r"(?:\bdat\b|\bgiam\b|\btang\b|\bco\b|\bchiem\b|phan dau|chi tieu|muc tieu|tren|it nhat|toi thieu)[^;]{0,160}?\d"
    r"|\d[\d.,]*\s?%|cac (?:muc tieu|chi tieu)"
)
_FINISH_NEAR = re.compile(r"\b(?:hoan thanh|xong|hoan thien|ket thuc|ban hanh|trinh|bao cao|gui|phe duyet|nop)\b")
_HABIT_TASK = re.compile(
    r"\s*,?\s*(?:\([^)]*\)\s*)?(?:hoac\s+(?:dot xuat|khi co yeu cau)\s*,?\s*(?:theo yeu cau\s*)?)?(?:[a-z ]{0,40}?)?"
    r"(?:bao cao|tong hop|danh gia|so ket|tong ket|gui|xay dung|lap|to chuc|ra soat|kiem tra|can cu|tham muu|cap nhat"
    r"|thong ke|thong bao|hop|co|phan dau|giao ban|thuc hien|duy tri|tap huan)"
)


def is_deadline(line: str, limit: Limit, clause: tuple[int, int], clock: Clock) -> bool:  # noqa: PLR0911 a list of cases
    """Whether a limit binds a task of this document."""
    key = key_of(line)
    before, after = key[clause[0] : limit.start], key[limit.end : clause[1]]
    if limit.cue in {"every", "habit", "after"}:
        return (
            _comes_again(limit, before, after) if limit.cue == "habit" else limit.cue == "every" or _is_term(before, after, limit)
        )
    if limit.cue == "span" and limit.precision is Precision.YEAR:
        return False
    if limit.cue == "from" or _NO_TASK.search(before[-60:]) or _STATE_GOES_ON.match(after):
        return False
    if _CONDITION.search(before) or (_CASE.match(before) and _THEN.match(after)):
        return False
    if _AIMS.match(before):
        return False
    if clock.not_before is not None and limit.latest is not None and limit.latest < clock.not_before:
        return False
    if limit.precision in {Precision.YEAR, Precision.SPAN} and limit.cue != "span" and _in_programme(before, after, limit):
        return (limit.cue == "within" and _finishes(before, after)) or _ends_in_year(before, after, limit)
    if limit.cue in {"before", "finish", "label"}:
        return re.search(r"(?<!\w)(?:giai doan|thoi ky)\s*$", before) is None
    has_task = any(_TASK_VERB.search(said) for said in (before, after)) or _TIME_LABEL.search(before) is not None
    if limit.cue == "opening":
        return limit.precision is not Precision.YEAR and _opens_task(after)
    if limit.cue == "closing":
        return limit.precision is not Precision.YEAR and _TASK_VERB.match(_MARK.sub("", before.strip())) is not None
    if limit.cue == "by":
        return has_task or ":" in key[limit.start : limit.end]
    if limit.cue in {"within", "at"}:
        return (
            has_task
            and limit.precision in {Precision.DAY, Precision.MONTH, Precision.QUARTER, Precision.HALF}
            and not (_IS_TARGET.search(after[:80]) and not _closes_its_part(before, after))
        )
    return has_task


def _opens_task(after: str) -> bool:
    """ "Tháng 7 năm 2022: có sơ kết …" binds a task; "Tháng 7 năm 2022: đạt 50 % …" dates a target."""
    said = re.sub(r"^\s*:\s*(?:co\s+|tien hanh\s+)?", "", after)
    starts = _TASK_VERB.match(said) is not None and not re.match(r"(?:dat|duoc)\b", said)
    return starts or (_TASK_VERB.search(said[:60]) is not None and not _IS_TARGET.search(said[:80]))


def _closes_its_part(before: str, after: str) -> bool:
    """ "tổ chức triển khai ngay trong tháng 12, số hóa 100 % …": the figure belongs to the part after the limit."""
    return after.lstrip().startswith(",") and _TASK_VERB.match(before.rsplit(";", maxsplit=1)[-1].strip()) is not None


_FINISHES = re.compile(
    r"\b(?:hoan thanh|hoan thien|hoan tat|khoi cong|khanh thanh|thong xe|nghiem thu|ban giao|dua [^,;:.]{0,60}\bvao (?:van hanh"
    r"|su dung|khai thac|hoat dong))\b(?P<what>[^,;:.]{0,150})$"
)
_IS_FIGURE = re.compile(r"^\s*(?:[a-z]+\s+){0,2}\d|%|chi tieu|muc tieu|ke hoach|nhiem vu")


def _finishes(before: str, after: str) -> bool:
    """ "hoàn thành đưa dự án vào vận hành trong năm 2027" binds a task; "hoàn thành 5 xã trong năm 2027" is a target."""
    match = _FINISHES.search(before)
    return (
        match is not None and not _IS_FIGURE.search(match["what"]) and not re.match(r"\s*(?:la|dat|it nhat|toi thieu)\b", after)
    )


_STEP = r"(?:ban hanh|phe duyet|quyet dinh|cong bo|thong qua|hoan thien|tong ket|so ket|nghiem thu|ky ket)"
_SUBMIT = r"(?<!cong )(?<!chuong )(?<!quy )(?<!lo )(?<!qua )(?<!giao )trinh"
_LAST_STEP = re.compile(
    rf"(?:(?:^|[,;:]\s*|(?<!\w)(?:va|de|xem xet)\s+){_STEP}|(?<!\w){_SUBMIT})(?!\w)(?:\s*,?\s+[^\s,;:.%\d]+){{0,14}}\s+$"
)
"""The step that ends a task; a verb right behind a noun tells of the thing instead: "văn bản ban hành trong năm 2013"."""
_FINISHED_IN = re.compile(r"\s*,?\s*(?:co ban\s+)?(?:hoan thanh|hoan thien|ban hanh|trinh)(?!\w)(?![^,;.]{0,40}\d)")
_STEP_AHEAD = re.compile(
    r"\s*,?\s*(?:trinh|ban hanh|phe duyet|sua doi|dieu chinh|hoan thanh|hoan thien|thanh lap|tong ket|cong bo)(?!\w)"
)


def _ends_in_year(before: str, after: str, limit: Limit) -> bool:
    """ "trình Chính phủ xem xét, quyết định trong năm 2014;" binds a task: its last step is named, and no figure.

    So does a year that stands between what is prepared and its last step: "nghiên cứu, trong năm 2014 ban hành …".
    """
    if limit.cue not in {"within", "at"} or limit.precision is not Precision.YEAR:
        return False
    if _IS_TARGET.search(after[:80]) or _IS_TARGET.search(before[-90:]):
        return False
    said = _MARK.sub("", before.strip())
    is_task = _TASK_VERB.search(said[:80]) is not None
    if not before.strip(" -–+*"):
        return limit.cue == "within" and _FINISHED_IN.match(after) is not None
    closes = after.strip(" ,;./") == "" or limit.cue == "at"
    if closes and _LAST_STEP.search(before[-110:]) is not None:
        return is_task
    return is_task and before.rstrip().endswith(",") and _STEP_AHEAD.match(after) is not None


def _in_programme(before: str, after: str, limit: Limit) -> bool:
    """ "đến hết năm 2025, 80 % số xã …" dates a target and binds no task."""
    if limit.cue in {"within", "at"}:
        return True
    if limit.cue in {"before", "finish", "label"}:
        return False
    return _FINISH_NEAR.search(before[-60:]) is None and (
        _IS_TARGET.search(before + " " + after) is not None or _TASK_VERB.search(before) is None
    )


def _comes_again(limit: Limit, before: str, after: str) -> bool:
    """ "Hằng năm, xây dựng kế hoạch" binds a task; "ngân sách hằng năm" does not."""
    if before.rstrip().endswith(("dinh ky", "(")) or not before.strip(" -+.,"):
        return _HABIT_TASK.match(after) is not None
    if _REPORTS_TO.search(before) or _MEETS.search(before):
        return True
    return (
        limit.end - limit.start > 12
        and re.search(r"\b(?:bao cao|gui|tong hop|danh gia)\b", before[-80:] + after[:80]) is not None
    )


_MEETS = re.compile(r"(?<!\w)(?:hop|giao ban|sinh hoat|doi thoai)\s*$")
_REPORTS_TO = re.compile(
    r"(?<!\w)(?:bao cao|gui)(?: ve)? (?:(?:pho )?thu tuong|chinh phu|bo|so|ubnd|uy ban nhan dan|chu tich|ban chi dao|van phong"
    r"|hoi dong)"
    r"(?: [^\s,;:.\d]+){0,9}\s+(?:dinh ky\s+)?$"
)
"""A body that is reported to stands before: "báo cáo Thủ tướng Chính phủ hằng tuần", and not "báo cáo hằng tuần"."""


def _is_term(before: str, after: str, limit: Limit) -> bool:
    if re.search(r"(?<!\w)co thoi (?:gian|luong)(?:\s+(?:hoc|dao tao|to chuc))?\s*$", before):
        return False  # how long a thing lasts: "các lớp có thời gian không quá 3 ngày"
    return not re.search(r"\bco hieu luc\b|\bhieu luc thi hanh\b|\bcong tac\b|vay\b|lai suat|bao hanh", before[-80:] + after[:40])


def read(context: Context, index: int, block: Block, limit: Limit, clause: tuple[int, int], *, previous: int) -> Deadline:
    """A limit as a record: quoted with its clause, its task without the words of time."""
    line = context.line(index)
    start, end = clause
    end = max(limit.end, end if limit.start - start < 60 or limit.cue == "habit" else limit.end)
    begin = start if previous <= start + 1 else _part_start(line, previous, limit.start)
    task, bodies = task_of(context, index, block, limit, (begin if begin < limit.start - 8 else start, clause[1]))
    confidence = {"before": 0.95, "every": 0.93, "finish": 0.95, "after": 0.9, "by": 0.88, "label": 0.85}.get(limit.cue, 0.75)
    if limit.year_is_assumed:
        confidence -= 0.1
    if limit.doubts:
        confidence -= 0.2
    return Deadline(
        **context.evidence(
            "deadline",
            NAME,
            index,
            begin,
            end,
            confidence=confidence,
            identity=(limit.start, limit.latest, limit.every),
            doubts=limit.doubts,
        ),
        written=line[limit.start : limit.end].strip(" ,(:"),
        relation=limit.relation,
        earliest=limit.earliest,
        latest=None if _GOES_ON.match(key_of(line[limit.end : limit.end + 40])) else limit.latest,
        every=limit.every,
        after=limit.after,
        task=task,
        bodies=bodies,
    )


_GOES_ON = re.compile(r"\s*(?:,|va)\s*(?:cac|nhung)\s+nam\s+(?:tiep theo|sau)|\s*tro di")


def _part_start(line: str, previous: int, limit_start: int) -> int:
    """Where the part of a clause begins that belongs to a later limit of the same clause."""
    at = min(previous, limit_start)  # an offset's event may reach over the next limit
    while at < limit_start and line[at] in " ,;)(và":
        at += 1
    return at


_TASK_EDGE = re.compile(r"^[\s,;:.)(–-]+|[\s,;:.(–-]+$")
_TAIL = re.compile(r"[,;]?\s*\(?\s*(?:hoàn thành xong|hoàn thành|xong|hoàn thiện xong|dự kiến)?\s*\(?\s*$")


def task_of(context: Context, index: int, block: Block, limit: Limit, clause: tuple[int, int]) -> tuple[str, tuple[str, ...]]:
    """What is to be done and by whom: the clause without its subject and its time; the body of the heading when it has none."""
    line = context.line(index)
    start, end = clause
    for lead in (_TOPIC, _LEAD_IN):
        if said := lead.match(line, start, limit.start):
            start = said.end()
    text = line[start:end]
    label = _LABELLED.search(key_of(line[start : limit.start]))
    if label is not None and not _ANY_TASK.fullmatch(label["what"]):
        return " ".join(line[start + label.start("what") : start + label.end("what")].split()), bodies_above(
            context, index, block, start
        )
    if limit.cue == "label" or label is not None:
        return _labelled_task(context, index, block, text)
    subject = subject_of(text)
    bodies: tuple[str, ...] = ()
    before, after = _HABIT_ALONE.sub("", line[start : limit.start]), line[limit.end : end]
    if subject is not None:
        bodies, before = split_list(subject[0]), line[start + subject[1] : limit.start]
    elif not _TASK_EDGE.sub("", before) and (later := subject_of(_as_sentence(after))):
        bodies, after = split_list(later[0]), after.lstrip(" ,:")[later[1] :]
    else:
        bodies = bodies_above(context, index, block, start)
    before = _TAIL.sub("", before)
    if limit.cue == "every":
        before = _HABIT_START.sub("", before)
    task = " ".join(part for raw in (before, after) if (part := _TASK_EDGE.sub("", raw)))
    task = " ".join(_MARK.sub("", task).split())
    mark = _INLINE_MARK.search(line, 0, clause[1])
    if task and len(task.split()) <= 2 and mark is not None and mark.start() < start:
        task = _TASK_EDGE.sub("", _MARK.sub("", line[: mark.start()])) or task
    if _FILLER.fullmatch(key_of(task)) or (limit.cue == "closing" and _ANY_TASK.fullmatch(key_of(task))):
        task = ""
    return task or _task_before(context, index, block, start) or _TASK_EDGE.sub("", " ".join(text.split())), bodies


def _as_sentence(after: str) -> str:
    """What follows a time that opens its sentence, begun as a sentence: ", cơ quan thuế các cấp báo cáo" names a body too."""
    said = after.lstrip(" ,:")
    return said[:1].upper() + said[1:] if after.lstrip().startswith(",") else said


_TOPIC = re.compile(rf"(?:[-+*]\s*|[a-zđ0-9]{{1,2}}[.)]\s*)?(?:Về|Đối với)\s[^:;]{{3,200}}:\s+(?=[{CAPITALS}{SMALL}])")
"""What a clause is about, before the body that acts: "c) Về việc thỏa thuận …: Ủy ban nhân dân … xử lý"."""
_LEAD_IN = re.compile(
    rf"(?:Trên cơ sở (?:đó|này)|Theo đó|Đồng thời|Ngoài ra|Bên cạnh đó|Tiếp theo|Sau đó),?\s+(?=[{CAPITALS}][{SMALL}]|các\s)"
)
"""Words that tie a sentence to the one before, ahead of the body that acts: "Trên cơ sở đó, Bộ Tư pháp tổng hợp"."""
_HABIT_ALONE = re.compile(r"^\s*(?:[-+*]\s*|\d{1,2}[.)]\s*|[a-zđ]\)\s*)?(?:định kỳ|thường kỳ)\s*$", re.IGNORECASE)
_HABIT_START = re.compile(r"^\s*(?:định kỳ\s+)?(?:hằng|hàng)\s+năm,?\s+", re.IGNORECASE)


def _task_before(context: Context, index: int, block: Block, start: int) -> str:
    """A clause that says no more than "Hoàn thành trước ngày …" closes the clause before it, or what the heading names."""
    line = context.line(index)
    earlier = [line[a:b] for a, b in clauses(line) if b <= start]
    above = [context.line(i) for i in reversed(block.ancestors)]
    beside = context.outline.blocks[index - 1] if index and not block.label else None
    if not earlier and beside is not None and beside.kind is BlockKind.PARAGRAPH and beside.ancestors == block.ancestors:
        above = [context.line(index - 1), *above]
    said = earlier[-1] if earlier else above[0] if above else ""
    return _TASK_EDGE.sub("", _MARK.sub("", " ".join(said.split())))


_LABELLED = re.compile(
    r"^(?:[-+*]\s*|[a-z0-9]{1,2}[.)]\s*)?(?:thoi gian|thoi han|tien do)(?P<what>(?:\s+[a-z]+){0,6})\s*:\s*(?:hoan thanh\s*)?"
    r"(?:trong(?: khoang(?: thoi gian)?)?\s*|du kien\s*)?$"
)
_TIME_LABEL = re.compile(r"\b(?:thoi gian|thoi han|tien do)[a-z ]{0,40}:\s*(?:trong(?: khoang(?: thoi gian)?)?\s*)?$")
_ANY_TASK = re.compile(
    r"(?:\s*\b(?:thuc hien|hoan thanh|du kien|to chuc|trien khai|bao cao|va|trinh|gui|nop|xong|cu the|ban hanh)\b)*\s*"
)
"""What a label of time may say without naming a task of its own."""
_FILLER = re.compile(rf"(?:thoi gian|thoi han|tien do){_ANY_TASK.pattern}")
"""What a clause of time says when its task stands in the clause before: "…; thời gian xong trước 17h00 ngày 20/9"."""
_TASK_LABEL = re.compile(r"^(?:[-+*]\s*|[a-z0-9]{1,2}[.)]\s*)?(?:noi dung|nhiem vu|cong viec|hoat dong|muc dich)[^:]{0,30}:\s*")
_BODY_LABEL = re.compile(
    r"^(?:[-+*]\s*|[a-z0-9]{1,2}[.)]\s*)?(?:co quan|don vi|bo phan)(?:[^:]{0,12})?\s*(?:chu tri|thuc hien|tham muu"
    r"|phu trach|chu quan|dau moi)[^:]{0,40}:\s*"
)


def _labelled_task(context: Context, index: int, block: Block, text: str) -> tuple[str, tuple[str, ...]]:
    """ "- Thời gian thực hiện: Quý IV/2025" speaks of the task in the heading above, or in the sibling "- Nội dung: …"."""
    blocks = context.outline.blocks
    near = [
        i for i in range(max(0, index - 6), min(len(blocks), index + 5)) if i != index and blocks[i].ancestors == block.ancestors
    ]
    tasks = [context.line(i)[m.end() :] for i in near if (m := _TASK_LABEL.match(key_of(context.line(i))))]
    above = [context.line(i) for i in reversed(block.ancestors)]
    beside = context.line(index - 1) if index - 1 in near else ""
    if above and beside and heading_body(above[0]) and not _TIME_LABEL.search(key_of(beside)[:60]):
        above = [beside, *above]
    task = tasks[0] if tasks else above[0] if above else text
    below = [
        i
        for i in range(max(0, index - 6), min(len(blocks), index + 5))
        if blocks[i].ancestors and blocks[i].ancestors[:-1] == block.ancestors and blocks[i].ancestors != block.ancestors
    ]
    named = [
        (said, m)
        for i in (*near, *below)
        if (m := _BODY_LABEL.match(key_of(said := context.line(i)))) and said[m.end() :].strip(" .;")
    ]
    bodies: tuple[str, ...] = ()
    if named:
        said = named[0][0][named[0][1].end() :]
        found = subject_of(said)
        bodies = split_list(found[0] if found else said.strip(" .;"))
    doers = tuple(found[0] for i in near if i < index and (found := subject_of(context.line(i))))
    return _MARK.sub("", " ".join(task.split())).strip(" .:;"), bodies or doers or bodies_above(context, index, block, 0)


_MARK = re.compile(r"^(?:[-+*•]|\(?\d{1,2}(?:\.\d+)*(?:[.)]|[-–](?=\s))|[IVX]+(?:\.|[-–](?=\s))|[a-zđ]\))\s*")


def bodies_above(context: Context, index: int, block: Block, start: int) -> tuple[str, ...]:
    """The subject of an earlier clause of the block, else the body of the nearest heading that names one."""
    line = context.line(index)
    for first, last in reversed([span for span in clauses(line) if span[0] < start]):
        if found := subject_of(line[first:last]):
            return split_list(found[0])
    if start and (found := subject_of(line)):
        return split_list(found[0])
    beside = context.outline.blocks[index - 1] if index and not block.label and _TIME_FIRST.match(key_of(line)) else None
    is_beside = beside is not None and beside.kind is BlockKind.PARAGRAPH and beside.ancestors == block.ancestors
    if is_beside and (found := subject_of(context.line(index - 1))):
        return split_list(found[0])
    for above in reversed(block.ancestors):
        if body := heading_body(context.line(above)):
            return split_list(body)
    return _asked(context, index)


_TIME_FIRST = re.compile(r"\s*(?:thoi gian|thoi han|tien do|hoan thanh|xong)\b")
_ASKS = re.compile(r"(?<!\w)(?:đề nghị|yêu cầu|[Gg]iao)\s+(?=\w)")


def _asked(context: Context, index: int) -> tuple[str, ...]:
    """Whom a letter asks in the line that introduces its numbered list: "… Sở Nội vụ đề nghị Ủy ban nhân dân các huyện:"."""
    if not context.outline.blocks[index].path:
        return ()
    for above in range(index - 1, -1, -1):
        block, line = context.outline.blocks[above], context.line(above)
        if block.label or block.kind is BlockKind.FURNITURE:
            continue
        asks = list(_ASKS.finditer(line)) if line.rstrip().endswith(":") and block.kind in _INTRODUCES else []
        found = subject_of(line[asks[-1].start() :]) if asks else None
        return split_list(found[0]) if found else ()
    return ()


_INTRODUCES = frozenset({BlockKind.PARAGRAPH, BlockKind.PREAMBLE})
_TIME_COLUMN = re.compile(r"(?:thoi gian|thoi han|tien do|thoi diem|han hoan thanh)(?!.*(?:cong tac|giu chuc))")
_TASK_COLUMN = re.compile(r"(?:noi dung|nhiem vu|cong viec|hoat dong|ten|danh muc|san pham|giai phap)")
_BODY_COLUMN = re.compile(r"(?:chu tri|don vi thuc hien|co quan thuc hien|thuc hien|phu trach|trach nhiem)")


def read_table(context: Context, table: Table, clock: Clock) -> Iterator[Deadline]:
    """A column headed "Thời gian hoàn thành" gives each row's task its deadline."""
    heads = _headings(table)
    time = next((c for c, words in heads.items() if _TIME_COLUMN.search(words)), None)
    task = next((c for c, words in heads.items() if _TASK_COLUMN.search(words) and c != time), None)
    if time is None or task is None:
        return
    body = next((c for c, words in heads.items() if _BODY_COLUMN.search(words) and c not in {time, task}), None)
    for row in range(table.header_rows, table.row_count):
        cell, what = table.cell(row, time), table.cell(row, task)
        if cell is None or what is None or not cell.text or not what.text or cell is what:
            continue
        limits = find_limits(f"Thời gian: {cell.text}", year=clock.year, signed=clock.signed)
        doer = table.cell(row, body) if body is not None else None
        who = doer.text if doer is not None else ""
        for limit in limits:
            if limit.latest is None or clock.signed is None or limit.latest >= clock.signed:
                yield _table_deadline(
                    context,
                    table,
                    limit,
                    [what.pieces, cell.pieces],
                    written=cell.text,
                    task=what.text,
                    who=who,
                )


def _headings(table: Table) -> dict[int, str]:
    return {
        column: key_of(" ".join(cell.text for row in range(table.header_rows) if (cell := table.cell(row, column)) is not None))
        for column in range(table.column_count)
    }


def _table_deadline(
    context: Context, table: Table, limit: Limit, pieces: list[tuple[Span, ...]], *, written: str, task: str, who: str
) -> Deadline:
    spans = sorted((span for group in pieces for span in group), key=lambda s: s.start)
    section = ".".join(table.path) or None
    return Deadline(
        **context.evidence_at(
            "deadline",
            NAME,
            spans,
            section=section,
            confidence=0.85,
            identity=(limit.start, limit.latest, limit.every),
            doubts=limit.doubts,
        ),
        written=written,
        relation=limit.relation,
        earliest=limit.earliest,
        latest=limit.latest,
        every=limit.every,
        after=limit.after,
        task=task,
        bodies=split_list(who),
    )
