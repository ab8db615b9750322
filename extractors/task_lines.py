"""What a line of a list of tasks says: whose task begins, where its topic ends, whether it is one at all."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from extractors.base import clauses
from extractors.grammar.instruments import kinds_pattern
from extractors.grammar.keys import CAPITALS, key_of
from extractors.grammar.tasks import Actor, actor_at, actor_in, after_mark, asked_late, doing_after, is_label, partners_of
from models.spans import Span


@dataclass(frozen=True)
class Governor:
    """What the headings above a block say: the body, whether it is asked rather than told, and role and partners if named."""

    body: str
    requested: bool = False
    role: str = ""
    partners: tuple[str, ...] = ()


def does_of_its_own(rest: str) -> bool:
    """Whether the words behind a doer are a task: "chủ trì, phối hợp với các sở" is none, "chủ trì tham mưu ban hành …" is."""
    _, after = partners_of(rest)
    tail = re.sub(
        r"^(?:là )?(?:(?:cơ quan )?chủ trì|phối hợp|thực hiện)(?!\w)[\s,]*", "", rest[after:] or "", flags=re.IGNORECASE
    )
    return len(tail.split()) >= 3 and (doing_after(tail, 0) or tail == rest)


def is_bullet(line: str) -> bool:
    return line[:1] in tuple("-–+•*")


def is_plain_bullet(line: str) -> bool:
    labels = ("task_labels", "doer_labels", "partner_labels", "other_labels")
    return is_bullet(line) and is_label(line, *labels) is None and states_task(line)


def asks_late(line: str) -> bool:
    """Whether grounds end in an asking: "Căn cứ …, đề nghị các đơn vị báo cáo …"."""
    return any(asked_late(line[start:end]) is not None for start, end in clauses(line))


def asked_by(text: str, speaker: Actor) -> Actor | None:
    """Whom the one who speaks asks or tells: "Chính phủ đề nghị Hội đồng nhân dân các tỉnh tăng cường giám sát"."""
    asked = actor_at(text, len(text) - len(text[speaker.end :].lstrip()))
    return asked if asked is not None and asked.order and doing_after(text, asked.end) else None


def shifted(actor: Actor, by: int) -> Actor:
    return replace(actor, start=actor.start + by, end=actor.end + by)


_DOES = re.compile(
    r"(?<!\w)(?:chủ trì|phối hợp|có trách nhiệm|chịu trách nhiệm|tham mưu|thực hiện|triển khai|tiếp tục|"
    r"chủ động|khẩn trương|chỉ đạo các|tập trung)(?!\w)"
)


def names_only(text: str) -> bool:
    """A heading that is a body's name from end to end, whatever verbs the name holds."""
    return len(text.split()) <= 40 and _DOES.search(re.sub(r"\([^()]*\)", "", text)) is None


def capital_body(text: str, at: int) -> Governor | None:
    """A heading in capitals: "I. SỞ Y TẾ"."""
    if text[at:].isupper() and actor_at(text[at:].title(), 0) is not None and len(text[at:].split()) <= 14:
        return Governor(text[at:].strip())
    return None


def topic_end(line: str, begin: int) -> int:
    """Where a line goes on after the words that say what it is about."""
    if (about := ABOUT.match(line, begin)) and acts(line[about.end() :]):
        return about.end()
    if (about := _ABOUT_WHAT.match(line, begin)) and doing_after(line, about.end()):
        return about.end()
    topic = _TOPIC.match(line, begin)
    return topic.end() if topic and not doing_after(line, begin) and actor_at(line, begin) is None else begin


def after_topic(line: str, start: int) -> int:
    """Where a numbered clause goes on after what it is about: "(2) Về nguồn lực: Giao Sở Tài chính …"."""
    begin = start + after_mark(line[start:])
    about = ABOUT.match(line, begin)
    return about.end() if about and acts(line[about.end() :]) else start


def acts(text: str) -> bool:
    """Whether a text begins with a body that acts or is told to."""
    actor = actor_in(text)
    return actor is not None and (bool(actor.order) or doing_after(text, actor.end))


ABOUT = re.compile(rf"(?:Về|Đối với|Liên quan)\s[^:]{{3,400}}?:\s+(?=[{CAPITALS}])")
"""What a line is about, however long: "2. Về việc bổ sung vốn cho dự án …: Giao Sở Tài chính …"."""
_ABOUT_WHAT = re.compile(r"(?:Về|Đối với|Liên quan)\s[^:;.]{3,200}?:\s+(?=\w)")
"""The same before a verb: "- Về giải phóng mặt bằng, tái định cư: chỉ đạo …"."""
_TOPIC = re.compile(r"(?:[^\s:;,.]+\s+){0,6}[^\s:;,.]+:\s+(?=\S)")
"""A few words before a colon: "Nguồn ngân sách: Hằng năm, …"."""


def own_heading(line: str) -> tuple[Governor, int] | None:
    """A block that names its body before a colon and goes on: "1. Sở Y tế: Hướng dẫn …"."""
    begin = after_mark(line)
    towards = re.compile(r"(?:đối với|về phía|riêng)\s+", re.IGNORECASE).match(line, begin)
    actor = actor_at(line, towards.end() if towards else begin)
    if actor is None:
        return None
    rest = re.compile(r"\s*(?:\([^()]*\))?\s*:\s+(?=\S)").match(line, actor.end)
    return (Governor(actor.name, actor.is_requested), rest.end()) if rest else None


def task_clauses(line: str, begin: int) -> list[tuple[int, int]]:
    """Full stops, and semicolons before a verb or a body that acts."""
    found: list[tuple[int, int]] = []
    for start, end in _marked(line):
        at = max(start, begin)
        if at >= end:
            continue
        text = line[at:end]
        before = line[found[-1][0] : found[-1][1]].rstrip() if found else ""
        is_open = (
            before.count("(") > before.count(")")
            or _ends_in_partners(before)
            or _only_names(before)
            or ((listed := _LIST.search(before)) is not None and not _is_over(before, listed) and not _leaves_list(before, text))
            or _LIST_OF_ONE_KIND.search(before) is not None
        )
        if before.endswith(";") and (is_open or ONLY_WHEN.match(text) or not (states_task(text) or acts(text))):
            found[-1] = (found[-1][0], end)
        else:
            found.append((at, end))
    return found


_FRONTED = re.compile(r"(?:trong thời hạn|trong quá trình|trước ngày|chậm nhất|hằng (?:năm|tháng|quý)|định kỳ)\b", re.IGNORECASE)
_INLINE_MARK = re.compile(r":\s+(?=\((?:\d{1,2}|[ivx]{1,4})\)\s)")


def _marked(line: str) -> Iterator[tuple[int, int]]:
    """Clauses, cut before "(1)" after a colon when a body stands behind it."""
    for start, end in clauses(line):
        mark = _INLINE_MARK.search(line, start, end)
        if mark is None or actor_at(line, after_mark(line[mark.end() :]) + mark.end()) is None:
            yield start, end
        else:
            yield start, mark.start() + 1
            yield mark.end(), end


ONLY_WHEN = re.compile(
    r"\s*(?:hoàn thành|xong|thời gian|thời hạn|báo cáo kết quả)?\s*(?:xong\s+)?(?:trước|trong|chậm nhất|đến|"
    r"vào)\s[^,;]{3,40}[.;/]*$",
    re.IGNORECASE,
)
_LIST = re.compile(r"(?<!\w)(?:như|gồm|bao gồm|sau đây|hình thức|cụ thể|hành vi)\s*:", re.IGNORECASE)


def _leaves_list(before: str, text: str) -> bool:
    """A clause without a mark after marked ones: "cụ thể: (i) Đánh giá …; (ii) Đề xuất …; báo cáo kết quả trong tháng 11"."""
    return _MARKED_ITEM.search(before) is not None and re.match(r"\s*\(\w{1,4}\)", text) is None


_MARKED_ITEM = re.compile(r"[:;]\s+\((?:i{1,3}|iv|v|[1-9])\)\s")


def _is_over(text: str, listed: re.Match[str]) -> bool:
    """Examples that break off have ended before the semicolon: "lĩnh vực còn yếu như: đất đai, tài chính,...;"."""
    return re.search(r"\.\.\.|…", text[listed.end() :]) is not None


_LIST_OF_ONE_KIND = re.compile(r"(\w+ \w+)(?: sau| sau đây| gồm)?:\s+\((?:1|i)\)\s+\1(?!\w)", re.IGNORECASE)
"""What is numbered are things of the kind just named and no tasks: "hoàn thiện các báo cáo: (i) Báo cáo về …; (ii) …"."""


def _only_names(text: str) -> bool:
    """ "Đề nghị Giám đốc các sở; Chủ tịch UBND các xã triển khai …": a body before the semicolon has not come to its verb yet."""
    actor = actor_in(text)
    return actor is not None and not text[actor.end :].strip(" ;,")


def _ends_in_partners(text: str) -> bool:
    """ "chủ trì, phối hợp với các sở;" has not come to its task yet."""
    partners, end = partners_of(text.rstrip(" ;"))
    return bool(partners) and not text[end:].strip(" ;,.")


_NO_TASK = re.compile(rf"(?:nghiem )?cam(?!\w)|{kinds_pattern()}(?: lien tich)? so\s*:?\s*\d")
"""A ban, and a paper that a list goes on with: "…; Quyết định số 15/2021/QĐ-UBND …"."""


def states_task(text: str) -> bool:
    at = after_mark(text)
    if _NO_TASK.match(key_of(text[at : at + 60])):
        return False
    if fronted := _FRONTED.match(text, at):
        later = (match.end() for match in re.finditer(r",\s+", text) if match.end() > fronted.end())
        return doing_after(text, at) or any(doing_after(text, place) for place in later)
    return len(text[at:].split()) >= 3 and doing_after(text, at) and re.match(r"(?:đã|được hưởng)\b", text[at:].lower()) is None


def task_words(doing: str, after: int) -> str:
    """The task without "chủ trì, phối hợp với …" before it."""
    rest = doing[after:].strip(" ,:;.") if after else doing
    return rest if len(rest.split()) >= 3 else doing.strip(" ,:;.")


def joined(spans: Sequence[Span]) -> tuple[Span, ...]:
    return tuple(sorted(spans, key=lambda span: span.start))
