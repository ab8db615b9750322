"""The noisy channel: what an engine writes for each printed letter, as costs in nats."""

import json
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from service.restoration.spelling import without_marks

LETTERS = "abcdefghijklmnopqrstuvwxyzăâđêôơưáàảãạắằẳẵặấầẩẫậéèẻẽẹếềểễệíìỉĩịóòỏõọốồổỗộớờởỡợúùủũụứừửữựýỳỷỹỵ"
LETTER_IDS = {letter: number for number, letter in enumerate(LETTERS)}
LONGEST_UNIT = 3
MOST_REMEMBERED = 1 << 12
"""One printed letter becomes none to this many signs."""
KNOW_VIETNAMESE = ("vie", "stripped")
"""Channels that write Vietnamese letters, or drop their marks and nothing else."""
UNKNOWN = "layer"
"""The channel of an engine that was never seen."""
SMALL, LARGE = 0, 1
"""Rows of a channel: small letters (what was read keeps its case), capitals (what was read is taken in small letters)."""
SISTER_WEIGHT = 6.0
"""How many observations the letter's sisters (same letter without marks) are worth."""
SHAPE_WEIGHT = 0.25
"""How many observations the bare guess is worth."""
UNSEEN = (9.0, 10.0, 12.5, 14.0)
"""Cost of a never seen unit by its length."""
UNSEEN_BY_UNKNOWN = (9.0, 8.0, 11.0, 13.0)
"""The same for an engine of which nothing is known."""
KNOWN_WEIGHT = 12.0
VOWELS = "aeiouy"
ROUND_SIGNS = {
    "a": ("4", "d", "A", "a."),
    "e": ("6", "8", "c", "e."),
    "i": ("l", "j", "1"),
    "o": ("O", "0", "6", "8"),
    "u": ("ii", "U", "il"),
    "y": ("v", "$", "Y"),
}
"""What an engine without Vietnamese makes of a vowel with marks, by the vowel."""

LIKE_SHAPE = 0.005
"""Least share of a sign that looks like a letter, for engines that know no Vietnamese."""
SHAPES: dict[str, tuple[str, ...]] = {
    "a": ("4", "&", "@", "d", "é"),
    "b": ("6", "h"),
    "c": ("e", "¢", "o"),
    "d": ("4", "a", "cl", "ct"),
    "e": ("6", "é", "8", "€", "c"),
    "g": ("q", "9", "z"),
    "h": ("n", "b", "li", "lt"),
    "i": ("1", "l", "!", "|", "j"),
    "l": ("1", "I", "|", "!"),
    "k": ("lc", "Ic"),
    "m": ("rn", "nn", "in"),
    "n": ("h", "u", "m", "ri", "r"),
    "o": ("0", "6", "8", "9", "O", "@", "é", "d"),
    "s": ("5", "z"),
    "t": ("f", "l"),
    "u": ("ii", "il", "ir", "ur", "tr", "lr", "hr", "nr", "li", "lt", "w", "v", "tt"),
    "v": ("y",),
    "y": ("v", "¥", "$", "j"),
}
"""What a letter, whatever its marks, is easily taken for; seen by eye on many scans."""

LIKE_BLOT = 0.001
BLOTS = (*"0123456789bdfghkmnrtvwy", "&", "@", "$", "€", "¢", "%", "ﬁ", "ﬂ")
"""Least share and signs that an engine without Vietnamese writes for a vowel whose marks it takes for a part of the letter."""

Counts = dict[str, dict[str, float]]
"""letter → what was read for it → how often."""


@dataclass(frozen=True)
class Channel:
    """Costs −ln P(read | printed) by case row, letter and unit."""

    name: str
    counts: tuple[Counts, Counts]

    @cached_property
    def units(self) -> dict[str, int]:
        """Ids of all units that were ever read; the empty one is 0, and unseen units of 1..3 signs follow it."""
        seen = {unit for row in self.counts for read in row.values() for unit in read if unit}
        seen |= set(LETTERS) | set(BLOTS) | {unit for signs in SHAPES.values() for unit in signs}
        return {unit: number + 1 + LONGEST_UNIT for number, unit in enumerate(sorted(seen))} | {"": 0}

    @cached_property
    def costs(self) -> NDArray[np.float32]:
        """[row, letter, unit]."""
        table = np.empty((2, len(LETTERS), len(self.units) + LONGEST_UNIT), dtype=np.float32)
        unseen = UNSEEN_BY_UNKNOWN if self.name == UNKNOWN else UNSEEN
        table[:, :, : LONGEST_UNIT + 1] = unseen
        lengths = np.array([len(unit) for unit in sorted(self.units) if unit])
        table[:, :, 1 + LONGEST_UNIT :] = np.array(unseen, dtype=np.float32)[lengths]
        for row in (SMALL, LARGE):
            for letter, shares in smoothed(self.counts[row]).items():
                for unit, share in shares.items():
                    if share > 0:
                        at = (row, LETTER_IDS[letter], self.units[unit])
                        table[at] = min(float(-np.log(share)), unseen[len(unit)])
        if self.name not in KNOW_VIETNAMESE:
            self._lower_to_shapes(table)
        return table

    def _lower_to_shapes(self, table: NDArray[np.float32]) -> None:
        for letter, at in LETTER_IDS.items():
            base = without_marks(letter)
            signs = dict.fromkeys(BLOTS if base != letter and base in VOWELS else (), LIKE_BLOT)
            signs |= dict.fromkeys(SHAPES.get(base, ()), LIKE_SHAPE)
            for unit, share in signs.items():
                cell = (slice(None), at, self.units[unit])
                table[cell] = np.minimum(table[cell], np.float32(-np.log(share)))

    def unit_ids(self, raw: str) -> NDArray[np.int32]:
        """[row, place, length] → unit ids of a raw token's parts; −1 past its end."""
        found = self._read.get(raw)
        if found is None:
            if len(self._read) >= MOST_REMEMBERED:
                self._read.clear()
            found = self._read[raw] = self._unit_ids(raw)
        return found

    @cached_property
    def _read(self) -> dict[str, NDArray[np.int32]]:
        return {}

    def _unit_ids(self, raw: str) -> NDArray[np.int32]:
        lower = raw.lower()
        small = self._row_ids(raw)
        large = small if lower == raw or len(lower) != len(raw) else self._row_ids(lower)
        return np.array((small, large), dtype=np.int32)

    def _row_ids(self, text: str) -> list[list[int]]:
        find, size = self.units.get, len(text)
        lengths = range(1, LONGEST_UNIT + 1)
        return [
            [0, *(find(text[at : at + length], length) if at + length <= size else -1 for length in lengths)]
            for at in range(size + 1)
        ]

    def adapted(self, counts: tuple[Counts, Counts], weight: float) -> "Channel":
        """This channel with a document's own counts added; the old ones together weigh `weight` a letter."""
        return Channel(self.name, (_blended(self.counts[0], counts[0], weight), _blended(self.counts[1], counts[1], weight)))


def _blended(old: Counts, new: Counts, weight: float) -> Counts:
    """Old counts scaled to `weight` observations a letter, plus the new."""
    shares = smoothed(old)
    found: Counts = {}
    for letter in LETTERS:
        read = defaultdict(float, {unit: share * weight for unit, share in shares.get(letter, {}).items()})
        for unit, count in new.get(letter, {}).items():
            read[unit] += count
        found[letter] = dict(read)
    return found


def smoothed(counts: Mapping[str, Mapping[str, float]]) -> dict[str, dict[str, float]]:
    """Shares of what is read for every letter: its own counts, leaning on its sisters', leaning on a guess."""
    sisters: dict[str, defaultdict[str, float]] = defaultdict(lambda: defaultdict(float))
    for letter, read in counts.items():
        for unit, count in read.items():
            # an unchanged letter tells nothing about its sisters
            sisters[without_marks(letter)]["" + unit if unit != letter else "="] += count
    shares: dict[str, dict[str, float]] = {}
    for letter in LETTERS:
        base = without_marks(letter)
        guess = {base: 0.45, letter: 0.45, "": 0.02} if base != letter else {letter: 0.9, "": 0.02}
        family = sisters[base]
        family_total = sum(family.values()) + SHAPE_WEIGHT
        lean = {unit: SHAPE_WEIGHT * share / family_total for unit, share in guess.items()}
        for unit, count in family.items():
            name = letter if unit == "=" else unit
            lean[name] = lean.get(name, 0.0) + count / family_total
        own = counts.get(letter, {})
        total = sum(own.values()) + SISTER_WEIGHT
        mixed = {unit: SISTER_WEIGHT * share / total for unit, share in lean.items()}
        for unit, count in own.items():
            mixed[unit] = mixed.get(unit, 0.0) + count / total
        shares[letter] = mixed
    return shares


def stripped_channel() -> Channel:
    """The channel that drops all marks and does nothing else."""
    counts: Counts = {letter: {without_marks(letter): 1e6} for letter in LETTERS}
    return Channel("stripped", (counts, counts))


def rough_channel(known: Channel) -> Channel:
    """The channel of an engine that knows no Vietnamese and was never seen: marks lost, vowels taken for vowels or round signs.

    It leans on a known engine's channel; its few observations a letter give way to the document's own at once.
    """
    small: Counts = {}
    for letter in LETTERS:
        base = without_marks(letter)
        read = {base: 6.0, letter: 0.2, "": 0.15}
        if base in VOWELS:
            read |= {vowel: read.get(vowel, 0.0) + 0.12 for vowel in VOWELS}
        if letter != base and base in VOWELS:
            read |= dict.fromkeys(ROUND_SIGNS[base], 0.25) | {base + "'": 0.3, base.upper(): 0.4}
        small[letter] = read
    large: Counts = {letter: {without_marks(letter): 6.0, letter: 0.2, "": 0.1} for letter in LETTERS}
    return Channel(UNKNOWN, (_blended(known.counts[0], small, KNOWN_WEIGHT), _blended(known.counts[1], large, KNOWN_WEIGHT)))


def load_channels(path: Path) -> dict[str, Channel]:
    """Learnt channels by name."""
    kept = json.loads(path.read_text("utf-8"))
    return {name: Channel(name, (rows[0], rows[1])) for name, rows in kept.items()}


def keep_channels(channels: Iterable[Channel], path: Path) -> None:
    kept = {channel.name: [_rounded(row) for row in channel.counts] for channel in channels}
    path.write_text(json.dumps(kept, ensure_ascii=False, sort_keys=True, separators=(",", ":")) + "\n", "utf-8")


def _rounded(counts: Counts) -> Counts:
    return {letter: {unit: round(count, 2) for unit, count in read.items() if count >= 0.2} for letter, read in counts.items()}
