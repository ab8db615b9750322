"""Other documents that a document names by number → citations, each with its role.

"Căn cứ Quyết định số 263/QĐ-TTg ngày 22/02/2022 của Thủ tướng Chính phủ về phê duyệt …" → 263/QĐ-TTg, 22 Feb 2022, basis.
A document cited inside what is said about another one is a mention.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date

from extractors.base import Carrier, Context
from extractors.grammar import agencies
from extractors.grammar.dates import find_times
from extractors.grammar.instruments import KindMention, NumberMention, clashes, find_kinds, find_numbers
from extractors.grammar.keys import CAPITALS, SMALL, key_of
from extractors.instruments import instruments_of, keyed
from models.instrument import Citation, CitationRole
from models.outline import Block, BlockKind, Letterhead
from models.period import Precision

NAME = "citations"


@dataclass(frozen=True)
class CitationFound:
    """A citation in one line, `start:end` with everything said of it; `head` is where kind or number begin."""

    start: int
    end: int
    head: int
    kind: str | None
    number: NumberMention | None
    issued: date | None
    issuer: str | None
    about: str | None
    follows: bool  # coordinated with the citation before it
    doubts: tuple[str, ...] = ()


class CitationExtractor:
    """Component: adds `citations` to the context."""

    def __call__(self, doc: Carrier) -> Carrier:
        context: Context = doc._.context
        found = [citation for index, block in context.text_blocks() for citation in read_block(context, index, block)]
        found = with_back_references(context, found)
        citations = keyed(found, context.outline.letterhead)
        context.add(citations=citations)
        context.records = context.records.model_copy(update={"instruments": instruments_of(citations)})
        return doc


def read_block(context: Context, index: int, block: Block) -> Iterator[Citation]:
    """The citations of one block."""
    line = context.line(index)
    if not any(mark in line for mark in "/") and not _LAW.search(key_of(line)):
        return
    if _OWN_NUMBER.match(line):
        return
    own = context.outline.letterhead
    in_preamble = _is_preamble(context, index, block)
    enacts, said = _enacts(context, block), 0
    listed = _done_to_list(context, block) if enacts else None
    above: list[CitationRole] = []
    for found in find(line, with_laws=in_preamble):
        if found.number is not None and _is_own(found, own):
            above.append(CitationRole.MENTIONS)
            continue
        role = role_of(line, found, above, block.kind, in_preamble=in_preamble, enacts=enacts, sentence=said)
        if listed is not None and not above and _MARK_ALONE.fullmatch(key_of(line[: found.start])):
            role = listed
        above.append(role)
        said = found.end
        yield read(context, index, _against_own_day(found, own.issued), role)


def _against_own_day(found: CitationFound, signed: date | None) -> CitationFound:
    """A paper cites what is there: what bears a later day than its own is doubtful."""
    if found.issued is None or signed is None or found.issued <= signed:
        return found
    return replace(found, doubts=(*found.doubts, f"the day is later than this paper's, {signed.isoformat()}"))


def _is_own(found: CitationFound, own: Letterhead) -> bool:
    """Whether a number is the document's; where a hand wrote it unreadably, its symbol and day tell."""
    if found.number is None or found.number.number.symbol != own.symbol:
        return False
    return found.number.number.serial == own.number or (
        own.number is None and found.issued is not None and found.issued == own.issued
    )


_OWN_NUMBER = re.compile(r"\s*Số\s*:")


def find(line: str, *, with_laws: bool = False) -> list[CitationFound]:
    """Every citation in a line, left to right. `with_laws` also takes laws without a number: "Căn cứ Luật Đất đai"."""
    numbers = find_numbers(line)
    if not numbers and not with_laws:
        return []
    kinds = sorted(find_kinds(line), key=lambda mention: mention.start)
    found: list[CitationFound] = []
    for position, number in enumerate(numbers):
        left = numbers[position - 1].end if position else 0
        right = numbers[position + 1].start if position + 1 < len(numbers) else len(line)
        found.append(_around(line, number, kinds, found, left=left, right=right))
    found = _with_shared_days(line, _parted(line, found))
    if with_laws:
        found += _laws(line, found)
    return sorted(found, key=lambda citation: citation.head)


_GAP = re.compile(r"\s*(?:so|s[o6]|s|:|\s)*[.:]?\s*")
_DATED_GAP = re.compile(
    r"\s*(?:de\s+)?(?P<day>ngay\s+\d{1,2}(?:\s?[/.-]\s?\d{1,2}\s?[/.-]\s?\d{4}|\s+thang\s+\d{1,2}\s+nam\s+\d{4}))"
    r"\s*,?\s*so\s*:?\s*"
)
""" "văn bản đề ngày 29 tháng 10 năm 2024 số 16/CV-HNN"."""
_NAMED_GAP = re.compile(r"\s+(?!(?:ve|thuc hien|trien khai|ban hanh)\b)[^;.()]{2,110}?\s+so\s*:?\s*")
_SHORT_GAP = re.compile(r"(?:\s+[a-z]+){1,4}\s+so\s*:?\s*")
_LIST_GAP = re.compile(r"(?:\s*(?:,|;|va|:|so|cac|ngay|thang|nam|\d|/|\s|den)+)*")


def _around(
    line: str, number: NumberMention, kinds: Sequence[KindMention], before: Sequence[CitationFound], *, left: int, right: int
) -> CitationFound:
    key = key_of(line)
    kind, head = _kind_of(key, number, kinds, left, before)
    issued, after = _issued(line, number.end, right)
    issuer_before, start = _issuer_before(line, head, left)
    issuer, end = (issuer_before, after) if issuer_before else _issuer(line, after, right)
    if issued is None:
        issued, later = _issued(line, end, right)
        end = max(end, later) if issued else end
    about, about_end = _about(line, end, right, kinds)
    issuer = issuer or _implied_issuer(number)
    if issued is None:
        issued = _said_before(key, head, left) or _day_inside(line, head, number.start)
    doubts = [number.doubt] if number.doubt else []
    doubts += clashes(number.number, kind, issued)
    if issued is None and (unread := _DAY_UNREAD.match(line, number.end, right)):
        doubts.append(f"the day was not read: {unread['day'].strip()}")
    if issuer and agencies.is_upper(issuer):
        issuer = agencies.running_case(issuer, line)
    if kind in {"Luật", "Bộ luật"} and (amending := _AMENDING_LAW.search(key, left, head)):
        start = head = amending.start()
    return CitationFound(start, max(end, about_end), head, kind, number, issued, issuer, about, False, tuple(doubts))


_AMENDING_LAW = re.compile(r"\bluat sua doi[^;.]{0,90}$")


def _parted(line: str, found: Sequence[CitationFound]) -> list[CitationFound]:
    """What is said of one citation ends where the next begins; then it shows whether the two are coordinated."""
    parted: list[CitationFound] = []
    for citation in found:
        if parted:
            last = parted[-1]
            if last.end > citation.start:
                end = len(line[: citation.start].rstrip())
                about = _ABOUT_TAIL.sub("", line[line.find(last.about, last.head) : end]) if last.about else None
                cut = line.find(about, last.head) + len(about) if about else min(last.end, end)
                parted[-1] = last = replace(last, end=cut, about=about)
            parted.append(replace(citation, follows=_coordinated(line, last, citation.start)))
        else:
            parted.append(citation)
    return parted


_ENDS_LIST = re.compile(r"\s*(?:,|;|và)\s*(?:số\s*:?\s*)?")


def _with_shared_days(line: str, found: Sequence[CitationFound]) -> list[CitationFound]:
    """ "các Công điện số 217/CĐ-TTg, 218/CĐ-TTg và 222/CĐ-TTg ngày 19/11/2025": the day at the end of a list is said of all.

    That the others bear it too is likely and not certain, so they say so.
    """
    shared = list(found)
    for index in range(len(shared) - 2, -1, -1):
        one, after = shared[index], shared[index + 1]
        if one.number is None or after.number is None or one.issued is not None or after.issued is None:
            continue
        is_list = _ENDS_LIST.fullmatch(line[one.number.end : after.number.start]) is not None
        if (
            is_list
            and one.number.number.parts == after.number.number.parts
            and one.number.number.year in {None, after.issued.year}
        ):
            shared[index] = replace(one, issued=after.issued, doubts=(*one.doubts, "the day is said at the end of a list"))
    return shared


def _kind_of(
    key: str, number: NumberMention, kinds: Sequence[KindMention], left: int, before: Sequence[CitationFound]
) -> tuple[str | None, int]:
    """The kind written beside a number and where it begins; else the kind of the list it stands in, else what the symbol says."""
    near = [mention for mention in kinds if left <= mention.start and mention.end <= number.start]
    for mention in reversed(near):
        between = key[mention.end : number.start]
        if _GAP.fullmatch(between) or _DATED_GAP.fullmatch(between):
            return mention.kind, mention.start
    for mention in reversed(near):
        between = key[mention.end : number.start]
        is_law = mention.kind in {"Luật", "Bộ luật", "Pháp lệnh"}
        if mention.kind == "Ý kiến":
            break  # an opinion is given in papers of other kinds
        if mention.kind == number.number.kind and _SHORT_GAP.fullmatch(between):
            return mention.kind, mention.start
        if _NAMED_GAP.fullmatch(between) and (is_law or re.match(r"\s+(?:cua|lien|phoi hop|hanh dong|ket luan)\b", between)):
            return mention.kind, mention.start
        break
    start = re.search(r"(?:\bso|\bs[o6])\s*:?\s*$", key[left : number.start])
    head = left + start.start() if start else number.start
    if before and before[-1].number is not None and _LIST_GAP.fullmatch(key[before[-1].number.end : head]):
        listed = before[-1].kind
        if number.number.kind is None and _by_symbol_alone(key, before[-1]):
            return "Công văn", head
        if number.number.kind is None or listed is None or number.number.kind == listed or listed.startswith(number.number.kind):
            return listed, head
    said = number.number.kind or _kind_of_list(key, kinds, head)
    return said or ("Công văn" if not number.number.year else None), head


_OPENS_LIST = re.compile(r"[^;.:]{0,90}:\s*so\b")


def _kind_of_list(key: str, kinds: Sequence[KindMention], head: int) -> str | None:
    """ "các Nghị quyết của Quốc hội: số 12/2011/QH13 …; số 25/2013/QH13 …": the kind that opens the list."""
    is_next = re.search(r"(?:[;,]|\bva)\s*$", key[:head]) is not None and key.startswith("so", head)
    opened = [m for m in kinds if m.end <= head and key[: m.start].endswith("cac ") and _OPENS_LIST.match(key, m.end)]
    return opened[-1].kind if is_next and opened else None


def _by_symbol_alone(key: str, found: CitationFound) -> bool:
    """Whether only its symbol says of what kind a document is: "Số 294/BC-STP"."""
    if found.number is None or found.number.number.kind is None or found.number.number.kind != found.kind:
        return False
    return key_of(found.kind) not in key[found.head : found.number.start]


_DATE_GAP = re.compile(r"\s*(?:\(nay la [^()]{2,60}\)\s*)?[,(]?\s*(?:(?:duoc\s+)?(?:ban hanh|ky|ky ban hanh)\s+)?(?:cung\s+)?")


_DAY_UNREAD = re.compile(
    r"\s*[,(]?\s*(?i:n\S{2,3})\s+(?P<day>\S{0,3}\d[\w/.-]{3,10}|\S{1,3}\s+tháng\s+\S{1,3}\s+năm\s+\S{4}"
    r"|\S{0,2}\d\S{0,2}\s+\S{3,6}\s+\S{0,2}\d\S{0,2}\s+\S{2,4}\s*\S{0,3}\d\S{0,3})"
)
"""What stands where the day stands after a number; its words may be misread, its digits show that it is one."""


LONGEST_DATE_GAP = 60
"""Letters between a number or an issuer and the day: "(nay là Bộ Công Thương) ngày 24 tháng 12 năm 1998"."""


def _issued(line: str, start: int, right: int) -> tuple[date | None, int]:
    """The day right after a number, and where it ends."""
    window = line[start : min(right, start + LONGEST_DATE_GAP + 40)]
    for mention in find_times(window):
        if (
            mention.period.precision is Precision.DAY
            and _DATE_GAP.fullmatch(key_of(window[: mention.start]))
            and mention.start <= LONGEST_DATE_GAP
        ):
            return mention.period.earliest, start + mention.end
        break
    return None, start


_OF = re.compile(r"\s*[,(]?\s*cua\s+")
_ISSUER_END = re.compile(
    r"\s*(?:[,;.)(:“\"]|\d|\b(?:v\s?/\s?v|ve|co|phe duyet|ban hanh|quy dinh|huong dan|sua doi|thong qua|giao|trien khai"
    r"|thuc hien|tren dia ban|cho|tai|khoa|ngay|va(?!\s+(?:moi truong|dau tu|dao tao|cong nghe|truyen thong|phat trien"
    r"|xa hoi|du lich|ub|uy ban|ton giao|the thao))|de|nham|voi|bai bo|thay the|dieu chinh|cong bo|ngay|quyet dinh"
    r"|(?<!ban )chi dao|kien toan|thanh lap|cong nhan|duoc|da|nam \d|so|truoc|cham nhat|den"
    r"|tu|sau|trong|hoan thanh|xong|gui|bao cao|thong bao|phe chuan|het hieu luc|nhu|chap thuan|yeu cau|thi diem"
    r"|cho phep|phan cong|uy quyen|bo nhiem|cu the)\b|$)"
)


def _issuer(line: str, start: int, right: int) -> tuple[str | None, int]:
    """ "của UBND tỉnh" after a number or date, and where it ends."""
    key = key_of(line)
    of = _OF.match(key, start, right)
    if not of:
        return None, start
    stop = _name_end(line, key, of.end(), min(right, of.end() + 140))
    name = line[of.end() : stop].strip(" ,")
    return (name, stop) if name and not key_of(name).startswith("cac ") else (None, start)


_NEVER_IN_NAMES = re.compile(r"\s*(?:ban hanh|quy dinh|phe duyet|ve viec|sua doi|huong dan|thay the|bai bo)\b")


def _name_end(line: str, key: str, start: int, limit: int) -> int:
    """Where a body's name ends: at a mark or at a word in small letters that no name holds."""
    for match in _ISSUER_END.finditer(key, start, limit):
        word = line[match.start() :].lstrip()[:1]
        is_mark = not word.isalpha()
        if _NEVER_IN_NAMES.match(key, match.start()):
            return match.start()
        if _is_another_word(line[match.start() : match.end()]):
            continue
        joined = _JOINS_NAMES.match(key, match.start())
        if joined and line[joined.end() :][:1].isupper():
            continue
        if (is_mark and not (word == "," and _goes_on(key, match.end()))) or word.islower():
            return match.start()
    return limit


_ENDS_AS_SPELLED = frozenset(
    {
        *("về", "có", "giao", "cho", "tại", "khóa", "khoá", "ngày", "và", "để", "nhằm", "với", "được", "đã", "năm", "số"),
        *("trước", "đến", "từ", "sau", "trong", "xong", "gửi", "như"),
    }
)


def _is_another_word(written: str) -> bool:
    """ "Ban Tuyên giáo", "Đầu tư": by their marks "giáo" and "tư" are not the "giao" and "từ" that end a name."""
    word = written.strip().lower()
    return word.isalpha() and word != key_of(word) and word not in _ENDS_AS_SPELLED


_JOINS_NAMES = re.compile(
    r"\s*va\s+(?!(?:nghi quyet|nghi dinh|quyet dinh|thong tu|thong bao|chi thi|cong van|cong dien|ke hoach|luat|van ban|to trinh"
    r"|bao cao|huong dan|quy che|quy dinh|chuong trinh|ket luan|phap lenh)\b)"
)
""" "Cục Văn thư và Lưu trữ nhà nước", "Bộ Nội vụ và Bộ Tài chính", where a capital follows."""


def _goes_on(key: str, at: int) -> bool:
    """Names with a comma inside: "Sở Văn hóa, Thể thao và Du lịch"."""
    return re.match(r"\s*(?:the thao|thuong binh|chong thien tai|phong chong|chu nhiem)\b", key[at:]) is not None


_PARTS = r"(?:thu tuc|noi dung|khoan|diem|dieu|muc|phu luc|quy dinh|cum tu|danh muc|so thu tu)\b"
"""What of a paper another one speaks of."""
_BEFORE = re.compile(
    rf"(?:cua|do|theo de nghi cua|de nghi cua)\s+(?P<name>(?:(?!\bva (?:cac )?{_PARTS})[^,;.:()]){{3,90}}?)\s+tai\s*(?:cac\s+)?$"
)
_ABOUT = re.compile(
    r"\s*[,(]?\s*(?:v/v|ve viec|ve|phe duyet|ban hanh|quy dinh|huong dan|sua doi|thong qua|giao|dieu chinh|cong bo"
    r"|thanh lap|kien toan|trien khai|quyet dinh)\b"
)


def _issuer_before(line: str, head: int, left: int) -> tuple[str | None, int]:
    """ "của Bộ Nội vụ tại Công văn số …": the body, and where the phrase begins."""
    key = key_of(line)
    window = max(left, head - 130)
    found = None
    for match in re.finditer(r"\b(?:cua|do)\s+", key[window:head]):
        inner = _BEFORE.match(key, window + match.start(), head)
        if inner and (line[inner.start("name")].isupper() or agencies.heads_pattern().match(key, inner.start("name"))):
            found = inner
    if found is None:
        return None, head
    return line[found.start("name") : found.end("name")].strip(), found.start()


def _about(line: str, end: int, right: int, kinds: Sequence[KindMention]) -> tuple[str | None, int]:
    """What the other document is about, up to the end of the clause or the next citation."""
    key = key_of(line)
    match = _ABOUT.match(key, end)
    if not match:
        return None, end
    stop = _clause_end(line, match.end(), right if right < len(line) else len(line))
    if right < len(line):
        inner = [
            mention.start
            for mention in kinds
            if match.end() <= mention.start < right and _GAP.fullmatch(key[mention.end : right])
        ]
        stop = min([stop, *inner])
    if subject := _subject_after(line, key, match.end(), stop):
        stop = subject
    said = line[match.start() : stop].strip(" ,(").rstrip()
    said = _ABOUT_TAIL.sub("", said)
    return said or None, match.start() + line[match.start() : stop].find(said) + len(said) if said else end


_NEXT_SUBJECT = re.compile(
    r",\s+(?P<body>[^,;.]{2,90}?)\s(?:ban hanh|xay dung|yeu cau|huong dan|de nghi|thong bao|bao cao|trien khai|to chuc|quyet dinh"
    r"|co y kien|tra loi|lap)\b"
)


def _subject_after(line: str, key: str, start: int, stop: int) -> int | None:
    """ "… về rà soát quy hoạch, Ủy ban nhân dân xã yêu cầu …": where the sentence names its own subject."""
    for match in _NEXT_SUBJECT.finditer(key, start, stop):
        if line[match.start("body")].isupper() and agencies.begins_with_head(line[match.start("body") : match.end("body")]):
            return match.start()
    return None


_ABOUT_TAIL = re.compile(
    r"(?:\s*[,;]|\s+và)?(?:\s+(?:hướng dẫn|ý kiến|chỉ đạo|đề nghị|kết luận|yêu cầu))?\s*(?:,|;|\bvà|\btại|\btheo"
    r"|trên cơ sở|\bcác|\bcủa)?$",
    re.IGNORECASE,
)


def _clause_end(line: str, start: int, limit: int) -> int:
    """Where a clause ends: at a semicolon or full stop outside quotes, or where a parenthesis closes that was open before."""
    depth = 0
    for at in range(start, limit):
        mark = line[at]
        depth += (mark in "“(") - (mark in "”)")
        is_stop = mark == ";" or (mark == "." and line[at + 1 : at + 2] in {"", " "})
        if depth < 0 or (is_stop and depth == 0):
            return at
    return limit


def _implied_issuer(number: NumberMention) -> str | None:
    symbol = number.number.issuer_symbol
    return agencies.issuer_of_symbol(symbol) if symbol else None


_COORDINATED = re.compile(
    r"(?:\s*(?:,|;|và|và các|cùng)\s*)(?:(?:các|của|số|(?:hướng dẫn|ý kiến|chỉ đạo|đề nghị|kết luận|yêu cầu)"
    r"(?: của)?)\s*)?(?:(?-i:[A-ZĐ])[^,;.]{0,80}? tại\s*)?(?:các\s*)?$",
    re.IGNORECASE,
)


def _coordinated(line: str, before: CitationFound, start: int) -> bool:
    """Whether only a comma, a semicolon or "và" parts a citation from what was said of the one before."""
    between = line[before.end : max(before.end, start)]
    return _COORDINATED.fullmatch(between) is not None


_SAID_BEFORE = re.compile(r"\b(?:ban hanh|co|ra|ky)\s+(?:cac\s+)?$")


def _said_before(key: str, head: int, left: int) -> date | None:
    """ "Ngày 12/3/2022, UBND tỉnh ban hành Kế hoạch số …": the day that opens the clause."""
    if not _SAID_BEFORE.search(key, left, head):
        return None
    opened = max(key.rfind(". ", left, head), key.rfind("; ", left, head))
    days = [
        m for m in find_times(key[opened + 1 : head] if opened >= 0 else key[left:head]) if m.period.precision is Precision.DAY
    ]
    return days[0].period.earliest if len(days) == 1 else None


def _day_inside(line: str, head: int, number: int) -> date | None:
    """The day between the kind and the number."""
    gap = next((match for match in _DATED_GAP.finditer(key_of(line), head, number) if match.end() == number), None)
    days = list(find_times(line[gap.start("day") : gap.end("day")])) if gap else []
    return days[0].period.earliest if len(days) == 1 and days[0].period.precision is Precision.DAY else None


_LAW = re.compile(r"(?<!\w)(?:luat|bo luat|phap lenh)\s+\w")
_DATED_NAME = rf"\s(?!Luật|Bộ luật|Pháp lệnh|Nghị|Thông tư|Quyết)(?=[{CAPITALS}][^;,.()]{{1,30}}\s(?:ngày|năm|số)\s+\d)"
"""A part in capitals before the day: "Pháp lệnh Bưu chính, Viễn thông ngày …"."""
_IN_NAME = (
    rf"\s(?=[{SMALL}])(?!(?:luật|bộ luật|pháp lệnh|nghị định|nghị quyết|thông tư|quyết định|chỉ thị|các|ngày|năm|số|có|được|đã"
    r"|để|nhằm|với|do|căn cứ|trên|theo|sau|quy định|trong|tại|trường hợp|thì|là|nếu|khi|và|hoặc)\b)"
)
"""What follows a comma inside a law's name: "Luật Phòng, chống thiên tai", "Luật Thi đua, khen thưởng"."""
_LAW_NAME = re.compile(
    rf"(?<!\w)(?P<kind>Luật|Bộ luật|Pháp lệnh)\s+(?P<name>(?!này|số|sửa đổi)[{CAPITALS}]"
    rf"(?:[^;.,()]|,{_IN_NAME}|,{_DATED_NAME})*?)(?=\s+(?:số\s+\d"
    rf"|ngày\s+\d|năm\s+\d|được|và\s+(?:Bộ l|L)uật|và\s+Pháp lệnh|về\s+việc|trên\s+địa\s+bàn|với|tại|quy\s+định)"
    rf"|[;.(]|,(?!{_IN_NAME}|{_DATED_NAME})|$)"
)


def _laws(line: str, found: Sequence[CitationFound]) -> list[CitationFound]:
    """Laws named without a number."""
    laws = []
    for match in _LAW_NAME.finditer(line):
        if any(match.start() < other.end and other.head < match.end() for other in found) or re.match(
            r"\s+số\s+\d", line[match.end() :]
        ):
            continue
        issued, end = _issued(line, match.end(), len(line))
        year = re.match(r"\s+năm\s+\d{4}", line[end:])
        end += year.end() if year else 0
        follows = re.search(r"[,;]\s*$|\bvà\s*$", line[: match.start()]) is not None
        laws.append(
            CitationFound(
                match.start(), end, match.start(), match["kind"], None, issued, "Quốc hội", match["name"].strip(), follows
            )
        )
    return laws


_BASIS = re.compile(r"^(?:[-+*]\s*)?can cu\b")
_SENTENCE_BASIS = re.compile(r"(?:^|[.;:]\s+)(?:[-+*]\s*)?can cu\b[^.;]*$")
_NEXT_BASIS = re.compile(r"[.;]\s*(?:[-+*]\s*)?can cu\b[^.;]*$")
_NEXT_ITEM = re.compile(r";\s*(?:(?:cac|va)\s+)*$")
"""Where a preamble's list goes on: "Thực hiện Chỉ thị …; Chỉ đạo của … tại cuộc họp …; Công văn số …"."""
_IMPLEMENTS = re.compile(
    r"^(?:[-+*]\s*)?(?:tiep tuc\s+)?(?:trien khai\s+)?(?:thuc hien|trien khai|de thuc hien|nham thuc hien)\b"
)
_TITLE_IMPLEMENTS = re.compile(
    r"(?<!tinh hinh )(?<!ket qua )(?<!qua trinh )(?<!trong viec )"
    r"\b(?:thuc hien|trien khai)\s+(?:[^.;]{0,40}\s)?$"
)
_DOES = (
    (
        CitationRole.AMENDS,
        re.compile(r"\b(?:thay the|bai bo)\b[^.;]{0,60}?\b(?:cum tu|mot so tu|mot so noi dung)\b[^.;]{0,260}$"),
    ),
    (CitationRole.REPEALS, re.compile(r"\b(?:bai bo|huy bo|thu hoi)\s+(?:toan bo\s+|mot phan\s+)?[^.;]{0,260}$")),
    (CitationRole.REPLACES, re.compile(r"\bthay the(?:\s+cho)?\s+[^.;]{0,160}$")),
    (
        CitationRole.AMENDS,
        re.compile(
            r"\b(?:sua doi|bo sung|dieu chinh|dinh chinh)\b(?:(?!\bquy dinh tai\b|\btheo quy dinh\b|\bap dung\b"
            r"|\btheo mau\b)[^.;]){0,260}$"
        ),
    ),
)
_PASSIVE = re.compile(r"\b(?:duoc|da duoc|da)\s+(?:sua doi|bo sung|thay the|dieu chinh|bai bo)")
_ENDS = re.compile(r"^[^.;]{0,200}\bhet hieu luc\b")
_SAME_ACT = re.compile(rf"\bva\s+(?:cac\s+)?{_PARTS}[^.;]{{0,80}}\btai\s+(?:cac\s+)?$")
"""A second object of the same verb: "Bãi bỏ thủ tục số 8 tại Quyết định … và thủ tục số 01 tại Quyết định …"."""
_MARKED = r"\s*(?:dieu \d+\s*[.:]?\s*)?(?:\d+[.)]\s*|[a-z]\)\s*|[-+]\s*)?"
_THIS = re.compile(
    _MARKED + r"(?:ke tu ngay\s)?(?:quyet dinh|nghi quyet|chi thi|ke hoach|quy che|van ban|thong tu|nghi dinh|huong dan|luat"
    r"|chuong trinh) nay\b"
)
_ENACTS = re.compile(_MARKED + r"(?:nay\s+)?(?:bai bo|huy bo|thay the|sua doi|bo sung|dieu chinh|dinh chinh|thu hoi)")
_ENACTING_KINDS = frozenset(
    {"Quyết định", "Nghị quyết", "Nghị định", "Thông tư", "Thông tư liên tịch", "Luật", "Pháp lệnh", "Lệnh"}
)


def role_of(  # noqa: PLR0911 a list of cases
    line: str,
    found: CitationFound,
    above: Sequence[CitationRole],
    kind: BlockKind,
    *,
    in_preamble: bool,
    enacts: bool = True,
    sentence: int = 0,
) -> CitationRole:
    """What the document does with the one it cites.

    `above` are the roles of the citations before it in the block. `enacts` says that bare verbs are acts of the document
    ("Bãi bỏ …" in an article); `sentence` is where a sentence begins at the latest: after the citation before.
    """
    key = key_of(line)
    before = key[: found.start]
    is_nested = bool(above)
    if found.follows and above and _is_amended_too(before, found):
        return CitationRole.MENTIONS
    if found.follows and above:
        return above[0] if in_preamble and _is_next_item(before, above) else above[-1]
    if done := _done_to(key, found, kind, enacts=enacts, after=sentence):
        return done
    if kind is BlockKind.TITLE:
        return CitationRole.IMPLEMENTS if not is_nested and _TITLE_IMPLEMENTS.search(before) else CitationRole.MENTIONS
    if is_nested and in_preamble and _NEXT_BASIS.search(before, sentence):
        return CitationRole.BASIS
    if is_nested and in_preamble and _is_next_item(before, above):
        return above[0]
    if is_nested or not in_preamble or line[: found.start].count("(") > line[: found.start].count(")"):
        return CitationRole.MENTIONS
    if _BASIS.match(key) or _SENTENCE_BASIS.search(before):
        return CitationRole.BASIS
    return CitationRole.IMPLEMENTS if _IMPLEMENTS.match(key) else CitationRole.MENTIONS


_AMENDS_SEVERAL = re.compile(r"mot so (?:dieu|noi dung) (?:cua )?cac (?P<kind>[a-z]+ [a-z]+)\b[^;]*\bva\s*(?:cac\s*)?$")


def _is_amended_too(before: str, found: CitationFound) -> bool:
    """ "… sửa đổi một số điều của các Nghị định về đất đai và Nghị định số 7/2004/NĐ-CP": the second is amended as well."""
    match = _AMENDS_SEVERAL.search(before)
    return match is not None and match["kind"] == key_of(found.kind or "")


def _is_next_item(before: str, above: Sequence[CitationRole]) -> bool:
    """ "Căn cứ Nghị định số 1 …; Nghị định số 2 sửa đổi Nghị định số 1; Thông tư số 3 …": the third is a basis like the first."""
    is_item = _NEXT_ITEM.search(before) is not None and before.count("(") <= before.count(")")
    return is_item and above[0] in {CitationRole.BASIS, CitationRole.IMPLEMENTS}


def _done_to(key: str, found: CitationFound, kind: BlockKind, *, enacts: bool, after: int) -> CitationRole | None:
    """What this document itself does to the other, said in an article or in the title."""
    opened = max(key.rfind(". ", 0, found.start), key.rfind("; ", 0, found.start)) + 1
    before = key[opened : found.start]
    if (
        _PASSIVE.search(before)
        or kind is BlockKind.PREAMBLE
        or (opened < after and not _SAME_ACT.search(key[after : found.start]))
    ):
        return None
    if kind is BlockKind.TITLE or _THIS.match(before) or (enacts and _ENACTS.match(before)):
        for role, pattern in _DOES:
            if pattern.search(before):
                return role
    is_ended = kind is not BlockKind.TITLE and _ENDS.match(key[found.end :]) is not None
    return CitationRole.REPEALS if is_ended and not before.strip() else None


def _enacts(context: Context, block: Block) -> bool:
    """Whether bare verbs in a block are acts of the document: it is a decision, and the block is no annex and no proposal."""
    if context.outline.letterhead.kind not in _ENACTING_KINDS or block.annex is not None:
        return False
    return not any("kien nghi" in key_of(context.line(above)) for above in block.ancestors)


_MARK_ALONE = re.compile(r"\s*(?:\d{1,2}(?:\.\d{1,2})*[.)]|[a-z]\)|[-+*])?\s*")
_LISTED = (
    (CitationRole.REPEALS, re.compile(r"\b(?:bai bo|huy bo|het hieu luc|cham dut hieu luc)\b")),
    (CitationRole.REPLACES, re.compile(r"\bthay the\b")),
)


def _done_to_list(context: Context, block: Block) -> CitationRole | None:
    """What is done to each document of a list, said in the line that introduces it: "Bãi bỏ các Quyết định sau đây:"."""
    if not block.ancestors:
        return None
    lead = key_of(context.line(block.ancestors[-1]))
    if not lead.rstrip().endswith(":") or not (_ENACTS.match(lead) or _THIS.match(lead) or "het hieu luc" in lead):
        return None
    return next((role for role, pattern in _LISTED if pattern.search(lead)), None)


def _is_preamble(context: Context, index: int, block: Block) -> bool:
    """Before the first heading of the text proper: where "Căn cứ" and "Thực hiện" stand."""
    if block.kind is BlockKind.PREAMBLE:
        return True
    if block.path or block.label or block.annex is not None or block.kind not in {BlockKind.PARAGRAPH, BlockKind.ITEM}:
        return False
    return not any(other.path for other in context.outline.blocks[:index])


def read(context: Context, index: int, found: CitationFound, role: CitationRole) -> Citation:
    """A found citation as a record."""
    number = found.number
    written = str(number.number) if number is not None else None
    confidence = 0.97 if number is not None and not found.doubts else 0.85
    if found.issued is None:
        confidence -= 0.03
    return Citation(
        **context.evidence(
            "citation",
            NAME,
            index,
            found.start,
            found.end,
            confidence=confidence,
            identity=(written, found.head),
            doubts=found.doubts,
        ),
        kind=found.kind,
        number=written,
        number_raw=number.raw if number is not None else None,
        issued=found.issued,
        issuer=_full_issuer(found.issuer, context),
        about=found.about,
        role=role,
    )


def _full_issuer(issuer: str | None, context: Context) -> str | None:
    return " ".join(issuer.split()) if issuer else None


_BACK = re.compile(r"\b(?P<kind>[a-z]+ [a-z]+)\s+(?:noi|neu)\s+tren\b")


def with_back_references(context: Context, found: Sequence[Citation]) -> list[Citation]:
    """ "Quyết định nói trên" says once more what the last citation of that kind said."""
    kept = list(found)
    for index, _ in context.text_blocks():
        key = key_of(context.line(index))
        if " tren" not in key:
            continue
        for match in _BACK.finditer(key):
            passage = context.document.passage(*context.spans(index, match.start(), match.end()))
            meant = [
                i
                for i, c in enumerate(kept)
                if c.text_span.start < passage.text_span.start and key_of(c.kind or "") == match["kind"]
            ]
            if meant:
                last = kept[meant[-1]]
                kept[meant[-1]] = last.model_copy(update={"also_at": (*last.also_at, passage)})
    return kept
