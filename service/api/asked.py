"""Questions about records, as query parameters."""

from datetime import date
from typing import Annotated, Literal

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field

from models.assignment import AssignmentRole
from models.deadline import Recurrence, Relation
from models.decision import Act
from models.instrument import CitationRole
from models.place import PlaceStatus
from models.quantity import Change, Comparator
from service.store.records import FACETS, Query

ROLES = {str(role) for kind in (AssignmentRole, Relation, Act, CitationRole, PlaceStatus) for role in kind}
REVIEW_STATES = {"unseen", "accepted", "corrected", "rejected", "conflict"}


def words(text: str | None) -> tuple[str, ...]:
    """ "a,b" → ("a", "b")"""
    return tuple(part for part in (piece.strip() for piece in (text or "").split(",")) if part)


def _no_nul(text: str) -> str:
    if "\x00" in text:
        raise ValueError("holds a null character")
    return text


def among(known: set[str]) -> BeforeValidator:
    def check(text: object) -> object:
        unknown = set(words(str(text))) - known if text is not None else set()
        if unknown:
            raise ValueError(f"{', '.join(sorted(unknown))}: not among {', '.join(sorted(known))}")
        return text

    return BeforeValidator(check)


Said = Annotated[str, Field(max_length=300), AfterValidator(_no_nul)]
Finite = Annotated[float, Field(allow_inf_nan=False)]
Formats = Literal["json", "csv", "ndjson"]


class RecordsQuery(BaseModel):
    """Lists are written with commas: `change=increase,level`."""

    model_config = ConfigDict(extra="forbid")

    document: Said | None = Field(None, description="id of a document")
    text: Said | None = Field(None, description="words of the indicator, task, matter or name; with or without marks")
    change: Annotated[Said | None, among({str(c) for c in Change})] = None
    comparator: Annotated[Said | None, among({str(c) for c in Comparator})] = None
    unit: Said | None = Field(None, description="exactly as written: %, xã, triệu đồng/người/năm")
    value_min: Finite | None = None
    value_max: Finite | None = None
    place: Annotated[str, Field(pattern=r"^\d{2,5}$")] | None = Field(
        None, description="code of an administrative unit: it, with everything below it"
    )
    map: Literal["old", "new"] | None = Field(
        None,
        description="the map that `place` is a code of: old (to 30 June 2025) or new, which is the default",
    )
    as_of: date | None = Field(None, description="a day, instead of `map`")
    body: Said | None = Field(None, description="words of the body that is to act; with or without marks")
    role: Annotated[Said | None, among(ROLES)] = Field(
        None, description="citations and assignments: role; decisions: act; deadlines: relation; places: status"
    )
    due_from: date | None = None
    due_to: date | None = None
    overdue: bool = Field(False, description="only what was due before today, or before `as_of_due`")
    as_of_due: date | None = None
    every: Annotated[Said | None, among({str(r) for r in Recurrence})] = None
    cited: Said | None = Field(None, description="number of the cited document: 263/QĐ-TTg")
    instrument: Said | None = Field(None, description="key of the cited instrument")
    document_kind: Said | None = Field(None, description="Kế hoạch,Quyết định")
    document_number: Said | None = None
    issuer: Said | None = Field(None, description="words of the issuer's name; with or without marks")
    issued_from: date | None = None
    issued_to: date | None = None
    confidence_min: Annotated[Finite, Field(ge=0, le=1)] | None = None
    confidence_max: Annotated[Finite, Field(ge=0, le=1)] | None = None
    review_state: Annotated[Said | None, among(REVIEW_STATES)] = Field(None, description="without it, all but the rejected")
    section: Said | None = None
    disputed: bool = Field(
        False, description="only targets of quantities that targets of whatever documents contradict each other about"
    )
    sort: Literal["key", "-key", "due", "-due", "value", "-value", "issued", "-issued", "confidence", "-confidence"] = Field(
        "key", description="an order by a value leaves out records that have none"
    )
    cursor: Said | None = None
    limit: int = Field(50, ge=1, le=500)
    fields: Said | None = Field(None, description="names of the fields to be given, with commas; id always is")
    total: bool = False
    facets: Annotated[Said | None, among(set(FACETS))] = Field(
        None, description="columns whose commonest values are counted over all that fits"
    )
    format: Formats = Field("json", description="csv and ndjson stream everything that fits, without pages")

    def question(self, kind: str) -> Query:
        map_of_day = None if self.as_of is None else "new" if self.as_of >= date(2025, 7, 1) else "old"
        return Query(
            kind=kind,
            document_id=self.document,
            text=self.text,
            change=words(self.change),
            comparator=words(self.comparator),
            unit=self.unit,
            value_min=self.value_min,
            value_max=self.value_max,
            place=self.place,
            map=self.map or map_of_day or "new",
            body=self.body,
            role=words(self.role),
            due_from=self.due_from,
            due_to=self.due_to,
            overdue_on=(self.as_of_due or date.today()) if self.overdue else None,
            every=words(self.every),
            cited_number=self.cited,
            instrument=self.instrument,
            document_kind=words(self.document_kind),
            document_number=self.document_number,
            document_issuer=self.issuer,
            issued_from=self.issued_from,
            issued_to=self.issued_to,
            confidence_min=self.confidence_min,
            confidence_max=self.confidence_max,
            review_state=words(self.review_state),
            section=self.section,
            is_disputed=self.disputed,
            sort=self.sort,
            cursor=self.cursor,
            limit=self.limit,
            fields=words(self.fields),
            with_total=self.total,
        )
