"""Sees on the tuning pages, and on the tuning text without its marks, what tells that the restorer was right."""

import unicodedata
from collections.abc import Iterable, Iterator

from service.restoration.calibration import Calibration, fit_calibration
from service.restoration.pieces import Kind, Piece
from service.restoration.restorer import LatticeRestorer, Verdict
from service.restoration.spelling import is_syllable, key, without_marks
from service.training.restoration.alignment import align
from service.training.restoration.corpus import Source
from service.training.restoration.recognition import LANGUAGES, ReadPage, is_prose

MOST_LINES = 900
LINES_AT_ONCE = 40


def learn_calibrations(restorer: LatticeRestorer, pages: Iterable[ReadPage], sources: Iterable[Source]) -> dict[str, Calibration]:
    """A calibration a channel."""
    pages = list(pages)
    pairs = {name: [(page.truth, unicodedata.normalize("NFC", page.raw[name])) for page in pages] for name in LANGUAGES}
    pairs["stripped"] = [(text, without_marks(text)) for text in tuning_texts(sources)]
    found = {
        name: fit_calibration(
            (verdict.clues, is_right) for truth, raw in read for verdict, is_right in judged(restorer, truth, raw)
        )
        for name, read in pairs.items()
    }
    return found | {"layer": found["eng"]}


def tuning_texts(sources: Iterable[Source]) -> Iterator[str]:
    """Prose of the tuning parts of official text, as much from each file, in texts of a few pages."""
    for source in sources:
        prose = [line for line in source.tune if source.is_official and is_prose(line)][:MOST_LINES]
        yield from ("\n".join(prose[at : at + LINES_AT_ONCE]) for at in range(0, len(prose), LINES_AT_ONCE))


def judged(restorer: LatticeRestorer, truth: str, raw: str) -> Iterator[tuple[Verdict, bool]]:
    """(verdict, whether it is right) of every raw word with a clear counterpart."""
    verdicts = {verdict.start: verdict for verdict in restorer.verdicts(raw)[1]}
    for pair in align(truth, raw):
        verdict = verdicts.get(pair.raw[0].start)
        if verdict is None or pair.raw[0].kind != Kind.WORD or any(_is_run_together(piece) for piece in pair.true):
            continue
        true = " ".join(key(piece.text) for piece in pair.true)
        yield verdict, " ".join(key(part) for part in verdict.restored.split()) == true


def _is_run_together(piece: Piece) -> bool:
    """Whether the corpus itself lacks a space here."""
    return len(piece.text) > 4 and piece.text[1:].islower() and not is_syllable(key(piece.text))
