"""Who acts: the body at the start of a clause or in a heading.

"Sở Công Thương tổng hợp báo cáo …" → "Sở Công Thương"; "3. UBND quận, huyện, thị xã:" → "UBND quận, huyện, thị xã".
"""

import re

from extractors.grammar.keys import key_of

_HEAD = (
    r"(?:(?:cac|toan bo|tat ca cac|lanh dao|thu truong|nguoi dung dau|giam doc|chu tich|bo truong|chanh|truong|pho|dong chi|thanh vien|dai dien|thuong truc|co quan thuong truc|de nghi|yeu cau|giao cho|giao|phan cong|don vi|rieng)\s+)*"
    r"(?:so|ubnd|uy ban|hdnd|hoi dong nhan dan|bo(?! tri| sung| phan| tieu chi)|cuc|chi cuc|tong cuc|vu|ban(?! hanh| giao| do)|phong(?! chong| ngua| trao)|van phong|trung tam|thanh tra|vien|truong|cong an|quan su|bo chi huy|bo doi|kho bac|thue|bao hiem xa hoi|bhxh|ngan hang"
    r"|lien doan|hoi(?! nghi| thao| thi| dong nhan)|doan|mat tran|mttq|ub|ubmttq|lien minh|dai(?! hoi)|bao(?! cao| dam| ve| gom| ton)|to(?! chuc)|benh vien|nganh|nganh|co quan|don vi|dia phuong|cac so|xa|phuong|huyen|thanh pho|tinh|thi xa|thi tran|quan|doanh nghiep|cong ty|chu dau tu|(?<=cac )to chuc|(?<=cac )ca nhan"
    r"|nha thau|vpdp|bcd|bch|ban chi dao|chinh phu|thu tuong|chanh van phong|chanh thanh tra|truong ban|chu tich|giam doc|thu truong|bo truong|tinh uy|thanh uy|huyen uy|dang uy|cap uy|cap huyen|cap xa|cap tinh|toa an|vien kiem sat|hiep hoi|lien hiep|bao va|cong thong tin|hop tac xa|htx|ho gia dinh|nguoi dan|chu rung|truong hoc|co so)"
)
_VERBS = (
    "chu tri", "chu dong", "phoi hop", "tham muu", "to chuc", "xay dung", "bao cao", "gui", "hoan thanh", "ra soat", "chi dao", "huong dan", "tong hop", "trien khai", "thuc hien",
    "phan dau", "can cu", "co trach nhiem", "chiu trach nhiem", "khan truong", "tap trung", "tang cuong", "dinh ky", "trinh", "lap", "cung cap", "dang ky", "theo doi", "don doc", "kiem tra",
    "tiep tuc", "tien hanh", "thong ke", "thong bao", "nghien cuu", "de xuat", "ban hanh", "phe duyet", "cap", "bo tri", "giao", "xem xet", "tham dinh", "tham tra", "day manh", "nang cao",
    "quan ly", "duy tri", "phan cong", "cu", "co y kien", "gop y", "nop", "co", "dua", "hop", "dam bao", "bao dam", "giup", "duoc giao", "duoc", "phai", "can", "se", "kien toan", "thanh lap",
    "cap nhat", "cong bo", "cong khai", "ho tro", "van dong", "tuyen truyen", "quan triet", "khac phuc", "xu ly", "giai quyet", "danh gia", "so ket", "tong ket", "lua chon", "ky", "giam sat",
    "dang tai", "khao sat", "la", "thuong xuyen", "chuan bi", "tiep nhan", "tra loi", "tra", "chuyen", "thuc day", "huy dong", "uu tien", "rut", "dieu chinh", "bo sung", "nghiem tuc", "kip thoi",
    "truc tiep", "hang nam", "hang thang", "hang quy", "truoc ngay", "cham nhat", "trong thoi han", "trong", "thuc hanh", "thu", "xac dinh", "xac nhan", "niem yet", "kiem soat", "quyet dinh",
    "chuan hoa", "dau tu", "giai ngan", "cam ket", "su dung", "khai thac", "dong gop", "khong", "can doi", "phan bo", "thong nhat", "ra", "lam", "ap dung", "van hanh", "ke khai",
)  # fmt: skip
_STOP = re.compile(
    r"(?:[:;]|\.\s|\s(?:" + "|".join(sorted(map(re.escape, _VERBS), key=len, reverse=True)).replace(r"\ ", r"\s+") + r")(?!\w))"
)
_SUBJECT = re.compile(rf"(?P<lead>(?:de nghi|yeu cau|giao cho|giao|phan cong)\s+)?{_HEAD}(?!\w)")
_NAMES_WITH_VERBS = re.compile(
    r"(?:ban (?:to chuc|quan ly|chi dao|quan tri)|so (?:xay dung|giao thong|giao duc|ke hoach|thong tin)|bo (?:xay dung|giao thong|giao duc|ke hoach|thong tin)|phong (?:quan ly|kiem tra|tong hop|to chuc|giao duc|tham muu|ke hoach|xay dung|kiem soat)|to chuc|uy ban kiem tra|thanh tra|lanh dao|chi cuc (?:quan ly|kiem)|trung tam (?:xuc tien|phuc vu|kiem|giam|quan trac|quan ly|ung|cung|thong tin|khuyen|dich vu)|cuc (?:quan ly|thong ke)|kho bac|van phong dieu phoi|ban thuong truc|truong (?:ban|doan|phong|cong an)|ubnd (?:cap|cac cap)|cap (?:xa|huyen|tinh|uy)|cac cap)"
)
_LEAD_MARK = re.compile(r"^\s*(?:[-–+*•]|\(?\d{1,2}(?:\.\d+)*[.)]|[IVX]+\.|[a-zđ]\)|Điều\s+\d+\.)\s*")
_BOUNDARY = re.compile(r"\s*(?:[,;:(]|\s-\s).*$")


def subject_of(clause: str) -> tuple[str, int] | None:
    """The body that a clause begins with, and where its words end; None when it begins with a verb or something else."""
    mark = _LEAD_MARK.match(clause)
    start = mark.end() if mark else 0
    key = key_of(clause)
    subject = _SUBJECT.match(key, start)
    if not subject:
        return None
    begin = subject.end("lead") if subject["lead"] else start
    at = begin
    while stop := _STOP.search(key, at):
        named = [
            m
            for m in _NAMES_WITH_VERBS.finditer(key, begin, min(len(key), stop.end() + 24))
            if m.start() <= stop.start() < m.end()
        ]
        if not named:
            break
        at = max(named[0].end(), stop.start() + 1)
    end = stop.start() if stop else len(clause)
    body = clause[begin:end].strip(" ,:;.")
    if not body or len(body) > 260 or not (subject["lead"] or body[0].isupper() or key.startswith("cac ", begin)):
        return None
    return body, end


def heading_body(heading: str) -> str | None:
    """The body that a heading names: "1. Sở Nội vụ (Cơ quan thường trực …):" → "Sở Nội vụ"; None when it names none."""
    text = _LEAD_MARK.sub("", heading).strip()
    found = subject_of(text)
    if found is None:
        return None
    body, end = found
    rest = text[end:].strip()
    is_whole = not rest.strip(" :.;") or rest.startswith(("(", ":", "-", "–"))
    return re.sub(r"\s*\(.*$", "", body) if is_whole or len(rest) < 60 else body


def split_list(bodies: str) -> tuple[str, ...]:
    """Bodies joined by semicolons, one each; commas stay, for names hold them."""
    return tuple(part for raw in re.split(r"\s*;\s*", bodies) if (part := raw.strip(" ,")))
