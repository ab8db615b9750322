"""The words of a page are kept in columns, and are as they were when they are asked for."""

import pickle
import tracemalloc
from collections.abc import Callable

import pytest

from models.page import Box, Candidate, Page, PageSource, Word, Words
from models.spans import Span

TEXT = "Số: 12/KH-UBND\n"
WORDS = (
    Word(text="Số:", span=Span(start=0, end=3), box=Box(page=2, x0=10.123456, top=5, x1=20, bottom=9.5), confidence=0.75),
    Word(
        text="12/KH-UBND",
        span=Span(start=4, end=14),
        box=Box(page=2, x0=22, top=5, x1=60, bottom=9.5),
        confidence=0.5,
        candidates=(Candidate(text="17/KH-UBND", confidence=0.25), Candidate(text="12/KH-UBNĐ", confidence=0.125)),
        engine="reader",
        is_handwritten=True,
    ),
)
PAGE = Page(number=2, width_points=100, height_points=100, text=TEXT, words=WORDS, source=PageSource.OCR)


def test_words_come_back_as_they_were_given() -> None:
    assert tuple(PAGE.words) == WORDS
    assert (PAGE.words[-1], PAGE.words[0:1], len(PAGE.words)) == (WORDS[1], WORDS[:1], 2)
    assert PAGE.words == WORDS == Words(WORDS)
    assert PAGE.words != WORDS[:1]
    with pytest.raises(IndexError):
        PAGE.words[2]


def test_a_page_is_the_same_after_it_was_written_and_read_or_sent_to_another_process() -> None:
    assert Page.model_validate_json(PAGE.model_dump_json()).model_dump() == PAGE.model_dump()
    assert pickle.loads(pickle.dumps(PAGE)) == PAGE


def test_the_schema_says_what_a_word_is_though_words_are_kept_in_columns() -> None:
    for mode in ("validation", "serialization"):
        schema = Page.model_json_schema(mode=mode)
        assert schema["properties"]["words"]["items"] == {"$ref": "#/$defs/Word"}


def test_words_weigh_a_fifth_of_their_models() -> None:
    assert weight(lambda: Words(WORDS * 100)) < weight(lambda: [word.model_copy(deep=True) for word in WORDS * 100]) / 5


def weight(make: Callable[[], object]) -> int:
    tracemalloc.start()
    try:
        _kept = make()
        return tracemalloc.get_traced_memory()[0]
    finally:
        tracemalloc.stop()
