"""Finds set phrases in ruined lines, of a letterhead and of quarters, so that their words are heard of as candidates."""

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from itertools import accumulate
from typing import NamedTuple

from rapidfuzz import fuzz, process
from rapidfuzz.distance import Levenshtein

from service.restoration.pieces import Kind, Piece
from service.restoration.spelling import key, without_marks

LEAST_LIKENESS = 62.0
"""Of the letters without marks and blanks, in per cent, where as many words were read as the phrase has."""
LEAST_LIKENESS_UNEVEN = 80.0
"""The same where words were parted, run together, lost or added."""
FEWER, MORE = 1, 2
"""How many words fewer or more than a phrase has may have been read."""
SHORTEST_WORDS = 4
MOST_JOINED = 2
"""Words of a formula that were run together into one piece at most."""
_SEPARATORS = " -–~_"
_QUARTER_OF_A_YEAR = re.compile(r"(?:[1Il|]{1,3}|[1Il|][Vv]|[2-4])/(?:19|20)\d{2}")
"""As read: "11/2022", "I1/2022", "1V/2022"."""


_DATE = ("ngay", "", "thang", "", "nam", "")
"""A date in words without their marks; numbers stand in the gaps."""


class Expected(NamedTuple):
    """Keys of the words that one piece stands for, or two pieces that are one word."""

    words: tuple[str, ...]
    pieces: int = 1


class _Window(NamedTuple):
    first: int
    size: int


def expected_words(pieces: Sequence[Piece], formulas: Iterable[str]) -> dict[int, Expected]:
    """Index of a piece → what a formula has there: "D@c l@p - Tl_l’ do" → độc, lập, tự, do.

    Only formulas of four words or more are looked for. Where another number of words was read than a formula has, the letters
    must be nearly the same, and they tell which piece is which word: "HOA X,A HOI" → hòa, xã, hội.
    """
    split = [tuple(key(word) for word in formula.split() if word.strip(_SEPARATORS)) for formula in formulas]
    long = [words for words in split if len(words) >= SHORTEST_WORDS]
    found: dict[int, Expected] = {}
    for line in _lines(pieces):
        read = [without_marks(pieces[i].text).lower() for i in line]
        capitals = sum(pieces[i].text[:1].isupper() for i in line)
        for words in long:
            window = _best_window(read, words, is_any_size=capitals * 2 >= len(words))
            if window is None:
                continue
            parts = read[window.first : window.first + window.size]
            meant = dict(enumerate(map(_one_word, words))) if window.size == len(words) else _meant(parts, words)
            found.update((line[window.first + at], expected) for at, expected in meant.items())
    return found


def _one_word(word: str) -> Expected:
    return Expected((word,))


def _best_window(read: Sequence[str], words: Sequence[str], *, is_any_size: bool) -> _Window | None:
    plain = without_marks("".join(words))
    letters, starts = "".join(read), [0, *accumulate(map(len, read))]
    best = None
    cutoff = LEAST_LIKENESS
    sizes = range(len(words) - FEWER, len(words) + MORE + 1) if is_any_size else (len(words),)
    for size in sizes:
        windows = [letters[first:last] for first, last in zip(starts, starts[size:], strict=False)]
        least = cutoff if size == len(words) else max(cutoff, LEAST_LIKENESS_UNEVEN)
        nearest = process.extractOne(plain, windows, scorer=fuzz.ratio, score_cutoff=least)
        if nearest is not None and nearest[1] > least:
            cutoff = nearest[1]
            best = _Window(nearest[2], size)
    return best


def _meant(read: Sequence[str], words: Sequence[str]) -> dict[int, Expected]:
    """Index of a read part → the word, or the two, that it stands for; a part that stands for anything else is left out."""
    links = _links(read, [without_marks(word) for word in words])
    words_of = {part: [w for p, w in links if p == part] for part, _ in links}
    parts_of = {word: [p for p, w in links if w == word] for _, word in links}
    found: dict[int, Expected] = {}
    for part, linked in words_of.items():
        sharers = sorted({other for word in linked for other in parts_of[word]})
        if sharers == [part] and len(linked) <= MOST_JOINED:
            found[part] = Expected(tuple(words[word] for word in linked))
        elif sharers == [part, part + 1] and linked == words_of[part + 1] and len(linked) == 1:
            found[part] = Expected((words[linked[0]],), 2)
    return found


def _links(read: Sequence[str], words: Sequence[str]) -> list[tuple[int, int]]:
    """(part, word) for all that share at least half the letters of the shorter of the two, in order."""
    part_at = [part for part, text in enumerate(read) for _ in text]
    word_at = [word for word, text in enumerate(words) for _ in text]
    shared: Counter[tuple[int, int]] = Counter()
    for op in Levenshtein.opcodes("".join(read), "".join(words)):
        pairs = zip(range(op.src_start, op.src_end), range(op.dest_start, op.dest_end), strict=False)
        shared.update((part_at[here], word_at[there]) for here, there in pairs)
    return sorted((p, w) for (p, w), count in shared.items() if count * 2 >= min(len(read[p]), len(words[w])))


def expected_quarters(pieces: Sequence[Piece]) -> dict[int, Expected]:
    """Index of a piece → quý, where a quarter of a year follows: "Qui 11/2022" speaks of no fund (quỹ) and of no rule (quy)."""
    return {
        place: Expected(("quý",))
        for place, piece in enumerate(pieces)
        if without_marks(piece.text).lower() in ("qui", "quy")
        and _QUARTER_OF_A_YEAR.fullmatch(_number_behind(pieces[place + 1 : place + 3], piece.line))
    }


def ruined_days(pieces: Sequence[Piece]) -> set[int]:
    """Indices of words that stand where a date has its day: "ngay if thang 10 nam 2017"; a hand wrote or stamped it."""
    return {
        place + 1
        for place, piece in enumerate(pieces[: 1 - len(_DATE)])
        if without_marks(piece.text).lower() == _DATE[0] and _is_date(pieces[place : place + len(_DATE)])
    }


def _is_date(pieces: Sequence[Piece]) -> bool:
    """Whether pieces of one line are "ngày", a word, "tháng", a number, "năm" and a year, whatever marks they have lost."""
    kinds = [piece.kind for piece in pieces]
    read = [without_marks(piece.text).lower() for piece in pieces]
    is_in_line = pieces[0].line == pieces[-1].line
    is_dated = read[2] == _DATE[2] and read[4] == _DATE[4] and kinds[3] == kinds[5] == Kind.NUMBER
    return is_in_line and is_dated and kinds[1] == Kind.WORD


def _number_behind(following: Sequence[Piece], line: int) -> str:
    """The first piece, and a second that a lone sign parts from it ("I1" and "2022"), as long as they stand in the line."""
    numerals = [piece for piece in following if piece.text and piece.line == line]
    is_parted = len(numerals) == 2 and numerals[1].start == numerals[0].end + 1
    return "/".join(piece.text for piece in (numerals if is_parted else numerals[:1]))


def _lines(pieces: Sequence[Piece]) -> Iterable[list[int]]:
    lines: dict[int, list[int]] = {}
    for index, piece in enumerate(pieces):
        if piece.kind == Kind.WORD:
            lines.setdefault(piece.line, []).append(index)
    return lines.values()
