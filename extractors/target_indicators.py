"""What a number of a sentence counts, and how it moves: "tỷ lệ hộ nghèo giảm còn 4,2%" → tỷ lệ hộ nghèo, down to."""

import re

from extractors.due import find_dues
from extractors.grammar.keys import key_of
from extractors.grammar.tasks import doing_after
from extractors.grammar.units import UnitKind
from extractors.target_records import Found
from extractors.target_segments import Segment, begins_with_head
from extractors.words import anywhere, at_end, at_start, words
from models.quantity import Change, Comparator


def change_word(before: str) -> Change | None:  # noqa: PLR0911 - a list of cases
    """What the verb right before the number says of change: "giảm còn" is a level, "giảm" a decrease."""
    stripped = _without_fillers(before)
    if at_end("targets", "change.cumulative").search(stripped) or re.match(r"\s*(?:lũy|luy) ke\b", before):
        return Change.CUMULATIVE
    if at_end("targets", "change.level").search(stripped):
        return Change.LEVEL
    if (rate := _RATE_OF_CHANGE.search(stripped)) and begins_with_head(stripped[: rate.start()]):
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


def change_of(segment: Segment) -> Change:
    change = change_word(segment.before_key) or _change_ahead(segment)
    if change in {Change.INCREASE, Change.DECREASE} and segment.baseline:
        return Change.LEVEL
    return change or Change.LEVEL


_LEVEL_BEFORE = re.compile(r"(?<!\w)(?:dat|con|len|xuong|o muc|muc|ve|thanh|la|chiem|duoi)(?!\w)(?:\s+\S+){0,3}\s*$")


_VERB_AHEAD = re.compile(r"(?:^|(?<=phan dau )|(?<=, )|(?<=moi nam )|(?<=hang nam )|(?<=keo ))\s*(giam|tang)(?: them)?\s+(?=\w)")


def _change_ahead(segment: Segment) -> Change | None:
    """ "Giảm tỷ lệ hộ nghèo 2%" takes 2 % off; "giảm tỷ lệ hộ nghèo xuống 2%", "dưới 2%" are levels."""
    if segment.quantity.comparator in {Comparator.LT, Comparator.LE} or _LEVEL_BEFORE.search(segment.before_key):
        return None
    verbs = [match for match in _VERB_AHEAD.finditer(segment.before_key) if begins_with_head(segment.before_key[match.end() :])]
    if not verbs or "," in segment.before_key[verbs[-1].end() :]:
        return None
    return Change.DECREASE if verbs[-1][1] == "giam" else Change.INCREASE


def without_times(text: str) -> str:
    """A text with its due dates taken out, for an indicator."""
    for mention in reversed(find_dues(text)):
        text = f"{text[: mention.start].rstrip(' ,')} {text[mention.end :].lstrip(' ,')}"
    return " ".join(text.split()).strip(" ,:-–")


def stripped_lead(text: str) -> str:
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


def content_of(text: str) -> str:
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


def indicator_before(segment: Segment) -> str:
    text = re.sub(r"(?:^|\s)giai đoạn$", "", _stripped_tail(without_times(segment.before)), flags=re.IGNORECASE)
    if begins_with_head(key_of(text)):
        return content_of(text)
    if len(text.split()) > 8 and (at := _last_head(key_of(text))) is not None:
        return content_of(text[at:])
    stripped = stripped_lead(text)
    return content_of(_stripped_tail(stripped))


_NEXT_ACT = re.compile(
    r",\s+(?:chi dao|dong thoi|tap trung|chu trong|phu hop|gop phan|nham|qua do|lam co so|gan voi|tao|uu tien|bao dam|dam bao|"
    r"tien toi|thiet thuc|chao mung)(?!\w).*$"
)
"""What is done besides: "có thêm 09 xã đạt chuẩn, chỉ đạo các xã còn lại …" """


def _is_share(segment: Segment) -> bool:
    return segment.quantity.unit.kind is UnitKind.PERCENT and ("chiem" in segment.before_key or segment.share_of is not None)


_ASIDE_OF_TODAY = re.compile(r"\s*\((?:năm|hiện|ước|tính đến|so với)\s[^()]*\d[^()]*\)\s*$", re.IGNORECASE)
"""How it stands now: "80% người dân hài lòng (năm 2023 đạt 75%)"."""


def indicator_of(segment: Segment, change: Change, previous: Found | None) -> str:  # noqa: PLR0911, PLR0912 - a list of cases
    """What is counted, in the document's words, complete enough to stand alone."""
    before = (
        re.sub(r"\s*\btừ\s+[\d.,]+[^,;]{0,40}$", "", indicator_before(segment)) if segment.baseline else indicator_before(segment)
    )
    behind = _ASIDE_OF_TODAY.sub("", re.sub(r"^\s*\([^()]*\)", "", segment.after))  # names, conditions, a share
    if segment.quantity.unit.kind is UnitKind.PERCENT and behind.lstrip().startswith(","):
        behind = ""  # "đạt từ 10% trở lên, Chính phủ yêu cầu …": what follows is no part of the name
    if (act := _NEXT_ACT.search(key_of(behind))) is not None:
        behind = behind[: act.start()]
    after = content_of(re.sub(r"\s*\([^()]*$|^\s*\(.*$|,?\s*(?:cụ thể )?như sau\s*:?$", "", without_times(behind)))
    unit = segment.quantity.unit
    has_head = bool(before) and begins_with_head(key_of(before))
    label = content_of(stripped_lead(without_times(segment.label))) if segment.label else ""
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
    if counted and _SUBJECT_REACHES.search(segment.before_key) and before and not after and not begins_with_act(before):
        return _cased(before)  # "năng lực sản xuất giống đạt 500 triệu cây"
    if counted and not has_head:
        noun = f"số {_noun_of(unit.name)} {after}".strip()
        if previous is not None and not (after or before or label):
            same = previous.unit == unit.name
            return previous.indicator if same else _cased(f"{noun} trong {previous.indicator}")
        if label and begins_with_head(key_of(label)) and not after and not before:
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


def begins_with_act(text: str) -> bool:
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
