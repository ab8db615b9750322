"""Turns the name of a place, as a paper of some day writes it, into the administrative unit of that day."""

from datetime import date

from service.gazetteer.asking import read_query
from service.gazetteer.finder import GazetteerPlaceFinder, lexicon_of
from service.gazetteer.resolver import Query, Resolution, Territory, decided, full_name, lifetime, resolve
from service.gazetteer.units import FIRST_MAP, Gazetteer, is_valid

__all__ = [
    "FIRST_MAP",
    "Gazetteer",
    "GazetteerPlaceFinder",
    "Query",
    "Resolution",
    "Territory",
    "ask",
    "full_name",
    "is_valid",
    "lifetime",
    "resolve",
]


def ask(gazetteer: Gazetteer, text: str, on: date, *, territory: Territory | None = None) -> Resolution:
    """Resolves a place asked for in free words, such as "xa tan thanh, lang giang"."""
    return decided(resolve(gazetteer, read_query(text, lexicon_of(gazetteer)), on, territory=territory))
