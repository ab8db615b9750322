"""Documents and records → Atom feeds (RFC 4287): the newest first."""

from collections.abc import Sequence
from datetime import UTC, datetime

from lxml import etree

from service.preservation import xml
from service.preservation.facts import Entry, Facts, stamp

LONGEST_TITLE = 120


def write_atom(documents: Sequence[Facts], *, title: str, feed_url: str) -> bytes:
    """`feed_url` is the feed's own address, which is its id too."""
    top = _feed(title, feed_url, [facts.updated for facts in documents])
    for facts in documents:
        entry = _entry(top, facts, identifier=f"urn:sha256:{facts.id}", title=facts.title, updated=facts.updated, url=facts.url)
        xml.add(entry, "atom:published", stamp(facts.added))
        said = [facts.letterhead.issuer, facts.issued and f"ngày {facts.issued:%d/%m/%Y}", facts.letterhead.title]
        xml.add(entry, "atom:summary", "; ".join(part for part in said if part))
    return xml.write(top)


def write_records_atom(records: Sequence[Entry], *, title: str, feed_url: str) -> bytes:
    """An entry a record: what it says as title, its words and its document as summary, a link to its place on the page."""
    top = _feed(title, feed_url, [record.updated for record in records])
    for record in records:
        quote, facts = str(record.data["quote"]), record.document
        short = quote if len(quote) <= LONGEST_TITLE else f"{quote[:LONGEST_TITLE].rsplit(' ', 1)[0]} …"
        entry = _entry(
            top,
            facts,
            identifier=f"urn:sha256:{facts.id}#{record.data['id']}",
            title=short,
            updated=record.updated,
            url=record.url,
        )
        xml.add(entry, "atom:summary", f"“{quote}” ({facts.title}, trang {record.data['page']})")
    return xml.write(top)


def _feed(title: str, feed_url: str, changed: Sequence[datetime]) -> etree._Element:
    top = xml.root("atom:feed", default="atom")
    xml.add(top, "atom:id", feed_url)
    xml.add(top, "atom:title", title)
    xml.add(top, "atom:updated", stamp(max(changed, default=datetime(1970, 1, 1, tzinfo=UTC))))
    xml.add(top, "atom:link", attributes={"rel": "self", "href": feed_url})
    xml.add(xml.add(top, "atom:author"), "atom:name", "vanthu")
    return top


def _entry(top: etree._Element, facts: Facts, *, identifier: str, title: str, updated: datetime, url: str) -> etree._Element:
    entry = xml.add(top, "atom:entry")
    xml.add(entry, "atom:id", identifier)
    xml.add(entry, "atom:title", title)
    xml.add(entry, "atom:updated", stamp(updated))
    xml.add(entry, "atom:link", attributes={"rel": "alternate", "type": "text/html", "href": url})
    if facts.letterhead.issuer:
        xml.add(xml.add(entry, "atom:author"), "atom:name", facts.letterhead.issuer)
    if facts.letterhead.kind:
        xml.add(entry, "atom:category", attributes={"term": facts.letterhead.kind})
    return entry
