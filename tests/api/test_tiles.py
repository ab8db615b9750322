"""The pages as a IIIF image service, asked as viewers ask."""

import io
from collections.abc import Iterator
from pathlib import Path

import pytest
from flask.testing import FlaskClient
from PIL import Image

from service.app import create_app
from service.jobs import Desk
from service.scans import open_scan
from service.store import intake

SCAN = Path(__file__).parents[2] / "samples" / "nghe-an-2022" / "scan.pdf"
VIEWER = "https://viewer.example"


@pytest.fixture
def viewed(desk: Desk) -> Iterator[tuple[FlaskClient, str]]:
    """A service with one scan, and the address of its first page's images."""
    content = SCAN.read_bytes()
    sha256 = desk.store.originals.put(content)
    with desk.store.writing() as session:
        intake.add(session, sha256=sha256, filename="scan.pdf", media_type="application/pdf", size_bytes=len(content))
    settings = desk.settings.model_copy(update={"viewer_origins": VIEWER})
    app = create_app(settings, store=desk.store, open_scan=open_scan, territory=desk.territory, with_pages=False, testing=True)
    with app.test_client() as client:
        yield client, f"/api/v1/iiif/{sha256}-1"


def test_a_viewer_can_ask_for_any_piece_in_any_size(viewed: tuple[FlaskClient, str]) -> None:
    client, page = viewed
    info = client.get(page, follow_redirects=True).get_json()
    width, height = info["width"], info["height"]
    assert (info["type"], info["profile"], info["id"]) == ("ImageService3", "level2", f"http://localhost{page}")
    for asked, size in (
        ("full/max/0/default.jpg", (width, height)),
        ("full/max/90/default.jpg", (height, width)),
        ("0,0,512,512/256,/0/default.jpg", (256, 256)),
        ("square/100,100/0/gray.png", (100, 100)),
        (f"{width - 100},0,512,512/max/0/default.jpg", (100, 512)),
        ("pct:0,0,50,50/pct:50/0/bitonal.png", (round(round(width / 2) / 2), round(round(height / 2) / 2))),
        ("full/!200,200/0/color.jpg", (round(width * 200 / height), 200)),
    ):
        answer = client.get(f"{page}/{asked}")
        assert answer.status_code == 200, asked
        assert Image.open(io.BytesIO(answer.data)).size == pytest.approx(size, abs=1), asked
    for wrong in ("full/max/45/default.jpg", "9,9,0,0/max/0/default.jpg", "full/99999,/0/default.jpg", "full/,/0/default.jpg"):
        assert client.get(f"{page}/{wrong}").status_code == 400, wrong
    assert client.get(f"{page}9/info.json").status_code == 404


def test_only_viewers_that_the_settings_name_may_read_pages_from_elsewhere(viewed: tuple[FlaskClient, str]) -> None:
    client, page = viewed
    for origin, allowed in ((VIEWER, VIEWER), ("https://elsewhere.example", None)):
        headers = client.get(f"{page}/info.json", headers={"Origin": origin}).headers
        assert headers.get("Access-Control-Allow-Origin") == allowed
