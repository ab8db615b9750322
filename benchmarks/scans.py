"""How right scanned pages are read: whole pages, their running text alone, the numbers, and the fields of letterheads.

    python -m benchmarks.scans [--truth FOLDER …] [--mode fast|best] [--errors] [--keep]

Pages with known text are the papers in samples/ and, where they are, the real scans of VANTHU_SHARED (or ../shared); a file
NAME.pN.txt says what stands on page N of NAME.pdf, beside the PDF or in a folder given with --truth. What is letterhead, title,
recipients, signature or page number is told from the true text by the outline that reads it, so that the reader under test has
no say in it; all else is running text. The true letterhead is NAME.letterhead.json where a person wrote one ("handwritten"
lists fields filled in by hand), samples/*/records.json for the samples; without either the paper's fields are not scored. A
field written by hand is right when it is doubtful, and it is said how often the true value is among its candidates. Figures are
kept without any text.
"""

import argparse
import json
import os
import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, fields
from pathlib import Path
from typing import Any

from rapidfuzz import fuzz
from rapidfuzz.distance import LCSseq, Levenshtein

from benchmarks._scoring import plain
from models.document import PAGE_BREAK, Document
from models.outline import BlockKind, Letterhead
from models.page import Page, PageSource
from models.restoration import Restoration
from models.spans import Span
from service import __version__
from service.bootstrap import build_toolbox
from service.outline import DocumentOutliner
from service.reading import Understood, read
from service.scans import open_scan
from service.settings import Settings

ROOT = Path(__file__).parents[1]
SHARED = Path(os.environ.get("VANTHU_SHARED", ROOT.parent / "shared"))
RESULTS = Path(__file__).with_name("results")
TOKEN = re.compile(r"[^\W_]+(?:(?<=\d)[.,/\-](?=\d)[^\W_]+)*")
NUMBER = re.compile(r"\d[\d.,/\-]*")
TONES = "\u0300\u0301\u0303\u0309\u0323"
NOT_RUNNING = frozenset({BlockKind.LETTERHEAD, BlockKind.TITLE, BlockKind.RECIPIENTS, BlockKind.SIGNATURE, BlockKind.FURNITURE})
ALIKE = {
    "issuer": 90, "parent_issuer": 90, "kind": 100, "number": 100, "symbol": 100, "issued": 100, "place": 100,
    "title": 90, "signatory_name": 100, "signatory_position": 90, "signing_authority": 90,
}  # fmt: skip
"""How alike, of 100, a field must be to be right: as the contract of records scores them."""


@dataclass(frozen=True)
class Paper:
    """A scan with the true text of some of its pages, and its true letterhead where it is known."""

    group: str
    file: Path
    pages: dict[int, str]
    letterhead: dict[str, Any] | None


@dataclass
class Figures:
    """Counts that add up over papers."""

    tokens: int = 0
    wrong: int = 0
    body_tokens: int = 0
    body_wrong: int = 0
    numbers: int = 0
    numbers_read: int = 0
    numbers_right: int = 0
    body_numbers: int = 0
    body_numbers_wrong: int = 0
    fields: int = 0
    fields_right: int = 0
    by_hand: int = 0
    by_hand_doubtful: int = 0
    by_hand_among_candidates: int = 0
    errors: list[str] = field(default_factory=list)

    def __add__(self, other: "Figures") -> "Figures":
        return Figures(**{each.name: getattr(self, each.name) + getattr(other, each.name) for each in fields(self)})

    def shares(self) -> dict[str, float | int]:
        def share(part: int, whole: int) -> float:
            return round(part / whole, 4) if whole else 1.0

        return {
            "tokens": self.tokens,
            "syllable_accuracy": 1 - share(self.wrong, self.tokens),
            "body_tokens": self.body_tokens,
            "body_accuracy": 1 - share(self.body_wrong, self.body_tokens),
            "numbers": self.numbers,
            "number_f1": share(2 * self.numbers_right, self.numbers + self.numbers_read),
            "body_numbers": self.body_numbers,
            "body_numbers_right": 1 - share(self.body_numbers_wrong, self.body_numbers),
            "letterhead_fields": self.fields,
            "letterhead_fields_right": share(self.fields_right, self.fields),
            "written_by_hand": self.by_hand,
            "written_by_hand_doubtful": share(self.by_hand_doubtful, self.by_hand),
            "written_by_hand_among_candidates": share(self.by_hand_among_candidates, self.by_hand),
        }


def papers(folders: Sequence[Path]) -> Iterator[Paper]:
    for file in sorted((ROOT / "samples").glob("*/scan.pdf")):
        pages = dict(enumerate(file.with_name("truth.txt").read_text("utf-8").split(PAGE_BREAK), start=1))
        gold = json.loads(file.with_name("records.json").read_text("utf-8"))["letterhead"]
        yield Paper("samples", file, pages, gold)
    for file in sorted((SHARED / "data/dev/scans").rglob("*.pdf")):
        places = [file.parent, *folders]
        pages = {
            int(path.stem.rpartition(".p")[2]): path.read_text("utf-8")
            for place in places
            for path in place.glob(f"{file.stem}.p*.txt")
        }
        heads = [path for place in places if (path := place / f"{file.stem}.letterhead.json").exists()]
        if pages:
            yield Paper("scans", file, pages, json.loads(heads[0].read_text("utf-8")) if heads else None)


def tokens_of(text: str) -> list[tuple[str, int]]:
    """The tokens in lower case, the tone mark behind each, and where they begin."""
    return [(_tone_last(match.group().lower()), match.start()) for match in TOKEN.finditer(unicodedata.normalize("NFC", text))]


def _tone_last(token: str) -> str:
    decomposed = unicodedata.normalize("NFD", token)
    tones = "".join(c for c in decomposed if c in TONES)
    return unicodedata.normalize("NFC", "".join(c for c in decomposed if c not in TONES)) + tones


def running_parts(pages: dict[int, str]) -> dict[int, list[bool]]:
    """For each page whether each of its true tokens is running text."""
    numbers = range(1, max(pages) + 1)
    made = tuple(
        Page(
            number=n,
            width_points=595,
            height_points=842,
            text=unicodedata.normalize("NFC", pages.get(n, "")),
            source=PageSource.PLAIN_TEXT,
        )
        for n in numbers
    )
    restoration = Restoration(raw_text=PAGE_BREAK.join(page.text for page in made))
    document = Document(id="0" * 64, filename="truth.txt", sha256="0" * 64, source="text", pages=made, restoration=restoration)
    aside = [
        piece for block in DocumentOutliner().outline(document).blocks if block.kind in NOT_RUNNING for piece in block.pieces
    ]
    aside += [Span(start=m.start(), end=m.end()) for m in re.finditer(r"(?:(?<=\f)|^)\s*\d{1,3}\s*\n", document.text)]
    starts = document.page_starts
    return {
        n: [not any(piece.start <= starts[n - 1] + at < piece.end for piece in aside) for _, at in tokens_of(made[n - 1].text)]
        for n in numbers
    }


def score_page(truth: str, text: str, running: Sequence[bool], name: str) -> Figures:
    true, guess = ([token for token, _ in tokens_of(each)] for each in (truth, text))
    found = Figures(tokens=len(true), body_tokens=sum(running))
    numbers, read_numbers = ([token for token in each if NUMBER.fullmatch(token)] for each in (true, guess))
    found.numbers, found.numbers_read = len(numbers), len(read_numbers)
    found.numbers_right = LCSseq.similarity(numbers, read_numbers)
    body_numbers = [running[i] for i, token in enumerate(true) if NUMBER.fullmatch(token)]
    found.body_numbers = sum(body_numbers)
    for op in Levenshtein.editops(true, guess):
        found.wrong += 1
        place = min(op.src_pos, len(true) - 1)
        is_running = running[place] and (op.tag != "insert" or place == 0 or running[place - 1])
        found.body_wrong += is_running
        found.body_numbers_wrong += is_running and op.tag != "insert" and NUMBER.fullmatch(true[place]) is not None
        was = "" if op.tag == "insert" else true[op.src_pos]
        became = "" if op.tag == "delete" else guess[op.dest_pos]
        found.errors.append(f"{name} {'body' if is_running else 'head'}: {was!r} read {became!r}")
    return found


def score_letterhead(gold: dict[str, Any], head: Letterhead, name: str) -> Figures:
    """The fields that the paper has, each right or wrong; what is written by hand counts apart."""
    found = Figures()
    data = head.model_dump(mode="json")
    by_hand = gold.get("handwritten", ())
    for what, least in ALIKE.items():
        if not gold.get(what):
            continue
        is_right = fuzz.ratio(plain(gold[what]), plain(data.get(what))) >= least
        if what in by_hand:
            evidence = head.evidence.get(what)
            found.by_hand += 1
            found.by_hand_doubtful += data.get(what) is None or (evidence is not None and evidence.is_doubtful)
            said = {one.text for one in evidence.candidates} if evidence else set()
            found.by_hand_among_candidates += is_right or not said.isdisjoint(_ways_to_write(gold[what]))
            continue
        found.fields += 1
        found.fields_right += is_right
        if not is_right:
            found.errors.append(f"{name} letterhead: {what} {gold[what]!r} read {data.get(what)!r}")
    return found


def _ways_to_write(value: str) -> set[str]:
    day = re.fullmatch(r"(\d{4})-(\d\d)-(\d\d)", value)
    return {value, f"{day[3]}/{day[2]}/{day[1]}"} if day else {value}


def score_paper(paper: Paper, understood: Understood) -> Figures:
    name = paper.file.parent.name if paper.group == "samples" else paper.file.stem
    running = running_parts(paper.pages)
    total = Figures()
    for number, text in enumerate(understood.document.text.split(PAGE_BREAK), start=1):
        if paper.pages.get(number):
            total += score_page(paper.pages[number], text, running[number], f"{name} p{number}")
    return total + score_letterhead(paper.letterhead, understood.outline.letterhead, name) if paper.letterhead else total


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--truth", type=Path, nargs="*", default=[], help="folders with more true text")
    parser.add_argument("--mode", choices=("fast", "best"), default="best")
    parser.add_argument("--errors", action="store_true", help="print everything that is wrong")
    parser.add_argument("--keep", action="store_true", help="keep the result for this release")
    options = parser.parse_args()
    settings = Settings(ocr_mode=options.mode)
    toolbox = build_toolbox(settings)
    totals: dict[str, Figures] = {}
    pages: dict[str, int] = {}
    for paper in papers(options.truth):
        scan = open_scan(paper.file.read_bytes(), paper.file.name, settings)
        found = score_paper(paper, read(scan, toolbox))
        totals[paper.group] = totals.get(paper.group, Figures()) + found
        pages[paper.group] = pages.get(paper.group, 0) + len(paper.pages)
        if options.errors:
            print(*found.errors, sep="\n")
    result = {group: {"pages": pages[group], **figures.shares()} for group, figures in totals.items()}
    for group, shares in result.items():
        print(
            group,
            *(f"  {name:34} {value if isinstance(value, int) else f'{value:.4f}'}" for name, value in shares.items()),
            sep="\n",
        )
    if options.keep:
        path = RESULTS / f"scans-{__version__}.json"
        before = json.loads(path.read_text("utf-8")) if path.is_file() else {}
        path.write_text(json.dumps({**before, options.mode: result}, indent=1) + "\n", "utf-8")


if __name__ == "__main__":
    main()
