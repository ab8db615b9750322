"""The review desk: a document's doubts and records beside the page image, and what a person says about them."""

from typing import Any

from flask import Blueprint, jsonify, render_template, request, url_for
from flask.typing import ResponseReturnValue

from service.errors import InvalidInput
from service.store import documents, overview, records, search
from service.web import desk, fields, letterheads, places, seam
from service.web.papers import name_of
from service.web.seam import needs

SHORTCUTS = (
    (("N", "J", "↓"), "next"),
    (("P", "K", "↑"), "prev"),
    (("Enter", "A"), "accept"),
    (("1", "…", "9"), "choose"),
    (("E", "F2"), "edit"),
    (("U", "Ctrl+Z"), "undo"),
    (("X",), "reject"),
    (("M",), "mark"),
    (("←", "→"), "word"),
    (("V",), "view"),
    (("T",), "pane"),
    (("[", "]"), "page"),
    (("G",), "goto"),
    (("+", "−", "0"), "zoom"),
    (("F",), "whole"),
    (("R",), "rotate"),
    (("/",), "search"),
    (("?",), "help"),
)


FIRST = 1000
"""So many of the dearest items come with the page; the rest is fetched when the first is on the screen."""


def add_to(web: Blueprint) -> None:
    web.add_url_rule("/documents/<document_id>/review", "review", review)
    web.add_url_rule("/documents/<document_id>/pages/<int:number>.json", "page_content", page_content)
    web.add_url_rule("/documents/<document_id>/places.json", "find_places", find_places)


@needs("reader")
def review(document_id: str) -> ResponseReturnValue:
    """The desk for one document; the words of a page are fetched when it is shown."""
    with seam.store().reading() as session:
        document = documents.find(session, document_id)
        if document.current_reading is None:
            return render_template("not_ready.html", section="documents", document=document, name=name_of(document)), 409
        paged, by_span = desk.opened(session, document)
        items, rest = desk.in_order(session, document, paged, by_span, seam.language(), first=FIRST)
        begins = next((item["page"] for item in items if item["queued"] and item["state"] in desk.OPEN), 1)
        first = desk.page_content(paged, overview.page_of(session, document, begins))
        hits = _hits(session, document_id)
        sizes = overview.page_sizes(session, document)
    who = seam.person()
    state = {
        "id": document.id,
        "account": seam.name(),
        "revision": document.revision,
        "language": seam.language(),
        "can_edit": who is not None and who.may("reviewer"),
        "pages": [{"n": size.number, "w": size.width_points, "h": size.height_points} for size in sizes],
        "items": items,
        "rest": rest,
        "first": first,
        "hits": hits,
        "fields": {kind: [field.described() for field in found] for kind, found in fields.FIELDS.items()},
        "places": desk.names_of_places(items, document),
        "has_image": not document.media_type.startswith("text/"),
        "urls": _addresses(document_id),
    }
    return render_template(
        "review.html",
        section="documents",
        document=document,
        name=name_of(document),
        desk=state,
        shortcuts=SHORTCUTS,
        kinds=[kind for kind in fields.FIELDS if kind != letterheads.KIND],
    )


def _hits(session: Any, document_id: str) -> dict[int, list[list[float]]]:
    """Where the words of `?q=` stand, by page."""
    asked = request.args.get("q", "").strip()
    if not asked:
        return {}
    try:
        found = search.search(session, asked, limit=200, document_id=document_id)
    except InvalidInput:
        return {}
    return {hit.page: [[box.x0, box.top, box.x1, box.bottom] for box in hit.boxes if box.page == hit.page] for hit in found.hits}


def _addresses(document_id: str) -> dict[str, str]:
    """Addresses with __name__ where the page's script puts a value."""

    def address(endpoint: str, **values: Any) -> str:
        return url_for(endpoint, document_id=document_id, **values)

    page = address("web.page_content", number=0).replace("/0.json", "/__page__.json")
    image = address("web.page_image", number=0).replace("/0.jpg", "/__page__.jpg")
    return {
        "page": page,
        "image": f"{image}?dpi=__dpi__",
        "crop": image.replace(".jpg", "/crop.jpg"),
        "corrections": address("web.correct"),
        "withdraw": address("web.withdraw", numbers="0").replace("/0/withdraw", "/__correction__/withdraw"),
        "news": address("web.news"),
        "places": address("web.find_places"),
        "done": address("web.set_review_state"),
        "sign_in": url_for("web.sign_in", next=address("web.review")),
    }


@needs("reader")
def find_places(document_id: str) -> ResponseReturnValue:
    """The units that `?name=` may mean on the document's day, surest first: an archivist knows names, not codes."""
    with seam.store().reading() as session:
        document = documents.find(session, document_id)
        named = [row.data.get("code") for row in records.of_document(session, document_id)["places"]]
    found = places.that_mean(request.args.get("name", ""), document.issued, [code for code in named if code])
    return jsonify(places=[{"code": one.code, "name": places.in_full(one)} for one in found])


@needs("reader")
def page_content(document_id: str, number: int) -> ResponseReturnValue:
    with seam.store().reading() as session:
        document = documents.find(session, document_id)
        paged, _ = desk.opened(session, document)
        page = overview.page_of(session, document, number)
    answer = jsonify(desk.page_content(paged, page))
    answer.headers["Cache-Control"] = "private, no-cache"
    return answer
