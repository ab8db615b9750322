"""The restored text is computed, and spans map both ways."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from models.restoration import Restoration
from models.spans import Span
from tests.builders import make_restoration, span_of
from tests.models.strategies import restorations, spans_of, texts


@given(texts)
def test_text_without_edits_stands_as_read(raw_text: str) -> None:
    assert Restoration(raw_text=raw_text).text == raw_text


@given(restorations())
def test_the_text_is_the_raw_text_with_every_edit_in_its_place(restoration: Restoration) -> None:
    text = restoration.raw_text
    for edit in reversed(restoration.edits):
        text = text[: edit.raw_span.start] + edit.restored + text[edit.raw_span.end :]
    assert restoration.text == text


@given(st.data())
def test_a_mapped_span_holds_what_it_came_from(data: st.DataObject) -> None:
    restoration = data.draw(restorations(is_two_sided=True))
    text_span = data.draw(spans_of(restoration.text))
    raw_span = data.draw(spans_of(restoration.raw_text))
    if len(text_span):
        assert restoration.text_span(restoration.raw_span(text_span)).holds(text_span)
    if len(raw_span):
        assert restoration.raw_span(restoration.text_span(raw_span)).holds(raw_span)


@given(st.data())
def test_letters_outside_the_edits_stay_in_a_mapped_span(data: st.DataObject) -> None:
    """With insertions and deletions too, which have no other side."""
    restoration = data.draw(restorations())
    raw_span = data.draw(spans_of(restoration.raw_text))
    text_span = restoration.text_span(raw_span)
    assert text_span.end <= len(restoration.text)
    for offset in range(raw_span.start, raw_span.end):
        letter = Span(start=offset, end=offset + 1)
        if not any(edit.raw_span.touches(letter) for edit in restoration.edits):
            assert text_span.holds(restoration.text_span(letter))
            assert restoration.raw_span(restoration.text_span(letter)) == letter


@given(st.data())
def test_text_outside_the_edits_maps_to_itself(data: st.DataObject) -> None:
    restoration = data.draw(restorations())
    raw_span = data.draw(spans_of(restoration.raw_text))
    if len(raw_span) and not restoration.edits_in(raw_span):
        text_span = restoration.text_span(raw_span)
        assert text_span.of(restoration.text) == raw_span.of(restoration.raw_text)
        assert restoration.raw_span(text_span) == raw_span


@given(st.data())
def test_the_edits_in_a_span_are_those_that_share_a_letter_and_insertions_inside(data: st.DataObject) -> None:
    restoration = data.draw(restorations())
    raw_span = data.draw(spans_of(restoration.raw_text))
    for edit in restoration.edits:
        is_insertion = len(edit.raw_span) == 0
        starts_inside = raw_span.start <= edit.raw_span.start < raw_span.end
        is_wanted = starts_inside if is_insertion else len(raw_span) > 0 and edit.raw_span.touches(raw_span)
        assert (edit in restoration.edits_in(raw_span)) == is_wanted


@given(restorations())
def test_a_restoration_survives_json(restoration: Restoration) -> None:
    assert Restoration.model_validate_json(restoration.model_dump_json()) == restoration


@pytest.mark.parametrize(
    ("words", "read"),
    [
        ("KẾ HOẠCH", "KE HOACH"),
        ("HOẠCH", "KE HOACH"),  # half an edit is the whole of its other side
        ("năm 2022", "năm 2022"),
        ("Quý II", "Qui 11"),
    ],
)
def test_words_of_the_restored_text_are_found_in_the_raw_text(words: str, read: str) -> None:
    restoration = make_restoration("KE HOACH năm 2022, Qui 11", [("KE HOACH", "KẾ HOẠCH"), ("Qui 11", "Quý II")])
    raw_span = restoration.raw_span(span_of(restoration.text, words))
    assert raw_span.of(restoration.raw_text) == read


def test_edits_may_not_overlap_nor_touch_a_page_break() -> None:
    edits = make_restoration("một hai ba", [("một", "1"), ("hai", "2")]).edits
    with pytest.raises(ValidationError, match="out of order"):
        Restoration(raw_text="một hai ba", edits=edits[::-1])
    with pytest.raises(ValidationError, match="page break"):
        make_restoration("một\fhai", [("một\fhai", "một hai")])


def test_text_that_is_not_composed_is_refused() -> None:
    with pytest.raises(ValidationError, match="NFC"):
        Restoration(raw_text="Ke\u0302\u0301 hoạch")


def test_a_span_does_not_end_before_it_starts() -> None:
    with pytest.raises(ValidationError, match="not a span"):
        Span(start=3, end=2)
