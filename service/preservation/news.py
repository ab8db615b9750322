"""Documents → an Atom feed (RFC 4287): the newest first."""

from collections.abc import Sequence
from datetime import UTC, datetime

from service.preservation import xml
from service.preservation.facts import Facts, stamp


def write_atom(documents: Sequence[Facts], *, title: str, feed_url: str) -> bytes:
    """`feed_url` is the feed's own address, which is its id too."""
    top = xml.root("atom:feed", default="atom")
    xml.add(top, "atom:id", feed_url)
    xml.add(top, "atom:title", title)
    newest = max((facts.updated for facts in documents), default=datetime(1970, 1, 1, tzinfo=UTC))
    xml.add(top, "atom:updated", stamp(newest))
    xml.add(top, "atom:link", attributes={"rel": "self", "href": feed_url})
    xml.add(xml.add(top, "atom:author"), "atom:name", "vanthu")
    for facts in documents:
        entry = xml.add(top, "atom:entry")
        xml.add(entry, "atom:id", f"urn:sha256:{facts.id}")
        xml.add(entry, "atom:title", facts.title)
        xml.add(entry, "atom:updated", stamp(facts.updated))
        xml.add(entry, "atom:published", stamp(facts.added))
        xml.add(entry, "atom:link", attributes={"rel": "alternate", "type": "text/html", "href": facts.url})
        if facts.letterhead.issuer:
            xml.add(xml.add(entry, "atom:author"), "atom:name", facts.letterhead.issuer)
        if facts.letterhead.kind:
            xml.add(entry, "atom:category", attributes={"term": facts.letterhead.kind})
        said = [facts.letterhead.issuer, facts.issued and f"ngày {facts.issued:%d/%m/%Y}", facts.letterhead.title]
        xml.add(entry, "atom:summary", "; ".join(part for part in said if part))
    return xml.write(top)
