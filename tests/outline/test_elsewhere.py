"""A number and a day written by hand: what the rest of the paper, its signature and its name say of them."""

from datetime import date

import pytest

from models.outline import CandidateSource, Letterhead
from service.outline import DocumentOutliner
from tests.builders import make_document, make_page

BODY = "KẾ HOẠCH\nTrồng rừng ven sông năm 2023\nCăn cứ Luật Lâm nghiệp;\nI. MỤC ĐÍCH\n1. Mục đích\n"
UNREAD = "UBND TỈNH LAI CHÂU\nSố: 4(g/KH-UBND\nLai Châu, ngày AẠ tháng 3 năm 2023\n" + BODY
PRINTED = "UBND TỈNH LAI CHÂU\nSố: 57/KH-UBND\nLai Châu, ngày 14 tháng 3 năm 2023\n" + BODY


def letterhead(text: str, *, filename: str = "scan.pdf", signed: str = "", later: float = 0.95) -> Letterhead:
    pages = [
        make_page(
            page, number=number, confidence=0.95 if number == 1 else later, asides=(signed,) if signed and number == 1 else ()
        )
        for number, page in enumerate(text.split("\f"), start=1)
    ]
    return DocumentOutliner().outline(make_document(pages, filename=filename)).letterhead


def said(head: Letterhead, field: str) -> list[tuple[str, str]]:
    return [(one.text, str(one.source)) for one in head.evidence[field].candidates if one.source is not CandidateSource.READ]


def test_an_annex_says_the_number_and_the_day_of_its_paper() -> None:
    head = letterhead(
        UNREAD + "\fPHỤ LỤC I\n(Kèm theo Kế hoạch số 49/KH-UBND ngày 14/3/2023 của UBND\ntỉnh Lai Châu)\nDiện tích rừng"
    )
    assert (head.number, head.issued) == (None, None)
    assert said(head, "number") == [("49", "text")]
    assert said(head, "issued") == [("14/03/2023", "text")]
    found = head.evidence["number"].candidates[0].passage
    assert found is not None
    assert (found.page, found.quote) == (2, "Kế hoạch số 49/KH-UBND")
    assert found.boxes


def test_a_running_head_says_the_number() -> None:
    assert said(letterhead(UNREAD + "\fKế hoạch số 49/KH-UBND\n2. Yêu cầu"), "number") == [("49", "text")]


@pytest.mark.parametrize(
    "text",
    [
        "(Kèm theo Quyết định số 49/QĐ-UBND ngày 14/3/2023)",  # another paper's annex
        "Thực hiện Kế hoạch số 48/KH-UBND ngày 2/3/2022 của UBND tỉnh.",  # a paper that is cited
    ],
)
def test_what_is_said_of_another_paper_is_no_candidate(text: str) -> None:
    head = letterhead(UNREAD + text)
    assert (said(head, "number"), said(head, "issued")) == ([], [])


def test_a_day_is_said_though_the_number_beside_it_was_written_by_hand_too() -> None:
    head = letterhead(UNREAD + "\f(Kèm theo Kế hoạch số 4-2g /KH-UBND ngày 15 /3/2023 của UBND tỉnh)", later=0.4)
    assert said(head, "number") == []
    assert said(head, "issued") == [("15/03/2023", "text")]
    assert head.evidence["issued"].candidates[0].confidence < 0.3


def test_the_digital_signature_says_the_day() -> None:
    head = letterhead(UNREAD, signed="Người ký: Ủy ban nhân dân tỉnh Thời gian ký: 14.03.2023 16:20:11 +07:00")
    assert said(head, "issued") == [("14/03/2023", "signature")]


def test_a_signature_of_another_month_counts_for_less() -> None:
    same = letterhead(UNREAD, signed="Thời gian ký: 14.03.2023 16:20:11").evidence["issued"].candidates[0]
    other = letterhead(UNREAD, signed="Thời gian ký: 02.05.2023 08:00:00").evidence["issued"].candidates[0]
    assert other.confidence < same.confidence


@pytest.mark.parametrize(
    ("filename", "number"),
    [
        ("49-kh-ubnd.pdf", "49"),
        ("laichau_49_KH-UBND_signed.pdf", "49"),
        ("KH 49.pdf", "49"),
        ("49KHUBND.pdf", "49"),
        ("49-qd-ubnd.pdf", None),  # a decision's name
        ("scan 49.pdf", None),
        ("49-kh-ubnd va 50-kh-ubnd.pdf", None),  # it names two
    ],
)
def test_a_file_is_named_for_its_paper(filename: str, number: str | None) -> None:
    assert said(letterhead(UNREAD, filename=filename), "number") == ([(number, "filename")] if number else [])


def test_sources_that_agree_make_one_likelier_candidate() -> None:
    annex = "\f(Kèm theo Kế hoạch số 49/KH-UBND)"
    both, one = letterhead(UNREAD + annex, filename="49-kh-ubnd.pdf"), letterhead(UNREAD + annex)
    assert said(both, "number") == [("49", "text")]
    assert both.evidence["number"].candidates[0].confidence > one.evidence["number"].candidates[0].confidence


def test_what_was_printed_and_read_needs_no_candidates() -> None:
    head = letterhead(PRINTED + "\f(Kèm theo Kế hoạch số 49/KH-UBND)", filename="48-kh-ubnd.pdf")
    assert (head.number, head.issued) == ("57", date(2023, 3, 14))
    assert said(head, "number") == []
