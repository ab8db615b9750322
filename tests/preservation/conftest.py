"""Every sample read once, and what the outside forms are made of."""

import json
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from models.outline import Letterhead
from models.reading import Reading
from service.preservation.facts import Entry, Facts
from service.reading import Understood, understand
from tests.builders import make_page
from tests.fakes import FakeScan

SAMPLES = sorted(path.parent for path in (Path(__file__).parents[2] / "samples").glob("*/truth.txt"))
DAY = datetime(2026, 11, 23, 8, 30, 15, tzinfo=UTC)
KINDS = ("target", "decision", "citation", "deadline", "assignment", "place")


@dataclass(frozen=True)
class Sample:
    """A sample as it would have been read without a fault: true text on typewriter pages, records by the real extractors."""

    name: str
    original: bytes
    understood: Understood
    facts: Facts

    @property
    def reading(self) -> Reading:
        return self.understood.reading

    @property
    def reading_json(self) -> dict[str, Any]:
        return json.loads(self.reading.model_dump_json())

    @property
    def entries(self) -> list[Entry]:
        written = self.reading_json
        return [Entry(kind, data, self.facts, DAY) for kind in KINDS for data in written[f"{kind}s"]]


def make_facts(letterhead: Letterhead | None = None, **fields: Any) -> Facts:
    defaults = {
        "id": "ab" * 32,
        "filename": "scan.pdf",
        "media_type": "application/pdf",
        "size_bytes": 1000,
        "page_count": 1,
        "letterhead": letterhead or Letterhead(),
        "added": DAY,
        "updated": DAY,
        "url": "http://127.0.0.1:8080/documents/abab",
    }
    return Facts(**{**defaults, **fields})


@pytest.fixture(scope="session", params=SAMPLES, ids=lambda path: path.name)
def sample(request: pytest.FixtureRequest) -> Sample:
    from service.bootstrap import build_toolbox
    from service.settings import Settings

    truth = (request.param / "truth.txt").read_text("utf-8")
    scan = FakeScan(truth)
    pages = tuple(make_page(text, number=number) for number, text in enumerate(truth.split("\f"), 1))
    understood = understand(scan, pages, (), build_toolbox(Settings()))
    letterhead = understood.reading.letterhead
    facts = make_facts(
        letterhead,
        id=understood.document.id,
        page_count=len(pages),
        url=f"http://127.0.0.1:8080/documents/{understood.document.id}",
    )
    return Sample(request.param.name, (request.param / "scan.pdf").read_bytes(), understood, facts)
