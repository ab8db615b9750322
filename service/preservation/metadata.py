"""Facts of a document → Dublin Core, the fields of Thông tư 02/2019/TT-BNV, and an edXML header (QCVN 102:2016/BTTTT)."""

from datetime import date

from lxml import etree

from service.preservation import xml
from service.preservation.facts import LANGUAGE, Facts


def dublin_core(facts: Facts) -> list[tuple[str, str]]:
    """Element and value, an element once for each value."""
    head = facts.letterhead
    pairs = [
        ("title", facts.title),
        ("creator", head.issuer),
        ("contributor", head.signatory_name),
        ("publisher", head.parent_issuer),
        ("date", _day(facts.issued)),
        ("type", head.kind),
        ("type", "Text"),
        ("format", facts.media_type),
        ("identifier", facts.url),
        ("identifier", f"urn:sha256:{facts.id}"),
        ("identifier", facts.number),
        ("language", LANGUAGE),
        ("coverage", head.place),
    ]
    return [(name, value) for name, value in pairs if value]


def archive_fields(facts: Facts) -> dict[str, str | int | None]:
    """The document's fields of Thông tư 02/2019/TT-BNV under their names; None where the paper does not say.

    `confidenceLevel` and the codes of file and fonds are the archive's to give; they stay None.
    """
    head = facts.letterhead
    return {
        "docCode": None,
        "identifier": None,
        "fileCode": None,
        "docOrdinal": None,
        "typeName": head.kind,
        "codeNumber": head.number,
        "codeNotation": head.symbol,
        "issuedDate": facts.issued.strftime("%d/%m/%Y") if facts.issued else None,
        "organName": head.issuer,
        "subject": head.title,
        "language": "Tiếng Việt",
        "pageAmount": facts.page_count,
        "description": None,
        "inforSign": None,
        "keyword": None,
        "mode": None,
        "confidenceLevel": None,
        "autograph": None,
        "format": facts.media_type,
    }


def write_edxml(facts: Facts) -> bytes:
    """The message header of an edXML envelope; organisation ids are the sender's to give and are left out."""
    head = facts.letterhead
    top = xml.root("edxml:edXML", prefixes=("edxml",))
    header = xml.add(xml.add(top, "edxml:edXMLEnvelope"), "edxml:edXMLHeader")
    message = xml.add(header, "edxml:MessageHeader")
    sender = xml.add(message, "edxml:From")
    xml.add_known(sender, "edxml:OrganizationInCharge", head.parent_issuer)
    xml.add_known(sender, "edxml:OrganName", head.issuer)
    code = xml.add(message, "edxml:Code")
    xml.add_known(code, "edxml:CodeNumber", head.number)
    xml.add_known(code, "edxml:CodeNotation", head.symbol)
    promulgated = xml.add(message, "edxml:PromulgationInfo")
    xml.add_known(promulgated, "edxml:Place", head.place)
    xml.add_known(promulgated, "edxml:PromulgationDate", _day(facts.issued))
    kind = xml.add(message, "edxml:DocumentType")
    xml.add_known(kind, "edxml:TypeName", head.kind)
    xml.add_known(message, "edxml:Subject", head.title)
    signer = xml.add(message, "edxml:SignerInfo")
    xml.add_known(signer, "edxml:Competence", head.signing_authority)
    xml.add_known(signer, "edxml:Position", head.signatory_position)
    xml.add_known(signer, "edxml:FullName", head.signatory_name)
    if head.recipients:
        places = xml.add(message, "edxml:ToPlaces")
        for recipient in head.recipients:
            xml.add(places, "edxml:Place", recipient)
    other = xml.add(message, "edxml:OtherInfo")
    xml.add(other, "edxml:PageAmount", facts.page_count)
    xml.add(header, "edxml:TraceHeaderList")
    return xml.write(top)


def add_dublin_core(parent: etree._Element, facts: Facts) -> None:
    for element, value in dublin_core(facts):
        xml.add(parent, f"dc:{element}", value)


def add_archive_fields(parent: etree._Element, facts: Facts) -> None:
    for field, value in archive_fields(facts).items():
        xml.add_known(parent, f"vanthu:{field}", value)


def _day(day: date | None) -> str | None:
    return day.isoformat() if day else None
