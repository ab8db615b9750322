"""What a person says at the review desk: a word, a record's values, a record added or rejected, all of it taken back on request.

Two people at one document do not overwrite each other: every change says what its author saw, and is refused with what
stands there now when somebody else was first. What one person says twice, because the first answer was lost, is said once.
"""

from collections.abc import Mapping, Sequence
from typing import Any

from flask import Blueprint, jsonify, request
from flask.typing import ResponseReturnValue

from models.place import PlaceStatus
from models.spans import Span
from service.errors import InvalidInput
from service.store import corrections, documents, overview, records
from service.store.tables import CorrectionRow, DocumentRow
from service.web import desk, fields, formats, forms, places, seam
from service.web.forms import Form
from service.web.seam import needs


class Overtaken(Exception):
    """Somebody else was first; carries the item as it is now and who changed it."""

    def __init__(self, item: dict[str, Any], value: object, by: str) -> None:
        super().__init__(by)
        self.item, self.value, self.by = item, value, by


def add_to(web: Blueprint) -> None:
    web.add_url_rule("/documents/<document_id>/corrections", "correct", correct, methods=["POST"])
    web.add_url_rule("/documents/<document_id>/corrections/<numbers>/withdraw", "withdraw", withdraw, methods=["POST"])
    web.add_url_rule("/documents/<document_id>/news", "news", news)
    web.add_url_rule("/documents/<document_id>/review-state", "set_review_state", set_review_state, methods=["POST"])
    web.register_error_handler(Overtaken, _overtaken)


def _overtaken(error: Overtaken) -> ResponseReturnValue:
    name = error.by or seam.say("review.somebody")
    title = seam.say("review.overtaken", name=name, value=formats.written(error.value, seam.language()))
    return jsonify(code="conflict", title=title, item=error.item), 409


@needs("reviewer")
def correct(document_id: str) -> ResponseReturnValue:
    """One thing that a person says; answers with the item as it is now and the corrections' numbers, for taking them back."""
    said = request.get_json(silent=True)
    if not isinstance(said, dict) or said.get("kind") not in WAYS:
        raise InvalidInput(f"kind: one of {', '.join(WAYS)}")
    with seam.store().writing() as session:
        documents.find(session, document_id)
        made, item = WAYS[said["kind"]](session, document_id, said)
        seam.audit(session, f"correction.{said['kind']}", document_id)
        session.flush()
        revision = documents.find(session, document_id).revision
    return jsonify(correction=",".join(str(one.id) for one in made), item=item, revision=revision), 201


def _text(session: Any, document_id: str, said: Mapping[str, Any]) -> tuple[list[CorrectionRow], dict[str, Any]]:
    span, after = _span(said), said.get("after")
    if not isinstance(after, str):
        raise InvalidInput("after")
    for earlier in reversed(overview.corrections_of(session, document_id)):
        if earlier.kind != "text" or earlier.anchor["page"] != said.get("page"):
            continue
        there = Span.model_validate(earlier.anchor["span"])
        stands = str(earlier.after["text"])
        if there == span and earlier.made_by == seam.name() and (earlier.before["text"], stands) == (said.get("before"), after):
            return [earlier], _said_of(earlier)
        if there.touches(span) and not (there == span and stands == said.get("before")):
            key = desk.edit_key(earlier.anchor["page"], [there.start, there.end])
            raise Overtaken({"key": key, **_said_of(earlier)}, stands, earlier.made_by)
        if there.touches(span):
            break
    made = corrections.text(session, document_id, after=after, by=seam.name(), page=int(said["page"]), page_span=span)
    return [made], _said_of(made)


def _said_of(made: CorrectionRow) -> dict[str, Any]:
    after = str(made.after["text"])
    return {
        "restored": after,
        "state": "accepted" if after == made.before.get("text") else "corrected",
        "by": made.made_by,
        "at": formats.moment(made.made_at, seam.language()),
        "reason": "person",
    }


def _span(said: Mapping[str, Any]) -> Span:
    try:
        return Span.model_validate(said.get("raw"))
    except ValueError as error:
        raise InvalidInput("raw: [start, end]") from error


def _unless_overtaken(form: Form, seen: Mapping[str, Any]) -> None:
    """Overtaken when a value that the person saw is another by now."""
    now = fields.flat(form.kind, form.data)
    for name, value in seen.items():
        if name in now and now[name] != value:
            last = next(reversed(form.said), None)
            raise Overtaken(form.item(), now[name], last.made_by if last is not None else "")


def _field(session: Any, document_id: str, said: Mapping[str, Any]) -> tuple[Sequence[CorrectionRow], dict[str, Any]]:
    form = forms.of_id(session, document_id, said.get("record"))
    before, after = said.get("before"), said.get("after")
    if not isinstance(before, dict) or not isinstance(after, dict) or not after:
        raise InvalidInput("before and after: the fields that differ")
    values = fields.nested(form.kind, after, form.data)
    if said_before := _field_said_before(form, values):
        return said_before, form.item()
    _unless_overtaken(form, before)
    made = []
    for name, value in _in_order(values):
        made.append(form.correct(name, value))
        session.flush()
    return made, form.item()


def _field_said_before(form: Form, values: Mapping[str, Any]) -> list[CorrectionRow]:
    """The asker's own corrections that gave a form just these values; none where one of them is not so."""
    data = form.data
    if any(data.get(name) != value for name, value in values.items()):
        return []
    mine = {one.field: one for one in form.said if one.field is not None and one.made_by == seam.name()}
    return [mine[name] for name in values] if set(values) <= set(mine) else []


def _in_order(values: Mapping[str, Any]) -> Sequence[tuple[str, Any]]:
    """`upper` may only stand beside "between", so the one that allows the other goes first."""
    is_between = values.get("comparator") == "between"
    return sorted(values.items(), key=lambda pair: {"comparator": 1, "upper": 0 if not is_between else 2}.get(pair[0], 3))


def _judge(state: str) -> Any:
    def judge(session: Any, document_id: str, said: Mapping[str, Any]) -> tuple[Sequence[CorrectionRow], dict[str, Any]]:
        form = forms.of_id(session, document_id, said.get("record"))
        if said_before := form.judged_before(state):
            return said_before, form.item()
        _unless_overtaken(form, said["before"] if isinstance(said.get("before"), dict) else {})
        made = form.judge(state)
        session.flush()
        return made, form.item()

    return judge


def _add(session: Any, document_id: str, said: Mapping[str, Any]) -> tuple[list[CorrectionRow], dict[str, Any]]:
    kind, values, page = said.get("record_kind"), said.get("after"), said.get("page")
    if kind not in fields.FIELDS or not isinstance(values, dict) or not isinstance(page, int):
        raise InvalidInput("record_kind, page and after")
    document = documents.find(session, document_id)
    paged = desk.PagedRestoration(overview.restoration_of(session, document))
    if not 1 <= page <= len(paged.starts):
        raise InvalidInput("page")
    raw_span = _span(said).shifted(paged.starts[page - 1])
    values, unsaid = _placed(session, document, values) if kind == "place" else (values, {})
    for earlier in overview.corrections_of(session, document_id):
        if earlier.kind != "add":
            continue
        data = earlier.after["data"]
        same_place = Span.model_validate(data["raw_span"]).touches(raw_span) and earlier.record_kind == kind
        if same_place and earlier.made_by == seam.name() and values.items() <= fields.flat(kind, data).items():
            return [earlier], forms.RecordForm(session, str(earlier.record_id)).item()
    text_span = paged.restoration.text_span(raw_span)
    made = corrections.add_record(
        session,
        document_id,
        kind,
        {**fields.nested(kind, values, {}), **unsaid},
        text_span=text_span,
        by=seam.name(),
        territory=forms.territory(),
    )
    session.flush()
    return [made], forms.RecordForm(session, str(made.record_id)).item()


def _placed(session: Any, document: DocumentRow, values: Mapping[str, Any]) -> tuple[dict[str, Any], dict[str, Any]]:
    """A place marked by its name alone is the unit of that name on the document's day, where only one is meant.

    Returns the form's values and those that a place needs and no form asks for.
    """
    meant = [] if values.get("code") else places.that_mean(str(values.get("name")), document.issued, _codes(session, document))
    found = {"code": meant[0].code, "type": str(meant[0].type), "parent_code": meant[0].parent_code} if len(meant) == 1 else {}
    placed = {**values, **found}
    status = PlaceStatus.RESOLVED if placed.get("code") else PlaceStatus.AMBIGUOUS if meant else PlaceStatus.NOT_FOUND
    return placed, {"as_of": document.issued, "status": status}


def _codes(session: Any, document: DocumentRow) -> list[str]:
    return [row.data["code"] for row in records.of_document(session, document.id)["places"] if row.data.get("code")]


WAYS = {"text": _text, "field": _field, "accept": _judge("accepted"), "reject": _judge("rejected"), "add": _add}


@needs("reviewer")
def withdraw(document_id: str, numbers: str) -> ResponseReturnValue:
    """Take corrections back, the last first; they stay in the history."""
    try:
        wanted = [int(number) for number in numbers.split(",") if number]
    except ValueError as error:
        raise InvalidInput("numbers of corrections") from error
    with seam.store().writing() as session:
        item: dict[str, Any] = {}
        for number in reversed(wanted):
            found = corrections.find(session, number)
            if found.document_id != document_id:
                raise InvalidInput("a correction of another document")
            if found.withdrawn_by == seam.name():
                continue
            made = corrections.withdraw(session, number, by=seam.name(), territory=forms.territory())
            session.flush()
            form = forms.of_correction(session, made)
            item = form.item() if form is not None else item
        seam.audit(session, "correction.withdraw", document_id)
        revision = documents.find(session, document_id).revision
    return jsonify(item=item, revision=revision)


@needs("reader")
def news(document_id: str) -> ResponseReturnValue:
    """Everything at the desk, when the document is not at revision `?since=` any more."""
    with seam.store().reading() as session:
        document = documents.find(session, document_id)
        if str(document.revision) == request.args.get("since"):
            return jsonify(revision=document.revision, items=None)
        items = desk.of_document(session, document, seam.language())
    return jsonify(revision=document.revision, items=items, places=desk.names_of_places(items, document))


@needs("reviewer")
def set_review_state(document_id: str) -> ResponseReturnValue:
    said = request.get_json(silent=True) or {}
    if said.get("state") not in ("unseen", "in_review", "reviewed"):
        raise InvalidInput("state: unseen, in_review or reviewed")
    with seam.store().writing() as session:
        row = documents.review(session, document_id, said["state"], by=seam.name())
        seam.audit(session, "document.review", document_id, state=said["state"])
    return jsonify(state=row.review_state, revision=row.revision)
