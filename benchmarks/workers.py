"""Two workers on one PostgreSQL: how much faster than one, and what happens when one of them is killed.

    python -m benchmarks.workers --documents 40

The stages are fakes that wait instead of computing, so that what is measured is the handing out of work, not the number of
cores of this machine. Prints one JSON object; exit status 1 when anything was lost or doubled.
"""

import argparse
import json
import os
import subprocess
import sys
import tempfile
import time
from collections import Counter
from pathlib import Path

from service.jobs import Desk
from service.store import documents, workers
from tests.flow.desk import desk_in, hand_in
from tests.postgresql import PostgresqlServer

PAGES, SECONDS = 4, 0.25


def start(directory: Path) -> "subprocess.Popen[bytes]":
    command = [sys.executable, "-m", "tests.flow.slow_worker", str(directory), str(SECONDS)]
    return subprocess.Popen(command, stderr=subprocess.DEVNULL)


def done(desk: Desk) -> int:
    with desk.store.reading() as session:
        return sum(row.state == "done" for row in documents.newest(session, limit=1000))


def read_all(server: PostgresqlServer, name: str, amount: int, *, crew: int, kill: bool = False) -> dict[str, object]:
    """The batch is handed in when all workers are there; the time runs from then to the last document."""
    os.environ["VANTHU_DATABASE_URL"] = server.url(name)
    with tempfile.TemporaryDirectory(prefix="vanthu-workers-") as place:
        directory = Path(place)
        desk = desk_in(directory)
        hired = [start(directory) for _ in range(crew)]
        try:
            while len(living(desk)) < crew:
                time.sleep(0.2)
            time.sleep(3)
            began = time.monotonic()
            for number in range(amount):
                hand_in(desk, "\f".join(f"Tờ {number}, trang {page}: đạt {page} xã" for page in range(PAGES)))
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
        recognised = Counter((directory / "pages.log").read_text().split("\n")[:-1])
        desk.store.close()
    return {
        "seconds": round(seconds, 1),
        "pages": len(recognised),
        "pages_lost": amount * PAGES - len(recognised),
        "pages_begun_again": sum(recognised.values()) - len(recognised),
    }


def living(desk: Desk) -> list[str]:
    with desk.store.reading() as session:
        return [worker.id for worker in workers.living(session)]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--documents", type=int, default=40)
    amount = parser.parse_args().documents
    server = PostgresqlServer()
    try:
        one = read_all(server, "one", amount, crew=1)
        two = read_all(server, "two", amount, crew=2)
        killed = read_all(server, "killed", amount, crew=2, kill=True)
    finally:
        server.stop()
    gain = round(float(str(one["seconds"])) / float(str(two["seconds"])), 2)
    print(json.dumps({"one": one, "two": two, "times_as_fast": gain, "one_of_two_killed": killed}, indent=1))
    sys.exit(1 if any(found["pages_lost"] for found in (one, two, killed)) else 0)


if __name__ == "__main__":
    main()
