"""The restorer: raw text → Restoration, the whole document at once."""

import tomllib
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from models.page import Candidate, Page
from models.restoration import DOUBTFUL_BELOW, Edit, EditReason, Restoration
from models.spans import Span
from service.restoration.alignment import count_units
from service.restoration.calibration import Calibration, load_calibrations
from service.restoration.candidates import PAIR, WEIGHTS, CandidateFinder, Readings, Tries, Weights, build_tries, reason_of
from service.restoration.casing import Case, case_of
from service.restoration.channel import Channel, load_channels, rough_channel, stripped_channel
from service.restoration.formulas import expected_words
from service.restoration.language import LanguageModel, load_language_model
from service.restoration.origin import CLEAN, ENGLISH, LAYER, STRIPPED, VIETNAMESE, choose_channel
from service.restoration.pieces import Kind, Piece, cut
from service.restoration.search import Found, Lattice, search
from service.restoration.spelling import is_syllable, key
from service.restoration.symbols import Symbols
from service.restoration.tagger import BREAK_TOKEN, NO_CLASS, Tagger, load_tagger

DATA = Path(__file__).parent / "data"
SEGMENT_PIECES = 300
SEGMENT_SLACK = 120
"""How far before its full size a segment may end with a sentence."""
JOIN_WHEN_WORSE_THAN = 4.0
DIGITS_CHANGED_AT = 0.8
MOST_SHOWN = 5
LEAST_SHOWN = 0.02
CLEAN_BELOW = 0.003
"""A text of which a Vietnamese engine's channel would change less than this share is clean."""
SURE = 0.7
ADAPT_FROM = 250
"""Pieces from which on the channel is adapted to the document."""
ADAPT_BELOW = {"vie": 1.0, "layer": 1.0, "eng": 0.95}
"""Mean posterior below which a channel is adapted: one that fits gains nothing."""
ADAPT_AT = 0.9
ADAPT_WEIGHT = 30.0
"""How many observations of a letter the shipped channel is worth."""
TAGGER = "tagger.npz"
FORMULAS = 3
"""How many of the letterhead's phrases are looked for in ruined lines: the state's and the party's."""
ADAPT_ROUNDS = {"layer": 3}
_SPACING = (EditReason.SPLIT, EditReason.JOIN)


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

    def __init__(
        self,
        model: LanguageModel,
        tries: Tries,
        channels: dict[str, Channel],
        calibrations: dict[str, Calibration],
        *,
        formulas: Sequence[str] = (),
        tagger: Tagger | None = None,
    ) -> None:
        self._model = model
        self._tries = tries
        self._channels = channels
        self._calibrations = calibrations
        self._formulas = formulas
        self._tagger = tagger
        self._classes = tagger.classes_of(model) if tagger else None
        self._finders: dict[str, CandidateFinder] = {}

    def restore(self, pages: Sequence[Page]) -> Restoration:
        """Pages → edits over their texts joined by form feeds."""
        return self.restore_text("\f".join(page.text for page in pages))

    def restore_text(self, raw_text: str) -> Restoration:
        """Raw NFC text → edits."""
        name, verdicts = self.verdicts(raw_text)
        return Restoration(raw_text=raw_text, edits=tuple(_edits(verdicts)), channel=name)

    def verdicts(self, raw_text: str) -> tuple[str, list[Verdict]]:
        """The channel chosen, and a verdict with a calibrated probability for every piece."""
        pieces = cut(raw_text)
        name = choose_channel(pieces)
        if name == CLEAN:
            return name, []
        finder = self._finder(name)
        verdicts = list(self._verdicts(raw_text, pieces, finder))
        if name == VIETNAMESE and _share_changed(verdicts) < CLEAN_BELOW:
            return CLEAN, [_as_read(verdict) for verdict in verdicts]
        if len(verdicts) >= ADAPT_FROM and _mean(verdicts) < ADAPT_BELOW.get(name, 0.0):
            for _ in range(ADAPT_ROUNDS.get(name, 1)):
                finder = self._adapted_finder(name, verdicts)
                verdicts = list(self._verdicts(raw_text, pieces, finder))
        if self._tagger is not None and finder.weights.tagger > 0:
            verdicts = list(self._verdicts(raw_text, pieces, finder, is_last=True))
        calibration = self._calibrations.get(name, Calibration())
        return name, [replace(v, probability=calibration.probability(v.probability)) for v in verdicts]

    def _adapted_finder(self, name: str, verdicts: Sequence[Verdict]) -> CandidateFinder:
        """Candidates under the channel as this document shows it, learnt from what was restored with near certainty."""
        pairs = Counter(
            (v.restored, v.raw)
            for v in verdicts
            if v.probability >= ADAPT_AT and v.raw and " " not in v.raw and " " not in v.restored
        )
        known = Counter({pair: count for pair, count in pairs.items() if is_syllable(key(pair[0]))})
        channel = self._channels[name]
        adapted = channel.adapted(count_units(channel, known), ADAPT_WEIGHT)
        return CandidateFinder(self._model, self._tries, adapted, WEIGHTS.get(name, Weights()))

    def _finder(self, name: str) -> CandidateFinder:
        if name not in self._finders:
            self._finders[name] = CandidateFinder(self._model, self._tries, self._channels[name], WEIGHTS.get(name, Weights()))
        return self._finders[name]

    def _verdicts(
        self, raw_text: str, pieces: Sequence[Piece], finder: CandidateFinder, *, is_last: bool = False
    ) -> Iterator[Verdict]:
        """A verdict for every piece but breaks; the tagger, slow and sure, is heard in the last round alone."""
        first = 0
        while first < len(pieces):
            last = _segment_end(pieces, first)
            yield from self._segment(raw_text, pieces[first:last], finder, is_last=is_last)
            first = last

    def _segment(self, raw_text: str, pieces: Sequence[Piece], finder: CandidateFinder, *, is_last: bool) -> Iterator[Verdict]:
        expected = expected_words(pieces, self._formulas)
        held = [
            finder.expecting(piece.text, expected[place]) if place in expected else _readings(piece, finder)
            for place, piece in enumerate(pieces)
        ]
        joins = [self._join(raw_text, pieces, place, finder) for place in range(len(pieces))]
        names = [self._name(raw_text, pieces, place, finder) for place in range(len(pieces))]
        lattice = _lattice(held, joins, names)
        if is_last:
            lattice = self._tagged(lattice, pieces, held, finder.weights.tagger)
        found = search(self._model, lattice, language_weight=finder.weights.language)
        shares = _name_shares(names, held, joins, lattice, found)
        for place, kind, readings, index, arc in _chosen(found, lattice, held, joins, names):
            if pieces[place].kind == Kind.BREAK:
                continue
            if kind == "join":
                ends = (pieces[place], pieces[place + 1])
                raw = raw_text[ends[0].start : ends[1].end]
                share = float(found.posteriors[arc])
                yield _verdict(raw, ends, restored=readings.texts[index], reason=readings.reasons[index], probability=share)
                continue
            for step, text in enumerate(readings.texts[index].split(PAIR)):
                at = place + step
                posteriors = found.posteriors[lattice.firsts[at] : lattice.firsts[at] + len(held[at].texts)]
                ranked = _ranked(held[at].texts, posteriors, shares.get(at))
                share = sum(s for t, s in ranked if t == text)
                if kind == "one" and readings.words[index] == 0 and pieces[at].kind == Kind.WORD:
                    share = min(share, finder.weights.unknown_is_right)
                others = tuple(pair for pair in ranked if pair[0] != text and pair[1] >= LEAST_SHOWN)[:MOST_SHOWN]
                reason = readings.reasons[index] if kind == "one" else reason_of(pieces[at].text, text)
                raw = pieces[at].text
                yield _verdict(raw, (pieces[at],) * 2, restored=text, reason=reason, probability=share, others=others)

    def _tagged(self, lattice: Lattice, pieces: Sequence[Piece], held: Sequence[Readings], weight: float) -> Lattice:
        """The lattice with what the tagger thinks of every piece's own readings added to their costs."""
        if self._tagger is None or self._classes is None:
            return lattice
        contexts = self._tagger.contexts([_token(piece) for piece in pieces])
        is_open = [
            piece.kind == Kind.WORD or (piece.kind == Kind.NUMBER and len(h.texts) > 1)
            for piece, h in zip(pieces, held, strict=True)
        ]
        counts = np.array([len(h.texts) if is_ else 0 for is_, h in zip(is_open, held, strict=True)])
        arcs = np.arange(counts.sum()) + np.repeat(lattice.firsts[:-1] - np.cumsum(counts) + counts, counts)
        classes = np.where(lattice.second_words[arcs] < 0, self._classes[lattice.words[arcs]], NO_CLASS)
        costs = lattice.costs.copy()
        costs[arcs] -= weight * self._tagger.scores(contexts, counts, classes)
        return replace(lattice, costs=costs)

    def _name(self, raw_text: str, pieces: Sequence[Piece], place: int, finder: CandidateFinder) -> Readings | None:
        if place + 1 >= len(pieces):
            return None
        first, second = pieces[place], pieces[place + 1]
        if first.kind != Kind.WORD or second.kind != Kind.WORD or raw_text[first.end : second.start].strip():
            return None
        return finder.named(first.text, second.text)

    def _join(self, raw_text: str, pieces: Sequence[Piece], place: int, finder: CandidateFinder) -> Readings | None:
        if place + 1 >= len(pieces):
            return None
        first, second = pieces[place], pieces[place + 1]
        if first.line != second.line or first.kind != Kind.WORD or second.kind not in (Kind.WORD, Kind.NUMBER):
            return None
        if raw_text[first.end : second.start].strip(" .,·-_~"):
            return None
        if (
            second.kind == Kind.NUMBER
            or max(finder.least_cost(first.text), finder.least_cost(second.text)) < JOIN_WHEN_WORSE_THAN
        ):
            return None
        return finder.joined(first.text, second.text)


def _token(piece: Piece) -> tuple[str, Case]:
    """A piece as the tagger hears it."""
    if piece.kind == Kind.BREAK:
        return BREAK_TOKEN, Case.LOW
    return piece.text, case_of(piece.text) if piece.kind == Kind.WORD else Case.LOW


def _segment_end(pieces: Sequence[Piece], first: int) -> int:
    """Where a segment ends: behind the last sentence that fits, or before the last line, or where it is full."""
    full = first + SEGMENT_PIECES
    if full >= len(pieces):
        return len(pieces)
    places = range(full, full - SEGMENT_SLACK, -1)
    at_sentence = (at for at in places if pieces[at - 1].kind == Kind.BREAK)
    at_line = (at for at in places if pieces[at].line != pieces[at - 1].line)
    return next(at_sentence, next(at_line, full))


def _readings(piece: Piece, finder: CandidateFinder) -> Readings:
    if piece.kind == Kind.WORD:
        return finder.word(piece.text)
    if piece.kind == Kind.NUMBER:
        return finder.number(piece.text)
    return finder.sentence_break() if piece.kind == Kind.BREAK else finder.identifier(piece.text)


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


def _chosen(
    found: Found, lattice: Lattice, held: Sequence[Readings], joins: Sequence[Readings | None], names: Sequence[Readings | None]
) -> Iterator[tuple[int, str, Readings, int, int]]:
    """(place, kind of arc, its readings, index in them, arc) along the best path."""
    place = 0
    for arc in found.path.tolist():
        index = arc - int(lattice.firsts[place])
        for kind, readings in (("one", held[place]), ("join", joins[place]), ("name", names[place])):
            if readings is None:
                continue
            if index < len(readings.texts):
                yield place, kind, readings, index, arc
                break
            index -= len(readings.texts)
        place = int(lattice.ends[arc])


def _name_shares(
    names: Sequence[Readings | None], held: Sequence[Readings], joins: Sequence[Readings | None], lattice: Lattice, found: Found
) -> dict[int, dict[str, float]]:
    """By place: what the readings as names add to the probability of each text."""
    shares: dict[int, dict[str, float]] = {}
    for place, name in enumerate(names):
        if name is None:
            continue
        join = joins[place]
        first = int(lattice.firsts[place]) + len(held[place].texts) + (len(join.texts) if join else 0)
        for text, share in zip(name.texts, found.posteriors[first : first + len(name.texts)].tolist(), strict=True):
            for step, part in enumerate(text.split(PAIR)):
                here = shares.setdefault(place + step, {})
                here[part] = here.get(part, 0.0) + share
    return shares


def _ranked(texts: Sequence[str], posteriors: NDArray[np.float32], extra: dict[str, float] | None) -> list[tuple[str, float]]:
    likely = np.flatnonzero(posteriors > LEAST_SHOWN / 4).tolist()
    shares = {texts[at]: float(posteriors[at]) for at in likely}
    for text, share in (extra or {}).items():
        shares[text] = shares.get(text, 0.0) + share
    return sorted(shares.items(), key=lambda pair: -pair[1])


def _verdict(
    raw: str,
    pieces: tuple[Piece, Piece],
    *,
    restored: str,
    reason: EditReason | None,
    probability: float,
    others: tuple[tuple[str, float], ...] = (),
) -> Verdict:
    first, last = pieces
    is_number = first.kind == Kind.NUMBER or (raw[0].isdigit() and len(_digits(raw)) >= 2)
    if is_number and _digits(restored) != _digits(raw) and probability < DIGITS_CHANGED_AT:
        return Verdict(first.start, last.end, raw, raw, None, 1.0 - probability, ((restored, probability), *others)[:MOST_SHOWN])
    return Verdict(first.start, last.end, raw, restored, reason, min(1.0, probability), others)


def _mean(verdicts: Sequence[Verdict]) -> float:
    return sum(verdict.probability for verdict in verdicts) / max(1, len(verdicts))


def _share_changed(verdicts: Sequence[Verdict]) -> float:
    """Share of pieces that were changed with some certainty, splits and joins apart."""
    changed = sum(v.restored != v.raw and v.probability > SURE and v.reason not in _SPACING for v in verdicts)
    return changed / max(1, len(verdicts))


def _as_read(verdict: Verdict) -> Verdict:
    """The verdict with the text as read; what would have been changed is doubtful."""
    if verdict.restored == verdict.raw:
        return replace(verdict, probability=1.0)
    others = ((verdict.restored, verdict.probability), *verdict.others)[:MOST_SHOWN]
    return replace(verdict, restored=verdict.raw, reason=None, probability=1.0 - verdict.probability, others=others)


def _digits(text: str) -> str:
    return "".join(c for c in text if c.isdigit())


def _edits(verdicts: Iterable[Verdict]) -> Iterator[Edit]:
    for verdict in verdicts:
        if verdict.restored == verdict.raw and verdict.probability >= DOUBTFUL_BELOW:
            continue
        reason = verdict.reason if verdict.restored != verdict.raw else EditReason.DOUBT
        yield Edit(
            raw_span=Span(start=verdict.start, end=verdict.end),
            restored=verdict.restored,
            reason=reason or EditReason.LETTERS,
            confidence=round(verdict.probability, 4),
            candidates=tuple(Candidate(text=text, confidence=round(share, 4)) for text, share in verdict.others if text),
        )


def load_restorer(*, names: Iterable[str] = (), folder: Path = DATA) -> LatticeRestorer:
    """A restorer with the data that ships, or of another folder; `names` are accented names that the text may hold."""
    terms = tomllib.loads((DATA / "terms.toml").read_text("utf-8"))
    acronyms = [*terms["abbreviations"], *(folder / "acronyms.txt").read_text("utf-8").split()]
    symbols = Symbols(symbol for group in terms["symbols"].values() for symbol in group)
    channels = load_channels(folder / "channels.json")
    channels |= {STRIPPED: stripped_channel(), LAYER: rough_channel(channels[ENGLISH])}
    calibrations = load_calibrations(folder / "calibration.json")
    model = load_language_model(folder)
    formulas = terms["phrases"]["letterhead"][:FORMULAS]
    tagger = load_tagger(folder / TAGGER) if (folder / TAGGER).exists() else None
    tries = build_tries(model, acronyms, symbols, names)
    return LatticeRestorer(model, tries, channels, calibrations, formulas=formulas, tagger=tagger)
