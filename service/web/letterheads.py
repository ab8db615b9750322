"""The letterhead at the review desk: one item like a record, with what is doubtful in it and where each field was read."""

import re
from collections.abc import Mapping, Sequence
from typing import Any

from models.outline import FieldCandidate, FieldEvidence, Letterhead
from service.store import laying
from service.store.tables import CorrectionRow
from service.web import fields, formats
from service.web.catalogue import message

KEY, ID, KIND = "r-letterhead", "letterhead", "letterhead"
COST = {
    "number": 20.0,
    "symbol": 16.0,
    "issued": 16.0,
    "issuer": 12.0,
    "signatory_name": 12.0,
    "place": 6.0,
    "kind": 6.0,
    "title": 2.0,
}
"""What a wrong field costs, beside a number in the text with 10: a document is found and cited by these."""
NEEDED = ("number", "issued")
"""A paper without them is rare: where they were not read, somebody is asked."""
IDENTITY = ("number", "symbol", "issued")


def last_said(said: Sequence[CorrectionRow]) -> dict[str, CorrectionRow]:
    """What was said last of each field, the field said of last at the end."""
    last: dict[str, CorrectionRow] = {}
    for one in said:
        if one.kind == KIND:
            last.pop(str(one.field), None)
            last[str(one.field)] = one
    return last


def doubtful_fields(letterhead: Letterhead, last: Mapping[str, CorrectionRow]) -> list[str]:
    """The fields that a person is asked about, dearest first; of a field that somebody spoke of only a conflict is one."""
    unread = {name for name in NEEDED if getattr(letterhead, name) is None} - last.keys()
    asked = unread | laying.in_doubt(letterhead, {name: one.status for name, one in last.items()})
    return [name for name in COST if name in asked]


def to_confirm(letterhead: Letterhead, last: Mapping[str, CorrectionRow]) -> list[str]:
    """The fields of which it is kept that they stand as they are, when the letterhead is accepted."""
    return doubtful_fields(letterhead, last) or [name for name in IDENTITY if getattr(letterhead, name) is not None]


def state(letterhead: Letterhead, last: Mapping[str, CorrectionRow]) -> str:
    if any(one.status == "conflict" for one in last.values()):
        return "conflict"
    if not last or doubtful_fields(letterhead, last):
        return "unseen"
    return "accepted" if all(one.after == one.before for one in last.values()) else "corrected"


def item(paged: Any, letterhead: Letterhead, said: Sequence[CorrectionRow], language: str) -> dict[str, Any]:
    """The letterhead as the page's script knows it; `found_at` says where each field was read."""
    last, data = last_said(said), letterhead.model_dump(mode="json")
    asked = doubtful_fields(letterhead, last)
    found = {name: _place(paged, evidence) for name, evidence in letterhead.evidence.items()}
    begins = next(
        (found[name] for name in (*asked, *COST) if name in found), {"page": 1, "raw": [0, 0], "boxes": [], "quote": ""}
    )
    return {
        **begins,
        "key": KEY,
        "type": "record",
        "id": ID,
        "kind": KIND,
        "title": fields.title(KIND, {**data, "quote": begins["quote"]}),
        "section": None,
        "confidence": round(min((_sure(letterhead, name) for name in asked), default=1.0), 3),
        "doubts": _said(letterhead, [name for name in asked if name not in last], language),
        "doubtful_fields": asked,
        "candidates": [found for name in asked for found in _candidates(letterhead, name)],
        "found_at": found,
        "data": fields.flat(KIND, data),
        "state": state(letterhead, last),
        "queued": bool(asked),
        "cost": max((COST[name] * (1 - _sure(letterhead, name)) for name in asked), default=0.0),
    }


def telling(said: Sequence[CorrectionRow]) -> CorrectionRow | None:
    """The correction that the item names: one in conflict, else the last."""
    last = list(last_said(said).values())
    return next((one for one in last if one.status == "conflict"), last[-1] if last else None)


def _sure(letterhead: Letterhead, name: str) -> float:
    if name in NEEDED and getattr(letterhead, name) is None:
        return 0.0
    return letterhead.evidence[name].confidence if name in letterhead.evidence else 1.0


def _place(paged: Any, evidence: FieldEvidence) -> dict[str, Any]:
    passage = evidence.passage
    return {
        "page": passage.page,
        "raw": paged.on_page(passage.raw_span, passage.page),
        "boxes": [box.model_dump(mode="json") for box in passage.boxes],
        "quote": passage.quote,
    }


def _said(letterhead: Letterhead, asked: Sequence[str], language: str) -> list[str]:
    """A sentence for each field that was not read or read otherwise too, and one for all that are only unsure."""
    sentences, unsure = [], []
    for name in asked:
        words = message(language, f"field.{fields.label(KIND, name)}")
        read = letterhead.evidence[name].candidates if name in letterhead.evidence else ()
        if getattr(letterhead, name) is None:
            sentences.append(message(language, "review.head_missing", field=words))
        else:
            unsure.append(f"{words} {formats.percent(_sure(letterhead, name), language)}")
        sentences += [message(language, f"review.head_{one.source}", field=words, read=one.text, page=_page(one)) for one in read]
    return sentences + ([message(language, "review.head_unsure", fields=", ".join(unsure))] if unsure else [])


def _page(candidate: FieldCandidate) -> int:
    return candidate.passage.page if candidate.passage is not None else 1


def _candidates(letterhead: Letterhead, name: str) -> list[list[Any]]:
    """Field, value and share of what the field may be; what was read and is no value of it is only said."""
    read = letterhead.evidence[name].candidates if name in letterhead.evidence else ()
    return [[name, one.text, round(one.confidence, 3)] for one in read if _can_be(name, one.text)]


def _can_be(name: str, text: str) -> bool:
    if name == "issued":
        return re.fullmatch(r"\d{1,2}[/.-]\d{1,2}[/.-]\d{4}", text) is not None
    return name != "number" or text.isdecimal()
