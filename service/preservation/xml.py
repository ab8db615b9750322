"""The one way in which XML is built here: elements by prefixed name, None leaves an element out."""

import re
from collections.abc import Mapping

from lxml import etree

NAMESPACES = {
    "alto": "http://www.loc.gov/standards/alto/ns-v4#",
    "dc": "http://purl.org/dc/elements/1.1/",
    "edxml": "http://www.mic.gov.vn/TBT/QCVN_102_2016",
    "mets": "http://www.loc.gov/METS/",
    "oai": "http://www.openarchives.org/OAI/2.0/",
    "oai_dc": "http://www.openarchives.org/OAI/2.0/oai_dc/",
    "premis": "http://www.loc.gov/premis/v3",
    "vanthu": "urn:vanthu:record:1",
    "xlink": "http://www.w3.org/1999/xlink",
    "xsi": "http://www.w3.org/2001/XMLSchema-instance",
    "atom": "http://www.w3.org/2005/Atom",
}
FORBIDDEN = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
Attributes = Mapping[str, object | None]


def name(prefixed: str) -> str:
    """ "mets:file" → "{http://www.loc.gov/METS/}file" """
    prefix, _, local = prefixed.rpartition(":")
    return f"{{{NAMESPACES[prefix]}}}{local}" if prefix else local


def root(
    tag: str, attributes: Attributes | None = None, *, prefixes: tuple[str, ...] = (), default: str | None = None
) -> etree._Element:
    """A document's element; `default` is the prefix that is written without one."""
    spaces: dict[str | None, str] = {prefix: NAMESPACES[prefix] for prefix in prefixes}
    if default is not None:
        spaces[None] = NAMESPACES[default]
    element = etree.Element(name(tag), nsmap=spaces)  # type: ignore[arg-type]  # the stubs know no default namespace
    _set(element, attributes)
    return element


def add(parent: etree._Element, tag: str, text: object | None = None, attributes: Attributes | None = None) -> etree._Element:
    """A child; text that XML cannot hold (control characters) is left out."""
    element = etree.SubElement(parent, name(tag))
    if text is not None:
        element.text = clean(str(text))
    _set(element, attributes)
    return element


def add_known(parent: etree._Element, tag: str, text: object | None) -> None:
    """A child only when there is something to say."""
    if text is not None and text != "":
        add(parent, tag, text)


def clean(text: str) -> str:
    return FORBIDDEN.sub("", text)


def write(element: etree._Element) -> bytes:
    return bytes(etree.tostring(element, xml_declaration=True, encoding="UTF-8", pretty_print=True))


def _set(element: etree._Element, attributes: Attributes | None) -> None:
    for key, value in (attributes or {}).items():
        if value is not None:
            element.set(name(key), clean(str(value)))
