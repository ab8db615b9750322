"""`vanthu backup` and `vanthu restore-backup`: everything that is kept, in one file and back."""

import sys
from pathlib import Path

import click

from service.errors import VanthuError
from service.settings import Settings


@click.command()
@click.argument("file", type=click.Path(path_type=Path))
def backup(*, file: Path) -> None:
    """Write the database and all originals into FILE (.tar); the service may go on meanwhile."""
    from service.store import Store, keeping

    if file.exists():
        raise click.UsageError(f"{file} is there already")
    try:
        count = keeping.back_up(Store.open(Settings()), file)
    except VanthuError as error:
        file.unlink(missing_ok=True)
        _end(error)
    click.echo(f"{file}: the database and {count} originals")


@click.command("restore-backup")
@click.argument("file", type=click.Path(path_type=Path, exists=True))
def restore_backup(*, file: Path) -> None:
    """Fill an empty data directory from a backup FILE. (`vanthu restore` restores text.)"""
    from service.store import keeping

    try:
        count = keeping.put_back(Settings(), file)
    except VanthuError as error:
        _end(error)
    click.echo(f"{count} originals and the database are back; run `vanthu check` to see that all is as it was")


def _end(error: VanthuError) -> None:
    click.echo(f"{error} — {error.advice_en}", err=True)
    sys.exit(error.exit_code)
