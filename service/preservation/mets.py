"""A document's package → METS with PREMIS: its files with checksums, its pages, who made what, and what people corrected."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from lxml import etree

from service import __version__
from service.preservation import xml
from service.preservation.facts import Facts, stamp
from service.preservation.metadata import add_archive_fields, add_dublin_core


@dataclass(frozen=True)
class PackedFile:
    """A file of the package; `use` is what it is for (original, access, text, records), `page` when it is one page's."""

    path: str
    content: bytes
    media_type: str
    use: str
    page: int | None = None

    @property
    def sha256(self) -> str:
        return hashlib.sha256(self.content).hexdigest()


@dataclass(frozen=True)
class Happening:
    """Something that was done: a PREMIS event. `agent` is a person's name or a program with its version."""

    type: str
    at: datetime
    detail: str
    agent: str
    is_person: bool = False


def write_mets(facts: Facts, files: Sequence[PackedFile], happenings: Sequence[Happening]) -> bytes:
    top = xml.root(
        "mets:mets",
        {"OBJID": f"urn:sha256:{facts.id}", "LABEL": facts.title},
        prefixes=("mets", "premis", "dc", "xlink", "vanthu"),
    )
    header = xml.add(top, "mets:metsHdr", attributes={"CREATEDATE": stamp(facts.added), "LASTMODDATE": stamp(facts.updated)})
    agent = xml.add(header, "mets:agent", attributes={"ROLE": "CREATOR", "TYPE": "OTHER", "OTHERTYPE": "SOFTWARE"})
    xml.add(agent, "mets:name", f"vanthu {__version__}")
    add_dublin_core(_described(top, "dublin-core", "DC"), facts)
    add_archive_fields(_described(top, "tt02-2019", "OTHER", other="TT 02/2019/TT-BNV"), facts)
    administered = xml.add(top, "mets:amdSec")
    for number, file in enumerate(files, 1):
        _premis_object(_wrapped(administered, "mets:techMD", f"object{number}", "PREMIS:OBJECT"), file)
    for number, happening in enumerate(happenings, 1):
        _premis_event(_wrapped(administered, "mets:digiprovMD", f"event{number}", "PREMIS:EVENT"), facts, number, happening)
    agents = list(dict.fromkeys((h.agent, h.is_person) for h in happenings))
    for number, (who, is_person) in enumerate(agents, 1):
        _premis_agent(_wrapped(administered, "mets:digiprovMD", f"agent{number}", "PREMIS:AGENT"), who, is_person=is_person)
    _files(top, files)
    _structure(top, facts, files)
    return xml.write(top)


def _described(top: etree._Element, identifier: str, kind: str, *, other: str | None = None) -> etree._Element:
    section = xml.add(top, "mets:dmdSec", attributes={"ID": identifier})
    wrap = xml.add(section, "mets:mdWrap", attributes={"MDTYPE": kind, "OTHERMDTYPE": other})
    return xml.add(wrap, "mets:xmlData")


def _wrapped(parent: etree._Element, tag: str, identifier: str, kind: str) -> etree._Element:
    section = xml.add(parent, tag, attributes={"ID": identifier})
    return xml.add(xml.add(section, "mets:mdWrap", attributes={"MDTYPE": kind}), "mets:xmlData")


def _premis_object(parent: etree._Element, file: PackedFile) -> None:
    thing = xml.add(parent, "premis:object", attributes={"xsi:type": "premis:file"})
    _identifier(thing, "object", "path", file.path)
    about = xml.add(thing, "premis:objectCharacteristics")
    fixity = xml.add(about, "premis:fixity")
    xml.add(fixity, "premis:messageDigestAlgorithm", "SHA-256")
    xml.add(fixity, "premis:messageDigest", file.sha256)
    xml.add(about, "premis:size", len(file.content))
    designation = xml.add(xml.add(about, "premis:format"), "premis:formatDesignation")
    xml.add(designation, "premis:formatName", file.media_type)


def _premis_event(parent: etree._Element, facts: Facts, number: int, happening: Happening) -> None:
    event = xml.add(parent, "premis:event")
    _identifier(event, "event", "local", f"{facts.id[:16]}-{number}")
    xml.add(event, "premis:eventType", happening.type)
    xml.add(event, "premis:eventDateTime", stamp(happening.at))
    xml.add(xml.add(event, "premis:eventDetailInformation"), "premis:eventDetail", happening.detail)
    _identifier(event, "linkingAgent", "name", happening.agent)


def _premis_agent(parent: etree._Element, who: str, *, is_person: bool) -> None:
    agent = xml.add(parent, "premis:agent")
    _identifier(agent, "agent", "name", who)
    xml.add(agent, "premis:agentName", who)
    xml.add(agent, "premis:agentType", "person" if is_person else "software")


def _identifier(parent: etree._Element, what: str, kind: str, value: str) -> None:
    identifier = xml.add(parent, f"premis:{what}Identifier")
    xml.add(identifier, f"premis:{what}IdentifierType", kind)
    xml.add(identifier, f"premis:{what}IdentifierValue", value)


def _files(top: etree._Element, files: Sequence[PackedFile]) -> None:
    section = xml.add(top, "mets:fileSec")
    for use in dict.fromkeys(file.use for file in files):
        group = xml.add(section, "mets:fileGrp", attributes={"USE": use})
        for number, file in enumerate(files, 1):
            if file.use == use:
                says = {"ID": f"file{number}", "MIMETYPE": file.media_type, "SIZE": len(file.content), "ADMID": f"object{number}"}
                entry = xml.add(group, "mets:file", attributes={**says, "CHECKSUM": file.sha256, "CHECKSUMTYPE": "SHA-256"})
                xml.add(entry, "mets:FLocat", attributes={"LOCTYPE": "URL", "xlink:href": file.path})


def _structure(top: etree._Element, facts: Facts, files: Sequence[PackedFile]) -> None:
    whole = xml.add(
        xml.add(top, "mets:structMap", attributes={"TYPE": "PHYSICAL"}),
        "mets:div",
        attributes={"TYPE": "document", "LABEL": facts.title},
    )
    for number, file in enumerate(files, 1):
        if file.page is None:
            xml.add(whole, "mets:fptr", attributes={"FILEID": f"file{number}"})
    for page in range(1, facts.page_count + 1):
        sheet = xml.add(whole, "mets:div", attributes={"TYPE": "page", "ORDER": page})
        for number, file in enumerate(files, 1):
            if file.page == page:
                xml.add(sheet, "mets:fptr", attributes={"FILEID": f"file{number}"})
