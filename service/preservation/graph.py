"""Papers and what they cite → JSON-LD, and GraphML of a neighbourhood."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from lxml import etree

from service.preservation.facts import Entry, Facts

GRAPHML = "http://graphml.graphdrawing.org/xmlns"
CONTEXT = {
    "@vocab": "https://schema.org/",
    "vt": "urn:vanthu:",
    "cites": {"@id": "vt:cites", "@type": "@id"},
    "basis": {"@id": "vt:basis", "@type": "@id"},
    "implements": {"@id": "vt:implements", "@type": "@id"},
    "amends": {"@id": "vt:amends", "@type": "@id"},
    "replaces": {"@id": "vt:replaces", "@type": "@id"},
    "repeals": {"@id": "vt:repeals", "@type": "@id"},
    "mentions": {"@id": "vt:mentions", "@type": "@id"},
    "legislationDate": {"@type": "http://www.w3.org/2001/XMLSchema#date"},
}


@dataclass(frozen=True)
class Edge:
    """ "37/KH-UBND implements 263/QĐ-TTg": the citing document, the cited instrument, how; `held` is its own paper."""

    document: Facts
    citation: Entry
    held: Facts | None = None

    @property
    def target(self) -> str:
        if self.held is not None:
            return f"urn:sha256:{self.held.id}"
        data = self.citation.data
        key = data.get("instrument_key") or data.get("number") or data.get("about") or data["id"]
        return "urn:vanthu:instrument:" + "".join(c if c.isalnum() or c in "-._" else "_" for c in str(key))

    @property
    def source(self) -> str:
        return f"urn:sha256:{self.document.id}"

    @property
    def label(self) -> str:
        data = self.citation.data
        return " ".join(str(part) for part in (data["kind"], data["number"] or data["about"]) if part) or "?"


def edges_of(citations: Sequence[Entry]) -> tuple[Edge, ...]:
    return tuple(Edge(entry.document, entry) for entry in citations if entry.kind == "citation")


def write_json_ld(edges: Sequence[Edge]) -> dict[str, Any]:
    """A node a paper and a node a cited instrument, an edge by its role."""
    nodes: dict[str, dict[str, Any]] = {}
    for edge in edges:
        facts, data = edge.document, edge.citation.data
        paper = nodes.setdefault(
            edge.source, _node(edge.source, facts.letterhead.kind, facts.number, facts.issued, facts.letterhead.issuer)
        )
        paper["name"] = facts.title
        paper["url"] = facts.url
        cited = nodes.setdefault(edge.target, _node(edge.target, data["kind"], data["number"], data["issued"], data["issuer"]))
        if data.get("about"):
            cited.setdefault("name", data["about"])
        paper.setdefault(data["role"], [])
        if edge.target not in paper[data["role"]]:
            paper[data["role"]].append(edge.target)
    return {"@context": CONTEXT, "@graph": list(nodes.values())}


def _node(identifier: str, kind: str | None, number: str | None, issued: object, issuer: str | None) -> dict[str, Any]:
    values = {
        "legislationType": kind,
        "legislationIdentifier": number,
        "legislationDate": str(issued) if issued else None,
        "legislationPassedBy": issuer,
    }
    return {"@id": identifier, "@type": "Legislation", **{name: value for name, value in values.items() if value}}


def write_graphml(edges: Sequence[Edge]) -> bytes:
    """Nodes with their names, edges with their role and the words that say it."""
    top = etree.Element(f"{{{GRAPHML}}}graphml", nsmap={None: GRAPHML})  # type: ignore[dict-item]
    for key, of in (("label", "node"), ("kind", "node"), ("role", "edge"), ("quote", "edge")):
        etree.SubElement(top, f"{{{GRAPHML}}}key", {"id": key, "for": of, "attr.name": key, "attr.type": "string"})
    graph = etree.SubElement(top, f"{{{GRAPHML}}}graph", {"id": "citations", "edgedefault": "directed"})
    nodes = {edge.source: (edge.document.title, edge.document.letterhead.kind) for edge in edges}
    nodes |= {edge.target: (edge.label, edge.citation.data["kind"]) for edge in edges if edge.target not in nodes}
    for identifier, (label, kind) in nodes.items():
        node = etree.SubElement(graph, f"{{{GRAPHML}}}node", {"id": identifier})
        _value(node, "label", label)
        _value(node, "kind", kind or "")
    for number, edge in enumerate(edges):
        line = etree.SubElement(graph, f"{{{GRAPHML}}}edge", {"id": f"e{number}", "source": edge.source, "target": edge.target})
        _value(line, "role", str(edge.citation.data["role"]))
        _value(line, "quote", str(edge.citation.data["quote"]))
    return bytes(etree.tostring(top, xml_declaration=True, encoding="UTF-8", pretty_print=True))


def _value(parent: etree._Element, key: str, text: str) -> None:
    etree.SubElement(parent, f"{{{GRAPHML}}}data", {"key": key}).text = text
