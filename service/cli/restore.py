"""`vanthu restore`: mangled text in, true text out."""

import json
import sys
import unicodedata
from pathlib import Path

import click

from service.errors import FileNotThere, NotADocument

STANDARD_INPUT = "-"


@click.command()
@click.argument("file", metavar="FILE|-")
@click.option("--json", "as_json", is_flag=True, help="Print the edits, with reasons, confidences and candidates.")
def restore(file: str, *, as_json: bool) -> None:
    """Restore the text of FILE, or of standard input; pages are parted by form feeds."""
    try:
        raw_text = _read(file)
    except (FileNotThere, NotADocument) as error:
        click.echo(f"{file}: {error.message_en} {error.advice_en}", err=True)
        sys.exit(error.exit_code)
    from service.gazetteer import Gazetteer
    from service.restoration import load_restorer

    restoration = load_restorer(names=Gazetteer.load().names()).restore_text(raw_text)
    if as_json:
        edits = restoration.model_dump(mode="json", exclude={"raw_text"})
        click.echo(json.dumps({"text": restoration.text, **edits}, ensure_ascii=False, indent=1))
    else:
        click.echo(restoration.text, nl=not restoration.text.endswith("\n"))


def _read(file: str) -> str:
    """NFC text of a UTF-8 file."""
    if file == STANDARD_INPUT:
        data = sys.stdin.buffer.read()
    elif Path(file).exists() and not Path(file).is_dir():
        data = Path(file).read_bytes()
    else:
        raise FileNotThere(file)
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise NotADocument(f"{file} is not UTF-8 text") from error
    return unicodedata.normalize("NFC", text.replace("\r\n", "\n"))
