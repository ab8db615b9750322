"""`vanthu import`: many files at once."""

import signal
import sys
import threading
from collections import Counter
from pathlib import Path

import click

from service.settings import Settings


@click.command("import")
@click.argument("sources", nargs=-1, required=True, type=click.Path(path_type=Path, exists=True))
@click.option("--watch", is_flag=True, help="Go on and take in whatever is put into the folder.")
@click.option("--now", is_flag=True, help="Read them like interactive uploads, not after these.")
@click.option("--quiet", "-q", is_flag=True, help="Say nothing of single files.")
def import_(*, sources: tuple[Path, ...], watch: bool, now: bool, quiet: bool) -> None:
    """Take in the documents of DIR, ZIP or FILE. An import that was stopped goes on where it was.

    Exit status 65 when a file was refused.
    """

    from service.store import Store, importing, intake

    settings = Settings()
    store = Store.open(settings)
    counted: Counter[str] = Counter()

    def tell(taken: importing.Taken) -> None:
        counted[taken.outcome] += 1
        if taken.outcome == "refused" or (not quiet and taken.outcome != "known"):
            click.echo(f"{taken.outcome}\t{taken.name}\t{taken.reason}".rstrip(), err=taken.outcome == "refused")

    priority = intake.INTERACTIVE if now else intake.BULK
    found = [candidate for source in sources for candidate in importing.candidates(source)]
    with click.progressbar(found, file=sys.stderr, hidden=quiet or not sys.stderr.isatty()) as bar:
        for candidate in bar:
            tell(importing.take_in(store, settings, candidate, by="import", priority=priority))
    click.echo(", ".join(f"{count} {outcome}" for outcome, count in sorted(counted.items())) or "nothing to take in")
    if watch:
        stopping = threading.Event()
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, lambda *_: stopping.set())
        importing.watch(store, settings, sources[0], until=stopping.is_set, each=tell)
    sys.exit(65 if counted["refused"] else 0)
