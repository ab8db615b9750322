"""What a form of the review desk stands for, a record or the letterhead: the values that stand, and how they are spoken of."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

from flask import current_app

from models.outline import Letterhead
from service.errors import InvalidInput
from service.store import corrections, documents, overview, readings, records
from service.store.tables import CorrectionRow, DocumentRow, RecordRow
from service.web import desk, formats, letterheads, seam


class Form(Protocol):
    """`data` holds the values that stand now; `said` what was said of them, oldest first."""

    @property
    def kind(self) -> str: ...
    @property
    def data(self) -> Mapping[str, Any]: ...
    @property
    def said(self) -> Sequence[CorrectionRow]: ...
    def correct(self, field: str, value: Any) -> CorrectionRow: ...
    def judge(self, state: str) -> Sequence[CorrectionRow]: ...
    def judged_before(self, state: str) -> Sequence[CorrectionRow]: ...
    def item(self) -> dict[str, Any]: ...


def territory() -> records.Territory:
    return current_app.extensions["vanthu"].territory  # type: ignore[no-any-return]


@dataclass(frozen=True)
class RecordForm:
    session: Any
    record_id: str

    @property
    def row(self) -> RecordRow:
        return records.find(self.session, self.record_id)

    @property
    def kind(self) -> str:
        return self.row.kind

    @property
    def data(self) -> Mapping[str, Any]:
        return self.row.data

    @property
    def said(self) -> Sequence[CorrectionRow]:
        said = overview.corrections_of(self.session, self.row.document_id)
        return [one for one in said if one.record_id == self.record_id]

    def correct(self, field: str, value: Any) -> CorrectionRow:
        return corrections.record_field(self.session, self.record_id, field, value, by=seam.name(), territory=territory())

    def judge(self, state: str) -> Sequence[CorrectionRow]:
        made = corrections.judge(self.session, self.record_id, state, by=seam.name(), territory=territory())
        return [made] if made is not None else []

    def judged_before(self, state: str) -> Sequence[CorrectionRow]:
        last = self.said[-1:]
        is_so = last and last[0].made_by == seam.name() and last[0].after.get("review_state") == state == self.row.review_state
        return last if is_so else []

    def item(self) -> dict[str, Any]:
        """The record as the page's script knows it, with who last said something of it."""
        row = self.row
        document = documents.find(self.session, row.document_id)
        paged = desk.PagedRestoration(overview.restoration_of(self.session, document))
        return _shown(desk.record_item(paged, row, seam.language()), next(reversed(self.said), None))


@dataclass(frozen=True)
class LetterheadForm:
    """The letterhead is accepted by saying of what is doubtful in it that it stands; it cannot be rejected."""

    session: Any
    document: DocumentRow
    kind: str = letterheads.KIND

    @property
    def letterhead(self) -> Letterhead:
        return readings.letterhead(self.session, self.document, readings.served_row(self.session, self.document))

    @property
    def data(self) -> Mapping[str, Any]:
        return self.letterhead.model_dump(mode="json")

    @property
    def said(self) -> Sequence[CorrectionRow]:
        return [one for one in overview.corrections_of(self.session, self.document.id) if one.kind == letterheads.KIND]

    def correct(self, field: str, value: Any) -> CorrectionRow:
        return corrections.letterhead(self.session, self.document.id, field, value, by=seam.name())

    def judge(self, state: str) -> Sequence[CorrectionRow]:
        if state != "accepted":
            raise InvalidInput("a letterhead can be accepted or corrected")
        stands = self.data
        return [self.correct(name, stands[name]) for name in letterheads.to_confirm(self.letterhead, self._last)]

    def judged_before(self, state: str) -> Sequence[CorrectionRow]:
        last = self._last
        is_mine = all(one.made_by == seam.name() for one in last.values())
        return list(last.values()) if is_mine and letterheads.state(self.letterhead, last) == state else []

    def item(self) -> dict[str, Any]:
        paged = desk.PagedRestoration(overview.restoration_of(self.session, self.document))
        said = self.said
        return _shown(letterheads.item(paged, self.letterhead, said, seam.language()), letterheads.telling(said))

    @property
    def _last(self) -> dict[str, CorrectionRow]:
        return letterheads.last_said(self.said)


def _shown(item: dict[str, Any], last: CorrectionRow | None) -> dict[str, Any]:
    item.pop("queued")
    if last is not None:
        item |= {"by": last.made_by, "at": formats.moment(last.made_at, seam.language())}
    return item


def of_id(session: Any, document_id: str, said: object) -> Form:
    """The form that a page names, a record's by its id."""
    if said == letterheads.ID:
        return LetterheadForm(session, documents.find(session, document_id))
    if records.find(session, str(said)).document_id != document_id:
        raise InvalidInput("record: of another document")
    return RecordForm(session, str(said))


def of_correction(session: Any, made: CorrectionRow) -> Form | None:
    """The form that a correction is about; None for a word of the text and for a record that it added."""
    if made.kind == letterheads.KIND:
        return of_id(session, made.document_id, letterheads.ID)
    return RecordForm(session, made.record_id) if made.record_id is not None and made.kind != "add" else None
