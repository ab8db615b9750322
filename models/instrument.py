"""Another document, and its mention by number."""

from datetime import date
from enum import StrEnum

from models.frozen import Frozen, Text
from models.provenance import Record


class CitationRole(StrEnum):
    BASIS = "basis"
    IMPLEMENTS = "implements"
    AMENDS = "amends"
    REPLACES = "replaces"
    REPEALS = "repeals"
    MENTIONS = "mentions"


class Instrument(Frozen):
    """An act as a thing: `number` alone is not unique without its date; `key` is what citations of it share."""

    key: str
    kind: Text | None
    number: Text | None
    issuer: Text | None
    issued: date | None
    about: Text | None = None


class Citation(Record):
    """One mention of another document. `number` is repaired, `number_raw` as read."""

    kind: Text | None
    number: Text | None
    number_raw: Text | None = None
    issued: date | None
    issuer: Text | None
    about: Text | None
    role: CitationRole
    instrument_key: str | None = None
