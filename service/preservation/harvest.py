"""OAI-PMH 2.0 responses: the XML of the six verbs, over whatever pages of documents they are given."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from lxml import etree

from service.preservation import xml
from service.preservation.facts import Facts, stamp
from service.preservation.metadata import add_archive_fields, add_dublin_core

SCHEMA = {"oai_dc": "http://www.openarchives.org/OAI/2.0/oai_dc.xsd", "vanthu": "urn:vanthu:record:1"}
VERBS = {  # verb → (required arguments, optional ones)
    "Identify": ((), ()),
    "ListMetadataFormats": ((), ("identifier",)),
    "ListSets": ((), ("resumptionToken",)),
    "ListIdentifiers": (("metadataPrefix",), ("from", "until", "set", "resumptionToken")),
    "ListRecords": (("metadataPrefix",), ("from", "until", "set", "resumptionToken")),
    "GetRecord": (("identifier", "metadataPrefix"), ()),
}
PREFIX = "oai:vanthu:"


class HarvestError(Exception):
    """An error of the protocol: `code` is one of badVerb, badArgument, badResumptionToken, cannotDisseminateFormat, …"""

    def __init__(self, code: str, message: str) -> None:
        super().__init__(message)
        self.code = code


@dataclass(frozen=True)
class Harvested:
    """A document with the sets that it belongs to."""

    facts: Facts
    sets: tuple[str, ...]


@dataclass(frozen=True)
class Respond:
    """The frame of every response: when, to which request."""

    base_url: str
    now: datetime
    arguments: tuple[tuple[str, str], ...]

    def frame(self, *, with_arguments: bool = True) -> etree._Element:
        top = xml.root("oai:OAI-PMH", default="oai", prefixes=("xsi",))
        xml.add(top, "oai:responseDate", stamp(self.now))
        xml.add(top, "oai:request", self.base_url, dict(self.arguments) if with_arguments else None)
        return top

    def error(self, error: HarvestError) -> bytes:
        top = self.frame(with_arguments=error.code not in ("badVerb", "badArgument"))
        xml.add(top, "oai:error", str(error), {"code": error.code})
        return xml.write(top)

    def identify(self, *, name: str, admin: str, earliest: datetime) -> bytes:
        top = self.frame()
        said = xml.add(top, "oai:Identify")
        for tag, value in (
            ("repositoryName", name),
            ("baseURL", self.base_url),
            ("protocolVersion", "2.0"),
            ("adminEmail", admin),
            ("earliestDatestamp", stamp(earliest)),
            ("deletedRecord", "persistent"),
            ("granularity", "YYYY-MM-DDThh:mm:ssZ"),
        ):
            xml.add(said, f"oai:{tag}", value)
        return xml.write(top)

    def formats(self) -> bytes:
        top = self.frame()
        said = xml.add(top, "oai:ListMetadataFormats")
        for prefix, schema in SCHEMA.items():
            entry = xml.add(said, "oai:metadataFormat")
            xml.add(entry, "oai:metadataPrefix", prefix)
            xml.add(entry, "oai:schema", schema)
            xml.add(entry, "oai:metadataNamespace", xml.NAMESPACES[prefix])
        return xml.write(top)

    def sets(self, sets: Iterable[tuple[str, str]]) -> bytes:
        top = self.frame()
        said = xml.add(top, "oai:ListSets")
        for spec, name in sets:
            entry = xml.add(said, "oai:set")
            xml.add(entry, "oai:setSpec", spec)
            xml.add(entry, "oai:setName", name)
        return xml.write(top)

    def listed(self, verb: str, found: Sequence[Harvested], *, prefix: str, token: str | None, was_resumed: bool) -> bytes:
        """ListRecords or ListIdentifiers; `token` is None on the last page, which a resumed list says with an empty one."""
        top = self.frame()
        said = xml.add(top, f"oai:{verb}")
        for harvested in found:
            if verb == "ListRecords":
                _record(said, harvested, prefix)
            else:
                _header(said, harvested)
        if token is not None or was_resumed:
            xml.add(said, "oai:resumptionToken", token or "")
        return xml.write(top)

    def record(self, harvested: Harvested, *, prefix: str) -> bytes:
        top = self.frame()
        _record(xml.add(top, "oai:GetRecord"), harvested, prefix)
        return xml.write(top)


def checked(arguments: Sequence[tuple[str, str]]) -> tuple[str, dict[str, str]]:
    """The verb and its arguments; HarvestError for what the protocol does not allow."""
    names = [name for name, _ in arguments]
    given = dict(arguments)
    verb = given.pop("verb", "")
    if names.count("verb") != 1 or verb not in VERBS:
        raise HarvestError("badVerb", f"verb: one of {', '.join(VERBS)}, once")
    required, optional = VERBS[verb]
    if len(set(names)) < len(names) or set(given) - {*required, *optional}:
        raise HarvestError("badArgument", f"{verb} takes {', '.join((*required, *optional)) or 'no argument'}, each once")
    if "resumptionToken" in given:
        if len(given) > 1:
            raise HarvestError("badArgument", "resumptionToken stands alone")
        return verb, given
    if missing := set(required) - set(given):
        raise HarvestError("badArgument", f"{verb} needs {', '.join(sorted(missing))}")
    if given.get("metadataPrefix", "oai_dc") not in SCHEMA:
        raise HarvestError("cannotDisseminateFormat", f"metadataPrefix: {' or '.join(SCHEMA)}")
    return verb, given


def _header(parent: etree._Element, harvested: Harvested) -> None:
    facts = harvested.facts
    header = xml.add(parent, "oai:header", attributes={"status": "deleted" if facts.is_deleted else None})
    xml.add(header, "oai:identifier", PREFIX + facts.id)
    xml.add(header, "oai:datestamp", stamp(facts.updated))
    for spec in harvested.sets:
        xml.add(header, "oai:setSpec", spec)


def _record(parent: etree._Element, harvested: Harvested, prefix: str) -> None:
    record = xml.add(parent, "oai:record")
    _header(record, harvested)
    if harvested.facts.is_deleted:
        return
    metadata = xml.add(record, "oai:metadata")
    if prefix == "oai_dc":
        core = etree.SubElement(metadata, xml.name("oai_dc:dc"), nsmap={p: xml.NAMESPACES[p] for p in ("oai_dc", "dc", "xsi")})
        core.set(xml.name("xsi:schemaLocation"), f"{xml.NAMESPACES['oai_dc']} {SCHEMA['oai_dc']}")
        add_dublin_core(core, harvested.facts)
    else:
        own = etree.SubElement(metadata, xml.name("vanthu:document"), nsmap={"vanthu": xml.NAMESPACES["vanthu"]})
        own.set("id", harvested.facts.id)
        add_archive_fields(own, harvested.facts)
