"""A worker may die at any moment: nothing is lost, nothing is doubled, and the records are those of an undisturbed reading."""

import random
import subprocess
import sys
import time
from collections import Counter
from pathlib import Path

import pytest

from service.jobs import Desk
from service.reading import read
from service.store import documents, records, workers
from tests.flow.desk import desk_in, hand_in, open_text, toolbox

KILLS = 3
ROOT = Path(__file__).parents[2]
TEXTS = tuple(
    f"Số: {n}/KH-UBND\nPhấn đấu đạt {n} xã ngheo\fTrang hai đạt {n + 1} thôn\fTrang ba\fTrang bốn đạt 7 hộ" for n in range(3)
)


def start(directory: Path, seconds: float) -> "subprocess.Popen[bytes]":
    return subprocess.Popen([sys.executable, "-m", "tests.flow.slow_worker", str(directory), str(seconds)], cwd=ROOT)


def states(desk: Desk) -> list[str]:
    with desk.store.reading() as session:
        return [row.state for row in documents.newest(session)]


def kept(desk: Desk, document_id: str) -> list[tuple[str, str]]:
    with desk.store.reading() as session:
        return [(row.id, row.quote) for row in records.of_document(session, document_id)["targets"]]


def wait_until(condition, seconds: float) -> bool:
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        if condition():
            return True
        time.sleep(0.05)
    return False


@pytest.fixture
def undisturbed(tmp_path: Path) -> dict[str, list[tuple[str, str]]]:
    """The records that the texts give when nobody interferes."""
    found = {}
    for text in TEXTS:
        scan = open_text(text.encode(), "a.txt", desk_in(tmp_path / "calm").settings)
        targets = read(scan, toolbox()).reading.targets
        found[scan.sha256] = [(target.id, target.quote) for target in targets]
    return found


def test_a_worker_killed_again_and_again_loses_and_doubles_nothing(
    tmp_path: Path, undisturbed: dict[str, list[tuple[str, str]]]
) -> None:
    desk, chance = desk_in(tmp_path), random.Random(7)
    ids = [hand_in(desk, text) for text in TEXTS]
    journal = tmp_path / "pages.log"
    worker = start(tmp_path, 0.1)
    try:
        for _ in range(KILLS):
            seen = journal.read_text() if journal.exists() else ""
            assert wait_until(lambda seen=seen: journal.exists() and journal.read_text() != seen, 40)
            time.sleep(chance.uniform(0, 0.4))
            worker.kill()
            worker.wait()
            worker = start(tmp_path, 0.1)
        assert wait_until(lambda: set(states(desk)) == {"done"}, 60), states(desk)
    finally:
        worker.kill()
        worker.wait()
    assert {document_id: kept(desk, document_id) for document_id in ids} == undisturbed
    recognised = Counter(journal.read_text().split("\n")[:-1])
    assert set(recognised) == {f"{document_id} {page}" for document_id in ids for page in range(1, 5)}
    # a page that was under way at a kill is begun again; one that was kept never is
    assert sum(recognised.values()) - len(recognised) <= KILLS


def test_a_neighbour_takes_up_the_work_of_a_worker_that_was_killed(tmp_path: Path) -> None:
    desk = desk_in(tmp_path)
    for text in TEXTS:
        hand_in(desk, text)
    one, other = start(tmp_path, 0.3), start(tmp_path, 0.3)
    try:
        assert wait_until((tmp_path / "pages.log").exists, 40)
        one.kill()
        one.wait()
        assert wait_until(lambda: set(states(desk)) == {"done"}, 60), states(desk)
    finally:
        for worker in (one, other):
            worker.kill()
            worker.wait()
    with desk.store.reading() as session:
        assert all(documents.progress(session, row).pages_done == 4 for row in documents.newest(session))


def test_an_idle_worker_begins_a_paper_as_soon_as_it_is_handed_in_and_takes_one_at_a_time(tmp_path: Path) -> None:
    desk = desk_in(tmp_path)
    worker = start(tmp_path, 0.3)
    try:
        assert wait_until(lambda: workers_living(desk) == 1, 40)
        time.sleep(2.0)  # so that it has nothing to look at any more
        handed_in = time.monotonic()
        for text in TEXTS:
            hand_in(desk, text)
        assert wait_until(lambda: "reading" in states(desk), 10)
        assert time.monotonic() - handed_in < 2.0  # a look takes 0.2 s; the rest is what a busy machine may take
        most = 0
        while "done" not in states(desk):
            most = max(most, states(desk).count("reading"))
        assert most == 1
    finally:
        worker.kill()
        worker.wait()


def workers_living(desk: Desk) -> int:
    with desk.store.reading() as session:
        return workers.present(session)
