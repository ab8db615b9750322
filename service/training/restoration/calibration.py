"""Sees on the tuning pages what tells that the restorer was right."""

import unicodedata
from collections.abc import Callable, Iterable, Iterator

from service.restoration.calibration import Calibration, fit_calibration
from service.restoration.pieces import Kind, Piece
from service.restoration.restorer import LatticeRestorer, Verdict
from service.restoration.spelling import is_syllable, key, without_marks
from service.training.restoration.alignment import align
from service.training.restoration.recognition import LANGUAGES, ReadPage


def learn_calibrations(restorer: LatticeRestorer, pages: Iterable[ReadPage]) -> dict[str, Calibration]:
    """A calibration a channel."""
    pages = list(pages)
    kinds: dict[str, Callable[[ReadPage], str]] = {language: _read_by(language) for language in LANGUAGES}
    kinds["stripped"] = stripped
    found = {
        name: fit_calibration(
            (verdict.clues, is_right) for page in pages for verdict, is_right in judged(restorer, page.truth, raw(page))
        )
        for name, raw in kinds.items()
    }
    return found | {"layer": found["eng"]}


def _read_by(language: str) -> Callable[[ReadPage], str]:
    return lambda page: unicodedata.normalize("NFC", page.raw[language])


def stripped(page: ReadPage) -> str:
    """The page's true text without any mark."""
    return without_marks(page.truth)


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
