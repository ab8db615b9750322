"""Search over everything, with and without marks: pages that hold the words, with the place on the page image."""

from flask import Blueprint, render_template, request
from flask.typing import ResponseReturnValue
from markupsafe import Markup

from service.errors import InvalidInput
from service.store import search as full_text
from service.store.search import Hit
from service.web import seam
from service.web.address import with_values
from service.web.papers import name_of
from service.web.seam import needs

A_PAGE = 20
MARKS = ("auto", "strict", "loose")


def add_to(web: Blueprint) -> None:
    web.add_url_rule("/search", "search", search)


@needs("reader")
def search() -> ResponseReturnValue:
    asked = request.args.get("q", "").strip()
    marks = request.args.get("marks", "auto")
    marks = marks if marks in MARKS else "auto"
    offset = max(0, request.args.get("offset", 0, type=int))
    found = None
    if asked:
        try:
            with seam.store().reading() as session:
                found = full_text.search(session, asked, marks=marks, limit=A_PAGE, offset=offset)
        except InvalidInput:
            found = None
    return render_template(
        "search.html",
        section="search",
        asked=asked,
        marks=marks,
        hits=[(hit, name_of(hit.document), snippet(hit), box(hit)) for hit in found.hits] if found else [],
        next_url=with_values(offset=found.next_offset) if found and found.next_offset is not None else None,
    )


def snippet(hit: Hit) -> Markup:
    """The text around the words, the words marked."""
    made, at = Markup(""), 0
    for start, end in hit.marks:
        made += hit.snippet[at:start] + Markup("<mark>{}</mark>").format(hit.snippet[start:end])
        at = end
    return made + hit.snippet[at:]


def box(hit: Hit) -> str | None:
    """The piece of the page around the first place where the words stand, as the crop's address says it."""
    if not hit.boxes:
        return None
    first = hit.boxes[0]
    return f"{max(0, first.x0 - 90):.1f},{max(0, first.top - 26):.1f},{first.x1 + 90:.1f},{first.bottom + 26:.1f}"
