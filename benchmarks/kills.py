"""Kill a worker with SIGKILL at random moments, again and again: is anything lost, doubled, or read otherwise?

    python -m benchmarks.kills --kills 100

The stages are fakes that take a known time, so that most of the time is spent where a kill hurts; the store, the jobs and
DBOS are the real ones. Prints one JSON object; exit status 1 when anything was lost or doubled.
"""

import argparse
import json
import random
import shutil
import subprocess
import sys
import tempfile
import time
from collections import Counter
from pathlib import Path

from service.jobs import Desk
from service.reading import read
from service.store import documents, records
from tests.flow.desk import desk_in, hand_in, open_text, toolbox

PAGES = 8
SECONDS = 0.12


def text_of(number: int) -> str:
    return "\f".join(f"Số: {number}/KH-UBND\nTrang {page}: đạt {page + number} xã ngheo" for page in range(1, PAGES + 1))


def start(directory: Path) -> "subprocess.Popen[bytes]":
    command = [sys.executable, "-m", "tests.flow.slow_worker", str(directory), str(SECONDS)]
    return subprocess.Popen(command, stderr=subprocess.DEVNULL)


def journal_of(directory: Path) -> str:
    path = directory / "pages.log"
    return path.read_text() if path.exists() else ""


def kill_once(worker: "subprocess.Popen[bytes]", directory: Path, chance: random.Random) -> str:
    """Kill at a moment of the start, or some time after a page was begun; returns which."""
    if chance.random() < 0.15:
        time.sleep(chance.uniform(0, 4))
        moment = "start"
    else:
        seen, until = journal_of(directory), time.monotonic() + 60
        while journal_of(directory) == seen and time.monotonic() < until:
            time.sleep(0.01)
        time.sleep(chance.uniform(0, PAGES * SECONDS))
        moment = "reading"
    worker.kill()
    worker.wait()
    return moment


def run(kills: int, seed: int, directory: Path) -> dict[str, object]:
    desk, chance = desk_in(directory), random.Random(seed)
    ids: list[str] = []
    moments: Counter[str] = Counter()
    worker, began = start(directory), time.monotonic()
    for _ in range(kills):
        while sum(state != "done" for state in states(desk)) < 3:
            ids.append(hand_in(desk, text_of(len(ids))))
        moments[kill_once(worker, directory, chance)] += 1
        worker = start(directory)
    until = time.monotonic() + 600
    while set(states(desk)) != {"done"} and time.monotonic() < until:
        time.sleep(0.2)
    worker.kill()
    worker.wait()
    return {"kills": dict(moments), "seconds": round(time.monotonic() - began), **verdict(desk, ids, directory)}


def states(desk: Desk) -> list[str]:
    with desk.store.reading() as session:
        return [row.state for row in documents.newest(session, limit=10_000)]


def verdict(desk: Desk, ids: list[str], directory: Path) -> dict[str, object]:
    """Against what an undisturbed reading of the same texts finds."""
    recognised = Counter(journal_of(directory).split("\n")[:-1])
    wanted = {f"{document_id} {page}" for document_id in ids for page in range(1, PAGES + 1)}
    otherwise = 0
    with desk.store.reading() as session:
        for number, document_id in enumerate(ids):
            calm = read(open_text(text_of(number).encode(), "a.txt", desk.settings), toolbox()).reading
            found = records.of_document(session, document_id)["targets"]
            otherwise += [row.data for row in found] != [target.model_dump(mode="json") for target in calm.targets]
    return {
        "documents": len(ids),
        "pages": len(wanted),
        "not_done": sum(state != "done" for state in states(desk)),
        "pages_lost": len(wanted - set(recognised)),
        "pages_begun_again": sum(recognised.values()) - len(recognised),
        "documents_read_otherwise": otherwise,
    }


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--kills", type=int, default=100)
    parser.add_argument("--seed", type=int, default=1)
    chosen = parser.parse_args()
    directory = Path(tempfile.mkdtemp(prefix="vanthu-kills-"))
    found = run(chosen.kills, chosen.seed, directory)
    print(json.dumps(found, ensure_ascii=False, indent=1))
    bad = found["not_done"] or found["pages_lost"] or found["documents_read_otherwise"]
    if not bad:
        shutil.rmtree(directory)
    sys.exit(1 if bad else 0)


if __name__ == "__main__":
    main()
