"""Values that come from another process."""

import pickle

from models.page import Box, Word
from models.spans import Span


def test_values_that_were_carried_over_are_the_same_and_can_be_copied_with_changes() -> None:
    word = Word(text="Thực", span=Span(start=0, end=4), box=Box(page=1, x0=0.0, top=0.0, x1=9.0, bottom=9.0), confidence=0.9)
    carried = [pickle.loads(pickle.dumps(word)) for _ in range(2)]
    changed = carried[0].model_copy(update={"engine": "trueocr"})
    assert carried == [word, word]
    assert (changed.engine, carried[1].engine) == ("trueocr", "")
    assert carried[1].model_fields_set == word.model_fields_set
    assert changed.model_fields_set == {*word.model_fields_set, "engine"}
