"""What a raw token may stand for: every reading with its cost in nats, remembered per token."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise
from math import log
from operator import attrgetter
from typing import NamedTuple, TypeVar

import numpy as np
from numpy.typing import NDArray

from models.restoration import EditReason
from service.restoration.alignment import aligned_cost
from service.restoration.casing import Case, case_of, cased
from service.restoration.channel import LETTER_IDS, VOWELS, Channel
from service.restoration.figures import as_figure
from service.restoration.language import LanguageModel
from service.restoration.lexicon import MOST_CANDIDATES, PRIOR_WEIGHT, Trie, build_trie, nearest
from service.restoration.pieces import Other
from service.restoration.search import NEW_CONTEXT, NO_WORD
from service.restoration.spelling import has_marks, is_syllable, key, without_marks
from service.restoration.symbols import Symbols
from service.restoration.wording import SPECIAL, number_class, wording

K = TypeVar("K")
V = TypeVar("V")


@dataclass(frozen=True)
class Weights:
    """Costs in nats that are no part of a channel, found on the tuning pages."""

    language: float = 1.0
    tagger: float = 0.25
    channel: float = 1.15
    unknown: float = 6.5
    unknown_letter: float = 1.6
    other_case: float = 2.0
    split: float = 7.0
    join: float = 7.0
    digits_as_letters: float = 1.5
    digits_stand: bool = False
    """The marks alone are lost: no digit stands for a letter."""
    numeral: float = 3.0
    figure: float = 3.0
    """For letters among digits that are digits too."""
    acronym: float = 1.0
    foreign: float = 2.0
    not_acronym: float = 6.0
    has_notes: bool = False
    lost_vowel: float = 2.5
    """For a sign that stands for a consonant and has no vowel beside it."""
    note: float = 1.5
    """A digit behind a known word is a footnote's, where the engine knows the letters; its cost."""
    note_behind: float = 7.0
    """The cost of a footnote's digit where digits are read for letters too."""
    formula: float = 3.0
    strange: float = 3.0
    """For a word in small letters that is neither known nor a name."""
    initials: float = 3.0
    """How much less unknown capitals without a vowel cost than another unknown word."""
    name: float = 5.0
    other: float = 1.0
    heard: float = 1.0
    """Cost of an engine's other reading, and of its being unlikely beside the first."""
    measure: float = 0.3
    share: float = -1.2
    odd: float = 5.0
    """Cost of a sign of per cent that was read as digits, and what it is less where the digits are no number."""
    codes_stand: bool = False
    """The engine tells letters from digits, so that capitals and a number are a code: "A1" stands."""
    candidates: int = MOST_CANDIDATES
    """How many syllables a token is looked up as."""
    unknown_is_right: float = 0.5
    """How sure at most of a word that the model does not know."""


WEIGHTS = {
    "vie": Weights(
        has_notes=True,
        codes_stand=True,
        tagger=0.0,
        channel=1.3,
        unknown_is_right=0.95,
        strange=5.0,
        unknown=3.0,
        unknown_letter=0.8,
        foreign=0.0,
        digits_as_letters=9.0,
        numeral=4.0,
        split=6.0,
        join=9.0,
        formula=9.0,
        name=2.0,
    ),
    "layer": Weights(channel=0.9, tagger=0.5, name=2.0, candidates=64),
    "stripped": Weights(
        foreign=1.0,
        unknown=5.0,
        unknown_is_right=0.6,
        digits_as_letters=30.0,
        digits_stand=True,
        numeral=30.0,
        join=30.0,
        split=12.0,
    ),
}
"""By channel; a Vietnamese engine knows the letters, so that what it spells is seldom a ruin of something else."""


@dataclass(frozen=True, slots=True)
class Readings:
    """Readings of one raw token: word ids (second −1 where there is one word), costs, texts, and reasons where they are no plain
    difference of the text (`reason_of` finds those)."""

    words: NDArray[np.int32]
    second_words: NDArray[np.int32]
    costs: NDArray[np.float32]
    texts: tuple[str, ...]
    reasons: tuple[EditReason | None, ...]


class Reading(NamedTuple):
    word: int
    second: int
    cost: float
    text: str
    reason: EditReason | None


_LONE_CONSONANT = "¢"
"""What engines without Vietnamese write for "c" and for a whole short word that begins with it."""
_ROMAN_LIKE = re.compile(r"[IVXl1|!ivx]{1,5}")
ROMAN = re.compile(r"(?=[XVI])X{0,3}(?:IX|IV|V?I{0,3})")
_AS_ONE = str.maketrans("l1|!ivx", "IIIIIVX")
_STRANGE = re.compile(r"[^\W\d_A-ZĐ]{4,}|[^\W\d_][^\WA-ZĐ]*[\d&@$¢€¥'’][^\WA-ZĐ]*")
"""No word that anyone would write: small letters that no syllable has, or signs and digits among letters."""
_INITIALS = re.compile(r"[BCDĐGHKLMNPQRSTVX]{3,6}")
"""Capitals without a vowel: initials that the model may not know."""
_MEASURE = re.compile(r"\d{2,}(?:h|m|km|ha|kg|đ|g|l|m2|m3|cm|mm|[a-e])|\d[a-e]|[kcdm]?m[23]")
"""A number with its unit behind it, or a point of a list: "20h", "15ha", "2a"."""
AMOUNT = re.compile(r"\d+(?:km|ha|kg|m2|m3|cm|mm)", re.IGNORECASE)
"""A number and a unit that is no part of a syllable with it: "2ha"."""
NUMBERED = re.compile(r"[A-ZĐ]{1,2}\d{1,3}")
"""Capitals and a number, such as a road, a plot or a form has: "M3", "A4", "QL37"."""
_FORM_CODE = re.compile(r"[A-ZĐ]{1,2}[1-9]\d{0,2}")
"""As `NUMBERED`, but for a nought, which is easily an O."""
_SHORT_CAPITALS = re.compile(r"[A-ZĐ]{2,6}")
_CERTAIN_MEASURE = re.compile(r"(?P<number>\d{1,2})h(?:\d{2})?|(?P<amount>\d{2,})(?:km|ha|kg|m2|m3|cm|mm)")
"""A time of day or an amount that is nothing else: "07h30", "15ha"."""
_NO_NUMBER = re.compile(r"0\d{2,}")
_NOTED = re.compile(r"(?P<word>[^\W\d_]{2,})\d{1,2}")
"""A word with the number of a footnote behind it: "ký tên6"."""
_WORD_AND_NUMBER = re.compile(r"(?P<word>[^\W\d_]{2,})(?P<number>\d{2,})")
_QUARTER = re.compile(r"(?P<quarter>1{2,3})(?P<year>/(?:19|20)\d{2})?")
"""The quarter of a year, whose roman numeral was read as ones: "11/2022"."""
_QUARTERLY = ("quý", "quí", "qui", "quy")
"""The word for a quarter as it may be read; the last is a regulation too, and needs the year behind the number."""
_NOTE_BEHIND = re.compile(r"(?P<word>[^\W\d_]{3,})(?P<note>[1-9])")
"""As `_NOTED`, the word in ruins: "tén4"."""
_INNER_CAPITAL = re.compile(r"[^\W\d_]?[^\WA-ZĐ_][^\WA-ZĐ_]*['’]?(?=[A-ZĐ][^\W\dA-ZĐ_])")
"""The first of two words that are run together, where a capital tells so: "vaNam"."""
_DIGITS_FOR_LETTERS = re.compile(r"\d{1,3}")
_STOPS = ("c", "ch", "p", "t")
PAIR = "\n"
"""Parts the two texts of a reading of two pieces."""
SPLIT_SHORTEST = 4
SPLIT_WHEN_WORSE_THAN = 5.0
JOIN_LONGEST = 8
PART_LIMIT, JOIN_LIMIT = 9.0, 7.0
"""Nats that a part of a split, or a join, may cost by itself."""
NAME_LIMIT = 4.0
"""Nats that either part of a known name may be dearer than the cheapest reading of its token."""
MOST_REMEMBERED = 1 << 13


class CandidateFinder:
    """Finds and remembers readings under one channel."""

    def __init__(self, model: LanguageModel, tries: "Tries", channel: Channel, weights: Weights) -> None:
        self._model = model
        self._tries = tries
        self.channel = channel
        self.weights = weights
        self._words: dict[str, Readings] = {}
        self._joins: dict[tuple[str, str], Readings | None] = {}
        self._numbers: dict[str, Readings] = {}
        self._named: dict[tuple[str, str], Readings | None] = {}
        self._parts: dict[tuple[str, Case], list[tuple[float, int]]] = {}

    def word(self, raw: str) -> Readings:
        """Readings of a word piece."""
        found = self._words.get(raw)
        return found if found is not None else _kept(self._words, raw, self._packed(raw, self._word_readings(raw)))

    def expecting(self, raw: str, words: Sequence[str]) -> Readings:
        """Readings of a word piece where a formula has a certain word, or two."""
        ids = [self._model.ids[word] for word in words if word in self._model.ids]
        if len(ids) < len(words):
            return self.word(raw)
        case = case_of(raw) if len(raw) > 1 else Case.LOW
        later = case if case == Case.UPPER else Case.LOW
        text = " ".join(cased(word, later if at else case) for at, word in enumerate(words))
        first, second, *_ = (*ids, NO_WORD)
        reason = EditReason.SPLIT if second != NO_WORD else None
        return self._packed(raw, [*self._word_readings(raw), Reading(first, second, self.weights.formula, text, reason)])

    def expecting_joined(self, first: str, second: str, word: str) -> Readings | None:
        """The reading of two neighbours that are one word of a formula."""
        number = self._model.ids.get(word)
        if number is None:
            return None
        text = cased(word, case_of(first + second))
        return self._packed(first + second, [Reading(number, NO_WORD, self.weights.formula, text, EditReason.JOIN)])

    def heard(self, raw: str, others: Sequence[Other]) -> Readings:
        """Readings of a word piece for which the engine has other readings: they are as dear as it holds them unlikely."""
        found = self._word_readings(raw)
        for text, likelihood in () if self._is_code(raw) else others:
            number = self._model.ids.get(key(text))
            if number is None:
                continue
            cost = self.weights.other + self.weights.heard * -log(likelihood)
            found.append(self._as_two(raw, key(text), cost) or Reading(number, NO_WORD, cost, text, None))
        return self._packed(raw, found)

    def heard_number(self, raw: str, others: Sequence[Other]) -> Readings:
        """Readings of a number whose last digits the engine also read as a sign of per cent; "066" is no number."""
        is_odd = _NO_NUMBER.fullmatch(raw) is not None
        found = self._number_readings(raw)
        for text, likelihood in others:
            cost = self.weights.share - self.weights.heard * log(likelihood) - (self.weights.odd if is_odd else 0.0)
            # where both are numbers, what stands around them decides nothing
            heard_as = number_class(text[:-1] if is_odd else raw)
            found.append(Reading(self._model.ids[heard_as], NO_WORD, cost, text, EditReason.NUMERAL))
        return self._packed(raw, found)

    def is_acronym(self, raw: str) -> bool:
        """Whether a word is a few capitals that make no syllable, whatever marks they have lost: "SYT", but not "HA"."""
        return _SHORT_CAPITALS.fullmatch(raw) is not None and without_marks(raw.lower()) not in self._tries.bare_syllables

    def as_read(self, raw: str) -> Readings:
        """The one reading of a word that stands."""
        return self._packed(raw, self._copy(raw))

    def ruined_number(self, raw: str) -> Readings:
        """The one reading of what was a number: as read, an unknown word."""
        return self._packed(raw, [Reading(0, NO_WORD, 0.0, raw, None)])

    def number(self, raw: str) -> Readings:
        """Readings of a number piece: the number, and for one to three digits the letters they may stand for."""
        found = self._numbers.get(raw)
        return found if found is not None else _kept(self._numbers, raw, self._packed(raw, self._number_readings(raw)))

    def quarter(self, before: str, raw: str) -> Readings | None:
        """The one reading of a number behind the word for a quarter, which has no eleventh; None where it is no such number."""
        found = _QUARTER.fullmatch(raw)
        if found is None or self.weights.digits_stand or before.lower() not in _QUARTERLY[: None if found["year"] else -1]:
            return None
        numeral, year = "I" * len(found["quarter"]), found["year"] or ""
        second = self._model.ids[number_class(year[1:])] if year else NO_WORD
        return self._packed(raw, [Reading(self._model.ids[numeral.lower()], second, 0.0, numeral + year, EditReason.NUMERAL)])

    def identifier(self, raw: str, meant: str) -> Readings:
        """The one reading of an identifier: what is meant by it; the model hears its last two words."""
        ids = [self._model.ids.get(word, 0) for word in wording(meant)][-2:] or [0]
        second = ids[1] if len(ids) > 1 else NO_WORD
        return self._packed(raw, [Reading(ids[0], second, 0.0, self._tries.symbols.marked(meant), None)])

    def named(self, first: str, second: str) -> Readings | None:
        """Readings of two neighbours with capitals as a known name of two syllables, each text a pair parted by PAIR."""
        pair = (first, second)
        try:
            return self._named[pair]
        except KeyError:
            return _kept(self._named, pair, self._name_readings(first, second))

    def _name_readings(self, first: str, second: str) -> Readings | None:
        if case_of(first) == Case.LOW or case_of(second) == Case.LOW:
            return None
        left, right = self.word(first), self.word(second)
        dearest_first = reversed(list(enumerate(right.words.tolist())))
        places = {word: place for place, word in dearest_first if word > 0}
        found = []
        most_left, most_right = left.costs.min() + NAME_LIMIT, right.costs.min() + NAME_LIMIT
        for place, word in enumerate(left.words.tolist()):
            if left.costs[place] > most_left:
                break
            for other in self._tries.names.get(word, frozenset()) & places.keys():
                at = places[other]
                if right.costs[at] > most_right:
                    continue
                cost = float(left.costs[place] + right.costs[at]) - self.weights.name
                found.append(Reading(word, other, cost, left.texts[place] + PAIR + right.texts[at], None))
        best = sorted(found, key=lambda r: r.cost)[:8]
        return self._packed(first + PAIR + second, best) if best else None

    def sentence_break(self) -> Readings:
        return self._packed("", [Reading(self._model.sentence_break, NO_WORD, 0.0, "", None)])

    def cell_end(self) -> Readings:
        return self._packed("", [Reading(NEW_CONTEXT, NO_WORD, 0.0, "", None)])

    def joined(self, first: str, second: str) -> Readings | None:
        """Readings of two neighbours as one word, or None where that is out of the question."""
        pair = (first, second)
        try:
            return self._joins[pair]
        except KeyError:
            return _kept(self._joins, pair, self._joined(first, second))

    def least_cost(self, raw: str) -> float:
        """Of the best single-word reading."""
        return float(self.word(raw).costs.min())

    def _word_readings(self, raw: str) -> list[Reading]:
        if self._is_code(raw):
            return [*self._copy(raw), *self._numerals(raw)]
        case = case_of(raw)
        known = self.weights.not_acronym if (case != Case.LOW and self._is_acronym(raw)) or _MEASURE.fullmatch(raw) else 0.0
        found = [*self._syllables(raw, case, extra=known), *self._copy(raw), *self._numerals(raw), *self._figures(raw)]
        if case == Case.TITLE and (raw[0] in "IOCSVXPKU" or len(raw) == 1):
            found += self._syllables(raw, Case.LOW, extra=self.weights.other_case)
        if case == Case.UPPER:
            found += self._acronyms(raw, extra=known)
        if raw == _LONE_CONSONANT:
            for vowel in VOWELS:
                found += self._syllables(raw + vowel, case, extra=self.weights.lost_vowel, limit=PART_LIMIT)
        best = min(reading.cost for reading in found)
        if len(raw) >= SPLIT_SHORTEST and best > SPLIT_WHEN_WORSE_THAN:
            found += self._splits(raw, case, best)
        if best > self.weights.note_behind and (noted := _NOTE_BEHIND.fullmatch(raw)):
            found += self._with_note(noted["word"], noted["note"])
        return found

    def _with_note(self, word: str, note: str) -> list[Reading]:
        """A word with the digit of a footnote behind it."""
        near = self._syllables(word, case_of(word), extra=self.weights.note_behind, limit=PART_LIMIT)
        return [Reading(r.word, NO_WORD, r.cost, r.text + note, None) for r in near]

    def _is_code(self, raw: str) -> bool:
        return self.weights.codes_stand and _FORM_CODE.fullmatch(raw) is not None

    def _as_two(self, raw: str, other: str, cost: float) -> Reading | None:
        """Where another reading of two words run together is one of them alone, both of them: "Nữ công" for "Nữcông", "công"."""
        read = key(raw)
        at = len(other) if read.startswith(other) else len(read) - len(other) if read.endswith(other) else 0
        if not 1 < at < len(read) - 1 or is_syllable(read):
            return None
        first, second = self._model.ids.get(read[:at]), self._model.ids.get(read[at:])
        if first is None or second is None or not (is_syllable(read[:at]) and is_syllable(read[at:])):
            return None
        return Reading(first, second, cost, f"{raw[:at]} {raw[at:]}", EditReason.SPLIT)

    def _is_acronym(self, raw: str) -> bool:
        return raw in self._tries.known_acronyms or ROMAN.fullmatch(raw) is not None

    def _syllables(self, raw: str, case: Case, *, extra: float = 0.0, limit: float = np.inf) -> list[Reading]:
        most, limit = self.weights.candidates, limit / self.weights.channel
        words, costs = nearest(self._tries.syllables, self.channel, raw, case, most=most, limit=limit)
        texts, weighed = self._model.cased_words[case], (self.weights.channel * costs + extra).tolist()
        return [Reading(word, NO_WORD, cost, texts[word], None) for word, cost in zip(words.tolist(), weighed, strict=True)]

    def _copy(self, raw: str) -> list[Reading]:
        """The token as read: a known word at the cost of being read right, an unknown one at that of spelling it."""
        if measure := _CERTAIN_MEASURE.fullmatch(raw):
            of_number = self._model.ids[number_class(measure["number"] or measure["amount"])]
            return [Reading(of_number, NO_WORD, self.weights.measure, raw, None)]
        token = key(raw)
        number = self._model.ids.get(token)
        if number is None and not raw.islower():
            number = self._tries.extra.get(token)
        if number is None and self.weights.has_notes and (noted := _NOTED.fullmatch(token)):
            number = self._model.ids.get(noted["word"])
            if number is not None and is_syllable(noted["word"]):
                return [Reading(number, NO_WORD, self.weights.note, raw, None)]
            number = None
        if number is None:
            cost = self.weights.unknown + self.weights.unknown_letter * len(raw)
            if _STRANGE.fullmatch(raw):
                cost += self.weights.strange
            elif _INITIALS.fullmatch(raw):
                cost -= self.weights.initials
            return [Reading(0, NO_WORD, cost, raw, None)]
        if is_syllable(token) and all(letter in LETTER_IDS for letter in token):
            cost = self.weights.channel * aligned_cost(self.channel, token, raw, case_of(raw))
        elif len(token) == 1 or not raw.isupper():
            cost = self.weights.foreign + 0.4 * len(token)
        else:
            cost = 0.1 * len(token)
        return [Reading(number, NO_WORD, cost, raw, None)]

    def _acronyms(self, raw: str, *, extra: float) -> list[Reading]:
        words, costs = nearest(self._tries.acronyms, self.channel, raw, Case.UPPER, most=4)
        names = self._model.words
        return [
            Reading(
                int(word), NO_WORD, self.weights.channel * float(cost) + self.weights.acronym + extra, names[word].upper(), None
            )
            for word, cost in zip(words, costs, strict=True)
            if cost < 3.5 * sum(a != b for a, b in zip(without_marks(names[word]), raw.lower(), strict=False)) + 4.0
        ]

    def _numerals(self, raw: str) -> list[Reading]:
        if not _ROMAN_LIKE.fullmatch(raw):
            return []
        text = raw.translate(_AS_ONE)
        number = self._model.ids.get(text.lower())
        if number is None or not ROMAN.fullmatch(text) or text == raw:
            return []
        return [Reading(number, NO_WORD, self.weights.numeral, text, EditReason.NUMERAL)]

    def _figures(self, raw: str) -> list[Reading]:
        """The number that a word of digits and letters like them may be."""
        number = as_figure(raw)
        if number is None or _ROMAN_LIKE.fullmatch(raw):
            return []
        return [Reading(self._model.ids[number_class(number)], NO_WORD, self.weights.figure, number, EditReason.NUMERAL)]

    def _number_readings(self, raw: str) -> list[Reading]:
        found = [Reading(self._model.ids[number_class(raw)], NO_WORD, 0.0, raw, None)]
        if _DIGITS_FOR_LETTERS.fullmatch(raw):
            extra = self.weights.digits_as_letters
            found += [r for r in self._syllables(raw, Case.LOW, extra=extra) if r.cost < extra + 12]
            found += [Reading(r.word, r.second, r.cost + extra, r.text, r.reason) for r in self._numerals(raw)]
        return found

    def _splits(self, raw: str, case: Case, best: float) -> list[Reading]:
        found = []
        if run := _WORD_AND_NUMBER.fullmatch(raw):
            number = self._model.ids[number_class(run["number"])]
            left = self._part(run["word"], case)
            pairs = [(cost, a, f"{self._cased(a, case)} {run['number']}") for cost, a in left]
            return [Reading(a, number, cost + self.weights.split, text, EditReason.SPLIT) for cost, a, text in pairs]
        inner = _INNER_CAPITAL.match(raw)
        later = Case.TITLE if inner else Case.UPPER if case == Case.UPPER else Case.LOW
        for at in (inner.end(),) if inner else range(1, len(raw)):
            left, right = self._part(raw[:at], case), self._part(raw[at:], later)
            found += [
                Reading(
                    a,
                    b,
                    cost_a + cost_b + self.weights.split,
                    f"{self._cased(a, case)} {self._cased(b, later)}",
                    EditReason.SPLIT,
                )
                for cost_a, a in left
                for cost_b, b in right
                if cost_a + cost_b + self.weights.split < best + 8.0
            ]
        rarities = self._model.rarities
        return sorted(found, key=lambda r: r.cost + PRIOR_WEIGHT * (rarities[r.word] + rarities[r.second]))[:12]

    def _part(self, raw: str, case: Case) -> list[tuple[float, int]]:
        found = self._parts.get((raw, case))
        if found is not None:
            return found
        limit = PART_LIMIT / self.weights.channel
        words, costs = nearest(self._tries.syllables, self.channel, raw, case, most=8, limit=limit)
        near = zip((self.weights.channel * costs).tolist(), words.tolist(), strict=True)
        best = sorted(near, key=lambda p: p[0] + PRIOR_WEIGHT * self._model.rarities[p[1]])[:6]
        return _kept(self._parts, (raw, case), best)

    def _joined(self, first: str, second: str) -> Readings | None:
        text = first + second
        if len(text) > JOIN_LONGEST or text.isdigit() or (first[-1:].isdigit() != second[:1].isdigit() and first.isdigit()):
            return None
        case = case_of(first) if len(first) > 1 else case_of(text)
        extra = self.weights.join
        readings = self._syllables(text, case, extra=extra, limit=JOIN_LIMIT)
        readings = [Reading(r.word, NO_WORD, r.cost, r.text, EditReason.JOIN) for r in sorted(readings, key=lambda r: r.cost)[:6]]
        return self._packed(text, readings) if readings else None

    def _cased(self, word: int, case: Case) -> str:
        return self._model.cased_words[case][word]

    def _packed(self, raw: str, readings: list[Reading]) -> Readings:
        same = key(raw)
        best: dict[str, Reading] = {}
        for reading in readings:
            known = reading.text
            if known != raw:
                token = key(known)
                if token == same:
                    continue
                known = token + "!" if known[:1].isupper() else token
            held = best.get(known)
            if held is None or reading.cost < held.cost:
                best[known] = reading
        # the search drops what is too dear once it has seen something cheap
        cheapest_first = sorted(best.values(), key=attrgetter("cost"))
        words, seconds, costs, texts, reasons = zip(*cheapest_first, strict=True)
        return Readings(
            np.array(words, dtype=np.int32), np.array(seconds, dtype=np.int32), np.array(costs, dtype=np.float32), texts, reasons
        )


def _kept(memory: dict[K, V], known: K, value: V) -> V:
    """Remember a value; a full memory first forgets all, so that a process that lives long needs no more room."""
    if len(memory) >= MOST_REMEMBERED:
        memory.clear()
    memory[known] = value
    return value


@lru_cache(maxsize=1 << 14)
def reason_of(raw: str, restored: str) -> EditReason | None:
    """Why `restored` differs from `raw`; None where it does not."""
    if raw == restored:
        return None
    if raw.lower() == restored.lower():
        return EditReason.CASE
    if raw.isdigit():
        return EditReason.NUMERAL if restored.isupper() else EditReason.LETTERS
    if without_marks(raw).lower() == without_marks(restored).lower():
        return EditReason.MARKS
    return EditReason.LETTERS


@dataclass(frozen=True)
class Tries:
    """The lexicon: syllables, acronyms, and ids of words that stand for others in the model."""

    syllables: Trie
    acronyms: Trie
    extra: dict[str, int]
    known_acronyms: frozenset[str]
    symbols: Symbols
    names: dict[int, frozenset[int]]
    """First syllable → second syllables of known names."""
    bare_syllables: frozenset[str]
    """Known syllables without their marks; what ends in a stop and has no tone is none: "syt"."""


def build_tries(model: LanguageModel, acronyms: Iterable[str], symbols: Symbols, names: Iterable[str]) -> Tries:
    """Tries of the model's syllables and of acronyms; syllables of names that the model lacks count as unknown words."""
    rarity = np.asarray(model.arrays[0], dtype=np.float32) * (20.0 / 255)
    known = [(w, i, float(rarity[i])) for i, w in enumerate(model.words) if w not in SPECIAL and is_syllable(w)]
    acronyms = frozenset(acronyms)
    short = {a.lower() for a in acronyms}
    upper = [(a, model.ids[a], float(rarity[model.ids[a]])) for a in sorted(short) if a in model.ids and not is_syllable(a)]
    extra: dict[str, int] = {}
    pairs: dict[int, set[int]] = {}
    for name in names:
        parts = [key(part) for part in name.split()]
        ids = [model.ids.get(part) for part in parts]
        extra.update((part, model.unknown) for part, number in zip(parts, ids, strict=True) if number is None)
        for first, second in pairwise(ids):
            if first and second:
                pairs.setdefault(first, set()).add(second)
    frozen = {first: frozenset(seconds) for first, seconds in pairs.items()}
    bare = frozenset(without_marks(word) for word, _, _ in known if has_marks(word) or not word.endswith(_STOPS))
    return Tries(build_trie(known), build_trie(upper), extra, acronyms, symbols, frozen, bare)
