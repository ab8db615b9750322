"""`vanthu check`: are all originals there, and unaltered?"""

import json
import sys

import click

from service.settings import Settings


@click.command()
@click.option("--json", "as_json", is_flag=True, help="Print what was found as JSON.")
def check(*, as_json: bool) -> None:
    """Hash every original again, and look whether the database and the files hold the same.

    Exit status 74 when an original is missing or altered, or the database is damaged.
    """
    from service.store import Store, keeping

    store = Store.open(Settings())
    report = keeping.check(store, each=None if as_json else _tell)
    if as_json:
        click.echo(json.dumps(report.as_dict(), ensure_ascii=False, indent=1))
    else:
        click.echo(
            f"{report.good} originals are as they were; {len(report.missing)} missing, {len(report.altered)} altered, "
            f"{len(report.unknown)} files that no document needs; database: {report.database}"
        )
    sys.exit(0 if report.is_sound else 74)


def _tell(sha256: str, trouble: str) -> None:
    click.echo(f"{trouble}: {sha256}", err=True)
