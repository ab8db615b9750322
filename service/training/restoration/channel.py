"""Learns a channel from pairs of printed and read words: letters are aligned by the costs, costs counted from the alignments."""

from collections import Counter
from collections.abc import Iterable

from service.restoration.alignment import count_units
from service.restoration.channel import LETTERS, Channel, Counts
from service.restoration.pieces import Kind
from service.restoration.spelling import key, without_marks
from service.training.restoration.alignment import align
from service.training.restoration.recognition import ReadPage

ROUNDS = 5


def word_pairs(pages: Iterable[ReadPage], language: str) -> Counter[tuple[str, str]]:
    """(printed, read) words with one word on each side; the printed one keeps its case."""
    found: Counter[tuple[str, str]] = Counter()
    for page in pages:
        for pair in align(page.truth, page.raw[language]):
            if len(pair.true) == len(pair.raw) == 1 and pair.true[0].kind == Kind.WORD:
                true = pair.true[0].text
                if all(letter in LETTERS for letter in key(true)):
                    found[true, pair.raw[0].text] += 1
    return found


def learn_channel(name: str, pairs: Counter[tuple[str, str]]) -> Channel:
    """Channel from word pairs, by hard expectation maximisation."""
    channel = Channel(name, (_first_guess(), _first_guess()))
    for _ in range(ROUNDS):
        channel = Channel(name, count_units(channel, pairs))
    return channel


def _first_guess() -> Counts:
    return {letter: {without_marks(letter): 10.0, letter: 10.0, "": 0.3} for letter in LETTERS}
