"""Pictures of the pages, taken of the service with samples/ read into it.

python -m tests.web.screenshots                the three that the README shows, into tests/web/screenshots/
python -m tests.web.screenshots DIRECTORY      every page, on a desk's screen and on a phone's
"""

import io
import json
import shutil
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Iterator
from pathlib import Path

from PIL import Image
from playwright.sync_api import Browser, Page, expect, sync_playwright

from tests.web.conftest import CHROMIUM, FLAGS
from tests.web.serving import ROOT, VANTHU, WAITS, environment, serving

SHOWN = Path(__file__).with_name("screenshots")
SIZES = {"desk": (1366, 768), "phone": (390, 844)}
FOR_README = ("review", "targets", "deadlines")


def addresses(document: str, others: str, cited: str, target: str) -> dict[str, str]:
    """Every page by its name."""
    return {
        "home": "/",
        "documents": "/documents",
        "document": f"/documents/{document}",
        "review": f"/documents/{document}/review#r-{target}",
        "sheet": f"/documents/{document}/sheet",
        "graph": f"/documents/{document}/graph",
        "targets": "/targets",
        "chart": "/targets/chart?text=tỷ+lệ&by=indicator",
        "compare": f"/targets/compare?first={document}&second={others}",
        "deadlines": "/deadlines?window=all",
        "timeline": "/deadlines/timeline?at=2023-06",
        "calendar": "/deadlines/calendar",
        "acts": "/acts",
        "act": f"/acts/{cited}",
        "search": "/search?q=nông+thôn+mới",
        "admin": "/admin",
        "webhooks": "/admin?tab=webhooks",
        "accounts": "/admin?tab=accounts",
        "keys": "/admin?tab=keys",
        "audit": "/admin?tab=audit",
        "sign-in": "/login",
        "not-found": "/not-here",
    }


def until_read(home: str) -> None:
    """Until nothing waits to be read any more."""
    until = time.monotonic() + WAITS
    while time.monotonic() < until:
        states = [one["state"] for one in json.load(urllib.request.urlopen(f"{home}/api/v1/documents"))["documents"]]
        if not {"queued", "reading"} & set(states):
            return
        time.sleep(0.5)
    raise TimeoutError("the samples are not read")


def settled(page: Page) -> None:
    """Wait until everything that belongs on the page stands on it."""
    page.wait_for_load_state("networkidle")
    if page.locator("#desk").count():
        expect(page.locator("#text [data-s]").first).to_be_visible()
        page.wait_for_timeout(1500)  # the image moves to its place; a picture taken early is only less fine


def pictures(browser: Browser, home: str, names: tuple[str, ...] = ()) -> Iterator[tuple[str, str, bytes]]:
    """(name, "desk" or "phone", PNG) of the pages asked for, or of all."""
    for size, (width, height) in SIZES.items():
        context = browser.new_context(viewport={"width": width, "height": height}, base_url=home)
        found = context.request.get("/api/v1/documents").json()["documents"]
        by_weight = sorted((one["id"] for one in found), key=lambda one: -_targets(context.request, one))
        citations = context.request.get(f"/api/v1/citations?document={by_weight[0]}").json()["records"]
        cited = next((one["number"] for one in citations if one.get("number")), "263/QĐ-TTg")
        target = context.request.get(f"/api/v1/targets?document={by_weight[0]}").json()["records"][0]["id"]
        page = context.new_page()
        for name, address in addresses(by_weight[0], by_weight[1], cited, target).items():
            if not names or (name in names and size == "desk"):
                page.goto("about:blank")
                page.goto(address)
                settled(page)
                yield name, size, page.screenshot()
        context.close()


def _targets(request, document: str) -> int:  # type: ignore[no-untyped-def]
    return len(request.get(f"/api/v1/targets?document={document}").json()["records"])


def keep(content: bytes, path: Path) -> None:
    """A picture in 256 colours, which screens of text do not miss."""
    Image.open(io.BytesIO(content)).convert("RGB").quantize(256, dither=Image.Dither.NONE).save(path, optimize=True)


def main() -> None:
    directory = Path(sys.argv[1]) if len(sys.argv) > 1 else SHOWN
    directory.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as data, sync_playwright() as playwright:
        scans = []
        for scan in sorted((ROOT / "samples").glob("*/scan.pdf")):
            scans.append(shutil.copy(scan, Path(data) / f"{scan.parent.name}.pdf"))
        subprocess.run([*VANTHU, "import", "--now", *scans], env=environment(Path(data)), cwd=ROOT, check=True)
        with serving(Path(data)) as home:
            until_read(home)
            browser = playwright.chromium.launch(executable_path=CHROMIUM, args=list(FLAGS))
            for name, size, content in pictures(browser, home, FOR_README if directory == SHOWN else ()):
                keep(content, directory / (f"{name}.png" if directory == SHOWN else f"{name}-{size}.png"))
            browser.close()


if __name__ == "__main__":
    main()
