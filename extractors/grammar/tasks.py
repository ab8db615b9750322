"""Who does what in a clause: "Sở Y tế chủ trì, phối hợp với Công an tỉnh rà soát …" → body, role, partners, task.

Names begin with a capital and verbs do not: the first verb in lower case ends a body's name, unless it belongs to the name
("Ban quản lý", "các tổ chức").
"""

import re
import tomllib
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from extractors.grammar.keys import CAPITALS, SMALL

_DATA = Path(__file__).with_name("tasks.toml")


@cache
def words(name: str) -> tuple[str, ...]:
    """The phrases under a name of tasks.toml."""
    with _DATA.open("rb") as file:
        data: dict[str, Any] = tomllib.load(file)
    return tuple(data[name])


@cache
def _pattern(*names: str) -> str:
    phrases = sorted({phrase for name in names for phrase in words(name)}, key=len, reverse=True)
    return "(?:" + "|".join(re.escape(p).replace(r"\ ", r"\s+") for p in phrases) + r")(?!\w)"


@cache
def _compiled(template: str, *names: str) -> re.Pattern[str]:
    return re.compile(template.replace("@", _pattern(*names)))


@dataclass(frozen=True)
class Actor:
    """A body at `start:end` of a text; `order` is what tells it to act ("đề nghị", "giao"), "" when nothing does."""

    start: int
    end: int
    name: str
    order: str = ""

    @property
    def is_requested(self) -> bool:
        return self.order in words("requests")


_MARK = re.compile(
    rf"\s*(?:(?:[1-9]\d?|[a-zđ]|[IVXHLl|]{{1,4}}|[IL|l][.,]|\))\s+(?=[{CAPITALS}])"  # misread, or without its stop
    r"|(?:[-–+*•]\s*|\(?\d{1,2}(?:\.\d+)*[.)]\s+|\d{1,2},\s+(?=[^\W\d_])|\([ivx]{1,4}\)\s+|\d{1,2}(?:\.\d+)+\s+|[IVX]+\.\s+|[a-zđ][.)]\s+|Điều\s+\d+\s*[.:]\s*)*)"
)
_MAX_BODY = 450


def after_mark(text: str) -> int:
    """Where a text begins after its bullet or number."""
    match = _MARK.match(text)
    return match.end() if match else 0


def actor_at(text: str, at: int) -> Actor | None:  # noqa: PLR0911 - a list of cases
    """The body that stands at `text[at:]`; None when something else does."""
    low = text.lower()
    order = ""
    if match := _compiled(r"(@)\s*:?\s+", "orders", "requests").match(low, at):
        order, at = " ".join(match[1].split()), match.end()
    head = _compiled(r"(?:(?:các|những|toàn bộ|tất cả|từng|mỗi|một số)\s+)?@", "heads").match(low, at)
    if head is None or _compiled("@", "not_heads").match(low, at) or _is_verb_instead(text, low, at, head.end()):
        return None
    if not order and not (
        text[at].isupper() or low.startswith(("các ", "những cơ quan", "những đơn vị", "cơ quan", "đơn vị"), at)
    ):
        return None
    end = _end_of_body(text, at)
    if of_those := _THOSE_WHO.match(text, at):
        end = max(end, of_those.end())
    name = re.sub(r"\s*\([^()]*\)?\s*$", "", text[at:end]).strip(" ,:;.–-")
    name = re.sub(r",?\s+(?:trong đó|nhất là|đặc biệt là|theo|căn cứ|trên cơ sở)\b.*$", "", name)
    relative = _RELATIVE.match(text, end)
    if order == "phân công" and name.lower() in words("nobody"):
        return None  # "phân công cán bộ trực": what a body does, and no order
    if not order and name.lower() in words("nobody") and name not in words("places_that_act"):
        if relative is None:
            return None
        name = text[at : relative.end()].strip()
    if _NO_BODY.search(name) or name.count("(") != name.count(")"):
        return None
    is_one_word = len(name.split()) == 1 and not name.isupper() and name not in words("places_that_act")
    if is_one_word or not name or len(name) > _MAX_BODY or re.search(r"\b(?:của|về|tại|với|các|và)$", name):
        return None
    if relative is not None:
        end = relative.end()
    return Actor(at, end, name, order)


_THOSE_WHO = re.compile(
    r"(?:các|những|mọi)\s(?:tổ chức|cá nhân|đơn vị|doanh nghiệp|cơ sở|công ty|hộ|chủ|nhà máy|hợp tác xã)(?!\w)[^;:.()]{0,60}?"
    r"\s(?:khai thác|sử dụng|cấp|kinh doanh|sản xuất|vận hành|thi công|nuôi|vận chuyển|hành nghề|chăn nuôi|chế biến)\s"
    r"[^;:.()]{3,140}?(?<!và)(?<!,)(?=\s(?:có trách nhiệm|chịu trách nhiệm)(?!\w))",
    re.IGNORECASE,
)
"""Bodies told by what they do: "Các hộ kinh doanh khai thác nước ngầm trên địa bàn có trách nhiệm …"."""
_RELATIVE = re.compile(
    r"\s*được (?:phân công|giao)(?!\w)[^;.:]{0,160}?"
    r"(?=(?<!\w)(?:có trách nhiệm|chịu trách nhiệm|lập dự toán|chủ động|phải|cần)(?!\w))"
)
"""What tells which bodies are meant: "các sở được phân công chủ trì nhiệm vụ này có trách nhiệm …"."""


_NO_BODY = re.compile(
    r"(?<!\w)(?:do|chiếm|bằng|gồm|(?<!giúp )việc|nguồn|khoản|coi|liên quan đến|liên quan tới|thi đua|chịu|thuộc diện|"
    r"có(?! liên quan| thẩm quyền| chức năng| trách nhiệm| điều kiện| nhu cầu| thành tích| di tích| rừng| đất|"
    r" dự án| hoạt động| giường bệnh| trụ sở| huyện| xã| phường| đường| biên giới| biển| cảng| khu | đông |$))(?!\w)"
)


def _is_verb_instead(text: str, low: str, at: int, head_end: int) -> bool:
    """ "Tổ chức hội nghị", "Ban hành kế hoạch": a verb that begins like a body's name, unless a name follows ("Lãnh đạo Sở")."""
    verb = _compiled("@", "verbs").match(low, at)
    if verb is None or verb.end() < head_end or low.startswith("tổ chức, cá nhân", at):
        return False
    following = text[verb.end() :].lstrip()
    if _INSPECTORATE.match(low, at):
        return False
    is_body = _compiled("@", "heads").match(following.lower()) and not _compiled("@", "not_heads").match(following.lower())
    return not (following[:1].isupper() and is_body)


_INSPECTORATE = re.compile(
    r"thanh tra (?:tỉnh|thành phố|huyện|thị xã|sở|bộ|chính phủ|nhà nước)(?!\w)"
    r"|lãnh đạo (?:các|sở|bộ|ubnd|ủy ban|uỷ ban|cơ quan|đơn vị)(?!\w)"
)
"""Bodies whose first word is a verb elsewhere."""


def _end_of_body(text: str, at: int) -> int:
    """Where the name ends: at its verb, a colon, an opening bracket or the end."""
    verb = _compiled(r"(?<![\w/])@", "verbs", "adverbs")
    stop = re.compile(
        rf"[:(]|\.\s|\.$|(?<!chính trị)(?<!kinh tế)(?<!văn hóa)(?<!văn hoá)(?<!sở)(?<!quận)(?<!phường)"
        rf"\s[-–]\s(?=[{SMALL}])|\s(?=(?:chậm nhất|muộn nhất|trước (?:ngày|tháng|quý|\d))(?!\w))"
    )
    hard = stop.search(text, at)
    while (
        hard
        and hard.group() == ":"
        and _compiled(r"\s+@", "heads").match(text.lower(), hard.end())
        and "các" in text[at : hard.start()].lower()
    ):
        hard = stop.search(text, hard.end())  # "các tổ chức hội: Hội Nông dân, …"
    while hard and hard.group() == ":" and _FIELDS_NAMED.search(text, at, hard.start()) and _FIELD.match(text, hard.end()):
        hard = stop.search(text, hard.end())  # "Các Bộ: Quốc phòng, Tài chính …"
    while hard and hard.group() == ":" and _UNITS_NAMED.search(text, at, hard.start()) and _PLACES.match(text, hard.end()):
        hard = stop.search(text, hard.end())  # "Ủy ban nhân dân các xã: Gia Thuận, Tân Điền …"
    limit = hard.start() if hard else len(text)
    for match in verb.finditer(text, at + 2, limit):
        if match.group().islower() and not _in_name(text, at, match.start(), match.end()):
            return len(text[: match.start()].rstrip())
    return limit


_FIELDS_NAMED = re.compile(r"các (?:bộ|sở|ban|tập đoàn)(?:, (?:cơ quan|ban|ngành|ban, ngành))?$", re.IGNORECASE)
_FIELD = re.compile(rf"\s+(?:[{CAPITALS}][{SMALL}]+\s+){{0,2}}[{CAPITALS}]?[{SMALL}]+\s?(?:,|và\s)")
_UNITS_NAMED = re.compile(
    r"các (?:tỉnh|thành phố|tỉnh, thành phố|xã|phường|xã, phường|huyện)(?: trực thuộc Trung ương)?$", re.IGNORECASE
)
_PLACE = rf"[{CAPITALS}][{SMALL}]+(?:\s[{CAPITALS}][{SMALL}]+)*"
_PLACES = re.compile(rf"\s+{_PLACE}(?:(?:,\s+|\s+và\s+){_PLACE})*\s+[{SMALL}]")


def _in_name(text: str, at: int, start: int, end: int) -> bool:  # noqa: PLR0911 - a list of cases
    """Whether a verb is part of the name: "Ban quản lý dự án", "các tổ chức chính trị", "xã Thống nhất"."""
    before, after = text[at:start].rstrip(), text[end : end + 30].lstrip()
    last = re.search(r"[^\s]+$", before)
    previous = last.group().strip(",").lower() if last else ""
    word = text[start:end]
    if text.startswith("trực thuộc", start) or (word == "cho" and before.endswith("giúp việc")):
        return True
    if word == "cấp" and re.match(
        r"(?:tỉnh|huyện|xã|trên|dưới|ủy|uỷ|có thẩm quyền|trung ương|cơ sở|nước|bộ|thành phố|quốc gia|phòng|sở|chính)\b", after
    ):
        return True
    if (previous, word) in {
        ("phòng", "chống"),
        ("chương", "trình"),
        ("công", "trình"),
        ("quy", "trình"),
        ("giáo", "trình"),
        ("công", "lập"),
        ("độc", "lập"),
        ("dân", "lập"),
        ("trung", "cấp"),
        ("cao", "cấp"),
        ("các", "cấp"),
        ("sơ", "cấp"),
        ("nhà", "xuất bản"),
        ("sở", "phát hành"),
    }:
        return True
    if word in {"tổ chức"}:
        return (
            previous in {"các", "những", "và", "cá", "của", "từng", "mọi"}
            or (before.endswith(",") and re.match(
                r"(?:,|và\b|cá nhân|chính trị|xã hội|đoàn thể|hội\b|thành viên|khác|có liên quan|liên quan|"
                r"tôn giáo|kinh tế)", after) is not None)
        )  # fmt: skip
    if before.endswith(",") or (previous == "và" and word not in words("name_verbs")):
        return word in {"phát triển", "chế biến", "đào tạo"} and previous == "và"
    if word == "quản lý" and re.match(r"(?:nhà nước|chuyên ngành|thị trường)\b", after):
        return True
    if word == "theo" or (word in {"được", "là", "cùng"} and previous in {"liên quan"}):
        return False
    if last and last.group()[:1].isupper() and f"{previous} {word}" in (*words("verbs"), *words("name_verbs")):
        return True  # "Sở Giáo dục và Đào tạo", "Kế hoạch và Đầu tư"
    word = next((verb for verb in words("name_verbs") if text.startswith(verb, start)), word)
    return word in words("name_verbs") and (
        previous in words("name_words") or before.lower().endswith("bộ phận") or (previous == "và" and " " in before)
    )


def after_aside(text: str, at: int) -> int:
    """Where a text goes on after what is said of a body beside its name."""
    at = len(text) - len(text[at:].lstrip(" ,:–-"))
    aside = _ASIDE.match(text, at)
    return aside.end() if aside else at


def doing_after(text: str, at: int) -> bool:
    """Whether a task begins at `text[at:]`: a verb, after adverbs and a fronted "Căn cứ …,"."""
    low = text.lower()
    at = len(text) - len(text[at:].lstrip(" ,:–-"))
    at = after_aside(text, at)
    if _GROUNDED.match(low, at):
        return True
    if _TIME_FIRST.match(text, at):
        return any(doing_after(text, word.end()) for word in re.compile(r"\s").finditer(text, at + 12, at + 60))
    verb, other = _compiled("@", "verbs", "adverbs").match(low, at), _compiled("@", "not_verbs").match(low, at)
    return verb is not None and (other is None or verb.end() > other.end())


_ASIDE = re.compile(
    r"\([^()]{1,120}\)[\s,]*|(?:là )?(?:cơ quan|đơn vị|bộ phận) (?:thường trực|đầu mối|chủ trì)[^;:()]{0,160}?"
    r"(?=(?<!\w)(?:chủ trì|phối hợp|có trách nhiệm|chịu trách nhiệm|tham mưu)(?!\w))"
)
"""What is said of a body beside its name: "(cơ quan thường trực)", "- cơ quan thường trực của Hội đồng"."""
_TIME = rf"(?:chậm nhất|muộn nhất|trước)\s(?:(?:là|vào|trước|đến|hết)\s)?(?:ngày|tháng|quý|\d)[^,;{CAPITALS}]{{0,40}}?"
_TIME_FIRST = re.compile(rf"{_TIME}\s(?=[^\W\d])")
"""A time between a body and what it does: "Các đơn vị trước ngày 25 hằng tháng báo cáo …"."""
_GROUNDED = re.compile(
    r"căn cứ vào [^;.]{4,200}?(?:,| để) (?:xây dựng|triển khai|tổ chức|lập|ban hành|rà soát|thực hiện|chủ động)(?!\w)"
)
_TIMED = re.compile(r"(?:chậm nhất|muộn nhất|trước|đến hết|trong)\s[^,;:]{3,60}?\d,?\s+(?=(?:các|những)\s)", re.IGNORECASE)
"""A time before the body that acts, with no more than a comma between: "Chậm nhất ngày 30/6/2022 các cơ quan phải …"."""
_FRONTED = re.compile(
    r"(?:căn cứ|trên cơ sở|trong phạm vi|hằng năm|hàng năm|hằng tháng|định kỳ|(?:trong )?thời gian tới|"
    r"trước mắt|trên đây là|trường hợp|chậm nhất|muộn nhất|theo chức năng|tùy|trước ngày|"
    r"(?P<weak>đối với|trong quá trình|sau khi|khi|để|từ|với))\b",
    re.IGNORECASE,
)
_WHEN = re.compile(r"(?:hằng|hàng) (?:năm|tháng|quý)|định kỳ|trước mắt", re.IGNORECASE)
_DUTY = re.compile(
    r"(?<!\w)(?:có trách nhiệm|chịu trách nhiệm|chủ trì|phối hợp|chủ động|kịp thời (?:báo cáo|phản ánh)|khẩn trương|"
    r"tập trung|tiếp tục|tăng cường|nghiêm túc|căn cứ (?:vào )?(?:chức năng|nhiệm vụ|tình hình|kế hoạch))(?!\w)"
)


def actor_in(text: str) -> Actor | None:  # noqa: PLR0911 - a list of cases
    """The body that a clause begins with, or that stands after a fronted phrase: "Căn cứ tình hình, các đơn vị …"."""
    begin = after_mark(text)
    at = begin + len(_lead(text[begin:]))
    timed = _TIMED.match(text, at)
    for place in (at, *([timed.end()] if timed else [])):
        actor = actor_at(text, place)
        if actor is not None and (place == at or doing_after(text, actor.end)):
            return actor
    fronted = _FRONTED.match(text, at) or _FRONTED.match(text, begin)
    if fronted is None or (fronted["weak"] and not _DUTY.search(text, fronted.end())):
        return None
    if _WHEN.fullmatch(fronted.group()) and doing_after(text, fronted.end()):
        return None  # "Hằng năm báo cáo Bộ Nội vụ, Ủy ban Dân tộc kết quả …": the verb has come, and its body is above
    for match in re.compile(r",\s+|\bcủa\s+(?=[Cc]ác\b)").finditer(text, at):
        found = actor_at(text, match.end())
        if found is not None and found.order and doing_after(text, found.end):
            return found
        is_verb_first = doing_after(text, match.end()) and not _FRONTED.match(text, match.end())
        if match.group().startswith(",") and is_verb_first and not fronted.group().lower().startswith("trên đây"):
            return None
        if re.match(r"(?:đơn vị|cơ quan|địa phương|cá nhân)\s*(?:,|\w+\s)", text[match.end() :]) and match.group().startswith(
            "của"
        ):
            continue
        if found is not None and found.end < len(text) and doing_after(text, found.end):
            return found
    return None


_GROUNDS = re.compile(
    r"\s*(?:thực hiện|căn cứ|trên cơ sở|để|nhằm|theo|xét|qua|tiếp theo|sau khi|từ|ngày|hiện nay|do|trong thời gian)(?!\w)",
    re.IGNORECASE,
)
_ASK = re.compile(r"(?<!\w)(?:trân trọng |kính )?(?:đề nghị|yêu cầu)\s", re.IGNORECASE)


def asked_late(text: str) -> tuple[int, Actor] | None:
    """Whom a letter asks behind its grounds, and where the asking begins: "Thực hiện Kế hoạch số …, Sở Nội vụ đề nghị các sở …".

    Between the last comma and the asking stands the one who asks, or nothing.
    """
    if _GROUNDS.match(text) is None:
        return None
    for match in _ASK.finditer(text):
        comma = text.rfind(",", 0, match.start())
        speaker = text[comma + 1 : match.start()].strip() if comma >= 0 else "?"
        asked = actor_at(text, match.start())
        if asked is None or not doing_after(text, asked.end) or _SPEAKER.fullmatch(speaker) is None:
            continue
        return match.start(), asked
    return None


_SPEAKER = re.compile(rf"|[{CAPITALS}](?:(?!\s(?:đã|có|đang|được|về)\s)[^,;:.()]){{2,90}}")


def _lead(text: str) -> str:
    match = re.match(
        r"(?:đồng thời|vì vậy|do đó|do vậy|ngoài ra|trong đó|riêng|đối với|"
        r"sau đó|tiếp đó|theo đó|trên cơ sở đó|bên cạnh đó)[,:]?\s+",
        text,
        re.IGNORECASE,
    )
    return match.group() if match else ""


_LEADS = re.compile(r"(?<!\w)chủ trì(?!\w)", re.IGNORECASE)
_COOPERATES = re.compile(
    r"(?<!\w)(?:phối hợp|phối kết hợp|cùng)(?:\s+(?:chặt chẽ|thường xuyên|kịp thời))?\s*(?:với|cùng)?(?!\w)", re.IGNORECASE
)
_WITH = re.compile(
    r"(?<!\w)(?i:phối hợp|phối kết hợp)(?:\s+(?:chặt chẽ|thường xuyên|kịp thời|đồng bộ))*\s*,?\s*"
    rf"(?:(?:với|cùng)(?:\s+với)?\s+|(?=(?:[{CAPITALS}]|các (?:sở|địa phương|cơ quan|đơn vị|lực lượng)|chính quyền|cơ quan)))"
)
_ADVISES = re.compile(r"\s*(?:chủ động\s+|kịp thời\s+|nghiên cứu,?\s+)?tham mưu(?!\w)", re.IGNORECASE)


def role_of(task: str, *, requested: bool) -> str:
    """lead, cooperate, advise or request, from the first words of a task."""
    head = task[:60]
    if requested:
        return "request"
    if _LEADS.search(head):
        return "lead"
    if match := _COOPERATES.search(head):
        return "cooperate" if match.start() <= 30 and "phối" in match.group().lower() else "lead"
    return "advise" if _ADVISES.match(task) else "lead"


def partners_of(task: str) -> tuple[tuple[str, ...], int]:
    """The bodies worked with, and where the task goes on after them: "phối hợp với A, B và C hướng dẫn …" → (A, B, C)."""
    match = _WITH.search(task)
    if match is None:
        return (), 0
    end = _end_of_body(task, match.end())
    named = task[match.end() : end].strip(" ,:;.")
    if not named or len(named) > _MAX_BODY:
        return (), 0
    is_late = len(task[: match.start()].split()) > MOST_WORDS_BEFORE_PARTNERS
    return split_bodies(named), 0 if is_late else end


MOST_WORDS_BEFORE_PARTNERS = 12
"""A task that has said more than this before "phối hợp với …" does not begin behind it."""


def split_bodies(names: str) -> tuple[str, ...]:
    """A list of bodies, one each: cut before a word that begins a new name, so that "các sở, ban, ngành" stays whole."""
    head = rf"(?:các|những|[{CAPITALS}][\w&/]*|đơn vị|cơ quan|địa phương|báo|doanh nghiệp|chính quyền|tổ chức)\b"
    parts = re.split(rf"\s*;\s*|,\s+(?={head})|\s+và\s+(?={head})", names)
    joined: list[str] = []
    for part in parts:
        text = part.strip(" ,")
        if not text:
            continue
        if joined and not _compiled(r"(?:(?:các|những|một số)\s+)?(?:@|sở|ban|ngành|báo|đoàn thể)", "heads").match(text.lower()):
            joined[-1] = f"{joined[-1]}, {text}"
        else:
            joined.append(text)
    return tuple(joined)


def is_label(text: str, *names: str) -> int | None:
    """Where the words after a label begin: "Cơ quan thực hiện: Sở Y tế" → after the colon; None when it is another text."""
    at = after_mark(text)
    match = _compiled(r"\(?@\s*(?:\([^()]*\)\s*)?:\s*", *names).match(text.lower(), at)
    return match.end() if match else None
