"""Provenance: every passage knows its page, its spans and one box a line."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from models.document import PAGE_BREAK, Document
from models.page import Box, hull
from models.restoration import Restoration
from models.spans import Span
from tests.builders import make_document, make_page, span_of
from tests.models.strategies import restorations, spans_of, texts

pages = st.lists(texts, min_size=1, max_size=3).map(PAGE_BREAK.join)


@st.composite
def documents(draw: st.DrawFn) -> Document:
    restoration = draw(restorations(raw_texts=pages))
    return make_document(restoration.raw_text, edits=restoration.edits)


@given(st.data())
def test_a_passage_has_one_box_for_each_line_that_its_words_stand_on(data: st.DataObject) -> None:
    document = data.draw(documents())
    span = data.draw(spans_of(document.text))
    passage = document.passage(span)
    words = document.words_in(passage.raw_span)
    tops = {(word.box.page, word.box.top) for word in words}
    assert [(box.page, box.top) for box in passage.boxes] == sorted(tops)
    for box in passage.boxes:
        line = [word.box for word in words if (word.box.page, word.box.top) == (box.page, box.top)]
        assert box == hull(line)


@given(st.data())
def test_a_passage_quotes_its_span_and_names_its_page(data: st.DataObject) -> None:
    document = data.draw(documents())
    span = data.draw(spans_of(document.text))
    passage = document.passage(span)
    assert passage.quote == " ".join(span.of(document.text).split())
    assert passage.page == document.raw_text.count(PAGE_BREAK, 0, passage.raw_span.start) + 1
    if len(span):
        assert passage.raw_span == document.restoration.raw_span(span)


@given(documents())
def test_a_document_survives_json(document: Document) -> None:
    assert Document.model_validate_json(document.model_dump_json()) == document


@given(documents())
def test_every_word_is_found_by_its_own_span(document: Document) -> None:
    for page, start in zip(document.pages, document.page_starts, strict=True):
        for word in page.words:
            assert document.words_in(word.span.shifted(start)) == (word,)


def test_a_sentence_in_two_pieces_leaves_out_what_stands_between() -> None:
    document = make_document("hoàn thành trước\f2\nngày 30/4/2022")
    passage = document.passage(span_of(document.text, "hoàn thành trước"), span_of(document.text, "ngày 30/4/2022"))
    assert passage.quote == "hoàn thành trước ngày 30/4/2022"
    assert [box.page for box in passage.boxes] == [1, 2]
    assert passage.text_span == Span(start=0, end=len(document.text))


def test_the_least_sure_word_and_edit_speak_for_a_passage() -> None:
    page = make_page("chi tieu 80%", confidence=0.7)
    document = make_document([page], edits=[("chi tieu", "chỉ tiêu")])
    passage = document.passage(span_of(document.text, "chỉ tiêu 80%"))
    assert (passage.ocr, passage.restoration) == (0.7, 0.9)


def test_pages_count_from_one_without_a_gap() -> None:
    with pytest.raises(ValidationError, match="without a gap"):
        make_document([make_page("một"), make_page("ba", number=3)])


def test_a_restoration_of_other_pages_is_refused() -> None:
    document = make_document("một")
    with pytest.raises(ValidationError, match="not one of these pages"):
        Document(**{**dict(document), "restoration": Restoration(raw_text="hai")})


def test_a_word_that_does_not_stand_in_its_page_is_refused() -> None:
    word = make_page("chỉ tiêu").words[1]
    with pytest.raises(ValidationError, match="is not at"):
        make_page("phần chỉ tiêu").model_copy().__class__(**{**dict(make_page("chi tiet")), "words": (word,)})


def test_a_hull_needs_boxes_of_one_page() -> None:
    with pytest.raises(ValueError, match="one page"):
        hull([Box(page=1, x0=0, top=0, x1=1, bottom=1), Box(page=2, x0=0, top=0, x1=1, bottom=1)])
