"""Restoration measured: accuracy before and after, beside the peers that are installed; what clean text suffers; doubts; speed.

    python -m benchmarks.restoration --pages FOLDER [--shared FOLDER] [--lines N]

`--pages` is the `--work` folder of `vanthu train restoration`: its test pages were set from text that no training or tuning saw.
`--shared` holds data/corpus and data/dev/scans. A set whose data is missing is skipped, and the table says so.
A token is a run of letters and digits; accuracy is 1 − Levenshtein distance / number of true tokens, with case and the place of
the tone mark set aside. Speed is in syllables a second of one processor. Peers come with the extra `bench`.
"""

import argparse
import importlib
import os
import re
import subprocess
import sys
import time
import unicodedata
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from rapidfuzz.distance import Levenshtein

from models.page import PageSource
from models.restoration import DOUBTFUL_BELOW
from models.spans import Span
from service.gazetteer import Gazetteer
from service.restoration import LatticeRestorer, load_restorer
from service.restoration.spelling import key, without_marks

TOKEN = re.compile(r"[^\W_]+(?:(?<=\d)[.,/\-](?=\d)[^\W_]+)*")
DIGIT = re.compile(r"\d")
LINES_AT_ONCE = 40
SCAN_DPI = 300
FEWEST_WORDS = 50
"""Of a text layer that is worth the name."""


@dataclass(frozen=True)
class Case:
    """A text as it should be and as it is handed to the restorer."""

    truth: str
    raw: str


def tokens(text: str) -> list[str]:
    return [key(token) for token in TOKEN.findall(unicodedata.normalize("NFC", text))]


def wrong_and_all(cases: list[Case], restored: list[str]) -> tuple[int, int]:
    pairs = [(tokens(case.truth), tokens(text)) for case, text in zip(cases, restored, strict=True)]
    return sum(Levenshtein.distance(true, got) for true, got in pairs), sum(len(true) for true, _ in pairs)


def spoilt_numbers(restorer: LatticeRestorer, cases: list[Case]) -> tuple[int, int]:
    """(numbers that were read right and restored to something else, numbers read right)."""
    from service.training.restoration.alignment import align

    spoilt = count = 0
    for case in cases:
        restoration = restorer.restore_text(case.raw)
        for pair in align(case.truth, case.raw):
            true, raw = pair.true[0], pair.raw[0]
            if len(pair.true) == len(pair.raw) == 1 and true.text == raw.text and DIGIT.search(raw.text):
                after = restoration.text_span(Span(start=raw.start, end=raw.end)).of(restoration.text)
                count += 1
                spoilt += DIGIT.findall(after) != DIGIT.findall(raw.text)
    return spoilt, count


def rendered(folder: Path) -> dict[str, list[Case]]:
    from service.training.restoration.recognition import read_pages

    files = sorted(folder.glob("test-*.jsonl"))
    pages = [page for file in files for page in read_pages(file)]
    return {
        f"{name} of rendered unseen pages": [Case(page.truth, unicodedata.normalize("NFC", page.raw[language])) for page in pages]
        for language, name in (("eng", "English-model OCR"), ("vie", "Tesseract vie"))
        if pages
    }


def unseen(folder: Path, lines: int) -> dict[str, list[Case]]:
    from service.training.restoration.corpus import TEST_FROM, read_sources
    from service.training.restoration.recognition import is_prose

    clean: list[Case] = []
    for source in read_sources(folder):
        if source.is_official:
            prose = [line for line in source.test if is_prose(line)][: lines * (3 if source.is_in_domain else 1)]
            parts = ["\n".join(prose[at : at + LINES_AT_ONCE]) for at in range(0, len(prose), LINES_AT_ONCE)]
            clean += [Case(part, part) for part in parts if part]
    print(f"official text: {len(clean)} cases of the last {1 - TEST_FROM:.0%} of each file (documents in order), unseen")
    return {
        "marks stripped, unseen official text": [Case(c.truth, without_marks(c.truth)) for c in clean],
        "clean, unseen official text": clean,
    }


def scanned(folder: Path) -> dict[str, list[Case]]:
    import pypdfium2

    from service.training.restoration.recognition import recognise

    read: dict[str, list[Case]] = {}
    for file in sorted({folder / f"{truth.stem.rpartition('.p')[0]}.pdf" for truth in folder.glob("*.p*.txt")}):
        layers = text_layers(file)
        for truth in sorted(folder.glob(f"{file.stem}.p*.txt")):
            number = int(truth.stem.rpartition(".p")[2])
            image = pypdfium2.PdfDocument(file)[number - 1].render(scale=SCAN_DPI / 72).to_pil().convert("L")
            raw = unicodedata.normalize("NFC", recognise(image, "vie", SCAN_DPI))
            read.setdefault(f"scan {file.stem}, Tesseract vie", []).append(Case(truth.read_text("utf-8"), raw))
            if len(layers[number - 1].split()) > FEWEST_WORDS:
                case = Case(truth.read_text("utf-8"), layers[number - 1])
                read.setdefault(f"scan {file.stem}, its bad text layer", []).append(case)
    return read


def text_layers(file: Path) -> list[str]:
    """By page the text layer in the order in which the service reads it, without a look at the picture."""
    from service.bootstrap import build_recogniser
    from service.scans import open_scan
    from service.settings import Settings

    settings = Settings(ocr_mode="layer")
    scan = open_scan(file.read_bytes(), file.name, settings)
    pages = build_recogniser(settings).recognise(scan, range(1, scan.page_count + 1))
    return [page.text if page.source == PageSource.TEXT_LAYER else "" for page, _ in pages]


def peers() -> dict[str, Callable[[str], str]]:
    """Restorers that pip can install, where they are installed."""
    found: dict[str, Callable[[str], str]] = {}
    try:
        found["pyvi"] = partial(by_line, importlib.import_module("pyvi.ViUtils").add_accents)
    except ImportError:
        print("pyvi is not installed: left out (pip install pyvi tabulate)")
    return found


def by_line(restore: Callable[[str], str], text: str) -> str:
    """A peer's work, line by line; a line that it fails on (pyvi: on some capitals) stands as read."""
    found = []
    for line in text.split("\n"):
        try:
            found.append(restore(line))
        except (KeyError, IndexError, ValueError):
            found.append(line)
    return "\n".join(found)


def timed(restore: Callable[[], list[str]]) -> tuple[list[str], float]:
    """What it returns, and the seconds of one processor that it took; other work on the machine does not count."""
    started = time.process_time()
    texts = restore()
    return texts, time.process_time() - started


def restored_pages(restorer: LatticeRestorer, cases: list[Case], *, as_one: bool) -> list[str]:
    """Each case restored; as one document where the cases are its pages."""
    if as_one:
        return restorer.restore_text("\f".join(case.raw for case in cases)).text.split("\f")
    return [restorer.restore_text(case.raw).text for case in cases]


def doubts(restorer: LatticeRestorer, cases: list[Case]) -> tuple[int, int, int]:
    """(marked, marked and wrong, wrong) over words with a clear counterpart."""
    from service.training.restoration.calibration import judged

    seen = [judgement for case in cases for judgement in judged(restorer, case.truth, case.raw)]
    marked = [is_right for verdict, is_right in seen if verdict.probability < DOUBTFUL_BELOW]
    return len(marked), marked.count(False), sum(not is_right for _, is_right in seen)


def row(name: str, *figures: object) -> None:
    print(f"| {name} | " + " | ".join(str(figure) for figure in figures) + " |", flush=True)


def measure(restorer: LatticeRestorer, sets: dict[str, list[Case]]) -> None:
    others = peers()
    row("set", "tokens", "raw", "restored", *others, "numbers spoilt", "syllables/s", *(f"{name}'s" for name in others))
    row("---", *["---"] * (5 + 2 * len(others)))
    for name, cases in sets.items():
        raw = [case.raw for case in cases]
        texts, seconds = timed(partial(restored_pages, restorer, cases, as_one=name.startswith("scan")))
        wrong_raw, count = wrong_and_all(cases, raw)
        wrong, _ = wrong_and_all(cases, texts)
        theirs = [timed(partial(list, map(restore, raw))) for restore in others.values()]
        accuracies = [f"{1 - wrong_and_all(cases, found)[0] / count:.4f}" for found, _ in theirs]
        spoilt, of = spoilt_numbers(restorer, cases)
        size = sum(len(text.split()) for text in raw)
        speeds = [f"{size / used:.0f} (ours {used / seconds:.2f} times)" for _, used in theirs]
        shares = (f"{1 - wrong_raw / count:.4f}", f"{1 - wrong / count:.4f}")
        row(name, count, *shares, *accuracies, f"{spoilt}/{of}", f"{size / seconds:.0f}", *speeds)
        if name.startswith("clean"):
            changed = sum(Levenshtein.distance(tokens(a), tokens(b)) for a, b in zip(raw, texts, strict=True))
            print(f"  clean text: {changed} of {count} tokens changed ({changed / count:.4%})")
            continue
        if not name.startswith("scan"):
            marked, marked_wrong, all_wrong = doubts(restorer, cases)
            share, held = marked_wrong / max(1, marked), marked_wrong / max(1, all_wrong)
            print(f"  doubtful: {marked}, of them wrong {share:.2f}, holding {held:.2f} of all errors")


def speed(restorer_factory: Callable[[], LatticeRestorer], cases: list[Case]) -> None:
    text = "\f".join(case.raw for case in cases)
    started = time.process_time()
    restorer = restorer_factory()
    loaded = time.process_time()
    restorer.restore_text(text)
    first = time.process_time()
    restorer.restore_text(text)
    second = time.process_time()
    count = len(text.split())
    at_first, warm = count / (first - loaded), count / (second - first)
    print(f"load {loaded - started:.2f} s; {at_first:.0f} syllables/s at first, {warm:.0f} once warm")


def memory(text: str) -> None:
    """Peak memory of a fresh process that restores a text."""
    done = subprocess.run(
        [sys.executable, "-m", "benchmarks.restoration", "--peak"], input=text.encode(), capture_output=True, check=True
    )
    print(done.stdout.decode().strip())


def peak() -> None:
    load_restorer().restore_text(sys.stdin.read())
    # not getrusage: a child process inherits the peak of the one that started it
    status = Path("/proc/self/status").read_text("utf-8")
    kilobytes = int(re.findall(r"VmHWM:\s+(\d+)", status)[0])
    print(f"peak memory {kilobytes / 1024:.0f} MB")


def sets_of(options: argparse.Namespace) -> Iterator[tuple[str, list[Case]]]:
    shared = options.shared
    if options.pages and list(options.pages.glob("test-*.jsonl")):
        yield from rendered(options.pages).items()
    else:
        print("rendered pages: skipped, no test-*.jsonl (run `vanthu train restoration` and name its --work folder)")
    for folder, build in ((shared / "data/corpus", lambda f: unseen(f, options.lines)), (shared / "data/dev/scans", scanned)):
        if folder.is_dir():
            yield from build(folder).items()
        else:
            print(f"{folder.name}: skipped, not there")


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--pages", type=Path)
    parser.add_argument("--shared", type=Path, default=Path(os.environ.get("VANTHU_SHARED", "../shared")))
    parser.add_argument("--lines", type=int, default=150)
    parser.add_argument("--peak", action="store_true")
    options = parser.parse_args()
    if options.peak:
        peak()
        return
    names = tuple(Gazetteer.load().names())
    sets = dict(sets_of(options))
    if not sets:
        return
    restorer = load_restorer(names=names)
    restorer.restore_text("thyc hién Chuong trinh")
    measure(restorer, sets)
    first = next(iter(sets.values()))
    speed(lambda: load_restorer(names=names), first)
    memory("\f".join(case.raw for case in first))


if __name__ == "__main__":
    main()
