"""The restorer: raw text → Restoration, the whole document at once."""

import gc
import re
import tomllib
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from models.page import Candidate, Page
from models.restoration import DOUBTFUL_BELOW, Edit, EditReason, Restoration
from models.spans import Span
from service.restoration.alignment import count_units
from service.restoration.calibration import MOST_AHEAD, Calibration, Clues, load_calibrations
from service.restoration.candidates import (
    AMOUNT,
    NUMBERED,
    PAIR,
    ROMAN,
    WEIGHTS,
    CandidateFinder,
    Readings,
    Tries,
    Weights,
    build_tries,
    reason_of,
)
from service.restoration.casing import Case, case_of, cased, is_half_capital, is_in_small_letters
from service.restoration.channel import Channel, load_channels, rough_channel, stripped_channel
from service.restoration.figures import BY_GRAMMAR, OPEN
from service.restoration.heard import with_others
from service.restoration.junk import Seen, smeared_lines
from service.restoration.language import LanguageModel, load_language_model
from service.restoration.origin import CLEAN, ENGLISH, LAYER, STRIPPED, VIETNAMESE, choose_channel
from service.restoration.pieces import CODE, ENDS, Kind, Other, Piece, cut
from service.restoration.repetition import Place, weighed
from service.restoration.search import FULL, NARROW, Lattice, search
from service.restoration.segments import LEAST_SHOWN, READ_FOR_SURE, SEGMENT_PIECES, Segment, Segments
from service.restoration.spelling import are_variants, is_syllable, key, without_marks
from service.restoration.symbols import Symbols
from service.restoration.tagger import BREAK_TOKEN, NO_CLASS, Tagger, load_tagger

DATA = Path(__file__).parent / "data"
DIGITS_CHANGED_AT = 0.8
MOST_SHOWN = 5
CLEAN_BELOW = 0.003
"""A text of which a Vietnamese engine's channel would change less than this share is clean."""
JUNK_IS_RIGHT = 0.75
"""How sure it is that a smear is no text."""
SURE = 0.7
OTHER_MARKS_FROM, OTHER_LETTERS_FROM = 0.6, 0.95
"""How sure a change of a syllable that was read for sure must be: marks are often lost, letters seldom."""
ADAPT_FROM = 250
"""Pieces from which on the channel is adapted to the document."""
ADAPT_BELOW = {"eng": 0.95, "layer": 1.01}
"""Mean posterior below which a channel is adapted: one that fits gains nothing."""
MOST_SKETCHED = 3000
"""Pieces that are looked at to see how well a channel fits, and from which it is learnt."""
ADAPT_AT = {"eng": 0.9, "vie": 0.9, "layer": 0.7}
ADAPT_WEIGHT = {"eng": 30.0, "vie": 30.0, "layer": 10.0}
"""How many observations of a letter the shipped channel is worth."""
TAGGER = "tagger.npz"
FORMULAS = 3
"""How many of the letterhead's phrases are looked for in ruined lines: the state's and the party's."""
ADAPT_ROUNDS = {"eng": 1, "layer": 1}
_LINE_END = re.compile(r"[\n\f]")
_SPACING = (EditReason.SPLIT, EditReason.JOIN)


class Verdict(NamedTuple):
    """What was found for one piece, or two joined: the text, how sure, the others."""

    start: int
    end: int
    raw: str
    restored: str
    reason: EditReason | None
    probability: float
    others: tuple[tuple[str, float], ...]
    clues: Clues
    """What the probability was made of."""


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
        return self.restore_text("\f".join(page.text for page in pages), pages)

    def restore_text(self, raw_text: str, pages: Sequence[Page] = ()) -> Restoration:
        """Raw NFC text → edits; what else the engine read for the pages' words is weighed too."""
        with _without_collection():
            name, verdicts = self.verdicts(raw_text, pages)
            return Restoration(raw_text=raw_text, edits=tuple(_edits(verdicts)), channel=name)

    def verdicts(self, raw_text: str, pages: Sequence[Page] = ()) -> tuple[str, list[Verdict]]:
        """The channel chosen, and a verdict with a calibrated probability for every piece."""
        pieces = with_others(cut(raw_text), pages)
        name = choose_channel(pieces)
        if name == CLEAN:
            return name, []
        segments = Segments(raw_text, self._finder(name), self._formulas)
        is_long = len(pieces) >= ADAPT_FROM
        if name == VIETNAMESE:
            sketch = list(self._verdicts(segments, pieces, is_sketch=True))
            if _share_changed(sketch) < CLEAN_BELOW:
                return CLEAN, _with_figures([_as_read(verdict) for verdict in sketch], pieces)
            if is_long:
                segments = segments.under(self._adapted_finder(name, sketch))
        elif is_long and name in ADAPT_BELOW:
            segments = self._fitting(name, segments, _sample(pieces))
        verdicts = _repeated(raw_text, list(self._verdicts(segments, pieces)))
        verdicts = [self._cased_as_line(raw_text, v) if is_half_capital(v.raw) else v for v in verdicts]
        clues = _with_neighbours(verdicts)
        probabilities = self._calibrations.get(name, Calibration()).probabilities(clues)
        most = segments.finder.weights.unknown_is_right
        shares = [min(share, most) if clue.is_unknown else share for share, clue in zip(probabilities, clues, strict=True)]
        judged = [
            Verdict(*verdict[:5], share, verdict.others, clue)
            for verdict, share, clue in zip(verdicts, shares, clues, strict=True)
        ]
        if name == VIETNAMESE:
            judged = self._heeded(judged, pieces)
        elif name in ADAPT_BELOW:
            judged = self._without_smears(raw_text, judged, pieces)
        return name, _with_figures(judged, pieces)

    def _cased_as_line(self, raw_text: str, verdict: Verdict) -> Verdict:
        """A syllable in capitals of which an engine read some letters small, cased as a name where its line is not in capitals;
        acronyms and roman numerals stay."""
        start = max(raw_text.rfind(end, 0, verdict.start) for end in "\n\f") + 1
        line_end = _LINE_END.search(raw_text, verdict.end)
        after = raw_text[verdict.end : line_end.start() if line_end else len(raw_text)]
        if not self._is_plain_capitals(verdict.restored) or not is_in_small_letters(raw_text[start : verdict.start], after):
            return verdict
        others = tuple(
            (cased(text.lower(), Case.TITLE) if self._is_plain_capitals(text) else text, p) for text, p in verdict.others
        )
        restored = cased(verdict.restored.lower(), Case.TITLE)
        return verdict._replace(restored=restored, others=others, reason=reason_of(verdict.raw, restored))

    def _is_plain_capitals(self, text: str) -> bool:
        is_name_of_its_own = text in self._tries.known_acronyms or ROMAN.fullmatch(text) is not None
        return text.isupper() and is_syllable(key(text)) and not is_name_of_its_own

    def _without_smears(self, raw_text: str, verdicts: Sequence[Verdict], pieces: Sequence[Piece]) -> list[Verdict]:
        """The verdicts, one verdict that nothing stands there for every line that is a part of a smear."""
        by_start = {piece.start: piece for piece in pieces if piece.kind not in ENDS}
        rows = frozenset(piece.line for piece in pieces if piece.kind == Kind.CELL)
        seen = [Seen(by_start[verdict.start], verdict.probability, verdict.clues.gain) for verdict in verdicts]
        found: list[Verdict | None] = list(verdicts)
        for line in smeared_lines(seen, rows, self._is_like_a_word):
            found[line[0] : line[-1] + 1] = [None] * len(line)
            found[line[0]] = _nothing(raw_text, verdicts[line[0]].start)
        return [verdict for verdict in found if verdict is not None]

    def _is_like_a_word(self, text: str) -> bool:
        """Whether a token is an acronym, or a syllable that may have lost its marks."""
        return text in self._tries.known_acronyms or without_marks(key(text)) in self._tries.bare_syllables

    def _heeded(self, verdicts: Sequence[Verdict], pieces: Sequence[Piece]) -> list[Verdict]:
        """The verdicts, what a Vietnamese engine read for sure left standing where little speaks against it."""
        sureness = {piece.start: piece.sureness for piece in pieces}
        return [
            _standing(verdict, sureness[verdict.start], is_known=key(verdict.raw) in self._model.ids)
            if verdict.restored != verdict.raw
            else verdict
            for verdict in verdicts
        ]

    def _fitting(self, name: str, segments: Segments, pieces: Sequence[Piece]) -> Segments:
        """The segments under the channel as it is where it fits the text, else adapted to it once or more."""
        sketch = list(self._verdicts(segments, pieces, is_sketch=True))
        if _mean(sketch) >= ADAPT_BELOW[name]:
            return segments
        for _ in range(ADAPT_ROUNDS[name] - 1):
            segments = segments.under(self._adapted_finder(name, sketch))
            sketch = list(self._verdicts(segments, pieces, is_sketch=True))
        return segments.under(self._adapted_finder(name, sketch))

    def _adapted_finder(self, name: str, verdicts: Sequence[Verdict]) -> CandidateFinder:
        """Candidates under the channel as this document shows it, learnt from what was restored with near certainty."""
        pairs = Counter(
            (v.restored, v.raw)
            for v in verdicts
            if v.probability >= ADAPT_AT[name] and v.raw and " " not in v.raw and " " not in v.restored
        )
        known = Counter({pair: count for pair, count in pairs.items() if is_syllable(key(pair[0]))})
        channel = self._channels[name]
        adapted = channel.adapted(count_units(channel, known), ADAPT_WEIGHT[name])
        return CandidateFinder(self._model, self._tries, adapted, WEIGHTS.get(name, Weights()))

    def _finder(self, name: str) -> CandidateFinder:
        if name not in self._finders:
            self._finders[name] = CandidateFinder(self._model, self._tries, self._channels[name], WEIGHTS.get(name, Weights()))
        return self._finders[name]

    def _verdicts(self, segments: Segments, pieces: Sequence[Piece], *, is_sketch: bool = False) -> Iterator[Verdict]:
        """A verdict for every piece but breaks; for a sketch the beam is narrow and the tagger is not heard."""
        for segment in segments.of(pieces):
            yield from self._verdicts_of(segment, segments.raw_text, segments.finder, is_sketch=is_sketch)

    def _verdicts_of(self, segment: Segment, raw_text: str, finder: CandidateFinder, *, is_sketch: bool) -> Iterator[Verdict]:
        pieces, lattice = segment.pieces, segment.lattice
        leads, behind = [0.0] * len(pieces), np.zeros(len(lattice.costs), dtype=np.float32)
        if not is_sketch and finder.weights.tagger > 0:
            lattice, leads, behind = self._tagged(lattice, pieces, segment.held, finder.weights.tagger)
        beam = NARROW if is_sketch else FULL
        found = search(self._model, lattice, language_weight=finder.weights.language, beam=beam)
        shares = segment.shares(found)
        gains = (found.gains / (1 + (lattice.second_words[found.path] >= 0))).tolist()
        words, likely = lattice.words[found.path].tolist(), found.posteriors[found.path].tolist()
        steps = zip(segment.chosen(found), gains, words, likely, behind[found.path].tolist(), strict=True)
        for (place, kind, readings, option), gain, word, posterior, tagger_behind in steps:
            if pieces[place].kind in ENDS:
                continue
            if kind == "join":
                ends = (pieces[place], pieces[place + 1])
                raw = raw_text[ends[0].start : ends[1].end]
                clues = Clues(posterior, gain=gain)
                yield _verdict(raw, ends, restored=readings.texts[option], reason=readings.reasons[option], clues=clues)
                continue
            is_one = kind == "one"
            text = readings.texts[option]
            for at, part in enumerate((text,) if is_one else text.split(PAIR), place):
                piece = pieces[at]
                share = shares[at].get(part, 0.0)
                is_unknown = is_one and word == 0 and _is_strange(piece)
                if is_unknown:
                    share = min(share, finder.weights.unknown_is_right)
                yield _verdict(
                    piece.text,
                    (piece, piece),
                    restored=part,
                    reason=(readings.reasons[option] if is_one else None) or reason_of(piece.text, part),
                    clues=Clues(share, len(piece.text) == 1, is_unknown, 1.0, gain, leads[at], tagger_behind if is_one else 0.0),
                    others=_others(shares[at], part),
                    digits_stand=finder.weights.digits_stand,
                )

    def _tagged(
        self, lattice: Lattice, pieces: Sequence[Piece], held: Sequence[Readings], weight: float
    ) -> tuple[Lattice, list[float], NDArray[np.float32]]:
        """The lattice with what the tagger thinks of every piece's own readings added to their costs; by piece its lead, by
        arc how far it is behind."""
        behind = np.zeros(len(lattice.costs), dtype=np.float32)
        if self._tagger is None or self._classes is None:
            return lattice, [0.0] * len(pieces), behind
        contexts = self._tagger.contexts([_token(piece) for piece in pieces])
        is_open = [
            piece.kind == Kind.WORD or (piece.kind == Kind.NUMBER and len(h.texts) > 1)
            for piece, h in zip(pieces, held, strict=True)
        ]
        counts = np.array([len(h.texts) if is_ else 0 for is_, h in zip(is_open, held, strict=True)])
        arcs = np.arange(counts.sum()) + np.repeat(lattice.firsts[:-1] - np.cumsum(counts) + counts, counts)
        classes = np.where(lattice.second_words[arcs] < 0, self._classes[lattice.words[arcs]], NO_CLASS)
        costs = lattice.costs.copy()
        scores = self._tagger.scores(contexts, counts, classes)
        costs[arcs] -= weight * scores
        behind[arcs] = -scores
        return replace(lattice, costs=costs), _leads(scores, counts), behind


def _others(shares: dict[str, float], chosen: str) -> tuple[tuple[str, float], ...]:
    """The likeliest texts of a place besides the one chosen."""
    if len(shares) == 1 and chosen in shares:
        return ()
    others = [(text, share) for text, share in shares.items() if text != chosen and share >= LEAST_SHOWN]
    return tuple(sorted(others, key=lambda other: -other[1])[:MOST_SHOWN])


def _nothing(raw_text: str, at: int) -> Verdict:
    """The verdict that the line around a place holds no text."""
    start = max(raw_text.rfind(end, 0, at) for end in "\n\f") + 1
    end = _LINE_END.search(raw_text, at)
    line = raw_text[start : end.start() if end else len(raw_text)]
    start += len(line) - len(line.lstrip())
    raw = line.strip()
    return Verdict(start, start + len(raw), raw, "", EditReason.JUNK, JUNK_IS_RIGHT, (), Clues(JUNK_IS_RIGHT))


def _is_strange(piece: Piece) -> bool:
    """Whether a piece that the model does not know is no mark that stands for itself."""
    return piece.kind == Kind.WORD and CODE.fullmatch(piece.text) is None


def _leads(scores: NDArray[np.float32], counts: NDArray[np.int64]) -> list[float]:
    """By piece: how far its best score, which is 0, is ahead of the second best; 0 where there is no choice."""
    leads: NDArray[np.float64] = np.zeros(len(counts))
    has_choice = counts > 1
    used = counts > 0
    starts = (np.cumsum(counts) - counts)[used]
    if not len(starts):
        return [0.0] * len(counts)
    is_best = scores >= 0.0
    second = np.maximum.reduceat(np.where(is_best, -MOST_AHEAD, scores), starts)
    leads[used] = np.where(np.add.reduceat(is_best.astype(np.int64), starts) > 1, 0.0, -second)
    leads[~has_choice] = 0.0
    return list(leads.tolist())


@contextmanager
def _without_collection() -> Iterator[None]:
    """No search for cyclic garbage meanwhile: what is made for a document has no cycles, and there is much of it to search."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()


def _with_neighbours(verdicts: Sequence[Verdict]) -> list[Clues]:
    """The clues of every verdict with the lower posterior of those beside it."""
    shares = [1.0, *(verdict.probability for verdict in verdicts), 1.0]
    return [v.clues._replace(neighbour=min(shares[at], shares[at + 2])) for at, v in enumerate(verdicts)]


def _sample(pieces: Sequence[Piece]) -> Sequence[Piece]:
    """Of a long text, whole runs of it from its beginning to its end, from which its channel can be seen."""
    if len(pieces) <= MOST_SKETCHED:
        return pieces
    runs = MOST_SKETCHED // SEGMENT_PIECES
    starts = [len(pieces) * run // runs for run in range(runs)]
    return [piece for start in starts for piece in pieces[start : start + SEGMENT_PIECES]]


def _token(piece: Piece) -> tuple[str, Case]:
    """A piece as the tagger hears it."""
    if piece.kind in ENDS:
        return BREAK_TOKEN, Case.LOW
    return piece.text, case_of(piece.text) if piece.kind == Kind.WORD else Case.LOW


def _verdict(
    raw: str,
    pieces: tuple[Piece, Piece],
    *,
    restored: str,
    reason: EditReason | None,
    clues: Clues,
    others: tuple[tuple[str, float], ...] = (),
    digits_stand: bool = False,
) -> Verdict:
    """What is found for a piece or two; a changed number must be likelier than anything else, or it stands as read.

    `digits_stand`: the text lost its marks only, so that every digit in it is true.
    """
    first, last = pieces
    probability = min(1.0, clues.posterior)
    must_stand = digits_stand or (not raw.isalpha() and _must_stand(raw, first.kind, probability))
    if must_stand and _digits(restored) != _digits(raw):
        others = ((restored, probability), *others)[:MOST_SHOWN]
        restored, reason, probability = raw, None, 1.0 - probability
        clues = clues._replace(posterior=probability)
    return Verdict(first.start, last.end, raw, restored, reason, probability, others, clues)


def _must_stand(raw: str, kind: Kind, probability: float) -> bool:
    """Whether the digits of a piece stay as they were read, given how likely another reading is."""
    is_number = kind == Kind.NUMBER or (raw[0].isdigit() and len(_digits(raw)) >= 2) or NUMBERED.fullmatch(raw)
    return AMOUNT.fullmatch(raw) is not None or (bool(is_number) and probability < DIGITS_CHANGED_AT)


def _repeated(raw_text: str, verdicts: Sequence[Verdict]) -> list[Verdict]:
    """The verdicts, with words in doubt decided by what the rest of the document says; no number is decided so."""
    places = []
    end = 0
    for verdict in verdicts:
        is_open = verdict.others and verdict.reason not in _SPACING and not any(c.isdigit() for c in verdict.restored)
        options = ((verdict.restored, verdict.probability), *(verdict.others if is_open else ()))
        places.append(Place(verdict.raw, options, not raw_text[end : verdict.start].strip(" \n")))
        end = verdict.end
    found = list(verdicts)
    for at, ((text, share), *others) in weighed(places).items():
        verdict = verdicts[at]
        found[at] = verdict._replace(
            restored=text,
            reason=verdict.reason if text == verdict.restored else reason_of(verdict.raw, text),
            probability=share,
            others=tuple(option for option in others if option[1] >= LEAST_SHOWN),
            clues=verdict.clues._replace(posterior=share),
        )
    return found


def _mean(verdicts: Sequence[Verdict]) -> float:
    return sum(verdict.probability for verdict in verdicts) / max(1, len(verdicts))


def _share_changed(verdicts: Sequence[Verdict]) -> float:
    """Share of pieces that were changed with some certainty, splits and joins apart."""
    changed = sum(v.restored != v.raw and v.probability > SURE and v.reason not in _SPACING for v in verdicts)
    return changed / max(1, len(verdicts))


def _as_read(verdict: Verdict) -> Verdict:
    """The verdict with the text as read; what would have been changed is doubtful."""
    if verdict.restored == verdict.raw:
        return verdict._replace(probability=1.0)
    others = ((verdict.restored, verdict.probability), *verdict.others)[:MOST_SHOWN]
    return verdict._replace(restored=verdict.raw, reason=None, probability=1.0 - verdict.probability, others=others)


def _with_figures(verdicts: list[Verdict], pieces: Sequence[Piece]) -> list[Verdict]:
    figures = {piece.start: piece.others[0] for piece in pieces if piece.kind == Kind.FIGURE}
    return [_figured(verdict, figures[verdict.start]) if verdict.start in figures else verdict for verdict in verdicts]


def _figured(verdict: Verdict, meant: Other) -> Verdict:
    """A number with letters among its digits as the number, or as read where it could be another."""
    number = verdict.restored if verdict.restored != verdict.raw else meant.text
    if meant.likelihood <= OPEN:
        return verdict._replace(restored=verdict.raw, reason=None, probability=1 - BY_GRAMMAR, others=((number, OPEN),))
    rest = ((verdict.raw, 1 - meant.likelihood),)
    return verdict._replace(restored=number, reason=EditReason.NUMERAL, probability=meant.likelihood, others=rest)


def _standing(verdict: Verdict, sureness: float, *, is_known: bool) -> Verdict:
    """A change as it is, or the word as read: a right variant of what it would be, or a doubt where too little speaks for the
    change."""
    if are_variants(key(verdict.raw), key(verdict.restored)):
        return verdict._replace(restored=verdict.raw, reason=None)
    if verdict.probability >= _least_sure(verdict.raw, verdict.restored, is_read_for_sure=is_known and sureness >= READ_FOR_SURE):
        return verdict
    own = max((share for text, share in verdict.others if text == verdict.raw), default=LEAST_SHOWN)
    others = [(verdict.restored, verdict.probability), *(other for other in verdict.others if other[0] != verdict.raw)]
    return verdict._replace(restored=verdict.raw, reason=None, probability=own, others=tuple(others[:MOST_SHOWN]))


def _least_sure(raw: str, restored: str, *, is_read_for_sure: bool) -> float:
    """How sure a change of a known word must be to be made."""
    if ROMAN.fullmatch(raw) and ROMAN.fullmatch(restored):
        return DIGITS_CHANGED_AT
    read = key(raw)
    if not is_read_for_sure or not is_syllable(read):
        return 0.0
    return OTHER_MARKS_FROM if without_marks(read) == without_marks(key(restored)) else OTHER_LETTERS_FROM


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
