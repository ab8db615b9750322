"""Gold records against read ones: which were found, which were made up, and how many are right in every field.

The definitions are those of the contract of records: a record is *found* when the values that identify it agree and its
quote overlaps, and *whole* when all its scored fields agree as well. Text is compared without marks and case.
"""

import unicodedata
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

from rapidfuzz import fuzz

Record = dict[str, Any]
Test = Callable[[Record, Record], bool]


def plain(value: object) -> str:
    """ "Quý II" → "quy ii"; None is the empty text."""
    text = unicodedata.normalize("NFD", str(value or "").lower().replace("đ", "d"))
    return " ".join("".join(c for c in text if not unicodedata.combining(c)).split())


def _alike(name: str, least: float) -> Test:
    return lambda gold, read: fuzz.token_set_ratio(plain(gold.get(name)), plain(read.get(name))) >= least


def _same(name: str) -> Test:
    return lambda gold, read: plain(gold.get(name)) == plain(read.get(name))


def _equal(name: str) -> Test:
    return lambda gold, read: gold.get(name) == read.get(name)


def _number(name: str) -> Test:
    def value(record: Record) -> float | None:
        return None if record.get(name) is None else round(float(record[name]), 6)

    return lambda gold, read: value(gold) == value(read)


def _quote(least: float) -> Test:
    def test(gold: Record, read: Record) -> bool:
        a, b = plain(gold.get("quote")), plain(read.get("quote"))
        return bool(a) and bool(b) and fuzz.partial_ratio(a, b) >= least

    return test


def _due(gold: Record, read: Record) -> bool:
    return (gold.get("due") or {}).get("latest") == (read.get("due") or {}).get("latest")


def _body(gold: Record, read: Record) -> bool:
    a, b = plain(gold.get("body")), plain(read.get("body"))
    shorter = min(len(a.split()), len(b.split()))
    return fuzz.token_sort_ratio(a, b) >= 80 or (shorter > 1 and fuzz.token_set_ratio(a, b) >= 95)


def _bodies(gold: Record, read: Record) -> bool:
    a, b = (plain(" ; ".join(record.get("bodies") or [])) for record in (gold, read))
    return a == b or fuzz.token_set_ratio(a, b) >= 80


def _without_spaces(name: str) -> Test:
    return lambda gold, read: plain(gold.get(name)).replace(" ", "") == plain(read.get(name)).replace(" ", "")


def _name(gold: Record, read: Record) -> bool:
    return unicodedata.normalize("NFC", gold["name"]) == unicodedata.normalize("NFC", read.get("name") or "")


KINDS: dict[str, tuple[list[Test], list[Test]]] = {
    "targets": (
        [_number("value"), _number("upper"), _quote(75)],
        [_alike("indicator", 60), _alike("unit", 80), _same("comparator"), _same("change"), _due],
    ),
    "deadlines": (
        [_equal("latest"), _same("every"), _quote(70)],
        [_equal("earliest"), _same("relation"), _bodies, _alike("task", 60)],
    ),
    "citations": ([_without_spaces("number"), _quote(60)], [_same("kind"), _same("issued"), _same("role")]),
    "decisions": ([_same("clause"), _quote(70)], [_same("act"), _alike("matter", 60)]),
    "assignments": ([_body, _quote(70)], [_alike("task", 60)]),
    "places": ([_name, _same("type")], [_same("code")]),
}
"""For each kind: what makes a record found, and what makes it whole besides."""


@dataclass
class Score:
    """Counts of one kind, and the records behind them. `pairs` are (gold, read) that were found."""

    gold: int = 0
    read: int = 0
    found: int = 0
    whole: int = 0
    pairs: list[tuple[Record, Record]] = field(default_factory=list)
    missed: list[Record] = field(default_factory=list)
    made_up: list[Record] = field(default_factory=list)
    excused: list[Record] = field(default_factory=list)

    def __add__(self, other: "Score") -> "Score":
        return Score(**{name: getattr(self, name) + getattr(other, name) for name in self.__dataclass_fields__})

    @property
    def precision(self) -> float:
        return self.found / self.read if self.read else float(self.gold == 0)

    @property
    def recall(self) -> float:
        return self.found / self.gold if self.gold else 1.0

    @property
    def f1_found(self) -> float:
        return _f1(self.found, self.gold, self.read)

    @property
    def f1_whole(self) -> float:
        return _f1(self.whole, self.gold, self.read)


def _f1(hits: int, gold: int, read: int) -> float:
    return 1.0 if gold == read == 0 else 2 * hits / (gold + read)


def score(kind: str, gold: Sequence[Record], read: Sequence[Record]) -> Score:
    """One document's records of one kind. A gold record marked optional costs nothing whether it is read or not."""
    identity, fields = KINDS[kind]
    wanted = [record for record in gold if not record.get("optional")]
    whole, left_gold, left_read = _paired(wanted, list(read), [*identity, *fields])
    part, missed, extra = _paired(left_gold, left_read, identity)
    excused, _, made_up = _paired([record for record in gold if record.get("optional")], extra, identity)
    pairs = whole + part
    return Score(
        gold=len(wanted),
        read=len(pairs) + len(made_up),
        found=len(pairs),
        whole=len(whole),
        pairs=pairs,
        missed=missed,
        made_up=made_up,
        excused=[got for _, got in excused],
    )


def _paired(
    gold: list[Record], read: list[Record], tests: Sequence[Test]
) -> tuple[list[tuple[Record, Record]], list[Record], list[Record]]:
    """Each gold record with the first read one that passes all tests, one to one; and what is left of both."""
    left, pairs, missed = list(read), [], []
    for wanted in gold:
        hit = next((got for got in left if all(test(wanted, got) for test in tests)), None)
        if hit is None:
            missed.append(wanted)
            continue
        left = [got for got in left if got is not hit]
        pairs.append((wanted, hit))
    return pairs, missed, left
