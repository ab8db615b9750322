"""The end of a paper → recipients and signature.

"KT. CHỦ TỊCH PHÓ CHỦ TỊCH Trần Thị Diệu Thúy" → authority "KT. CHỦ TỊCH", position "Phó Chủ tịch", name "Trần Thị Diệu Thúy".
"""

import re
from dataclasses import dataclass

from extractors.grammar.keys import CAPITALS, SMALL, key_of

_SIGNS_FOR = r"(?=\s+(?:BAN|ỦY BAN|UBND|HỘI|ĐẢNG|CHI|ĐOÀN|TỈNH|THÀNH|CHỦ|GIÁM|TRƯỞNG|BỘ|CỤC|TỔNG|CHÁNH|VIỆN|HIỆU|THỦ|BÍ|VỤ)\b)"
_AUTHORITY = rf"(?:(?:TM|KT|TL|TUQ|T/M|K/T|T/L|Q)\s?[.,]|(?:TM|KT|TL|TUQ|T/M|K/T|T/L){_SIGNS_FOR})"
"""The mark of whom one signs for; the Party's papers, and hasty ones, leave its full stop out: "T/M BAN THƯỜNG VỤ"."""
_AUTHORITY_START = re.compile(rf"\s*{_AUTHORITY}\s*[{CAPITALS}]")
_LAST_AUTHORITY = re.compile(rf".*(?<!\w){_AUTHORITY}\s*", re.DOTALL)
_ROLE = (
    r"(?:pho (?:chu tich|thong doc|giam doc|truong ban|tong giam doc|cuc truong|chanh van phong|chanh thanh tra|vien truong"
    r"|bi thu|truong doan|truong phong|chu nhiem|thu tuong|tong thanh tra|hieu truong|truong|vu truong|chi cuc truong|van phong)"
    r"|thu truong|quyen giam doc|quyen chu tich|chu tich|giam doc|tong giam doc|truong ban|truong phong|bo truong"
    r"|cuc truong|chi cuc truong|tong cuc truong|vu truong"
    r"|chanh van phong|chanh thanh tra|vien truong|bi thu|thu tuong|tong bi thu|chu nhiem|tong thanh tra|hieu truong"
    r"|truong doan|uy vien thuong truc|uy vien|tong kiem toan nha nuoc|thong doc|chi huy truong|tu lenh|to truong)"
)
_ROLES = re.compile(rf"(?<!\w){_ROLE}(?!\w)")
_NAME_WORD = f"[{CAPITALS}][{SMALL}]+"
_NAME = re.compile(rf"(?<!\w)({_NAME_WORD}(?:\s+(?:{_NAME_WORD}|[{CAPITALS}](?=\s))){{0,4}}\s+{_NAME_WORD})\s*$")
_DEGREE = re.compile(r"^(?:TS|ThS|PGS|GS|BS|KS|CN|PGS\.TS|GS\.TS|BSCKI{1,2})\.?\s*")
_RECIPIENT = re.compile(r"\s*(?:^|(?<=[;.,:\n])|(?<=\s))\s*[-–+]\s+")


@dataclass(frozen=True)
class Signature:
    """Empty strings where the paper does not say."""

    authority: str = ""
    position: str = ""
    name: str = ""


def is_for_another(text: str) -> bool:
    """Whether a line begins with an authority mark: "TM. ỦY BAN NHÂN DÂN", "KT. GIÁM ĐỐC"."""
    return _AUTHORITY_START.match(text) is not None


def is_signature(text: str) -> bool:
    """Whether a line or cell may begin a signature: an authority mark or a post in capitals."""
    if _AUTHORITY_START.match(text):
        return True
    match = _ROLES.match(key_of(text.strip()))
    return match is not None and text.strip()[: match.end()].isupper() and len(text) < 160


_RIGHT_COLUMN = re.compile(
    rf"(?<=[\w;:.,)/])\s+((?:(?:(?:TM|KT|TL|TUQ|Q)\s?\.|[TK]/[MLT])\s?)?[{CAPITALS}]{{2}}[{CAPITALS},./ -]{{4,}})$"
)


def right_column(line: str) -> int | None:
    """Where the signature's column begins on a line of recipients that an engine read across: "- BCĐTW …; PHÓ TRƯỞNG BAN"."""
    match = _RIGHT_COLUMN.search(line)
    if not match or not match.group(1).isupper():
        return None
    return match.start(1) if is_signature(match.group(1)) else None


_SURNAME = (
    r"(?:Nguyễn|Trần|Lê|Phạm|Hoàng|Huỳnh|Phan|Vũ|Võ|Đặng|Bùi|Đỗ|Hồ|Ngô|Dương|Lý|Đoàn|Đinh|Trịnh|Trương|Mai|Cao|Hà|"
    r"Lương|Tô|Tạ|Phùng|Vương|Đào|Châu|Lâm|Thái|Quách|Kiều|Nông|Triệu|Tăng|Tống|Chu|Doãn|Hứa|Khuất|Lại|Lò|Ma|Giàng|"
    r"Quàng|Vi|Sầm|Đàm|Thân|Bế)"
)
"""The commonest surnames of Vietnam: a body among the recipients bears none."""
_NAME_BESIDE = re.compile(rf"(?<=[;.)])\s+({_SURNAME}(?:\s+{_NAME_WORD}){{2,3}})$")


def is_signers_name(line: str) -> bool:
    """Whether a line is a person's name and nothing else: "Lê Thiên Phú"."""
    return re.fullmatch(rf"{_SURNAME}(?:\s+{_NAME_WORD}){{1,3}}", line.strip()) is not None


def name_beside(line: str) -> int | None:
    """Where the signer's name begins at the end of a line of recipients: "- Lưu: VT (2). Hoàng Tuấn Anh"."""
    match = _NAME_BESIDE.search(line)
    return match.start(1) if match else None


_NAME_AFTER_ARCHIVE = re.compile(
    rf"(?:^|\n)[-–+\s]*l[uư]u\b[^\n]*?(?<!\w)({_SURNAME}(?:[\s.]+[{CAPITALS}][{SMALL}]*){{1,3}})\s*$", re.IGNORECASE
)


def name_after_archive(recipients: str) -> str | None:
    """What may be the signer's name at the end of the last recipients' line: "+ Lưu VT, Thắng Lê.Ô Pích" → "Lê Ô Pích"."""
    match = _NAME_AFTER_ARCHIVE.search(recipients)
    words = re.split(r"[\s.]+", match.group(1).strip()) if match else []
    return " ".join(words) if len(words) > 1 and all(word[:1].isupper() for word in words) else None


_DEPUTY = re.compile(rf"^(?!TM|TL|KT)[{CAPITALS}]{{2}}\s?[.,]\s*(?=\S)((?:(?!PHÓ\b).)+\bPHÓ\b)")
"""A deputy signs in place of the head: the mark before the head's post can only be KT. (Nghị định 30/2020/NĐ-CP, Điều 13)."""


_COMMA_AFTER_MARK = re.compile(r"(?<!\w)(TM|KT|TL|TUQ)\s?,")
"""The full stop of a mark of authority that was read as a comma."""


_HYPHEN_AFTER_DEPUTY = re.compile(r"(?<=\bPHÓ)\s?-\s?(?=\w)")
"""What a seal's rim leaves between two words: "PHÓ-VĂN PHÒNG"."""


def _is_name(line: str) -> bool:
    """Whether a line may be a signer's name: two to six words with capitals, no post."""
    words = line.split()
    is_cased = all(word[0].isupper() and word.isalpha() for word in words)
    return 2 <= len(words) <= 6 and is_cased and _ROLES.search(key_of(line)) is None and not line.isupper()


def is_post(line: str) -> bool:
    """Whether a short line in capitals names a post, whatever stands before it: "LT, GIÁM ĐỐC"."""
    return line.isupper() and len(line) < 80 and _ROLES.search(key_of(line)) is not None


def is_whole_signature(text: str) -> bool:
    """A signature that a converter left on one line: "KT. THỦ TƯỚNG PHÓ THỦ TƯỚNG Nguyễn Chí Dũng"."""
    name = _NAME.search(text)
    return (
        len(text) < 160
        and _AUTHORITY_START.match(text) is not None
        and name is not None
        and text[: name.start()].isupper()
        and _ROLES.search(key_of(text[: name.start()])) is not None
    )


def read_signature(text: str) -> Signature:
    """The parts of a signature whose lines were joined by spaces (or by newlines, where lines are known)."""
    above, _, last = text.strip().rpartition("\n")
    if above and _is_name(last):
        text = f"{above} {' '.join(word.capitalize() for word in last.split())}"
    flat = _HYPHEN_AFTER_DEPUTY.sub(" ", " ".join(text.split()))
    name_match = _NAME.search(flat)
    name = _DEGREE.sub("", name_match.group(1)) if name_match else ""
    posts = flat[: name_match.start()].strip() if name_match else flat
    posts = re.sub(r"\s*\((?:đã ký|ký tên|ký, đóng dấu|ký tên, đóng dấu)[^)]*\)\s*", " ", posts, flags=re.IGNORECASE).strip()
    posts = _COMMA_AFTER_MARK.sub(r"\1.", _DEPUTY.sub(r"KT. \1", posts))
    marks = _LAST_AUTHORITY.match(posts)
    if not marks:
        return Signature("", _capitalised(_first_role(posts)), name)
    after = posts[marks.end() :]
    if (
        posts[: marks.end()].strip().startswith(("TM", "T/M"))
        and _AUTHORITY_START.match(posts[: marks.end()])
        and not _several(marks.group())
    ):
        return _for_a_body(posts, marks.end(), name)
    roles = list(_ROLES.finditer(key_of(after)))
    own = next((role for role in roles if role.start() > 0 and role.group().startswith("pho ")), None)
    own = own or next((role for role in roles if role.start() > 0 and not after[: role.start()].rstrip().endswith(",")), None)
    if own is None:
        return Signature(posts, "", name)
    cut = marks.end() + own.start()
    return Signature(posts[:cut].strip(), _capitalised(_first_role(posts[cut:])), name)


def _several(marks: str) -> bool:
    return len(re.findall(_AUTHORITY, marks)) > 1


def _for_a_body(posts: str, at: int, name: str) -> Signature:
    """ "TM. ỦY BAN NHÂN DÂN CHỦ TỊCH": what follows the body's name is the signer's own post."""
    role = _ROLES.search(key_of(posts[at:]))
    if role is None:
        return Signature(posts, "", name)
    return Signature(posts[: at + role.start()].strip(), _capitalised(_first_role(posts[at + role.start() :])), name)


def _first_role(posts: str) -> str:
    """The post held in the issuing body; a state post named after it ("PHÓ TRƯỞNG BAN / PHÓ CHỦ TỊCH UBND TỈNH") is left out."""
    roles = list(_ROLES.finditer(key_of(posts)))
    if len(roles) > 1 and roles[0].start() == 0:
        return posts[: roles[1].start()].strip(" -–,")
    return posts.strip(" -–,")


def _capitalised(posts: str) -> str:
    if not posts.isupper():
        return posts
    low = posts.lower()
    for word in ("chủ tịch", "ủy ban", "chủ nhiệm", "giám đốc", "cục trưởng", "thủ tướng", "thống đốc", "trưởng"):
        low = re.sub(rf"^phó {word}", f"Phó {word[0].upper() + word[1:]}", low)
    return low[0].upper() + low[1:]


def split_recipients(text: str) -> tuple[str, ...]:
    """ "Nơi nhận: - Bộ Công Thương (b/c); - Như Điều 3;" → the entries, without their dashes and end marks."""
    body = re.sub(r"^\s*n[oơ]i nh[aâậ]n\s*[:.;]?\s*", "", " ".join(text.split()), flags=re.IGNORECASE)
    parts = re.split(r"^\s*[-–]\s*|(?<=[;.:])\s*[-–]\s*|(?<=[,)\w])\s+[-–]\s+(?=\S)", body)
    return tuple(entry for part in parts for one in part.split(";") if any(map(str.isalnum, entry := _entry(one))))


def _entry(part: str) -> str:
    text = part.strip(" ;,.")
    return re.sub(
        r"\s*\((?:để\s+)?(?:b/?\s?c|báo cáo|b/cáo|phối hợp|thực hiện|biết|chỉ đạo|thay báo cáo|p/h|t/h)\)?$", "", text
    ).strip(" ;,.")
