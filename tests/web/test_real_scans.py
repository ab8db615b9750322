"""The whole service, as `vanthu serve` starts it, with a real scan: handed in, followed, corrected, read again, kept."""

import os
import re
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect

from tests.web.conftest import Watch
from tests.web.serving import WAITS, serving

SHARED = Path(os.environ.get("VANTHU_SHARED", Path(__file__).parents[3] / "shared"))
SCAN = SHARED / "data" / "dev" / "scans" / "429-vpdp.pdf"

pytestmark = pytest.mark.skipif(not SCAN.exists(), reason="no real scans here; set VANTHU_SHARED to the folder that holds them")


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    with serving(tmp_path_factory.mktemp("served")) as address:
        yield address


def test_a_real_scan_is_read_corrected_and_kept(served: str, browser: Browser) -> None:
    context = browser.new_context(viewport={"width": 1366, "height": 768}, base_url=served)
    page, watch = context.new_page(), Watch(served)
    watch.over(page)
    page.goto("/")
    page.set_input_files("#files", SCAN)
    page.locator("#sent .done a").click()
    expect(page.get_by_role("link", name="Rà soát")).to_be_visible(timeout=1000 * WAITS)
    document = page.url.rsplit("/", 1)[1]
    page.get_by_role("link", name="Rà soát").click()
    expect(page.locator("#text [data-s]").first).to_be_visible()
    expect(page.locator("html")).to_have_attribute("data-ready", "yes")
    page.keyboard.press("Escape")

    place = "[...document.querySelectorAll('#text [data-s]')].findIndex(word => word.matches('.current, .in-record'))"
    way = "ArrowLeft" if page.evaluate(f"{place} > 40") else "ArrowRight"  # away from the end of the page
    said = []
    for number in range(3):  # three syllables, each the next word of the text, by keyboard alone
        for _ in range(4):
            page.keyboard.press(way)
        page.keyboard.press("e")
        page.keyboard.press("Control+a")
        page.keyboard.type(f"Chữ{number}")
        page.keyboard.press("Enter")
        said.append(f"Chữ{number}")  # the next is typed without waiting for this one to be kept
    assert _kept(context, document, 3) == 3

    context.request.post(f"/documents/{document}/reprocess", form={"anew": "1"})  # every page is recognised again
    _until_read(context, document)
    text = context.request.get(f"/api/v1/documents/{document}/text", headers={"Accept": "text/plain"}).text()
    assert [word for word in said if word in text] == said
    context.close()
    assert watch.faults == []


def _kept(context, document: str, wanted: int) -> int:  # type: ignore[no-untyped-def]
    """How many corrections of the text the API knows, once there are as many as wanted, or after a while."""
    until = time.monotonic() + WAITS
    while True:
        found = context.request.get(f"/api/v1/documents/{document}/corrections").text()
        if (count := len(re.findall('"kind": ?"text"', found))) >= wanted or time.monotonic() > until:
            return count
        time.sleep(0.25)


def _until_read(context, document: str) -> None:  # type: ignore[no-untyped-def]
    until = time.monotonic() + WAITS
    while time.monotonic() < until:
        if context.request.get(f"/api/v1/documents/{document}").json()["state"] == "done":
            return
        time.sleep(0.5)
    raise TimeoutError("it is not read")
