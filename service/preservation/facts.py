"""What every outside form says of a document, gathered once, so that names, dates and numbers are the same in all of them."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any, Protocol

from models.outline import Letterhead

LANGUAGE = "vie"


@dataclass(frozen=True)
class Facts:
    """A document as others see it. `url` is its page here; `updated` is when anything of it last changed."""

    id: str
    filename: str
    media_type: str
    size_bytes: int
    page_count: int
    letterhead: Letterhead
    added: datetime
    updated: datetime
    url: str
    revision: int = 1
    is_deleted: bool = False

    @property
    def number(self) -> str | None:
        """Số và ký hiệu: "37/KH-UBND"."""
        head = self.letterhead
        return f"{head.number}/{head.symbol}" if head.number and head.symbol else head.number

    @property
    def title(self) -> str:
        """ "Kế hoạch 37/KH-UBND: Xây dựng nông thôn mới …", as far as it is known; the file's name when nothing is."""
        name = " ".join(part for part in (self.letterhead.kind, self.number) if part)
        return ": ".join(part for part in (name, self.letterhead.title) if part) or self.filename

    @property
    def issued(self) -> date | None:
        return self.letterhead.issued


class Known(Protocol):
    """What the list of documents knows of one: the store's row."""

    id: Any
    filename: Any
    media_type: Any
    size_bytes: Any
    page_count: Any
    revision: Any
    added_at: Any
    updated_at: Any
    deleted_at: Any
    kind: Any
    number: Any
    symbol: Any
    issuer: Any
    issued: Any
    title: Any
    subject_year: Any


def facts_of(row: Known, *, host_url: str, letterhead: Letterhead | None = None) -> Facts:
    """`host_url` ends with a slash; `letterhead` where it is at hand, else what the list of documents knows of it."""
    known = Letterhead(
        kind=row.kind,
        number=row.number,
        symbol=row.symbol,
        issuer=row.issuer,
        issued=row.issued,
        title=row.title,
        subject_year=row.subject_year,
    )
    return Facts(
        id=row.id,
        filename=row.filename,
        media_type=row.media_type,
        size_bytes=row.size_bytes,
        page_count=row.page_count or 0,
        letterhead=letterhead or known,
        added=row.added_at,
        updated=row.updated_at,
        url=f"{host_url}documents/{row.id}",
        revision=row.revision,
        is_deleted=row.deleted_at is not None,
    )


@dataclass(frozen=True)
class Entry:
    """A record in its JSON form (records.md) with the document it stands in."""

    kind: str
    data: Mapping[str, Any]
    document: Facts
    updated: datetime

    @property
    def url(self) -> str:
        """The page for people that shows it where it was read."""
        return f"{self.document.url}/review#r-{self.data['id']}"


def stamp(moment: datetime) -> str:
    """To the second, in UTC: 2026-11-23T20:15:00Z."""
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
