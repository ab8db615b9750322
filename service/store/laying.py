"""Corrections laid over a reading: each finds its place by its anchor, or is a conflict.

An anchor holds where the corrected thing stood: the page, the raw text there with what stood left and right of it, the boxes,
and for a record its values. The same ink is found again by its text in its surroundings, or else by its boxes, whatever the
engine or the version of the reader that read it.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from difflib import SequenceMatcher
from functools import cached_property
from itertools import groupby
from typing import Any, Protocol

import sqlalchemy as sa
from pydantic import ValidationError
from sqlalchemy.orm import Session

from models.assignment import Assignment
from models.deadline import Deadline
from models.decision import Decision
from models.document import PAGE_BREAK, Document
from models.instrument import Citation
from models.outline import Letterhead
from models.page import Box, Page, hull
from models.place import PlaceMention
from models.provenance import Record
from models.reading import Reading
from models.restoration import Edit, EditReason, Restoration
from models.spans import Span, cover
from models.target import Target
from service.store.clashes import clash
from service.store.records import KINDS, LIST_OF, Laid
from service.store.tables import CorrectionRow

MODEL_OF: dict[str, type[Record]] = {
    "target": Target,
    "decision": Decision,
    "citation": Citation,
    "deadline": Deadline,
    "assignment": Assignment,
    "place": PlaceMention,
}
IDENTITY = {
    "target": ("value", "unit", "indicator", "comparator", "change"),
    "decision": ("clause", "act", "matter"),
    "citation": ("number", "kind", "issued", "role"),
    "deadline": ("written", "latest", "task", "relation"),
    "assignment": ("body", "role", "task"),
    "place": ("name", "type", "code"),
}
PROVENANCE = ("page", "text_span", "raw_span", "boxes", "quote")
CONTEXT = 24
FAR = 300
"""Code points by which the same words may have moved on a page before they are taken for other words."""


class Restorer(Protocol):
    def restore(self, pages: Sequence[Page]) -> Restoration: ...


# ── the place of a correction ───────────────────────────────────────────────────────────────────────────────────────────


def anchor_at(document: Document, raw_span: Span) -> dict[str, Any]:
    """Where a span of the raw text stands, so that it can be found again in another reading of the same scan."""
    number = document.page_at(raw_span.start)
    page, start = document.pages[number - 1], document.page_starts[number - 1]
    return anchor_on(page, Span(start=raw_span.start - start, end=min(raw_span.end - start, len(page.text))))


def anchor_on(page: Page, here: Span) -> dict[str, Any]:
    """The same for a span of one page's text: no other page of a long document need be unpacked for it."""
    text = page.text
    words = [word for word in page.words if word.span.start < here.end and here.start < word.span.end]
    lines = groupby(words, key=lambda word: text.count("\n", 0, word.span.start))
    return {
        "page": page.number,
        "span": [here.start, here.end],
        "raw": here.of(text),
        "left": text[max(0, here.start - CONTEXT) : here.start],
        "right": text[here.end : here.end + CONTEXT],
        "boxes": [hull(word.box for word in line).model_dump(mode="json") for _, line in lines],
    }


def locate(anchor: Mapping[str, Any], pages: Sequence[Page]) -> Span | None:
    """The span of the page's text where the anchored ink stands now; None when it is not there any more."""
    number = int(anchor["page"])
    if not 1 <= number <= len(pages):
        return None
    page = pages[number - 1]
    span = Span.model_validate(anchor["span"])
    if anchor["raw"] and span.of(page.text) == anchor["raw"] and _surroundings(anchor, page.text, span) >= 0.5:
        return span
    return _by_text(anchor, page.text) or _by_boxes(anchor, page)


def _surroundings(anchor: Mapping[str, Any], text: str, span: Span) -> float:
    """How alike the text left and right of a span is to that of the anchor, 0 to 1."""
    now = text[max(0, span.start - CONTEXT) : span.start] + "|" + text[span.end : span.end + CONTEXT]
    return SequenceMatcher(None, f"{anchor['left']}|{anchor['right']}", now, autojunk=False).ratio()


def _by_text(anchor: Mapping[str, Any], text: str) -> Span | None:
    raw, near = anchor["raw"], int(anchor["span"][0])
    if not raw:
        return None
    found, at = [], text.find(raw)
    while at >= 0:
        span = Span(start=at, end=at + len(raw))
        if abs(at - near) < FAR:
            found.append((_surroundings(anchor, text, span), span))
        at = text.find(raw, at + 1)
    best = max(found, key=lambda pair: pair[0], default=(0.0, None))
    return best[1] if best[0] >= 0.6 else None


def _by_boxes(anchor: Mapping[str, Any], page: Page) -> Span | None:
    """The words most of whose box lies in the anchor's, when together they fill it."""
    boxes = [Box.model_validate(box) for box in anchor["boxes"]]
    words = [word for word in page.words if any(_share(word.box, box) > 0.5 for box in boxes)]
    if not words:
        return None
    wanted = sum((box.x1 - box.x0) for box in boxes if box.page == page.number)
    filled = sum(word.box.x1 - word.box.x0 for word in words)
    if not 0.5 * wanted <= filled <= 1.5 * wanted:
        return None
    return cover([word.span for word in words])


def _share(inner: Box, outer: Box) -> float:
    """The share of a box that lies in another."""
    if inner.page != outer.page:
        return 0.0
    width = min(inner.x1, outer.x1) - max(inner.x0, outer.x0)
    height = min(inner.bottom, outer.bottom) - max(inner.top, outer.top)
    area = (inner.x1 - inner.x0) * (inner.bottom - inner.top)
    return max(0.0, width) * max(0.0, height) / area if area > 0 else 0.0


# ── text ────────────────────────────────────────────────────────────────────────────────────────────────────────────────


@dataclass(frozen=True)
class Restored:
    """A restorer that remembers."""

    restoration: Restoration

    def restore(self, pages: Sequence[Page]) -> Restoration:
        return self.restoration


@dataclass
class CorrectedRestorer:
    """The restorer, with what people corrected in the text laid over its edits."""

    restorer: Restorer
    said: Sequence[CorrectionRow]

    def restore(self, pages: Sequence[Page]) -> Restoration:
        return lay_text(self.restorer.restore(pages), pages, self.said)


def lay_text(restoration: Restoration, pages: Sequence[Page], said: Sequence[CorrectionRow]) -> Restoration:
    """The restoration with each correction that finds its place as an edit by a person; the latest wins."""
    for correction in said:
        span = locate(correction.anchor, pages)
        if span is None:
            continue
        start = sum(len(page.text) + len(PAGE_BREAK) for page in pages[: int(correction.anchor["page"]) - 1])
        restoration = _with_edit(restoration, span.shifted(start), str(correction.after["text"]))
    return restoration


def _with_edit(restoration: Restoration, span: Span, text: str) -> Restoration:
    """An edit by a person in place of all edits that it touches; raw text that only those covered is left as read."""
    touched = [edit for edit in restoration.edits if edit.raw_span.touches(span) or edit.raw_span == span]
    whole = cover([span, *(edit.raw_span for edit in touched)])
    raw = restoration.raw_text
    edit = Edit(
        raw_span=whole,
        restored=raw[whole.start : span.start] + text + raw[span.end : whole.end],
        reason=EditReason.PERSON,
        confidence=1.0,
    )
    others = [other for other in restoration.edits if other not in touched]
    edits = sorted([*others, edit], key=lambda e: (e.raw_span.start, e.raw_span.end))
    return Restoration(raw_text=raw, edits=tuple(edits), channel=restoration.channel)


def of_text(session: Session, document_id: str) -> Sequence[CorrectionRow]:
    """The corrections of a document's text that hold, oldest first."""
    return [correction for correction in holding(session, document_id) if correction.kind == "text"]


def holding(session: Session, document_id: str) -> Sequence[CorrectionRow]:
    """All corrections of a document that were not withdrawn, oldest first."""
    row = CorrectionRow
    asked = sa.select(row).where(row.document_id == document_id, row.withdrawn_at.is_(None)).order_by(row.id)
    return session.scalars(asked).all()


# ── records ─────────────────────────────────────────────────────────────────────────────────────────────────────────────


@dataclass
class Layer:
    """A reading's records while corrections are laid over them; `document` is made only if a correction needs it."""

    reading: Reading
    make_document: Callable[[], Document]
    laid: list[Laid] = field(default_factory=list)

    @cached_property
    def document(self) -> Document:
        return self.make_document()

    @cached_property
    def letterhead(self) -> dict[str, Any]:
        """The letterhead's values, those laid over it so far among them."""
        return self.reading.letterhead.model_dump(mode="json")


def lay_over(session: Session, document_id: str, reading: Reading, make_document: Callable[[], Document]) -> list[Laid]:
    """The records of a reading as they are served; every correction's status is brought up to date."""
    layer = Layer(reading, make_document)
    layer.laid = [Laid(kind, record.model_dump(mode="json")) for kind in KINDS for record in getattr(reading, LIST_OF[kind])]
    for correction in holding(session, document_id):
        conflict = LAY[correction.kind](layer, correction)
        correction.status, correction.conflict = ("conflict", conflict) if conflict else ("applied", "")
    return layer.laid


def find(layer: Layer, correction: CorrectionRow) -> int | None:
    """Index of the record that a correction is about: the one with its id, or else the one that is most like it there."""
    for index, laid in enumerate(layer.laid):
        if laid.data["id"] == correction.record_id:
            return index
    scored = sorted(
        (
            (_likeness(correction.anchor, laid), index)
            for index, laid in enumerate(layer.laid)
            if laid.kind == correction.record_kind
        ),
        reverse=True,
    )
    if not scored or scored[0][0] < 0.6 or (len(scored) > 1 and scored[0][0] == scored[1][0]):
        return None
    return scored[0][1]


def _likeness(anchor: Mapping[str, Any], laid: Laid) -> float:
    """How alike a record is to the one that was corrected, 0 to 1: its words, its values; nothing when it stands elsewhere."""
    known, data = anchor["data"], laid.data
    if not _same_place(known, data):
        return 0.0
    names = IDENTITY[laid.kind]
    agree = sum(known.get(name) == data.get(name) for name in names) / len(names)
    words: float = SequenceMatcher(None, known["quote"], data["quote"], autojunk=False).ratio()
    return float(agree + words) / 2


def _same_place(known: Mapping[str, Any], data: Mapping[str, Any]) -> bool:
    ours = [Box.model_validate(box) for box in known["boxes"]]
    theirs = [Box.model_validate(box) for box in data["boxes"]]
    if ours and theirs:
        return any(_share(a, b) > 0.3 or _share(b, a) > 0.3 for a in ours for b in theirs)
    return bool(known["page"] == data["page"]) and abs(known["raw_span"][0] - data["raw_span"][0]) < FAR


def _lay_text(layer: Layer, correction: CorrectionRow) -> str:
    """The text was corrected before the records were read; here it is only seen whether it found its place."""
    found = locate(correction.anchor, layer.document.pages)
    return "" if found is not None else clash("text_gone")


def _lay_field(layer: Layer, correction: CorrectionRow) -> str:
    index = find(layer, correction)
    if index is None:
        return clash("record_gone")
    laid, name = layer.laid[index], str(correction.field)
    read, before, after = laid.data.get(name), correction.before["value"], correction.after["value"]
    try:
        data = checked(laid.kind, {**laid.data, name: after})
    except ValidationError:
        return clash("impossible", field=name, value=after)
    is_new = read not in (before, after) and laid.review_state != "corrected"
    layer.laid[index] = replace(laid, data=data, review_state="conflict" if is_new else "corrected")
    return clash("read_otherwise", field=name, value=read) if is_new else ""


def checked(kind: str, data: Mapping[str, Any]) -> dict[str, Any]:
    """The JSON of a record, after its model had its say; ValidationError."""
    return MODEL_OF[kind].model_validate(dict(data)).model_dump(mode="json")


def _lay_box(layer: Layer, correction: CorrectionRow) -> str:
    index = find(layer, correction)
    if index is None:
        return clash("record_gone")
    laid = layer.laid[index]
    data = checked(laid.kind, {**laid.data, "boxes": correction.after["boxes"]})
    layer.laid[index] = replace(laid, data=data, review_state="corrected")
    return ""


def _lay_judgement(layer: Layer, correction: CorrectionRow) -> str:
    index = find(layer, correction)
    if index is None:
        return "" if correction.kind == "reject" else clash("record_gone")
    laid = layer.laid[index]
    if correction.kind == "reject":
        layer.laid[index] = replace(laid, review_state="rejected")
    elif laid.review_state != "corrected":
        known = correction.anchor["data"]
        changed = [name for name in IDENTITY[laid.kind] if known.get(name) != laid.data.get(name)]
        layer.laid[index] = replace(laid, review_state="conflict" if changed else "accepted")
        return clash("changed", fields=", ".join(changed)) if changed else ""
    return ""


def _lay_added(layer: Layer, correction: CorrectionRow) -> str:
    """A record that a person added; the reader's own finding of the same gives way to it."""
    kind, data = str(correction.record_kind), dict(correction.after["data"])
    place = locate(correction.anchor, layer.document.pages)
    if place is not None:
        start = layer.document.page_starts[int(correction.anchor["page"]) - 1]
        data |= provenance_at(layer.document, place.shifted(start))
    names = IDENTITY[kind]
    layer.laid = [
        laid
        for laid in layer.laid
        if not (
            laid.kind == kind
            and laid.origin == "reader"
            and _same_place(data, laid.data)
            and all(data.get(name) == laid.data.get(name) for name in names[:2])
        )
    ]
    layer.laid.append(Laid(kind, data, review_state="accepted" if place is not None else "conflict", origin="person"))
    return "" if place is not None else clash("words_gone")


def _lay_letterhead_field(layer: Layer, correction: CorrectionRow) -> str:
    """Whoever corrects a field once more saw what the earlier correction made of it."""
    name, after = str(correction.field), correction.after["value"]
    read, layer.letterhead[name] = layer.letterhead.get(name), after
    return "" if read in (correction.before["value"], after) else clash("read_otherwise", field=name, value=read)


def provenance_at(document: Document, raw_span: Span) -> dict[str, Any]:
    passage = document.passage(document.restoration.text_span(raw_span))
    return {name: passage.model_dump(mode="json")[name] for name in PROVENANCE}


LAY: dict[str, Callable[[Layer, CorrectionRow], str]] = {
    "text": _lay_text,
    "field": _lay_field,
    "box": _lay_box,
    "accept": _lay_judgement,
    "reject": _lay_judgement,
    "add": _lay_added,
    "letterhead": _lay_letterhead_field,
}


# ── the letterhead ──────────────────────────────────────────────────────────────────────────────────────────────────────


def lay_letterhead(session: Session, document_id: str, letterhead: Letterhead) -> Letterhead:
    """As read, with what people corrected in it."""
    values = {str(c.field): c.after["value"] for c in holding(session, document_id) if c.kind == "letterhead"}
    return checked_letterhead(letterhead, values) if values else letterhead


def doubtful_fields(session: Session, document_id: str, letterhead: Letterhead) -> list[str]:
    """The fields of a document's letterhead that are in doubt, after what people said of them."""
    return sorted(in_doubt(letterhead, {str(c.field): c.status for c in holding(session, document_id) if c.kind == "letterhead"}))


def in_doubt(letterhead: Letterhead, said: Mapping[str, str]) -> set[str]:
    """The fields that were read in doubt; of those that somebody spoke of, with their status in `said`, the ones in conflict."""
    read = {name for name, evidence in letterhead.evidence.items() if evidence.is_doubtful}
    return (read - said.keys()) | {name for name, status in said.items() if status == "conflict"}


def checked_letterhead(letterhead: Letterhead, values: Mapping[str, Any]) -> Letterhead:
    """ValidationError when a value cannot be."""
    return Letterhead.model_validate({**letterhead.model_dump(), **values})
