"""A running service with a browser before it. Every page that a test opens must keep the house's rules (see `Watch`)."""

import shutil
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect, sync_playwright
from werkzeug.serving import make_server

from service.app import create_app
from service.jobs import Desk
from service.settings import Settings
from service.store import Store, people
from service.store.records import no_territory
from tests.flow.desk import read_line
from tests.web.paper import open_paper, paper_toolbox

CHROMIUM = shutil.which("chromium") or "/usr/bin/chromium"
FLAGS = (
    *("--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking"),
    *("--disable-component-update", "--disable-sync"),
)
PASSWORD = "mật khẩu để thử 1"
PATIENCE = 60_000
"""Milliseconds after which a page is taken to be stuck; long, for the machine may be slow and shared."""

expect.set_options(timeout=PATIENCE)


@dataclass
class House:
    """A service at an address, and the desk behind it; `holds` stops its worker for a while."""

    desk: Desk
    address: str
    holds: threading.Event = field(default_factory=threading.Event)

    def hand_in(self, content: bytes, filename: str = "ke-hoach.pdf") -> str:
        """Take a file in and wait until it is read; returns the document's id."""
        from service.store import intake

        sha256 = self.desk.store.originals.put(content)
        with self.desk.store.writing() as session:
            intake.add(session, sha256=sha256, filename=filename, media_type="application/pdf", size_bytes=len(content))
        self.wait()
        return sha256

    def wait(self) -> None:
        """Until nothing waits to be read."""
        from service.store import overview

        until = time.monotonic() + 5 * PATIENCE / 1000
        while time.monotonic() < until:
            with self.desk.store.reading() as session:
                if not overview.in_line(session):
                    return
            time.sleep(0.05)
        raise TimeoutError("the line is not empty")


@pytest.fixture
def house(tmp_path: Path) -> Iterator[House]:
    settings = Settings(data_directory=tmp_path)
    desk = Desk(store=Store.open(settings), settings=settings, open_scan=open_paper, toolbox=paper_toolbox())
    app = create_app(settings, store=desk.store, open_scan=open_paper, territory=no_territory)
    server = make_server("127.0.0.1", 0, app, threaded=True)
    made = House(desk, f"http://127.0.0.1:{server.server_port}")
    over = threading.Event()

    def work() -> None:
        while not over.wait(0.05):
            if not made.holds.is_set():
                read_line(desk)

    threads = [threading.Thread(target=server.serve_forever, daemon=True), threading.Thread(target=work, daemon=True)]
    for thread in threads:
        thread.start()
    yield made
    over.set()
    server.shutdown()
    for thread in threads:
        thread.join()
    desk.store.close()


@pytest.fixture
def people_of(house: House) -> dict[str, str]:
    """Three accounts by role; from the first one on, everybody signs in."""
    names = {"admin": "an", "reviewer": "binh", "reader": "chi"}
    with house.desk.store.writing() as session:
        for role, name in names.items():
            people.make_account(session, name, role, PASSWORD)
    return names


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    if not Path(CHROMIUM).exists():
        pytest.skip("chromium is not installed here (apt install chromium)")
    with sync_playwright() as playwright:
        made = playwright.chromium.launch(executable_path=CHROMIUM, args=list(FLAGS))
        yield made
        made.close()


@dataclass
class Watch:
    """What no page may do: write an error to the console, fail in a script, ask another host for anything."""

    home: str
    faults: list[str] = field(default_factory=list)

    def over(self, page: Page) -> None:
        page.on("console", lambda said: self._said(said.type, said.text))
        page.on("pageerror", lambda error: self.faults.append(f"script: {error}"))
        page.on("request", lambda request: self._asked(request.url))

    def _said(self, kind: str, text: str) -> None:
        # a refusal or a cut line that a test provokes is written by the browser itself
        is_provoked = "the server responded with a status of" in text or "net::ERR_FAILED" in text
        if kind == "error" and not is_provoked:
            self.faults.append(f"console: {text}")

    def _asked(self, url: str) -> None:
        if not url.startswith((self.home, "data:", "blob:")):
            self.faults.append(f"request to another host: {url}")


Opens = Callable[..., Page]


@pytest.fixture
def opens(house: House, browser: Browser) -> Iterator[Opens]:
    """Opens a page of the house in a fresh browser profile; at the end no page may have broken a rule."""
    watch, contexts = Watch(house.address), []

    def open_page(path: str = "/", *, language: str = "vi", width: int = 1366, height: int = 768) -> Page:
        context: BrowserContext = browser.new_context(viewport={"width": width, "height": height}, base_url=house.address)
        context.add_cookies([{"name": "language", "value": language, "url": house.address}])
        context.set_default_timeout(PATIENCE)
        contexts.append(context)
        page = context.new_page()
        watch.over(page)
        page.goto(path)
        return page

    yield open_page
    for context in contexts:
        context.close()
    assert watch.faults == []


def sign_in(page: Page, name: str) -> None:
    page.goto("/login")
    page.get_by_label("Tên tài khoản").fill(name)
    page.get_by_label("Mật khẩu").fill(PASSWORD)
    page.get_by_role("button", name="Vào").click()
    page.wait_for_url("**/")
