"""`vanthu dump`: everything that was read, in open forms with checksums, once or every night."""

import time
from datetime import datetime
from pathlib import Path

import click

from service.settings import Settings

LOOK_SECONDS = 30.0


@click.command()
@click.argument("folder", type=click.Path(path_type=Path, file_okay=False), required=False)
@click.option("--keep", type=click.IntRange(1), help="Dumps that are kept (VANTHU_DUMPS_KEPT).")
@click.option(
    "--nightly", is_flag=True, help="Stay, and make one each day at VANTHU_DUMP_AT; one that was missed is made at once."
)
def dump(folder: Path | None, keep: int | None, *, nightly: bool) -> None:
    """Write FOLDER/<day>: every kind of record as Parquet, the whole as SQLite, the calendar, the graph, and SHA256SUMS.

    Without FOLDER, VANTHU_DUMP_DIRECTORY or the dumps/ of the data directory. `vanthu serve` does this by itself every night
    when VANTHU_DUMP_AT is set.
    """
    from service.api import dumping
    from service.store import Store

    settings = Settings()
    store, where, kept = Store.open(settings), folder or dumping.directory(settings), keep or settings.dumps_kept
    if not nightly:
        click.echo(dumping.write_dump(store, where, day=datetime.now().date(), keep=kept, host_url=dumping.host_url(settings)))
        return
    while True:
        now = datetime.now()
        if dumping.is_due(where, now, at=settings.dump_at or "02:00"):
            made = dumping.write_dump(store, where, day=now.date(), keep=kept, host_url=dumping.host_url(settings))
            click.echo(made, err=True)
        time.sleep(LOOK_SECONDS)
