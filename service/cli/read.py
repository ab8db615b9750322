"""`vanthu read`: files in, text or records out; no server needed."""

import sys
import time
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import click

from service import logs
from service.bootstrap import build_recogniser, build_warm_toolbox
from service.cli import Done
from service.errors import FileNotThere, VanthuError
from service.scans.kinds import has_signature
from service.settings import Settings

if TYPE_CHECKING:
    from models.outline import Letterhead
    from models.page import Page
    from models.problem import Problem
    from service.reading import Recogniser, Toolbox, Understood
    from service.scans import Scan

STANDARD_INPUT = "-"


@click.command()
@click.argument("files", nargs=-1, required=True, metavar="FILE…")
@click.option("--json", "as_json", is_flag=True, help="Print the whole reading, one JSON document a file.")
@click.option("--text", "as_text", is_flag=True, help="Print the restored text, pages parted by a form feed.")
@click.option("--raw", is_flag=True, help="With --text: the text as the engines read it, before it is restored.")
@click.option("--debug", type=click.Path(file_okay=False, path_type=Path), help="Write page pictures with what was seen.")
@click.option(
    "--mode",
    type=click.Choice(["fast", "best", "layer"]),
    help="fast: one engine; best: two where the first is unsure; layer: the text that the file itself carries, good or bad.",
)
@click.option("-v", "--verbose", is_flag=True, help="Log what is done.")
def read(
    files: tuple[str, ...], *, as_json: bool, as_text: bool, raw: bool, debug: Path | None, mode: str | None, verbose: bool
) -> None:
    """Read scans (PDF, TIFF, PNG, JPEG) or OCR text, and print what was found.

    Ends with 0, or with the code of the first file that failed: 65 unreadable, 66 not there, 69 engine missing.
    """
    logs.set_up(verbose=verbose)
    settings = Settings(ocr_mode=mode) if mode else Settings()
    failure = 0
    if any(map(_begins_as_scan, files)):  # before the models and all the rest are loaded: from here on two cores are busy
        build_recogniser(settings).warm_up()
    with ThreadPoolExecutor(1) as ahead, ThreadPoolExecutor(1) as beside:
        recognised = _one_ahead(files, lambda name: ahead.submit(_recognised, name, settings, debug))
        toolbox = beside.submit(build_warm_toolbox, settings)
        for name, pages in recognised:
            try:
                understood, seconds = _understood(pages.result(), toolbox)
            except VanthuError as error:
                failure = failure or error.exit_code
                _explain(name, error)
                continue
            if as_json:
                click.echo(understood.reading.model_dump_json(indent=2))
            elif as_text:
                click.echo(understood.document.raw_text if raw else understood.document.text)
            else:
                click.echo(_summary(understood, seconds))
    build_recogniser(settings).close()
    raise Done(failure)


def _one_ahead(names: Sequence[str], begin: "Callable[[str], Future[_Pages]]") -> "Iterator[tuple[str, Future[_Pages]]]":
    """Names with what was begun for each; the next is begun before one is given out, and no more."""
    begun = deque(((names[0], begin(names[0])),))
    for name in names[1:]:
        begun.append((name, begin(name)))
        yield begun.popleft()
    yield begun.popleft()


@dataclass(frozen=True)
class _Pages:
    """A scan whose pages are recognised, and how long that took."""

    scan: "Scan"
    pages: "tuple[Page, ...]"
    problems: "tuple[Problem, ...]"
    seconds: float


def _begins_as_scan(name: str) -> bool:
    try:
        with Path(name).open("rb") as file:
            return has_signature(file.read(1024))
    except OSError:  # said when its turn comes
        return False


def _recognised(name: str, settings: Settings, debug: Path | None) -> _Pages:
    started = time.perf_counter()
    content = _content(name)
    from service.scans import open_scan

    scan = open_scan(content, "stdin" if name == STANDARD_INPUT else Path(name).name, settings)
    pages, problems = _recognise(scan, build_recogniser(settings))
    if debug is not None:
        _draw(scan, pages, debug)
    return _Pages(scan, pages, problems, time.perf_counter() - started)


def _understood(recognised: _Pages, toolbox: "Future[Toolbox]") -> "tuple[Understood, float]":
    from service.reading import understand

    ready = toolbox.result()
    started = time.perf_counter()
    understood = understand(recognised.scan, recognised.pages, recognised.problems, ready)
    return understood, recognised.seconds + time.perf_counter() - started


def _content(name: str) -> bytes:
    if name == STANDARD_INPUT:
        return sys.stdin.buffer.read()
    try:
        return Path(name).read_bytes()
    except OSError as error:
        raise FileNotThere(name) from error


def _recognise(scan: "Scan", recogniser: "Recogniser") -> "tuple[tuple[Page, ...], tuple[Problem, ...]]":
    pages: list[Page] = []
    problems: list[Problem] = []
    recognised = recogniser.recognise(scan, range(1, scan.page_count + 1))
    with _progress(scan) as advance:
        for page, found in recognised:
            pages.append(page)
            problems += found
            advance()
    return tuple(pages), tuple(problems)


@contextmanager
def _progress(scan: "Scan") -> Iterator[Callable[[], None]]:
    """A bar on a terminal; nothing where the output is not looked at."""
    if not sys.stderr.isatty():
        yield lambda: None
        return
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

    console = Console(stderr=True)
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    with Progress(*columns, console=console, transient=True) as bar:
        task = bar.add_task(scan.filename, total=scan.page_count)
        yield lambda: bar.advance(task)


def _draw(scan: "Scan", pages: "Sequence[Page]", directory: Path) -> None:
    if scan.source == "text":
        return
    from service.scans.debug import draw_page

    directory.mkdir(parents=True, exist_ok=True)
    for page in pages:
        draw_page(scan.open_page(page.number), page, directory / f"{Path(scan.filename).stem}.p{page.number}.png")


def _explain(name: str, error: VanthuError) -> None:
    """The error and its advice on standard error, in both languages."""
    detail = f" ({error.detail})" if error.detail and error.detail not in name else ""
    click.echo(f"{name}: {error.message_vi} {error.advice_vi}{detail}", err=True)
    click.echo(f"{name}: {error.message_en} {error.advice_en} [{error.code}]", err=True)


def _doubt(head: "Letterhead", fields: Sequence[str]) -> str:
    """Behind a value that is doubtful: so much, and what else it may be."""
    doubtful = [head.evidence[field] for field in fields if field in head.evidence and head.evidence[field].is_doubtful]
    if not doubtful:
        return ""
    candidates = [candidate.text for evidence in doubtful for candidate in evidence.candidates]
    return "  (doubtful" + (f"; or {', '.join(candidates)}" if candidates else "") + ")"


def _summary(understood: "Understood", seconds: float) -> str:
    """A few lines that a person reads: what it is, what was found, what needs a look."""
    reading = understood.reading
    head = reading.letterhead
    number = "/".join(part for part in (head.number, head.symbol) if part)
    issued = head.issued.strftime("%d/%m/%Y") if head.issued else None
    counts = {
        "targets": len(reading.targets),
        "decisions": len(reading.decisions),
        "citations": len(reading.citations),
        "deadlines": len(reading.deadlines),
        "assignments": len(reading.assignments),
        "places": len(reading.places),
    }
    lines = [
        f"{reading.document.filename}: {reading.document.page_count} pages, {seconds:.1f} s",
        *(
            f"  {label:10} {value or '?'}{_doubt(head, fields)}"
            for label, value, fields in (
                ("number", number, ("number", "symbol")),
                ("date", issued, ("issued",)),
                ("issuer", head.issuer, ("issuer",)),
                ("title", head.title, ("title",)),
                ("signed by", head.signatory_name, ("signatory_name",)),
            )
            if value or any(field in head.evidence for field in fields)
        ),
        "  found      " + ", ".join(f"{count} {name}" for name, count in counts.items()),
        f"  doubtful   {len(reading.doubtful)} places in the text",
    ]
    lines += [f"  page {p.page or '-'}: {p.message_vi} {p.advice_vi}" for p in reading.problems]
    return "\n".join(lines)
