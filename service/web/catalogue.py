"""The words on the pages: one key, Vietnamese and English side by side in catalogue.toml."""

import tomllib
from functools import cache
from pathlib import Path

LANGUAGES = ("vi", "en")
SOURCE = Path(__file__).with_name("catalogue.toml")


@cache
def messages(language: str) -> dict[str, str]:
    """Every message of one language by its dotted key: "review.accept" → "Nhận"."""
    column = LANGUAGES.index(language)
    sections = tomllib.loads(SOURCE.read_text(encoding="utf-8"))
    return {f"{section}.{key}": pair[column] for section, pairs in sections.items() for key, pair in pairs.items()}


def message(language: str, key: str, /, **values: object) -> str:
    """One message with its {values} filled in; KeyError when there is none.

    "{n} page|{n} pages": English takes the first for n = 1, else the second.
    """
    text = messages(language)[key]
    if "n" in values and "|" in text:
        text = text.split("|")[0 if str(values["n"]) == "1" else -1]
    return text.format(**values) if values else text
