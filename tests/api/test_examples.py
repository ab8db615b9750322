"""The worked examples, run as they stand against a service that holds the sample which they speak of."""

import re
import subprocess
import sys
import threading
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

import pytest
from werkzeug.serving import make_server

from models.page import Page
from models.problem import Problem
from service.api import dumping
from service.app import create_app
from service.bootstrap import build_toolbox, lies_in
from service.jobs import Desk
from service.reading import Scan
from service.scans import open_scan
from service.settings import Settings
from service.store import Store, intake
from tests.builders import make_page
from tests.flow.desk import read_line

ROOT = Path(__file__).parents[2]
SAMPLE = ROOT / "samples" / "nam-dinh-2023"
WRITTEN_FOR = "http://127.0.0.1:8080"
SECTIONS = [
    part for part in (ROOT / "service" / "preservation" / "examples.md").read_text("utf-8").split("\n## ")[1:] if "```" in part
]
BLOCK = re.compile(r"```(sh|python)\n(.*?)```", re.DOTALL)


@dataclass(frozen=True)
class Typewriter:
    """Reads the true text of the sample, without looking."""

    texts: tuple[str, ...]

    def recognise(self, scan: Scan, numbers: Sequence[int]) -> Iterable[tuple[Page, tuple[Problem, ...]]]:
        for number in numbers:
            yield make_page(self.texts[number - 1], number=number), ()


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    settings = Settings(data_directory=tmp_path_factory.mktemp("data"))
    recogniser = Typewriter(tuple((SAMPLE / "truth.txt").read_text("utf-8").split("\f")))
    toolbox = replace(build_toolbox(settings), recogniser=recogniser)
    desk = Desk(Store.open(settings), settings, open_scan=open_scan, toolbox=toolbox, territory=lies_in)
    content = (SAMPLE / "scan.pdf").read_bytes()
    sha256 = desk.store.originals.put(content)
    with desk.store.writing() as session:
        intake.add(session, sha256=sha256, filename="scan.pdf", media_type="application/pdf", size_bytes=len(content))
    read_line(desk)
    app = create_app(settings, store=desk.store, open_scan=open_scan, territory=lies_in, with_pages=False, testing=True)
    dumping.write_dump(desk.store, dumping.directory(settings), day=date(2026, 1, 1), keep=1, host_url=f"{WRITTEN_FOR}/")
    server = make_server("127.0.0.1", 0, app, threaded=True)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    thread.join()
    desk.store.close()


@pytest.mark.parametrize("section", SECTIONS, ids=lambda section: section.partition("\n")[0])
def test_the_examples_do_what_they_say(section: str, address: str, tmp_path: Path) -> None:
    """Each prints something, and ends well, its parts one after another in one folder."""
    for language, code in BLOCK.findall(section):
        command = ["bash", "-euc"] if language == "sh" else [sys.executable, "-c"]
        run = [*command, code.replace(WRITTEN_FOR, address)]
        made = subprocess.run(run, cwd=tmp_path, capture_output=True, text=True, check=False)
        assert made.returncode == 0, f"{code}\n{made.stdout}\n{made.stderr}"
    assert made.stdout.strip()
