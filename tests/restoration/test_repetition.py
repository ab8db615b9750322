"""What a document says elsewhere for certain decides what is in doubt."""

from service.restoration.repetition import Place, weighed


def said(*words: str) -> list[Place]:
    """Words that stand side by side for certain, behind something else."""
    return [Place(word, ((word, 1.0),), at > 0) for at, word in enumerate(words)]


def test_a_word_in_doubt_is_the_one_that_stands_in_the_same_phrase_elsewhere() -> None:
    doubt = [Place("phan", (("phần", 0.7), ("phấn", 0.3)), False), Place("dau", (("đấu", 1.0),), True)]
    found = weighed([*said("xã", "phấn", "đấu"), *doubt])
    (text, share), *others = found[3]
    assert text == "phấn"
    assert share > 0.6
    assert [other for other, _ in others] == ["phần"]


def test_neighbours_in_doubt_are_decided_together() -> None:
    doubt = [Place("phan", (("phần", 0.7), ("phấn", 0.3)), False), Place("dau", (("đầu", 0.7), ("đấu", 0.3)), True)]
    found = weighed([*said("các", "xã", "phấn", "đấu"), *said("thôn", "phấn", "đấu"), *doubt])
    assert [found[at][0][0] for at in (7, 8)] == ["phấn", "đấu"]


def test_letters_read_elsewhere_for_a_word_stand_for_it_again() -> None:
    sure = [Place("vé", (("về", 1.0),), False)] * 4
    found = weighed([*sure, Place("vé", (("và", 0.6), ("về", 0.4)), False)])
    assert found[4][0][0] == "về"


def test_a_document_that_says_nothing_of_it_leaves_a_doubt_as_it_is() -> None:
    doubt = Place("ban", (("bản", 0.6), ("bán", 0.3)), True)
    ((text, share), _) = weighed([*said("giao", "vật"), doubt])[2]
    assert text == "bản"
    assert abs(share - 0.6) < 1e-6


def test_what_is_certain_or_without_a_choice_is_left_alone() -> None:
    assert weighed([*said("xã", "phấn", "đấu"), Place("Zq", (("Zq", 0.4),), True)]) == {}
