"""Memory of `vanthu read` for a file of many pages: the samples' pages over and over, as one PDF.

    python -m benchmarks.memory --pages 1000 --mode fast

Every second the proportional set size of each process is summed up (PSS: what several processes share counts once; Linux only).
Prints one JSON object with the highest sum, what each process had of it, and MB a page between a short file and the long one.
"""

import argparse
import io
import json
import os
import subprocess
import sys
import tempfile
import time
from itertools import cycle, islice
from pathlib import Path

import pikepdf

ROOT = Path(__file__).parents[1]
SHORT = 20
KB_PER_MB = 1024


def file_of(pages: int) -> bytes:
    """A PDF of so many pages."""
    samples = [pikepdf.open(path) for path in sorted((ROOT / "samples").glob("*/scan.pdf"))]
    made, kept = pikepdf.new(), io.BytesIO()
    for page in islice(cycle([page for sample in samples for page in sample.pages]), pages):
        made.pages.append(page)
    made.save(kept)
    return kept.getvalue()


def processes_under(pid: int) -> list[int]:
    """A process and all that it started, by their ids; none where it has ended."""
    found = [pid]
    for task in Path(f"/proc/{pid}/task").glob("*/children"):
        try:
            found += [below for child in task.read_text().split() for below in processes_under(int(child))]
        except OSError:  # it ended meanwhile
            continue
    return found


def megabytes(pid: int) -> float:
    try:
        lines = Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines()
    except OSError:
        return 0.0
    return next((int(line.split()[1]) / KB_PER_MB for line in lines if line.startswith("Pss:")), 0.0)


def most_held(path: Path, mode: str) -> list[float]:
    """MB of each process at the moment when all together had most."""
    command = [sys.executable, "-c", "from service.cli import main; main()", "read", "--json", "--mode", mode, str(path)]
    environment = {**os.environ, "PYTHONPATH": str(ROOT), "OMP_THREAD_LIMIT": "1"}
    most: list[float] = []
    with subprocess.Popen(command, stdout=subprocess.DEVNULL, env=environment) as process:
        while process.poll() is None:
            held = [megabytes(pid) for pid in processes_under(process.pid)]
            most = max(most, held, key=sum)
            time.sleep(1.0)
    if process.returncode:
        raise SystemExit(f"vanthu read ended with {process.returncode}")
    return most


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--pages", type=int, default=1000)
    parser.add_argument("--mode", default="fast")
    options = parser.parse_args()
    peaks: dict[int, list[float]] = {}
    with tempfile.TemporaryDirectory() as directory:
        for pages in (SHORT, options.pages):
            path = Path(directory, f"{pages}.pdf")
            path.write_bytes(file_of(pages))
            peaks[pages] = most_held(path, options.mode)
    short, long = (sum(held) for held in peaks.values())
    figures = {
        "pages": options.pages,
        "mode": options.mode,
        "peak_pss_mb": round(long),
        "of_it_by_process": [round(held) for held in peaks[options.pages]],
        "mb_a_page": round((long - short) / (options.pages - SHORT), 2),
    }
    print(json.dumps(figures, indent=1))


if __name__ == "__main__":
    main()
