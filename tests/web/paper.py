"""Paper for the pages' tests: a typed plan that is a PDF in name, whose pages can be drawn, and stages that know it by heart."""

import hashlib
import re
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property

import numpy as np
from PIL import Image, ImageDraw, ImageFont

from models.document import Document
from models.instrument import CitationRole
from models.outline import FieldCandidate, FieldEvidence, Outline
from models.page import Candidate
from models.period import Due
from models.place import PlaceMention
from models.problem import Problem
from models.reading import Records
from models.restoration import Edit, EditReason, Restoration
from models.spans import Span
from service.errors import ScanError
from service.reading import Toolbox
from service.scans import ScanPage
from service.scans.page import Raster
from service.settings import Settings
from tests.builders import (
    A4_POINTS,
    make_citation,
    make_deadline,
    make_outline,
    make_page,
    make_target,
    span_of,
)
from tests.fakes import FakePlaceFinder, FakeRecogniser

HEAD = b"%PDF-1.4\n"
DPI = 100

PLAN = """UY BAN NHAN DAN TINH SON LA
Số: 12/KH-UBND
KẾ HOẠCH
Can cu Quyết định số 263/QĐ-TTg ngày 22/02/2022;
Tỷ lệ hộ nghèo giảm còn 42 % năm 2025.
Số xã đạt chuẩn là 147 xã.
Huyện Mai Son hoàn thành trước ngày 30/4/2027.
"""
SECOND_PAGE = """Tổ chức thuc hiện: Sở Nội vụ chủ trì.
Thu nhập đạt 60 triệu đồng/người/năm.
"""
DOUBTS = {  # what was read: what it was restored to, why, how surely, what else it could be
    "Can": ("Căn", EditReason.MARKS, 0.45, (("Cần", 0.3), ("Cân", 0.1))),
    "cu": ("cứ", EditReason.MARKS, 0.48, (("cử", 0.2),)),
    "42": ("42", EditReason.DOUBT, 0.3, (("4,2", 0.6),)),
    "Son": ("Sơn", EditReason.MARKS, 0.4, (("Són", 0.2),)),
    "thuc": ("thực", EditReason.MARKS, 0.95, ()),
}


def plan(*pages: str) -> bytes:
    """The bytes of a plan with these pages."""
    return HEAD + "\f".join(pages or (PLAN, SECOND_PAGE)).encode()


@dataclass(frozen=True)
class Paper:
    """A scan whose pages are typed: what is read of it is its text, and it looks like it."""

    content: bytes
    filename: str
    source: str = "pdf"

    @cached_property
    def text(self) -> str:
        return self.content.removeprefix(HEAD).decode()

    @property
    def sha256(self) -> str:
        return hashlib.sha256(self.content).hexdigest()

    @property
    def page_count(self) -> int:
        return len(self.text.split("\f"))

    def open_page(self, number: int) -> ScanPage:
        width, height = A4_POINTS
        return ScanPage(number=number, width_points=width, height_points=height, draw=lambda: self._drawn(number))

    def _drawn(self, number: int) -> Raster:
        scale = DPI / 72
        picture = Image.new("L", (round(A4_POINTS[0] * scale), round(A4_POINTS[1] * scale)), 255)
        pen, font = ImageDraw.Draw(picture), ImageFont.truetype("DejaVuSans.ttf", 12)
        for word in make_page(self.text.split("\f")[number - 1], number=number).words:
            pen.text((word.box.x0 * scale, word.box.top * scale), word.text, font=font, fill=20)
        return Raster(np.asarray(picture), DPI)


def open_paper(content: bytes, filename: str, settings: Settings) -> Paper:
    if b"BROKEN" in content:
        raise ScanError(filename)
    return Paper(content, filename)


@dataclass
class PaperRecogniser(FakeRecogniser):
    blurred: frozenset[int] = frozenset()

    def recognise(self, scan, numbers):  # type: ignore[no-untyped-def]
        for number in numbers:
            yield make_page(scan.text.split("\f")[number - 1], number=number), self._problems(number)

    def _problems(self, number: int) -> tuple[Problem, ...]:
        if number not in self.blurred:
            return ()
        return (
            Problem(
                code="page_blurred", page=number, message_vi="Trang quá mờ.", message_en="The page is too blurred.",
                advice_vi=f"Quét lại trang {number}: quá mờ.", advice_en=f"Scan page {number} again: it is too blurred.",
            ),
        )  # fmt: skip


class PaperRestorer:
    def restore(self, pages):  # type: ignore[no-untyped-def]
        raw = "\f".join(page.text for page in pages)
        edits = []
        for found in re.finditer(r"[\w,]+", raw):
            if found.group() in DOUBTS:
                restored, reason, confidence, others = DOUBTS[found.group()]
                candidates = tuple(Candidate(text=text, confidence=share) for text, share in others)
                span = Span(start=found.start(), end=found.end())
                edits.append(Edit(raw_span=span, restored=restored, reason=reason, confidence=confidence, candidates=candidates))
        return Restoration(raw_text=raw, edits=tuple(edits))


HANDWRITTEN = "Số: 4l/KH-UBND ngày ?? tháng 3 năm 2026"
"""A number and a day that were written by hand: of this line the number is doubtful and the day is not read."""


def evidence(document: Document, quote: str, sure: float, *candidates: str) -> FieldEvidence:
    passage = document.passage(span_of(document.text, quote))
    found = tuple(FieldCandidate(text=text, confidence=0.3) for text in candidates)
    return FieldEvidence(passage=passage, confidence=sure, candidates=found)


class PaperOutliner:
    def outline(self, document: Document) -> Outline:
        if HANDWRITTEN in document.text:
            doubtful = {
                "number": evidence(document, "4l", 0.5, "4l", "47"),
                "issued": evidence(document, "ngày ?? tháng 3 năm 2026", 0.1),
                "signatory_name": evidence(document, "Lò Văn Thử", 0.95),
            }
            return make_outline(
                document, kind="Kế hoạch", number="41", symbol="KH-UBND", signatory_name="Lò Văn Thử", evidence=doubtful
            )
        return make_outline(
            document, kind="Kế hoạch", number="12", symbol="KH-UBND", issuer="Ủy ban nhân dân tỉnh Sơn La",
            issued=date(2026, 1, 5), title="Xây dựng nông thôn mới",
        )  # fmt: skip


@dataclass
class PaperExtractor:
    made: list[str] = field(default_factory=list)

    def extract(self, document: Document, outline: Outline, places: tuple[PlaceMention, ...]) -> Records:
        targets, deadlines, citations = [], [], []
        for found in re.finditer(r"(\d+) (%|xã|triệu đồng/người/năm)", document.text):
            line = document.text[document.text.rfind("\n", 0, found.start()) + 1 : found.end()].strip("\f")
            indicator, year = line[: line.find(" ", 12)], Due(earliest=date(2025, 1, 1), latest=date(2025, 12, 31))
            made = make_target(document, line, value=found.group(1), unit=found.group(2), indicator=indicator, places=("14",))
            sure = made.confidence.model_copy(update={"overall": 0.6})
            own = {"id": f"target-{found.group(2)[:2]}-{document.id[:8]}", "due": year, "confidence": sure}
            targets.append(made.model_copy(update=own))
        for quote in ("hoàn thành trước ngày 30/4/2027",):
            if quote in document.text:
                limit = make_deadline(document, quote, latest=date(2027, 4, 29), task="hoàn thành", bodies=("Huyện Mai Sơn",))
                deadlines.append(limit.model_copy(update={"id": f"deadline-{document.id[:8]}"}))
        if "263/QĐ-TTg" in document.text:
            cited = make_citation(document, "Quyết định số 263/QĐ-TTg", number="263/QĐ-TTg", kind="Quyết định")
            update = {"id": f"citation-{document.id[:8]}", "role": CitationRole.BASIS, "issued": date(2022, 2, 22)}
            citations.append(cited.model_copy(update=update))
        return Records(targets=tuple(targets), deadlines=tuple(deadlines), citations=tuple(citations))


def paper_toolbox() -> Toolbox:
    return Toolbox(
        recogniser=PaperRecogniser(blurred=frozenset({2})),
        restorer=PaperRestorer(),
        outliner=PaperOutliner(),
        place_finder=FakePlaceFinder(),
        extractor=PaperExtractor(),
    )
