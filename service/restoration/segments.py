"""Cuts a document into segments that are restored one by one, and lays out what each may say as a lattice."""

from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import NamedTuple

import numpy as np

from service.restoration.candidates import PAIR, CandidateFinder, Readings
from service.restoration.formulas import expected_quarters, expected_words, ruined_days
from service.restoration.pieces import ENDS, Kind, Piece
from service.restoration.search import Found, Lattice

SEGMENT_PIECES = 300
SEGMENT_SLACK = 120
"""How far before its full size a segment may end with a sentence."""
MOST_KEPT = 20
"""Segments that are kept to be gone over again: those of a text that is sketched whole."""
JOIN_WHEN_WORSE_THAN = 4.0
LEAST_SHOWN = 0.02
READ_FOR_SURE = 0.8
"""How sure a Vietnamese engine is of a word from which on its reading has weight: good readings have 0.9 and more, ruins
less, but for marks that are lost on the scan."""


class Chosen(NamedTuple):
    """A step of the best path: where it begins, what kind of arc it is, the arc's readings, and which of them."""

    place: int
    kind: str
    readings: Readings
    option: int


class Segment(NamedTuple):
    """Pieces, the readings of each, of each with the next as one word and as a name, and the lattice of them all."""

    pieces: Sequence[Piece]
    held: Sequence[Readings]
    joins: Sequence[Readings | None]
    names: Sequence[Readings | None]
    lattice: Lattice

    def chosen(self, found: Found) -> Iterator[Chosen]:
        """The steps of the best path."""
        place = 0
        firsts, ends = self.lattice.firsts.tolist(), self.lattice.ends[found.path].tolist()
        for arc, end in zip(found.path.tolist(), ends, strict=True):
            index = arc - firsts[place]
            for kind, readings in (("one", self.held[place]), ("join", self.joins[place]), ("name", self.names[place])):
                if readings is None:
                    continue
                if index < len(readings.texts):
                    yield Chosen(place, kind, readings, index)
                    break
                index -= len(readings.texts)
            place = end

    def shares(self, found: Found) -> list[dict[str, float]]:
        """By place: the probability of each text that is not out of the question, by itself or as a part of a name."""
        shares: list[dict[str, float]] = [{} for _ in self.held]
        arcs = np.flatnonzero(found.posteriors > LEAST_SHOWN / 4)
        places = np.searchsorted(self.lattice.firsts, arcs, side="right") - 1
        indexes, likely = (arcs - self.lattice.firsts[places]).tolist(), found.posteriors[arcs].tolist()
        for place, index, share in zip(places.tolist(), indexes, likely, strict=True):
            texts = self.held[place].texts
            if index < len(texts):
                _add(shares[place], texts[index], share)
                continue
            join, name = self.joins[place], self.names[place]
            in_name = index - len(texts) - (len(join.texts) if join else 0)
            if name is not None and in_name >= 0:
                for step, part in enumerate(name.texts[in_name].split(PAIR)):
                    _add(shares[place + step], part, share)
        return shares


class Segments:
    """The segments of one document under one channel; the first ones are kept, for a sketch and the whole need the same."""

    def __init__(self, raw_text: str, finder: CandidateFinder, formulas: Sequence[str]) -> None:
        self.finder = finder
        self.raw_text = raw_text
        self._formulas = formulas
        self._kept: dict[tuple[int, int, int], Segment] = {}

    def of(self, pieces: Sequence[Piece]) -> Iterator[Segment]:
        """Segments of some of the document's pieces."""
        first = 0
        while first < len(pieces):
            last = _segment_end(pieces, first)
            yield self._segment(pieces[first:last])
            first = last

    def under(self, finder: CandidateFinder) -> "Segments":
        """The same document under another channel."""
        return Segments(self.raw_text, finder, self._formulas)

    def _segment(self, pieces: Sequence[Piece]) -> Segment:
        where = (pieces[0].start, pieces[-1].end, len(pieces))
        found = self._kept.get(where) or self._laid_out(pieces)
        if len(self._kept) < MOST_KEPT:
            self._kept[where] = found
        return found

    def _laid_out(self, pieces: Sequence[Piece]) -> Segment:
        expected = expected_quarters(pieces) | expected_words(pieces, self._formulas)
        single = {place: meant.words for place, meant in expected.items() if meant.pieces == 1}
        held = [
            self.finder.expecting(piece.text, single[place]) if place in single else _readings(piece, before, self.finder)
            for place, (before, piece) in enumerate(zip(("", *(p.text for p in pieces)), pieces, strict=False))
        ]
        for place in ruined_days(pieces):
            held[place] = self.finder.ruined_number(pieces[place].text)
        joins = _joins(self.raw_text, pieces, held, self.finder)
        for place, meant in expected.items():
            if meant.pieces > 1:
                joins[place] = self.finder.expecting_joined(pieces[place].text, pieces[place + 1].text, *meant.words)
        names = _names(self.raw_text, pieces, self.finder)
        return Segment(pieces, held, joins, names, _lattice(held, joins, names))


def _names(raw_text: str, pieces: Sequence[Piece], finder: CandidateFinder) -> list[Readings | None]:
    """By place: the readings of a piece and the next as a known name."""
    found: list[Readings | None] = []
    for first, second in pairwise(pieces):
        is_open = first.kind == second.kind == Kind.WORD and not (first.text.islower() or second.text.islower())
        is_open = is_open and not raw_text[first.end : second.start].strip()
        found.append(finder.named(first.text, second.text) if is_open else None)
    return [*found, None]


def _joins(raw_text: str, pieces: Sequence[Piece], held: Sequence[Readings], finder: CandidateFinder) -> list[Readings | None]:
    """By place: the readings of a piece and the next as one word, where either makes no good word by itself."""
    starts = np.cumsum([0, *(len(h.costs) for h in held[:-1])])
    is_bad = np.minimum.reduceat(np.concatenate([h.costs for h in held]), starts) >= JOIN_WHEN_WORSE_THAN
    found: list[Readings | None] = [None] * len(pieces)
    for place in np.flatnonzero(is_bad[:-1] | is_bad[1:]).tolist():
        first, second = pieces[place], pieces[place + 1]
        is_open = first.line == second.line and first.kind == second.kind == Kind.WORD
        if is_open and not raw_text[first.end : second.start].strip(" .,·-_~"):
            found[place] = finder.joined(first.text, second.text)
    return found


def _segment_end(pieces: Sequence[Piece], first: int) -> int:
    """Where a segment ends: behind the last sentence that fits, or before the last line, or where it is full."""
    full = first + SEGMENT_PIECES
    if full >= len(pieces):
        return len(pieces)
    places = range(full, full - SEGMENT_SLACK, -1)
    at_sentence = (at for at in places if pieces[at - 1].kind in ENDS)
    at_line = (at for at in places if pieces[at].line != pieces[at - 1].line)
    return next(at_sentence, next(at_line, full))


def _readings(piece: Piece, before: str, finder: CandidateFinder) -> Readings:
    """Readings of a piece behind a word as it was read."""
    if piece.kind == Kind.WORD:
        if piece.sureness >= READ_FOR_SURE and finder.is_acronym(piece.text):
            return finder.as_read(piece.text)
        return finder.heard(piece.text, piece.others) if piece.others else finder.word(piece.text)
    if piece.kind == Kind.NUMBER:
        if quarter := finder.quarter(before, piece.text):
            return quarter
        return finder.heard_number(piece.text, piece.others) if piece.others else finder.number(piece.text)
    if piece.kind in ENDS:
        return finder.sentence_break() if piece.kind == Kind.BREAK else finder.cell_end()
    return finder.identifier(piece.text, piece.others[0].text if piece.others else piece.text)


def _lattice(held: Sequence[Readings], joins: Sequence[Readings | None], names: Sequence[Readings | None]) -> Lattice:
    parts = []
    sizes = []
    for place, (one, join, name) in enumerate(zip(held, joins, names, strict=True)):
        here = [(one, place + 1), (join, place + 2), (name, place + 2)]
        kept = [(r, end) for r, end in here if r is not None]
        parts += kept
        sizes.append(sum(len(r.texts) for r, _ in kept))
    counts = np.array([len(r.texts) for r, _ in parts])
    return Lattice(
        size=len(held),
        firsts=np.concatenate(([0], np.cumsum(sizes))).astype(np.int32),
        ends=np.repeat(np.array([end for _, end in parts], dtype=np.int32), counts),
        words=np.concatenate([r.words for r, _ in parts]),
        second_words=np.concatenate([r.second_words for r, _ in parts]),
        costs=np.concatenate([r.costs for r, _ in parts]),
    )


def _add(shares: dict[str, float], text: str, share: float) -> None:
    shares[text] = shares.get(text, 0.0) + share
