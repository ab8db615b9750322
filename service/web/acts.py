"""Acts: those that are cited, who cites one and as what, which of them are held here, and the graph around a document."""

from collections.abc import Sequence
from dataclasses import dataclass

from flask import Blueprint, render_template, request, url_for
from flask.typing import ResponseReturnValue

from service.store import acts as cited
from service.store import documents, records
from service.store.tables import DocumentRow, RecordRow
from service.web import seam
from service.web.address import with_values
from service.web.papers import name_of
from service.web.seam import needs

A_PAGE = 60
ROLES = ("basis", "implements", "amends", "replaces", "repeals", "mentions")
MOST_IN_A_GRAPH = 16


def add_to(web: Blueprint) -> None:
    web.add_url_rule("/acts", "acts", acts)
    web.add_url_rule("/acts/<path:number>", "act", act)
    web.add_url_rule("/documents/<document_id>/graph", "graph", graph)


@needs("reader")
def acts() -> ResponseReturnValue:
    """Every act that a document cites, most cited first; with `?missing=1` those that are not held here."""
    text, only_missing = request.args.get("text", "").strip(), request.args.get("missing") == "1"
    offset = max(0, request.args.get("offset", 0, type=int))
    with seam.store().reading() as session:
        found = cited.cited_acts(session, text=text, only_missing=only_missing, limit=A_PAGE + 1, offset=offset)
    return render_template(
        "acts.html",
        section="acts",
        acts=[(one, name_of(one.held) if one.held else None) for one in found[:A_PAGE]],
        text=text,
        only_missing=only_missing,
        next_url=with_values(offset=offset + A_PAGE) if len(found) > A_PAGE else None,
    )


@needs("reader")
def act(number: str) -> ResponseReturnValue:
    """An instrument: what it is, whether it is held here, and who cites it as what."""
    with seam.store().reading() as session:
        citing = cited.citations_to(session, number)
        held = cited.held_as(session, [number]).get(number)
    by_role: dict[str, list[tuple[RecordRow, DocumentRow, str]]] = {}
    for record, document in citing:
        by_role.setdefault(str(record.role), []).append((record, document, name_of(document)))
    said = [record.data for record, _ in citing]
    return render_template(
        "act.html",
        section="acts",
        number=number,
        held=held,
        held_name=name_of(held) if held else None,
        by_role={role: by_role[role] for role in ROLES if role in by_role},
        kind=cited.commonest(said, "kind"),
        issued=cited.commonest(said, "issued"),
        issuer=cited.commonest(said, "issuer"),
        about=cited.commonest(said, "about"),
        citations=len(citing),
    )


@dataclass(frozen=True)
class Node:
    """A box of the graph; `role` is the citation that ties it to the document in the middle."""

    label: str
    detail: str
    role: str
    address: str
    is_held: bool
    y: int


def _nodes(entries: Sequence[tuple[str, str, str, str, bool]]) -> list[Node]:
    return [Node(*entry, y=20 + 56 * index) for index, entry in enumerate(entries)]


@needs("reader")
def graph(document_id: str) -> ResponseReturnValue:
    """What a document cites on the right, who cites it on the left."""
    with seam.store().reading() as session:
        row = documents.find(session, document_id)
        own = records.of_document(session, document_id)["citations"]
        number = cited.number_of(row)
        citing = cited.citations_to(session, number) if number else []
        held = cited.held_as(session, [one.cited_number for one in own if one.cited_number])
    right: dict[str, tuple[str, str, str, str, bool]] = {}
    for one in sorted(own, key=lambda one: ROLES.index(str(one.role)) if str(one.role) in ROLES else len(ROLES)):
        name = one.cited_number
        if name and name not in right:
            detail = str(one.data.get("kind") or "")
            right[name] = (name, detail, str(one.role), url_for("web.act", number=name), name in held)
    left: dict[str, tuple[str, str, str, str, bool]] = {}
    for record, document in citing:
        if document.id != document_id:
            address = url_for("web.document", document_id=document.id)
            left.setdefault(document.id, (name_of(document), document.issuer or "", str(record.role), address, True))
    sides = [_nodes(list(side.values())[:MOST_IN_A_GRAPH]) for side in (left, right)]
    height = 40 + 56 * max(1, *(len(side) for side in sides))
    return render_template(
        "graph.html",
        section="acts",
        document=row,
        name=name_of(row),
        left=sides[0],
        right=sides[1],
        height=height,
        more=max(0, len(right) - MOST_IN_A_GRAPH) + max(0, len(left) - MOST_IN_A_GRAPH),
    )
