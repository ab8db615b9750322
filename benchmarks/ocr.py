"""From PDF to text and records: our whole flow against `ocrmypdf -l vie` and bare `tesseract`, in one run on the same cores.

    python benchmarks/ocr.py [FILE.pdf …] [--rounds N]

Without files, the papers in samples/ are used, and the real scans of VANTHU_SHARED (or ../shared) where they are. Prints seconds
and ratios for each way, and syllable accuracy where a file NAME.pN.txt beside a PDF says the truth. Each way is a process of its
own from its start to its end, so that loading counts; the ways take turns, and the best of the rounds counts. At last all files
are handed to one `vanthu read`, as an archive does, against the sum of ocrmypdf's runs, which takes one file each.
"""

import argparse
import compileall
import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import pypdfium2
from rapidfuzz.distance import Levenshtein

ROOT = Path(__file__).parents[1]
SHARED = Path(os.environ.get("VANTHU_SHARED", ROOT.parent / "shared"))
ONE_THREAD = {**os.environ, "OMP_THREAD_LIMIT": "1", "OMP_NUM_THREADS": "1", "PYTHONPATH": str(ROOT)}
READ = [sys.executable, "-c", "from service.cli import main; main()", "read", "--json"]


def together(mode: str, files: list[Path]) -> float:
    """Seconds that one `vanthu read` takes for all files."""
    started = time.perf_counter()
    subprocess.run([*READ, "--mode", mode, *map(str, files)], capture_output=True, check=True, env=ONE_THREAD)
    return time.perf_counter() - started


def ours(mode: str) -> Callable[[Path, Path], list[str]]:
    """Pages of restored text by `vanthu read --json`: records are found as well."""

    def run(file: Path, _: Path) -> list[str]:
        printed = subprocess.run([*READ, "--mode", mode, str(file)], capture_output=True, check=True, env=ONE_THREAD).stdout
        text: str = json.loads(printed)["document"]["text"]
        return text.split("\f")

    return run


def ocrmypdf(file: Path, directory: Path) -> list[str]:
    sidecar = directory / "sidecar.txt"
    command = [
        sys.executable,
        "-m",
        "ocrmypdf",
        "-q",
        "-l",
        "vie",
        "--force-ocr",
        "--invalidate-digital-signatures",
        "--sidecar",
        str(sidecar),
    ]
    subprocess.run([*command, str(file), str(directory / "out.pdf")], check=True, env=ONE_THREAD, capture_output=True)
    return sidecar.read_text("utf-8").split("\f")


def tesseract(file: Path, directory: Path) -> list[str]:
    """Bare tesseract on page pictures at 300 dpi, as many at once as there are cores; drawing them is not counted."""
    cores = os.cpu_count() or 1
    pictures = sorted(directory.glob("page-*.pgm"))
    texts: list[str] = []
    for first in range(0, len(pictures), cores):
        running = [
            subprocess.Popen(
                ["tesseract", str(picture), "-", "-l", "vie", "--dpi", "300"],
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
                env=ONE_THREAD,
            )
            for picture in pictures[first : first + cores]
        ]
        texts += [process.communicate()[0].decode() for process in running]
    return texts


WAYS: dict[str, Callable[[Path, Path], list[str]]] = {
    "vanthu fast": ours("fast"),
    "vanthu best": ours("best"),
    "ocrmypdf": ocrmypdf,
    "tesseract": tesseract,
}


def draw(file: Path, directory: Path) -> None:
    for number, page in enumerate(pypdfium2.PdfDocument(file), start=1):
        image = page.render(scale=300 / 72, grayscale=True, may_draw_forms=False, draw_annots=False).to_pil()
        image.save(directory / f"page-{number:04}.pgm")


def accuracy(file: Path, pages: list[str]) -> float | None:
    """Share of true tokens that are right, over the pages whose truth is known."""
    wrong = total = 0
    for number, page in enumerate(pages, start=1):
        truth = file.with_name(f"{file.stem}.p{number}.txt")
        if truth.exists():
            true_tokens, tokens = truth.read_text("utf-8").lower().split(), page.lower().split()
            wrong += Levenshtein.distance(true_tokens, tokens)
            total += len(true_tokens)
    return 1 - wrong / total if total else None


def measured(file: Path, rounds: int) -> dict[str, tuple[float, float | None]]:
    """Seconds and accuracy for each way."""
    best: dict[str, tuple[float, float | None]] = {}
    with tempfile.TemporaryDirectory() as name:
        directory = Path(name)
        draw(file, directory)
        for _ in range(rounds):
            for way, run in WAYS.items():
                started = time.perf_counter()
                pages = run(file, directory)
                seconds = time.perf_counter() - started
                if way not in best or seconds < best[way][0]:
                    best[way] = (seconds, accuracy(file, pages))
    return best


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("files", nargs="*", type=Path)
    parser.add_argument("--rounds", type=int, default=2)
    options = parser.parse_args()
    for package in ("service", "extractors", "models"):  # as pip does with what it installs, ocrmypdf among it
        compileall.compile_dir(ROOT / package, quiet=1)
    files = options.files or sorted([*(ROOT / "samples").glob("*/scan.pdf"), *(SHARED / "data/dev/scans").rglob("*.pdf")])
    total: dict[str, float] = dict.fromkeys(WAYS, 0.0)
    for file in files:
        figures = measured(file, options.rounds)
        print(f"{file.parent.name}/{file.name}: {len(pypdfium2.PdfDocument(file))} pages")
        for way, (seconds, right) in figures.items():
            total[way] += seconds
            ratios = f"{seconds / figures['ocrmypdf'][0]:5.2f} of ocrmypdf {seconds / figures['tesseract'][0]:5.2f} of tesseract"
            print(
                f"  {way:12} {seconds:7.2f} s  {ratios}" + (f"  words right {right:.3f}" if right is not None else ""), flush=True
            )
    print("all files")
    for way, seconds in total.items():
        print(f"  {way:12} {seconds:7.2f} s  {seconds / total['ocrmypdf']:5.2f} of ocrmypdf")
    print("all files in one command")
    for mode in ("fast", "best"):
        seconds = min(together(mode, files) for _ in range(options.rounds))
        print(f"  vanthu {mode:5} {seconds:7.2f} s  {seconds / total['ocrmypdf']:5.2f} of ocrmypdf")


if __name__ == "__main__":
    main()
