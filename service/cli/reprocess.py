"""`vanthu reprocess`: read documents again; corrections are laid over the new readings."""

import sys

import click

from service.errors import VanthuError
from service.settings import Settings


@click.command()
@click.argument("documents", nargs=-1)
@click.option("--all", "everything", is_flag=True, help="All documents.")
@click.option("--pages", is_flag=True, help="Recognise the pages again too, not only the text.")
def reprocess(*, documents: tuple[str, ...], everything: bool, pages: bool) -> None:
    """Put DOCUMENTS (ids, or their first characters) in line to be read again."""
    from service.store import Store, intake
    from service.store import documents as kept

    if everything == bool(documents):
        raise click.UsageError("name documents, or say --all")
    store = Store.open(Settings())
    with store.reading() as session:
        ids = kept.ids(session, beginnings=documents)
    for document_id in ids:
        try:
            with store.writing() as session:
                intake.reprocess(session, document_id, anew=pages, by="command line", priority=intake.BULK)
        except VanthuError as error:
            click.echo(f"{document_id}: {error}", err=True)
    click.echo(f"{len(ids)} documents are in line")
    sys.exit(0 if ids else 66)
