"""Two workers on one PostgreSQL: how much faster than one, and what happens when one of them is killed.

    python -m benchmarks.workers --documents 40             stages that wait
    python -m benchmarks.workers --documents 40 --scans     short scans that are really read, a core for each worker

Without --scans the stages are fakes that wait instead of computing, so that what is measured is the handing out of work, not
the cores of this machine; with it the machine needs two idle ones. Prints one JSON object; exit status 1 when anything was lost.
"""

import argparse
import io
import json
import os
import subprocess
import sys
import tempfile
import time
from collections import Counter
from dataclasses import dataclass
from pathlib import Path

import pikepdf
import sqlalchemy as sa

from service.jobs import Desk
from service.store import documents, intake, workers
from service.store.tables import PageRow
from tests.flow.desk import desk_in, hand_in
from tests.postgresql import PostgresqlServer

PAGES, SECONDS = 4, 0.25


@dataclass(frozen=True)
class Waiting:
    """Texts of PAGES pages, each of which takes a worker SECONDS."""

    pages: int = PAGES

    def start(self, directory: Path, core: int) -> "subprocess.Popen[bytes]":
        command = [sys.executable, "-m", "tests.flow.slow_worker", str(directory), str(SECONDS)]
        return subprocess.Popen(command, stderr=subprocess.DEVNULL)

    def hand_in(self, desk: Desk, number: int) -> None:
        hand_in(desk, "\f".join(f"Tờ {number}, trang {page}: đạt {page} xã" for page in range(PAGES)))


@dataclass(frozen=True)
class Reading:
    """Copies of a sample's scan, read by `vanthu work` on one core."""

    content: bytes
    pages: int

    def start(self, directory: Path, core: int) -> "subprocess.Popen[bytes]":
        environment = {**os.environ, "VANTHU_DATA_DIRECTORY": str(directory), "VANTHU_WORKERS": "1", "OMP_THREAD_LIMIT": "1"}
        cores = sorted(os.sched_getaffinity(0))
        return subprocess.Popen(
            [sys.executable, "-c", "from service.cli import main; main()", "work"],
            env=environment,
            stderr=subprocess.DEVNULL,
            preexec_fn=lambda: os.sched_setaffinity(0, {cores[core % len(cores)]}),  # noqa: PLW1509 one thread only runs here
        )

    def hand_in(self, desk: Desk, number: int) -> None:
        with pikepdf.open(io.BytesIO(self.content)) as scan:
            scan.docinfo["/Title"] = f"copy {number}"
            copy = io.BytesIO()
            scan.save(copy)
        content = copy.getvalue()
        sha256 = desk.store.originals.put(content)
        with desk.store.writing() as session:
            intake.add(session, sha256=sha256, filename=f"{number}.pdf", media_type="application/pdf", size_bytes=len(content))


def sample() -> Reading:
    """The smallest of the samples' scans."""
    file = min(Path("samples").glob("*/scan.pdf"), key=lambda path: path.stat().st_size)
    with pikepdf.open(file) as scan:
        return Reading(file.read_bytes(), len(scan.pages))


def done(desk: Desk) -> int:
    with desk.store.reading() as session:
        return sum(row.state == "done" for row in documents.newest(session, limit=1000))


def read_all(
    server: PostgresqlServer, name: str, amount: int, batch: Waiting | Reading, *, crew: int, kill: bool = False
) -> dict[str, object]:
    """The batch is handed in when all workers are there; the time runs from then to the last document."""
    os.environ["VANTHU_DATABASE_URL"] = server.url(name)
    with tempfile.TemporaryDirectory(prefix="vanthu-workers-") as place:
        directory = Path(place)
        desk = desk_in(directory)
        hired = [batch.start(directory, core) for core in range(crew)]
        try:
            while len(living(desk)) < crew:
                time.sleep(0.2)
            time.sleep(3)
            began = time.monotonic()
            for number in range(amount):
                batch.hand_in(desk, number)
            taken_up = None
            while done(desk) < amount:
                if kill and taken_up is None and done(desk) >= amount // 3:
                    hired[0].kill()
                    hired[0].wait()
                    taken_up = time.monotonic()
                time.sleep(0.05)
            seconds = time.monotonic() - began
        finally:
            for worker in hired:
                worker.kill()
                worker.wait()
        kept, journal = kept_pages(desk), directory / "pages.log"
        begun = Counter(journal.read_text().split("\n")[:-1]).total() if journal.exists() else kept
        desk.store.close()
    return {
        "seconds": round(seconds, 1),
        "pages": kept,
        "pages_lost": amount * batch.pages - kept,
        "pages_begun_again": begun - kept,
    }


def kept_pages(desk: Desk) -> int:
    with desk.store.reading() as session:
        return session.execute(sa.select(sa.func.count()).select_from(PageRow)).scalar_one()


def living(desk: Desk) -> list[str]:
    with desk.store.reading() as session:
        return [worker.id for worker in workers.living(session)]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--documents", type=int, default=40)
    parser.add_argument("--scans", action="store_true")
    chosen = parser.parse_args()
    amount, batch = chosen.documents, sample() if chosen.scans else Waiting()
    server = PostgresqlServer()
    try:
        one = read_all(server, "one", amount, batch, crew=1)
        two = read_all(server, "two", amount, batch, crew=2)
        killed = read_all(server, "killed", amount, batch, crew=2, kill=True)
    finally:
        server.stop()
    gain = round(float(str(one["seconds"])) / float(str(two["seconds"])), 2)
    print(json.dumps({"one": one, "two": two, "times_as_fast": gain, "one_of_two_killed": killed}, indent=1))
    sys.exit(1 if any(found["pages_lost"] for found in (one, two, killed)) else 0)


if __name__ == "__main__":
    main()
