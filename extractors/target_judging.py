"""Tells the numbers of a sentence that shall be reached from those that merely are, were, are allotted or are a condition."""

import re

from extractors.due import due_of, find_dues
from extractors.grammar.keys import key_of
from extractors.grammar.units import UnitKind
from extractors.target_indicators import begins_with_act, change_word, content_of, indicator_before, stripped_lead, without_times
from extractors.target_segments import BARE, Segment, begins_with_head
from extractors.target_settings import Setting
from extractors.words import anywhere, at_end, spelled
from models.quantity import Change, Comparator

_MONTHS_PAST = re.compile(
    r"(?<!\w)(?:\d+|chin|sau|ba) thang (?:dau )?nam(?: \d{4})?(?!\w)|(?<!\w)(?:so voi|cung ky) nam truoc|(?<!\w)cung ky nam \d{4}"
)
_AGAINST_A_YEAR = re.compile(r"(?<!\w)so voi nam \d{4}")
"""What a result is held against, and a goal too where its time lies ahead: "cắt giảm 50% so với năm 2024, xong trong quý II"."""


def is_report(clause: str, *, ahead: bool = False) -> bool:
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


def goal_before(key: str) -> re.Match[str] | None:
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
    follows = after_target and kind is UnitKind.PERCENT and is_bare(segment)
    if _is_vetoed(segment, clause, setting, follows=follows, strives=strives):
        return None
    explicit = anywhere("targets", "goal_words").search(clause_key) is not None
    change = change_word(before)
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
    named = bool(indicator_before(segment) or segment.label) or (
        kind in {UnitKind.PERCENT, UnitKind.MEASURE}
        and bool(content_of(without_times(re.sub(r",?\s*(?:cụ thể )?như sau\s*:?$", "", segment.after))))
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
    if by_then and (named or content_of(segment.after)) and kind is not UnitKind.MONEY and _is_done(segment):
        return "by then"
    if follows or (after_target and not named and is_bare(segment) and due_of(segment.text) is not None):
        return "row"  # "đến năm 2025 có 70% hộ được vay vốn và 50% hộ được tập huấn"
    if after_target and not named:
        return "elliptical" if change is not None else None
    reaches = re.search(r"\b(?:dat|giam con|xuong|tang len|con|bao dam|dam bao|phai co|o muc)\b", before) is not None
    reaches = reaches or key_of(segment.line[segment.quantity.start :]).startswith("dat ")
    future = setting.is_future(due_of(segment.text, year=setting.year))
    if named and reaches and (future or (explicit and kind is UnitKind.PERCENT)):
        return "reach"
    if setting.is_programme and (reaches or change is not None) and begins_with_head(key_of(without_times(segment.before))):
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


def is_bare(segment: Segment) -> bool:
    """Nothing but a time and a bound stands before the number."""
    return BARE.fullmatch(re.sub(r"(?:^|\s)giai doan$", "", key_of(without_times(segment.before)))) is not None


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
    is_named_measure = (quantity.unit.name.isupper() and (begins_with_head(before) or segment.label != "")) or (
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
    if goal and (acts or not before.strip(" ,") or begins_with_head(before)):
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
    if quantity.comparator is Comparator.APPROX and setting.is_plan and begins_with_act(stripped_lead(segment.before)):
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
