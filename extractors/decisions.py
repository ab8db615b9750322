"""What a paper itself enacts: "Điều 1. Ban hành kèm theo Quyết định này Kế hoạch …" → issue, "Kế hoạch …".

Clauses of decisions and resolutions up to the signature; rules of an annexed regulation are none. A plan's sentence "UBND
tỉnh ban hành Kế hoạch …" outside any Điều has no clause.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cache

from extractors.base import Carrier, Context, clauses
from extractors.confidence import extraction_confidence
from extractors.grammar.keys import key_of, words_pattern
from extractors.words import anywhere, at_start, words
from models.decision import Act, Decision
from models.outline import BlockKind

NAME = "decisions"
_ARTICLE = re.compile(r"\s*dieu\s+(?P<number>\d+)[a-z]?\s*[.:]\s*(?:[-–]\s*)?")
_TAIL = " ;,.…/"
_PAPER = r"(?:quyet dinh|nghi quyet|thong tu(?: lien tich)?|nghi dinh)"
"""What a paper that enacts calls itself and others of its kind."""


class DecisionExtractor:
    """Finds the enacting clauses of a paper."""

    def __call__(self, doc: Carrier) -> Carrier:
        context: Context = doc._.context
        context.add(decisions=list(_find(context)))
        return doc


@dataclass(frozen=True)
class _Clause:
    """A sentence of an article: where it stands, and the article's name ("Điều 1") or None."""

    index: int
    start: int
    end: int
    name: str | None
    is_first: bool
    is_titled: bool = False  # the article's first line is a title: "Điều 2. Tổ chức thực hiện"


def _find(context: Context) -> Iterator[Decision]:
    head = context.outline.letterhead
    is_norm = at_start("decisions", "norms").match(key_of(head.kind or "")) is not None
    if is_norm or at_start("decisions", "kinds").match(key_of(head.kind or "")) or re.match(r"(?:QĐ|NQ)\b", head.symbol or ""):
        parts = [part for clause in _article_clauses(context) for part in _parts(context, clause)]
        if is_norm:
            parts = [part for part in parts if _acts_on_papers(context.line(part.index)[part.start : part.end])]
        found = [(part, decision) for part in parts if (decision := _read(context, part)) is not None]
        if found:
            yield from _without_titles(found)
            return
    yield from _enacting_sentence(context)


_ACTS_ON_PAPERS = re.compile(
    rf"(?:nay\s+)?(?:ban hanh kem theo|(?:sua doi|bo sung|bai bo|huy bo|thay the|dinh chinh)\b.*\b(?:{_PAPER}|dieu|khoan|diem|muc"
    rf"|phu luc|quy che|luat) )|(?:ke tu ngay[^,;]*, )?{_PAPER} nay (?:co hieu luc|thay the|bai bo|sua doi)"
    rf"|.*(?:thi hanh|to chuc thuc hien) {_PAPER} nay"
)


def _acts_on_papers(text: str) -> bool:
    """What of a norm is an act: the articles of a circular or decree are rules, but for those that issue, amend or repeal a
    paper, say from when it holds and who carries it out.
    """
    return _ACTS_ON_PAPERS.match(_plain(key_of(text))) is not None


def _without_titles(found: list[tuple[_Clause, Decision]]) -> Iterator[Decision]:
    """A title ("Điều 4. Hiệu lực thi hành") is no enactment of its own when a sentence under it says what is enacted."""
    for number, (clause, decision) in enumerate(found):
        followed = any(other.name == clause.name for other, _ in found[number + 1 :])
        if (
            clause.is_first
            and followed
            and len(decision.matter.split()) <= 8
            and decision.act in {Act.EFFECT, Act.ASSIGN, Act.OTHER}
        ):
            continue
        yield decision


def _article_clauses(context: Context) -> Iterator[_Clause]:
    """The sentences of each article before the signature."""
    name: str | None = None
    last, is_titled = 0, False
    for index, block in enumerate(context.outline.blocks):
        if block.kind in {BlockKind.RECIPIENTS, BlockKind.SIGNATURE} or block.annex is not None:
            return
        if block.kind is BlockKind.TITLE and name is not None:
            return
        if block.kind not in {BlockKind.HEADING, BlockKind.PARAGRAPH, BlockKind.ITEM}:
            continue
        line = context.line(index)
        start = 0
        opens = _ARTICLE.match(key_of(line))
        if opens and int(opens["number"]) not in {last + 1, last + 2}:
            if int(opens["number"]) == 1 and last:
                return  # the articles of an annexed regulation
            opens = None
        if opens:
            last = int(opens["number"])
            name, start = f"Điều {opens['number']}", opens.end()
            is_titled = _TITLE.fullmatch(key_of(line[start:].strip(_TAIL))) is not None
        if name is None:
            continue
        for number, (begin, end) in enumerate(_sentences(line, start)):
            yield _Clause(index, begin, end, name, opens is not None and number == 0, is_titled)


_TITLE = re.compile(r"(?:to chuc thuc hien|trach nhiem (?:thi hanh|thuc hien)|dieu khoan thi hanh|hieu luc)\b[^,;:.]{0,40}")


def _sentences(line: str, start: int) -> list[tuple[int, int]]:
    """Sentences, not cut at semicolons: a list of bodies has them too."""
    found: list[tuple[int, int]] = []
    for at, end in clauses(line):
        begin = max(at, start)
        if begin >= end:
            continue
        if found and line[found[-1][1] - 1] == ";":
            found[-1] = (found[-1][0], end)
        else:
            found.append((begin, end))
    return found


_OLD = rf"(?:cho )?(?:cac |(?:[a-z]+ )?\(?\d+\)? )?(?:{_PAPER}|thu tuc hanh chinh|danh muc)\b"
"""What a paper puts an end to: others, or what others announced ("ba (03) thủ tục hành chính")."""
_AND_REPEALS = re.compile(rf"(?:,\s*|\s+)(?:va\s+)?(?:dong thoi\s+)?(?=(?:thay the|bai bo) {_OLD})")


def _parts(context: Context, clause: _Clause) -> Iterator[_Clause]:
    """ "Quyết định này có hiệu lực kể từ ngày ký và thay thế Quyết định số 5" enacts two things."""
    key = key_of(context.line(clause.index)[: clause.end])
    takes_effect = re.match(rf"{_PAPER}(?: nay)? co hieu luc", key[clause.start :])
    match = _AND_REPEALS.search(key, clause.start + takes_effect.end()) if takes_effect else None
    if match is None:
        yield clause
        return
    yield replace(clause, end=match.start())
    yield replace(clause, start=match.end(), is_first=False)


def _read(context: Context, clause: _Clause) -> Decision | None:
    line = context.line(clause.index)
    end = clause.end
    while end > clause.start and line[end - 1] in _TAIL:
        end -= 1
    text = line[clause.start : end]
    act, pattern = act_of(text)
    block = context.outline.blocks[clause.index]
    is_paragraph = block.kind is not BlockKind.ITEM and (not block.label or _ARTICLE.match(key_of(line)) is not None)
    is_charge = clause.is_titled and act is Act.ASSIGN and pattern != "bodies"
    if not text or not (clause.is_first or _is_own_act(text) or is_charge or (is_paragraph and _lays_duty(text))):
        return None
    evidence = context.evidence(
        "decision",
        f"{NAME}/{pattern}",
        clause.index,
        clause.start,
        end,
        confidence=extraction_confidence(NAME, pattern, has_doubts=False),
        identity=(clause.name, act),
    )
    return Decision(**evidence, clause=clause.name, act=act, matter=matter_of(text, act))


_PASSED = rf"{_PAPER} nay (?:da )?duoc [^;]{{0,160}}thong qua\b[^;]{{0,80}}?\b"
"""What a council's resolution ends with: "Nghị quyết này đã được Hội đồng nhân dân … thông qua ngày … và có hiệu lực …"."""
_OWN_ACT = re.compile(
    rf"{_PASSED}(?:co hieu luc|thay the)\b|"
    rf"(?:cac )?{_PAPER} (?:so|sau) [^;]{{0,200}}het hieu luc|"
    rf"{_PAPER} (?:nay )?(?:co hieu luc|thay the|bai bo|sua doi|duoc ap dung)|(?:bai bo|thay the) {_OLD}"
)
_LAYS_DUTY = re.compile(
    r"(?:[^,;:.()]{3,90}(?:\([^()]*\))?[^,;:.()]{0,60}|[^;:.]{3,200}) (?:co trach nhiem|(?:phai )?chiu trach nhiem|"
    rf"giam sat [^,;.]{{0,40}}thuc hien {_PAPER}(?: nay)?)(?!\w)"
)


def _is_own_act(text: str) -> bool:
    """A further sentence of an article that enacts: "Quyết định này thay thế …", "… chịu trách nhiệm thi hành Quyết định này"."""
    key = key_of(text)
    return _OWN_ACT.match(key) is not None or re.search(rf"thi hanh {_PAPER} nay|chiu trach nhiem thi hanh", key) is not None


def _lays_duty(text: str) -> bool:
    """A paragraph of its own in an article that charges a body, "Các đơn vị được nhận tài sản có trách nhiệm …", or says from
    when: "Thời gian thực hiện: Ngày 01/01/2009".
    """
    key = key_of(text)
    if _of_cases(_AT_START[:1], key) is not None:
        return True
    return (
        text[:1].isupper()
        and not text.rstrip().endswith(":")
        and (_LAYS_DUTY.match(key) is not None or (_issuer_end(key) > 0 and act_of(text)[0] is Act.ASSIGN))
    )


_ISSUER = re.compile(
    r"(?:hoi dong nhan dan|hdnd|uy ban nhan dan|ubnd|uy ban thuong vu quoc hoi|quoc hoi|chinh phu|thu tuong chinh phu|"
    r"bo truong|thuong truc)\b[^,;:.()]{0,70}(?:\([^()]{0,80}\))?\s*(?=@)"
)


@cache
def _issuer_pattern() -> re.Pattern[str]:
    verbs = words_pattern(
        tuple(word for name in ("approve", "issue", "establish", "assign") for word in words("decisions", f"acts.{name}"))
    )
    return re.compile(_ISSUER.pattern.replace("@", rf"(?<= ){verbs}(?!\w)(?! (?:hoi dong|cua|tai))"))


def _issuer_end(key: str) -> int:
    """Where the verb stands in "Hội đồng nhân dân tỉnh giao Ủy ban nhân dân tỉnh …"; 0 when the sentence has no such subject."""
    match = _issuer_pattern().match(key)
    return match.end() if match else 0


_BODIES_FIRST = re.compile(
    r"(?:cac (?:ong|ba|dong chi|so|don vi|co quan)|chanh van phong|chanh thanh tra|giam doc|thu truong|"
    r"chu tich|truong|vu truong|cuc truong|bo truong|van phong|so|uy ban|ubnd)\b"
)
_AT_START = (
    (
        re.compile(rf"thoi (?:gian|diem|han) (?:thuc hien|thi hanh|ap dung)(?: {_PAPER})?\s*:"),
        Act.EFFECT,
        "inside",
    ),
    (re.compile(r"trach nhiem|to chuc thuc hien|dieu khoan thi hanh"), Act.ASSIGN, "title"),
    (re.compile(rf"{_PASSED}co hieu luc\b"), Act.EFFECT, "inside"),
    (re.compile(rf"{_PASSED}thay the\b"), Act.REPEAL, "inside"),
    (re.compile(rf"(?:cac )?{_PAPER} (?:so|sau) [^;]{{0,200}}het hieu luc"), Act.REPEAL, "inside"),
)
_REPEALS = re.compile(rf"(?:{_PAPER} (?:nay )?)?(?:thay the|bai bo) {_OLD}")
_BY_FORM = (
    (re.compile(rf"{_PAPER} nay sua doi"), Act.AMEND, "inside"),
    (re.compile(rf"{_PAPER} nay (?:thay the|bai bo)"), Act.REPEAL, "inside"),
    (_LAYS_DUTY, Act.ASSIGN, "duty"),
    (re.compile(r"[^,;:.]{3,90} co nhiem vu(?!\w)"), Act.ASSIGN, "duty"),
    (re.compile(r"can cu .{3,120}, (?:uy ban nhan dan|ubnd|cac |so |giam doc )"), Act.ASSIGN, "duty"),
    (re.compile(r"[^,;:.]{3,90} do [^,;:.]{3,90} lam (?:truong|chu tich|to truong|chu nhiem|pho)"), Act.ESTABLISH, "duty"),
)


def act_of(text: str) -> tuple[Act, str]:
    """What a sentence does, and by which pattern that is known: its first verb, words inside, its form, or nothing."""
    key = _plain(key_of(text))
    if (begin := _issuer_end(key)) and not _DUTY.search(key[:begin]):
        key = key[begin:]
    elif _BODIES_FIRST.match(key):
        return _act_of_bodies(key)
    return _of_cases(_AT_START, key) or _act_inside(key) or _act_of_verb(key) or _of_cases(_BY_FORM, key) or (Act.OTHER, "other")


def _of_cases(cases: Sequence[tuple[re.Pattern[str], Act, str]], key: str) -> tuple[Act, str] | None:
    return next(((act, name) for pattern, act, name in cases if pattern.match(key)), None)


_STATES = re.compile(
    r"[^;:]{3,140}? (?:la|gom|bao gom|co chuc nang|co tu cach|co nhiem vu|hoat dong theo|duoc|thuoc tham quyen quyet dinh)(?!\w)"
)
"""What a sentence says of bodies that are its matter: "Trường … là đơn vị sự nghiệp", "Các đơn vị … được cung cấp dịch vụ"."""


def _act_of_bodies(key: str) -> tuple[Act, str]:
    if re.search(r"nay co hieu luc", key):
        return Act.EFFECT, "inside"
    if _STATES.match(key) and not _DUTY.search(key):
        return Act.OTHER, "other"
    return Act.ASSIGN, "inside" if _DUTY.search(key) else "bodies"


def _act_inside(key: str) -> tuple[Act, str] | None:
    for name in words_of("inside"):
        if name == "effect" and not re.search(rf"\b(?:nay|{_PAPER})\b.{{0,60}}(?:hieu luc|thuc hien|ap dung)", key[:130]):
            continue
        if anywhere("decisions", f"inside.{name}").search(key) and not (
            name == "assign" and at_start("decisions", "acts.approve", "acts.issue").match(key)
        ):
            return Act(name), "inside"
    return None


def _act_of_verb(key: str) -> tuple[Act, str] | None:
    if _REPEALS.match(key):
        return Act.REPEAL, "inside"
    found = [(match.end(), name) for name in words_of("acts") if (match := at_start("decisions", f"acts.{name}").match(key))]
    return (Act(max(found)[1]), "verb") if found else None


def _plain(key: str) -> str:
    """Without its number and "Nay": "1. Nay giao …" → "giao …"."""
    return re.sub(r"^\s*(?:\d+\.|[a-z]\))?\s*(?:[-–]\s*)?(?:nay\s+)?", "", key)


_DUTY = re.compile(rf"thi hanh|chiu trach nhiem|co trach nhiem|thuc hien {_PAPER}")


def words_of(group: str) -> tuple[str, ...]:
    """The acts that have words in a group, in the order of the data."""
    return {
        "inside": ("effect", "assign", "repeal"),
        "acts": ("approve", "issue", "establish", "assign", "amend", "repeal", "effect"),
    }[group]


def matter_of(text: str, act: Act) -> str:
    """What is enacted: the words after the verb and "kèm theo Quyết định này"; a sentence of effect or duty stands whole."""
    if act in {Act.EFFECT, Act.ASSIGN, Act.OTHER, Act.REPEAL}:
        return text
    key = key_of(text)
    begin = len(key) - len(_plain(key))
    begin += _issuer_end(key[begin:])
    match = at_start("decisions", f"acts.{act.value}").match(key, begin)
    if match is None:
        return text
    rest = text[match.end() :].lstrip(" ,")
    with_this = re.match(rf"(?:kem theo\s+)?(?:{_PAPER}|van ban) nay\s*(?:la\s+|:\s*)?|kem theo\s+", key_of(rest))
    rest = rest[with_this.end() :] if with_this else rest
    return rest or text


_ENACTS = re.compile(
    r"(?:^|[,;]\s+)(?P<body>(?:uy ban nhan dan|ubnd|hoi dong nhan dan|hdnd|so|bo|ban|thu tuong|chinh phu|"
    r"chu tich|tinh uy|thanh uy|huyen uy|cuc|chi cuc|vien|van phong|truong|hoi|doan|dang uy|thanh tra|trung tam|benh vien|phong"
    r"|cong an|thuong truc|lien doan|uy ban mttq|uy ban mat tran)\b[^,;:]{0,90}?)\s+(?:ban hanh|xay dung|lap)\s+"
    r"(?P<what>(?:ke hoach|chuong trinh|de an|phuong an|chi thi|huong dan|quy che|quy dinh)\b)"
)


def _enacting_sentence(context: Context) -> Iterator[Decision]:
    """The one sentence of a plan that issues it, before its first heading."""
    for index, block in enumerate(context.outline.blocks):
        if block.path:
            return
        if block.kind not in {BlockKind.PARAGRAPH, BlockKind.PREAMBLE}:
            continue
        line = context.line(index)
        match = _ENACTS.search(key_of(line))
        if match is None:
            continue
        end = len(line.rstrip(_TAIL + ":"))
        if tail := re.search(
            r",?\s*(?:(?:cu the|voi noi dung|noi dung|gom cac noi dung)[^,;]{0,30})?\s*(?:nhu sau|sau day)\s*:?\s*$", key_of(line)
        ):
            end = tail.start()
        start = match.start("body")
        evidence = context.evidence(
            "decision",
            NAME,
            index,
            start,
            end,
            confidence=extraction_confidence(NAME, "sentence", has_doubts=False),
            identity=("none",),
        )
        yield Decision(**evidence, clause=None, act=Act.ISSUE, matter=line[match.start("what") : end].strip())
        return
