"""Corrections are laid over every later reading of the same scan, or shown as conflicts; they are never dropped."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import pytest
import sqlalchemy as sa

from models.page import Page
from models.restoration import Restoration
from models.spans import Span
from service.errors import Conflict, InvalidInput
from service.jobs import Desk
from service.store import corrections, documents, intake, records
from service.store.records import no_territory
from service.store.tables import CorrectionRow, PageRow, RecordRow
from service.web.papers import name_of
from tests.flow.desk import FakeRestorer, hand_in, read_line, read_text, toolbox

TEXT = "Số: 12/KH-UBND\nGiảm ho ngheo xuống dưới mức\nPhấn đấu đạt 5 xã\fTrang hai đạt 3 hộ"


def targets(desk: Desk, document_id: str, *, with_rejected: bool = False) -> list[RecordRow]:
    with desk.store.reading() as session:
        return records.of_document(session, document_id, with_rejected=with_rejected)["targets"]


def read_again(desk: Desk, document_id: str, *, anew: bool = True, **how: str) -> Desk:
    """The same scan, read by another version of the reader."""
    newer = replace(desk, toolbox=toolbox(**how))
    with desk.store.writing() as session:
        intake.reprocess(session, document_id, anew=anew, by="a")
    read_line(newer)
    return newer


def said(desk: Desk, document_id: str) -> list[CorrectionRow]:
    with desk.store.reading() as session:
        return list(corrections.of_document(session, document_id))


def text_of(desk: Desk, document_id: str) -> str:
    from service.store import readings

    with desk.store.reading() as session:
        return readings.served(session, documents.find(session, document_id)).document.text


def correct_field(desk: Desk, record: RecordRow, field: str, value: object) -> None:
    with desk.store.writing() as session:
        corrections.record_field(session, record.id, field, value, by="lan", territory=no_territory)


def test_a_corrected_syllable_stays_corrected_when_the_document_is_read_again(desk: Desk) -> None:
    document_id = read_text(desk, TEXT)
    at = TEXT.index("ho ngheo")
    with desk.store.writing() as session:
        corrections.text(session, document_id, page=1, page_span=Span(start=at, end=at + 2), after="hộ", by="lan")
    read_line(desk)
    assert "Giảm hộ nghèo" in text_of(desk, document_id)
    read_again(desk, document_id)
    assert "Giảm hộ nghèo" in text_of(desk, document_id)
    assert [c.status for c in said(desk, document_id)] == ["applied"]


def test_a_correction_replaces_an_edit_of_the_reader_as_a_whole(desk: Desk) -> None:
    document_id = read_text(desk, TEXT)
    at = TEXT.index("ngheo")
    with desk.store.writing() as session:
        kept = corrections.text(session, document_id, page=1, page_span=Span(start=at + 1, end=at + 3), after="nghẽo", by="a")
    assert kept.before == {"text": "nghèo"}
    read_line(desk)
    assert "ho nghẽo xuống" in text_of(desk, document_id)


def test_a_syllable_of_a_long_document_is_corrected_without_its_other_pages(desk: Desk) -> None:
    document_id = read_text(desk, TEXT)
    at = TEXT.split("\f")[1].index("đạt")
    with desk.store.writing() as session:
        first = session.scalars(sa.select(PageRow).where(PageRow.document_id == document_id, PageRow.number == 1)).one()
        first.content = b"not to be unpacked"
        kept = corrections.text(session, document_id, page=2, page_span=Span(start=at, end=at + 3), after="được", by="lan")
        assert (kept.anchor["page"], kept.anchor["raw"], kept.anchor["left"]) == (2, "đạt", "Trang hai ")
        assert [box[0] for box in kept.anchor["boxes"]] == [2]


def test_a_record_is_added_to_a_long_document_without_its_other_pages(desk: Desk) -> None:
    document_id = read_text(desk, TEXT)
    at = text_of(desk, document_id).index("Trang hai")
    values = {"indicator": "Trang", "comparator": "eq", "value": 2, "unit": "trang", "change": "level", "due": {}}
    with desk.store.writing() as session:
        first = session.scalars(sa.select(PageRow).where(PageRow.document_id == document_id, PageRow.number == 1)).one()
        first.content = b"not to be unpacked"
        span = Span(start=at, end=at + 9)
        for _ in range(2):  # the second is laid over the reading together with the first
            kept = corrections.add_record(
                session, document_id, "target", values, text_span=span, by="lan", territory=no_territory
            )
    assert (kept.anchor["page"], kept.anchor["raw"]) == (2, "Trang hai")
    assert [box[0] for box in kept.after["data"]["boxes"]] == [2]


@dataclass
class CountingRestorer(FakeRestorer):
    times: int = 0

    def restore(self, pages: Sequence[Page]) -> Restoration:
        self.times += 1
        return super().restore(pages)


def correct_word(desk: Desk, document_id: str, word: str, after: str) -> CorrectionRow:
    at = TEXT.index(word)
    with desk.store.writing() as session:
        return corrections.text(session, document_id, page=1, page_span=Span(start=at, end=at + len(word)), after=after, by="a")


def test_a_corrected_text_is_not_restored_anew_and_a_withdrawn_correction_brings_back_what_was_restored(desk: Desk) -> None:
    restorer = CountingRestorer()
    counted = replace(desk, toolbox=replace(toolbox(), restorer=restorer))
    document_id = hand_in(desk, TEXT)
    read_line(counted)
    for word, after in (("ngheo", "nghéo"), ("Giảm", "giảm")):
        correct_word(desk, document_id, word, after)
        read_line(counted)
    assert ("giảm ho nghéo" in text_of(desk, document_id), restorer.times) == (True, 1)
    with desk.store.writing() as session:
        first = min(said(desk, document_id), key=lambda c: c.id)
        corrections.withdraw(session, first.id, by="a", territory=no_territory)
    read_line(counted)
    assert ("giảm ho nghèo" in text_of(desk, document_id), restorer.times) == (True, 2)


def test_a_correction_withdrawn_before_it_was_read_leaves_the_reader_s_text(desk: Desk) -> None:
    document_id = read_text(desk, TEXT)
    correct_word(desk, document_id, "ngheo", "nghéo")
    read_line(desk)
    second = correct_word(desk, document_id, "mức", "mốc")
    with desk.store.writing() as session:
        for correction in said(desk, document_id):
            corrections.withdraw(session, correction.id, by="a", territory=no_territory)
    read_line(desk)
    assert second.kind == "text"
    assert "Giảm ho nghèo xuống dưới mức" in text_of(desk, document_id)


def test_who_says_that_the_text_is_right_sets_nothing_in_motion(desk: Desk) -> None:
    document_id = read_text(desk, TEXT)
    kept = correct_word(desk, document_id, "ngheo", "nghèo")
    with desk.store.reading() as session:
        shown = documents.find(session, document_id)
    assert (shown.state, shown.active_reading, kept.status) == ("done", None, "applied")


def test_who_corrects_what_has_changed_meanwhile_is_told(desk: Desk) -> None:
    document_id = read_text(desk, TEXT)
    with desk.store.writing() as session, pytest.raises(Conflict):
        span = Span(start=0, end=2)
        corrections.text(session, document_id, page=1, page_span=span, after="Sổ", expected="Sở", by="a")


def test_a_corrected_value_is_laid_over_a_later_reading(desk: Desk) -> None:
    document_id = read_text(desk, TEXT)
    correct_field(desk, targets(desk, document_id)[0], "unit", "phường")
    shown = targets(desk, document_id)[0]
    assert (shown.unit, shown.review_state, shown.data["unit"]) == ("phường", "corrected", "phường")
    read_again(desk, document_id)
    assert targets(desk, document_id)[0].unit == "phường"


def test_a_record_whose_id_changed_is_found_by_its_place_and_words(desk: Desk) -> None:
    document_id = read_text(desk, TEXT)
    correct_field(desk, targets(desk, document_id)[0], "unit", "phường")
    at = TEXT.index("đạt 5")
    with desk.store.writing() as session:
        corrections.text(session, document_id, page=1, page_span=Span(start=at, end=at + 3), after="đạt", by="a")
    read_again(desk, document_id, indicator="số xã nông thôn mới")
    assert [row.unit for row in targets(desk, document_id)] == ["phường", "hộ"]


def test_a_value_that_the_reader_now_reads_otherwise_is_a_conflict_and_the_person_s_word_stands(desk: Desk) -> None:
    document_id = read_text(desk, TEXT)
    correct_field(desk, targets(desk, document_id)[0], "indicator", "số xã nông thôn mới nâng cao")
    read_again(desk, document_id, indicator="số xã kiểu mẫu")
    shown = targets(desk, document_id)[0]
    assert (shown.data["indicator"], shown.review_state) == ("số xã nông thôn mới nâng cao", "conflict")
    found = [corrections.summary(c) for c in said(desk, document_id)]
    assert [(c["status"], c["conflict"], c["conflict_vi"]) for c in found] == [
        ("conflict", "the reader now reads indicator as số xã kiểu mẫu", "máy nay đọc indicator là số xã kiểu mẫu")
    ]


def test_a_correction_of_a_record_that_is_gone_is_kept_as_a_conflict(desk: Desk) -> None:
    document_id = read_text(desk, TEXT)
    correct_field(desk, targets(desk, document_id)[0], "unit", "phường")
    at = TEXT.index("đạt 5")
    with desk.store.writing() as session:
        corrections.text(session, document_id, page=1, page_span=Span(start=at, end=at + 3), after="được", by="a")
    read_line(desk)
    assert [row.unit for row in targets(desk, document_id)] == ["hộ"]
    assert {c.kind: c.status for c in said(desk, document_id)} == {"text": "applied", "field": "conflict"}


def test_a_rejected_record_stays_away_and_can_be_taken_back(desk: Desk) -> None:
    document_id = read_text(desk, TEXT)
    record = targets(desk, document_id)[0]
    with desk.store.writing() as session:
        corrections.judge(session, record.id, "rejected", by="a", territory=no_territory)
    read_again(desk, document_id)
    assert len(targets(desk, document_id)) == 1
    with desk.store.writing() as session:
        corrections.judge(session, record.id, "unseen", by="a", territory=no_territory)
    assert [row.review_state for row in targets(desk, document_id)] == ["unseen", "unseen"]


def test_an_added_record_has_its_place_and_survives(desk: Desk) -> None:
    document_id = read_text(desk, TEXT)
    text = text_of(desk, document_id)
    at = text.index("Giảm ho nghèo")
    values = {"indicator": "hộ nghèo", "comparator": "lt", "value": 3, "unit": "%", "change": "level", "due": {}}
    with desk.store.writing() as session:
        span = Span(start=at, end=at + 13)
        corrections.add_record(session, document_id, "target", values, text_span=span, by="a", territory=no_territory)
    read_again(desk, document_id)
    added = targets(desk, document_id)[0]
    assert (added.quote, added.origin, added.review_state, added.page) == ("Giảm ho nghèo", "person", "accepted", 1)
    assert added.data["boxes"]


def test_a_value_that_a_record_cannot_have_is_refused(desk: Desk) -> None:
    document_id = read_text(desk, TEXT)
    for field, value in (("comparator", "about"), ("value", "many"), ("quote", "x"), ("nothing", 1)):
        with pytest.raises(InvalidInput), desk.store.writing() as session:
            record_id = targets(desk, document_id)[0].id
            corrections.record_field(session, record_id, field, value, by="a", territory=no_territory)


def test_a_withdrawn_correction_no_longer_counts_but_is_remembered(desk: Desk) -> None:
    document_id = read_text(desk, TEXT)
    correct_field(desk, targets(desk, document_id)[0], "unit", "phường")
    with desk.store.writing() as session:
        corrections.withdraw(session, said(desk, document_id)[0].id, by="b", territory=no_territory)
    assert targets(desk, document_id)[0].unit == "xã"
    assert said(desk, document_id)[0].withdrawn_by == "b"


def test_a_corrected_letterhead_shows_in_lists_and_survives(desk: Desk) -> None:
    document_id = read_text(desk, TEXT)
    with desk.store.writing() as session:
        corrections.letterhead(session, document_id, "number", "21", by="a")
        corrections.letterhead(session, document_id, "issued", "2025-03-01", by="a")
    read_again(desk, document_id)
    with desk.store.reading() as session:
        shown = documents.find(session, document_id)
    assert (shown.number, str(shown.issued)) == ("21", "2025-03-01")
    assert targets(desk, document_id)[0].document_number == "21"


def test_a_number_read_in_doubt_is_said_to_be_so_until_somebody_says_what_it_is(desk: Desk) -> None:
    document_id = read_text(desk, TEXT.replace("12", "31?"))
    with desk.store.reading() as session:
        shown = documents.find(session, document_id)
        assert (shown.number, shown.doubtful_fields) == ("31", ["number"])
        assert documents.summary(shown)["doubtful_fields"] == ["number"]
        assert name_of(shown) == "Kế hoạch 31/KH-UBND (?)"
    with desk.store.writing() as session:
        corrections.letterhead(session, document_id, "number", "37", by="a")
    for _ in range(2):
        with desk.store.reading() as session:
            shown = documents.find(session, document_id)
            assert (name_of(shown), shown.doubtful_fields) == ("Kế hoạch 37/KH-UBND", [])
        read_again(desk, document_id)
    with desk.store.writing() as session:
        corrections.withdraw(session, said(desk, document_id)[0].id, by="b", territory=no_territory)
    with desk.store.reading() as session:
        assert documents.find(session, document_id).doubtful_fields == ["number"]


def test_a_letterhead_field_corrected_twice_is_no_conflict(desk: Desk) -> None:
    document_id = read_text(desk, TEXT)
    for number in ("21", "27"):
        with desk.store.writing() as session:
            corrections.letterhead(session, document_id, "number", number, by="a")
    read_again(desk, document_id)
    assert [c.status for c in said(desk, document_id)] == ["applied", "applied"]


def test_gold_holds_what_people_left_standing(desk: Desk) -> None:
    document_id = read_text(desk, TEXT)
    first, second = targets(desk, document_id)
    with desk.store.writing() as session:
        corrections.judge(session, first.id, "rejected", by="a", territory=no_territory)
        corrections.judge(session, second.id, "accepted", by="a", territory=no_territory)
    with desk.store.reading() as session:
        gold = corrections.gold(session, document_id)
    assert [(target["value"], target["unit"]) for target in gold["targets"]] == [(3, "hộ")]
    assert gold["reviewed"]["targets"] == 1
