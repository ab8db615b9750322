"""Search over everything, with and without marks: pages that hold the words, with the place on the page image."""

from flask import Blueprint, render_template, request, url_for
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
        hits=[(hit, name_of(hit.document), snippet(hit), look(hit)) for hit in found.hits] if found else [],
        next_url=with_values(offset=found.next_offset) if found and found.next_offset is not None else None,
    )


def snippet(hit: Hit) -> Markup:
    """The text around the words, the words marked."""
    made, at = Markup(""), 0
    for start, end in hit.marks:
        made += hit.snippet[at:start] + Markup("<mark>{}</mark>").format(hit.snippet[start:end])
        at = end
    return made + hit.snippet[at:]


def look(hit: Hit) -> str | None:
    """The address of the piece of the page around the first place where the words stand, with all of them marked."""
    if not hit.boxes:
        return None
    first = hit.boxes[0]
    middle = (first.x0 + first.x1) / 2
    around = (max(0, middle - 130), max(0, first.top - 28), middle + 130, first.bottom + 42)
    return url_for(
        "web.page_crop",
        document_id=hit.document.id,
        number=hit.page,
        box=_said(around),
        mark=[_said(side) for side in _sides(hit)],
    )


def _sides(hit: Hit) -> list[tuple[float, float, float, float]]:
    return [(box.x0, box.top, box.x1, box.bottom) for box in hit.boxes if box.page == hit.page][:20]


def _said(sides: tuple[float, float, float, float]) -> str:
    return ",".join(f"{side:.1f}" for side in sides)
