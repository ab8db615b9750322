"""Kinds of papers as data: which titles and symbols name them, and which extractors run on them. One .toml a type."""

import tomllib
from dataclasses import dataclass
from functools import cache
from pathlib import Path


@dataclass(frozen=True)
class DocumentType:
    """`titles` are kinds as a letterhead names them, `symbols` their abbreviations in numbers."""

    name: str
    titles: tuple[str, ...]
    symbols: tuple[str, ...]
    extractors: tuple[str, ...]


@cache
def document_types() -> tuple[DocumentType, ...]:
    """Every type that this folder describes, by name."""
    return tuple(_read(path) for path in sorted(Path(__file__).parent.glob("*.toml")))


def _read(path: Path) -> DocumentType:
    with path.open("rb") as file:
        data = tomllib.load(file)
    return DocumentType(data["name"], tuple(data["titles"]), tuple(data["symbols"]), tuple(data["extractors"]))


def type_of(kind: str | None, symbol: str | None = None) -> DocumentType | None:
    """The type of a paper by its kind, else by the first part of its symbol; None when neither is known."""
    for known in document_types():
        if kind in known.titles:
            return known
    parts = set((symbol or "").replace("/", "-").split("-")[:1])
    return next((known for known in document_types() if parts & set(known.symbols)), None)


def type_named(name: str | None) -> DocumentType | None:
    """The type of a name, as an outline carries it."""
    return next((known for known in document_types() if known.name == name), None)
