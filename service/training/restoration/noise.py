"""Sampled noise: for every word of the corpus, what engines and typefaces of many kinds might read for it."""

import random
import re
from bisect import bisect_left
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import accumulate

import numpy as np
from numpy.typing import NDArray

from service.restoration.casing import Case, case_of, cased
from service.restoration.channel import Channel, Counts, smoothed
from service.restoration.spelling import is_syllable, key, without_marks
from service.restoration.tagger import BREAK_TOKEN, Token
from service.restoration.wording import NUMBER, number_class
from service.training.restoration.channel import word_pairs
from service.training.restoration.recognition import ReadPage

VARIANTS = 7
"""Readings sampled for each word under each imagined typeface."""
SEEN_SHARE = 0.35
"""How often a reading that an engine really gave is taken rather than a sampled one."""
FOREIGN_KEPT = 0.85

# channel, how many typefaces, (concentration, heat) in turn: a low concentration makes a typeface stubborn in its own errors,
# a low heat makes rare errors less rare
KINDS = (
    ("eng", 28, ((4, 1.0), (10, 0.8), (30, 0.65))),
    ("vie", 10, ((8, 1.0), (30, 0.75))),
    ("stripped", 1, ()),
    ("clean", 1, ()),
)
SHARES = {"eng": 0.56, "vie": 0.27, "stripped": 0.12, "clean": 0.05}
"""How much of the training text passes through each kind of channel."""

_TOKENS = re.compile(rf"(?P<number>{NUMBER})|(?P<word>[^\W\d_]+)|(?P<end>[.;:!?](?=\s|$))")

WordType = tuple[str, int]
"""A key and its case; NUMERIC instead of a case for a class of numbers."""
NUMERIC = 3
BREAK_TYPE: WordType = (BREAK_TOKEN, 0)
Table = Mapping[str, tuple[Sequence[str], Sequence[float]]]


class WordTypes:
    """Numbers word types in the order in which they are met."""

    def __init__(self) -> None:
        self.ids: dict[WordType, int] = {BREAK_TYPE: 0}

    def encode(self, lines: Iterable[str]) -> NDArray[np.int32]:
        """Word types of some paragraphs, each ended by a break."""
        found: list[int] = []
        for line in lines:
            for match in _TOKENS.finditer(line):
                found.append(self.ids.setdefault(self._type(match), len(self.ids)))
            found.append(0)
        return np.array(found, dtype=np.int32)

    @staticmethod
    def _type(match: re.Match[str]) -> WordType:
        text = match.group()
        if match.lastgroup == "word":
            return key(text), int(case_of(text))
        return (number_class(text), NUMERIC) if match.lastgroup == "number" else BREAK_TYPE


@dataclass(frozen=True)
class Noise:
    """`readings[type, typeface, variant]` indexes `tokens`; `kinds` names each typeface's channel."""

    tokens: tuple[Token, ...]
    readings: NDArray[np.int32]
    kinds: tuple[str, ...]


def sample_noise(types: Sequence[WordType], channels: Mapping[str, Channel], pages: Sequence[ReadPage], seed: int) -> Noise:
    """Readings of every type under every imagined typeface; the same for the same seed."""
    chance = random.Random(seed)
    seen = {name: _seen(pages, name) for name in channels}
    ids: dict[Token, int] = {}
    kinds: list[str] = []
    rows: list[NDArray[np.int32]] = []
    for kind, count, styles in KINDS:
        for number in range(count):
            tables = [_table(row, *styles[number % len(styles)], chance) for row in channels[kind].counts] if styles else []
            readings = [
                [_token(_reading(word, kind, tables, seen.get(kind, {}), chance), word) for _ in range(VARIANTS)]
                for word in types
            ]
            rows.append(np.array([[ids.setdefault(token, len(ids)) for token in line] for line in readings], dtype=np.int32))
            kinds.append(kind)
    return Noise(tuple(ids), np.stack(rows, axis=1), tuple(kinds))


def _seen(pages: Sequence[ReadPage], language: str) -> dict[WordType, list[str]]:
    found: defaultdict[WordType, list[str]] = defaultdict(list)
    pairs: Counter[tuple[str, str]] = word_pairs(pages, language)
    for (true, raw), count in pairs.items():
        found[key(true), int(case_of(true))] += [raw] * min(count, 30)
    return found


def _table(counts: Counts, concentration: float, heat: float, chance: random.Random) -> Table:
    """One typeface's own shares of what is read for each letter, drawn around the channel's."""
    table = {}
    for letter, shares in smoothed(counts).items():
        heated = [share**heat for share in shares.values()]
        scale = concentration / sum(heated)
        drawn = [chance.gammavariate(max(share * scale, 1e-3), 1.0) for share in heated]
        table[letter] = (tuple(shares), tuple(accumulate(share / (sum(drawn) or 1.0) for share in drawn)))
    return table


def _reading(
    word: WordType, kind: str, tables: Sequence[Table], seen: Mapping[WordType, Sequence[str]], chance: random.Random
) -> str:
    spelled, case = word
    if case == NUMERIC:
        return _number(spelled, chance)
    if word == BREAK_TYPE:
        return spelled
    true = cased(spelled, Case(case))
    if kind == "clean" or (kind != "stripped" and not is_syllable(spelled) and chance.random() < FOREIGN_KEPT):
        return true
    if kind == "stripped":
        return without_marks(true)
    if (known := seen.get(word)) and chance.random() < SEEN_SHARE:
        return chance.choice(known)
    return "".join(_letter(letter, case, place, tables, chance) for place, letter in enumerate(spelled)) or true


def _letter(letter: str, case: int, place: int, tables: Sequence[Table], chance: random.Random) -> str:
    is_large = case == Case.UPPER or (case == Case.TITLE and place == 0)
    if letter not in tables[is_large]:
        return letter.upper() if is_large else letter
    units, shares = tables[is_large][letter]
    unit = units[min(bisect_left(shares, chance.random()), len(units) - 1)]
    return unit.upper() if is_large else unit


def _number(kind: str, chance: random.Random) -> str:
    if kind == "<1>":
        return str(chance.randrange(10))
    if kind == "<2>":
        return f"{chance.randrange(100):02d}"
    if kind == "<year>":
        return str(chance.randrange(1990, 2031))
    if kind == "<date>":
        return f"{chance.randrange(1, 31)}/{chance.randrange(1, 13)}"
    return chance.choice((str(chance.randrange(100, 9999)), f"{chance.randrange(1, 99)},{chance.randrange(10)}"))


def _token(raw: str, word: WordType) -> Token:
    return (raw, Case.LOW) if word[1] == NUMERIC or word == BREAK_TYPE else (raw, case_of(raw))
