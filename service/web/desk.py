"""What the review desk shows of a document: its doubts and records in the order of what an error in them would cost.

Offsets that go to the page are code points of the raw text counted from the start of their page; boxes are points.
"""

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import accumulate
from typing import Any

from models.document import PAGE_BREAK
from models.page import Page
from models.restoration import Edit, EditReason, Restoration
from models.spans import Span
from service.store import overview, readings, records
from service.store.tables import CorrectionRow, DocumentRow, RecordRow
from service.web import doubts, fields, formats, letterheads, places
from service.web.catalogue import message

COST = {"number": 10.0, "date": 8.0, "name": 6.0, "word": 1.0}
"""What a wrong reading costs whoever relies on it: a wrong number is not seen, a wrong mark in a plain word is."""
RECORD_COST = {"target": 10.0, "deadline": 9.0, "decision": 5.0, "citation": 5.0, "assignment": 4.0, "place": 3.0}
ALWAYS_SEEN = ("target", "deadline")
"""Kinds of which each record is looked at once; of the others only those that are less sure than SURE."""
SURE = 0.75
DATE_WORDS = re.compile(r"(?:ngày|tháng|năm|quý|trước|hạn)\W*$|\d{1,2}/\d{4}$|\d{1,2}/\d{1,2}/", re.IGNORECASE)


BySpan = dict[tuple[int, int], CorrectionRow]


@dataclass(frozen=True)
class PagedRestoration:
    """A restoration with the places where its pages begin, in the raw text."""

    restoration: Restoration

    @cached_property
    def raw_pages(self) -> list[str]:
        return self.restoration.raw_text.split(PAGE_BREAK)

    @cached_property
    def starts(self) -> list[int]:
        return [0, *accumulate(len(page) + len(PAGE_BREAK) for page in self.raw_pages)][:-1]

    def page_of(self, raw_offset: int) -> int:
        return bisect_right(self.starts, raw_offset)

    def on_page(self, span: Span, page: int) -> list[int]:
        """A span of the raw text, counted from the start of its page and cut at the page's end."""
        start, length = self.starts[page - 1], len(self.raw_pages[page - 1])
        return [max(0, span.start - start), min(length, span.end - start)]

    def edits_of(self, page: int) -> tuple[Edit, ...]:
        start = self.starts[page - 1]
        return tuple(
            edit
            for edit in self.restoration.edits_in(Span(start=start, end=start + len(self.raw_pages[page - 1])))
            if self.page_of(edit.raw_span.start) == page
        )


def aspect(raw: str, edit: Edit) -> str:
    """What an edit is about: number, date, name or word."""
    read, before = edit.raw_span.of(raw), raw[max(0, edit.raw_span.start - 12) : edit.raw_span.start]
    if any(c.isdigit() for c in read + edit.restored) or edit.reason is EditReason.NUMERAL:
        return "date" if DATE_WORDS.search(before) or re.search(r"\d+/\d+/\d{4}", edit.restored) else "number"
    starts_sentence = before.rstrip(" ").endswith(("\n", "\f", ".", ":", "-", "–", '"', "“")) or not before.strip()
    if edit.restored[:1].isupper() and not starts_sentence and not edit.restored.isupper():
        return "name"
    return "word"


def edit_key(page: int, span: Sequence[int]) -> str:
    return f"e-{page}-{span[0]}-{span[1]}"


def edit_item(paged: PagedRestoration, edit: Edit) -> dict[str, Any]:
    """An edit as the page's script knows it."""
    raw = paged.restoration.raw_text
    page = paged.page_of(edit.raw_span.start)
    span = paged.on_page(edit.raw_span, page)
    return {
        "key": edit_key(page, span),
        "type": "edit",
        "page": page,
        "raw": span,
        "read": edit.raw_span.of(raw),
        "restored": edit.restored,
        "reason": str(edit.reason),
        "confidence": round(edit.confidence, 3),
        "candidates": [[candidate.text, round(candidate.confidence, 3)] for candidate in edit.candidates[:9]],
        "doubtful": edit.is_doubtful or edit.reason is EditReason.DOUBT,
        "aspect": aspect(raw, edit),
        "state": "corrected" if edit.reason is EditReason.PERSON else "unseen",
        "queued": False,
    }


def record_item(paged: PagedRestoration, row: RecordRow, language: str) -> dict[str, Any]:
    """A record as the page's script knows it."""
    data, said = row.data, row.data.get("doubts") or ()
    span = Span.model_validate(data["raw_span"])
    return {
        "key": f"r-{row.id}",
        "type": "record",
        "id": row.id,
        "kind": row.kind,
        "page": row.page,
        "raw": paged.on_page(span, row.page) if row.page <= len(paged.starts) else [0, 0],
        "boxes": data.get("boxes") or [],
        "title": fields.title(row.kind, data),
        "quote": row.quote,
        "section": row.section,
        "confidence": round(row.confidence, 3),
        "doubts": [one.words for one in doubts.said(said, language)],
        "doubtful_fields": doubts.fields_of(said),
        "data": fields.flat(row.kind, data),
        "state": row.review_state,
        "queued": row.kind in ALWAYS_SEEN or row.confidence < SURE or row.review_state == "conflict" or bool(said),
    }


def with_said(restoration: Restoration, said: Iterable[CorrectionRow]) -> tuple[Restoration, BySpan]:
    """The restoration with what people said of the text since it was made, and who said what at which raw span.

    A correction is laid over the document for good when it is understood again; the desk shows it at once.
    """
    said = [one for one in said if one.kind == "text"]
    if not said:
        return restoration, {}
    paged = PagedRestoration(restoration)
    begins = [edit.raw_span.start for edit in restoration.edits]
    overlaid: set[int] = set()
    added: dict[tuple[int, int], Edit] = {}
    by_span: BySpan = {}
    for correction in said:
        if not 1 <= int(correction.anchor["page"]) <= len(paged.starts):
            continue
        page, here = int(correction.anchor["page"]), Span.model_validate(correction.anchor["span"])
        span = here.shifted(paged.starts[page - 1])
        if span.of(restoration.raw_text) != correction.anchor["raw"]:
            continue  # the scan was recognised anew; the reading has found the place by itself, or shows a conflict
        overlaid |= set(_at(span, restoration.edits, begins))
        added = {place: edit for place, edit in added.items() if not edit.raw_span.touches(span)}
        restored, place = str(correction.after["text"]), (span.start, span.end)
        added[place] = Edit(raw_span=span, restored=restored, reason=EditReason.PERSON, confidence=1.0)
        by_span[place] = correction
    edits = [*(edit for index, edit in enumerate(restoration.edits) if index not in overlaid), *added.values()]
    edits.sort(key=lambda edit: (edit.raw_span.start, edit.raw_span.end))
    return restoration.model_copy(update={"edits": tuple(edits)}), by_span


def _at(span: Span, edits: Sequence[Edit], begins: Sequence[int]) -> Iterator[int]:
    """The indexes of the edits that a span touches or is; `begins` are where they begin."""
    index = max(0, bisect_left(begins, span.start) - 1)
    while index < len(edits) and begins[index] <= span.end:
        if edits[index].raw_span.touches(span) or edits[index].raw_span == span:
            yield index
        index += 1


def opened(session: Any, document: DocumentRow) -> tuple[PagedRestoration, BySpan]:
    """A document's text as the desk shows it."""
    said = overview.corrections_of(session, document.id)
    restoration, by_span = with_said(overview.restoration_of(session, document), said)
    return PagedRestoration(restoration), by_span


def of_document(session: Any, document: DocumentRow, language: str) -> list[dict[str, Any]]:
    """Everything at the desk, with who said what of it."""
    return in_order(session, document, *opened(session, document), language)[0]


OPEN = ("unseen", "conflict")


def in_order(
    session: Any, document: DocumentRow, paged: PagedRestoration, by_span: BySpan, language: str, *, first: int | None = None
) -> tuple[list[dict[str, Any]], dict[str, int] | None]:
    """The first so many items at the desk of a document that is opened, or all, dearest expected error first.

    Of the others it is said how many wait in the queue, and how many of those nobody has looked at; None when there are none.
    """
    rows = [row for rows in records.of_document(session, document.id, with_rejected=True).values() for row in rows]
    said = overview.corrections_of(session, document.id)
    head = letterheads.item(paged, readings.letterhead(session, document, readings.served_row(session, document)), said, language)
    found = _in_order_of_cost([head, *_weighed(paged, rows, language)])
    head_said = letterheads.telling(said)
    about: dict[str, CorrectionRow] = {head["key"]: head_said} if head_said is not None else {}
    for one in said:
        if one.record_id is not None:
            about[f"r-{one.record_id}"] = one
    items = [one.item(paged) if isinstance(one, WeighedEdit) else one for one in found[:first]]
    for item in items:
        correction: CorrectionRow | None
        if item["type"] == "edit":
            start = paged.starts[item["page"] - 1]
            correction = by_span.get((item["raw"][0] + start, item["raw"][1] + start))
            if correction is not None and correction.after["text"] == correction.before.get("text"):
                item["state"] = "accepted"
        else:
            correction = about.get(item["key"])
            if item["state"] == "conflict" and correction is not None:
                after = _said(correction.after, language)
                item["conflict"] = message(language, "review.conflict", after=after, by=correction.made_by)
        if correction is not None:
            item |= {"by": correction.made_by, "at": formats.moment(correction.made_at, language)}
    return items, _weight(found[len(items) :])


def _weight(found: Sequence["WeighedEdit | dict[str, Any]"]) -> dict[str, int] | None:
    is_open = [one.is_open if isinstance(one, WeighedEdit) else one["state"] in OPEN for one in found if _waits(one)]
    return {"queued": len(is_open), "open": sum(is_open)} if found else None


def _waits(one: "WeighedEdit | dict[str, Any]") -> bool:
    return isinstance(one, WeighedEdit) or bool(one["queued"])


def _said(after: Mapping[str, Any], language: str) -> str:
    if "review_state" in after:
        return message(language, f"review_state.{after['review_state']}")
    return formats.written(after.get("value"), language)


@dataclass(frozen=True, slots=True)
class WeighedEdit:
    """An edit that waits to be looked at, before it is made an item: a long paper has ten thousands of them."""

    cost: float
    page: int
    begins: int
    edit: Edit

    @property
    def is_open(self) -> bool:
        return self.edit.reason is not EditReason.PERSON

    def item(self, paged: PagedRestoration) -> dict[str, Any]:
        return {**edit_item(paged, self.edit), "queued": True, "cost": self.cost}


def _weighed(paged: PagedRestoration, rows: Iterable[RecordRow], language: str) -> list[WeighedEdit | dict[str, Any]]:
    """The doubts of the text and the records with what an error in them would cost."""
    records = [record_item(paged, row, language) for row in rows]
    weighty: dict[int, list[list[int]]] = {}
    for record in records:
        record["cost"] = RECORD_COST[record["kind"]] * (1 - record["confidence"])
        if record["kind"] in ALWAYS_SEEN:
            weighty.setdefault(record["page"], []).append(record["raw"])
    return [*(_weigh(paged, edit, weighty) for edit in paged.restoration.edits if _is_asked(paged, edit)), *records]


def _is_asked(paged: PagedRestoration, edit: Edit) -> bool:
    if edit.is_doubtful or edit.reason in (EditReason.DOUBT, EditReason.PERSON):
        return True
    return edit.confidence < 0.9 and aspect(paged.restoration.raw_text, edit) in ("number", "date")


def _weigh(paged: PagedRestoration, edit: Edit, weighty: Mapping[int, Sequence[Sequence[int]]]) -> WeighedEdit:
    page = paged.page_of(edit.raw_span.start)
    start, end = paged.on_page(edit.raw_span, page)
    bears = any(span[0] < end and start < span[1] for span in weighty.get(page, ()))
    cost = COST[aspect(paged.restoration.raw_text, edit)] * (1 - edit.confidence) * (2 if bears else 1)
    return WeighedEdit(cost, page, start, edit)


def _in_order_of_cost(found: Iterable[WeighedEdit | dict[str, Any]]) -> list[WeighedEdit | dict[str, Any]]:
    """Dearest expected error first."""

    def place(one: WeighedEdit | dict[str, Any]) -> tuple[float, int, int]:
        if isinstance(one, WeighedEdit):
            return (-one.cost, one.page, one.begins)
        return (-one["cost"], one["page"], one["raw"][0])

    return sorted(found, key=place)


def names_of_places(items: Iterable[Mapping[str, Any]], document: DocumentRow) -> dict[str, str]:
    """The names of all codes that the forms of these show."""
    codes = {code for item in items if item["type"] == "record" for code in item["data"].get("places") or ()}
    return {code: places.name_of(code, document.issued) for code in codes}


def page_content(paged: PagedRestoration, page: Page) -> dict[str, Any]:
    """One page's text, edits and words: [start, end, x0, top, x1, bottom, confidence]."""
    return {
        "n": page.number,
        "raw": paged.raw_pages[page.number - 1],
        "edits": [edit_item(paged, edit) for edit in paged.edits_of(page.number)],
        "words": [
            [
                word.span.start,
                word.span.end,
                *(round(side, 1) for side in (word.box.x0, word.box.top, word.box.x1, word.box.bottom)),
                round(word.confidence, 2),
            ]
            for word in page.words
        ],
    }
