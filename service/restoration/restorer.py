"""The restorer: raw text → Restoration, the whole document at once."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import numpy as np

from models.page import Candidate, Page
from models.restoration import Edit, EditReason, Restoration
from models.spans import Span
from service.restoration.candidates import CandidateFinder, Readings, Tries, Weights, build_tries
from service.restoration.channel import Channel, load_channels, stripped_channel
from service.restoration.language import LanguageModel, load_language_model
from service.restoration.origin import choose_channel
from service.restoration.pieces import Kind, Piece, cut
from service.restoration.search import Lattice, search

DATA = Path(__file__).parent / "data"
SEGMENT_PIECES = 250
JOIN_WHEN_WORSE_THAN = 4.0
DIGITS_CHANGED_AT = 0.9
MOST_SHOWN = 5
LEAST_SHOWN = 0.02


@dataclass(frozen=True)
class Verdict:
    """What was found for one piece, or two joined: the text, how sure, the others."""

    start: int
    end: int
    raw: str
    restored: str
    reason: EditReason | None
    probability: float
    others: tuple[tuple[str, float], ...]


class LatticeRestorer:
    """Restores text with a language model over a lattice of candidates that a channel scores."""

    def __init__(self, model: LanguageModel, tries: Tries, channels: dict[str, Channel], weights: Weights = Weights()) -> None:
        self._model = model
        self._tries = tries
        self._channels = channels
        self._weights = weights
        self._finders: dict[str, CandidateFinder] = {}

    def restore(self, pages: Sequence[Page]) -> Restoration:
        """Pages → edits over their texts joined by form feeds."""
        return self.restore_text("\f".join(page.text for page in pages))

    def restore_text(self, raw_text: str) -> Restoration:
        """Raw NFC text → edits."""
        pieces = cut(raw_text)
        name = choose_channel(pieces)
        if name == "none":
            return Restoration(raw_text=raw_text, channel=name)
        verdicts = list(self.verdicts(raw_text, pieces, self._finder(name)))
        return Restoration(raw_text=raw_text, edits=tuple(_edits(verdicts)), channel=name)

    def _finder(self, name: str) -> CandidateFinder:
        if name not in self._finders:
            self._finders[name] = CandidateFinder(self._model, self._tries, self._channels[name], self._weights)
        return self._finders[name]

    def verdicts(self, raw_text: str, pieces: Sequence[Piece], finder: CandidateFinder) -> Iterator[Verdict]:
        """A verdict for every piece but breaks."""
        for first in range(0, len(pieces), SEGMENT_PIECES):
            yield from self._segment(raw_text, pieces[first : first + SEGMENT_PIECES], finder)

    def _segment(self, raw_text: str, pieces: Sequence[Piece], finder: CandidateFinder) -> Iterator[Verdict]:
        held = [_readings(piece, finder) for piece in pieces]
        joins = [self._join(raw_text, pieces, place, finder) for place in range(len(pieces))]
        lattice = _lattice(held, joins)
        found = search(self._model, lattice)
        place = 0
        for arc in found.path:
            readings, end = held[place], place + 1
            index = arc - lattice.firsts[place]
            if index >= len(readings.texts):
                index -= len(readings.texts)
                readings, end = joins[place], place + 2  # type: ignore[assignment]
            if pieces[place].kind != Kind.BREAK:
                posteriors = found.posteriors[lattice.firsts[place] : lattice.firsts[place + 1]]
                yield _verdict(raw_text, pieces[place], pieces[end - 1], readings, index, float(found.posteriors[arc]), held[place], posteriors)
            place = end

    def _join(self, raw_text: str, pieces: Sequence[Piece], place: int, finder: CandidateFinder) -> Readings | None:
        if place + 1 >= len(pieces):
            return None
        first, second = pieces[place], pieces[place + 1]
        if first.line != second.line or first.kind != Kind.WORD or second.kind not in (Kind.WORD, Kind.NUMBER):
            return None
        if raw_text[first.end : second.start].strip(" .,·-_~"):
            return None
        if second.kind == Kind.NUMBER or max(finder.least_cost(first.text), finder.least_cost(second.text)) < JOIN_WHEN_WORSE_THAN:
            return None
        return finder.joined(first.text, second.text)


def _readings(piece: Piece, finder: CandidateFinder) -> Readings:
    if piece.kind == Kind.WORD:
        return finder.word(piece.text)
    if piece.kind == Kind.NUMBER:
        return finder.number(piece.text)
    return finder.sentence_break() if piece.kind == Kind.BREAK else finder.identifier(piece.text)


def _lattice(held: Sequence[Readings], joins: Sequence[Readings | None]) -> Lattice:
    parts = [(r, place + 1 + is_join) for place, pair in enumerate(zip(held, joins, strict=True)) for is_join, r in enumerate(pair) if r]
    sizes = [len(h.texts) + (len(j.texts) if j else 0) for h, j in zip(held, joins, strict=True)]
    return Lattice(
        size=len(held),
        firsts=np.concatenate(([0], np.cumsum(sizes))).astype(np.int32),
        ends=np.concatenate([np.full(len(r.texts), end, dtype=np.int32) for r, end in parts]),
        words=np.concatenate([r.words for r, _ in parts]),
        second_words=np.concatenate([r.second_words for r, _ in parts]),
        costs=np.concatenate([r.costs for r, _ in parts]),
    )


def _verdict(
    raw_text: str, first: Piece, last: Piece, readings: Readings, index: int, probability: float, held: Readings, posteriors: np.ndarray
) -> Verdict:
    raw = raw_text[first.start : last.end]
    ranked = sorted(zip(held.texts, posteriors.tolist(), strict=False), key=lambda pair: -pair[1])
    others = tuple((text, share) for text, share in ranked if text != readings.texts[index] and share >= LEAST_SHOWN)[:MOST_SHOWN]
    restored, reason = readings.texts[index], readings.reasons[index]
    if first.kind == Kind.NUMBER and restored != raw and probability < DIGITS_CHANGED_AT:
        return Verdict(first.start, last.end, raw, raw, None, 1.0 - probability, ((restored, probability), *others)[:MOST_SHOWN])
    return Verdict(first.start, last.end, raw, restored, reason, min(1.0, probability), others)


def _edits(verdicts: Iterable[Verdict]) -> Iterator[Edit]:
    for verdict in verdicts:
        if verdict.restored == verdict.raw and verdict.probability >= 0.5:
            continue
        reason = verdict.reason if verdict.restored != verdict.raw else EditReason.DOUBT
        yield Edit(
            raw_span=Span(start=verdict.start, end=verdict.end),
            restored=verdict.restored,
            reason=reason or EditReason.LETTERS,
            confidence=round(verdict.probability, 4),
            candidates=tuple(Candidate(text=text, confidence=round(share, 4)) for text, share in verdict.others if text),
        )


@cache
def _shipped_model() -> LanguageModel:
    return load_language_model(DATA)


def load_restorer(*, names: Iterable[str] = ()) -> LatticeRestorer:
    """A restorer with the data that ships; `names` are accented names that the text may hold."""
    model = _shipped_model()
    acronyms = (DATA / "acronyms.txt").read_text("utf-8").split()
    channels = {**load_channels(DATA / "channels.json"), "stripped": stripped_channel()}
    return LatticeRestorer(model, build_tries(model, acronyms, names), channels)
